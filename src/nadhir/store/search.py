"""Full text in all languages of the packs, alike in both databases: words are cut, folded and stemmed here, not there.

A text is kept as the stems of its words by its own language; a question's words are stemmed by every language, and any of the
stems will do, since a question does not say its language. So "الوقود", "وقود" and "بالوقود" meet, and so do "attaques" and "attaque".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from nadhir.text import fold_name

_WORD = re.compile(r"[^\W_]+")
_PARTS = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
_LONGEST = 40  # letters of a word that are kept


class Part(NamedTuple):
    """Some of what is asked for: words that follow one another, each as any of its stems; `wanted` or not."""

    words: tuple[tuple[str, ...], ...]
    wanted: bool


def stems(text: str, stemmer: str) -> str:
    """The stems of a text's words, parted by spaces. `stemmer`: the name of a Snowball algorithm, "" for none."""
    return " ".join(_stem(word, stemmer) for word in _WORD.findall(fold_name(text)))


@lru_cache(maxsize=200_000)
def _stem(word: str, stemmer: str) -> str:
    short = word[:_LONGEST]
    return _algorithm(stemmer).stemWord(short) or short if stemmer else short


@lru_cache(maxsize=16)
def _algorithm(name: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(name)


def asked(question: str, stemmers: tuple[str, ...]) -> list[Part]:
    """What a question asks for: its words and "phrases", a minus before what must not be there."""
    parts = []
    for minus, phrase, word in _PARTS.findall(question):
        words = _WORD.findall(fold_name(phrase or word))
        if words:
            parts.append(Part(tuple(_any(w, stemmers) for w in words), wanted=not minus))
    return parts


def _any(word: str, stemmers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_stem(word, s) for s in (*stemmers, "")))


def fts5(parts: list[Part]) -> str:
    """The question in SQLite's words; "" where nothing is wanted, which finds nothing."""
    wanted = [_fts5_part(p) for p in parts if p.wanted]
    unwanted = [_fts5_part(p) for p in parts if not p.wanted]
    if not wanted:
        return ""
    question = " AND ".join(wanted)
    return f"({question}) NOT ({' OR '.join(unwanted)})" if unwanted else question


def _fts5_part(part: Part) -> str:
    """A phrase in which each word has several stems is the choice of all phrases that they make, up to a limit."""
    return "(" + " OR ".join('"' + " ".join(words) + '"' for words in _choices(part)) + ")"


def tsquery(parts: list[Part]) -> str:
    """The question as a `tsquery`, "" where nothing is wanted. Its words are not cut again, nor are those of `tsvector`."""
    wanted = [_tsquery_part(p) for p in parts if p.wanted]
    if not wanted:
        return ""
    return " & ".join([*wanted, *("!" + _tsquery_part(p) for p in parts if not p.wanted)])


def _tsquery_part(part: Part) -> str:
    return "(" + " | ".join("(" + " <-> ".join(f"'{w}'" for w in words) + ")" for words in _choices(part)) + ")"


def tsvector(words: str) -> str:
    """Stems as a `tsvector`, each with where it stands.

    PostgreSQL keeps 16,383 places and a megabyte of a text: what lies behind is found as a word but not in a phrase, or not at all.
    """
    places: dict[str, list[int]] = {}
    room = _MEGABYTE
    for place, word in enumerate(words.split(), 1):
        room -= 4 if word in places else 16 + len(word.encode())
        if room < 0:
            break
        places.setdefault(word, []).append(min(place, _PLACES))
    return " ".join(f"'{word}':{','.join(map(str, at[:_OFTEN]))}" for word, at in places.items())


_MEGABYTE = 1_000_000
_PLACES = 16_383
_OFTEN = 255  # places of one word
_MOST = 64


def _choices(part: Part) -> list[tuple[str, ...]]:
    choices: list[tuple[str, ...]] = [()]
    for stems_ in part.words:
        choices = [(*before, stem) for before in choices for stem in stems_][:_MOST]
    return choices
