"""From claims to incidents, one report at a time: a claim joins the incident that it fits on the whole, or begins one.

A claim is held against the claims of an incident (up to a limit, the surest first), and the chances of the better two thirds or so
are averaged: one odd member of a larger incident does not keep a claim out, and a claim between two does not chain them, since of
up to four members all count. When all claims of the report have found their place, each is placed once more, so that the first see
the later ones too. A claim that fits two incidents makes them one only if these fit each other on the whole too. What is done
depends on the claims alone, never on how many there are elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from nadhir.linking.pairs import Judge
from nadhir.linking.sketch import Sketch
from nadhir.memory import Link
from nadhir.records import content_id


class Merge(NamedTuple):
    """Two incidents that have turned out to be one: the claims of `lost` now belong to `kept`."""

    kept: str
    lost: str
    chance: float


class Linked(NamedTuple):
    """What a report's events did: a link for each, and incidents that became one."""

    links: list[Link]
    merges: list[Merge]


def incident_id(claim: str) -> str:
    """The id of the incident that begins with a claim."""
    return content_id("incident", claim)


def link(new: Sequence[Sketch], near: Mapping[str, Iterable[Sketch]], judge: Judge) -> Linked:
    """Link the event claims of one report, given the incidents near to them (id -> their claims).

    Those that say where and when come first, so that those that do not find them. Claims that `near` has already are passed over.
    """
    table = _Table(near, judge)
    known = {s.claim for members in near.values() for s in members}
    order = sorted((s for s in new if s.claim not in known), key=_solid)
    for one in order:
        table.put(one)
    for one in order:
        table.put(one)
    merges = table.merges(order)
    return Linked([table.link(one) for one in order], merges)


class _Table:
    """Incidents while a report is linked: their claims, and where each new claim lies."""

    def __init__(self, near: Mapping[str, Iterable[Sketch]], judge: Judge) -> None:
        self._judge = judge
        self._most = judge.rules.members
        self._near = {ident: sorted(members, key=_solid)[: self._most] for ident, members in near.items()}
        self._new: dict[str, list[Sketch]] = {}
        self._place: dict[str, tuple[str, float]] = {}
        self._others: dict[str, list[str]] = {}  # claim -> incidents that it fits besides its own, best first
        self._chances: dict[tuple[str, str], float] = {}

    def put(self, one: Sketch) -> None:
        """Put a claim where it fits best, out of where it lay."""
        if one.claim in self._place:
            left = self._new[self._place[one.claim][0]]
            left.remove(one)
        scores = sorted(
            ((self._fit(one, members), ident) for ident, members in self._every() if members[0].quad == one.quad),
            reverse=True,
        )
        fitting = [(chance, ident) for chance, ident in scores if chance >= self._judge.rules.threshold]
        chance, ident = fitting[0] if fitting else (1.0, incident_id(one.claim))
        self._others[one.claim] = [other for _, other in fitting[1:]]
        self._new.setdefault(ident, []).append(one)
        self._place[one.claim] = ident, chance

    def merges(self, order: Sequence[Sketch]) -> list[Merge]:
        """Make incidents one that a claim holds to be one and that fit each other; those of before keep their ids."""
        out: list[Merge] = []
        kept_by: dict[str, str] = {}
        for one in order:
            for other in self._others[one.claim]:
                kept, lost = self._place[one.claim][0], kept_by.get(other, other)
                kept = kept_by.get(kept, kept)
                if kept == lost or not self._members(lost):
                    continue
                if kept not in self._near and lost in self._near:
                    kept, lost = lost, kept
                # The claim between them has no say: they must fit each other without it.
                chance = self._across(*([m for m in self._members(i) if m is not one] for i in (kept, lost)))
                if chance < self._judge.rules.merge:
                    continue
                self._join(kept, lost, chance, out)
                kept_by = {a: kept if b == lost else b for a, b in kept_by.items()} | {lost: kept}
        return out

    def _join(self, kept: str, lost: str, chance: float, out: list[Merge]) -> None:
        moved = self._new.pop(lost, [])
        self._new.setdefault(kept, []).extend(moved)
        for one in moved:
            self._place[one.claim] = kept, self._place[one.claim][1]
        if lost in self._near:
            self._near[kept] = [*self._near[kept], *self._near.pop(lost)][: self._most]
            out.append(Merge(kept=kept, lost=lost, chance=round(chance, 4)))

    def link(self, one: Sketch) -> Link:
        """The link of a new claim, with the features of the pair that speaks most for it."""
        ident, chance = self._place[one.claim]
        others = [m for m in self._members(ident) if m.claim != one.claim]
        if not others or incident_id(one.claim) == ident:
            return Link(claim=one.claim, incident=ident, score=1.0)
        best = max(others, key=lambda m: (self._chance(one, m), m.claim))
        return Link(claim=one.claim, incident=ident, score=round(chance, 4), features=self._judge.explain(one, best))

    def _every(self) -> Iterator[tuple[str, list[Sketch]]]:
        for ident in dict.fromkeys((*self._near, *self._new)):
            if members := self._members(ident):
                yield ident, members

    def _members(self, ident: str) -> list[Sketch]:
        return [*self._near.get(ident, ()), *self._new.get(ident, ())][-self._most :]

    def _fit(self, one: Sketch, members: Sequence[Sketch]) -> float:
        """The mean chance of a claim with the better ⌈2(n + 1)/3⌉ of an incident's n claims; of up to four, with all."""
        chances = sorted((self._chance(one, m) for m in members), reverse=True)
        counted = chances[: max(1, math.ceil(2 * (len(chances) + 1) / 3))]
        return sum(counted) / len(counted) if counted else 0.0

    def _across(self, some: Sequence[Sketch], others: Sequence[Sketch]) -> float:
        return sum(self._fit(one, others) for one in some) / len(some) if some else 0.0

    def _chance(self, one: Sketch, other: Sketch) -> float:
        key = (one.claim, other.claim) if one.claim < other.claim else (other.claim, one.claim)
        found = self._chances.get(key)
        if found is None:
            found = self._chances[key] = self._judge.chance(one, other)
        return found


def _solid(one: Sketch) -> tuple[object, ...]:
    """Order: own place, own day, the surer; then as they stand in the text."""
    placed = bool(one.place) and not one.borrowed_place
    dated = one.start >= 0 and not one.borrowed_day
    return (not placed, not dated, one.denies, -one.sure, one.published, one.report, one.sentence, one.claim)
