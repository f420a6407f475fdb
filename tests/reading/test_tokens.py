"""Tokens: words, numbers and marks with verbatim offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.knowledge.schema import Script
from nadhir.tokens import Tokenizer

from .conftest import LANGUAGES, load


def tokenizer(language: str) -> Tokenizer:
    script = load(language, "script.yml", Script)
    return Tokenizer(script.elisions, script.possessive, script.keep_whole)


@pytest.mark.parametrize(
    ("language", "text", "pieces"),
    [
        ("fr", "l'armée d’Aït", ["l'", "armée", "d’", "Aït"]),
        ("fr", "lʼarmée d’Aït", ["lʼ", "armée", "d’", "Aït"]),
        ("fr", "aujourd'hui, jusqu'à", ["aujourd'hui", ",", "jusqu'", "à"]),
        ("en", "Mali's army", ["Mali", "'s", "army"]),
        ("en", "al-Qaeda-linked U.S. 1,200", ["al", "Qaeda", "linked", "U.S.", "1,200"]),
        ("fr", "12 000 déplacés", ["12 000", "déplacés"]),
        ("ar", "وقُتِل ٢٥ جنديًا.", ["وقُتِل", "٢٥", "جنديًا", "."]),
        ("ar", "«هجوم»\nثان", ["«", "هجوم", "»", "\n", "ثان"]),
        ("en", "“So…” 12:30", ["“", "So", "…", "”", "12:30"]),
    ],
)
def test_pieces(language: str, text: str, pieces: list[str]) -> None:
    assert [t.text for t in tokenizer(language)(text)] == pieces


def test_glued_parts_know_it() -> None:
    tokens = tokenizer("en")("al-Qaeda linked")
    assert [t.glued for t in tokens] == [False, True, False]


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=st.text(max_size=120))
def test_tokens_are_verbatim_and_in_order(language: str, text: str) -> None:
    tokens = tokenizer(language)(text)
    at = 0
    for number, token in enumerate(tokens):
        assert token.index == number
        assert token.start >= at
        assert text[token.start : token.end] == token.text
        at = token.end


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=st.text(st.characters(categories=("L", "N")), max_size=60))
def test_no_letter_is_lost(language: str, text: str) -> None:
    tokens = tokenizer(language)(text)
    assert "".join(t.text for t in tokens) == text
