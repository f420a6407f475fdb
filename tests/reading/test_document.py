"""Sentences, paragraphs and quotations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.knowledge.schema import Script
from nadhir.reading.document import Document, Reader

from .conftest import LANGUAGES, load, pieces


def read(language: str, text: str) -> Document:
    return Reader(load(language, "script.yml", Script))(text)


def sentences(language: str, text: str) -> list[str]:
    document = read(language, text)
    return [text[document.tokens[s.first].start : document.tokens[s.last - 1].end] for s in document.sentences]


def quotes(language: str, text: str) -> list[tuple[str, int]]:
    document = read(language, text)
    return [(text[document.tokens[q.first].start : document.tokens[q.last - 1].end], q.depth) for q in document.quotes]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Gen. Smith left. He died.", ["Gen. Smith left.", "He died."]),
        ("en", "It cost 3.5 million. No.", ["It cost 3.5 million.", "No."]),
        ("en", "J. Doe spoke. U.S. troops left.", ["J. Doe spoke.", "U.S. troops left."]),
        ("en", "“We left.” They did.", ["“We left.”", "They did."]),
        ("en", "First line\nSecond line", ["First line", "Second line"]),
        ("fr", "M. Diallo part. Il revient.", ["M. Diallo part.", "Il revient."]),
        ("fr", "«C'est fini.» Il part !", ["«C'est fini.»", "Il part !"]),
        ("ar", "قال د. سالم ذلك. ثم رحل؟ نعم", ["قال د. سالم ذلك.", "ثم رحل؟", "نعم"]),
    ],
)
def test_sentences(language: str, text: str, expected: list[str]) -> None:
    assert sentences(language, text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", 'He said "go" and “stay”.', [('"go"', 0), ("“stay”", 0)]),
        ("fr", "« Il a dit “non” hier »", [("« Il a dit “non” hier »", 0), ("“non”", 1)]),
        ("ar", 'قال «إن "الهدنة" انتهت»', [('«إن "الهدنة" انتهت»', 0), ('"الهدنة"', 1)]),
        ("en", "an “open one\nends with its line ”", []),
    ],
)
def test_quotations(language: str, text: str, expected: list[tuple[str, int]]) -> None:
    assert quotes(language, text) == expected


def test_paragraphs_are_counted() -> None:
    document = read("en", "One. Two.\n\nThree.")
    assert [s.paragraph for s in document.sentences] == [0, 0, 1]


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
def test_sentences_cover_every_word_once(language: str, data: st.DataObject) -> None:
    parts = data.draw(
        st.lists(st.sampled_from([*"«»“”\"'.!?؟()", *"abcء ", "\n", *pieces("numbers")[:60]]), max_size=60)
    )
    text = " ".join(parts)
    document = read(language, text)
    covered = [i for s in document.sentences for i in range(s.first, s.last)]
    assert covered == sorted(set(covered))
    words = [t.index for t in document.tokens if t.kind in ("word", "number")]
    assert set(words) <= set(covered)
    for quote in document.quotes:
        assert 0 <= quote.first < quote.last <= len(document.tokens)


def test_an_endless_sentence_is_cut() -> None:
    document = read("en", "word " * 5000)
    assert len(document.sentences) > 5
