"""Numbers and calendars of the three languages as the reader uses them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
import pytest
import yaml

import nadhir.knowledge
from nadhir.knowledge.schema import Script
from nadhir.knowledge.schema_reading import Calendar, Numbers
from nadhir.reading.morphology import Morphology
from nadhir.reading.numbers import NumbersPack
from nadhir.reading.times import TimesPack
from nadhir.reading.wordlist import Stems, whole
from nadhir.tokens import Token, Tokenizer

T = TypeVar("T")
LANGUAGES = ("ar", "en", "fr")
CASES = Path(__file__).parent.parent / "cases" / "reading"
KNOWLEDGE = Path(str(nadhir.knowledge.__file__)).parent / "languages"


class Kit(NamedTuple):
    """What a test needs of one language."""

    tokenizer: Tokenizer
    stems: Stems
    numbers: NumbersPack
    times: TimesPack
    words: Numbers
    calendar: Calendar


def load(language: str, name: str, shape: type[T]) -> T:
    return msgspec.convert(yaml.safe_load((KNOWLEDGE / language / name).read_text("utf-8")), shape)


def build(language: str) -> Kit:
    script = load(language, "script.yml", Script)
    words, calendar = load(language, "numbers.yml", Numbers), load(language, "calendar.yml", Calendar)
    morphology = Morphology(script.clitics)

    def stems(token: Token) -> Sequence[tuple[tuple[str, ...], str]]:
        return [(a.labels, a.stem) for a in morphology.analyses(token.norm)]

    numbers = NumbersPack.build(words, calendar)
    return Kit(
        Tokenizer(script.elisions, script.possessive, script.keep_whole),
        stems if morphology.active else whole,
        numbers,
        TimesPack.build(calendar, numbers),
        words,
        calendar,
    )


_KITS: dict[str, Kit] = {}


def kit_of(language: str) -> Kit:
    if language not in _KITS:
        _KITS[language] = build(language)
    return _KITS[language]


def cases(name: str) -> list[Any]:
    """All cases of `tests/cases/reading/*/name` as parameters (language, case)."""
    out = []
    for language in LANGUAGES:
        for case in yaml.safe_load((CASES / language / name).read_text("utf-8")):
            out.append(pytest.param(language, case, id=f"{language}-{case['id']}"))
    return out


def pieces(name: str) -> list[str]:
    """Words out of which the property tests make sentences."""
    found: list[str] = yaml.safe_load((CASES / "pieces.yml").read_text("utf-8"))[name].split(" ")
    return [*found, "\n", " "]
