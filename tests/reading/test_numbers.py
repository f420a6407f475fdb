"""Numbers: cases by language, and what holds for every text."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nadhir.reading.numbers import Number, dual_candidates, dual_of, find_numbers
from nadhir.text import fold
from tests.reading.conftest import LANGUAGES, cases, kit_of, pieces


def numbers_of(language: str, text: str) -> list[Number]:
    kit = kit_of(language)
    tokens = kit.tokenizer(text)
    return find_numbers(tokens, 0, len(tokens), kit.numbers, kit.stems)


@pytest.mark.parametrize(("language", "case"), cases("numbers.yml"))
def test_case(language: str, case: dict[str, Any]) -> None:
    found = numbers_of(language, case["text"])
    written = [[case["text"][n.span.start : n.span.end], n.low, n.high, n.kind] for n in found]
    for row, number in zip(written, found, strict=True):
        row.extend([number.currency] if number.currency else [])
    assert written == case["expect"]


def test_there_are_enough_cases() -> None:
    assert len(cases("numbers.yml")) >= 80


_PIECES = st.sampled_from(pieces("numbers"))


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=14).map(" ".join)))
@settings(max_examples=200, deadline=None)
def test_any_text_gives_ordered_bounded_spans(language: str, text: str) -> None:
    end = 0
    for number in numbers_of(language, text):
        assert number.span.start >= end
        end = number.span.end
        assert number.first < number.last
        assert text[number.span.start : number.span.end].strip()
        assert number.low >= 0
        assert number.high is None or number.high >= number.low


@pytest.mark.parametrize(
    ("word", "singular"),
    [("جنديان", "جندي"), ("شخصين", "شخص"), ("قرويَّين", "قروي"), ("جريحان", "جريح"), ("مدينتين", "مدينه")],
)
def test_a_dual_has_a_singular(word: str, singular: str) -> None:
    pack = kit_of("ar").numbers
    assert singular in dual_candidates(fold(word), pack)
    assert dual_of(fold(word), pack) is not None


def test_only_languages_with_a_dual_have_one() -> None:
    assert dual_of("جندي", kit_of("ar").numbers) is None
    assert dual_of("soldiers", kit_of("en").numbers) is None


def test_a_pack_survives_pickling() -> None:
    kit = kit_of("ar")
    pack = pickle.loads(pickle.dumps(kit.numbers))
    tokens = kit.tokenizer("خمسة عشر قتيلا")
    assert [n.low for n in find_numbers(tokens, 0, len(tokens), pack, kit.stems)] == [15]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_has_two_values(language: str) -> None:
    seen: dict[str, int] = {}
    words = kit_of(language).words
    for table in (words.values, words.scales, words.collectives):
        for value, phrases in table.items():
            for phrase in phrases:
                assert seen.setdefault(fold(phrase), value) == value, phrase
