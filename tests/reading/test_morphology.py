"""Clitics: all readings of a written word, the whole word first; which one is real the lexicon decides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.knowledge.schema import Script
from nadhir.reading.morphology import Morphology
from nadhir.text import fold

from .conftest import load


@pytest.fixture(scope="module")
def arabic() -> Morphology:
    script = load("ar", "script.yml", Script)
    return Morphology(script.clitics, script.keep_whole)


@pytest.mark.parametrize(
    ("written", "stem"),
    [
        ("والهجوم", "هجوم"),
        ("وبالهجوم", "هجوم"),
        ("للجيش", "جيش"),
        ("فقتل", "قتل"),
        ("سيهاجم", "يهاجم"),
        ("كالمسلحين", "مسلحين"),
        ("هجومهم", "هجوم"),
        ("قواتها", "قوات"),
        ("وقواتهما", "قوات"),
    ],
)
def test_the_stem_is_among_the_readings(arabic: Morphology, written: str, stem: str) -> None:
    assert fold(stem) in {a.stem for a in arabic.analyses(fold(written))}


@pytest.mark.parametrize("word", ["ولاية", "وزير", "بلدة", "فرنسا", "واشنطن"])
def test_words_that_look_like_clitics_stay_whole(arabic: Morphology, word: str) -> None:
    assert [a.stem for a in arabic.analyses(fold(word))] == [fold(word)]


def test_the_whole_word_is_the_first_reading(arabic: Morphology) -> None:
    first = arabic.analyses(fold("وبالهجوم"))[0]
    assert (first.labels, first.stem, first.suffix) == ((), fold("وبالهجوم"), "")


def test_particles_carry_labels_of_function_words(arabic: Morphology) -> None:
    labels = {a.stem: a.labels for a in arabic.analyses(fold("وبالهجوم"))}
    assert {"and", "with", "the"} <= set(labels[fold("هجوم")])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_without_clitics_a_word_has_one_reading(language: str) -> None:
    plain = Morphology(load(language, "script.yml", Script).clitics)
    assert [a.stem for a in plain.analyses("andalus")] == ["andalus"]


@given(st.text(st.sampled_from("ابتجدرسعفقكلمنهوي"), min_size=1, max_size=12))
def test_readings_never_grow(word: str) -> None:
    script = load_once()
    for reading in script.analyses(word):
        assert len(reading.stem) <= len(word) + len(script.article)
        assert reading.suffix == "" or word.endswith(reading.suffix)


_ONCE: list[Morphology] = []


def load_once() -> Morphology:
    if not _ONCE:
        script = load("ar", "script.yml", Script)
        _ONCE.append(Morphology(script.clitics, script.keep_whole))
    return _ONCE[0]
