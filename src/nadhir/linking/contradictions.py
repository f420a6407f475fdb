"""What an incident's claims say that cannot all be true. Nothing is decided here: both sides are shown, with who says them since when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations

from nadhir.linking.figures import Given, given, when
from nadhir.linking.geo import distance_km, place_key, radius_km
from nadhir.memory import Contradiction, Told
from nadhir.records import Entity

_FINE = 4  # a town or finer: regions that differ may both be right
_SLIP = timedelta(days=1)


def contradictions(members: Sequence[Told]) -> tuple[Contradiction, ...]:
    """The contradictions among an incident's claims, at most one of each pair of sayings."""
    if len(members) < 2:
        return ()
    asserted = [m for m in members if m.claim.status != "negated"]
    found = [*_denied(members), *_actors(asserted), *_tolls(members), *_places(asserted), *_times(asserted)]
    return tuple(found)


def _denied(members: Sequence[Told]) -> Iterable[Contradiction]:
    yes = [m for m in members if m.claim.status != "negated"]
    no = [m for m in members if m.claim.status == "negated"]
    if yes and no:
        yield _between("denied", yes, no, yes[0].words, no[0].words)


def _actors(members: Sequence[Told]) -> Iterable[Contradiction]:
    """Named parties that different origins hold to be the one who did it; a clash names both sides in one claim, which is none."""
    by_actor: dict[tuple[str, ...], list[Told]] = {}
    for m in members:
        named = tuple(sorted({e.id for e in m.claim.actors if e.id}))
        if named:
            by_actor.setdefault(named, []).append(m)
    for (one, saying), (other, against) in combinations(by_actor.items(), 2):
        if not {*one} & {*other} and not _swapped(saying, against) and _origins(saying) != _origins(against):
            yield _between("actors", saying, against, _names(saying), _names(against))


def _swapped(saying: Sequence[Told], against: Sequence[Told]) -> bool:
    """Whether one side's actor is the other's recipient: two who fight are told from either side."""

    def ids(members: Sequence[Told], recipients: bool) -> set[str]:
        return {e.id for m in members for e in (m.claim.recipients if recipients else m.claim.actors) if e.id}

    return bool(ids(saying, False) & ids(against, True) or ids(against, False) & ids(saying, True))


def _tolls(members: Sequence[Told]) -> Iterable[Contradiction]:
    """Numbers of dead that cannot both hold, of different origins, each origin's latest."""
    found = given("killed", members)
    for one, other in combinations(sorted(found, key=lambda g: (g.low, g.told.claim.id)), 2):
        if one.high is not None and one.high < other.low:
            yield _between("toll", [one.told], [other.told], _range(one), _range(other))


def _range(toll: Given) -> str:
    if toll.high is None:
        return f"≥ {toll.low}"
    return str(toll.low) if toll.low == toll.high else f"{toll.low}–{toll.high}"


def _places(members: Sequence[Told]) -> Iterable[Contradiction]:
    by_place: dict[str, list[Told]] = {}
    for m in members:
        if m.claim.places and m.claim.places[0].precision >= _FINE:
            by_place.setdefault(place_key(m.claim.places[0]), []).append(m)
    for saying, against in combinations(by_place.values(), 2):
        a, b = saying[0].claim.places[0], against[0].claim.places[0]
        km = distance_km(a, b)
        if km is not None and km > radius_km(a) + radius_km(b):
            yield _between("place", saying, against, a.name or a.text, b.name or b.text)


def _times(members: Sequence[Told]) -> Iterable[Contradiction]:
    by_days: dict[tuple[date, date], list[Told]] = {}
    for m in members:
        if m.claim.time is not None and m.claim.time.precision != "open":
            by_days.setdefault((m.claim.time.start, m.claim.time.end), []).append(m)
    for (one, saying), (other, against) in combinations(sorted(by_days.items()), 2):
        if one[1] + _SLIP < other[0]:
            yield _between("time", saying, against, str(one[0]), str(other[0]))


def _between(kind: str, saying: Sequence[Told], against: Sequence[Told], one: str, other: str) -> Contradiction:
    days = [min(days) for side in (saying, against) if (days := [m.published for m in side if m.published])]
    return Contradiction(
        kind=kind,  # type: ignore[arg-type]
        one=tuple(m.claim.id for m in sorted(saying, key=when)),
        other=tuple(m.claim.id for m in sorted(against, key=when)),
        saying=one,
        against=other,
        since=max(days) if len(days) == 2 else None,
    )


def _origins(members: Sequence[Told]) -> set[str]:
    return {m.origin.key for m in members}


def _names(members: Sequence[Told]) -> str:
    parties: dict[str, Entity] = {e.id: e for m in members for e in m.claim.actors if e.id}
    return ", ".join(e.name or e.text for e in parties.values())
