"""What an incident's claims agree on, what they contradict, and how sure that makes it. Pure: the same claims give the same incident.

Votes are counted by origin, not by claim: five outlets with one origin have one vote; unknown origins vote together, as one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date

import msgspec

from nadhir.linking.contradictions import contradictions
from nadhir.linking.figures import figures, when
from nadhir.linking.geo import place_key
from nadhir.linking.told import country_of
from nadhir.memory import Figure, Incident, Origin, Statement, Told
from nadhir.records import Claim, Entity, Interval, Place

Grade = Callable[[Incident, Mapping[str, Told]], int]
Rings = tuple[tuple[str, ...], ...]


def incident_of(ident: str, members: Iterable[Told], grade: Grade, circles: Rings = ()) -> Incident:
    """The incident that claims make. `members` must not be empty; `grade` gives the Admiralty digit of an incident from its claims."""
    every = sorted(members, key=when)
    asserted = [m for m in every if m.claim.status != "negated"]
    said = asserted or every
    found = _origins(asserted)
    against = contradictions(every)
    place = _place(said)
    start, end = _days(said)
    days = [m.published for m in every if m.published]
    code = _voted(said, lambda m: m.claim.code) or said[0].claim.code
    incident = Incident(
        id=ident,
        code=code,
        modes=_modes(said, code),
        quad=said[0].claim.quad,
        actors=_entities(said, lambda c: c.actors),
        recipients=_entities(said, lambda c: c.recipients),
        place=place,
        country=place.country
        if place and place.country
        else _voted(said, lambda m: m.country) or country_of(tuple(m.claim for m in said)),
        start=start,
        end=end,
        figures=figures(every),
        claims=tuple(m.claim.id for m in every),
        denied=tuple(m.claim.id for m in every if m.claim.status == "negated"),
        reports=_once(m.report for m in every),
        publishers=_once(m.publisher for m in every if m.publisher),
        languages=_once(sorted(m.language for m in every)),
        origins=found,
        independent=len(found),
        circles=circles,
        contradictions=against,
        first=min(days) if days else None,
        last=max(days) if days else None,
    )
    return msgspec.structs.replace(incident, digit=grade(incident, {m.claim.id: m for m in every}))


def ledger(members: Iterable[Told]) -> tuple[Statement, ...]:
    """Who says what since when, in order of publication: the claims with their tolls, so that a toll's revisions can be read off."""
    return tuple(
        Statement(
            claim=m.claim.id,
            published=m.published,
            publisher=m.publisher,
            origin=m.origin,
            says=m.words,
            denies=m.claim.status == "negated",
            killed=m.claim.quantities.killed,
        )
        for m in sorted(members, key=when)
    )


def figure_of(incident: Incident, what: str) -> Figure | None:
    """One figure of an incident."""
    return next((f for f in incident.figures if f.what == what), None)


def _origins(members: Sequence[Told]) -> tuple[Origin, ...]:
    """The known origins, each once, in order of telling."""
    by_key: dict[str, Origin] = {}
    for m in members:
        if m.origin.key:
            by_key.setdefault(m.origin.key, m.origin)
    return tuple(by_key.values())


def _voted(members: Sequence[Told], what: Callable[[Told], str]) -> str:
    """What most origins say; of equals, what was said first."""
    votes: dict[str, set[str]] = defaultdict(set)
    for m in members:
        if value := what(m):
            votes[value].add(m.origin.key)
    return max(votes, key=lambda v: len(votes[v]), default="")


def _modes(members: Sequence[Told], code: str) -> tuple[str, ...]:
    """The modes that at least half of the origins of the code's claims give."""
    votes: dict[str, set[str]] = defaultdict(set)
    voters = {m.origin.key for m in members if m.claim.code == code and m.claim.modes}
    for m in members:
        if m.claim.code == code:
            for mode in m.claim.modes:
                votes[mode].add(m.origin.key)
    return tuple(sorted(mode for mode, keys in votes.items() if 2 * len(keys) >= len(voters)))


def _entities(members: Sequence[Told], side: Callable[[Claim], Sequence[Entity]]) -> tuple[Entity, ...]:
    """The parties that most origins name; named parties before generic ones of the same country and sector."""
    votes: dict[Hashable, set[str]] = defaultdict(set)
    shown: dict[Hashable, Entity] = {}
    for m in members:
        for e in side(m.claim):
            key = e.id or (e.country, e.sector)
            votes[key].add(m.origin.key)
            shown.setdefault(key, e)
    if not votes:
        return ()
    named = {(shown[k].country, shown[k].sector) for k in votes if shown[k].id}
    kept = [k for k in votes if shown[k].id or (shown[k].country, shown[k].sector) not in named]
    most = max(len(votes[k]) for k in kept)
    return tuple(shown[k] for k in sorted(kept, key=lambda k: -len(votes[k])) if 2 * len(votes[k]) > most)


def _place(members: Sequence[Told]) -> Place | None:
    """The place that most origins name, the most precise first: "near Diéma" is a better answer than "in the Kayes region".

    One that lies where its own report mostly plays goes before all others, which may be namesakes.
    """
    votes: dict[str, set[str]] = defaultdict(set)
    shown: dict[str, Place] = {}
    home: set[str] = set()
    for m in members:
        for place in m.claim.places[:1]:
            key = place_key(place)
            votes[key].add(m.origin.key)
            shown.setdefault(key, place)
            if place.country == m.country:
                home.add(key)
    if not votes:
        return None
    return shown[max(votes, key=lambda k: (k in home, min(shown[k].precision, 4), len(votes[k]), shown[k].precision))]


def _days(members: Sequence[Told]) -> tuple[date | None, date | None]:
    """The days that most origins give, the most precise first; without a dated claim none."""
    votes: dict[tuple[date, date], set[str]] = defaultdict(set)
    for m in members:
        time: Interval | None = m.claim.time
        if time is not None and time.precision != "open":
            votes[time.start, time.end].add(m.origin.key)
    if not votes:
        return None, None
    return min(votes, key=lambda days: ((days[1] - days[0]).days, -len(votes[days]), days))


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
