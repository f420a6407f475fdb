"""Texts as sets of short runs of words, and the keys under which a store finds texts that share them.

Keys depend on nothing but the text: not on the platform, the run, or Python's hash seed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

from nadhir.records import Record, content_id
from nadhir.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

# Three words: an edit spoils three runs, so that a text with every eighth word changed still shares two thirds of them.
WIDTH = 3
# A sentence that two texts share by chance is short ("The army did not respond").
LONG_SENTENCE = 8
# Twenty-four bands of two: texts of which .44 of all runs are common (a wire story with every sentence edited) meet with
# probability 1 - (1 - .44**2)**24 = .994, those with a hundredth with .002. Where one holds but a part of the other, a sentence helps.
BANDS, ROWS = 24, 2
_SEED = 20_011

_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=[.!?؟…؛;])\s+|\n+")


class Signature(Record, frozen=True, kw_only=True):
    """What a text is found by. `words`: how many it has. `hashes`: its MinHash, unsigned 32-bit. `sentences`: hashes of its long sentences."""

    words: int
    hashes: tuple[int, ...]
    sentences: tuple[str, ...]


def words_of(text: str) -> list[str]:
    """The folded words of a text in order; marks, vowel signs and the spelling of hamzas make no difference."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=64)
def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """All runs of three folded words; of a shorter text the one run that it is."""
    words = words_of(text)
    return frozenset(zip(*(words[i:] for i in range(WIDTH)), strict=False)) or frozenset({tuple(words)})


def signature(text: str) -> Signature:
    """The signature of a text of any language; about a millisecond for 250 words."""
    folded = fold(text)
    words = _WORD.findall(folded)
    sketch = _sketch()
    sketch.update_batch(
        " ".join(run).encode("utf-8", "surrogatepass") for run in zip(words, words[1:], words[2:], strict=False)
    )
    return Signature(
        words=len(words), hashes=tuple(int(h) for h in sketch.hashvalues), sentences=tuple(dict.fromkeys(_long(folded)))
    )


def band_keys(sign: Signature) -> tuple[str, ...]:
    """The keys that a store indexes: texts that share one may be copies, `nadhir.linking.copies.compare` decides.

    At most 24 of bands (`b…`) and one for each long sentence (`s…`). A key that very many texts share is boilerplate ("Read
    more of our reports here") and may be left out by whoever looks up. A text too short to have runs has no keys.
    """
    if sign.words < WIDTH:
        return ()
    bands = (sign.hashes[i : i + ROWS] for i in range(0, BANDS * ROWS, ROWS))
    return (*(f"b{i}:" + "".join(f"{h:08x}" for h in band) for i, band in enumerate(bands)), *sign.sentences)


def _long(folded: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(folded):
        words = _WORD.findall(sentence)
        if len(words) >= LONG_SENTENCE:
            yield "s" + content_id(" ".join(words))


@lru_cache(maxsize=1)
def _permutations() -> Any:
    from datasketch import MinHash  # noqa: PLC0415  (brings NumPy and SciPy, which help and coding do without)

    return MinHash(num_perm=BANDS * ROWS, seed=_SEED, scheme="affine32", hashfunc=crc32).permutations


def _sketch() -> Any:
    from datasketch import MinHash  # noqa: PLC0415

    return MinHash(BANDS * ROWS, seed=_SEED, scheme="affine32", hashfunc=crc32, permutations=_permutations())
