"""Folding: the one form under which words are looked up, on the input and on the knowledge alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.text import fold, fold_name, is_arabic

ARABIC = st.text(st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويأإآٱىئؤةء ـًٌٍَُِّْٰ١٢۳"), max_size=30)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("أحمد", "احمد"),
        ("إلى", "الي"),
        ("آخر", "اخر"),
        ("الهُجُوم", "الهجوم"),
        ("هجـــوم", "هجوم"),
        ("غارة", "غاره"),
        ("مسؤول", "مسوول"),
        ("٢٠٢٥", "2025"),
        ("۲۰۲۵", "2025"),
        ("کابل", "كابل"),  # Persian kaf
        ("ایران", "ايران"),  # Persian ya
        ("ﻫﺠﻮﻡ", "هجوم"),  # presentation forms
        ("\u202bهجوم\u202c", "هجوم"),  # marks of direction
        ("É", "é"),
        ("E\u0301", "é"),  # decomposed
        ("l’armée", "l'armée"),
        ("ARMY", "army"),
        ("İstanbul", "i̇stanbul"),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("written", "folded"),
    [("N'Djaména", "ndjamena"), ("Saïd", "said"), ("Ménaka", "menaka"), ("Łódź", "lodz"), ("Œuvre", "oeuvre")],
)
def test_fold_name(written: str, folded: str) -> None:
    assert fold_name(written) == folded


@given(st.one_of(ARABIC, st.text(max_size=30)))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold_name(fold_name(text)) == fold_name(text)


@given(ARABIC)
def test_arabic_keeps_no_mark_that_newsrooms_leave_out(text: str) -> None:
    assert not set(fold(text)) & set("أإآٱىئؤةـًٌٍَُِّْٰ١٢۳")


@given(st.text(max_size=30))
def test_names_fold_no_less_than_words(text: str) -> None:
    assert fold_name(fold(text)) == fold_name(text)


def test_script() -> None:
    assert is_arabic("«مالي»")
    assert not is_arabic("12 Mali")
    assert not is_arabic("2025")
