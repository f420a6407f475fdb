"""Words and marks of a report, with their offsets.

A hyphen inside a word splits it ("al-Qaeda-linked" is three tokens, `glued` to one another), an elided article or
pronoun and an English possessive stand alone ("l'", "armée"; "Mali", "'s"). Nothing is thrown away but white space and
invisible marks, so every token's `text` is verbatim `report[start:end]`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from nadhir.text import fold, fold_name

_WORD = re.compile(
    r"\d+(?:[.,٫٬  \u202f]\d{3})+(?:[.,٫]\d+)?(?!\d)|\d+(?:[.,:٫]\d+)*"
    r"|(?:[^\W\d_]\.){2,}"
    r"|(?:[^\W\d_]|[\u064b-\u0652\u0670\u0640\u0610-\u061a\u06d6-\u06ed])"
    r"(?:[^\W_]|[\u064b-\u0652\u0670\u0640\u0610-\u061a\u06d6-\u06ed\u200c\u200d]|[’'ʼ](?=[^\W\d_]))*"
    r"|\n+|\.{3}|…|[^\w\s]"
)


class Token:
    """A word or mark. `norm` is its folded form, `name` the form under which names are looked up."""

    __slots__ = ("capital", "end", "glued", "index", "kind", "name", "norm", "start", "text")

    def __init__(self, text: str, start: int, kind: str, glued: bool) -> None:
        self.text = text
        self.start = start
        self.end = start + len(text)
        self.kind = kind  # "word", "number", "mark" or "break" (line end)
        self.norm, self.name, self.capital = _forms(text)
        self.glued = glued
        self.index = 0

    def __repr__(self) -> str:
        return f"Token({self.text!r}, {self.start})"


@lru_cache(maxsize=65536)
def _forms(text: str) -> tuple[str, str, bool]:
    return fold(text), fold_name(text), text[:1].isupper()


class Tokenizer:
    """Splits text by the habits of a language pack: its elisions, possessives and words kept whole."""

    def __init__(
        self, elisions: Sequence[str] = (), possessive: Sequence[str] = (), keep_whole: Sequence[str] = ()
    ) -> None:
        self._elisions = frozenset(e.rstrip("'").lower() for e in elisions)
        self._possessive = frozenset(p.lower() for p in possessive)
        self._keep = frozenset(fold(k) for k in keep_whole)

    def __call__(self, text: str) -> list[Token]:
        """Tokens of `text` in order. Runs in time linear in its length."""
        out: list[Token] = []
        last_end = -1
        hyphen_end = -1
        for match in _WORD.finditer(text):
            piece, start = match.group(), match.start()
            first = piece[0]
            if first in "-‐‑" and _hyphen_inside(text, start):
                hyphen_end = match.end()
                continue
            glued = start in (last_end, hyphen_end) and bool(out) and out[-1].kind != "mark"
            last_end = match.end()
            if first == "\n":
                out.append(Token(piece, start, "break", False))
            elif first.isdigit():
                out.append(Token(piece, start, "number", glued))
            elif first.isalpha():
                self._word(piece, start, glued, out)
            else:
                out.append(Token(piece, start, "mark", False))
        for index, token in enumerate(out):
            token.index = index
        return out

    def _word(self, piece: str, start: int, glued: bool, out: list[Token]) -> None:
        if piece.isalpha() and "ʼ" not in piece:  # the only apostrophe that counts as a letter: else there is none
            out.append(Token(piece, start, "word", glued))
            return
        at = -1
        for mark in "’'ʼ":
            at = piece.find(mark)
            if at > 0:
                break
        if at <= 0 or fold(piece) in self._keep:
            out.append(Token(piece, start, "word", glued))
            return
        head, tail = piece[:at], piece[at:]
        if fold(tail) in self._possessive:
            out.append(Token(head, start, "word", glued))
            out.append(Token(tail, start + at, "word", True))
        elif head.lower() in self._elisions:
            out.append(Token(piece[: at + 1], start, "word", glued))
            self._word(piece[at + 1 :], start + at + 1, False, out)
        else:
            out.append(Token(piece, start, "word", glued))


def _hyphen_inside(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1].isalnum() and text[at + 1].isalnum()
