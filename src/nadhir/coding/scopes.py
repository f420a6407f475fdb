"""What words of attribution cover: what follows them, or, where they close their clause, what stands before."""

from __future__ import annotations

from collections.abc import Sequence

from nadhir.coding.sentence import Sentence
from nadhir.coding.verbs import VerbGroup
from nadhir.reading.document import Quote
from nadhir.text import BREAKS, CLOSING, COMMAS, DASHES, OPENING

_PARTS = BREAKS - {":"}


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
        if scan.has(at, "contrast") or (scan.has(at, "comp") and scan.has(at - 1, "dem") and at > end):
            return -1
        if scan.has(at, "comp") and (at - end <= 8 or not scan.has(at, "rel", "dem")):
            return at
        if any(
            v.main == at and not v.attributive and v.link != "rel" and (v.finite or any(h.cat == "say" for h in v.hits))
            for v in sentence.verbs
        ):
            return -1
        if (
            at - end < 14
            and any(h.cat == "pred" and h.feat.startswith("n:") for h in scan.hits[at])
            and not scan.has(at, "src", "party")
        ):
            return -1
    return -1


def of_verb(
    sentence: Sentence,
    verb: VerbGroup,
    start: int,
    end: int,
    quotes: Sequence[Quote],
    *,
    inverted: bool,
    aside: bool,
    inner: bool,
) -> Scope:
    """The scope of a verb of saying; `start` to `end` are the tokens of the verb and its speaker.

    `inner`: a clause that only tells of a word before it ("which X denies"); `inverted`: the speaker stands behind the verb, which tells that what is said came first; `aside`: only a clause between commas, or
    one that ends the sentence, comes behind what is said.
    """
    tokens = sentence.scan.tokens
    left, right = part(sentence, start, quotes)
    opened = content(sentence, end, right)
    described = verb.link == "rel" or inner
    if described and opened < 0 and not _object(sentence, end, right):
        return Scope(verb.first, verb.last)
    if opened >= 0 or verb.link == "rel" or (aside and (verb.conj or verb.tense == "ing")):
        return Scope(end, right)
    quoted_before = any(q.last in (start, start - 1) for q in quotes)
    if _opens(sentence, end, right, quotes):
        before = [q for q in quotes if q.last in (start, start - 1)]
        return Scope(max(left, before[0].first), right) if before else Scope(end, right)
    marked = start > left and (tokens[start - 1].kind == "mark" or sentence.scan.has(start - 1, "acc") is not None)
    told = says_something(sentence, left, start)
    if aside and end < right - 1 and tokens[end].norm not in COMMAS:
        marked = False
    if (
        verb.link == "comp"
        and (marked or inverted or right - end <= 1)
        and not _goes_on(sentence, end, right, inverted)
    ):
        return Scope(verb.first, verb.last)  # "a toll that no hospital has confirmed"
    if (marked or inverted) and (told or quoted_before) and not _goes_on(sentence, end, right, inverted):
        first = _from(sentence, left, start, clauses=aside)
        return Scope(first, start if _described(sentence, end) else right, after=True)
    if told and right - end <= 1:
        return Scope(_from(sentence, left, start, clauses=aside), start, after=True)
    return Scope(verb.first if verb.last - verb.main > 2 else end, right)


def of_phrase(sentence: Sentence, first: int, last: int, quotes: Sequence[Quote], *, aside: bool) -> Scope:
    """The scope of "according to" and its like at tokens `first` to `last`, voice included; inside a relative clause, that clause."""
    left, right = part(sentence, first, quotes)
    if not says_something(sentence, left, first):
        return Scope(first, right)
    relative = _relative(sentence, left, first)
    if relative >= 0:
        return Scope(relative, first, after=True)
    return Scope(_from(sentence, left, first, clauses=aside), right, after=True)


def says_something(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a stretch holds a clause or a noun of action: something that may have been said."""
    if sentence.verbs_between(first, last):
        return True
    return any(h.cat in ("pred", "toll") for at in range(first, last) for h in sentence.scan.hits[at])


def _from(sentence: Sentence, left: int, start: int, *, clauses: bool) -> int:
    """Where what an attribution closes begins: behind a colon, "while" or "but", where something was told before that.

    `clauses`: behind a comma with "and" and a verb as well.
    """
    scan = sentence.scan
    joined = {v.first for v in sentence.verbs if v.conj and v.finite and scan.tokens[v.first - 1].norm in COMMAS}
    for at in range(start - 1, left, -1):
        hit = scan.has(at, "contrast", "sub")
        strong = hit is not None and hit.last <= start and (hit.cat == "contrast" or hit.ref == "contrast")
        if not strong and scan.tokens[at].norm != ":" and not (clauses and at in joined):
            continue
        if says_something(sentence, at + 1 if not (clauses and at in joined) else at, start) and says_something(
            sentence, left, at
        ):
            return at
    return left


def _relative(sentence: Sentence, left: int, first: int) -> int:
    """The relative pronoun of the relative clause that a phrase closes without a mark, -1 where there is none."""
    for at in range(first - 1, left, -1):
        opened = at != first - 1 and any(sentence.scan.has(i, "rel") for i in range(max(left, at - 8), at))
        if sentence.scan.tokens[at].norm in COMMAS and not sentence.scan.has(at + 1, "rel") and not opened:
            return -1  # but an aside within the clause is closed by a comma too: "who, in May, had …"
        if sentence.scan.has(at, "rel") and sentence.verbs_between(at, first):
            return at
    return -1


def _described(sentence: Sentence, end: int) -> bool:
    """Whether a relative clause behind the speaker tells of the speaker: ", adds Médecins sans frontières, which has …"."""
    return (
        end + 1 < sentence.last
        and sentence.scan.tokens[end].norm in COMMAS
        and sentence.scan.has(end + 1, "rel") is not None
    )


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
        if sentence.scan.has(at, "src", "party") or sentence.scan.has(at - 1, "dem"):
            continue
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
