"""From a report to a document: tokens, sentences, paragraphs and quotations, all by offset."""

from __future__ import annotations

from collections.abc import Sequence

from nadhir.knowledge.schema import Script
from nadhir.text import ENDS, fold
from nadhir.tokens import Token, Tokenizer

_ENDS = ENDS | {"۔"}
_OPEN = {"«": "»", "“": "”", "„": "”", "‹": "›", "”": "“"}
_CLOSERS = frozenset({"»", "”", "’", '"', "'", ")", "]", "›", "“"})
_MAX_TOKENS = 400


class SentenceSpan:
    """Token indices of one sentence and the number of its paragraph."""

    __slots__ = ("first", "last", "paragraph")

    def __init__(self, first: int, last: int, paragraph: int) -> None:
        self.first = first
        self.last = last
        self.paragraph = paragraph


class Quote:
    """Token indices of a quotation, marks included; `depth` is 1 for a quotation inside another."""

    __slots__ = ("depth", "first", "last")

    def __init__(self, first: int, last: int, depth: int) -> None:
        self.first = first
        self.last = last
        self.depth = depth


class Document:
    """A report read: tokens in order, sentences over them, quotations."""

    __slots__ = ("quotes", "sentences", "text", "tokens")

    def __init__(self, text: str, tokens: list[Token], sentences: list[SentenceSpan], quotes: list[Quote]) -> None:
        self.text = text
        self.tokens = tokens
        self.sentences = sentences
        self.quotes = quotes


class Reader:
    """Reads texts of one language."""

    def __init__(self, script: Script) -> None:
        self._tokenizer = Tokenizer(script.elisions, script.possessive, script.keep_whole)
        self._abbreviations = frozenset(fold(a).rstrip(".") for a in script.abbreviations)

    def __call__(self, text: str) -> Document:
        tokens = self._tokenizer(text)
        return Document(text, tokens, self._sentences(text, tokens), quotations(tokens))

    def _sentences(self, text: str, tokens: Sequence[Token]) -> list[SentenceSpan]:
        out: list[SentenceSpan] = []
        first, paragraph, at, total = 0, 0, 0, len(tokens)
        while at < total:
            token = tokens[at]
            at += 1
            if token.kind == "break":
                if at - 1 > first:
                    out.append(SentenceSpan(first, at - 1, paragraph))
                first = at
                paragraph += 1
            elif (token.norm in _ENDS and self._ends(text, tokens, at - 1)) or at - first >= _MAX_TOKENS:
                while at < total and tokens[at].norm in _CLOSERS and tokens[at].start == tokens[at - 1].end:
                    at += 1
                out.append(SentenceSpan(first, at, paragraph))
                first = at
        if first < total:
            out.append(SentenceSpan(first, total, paragraph))
        return out

    def _ends(self, text: str, tokens: Sequence[Token], at: int) -> bool:
        """Whether a mark ends a sentence: no abbreviation, no initial, nothing written on behind it."""
        token = tokens[at]
        end = token.end
        while end < len(text) and text[end] in "»”’\"')]›":
            end += 1
        if end < len(text) and not text[end].isspace():
            return False
        if token.norm in ("!", "?", "؟"):
            return True
        before = tokens[at - 1] if at else None
        if before is None or before.end != token.start or before.kind != "word":
            return True
        if len(before.text) == 1 and before.text.isupper():
            return False
        if before.norm.rstrip(".") in self._abbreviations:
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            return following is None or following.kind == "break"
        return True


def quotations(tokens: Sequence[Token]) -> list[Quote]:
    """Quotations by their marks; straight marks pair in order, a line end closes what is open."""
    out: list[Quote] = []
    stack: list[tuple[int, str]] = []
    for at, token in enumerate(tokens):
        mark = token.norm if token.kind == "mark" else ""
        if token.kind == "break":
            stack.clear()
        elif mark and stack and mark == stack[-1][1]:
            opened, _ = stack.pop()
            if at - opened > 1:
                out.append(Quote(opened, at + 1, len(stack)))
        elif mark in _OPEN:
            stack.append((at, _OPEN[mark]))
        elif mark == '"':
            stack.append((at, '"'))
    out.sort(key=lambda q: (q.first, -q.last))
    return out
