"""Conditions with a life: claims of how a thing stands, grouped by code, mode and subject, and run through the days.

What moves a state, and when it lapses, stands in `knowledge/ontology/lives.yml`; the rules are told in `docs/linking-conditions.md`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from nadhir.knowledge.lives import CONTESTED, UNKNOWN, Life, Lives, Touch
from nadhir.linking.course import Course, How, Saying, moving, run
from nadhir.linking.sayings import days_of, denies, distinct, interested, known_by, party_key, same_party
from nadhir.linking.sites import Subject, sites, subjects
from nadhir.memory import Condition, Origin, Told
from nadhir.records import Entity, Place


class _Group:
    """All that is said of one condition. `causes`: who is said to cause or hold it, with the day from which."""

    def __init__(self, key: str, life: Life, mode: str) -> None:
        self.key = key
        self.life = life
        self.mode = mode
        self.sayings: list[Saying] = []
        self.subjects: list[Subject] = []
        self.causes: list[tuple[int, Entity]] = []

    def add(self, saying: Saying, subject: Subject, actors: Iterable[Entity]) -> None:
        self.sayings.append(saying)
        self.subjects.append(subject)
        if saying.rank > 0 and saying.how in ("sets", "raises"):
            self.causes += [(saying.begin, actor) for actor in actors]


Groups = dict[str, _Group]
_TOUCHING = frozenset({"actual", "future", "hypothetical"})  # what is threatened begins a condition too, as unknown


def conditions(
    tolds: Iterable[Told], as_of: date, lives: Lives, *, recorded_by: datetime | None = None
) -> list[Condition]:
    """How things stand on the day `as_of`, by what was published by then (and taken in by `recorded_by`), sorted by key.

    A condition that is only spoken of (feared, aimed at, long past) is there too, with the state `unknown`. Doubtful claims, claims
    of other kinds and codes without a life are passed over.
    """
    known = [t for t in known_by(tolds, as_of, recorded_by) if not t.claim.doubtful]
    told_by_id = {t.claim.id: t for t in known}
    groups = _by_claims(known, lives)
    _add_events(groups, known, lives)
    rivals = _rivals(groups)
    return [_condition(groups[key], rivals.get(key, []), told_by_id, as_of) for key in sorted(groups)]


# --- grouping -------------------------------------------------------------------------------------------------


def _by_claims(tolds: Iterable[Told], lives: Lives) -> Groups:
    groups: Groups = {}
    for told in tolds:
        claim = told.claim
        life = lives.lives.get(claim.code) if claim.kind == "condition" else None
        if life is None:
            continue
        saying = _saying(told, life, lives)
        for mode in claim.modes or ("",):
            for subject in subjects(told, life):
                _group(groups, life, mode, subject).add(saying, subject, claim.actors)
    return groups


def _group(groups: Groups, life: Life, mode: str, subject: Subject) -> _Group:
    key = f"{life.code}/{mode}/{subject.key}"
    if key not in groups:
        groups[key] = _Group(key, life, mode)
    return groups[key]


def _saying(told: Told, life: Life, lives: Lives) -> Saying:
    """What a condition claim says: the gravest state, the calm one, a denial that counts for little, or nothing of today."""
    how: How = "notes"
    rank = len(life.states) - 1
    party = interested(told, lives)
    if denies(told.claim):
        how, rank = ("denies", 0) if party else ("sets", 0)
    elif told.claim.status == "actual":
        how = "sets"
    return _make(told, rank, how, party=party)


def _make(told: Told, rank: int, how: How, *, party: bool, event: bool = False) -> Saying:
    begin, end = days_of(told)
    known = bool(told.origin.key)
    return Saying(begin.toordinal(), end.toordinal(), told.claim.id, rank, how, known, party, event)


# --- events that touch conditions -----------------------------------------------------------------------------


def _add_events(groups: Groups, tolds: Iterable[Told], lives: Lives) -> None:
    """First the events that begin conditions, then those that move what is there."""
    moved = [
        (told, life, touch, subject)
        for told in tolds
        if told.claim.kind == "event" and told.claim.status in _TOUCHING and not denies(told.claim)
        for life, touch in lives.touches(told.claim.code)
        for subject in subjects(told, life)
        if _fits(told, touch, subject)
    ]
    for told, life, touch, subject in moved:
        if touch.begins:
            saying = _event(told, life, touch, lives)._replace(event=False)
            _group(groups, life, "", subject).add(saying, subject, told.claim.actors)
    by_subject: defaultdict[tuple[str, str], list[_Group]] = defaultdict(list)
    for group in groups.values():
        for key in {s.key for s in group.subjects}:
            by_subject[group.life.code, key].append(group)
    for told, life, touch, subject in moved:
        saying = _event(told, life, touch, lives)
        if saying.how == "notes":
            continue
        for group in by_subject.get((life.code, subject.key), ()):
            begun = any(s.claim == saying.claim and s.rank >= saying.rank for s in group.sayings)
            if not begun and (not touch.by or _may(told, group, saying.begin)):
                group.add(saying, subject, told.claim.actors)


def _fits(told: Told, touch: Touch, subject: Subject) -> bool:
    claim, site = told.claim, subject.site
    if touch.modes and not set(touch.modes) & set(claim.modes):
        return False
    if touch.sectors and not any(a.sector in touch.sectors for a in claim.actors):
        return False
    if touch.features and (site.place is None or site.place.feature not in touch.features or site.towns != 1):
        return False
    if touch.places == "pair":
        return site.towns == 2
    if touch.places == "one":
        return site.place is not None and site.place.feature != "country" and len(sites(told, pair=False)) == 1
    return True


def _event(told: Told, life: Life, touch: Touch, lives: Lives) -> Saying:
    """What an event says. That a state is over is a mere denial where a party says so of another's deed."""
    rank = life.states.index(touch.to)
    party = interested(told, lives)
    own = any(told.origin.key in (f"party:{a.id}", f"party:{a.country}-{a.sector}") for a in told.claim.actors)
    how: How = "denies" if touch.how == "sets" and rank == 0 and party and not own else touch.how
    if told.claim.status != "actual":
        how = "notes"
    return _make(told, rank, how, party=party, event=True)


