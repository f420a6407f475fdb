"""What is known of one sentence before anything is coded: its mentions, verb groups, numbers, times and clause borders."""

from __future__ import annotations

from collections.abc import Sequence

from nadhir.coding.mentions import Mention
from nadhir.coding.scan import Scan
from nadhir.coding.sites import find_anaphors, find_sites
from nadhir.coding.verbs import VerbGroup
from nadhir.reading.numbers import Number
from nadhir.reading.times import TimeExpression
from nadhir.records import Span
from nadhir.text import BRACKETS, BREAKS, DASHES, ENDS

_STRONG = BREAKS | BRACKETS | (DASHES - {"-"}) | ENDS


class Sentence:
    """One sentence of a report. `first` and `last` are token indices."""

    __slots__ = (
        "anaphors",
        "borders",
        "first",
        "index",
        "last",
        "mentions",
        "numbers",
        "occupied",
        "paragraph",
        "scan",
        "sites",
        "times",
        "verbs",
    )

    def __init__(
        self,
        scan: Scan,
        first: int,
        last: int,
        *,
        index: int,
        paragraph: int,
        mentions: list[Mention],
        verbs: list[VerbGroup],
        numbers: Sequence[Number],
        times: Sequence[TimeExpression],
        occupied: frozenset[int],
    ) -> None:
        self.scan = scan
        self.first = first
        self.last = last
        self.index = index
        self.paragraph = paragraph
        self.mentions = mentions
        self.verbs = verbs
        self.numbers = numbers
        self.times = times
        self.occupied = occupied
        self.borders = self._borders()
        self.sites = find_sites(scan, first, last, mentions)
        self.anaphors = find_anaphors(scan, first, last)

    @property
    def span(self) -> Span:
        """Character offsets of the sentence."""
        return Span(self.scan.tokens[self.first].start, self.scan.tokens[self.last - 1].end)

    def _borders(self) -> list[int]:
        """Token indices at which a clause opens: complementizers, relatives, subordinators, strong marks, a verb after "and"."""
        out = [self.first, *self.scan.where(self.first, self.last, "comp", "rel", "sub", "contrast")]
        out.extend(at for at in range(self.first, self.last) if self.scan.tokens[at].norm in _STRONG)
        out.extend(v.first for v in self.verbs if v.conj and v.finite)
        out.append(self.last)
        return sorted(set(out))

    def clause(self, at: int) -> tuple[int, int]:
        """The tokens between the borders around token `at`."""
        before, after = self.first, self.last
        for border in self.borders:
            if border <= at:
                before = border
            else:
                after = border
                break
        return before, after

    def verbs_between(self, first: int, last: int) -> int:
        """How many finite, non-attributive verbs stand in the stretch."""
        return sum(1 for v in self.verbs if first <= v.main < last and v.finite and not v.attributive)

    def reach_right(self, at: int) -> int:
        """Where the arguments to the right of a predicate end: the next finite verb's clause, or a strong mark."""
        end = self.last
        for border in self.borders:
            if border >= at:
                end = border
                break
        for verb in self.verbs:
            if verb.first >= at and verb.finite and not verb.attributive and verb.first < end:
                end = verb.first
                break
        return end

    def reach_left(self, at: int) -> int:
        """Where the clause of a predicate begins to the left."""
        start = self.first
        for border in self.borders:
            if border < at:
                start = border
        return start
