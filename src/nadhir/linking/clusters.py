"""From claims to incidents, one report at a time: a claim joins the incident that it fits on the whole, or begins one.

A claim is held against all claims of an incident (up to a limit, the surest first) and their chances are averaged, so that two incidents are not chained
together by a claim between them. A claim that fits two incidents well makes them one only if these fit each other on the whole too.
What is done depends on the claims so far alone, never on how many there are elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from nadhir.linking.pairs import Judge
from nadhir.linking.sketch import Sketch
from nadhir.memory import Feature, Link
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
    working = {ident: _surest(members, judge.rules.members) for ident, members in near.items()}
    known = {s.claim for members in working.values() for s in members}
    links: list[Link] = []
    merges: list[Merge] = []
    for one in sorted((s for s in new if s.claim not in known), key=_solid):
        # Between quad classes the chance is nil: most of what is near need not be looked at.
        alike = ((i, members) for i, members in working.items() if any(m.quad == one.quad for m in members))
        scores = sorted(((_fit(one, members, judge), ident) for ident, members in alike), reverse=True)
        chance, ident = scores[0] if scores else (0.0, "")
        if chance < judge.rules.threshold:
            ident = incident_id(one.claim)
            working[ident] = [one]
            links.append(Link(claim=one.claim, incident=ident, score=1.0))
            continue
        links.append(
            Link(claim=one.claim, incident=ident, score=round(chance, 4), features=_why(one, working[ident], judge))
        )
        working[ident] = [*working[ident], one][-judge.rules.members :]
        for also, other in scores[1:]:
            if also < judge.rules.merge:
                break
            if (across := _across(working[ident], working[other], judge)) >= judge.rules.merge:
                merges.append(Merge(kept=ident, lost=other, chance=round(across, 4)))
                working[ident] = [*working[ident], *working.pop(other)][: judge.rules.members]
    return Linked(links, merges)


def _solid(one: Sketch) -> tuple[object, ...]:
    """Order: own place, own day, the surer; then as they stand in the text."""
    placed = bool(one.place) and not one.borrowed_place
    dated = one.start >= 0 and not one.borrowed_day
    return (not placed, not dated, one.denies, -one.sure, one.published, one.report, one.sentence, one.claim)


def _surest(members: Iterable[Sketch], most: int) -> list[Sketch]:
    every = list(members)
    return sorted(every, key=_solid)[:most] if len(every) > 1 else every


def _fit(one: Sketch, members: Sequence[Sketch], judge: Judge) -> float:
    """The mean chance of a claim with the claims of an incident."""
    return sum(judge.chance(one, m) for m in members) / len(members) if members else 0.0


def _across(some: Sequence[Sketch], others: Sequence[Sketch], judge: Judge) -> float:
    return sum(_fit(one, others, judge) for one in some) / len(some)


def _why(one: Sketch, members: Sequence[Sketch], judge: Judge) -> tuple[Feature, ...]:
    """The features of the pair that speaks most for the link."""
    return judge.explain(one, max(members, key=lambda m: judge.chance(one, m)))
