"""The knowledge files of numbers and times: no slip that the shapes do not catch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from nadhir.text import fold
from tests.reading.conftest import LANGUAGES, kit_of

_PRESENTATION = range(0xFB50, 0xFEFF)


def lists(value: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """All lists of words with where they stand; rules are no words."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "rules":
                yield from lists(inner, f"{path}/{key}")
    elif isinstance(value, list):
        if value and all(isinstance(v, str) for v in value):
            yield path, value
        for inner in value:
            if not isinstance(inner, str):
                yield from lists(inner, path)


def all_lists(language: str) -> list[tuple[str, list[str]]]:
    kit = kit_of(language)
    return [found for part in (kit.words, kit.calendar) for found in lists(msgspec.to_builtins(part, str_keys=True))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_list_holds_a_word_twice(language: str) -> None:
    for path, words in all_lists(language):
        folded = [fold(w) for w in words]
        assert len(folded) == len(set(folded)), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_spelled_with_plain_letters(language: str) -> None:
    for path, words in all_lists(language):
        for word in words:
            assert not any(ord(c) in _PRESENTATION or c == "\u0640" for c in word), (path, word)
            assert word == word.strip(), (path, word)
