"""What words of attribution cover: what follows them, or, where they close their clause, what stands before."""

from __future__ import annotations

from collections.abc import Sequence

from nadhir.coding.sentence import Sentence
from nadhir.coding.verbs import VerbGroup
from nadhir.reading.document import Quote
from nadhir.text import CLOSING, COMMAS, DASHES, OPENING

_PARTS = frozenset({";", "؛"})


class Scope:
    """Tokens covered; `after`: the words of attribution stand behind them."""

    __slots__ = ("after", "first", "last")

    def __init__(self, first: int, last: int, *, after: bool = False) -> None:
        self.first = first
        self.last = last
        self.after = after


def part(sentence: Sentence, at: int, quotes: Sequence[Quote]) -> tuple[int, int]:
    """The part of the sentence around a token: semicolons part it, but not those inside a quotation."""
    tokens = sentence.scan.tokens
    first, last = sentence.first, sentence.last
    for i in range(sentence.first, sentence.last):
        if tokens[i].norm not in _PARTS or any(q.first < i < q.last and not q.first < at < q.last for q in quotes):
            continue
        if i < at:
            first = i + 1
        else:
            last = i
            break
    return first, last


def content(sentence: Sentence, end: int, last: int) -> int:
    """The token at which "that …" opens behind a word of saying, -1 where it has an object instead."""
    scan = sentence.scan
    for at in range(end, min(end + 30, last)):
        if scan.has(at, "comp") and (at - end <= 8 or not scan.has(at, "rel", "dem")):
            return at
        if any(v.main == at and v.finite and not v.attributive and v.link != "rel" for v in sentence.verbs):
            return -1
        if (
            at - end < 14
            and any(h.cat == "pred" and h.feat.startswith("n:") for h in scan.hits[at])
            and not scan.has(at, "src", "party")
        ):
            return -1
    return -1


def of_verb(
    sentence: Sentence, verb: VerbGroup, start: int, end: int, quotes: Sequence[Quote], *, inverted: bool
) -> Scope:
    """The scope of a verb of saying; `start` to `end` are the tokens of the verb and its speaker."""
    tokens = sentence.scan.tokens
    left, right = part(sentence, start, quotes)
    if verb.link == "rel" and content(sentence, end, right) < 0 and not _object(sentence, end, right):
        return Scope(verb.first, verb.last)
    if content(sentence, end, right) >= 0:
        return Scope(end, right)
    quoted_before = any(q.last in (start, start - 1) for q in quotes)
    if _opens(sentence, end, right, quotes):
        before = [q for q in quotes if q.last in (start, start - 1)]
        return Scope(max(left, before[0].first), right) if before else Scope(end, right)
    marked = start > left and (tokens[start - 1].kind == "mark" or sentence.scan.has(start - 1, "acc") is not None)
    told = says_something(sentence, left, start)
    if (marked or inverted) and (told or quoted_before) and not _goes_on(sentence, end, right, inverted):
        return Scope(_from(sentence, left, start), right, after=True)
    if told and right - end <= 1:
        return Scope(_from(sentence, left, start), start, after=True)
    return Scope(verb.last, right)


def of_phrase(sentence: Sentence, first: int, last: int, quotes: Sequence[Quote]) -> Scope:
    """The scope of "according to" and its like at tokens `first` to `last`, voice included."""
    left, right = part(sentence, first, quotes)
    if not says_something(sentence, left, first):
        return Scope(first, right)
    return Scope(_from(sentence, left, first), right, after=True)


def says_something(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a stretch holds a clause or a noun of action: something that may have been said."""
    if sentence.verbs_between(first, last):
        return True
    return any(h.cat in ("pred", "toll") for at in range(first, last) for h in sentence.scan.hits[at])


def _from(sentence: Sentence, left: int, start: int) -> int:
    """Where what an attribution closes begins: behind "while", "but" or "as", where something was told before that."""
    for at in range(start - 1, left, -1):
        hit = sentence.scan.has(at, "contrast", "sub")
        if hit is None or hit.last > start or not says_something(sentence, hit.last, start):
            continue
        if hit.cat == "sub" and hit.ref not in ("contrast", "time"):
            continue
        if says_something(sentence, left, at):
            return at
    return left


def _opens(sentence: Sentence, end: int, right: int, quotes: Sequence[Quote]) -> bool:
    """Whether a colon or a quotation follows the words of saying."""
    if any(end <= q.first <= end + 4 and not sentence.verbs_between(end, q.first) for q in quotes):
        return True
    return any(
        sentence.scan.tokens[i].norm == ":" and not sentence.verbs_between(end, i)
        for i in range(end, min(end + 14, right))
    )


def _object(sentence: Sentence, end: int, right: int) -> bool:
    """Whether a noun of action or a clause follows before the next comma."""
    for at in range(end, right):
        if sentence.scan.tokens[at].norm in COMMAS | DASHES | {")"}:
            return False
        if any(h.cat == "pred" for h in sentence.scan.hits[at]):
            return True
    return False


def _goes_on(sentence: Sentence, end: int, right: int, inverted: bool) -> bool:
    """Whether what is said follows without a mark: "the army said it had …"."""
    stop = next(
        (i for i in range(end, right) if sentence.scan.tokens[i].norm in COMMAS | DASHES | OPENING | CLOSING), right
    )
    if any(
        end <= v.main < stop and v.finite and not v.attributive and v.link not in ("rel", "sub") for v in sentence.verbs
    ):
        return True
    return not inverted and _object(sentence, end, stop)