def _may(told: Told, group: _Group, day: int) -> bool:
    """Whether an event is by somebody who was said by that day to cause or hold the condition.

    Where nobody was, nobody lifts it by leaving: it may be the garrison that withdraws.
    """
    causes = [entity for begin, entity in group.causes if begin <= day]
    return any(same_party(a, c) for a in told.claim.actors for c in causes)


# --- holders against each other -------------------------------------------------------------------------------


def _rivals(groups: Mapping[str, _Group]) -> dict[str, list[Saying]]:
    """Group -> sayings by which another party holds the same place. Who was once said to hold it together are no rivals."""
    at_site: defaultdict[tuple[str, str, str], list[_Group]] = defaultdict(list)
    for group in groups.values():
        if group.life.exclusive and group.subjects[0].party is not None:
            at_site[group.life.code, group.mode, group.subjects[0].site.key].append(group)
    return {one.key: found for rows in at_site.values() for one in rows if (found := [*_against(one, rows)])}


def _against(one: _Group, rows: Iterable[_Group]) -> Iterator[Saying]:
    party, own = one.subjects[0].party, {s.claim: s.begin for s in one.sayings}
    for other in rows:
        holder = other.subjects[0].party
        if other is one or party is None or holder is None or same_party(party, holder):
            continue
        together = min((own[s.claim] for s in other.sayings if s.claim in own), default=None)
        for saying in other.sayings:
            if saying.how == "sets" and saying.rank > 0 and (together is None or saying.begin < together):
                yield saying._replace(how="rivals")


# --- the record -----------------------------------------------------------------------------------------------


def _condition(group: _Group, rivals: list[Saying], tolds: Mapping[str, Told], as_of: date) -> Condition:
    idle = {s for s in group.sayings if s.event} - {*moving(group.sayings)}  # events before anybody spoke of it
    own = [s for s in group.sayings if s not in idle]
    sayings = [*own, *rivals]
    course = run(sayings, group.life.states, group.life.days, as_of)
    state, since = course.states[-1] if course.states else (UNKNOWN, None)
    agreeing = _agreeing(group, sayings, course)
    against = {
        s.claim for s in sayings if s.how in ("denies", "rivals") or (s.rank == 0 and denies(tolds[s.claim].claim))
    }
    speaking = [tolds[s.claim] for s in sorted(own) if s.claim in agreeing]
    subject = min(group.subjects, key=_rank_of_place)
    party = (subject.party,) if subject.party is not None else ()
    actors = distinct(a for t in speaking for a in t.claim.actors)
    recipients = distinct(r for t in speaking for r in t.claim.recipients)
    return Condition(
        key=group.key,
        code=group.life.code,
        mode=group.mode,
        place=subject.site.place,
        country=subject.site.country,
        state=state,
        since=since,
        confirmed=course.confirmed,
        until=course.until,
        actors=party if group.life.subject in ("holder", "loser") and party else actors,
        recipients=party if group.life.subject == "party" and party else recipients,
        claims=_in_order({s.claim for s in own} - against, tolds),
        denied=_in_order(against, tolds),
        origins=_origins(tolds[claim] for claim in agreeing),
        history=course.states[:-1],
    )


def _agreeing(group: _Group, sayings: Iterable[Saying], course: Course) -> set[str]:
    """The claims that speak for the present state, in its unbroken time; none where it is unknown."""
    if not course.states or course.states[-1][0] == UNKNOWN:
        return set()
    state, since = course.states[-1]
    rank = group.life.states.index(state) if state != CONTESTED else None
    return {
        s.claim
        for s in sayings
        if s.end >= since.toordinal() and s.how != "notes" and (rank is None or (s.rank == rank and s.how != "rivals"))
    }


def _rank_of_place(subject: Subject) -> tuple[int, str, str]:
    """Of several writings of one place and party the same is shown whatever came first."""
    place = subject.site.place or Place(text="")
    return -place.precision, place.text, party_key(subject.party) + subject.party.text if subject.party else ""


def _in_order(claims: Iterable[str], tolds: Mapping[str, Told]) -> tuple[str, ...]:
    return tuple(sorted(claims, key=lambda c: (days_of(tolds[c])[1], c)))


def _origins(tolds: Iterable[Told]) -> tuple[Origin, ...]:
    """The known origins, each once, by key."""
    once: dict[str, Origin] = {}
    for told in sorted(tolds, key=lambda t: t.claim.id):
        if told.origin.key:
            once.setdefault(told.origin.key, told.origin)
    return tuple(once[key] for key in sorted(once))
