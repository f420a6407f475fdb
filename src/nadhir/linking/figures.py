"""The numbers of an incident: low, best and high, by a rule that never averages and never lets a party to the fight decide.

1. Of each origin the latest figure counts, since it revises the ones before; an unknown origin's figure counts as one of its own.
2. `low` is the least low and `high` the greatest high of the figures that count; `high` is open where one of them is ("at least").
3. A figure is *sided* where its origin is a party to the incident, or of the same country and sector as one. It is shown, and it widens
   low and high, but it has no part in `best`.
4. `best` is the middle one (the lower middle of an even number) of the figures that are not sided, each taken at its low end:
   a figure that somebody gave, not a mean that nobody gave. None where only parties give figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nadhir.memory import Figure, Told
from nadhir.records import Entity

COUNTED = ("killed", "injured", "abducted", "arrested", "displaced", "size")


class Given(NamedTuple):
    """A figure as one origin gives it last."""

    told: Told
    low: int
    high: int | None
    sided: bool


def figures(members: Sequence[Told]) -> tuple[Figure, ...]:
    """The figures of an incident's claims; those of denials ("nobody was killed") count as figures, too."""
    told = [what for what in COUNTED if any(getattr(m.claim.quantities, what) is not None for m in members)]
    found = (figure(what, given(what, members)) for what in told)
    return tuple(f for f in found if f is not None)


def given(what: str, members: Sequence[Told]) -> list[Given]:
    """The figures that count: the latest of every origin, in the order of publication."""
    parties = [e for m in members for e in (*m.claim.actors, *m.claim.recipients)]
    latest: dict[str, Given] = {}
    for told in sorted(members, key=when):
        pair = getattr(told.claim.quantities, what)
        if pair is not None:
            own = told.origin.key or f"?{told.claim.id}"
            latest[own] = Given(told, pair[0], pair[1], is_sided(told, parties))
    return list(latest.values())


def figure(what: str, found: Sequence[Given]) -> Figure | None:
    """One figure from what the origins give; None where none gives any."""
    if not found:
        return None
    free = sorted(g.low for g in found if not g.sided)
    return Figure(
        what=what,
        low=min(g.low for g in found),
        best=free[(len(free) - 1) // 2] if free else None,
        high=None if any(g.high is None for g in found) else max(g.high or 0 for g in found),
        claims=tuple(g.told.claim.id for g in found),
        sided=tuple(g.told.claim.id for g in found if g.sided),
        rule="middle" if free else "sided_only",
    )


def when(told: Told) -> tuple[str, str]:
    """Order of telling: by publication, then by when the desk had it. What came in with one batch stays in the order given."""
    return (str(told.published or ""), told.recorded.isoformat())


def is_sided(told: Told, parties: Sequence[Entity]) -> bool:
    """Whether a claim's origin is a party to what it tells."""
    if told.origin.kind != "party":
        return False
    own = told.origin.key.removeprefix("party:")
    return any(own in (e.id, f"{e.country}-{e.sector}") for e in parties if e.id or e.sector)
