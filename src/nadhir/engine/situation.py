"""The situation as of a moment: incidents with their origins, contradictions, conditions, the network, what the sources are worth.

All of it comes from the store's rows of that moment, so that what the desk knew on a day can be seen again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

import msgspec

from nadhir.knowledge.lives import Lives
from nadhir.linking.conditions import conditions
from nadhir.linking.consensus import ledger
from nadhir.linking.ties import ties
from nadhir.linking.track_record import Grade, credibility, facts_of, grades_of, track_records
from nadhir.memory import Condition, Incident, Judgement, Kept, Statement, Tie, Told, TrackRecord, Version
from nadhir.records import Record
from nadhir.store import Connection, Store, linked
from nadhir.store import reading as read
from nadhir.store import tables as t

_OWN = ("own", "communique")


class Counts(Record, frozen=True, kw_only=True):
    """How much there is; each number says what it counts, since reports are no claims and claims no incidents."""

    reports: int
    versions: int
    claims: int
    incidents: int
    copies: int


class Situation(Record, frozen=True, kw_only=True):
    """What the desk knows. `day`: the day on which it is looked at; `incidents`: the latest first."""

    day: date
    recorded: datetime | None
    counts: Counts
    incidents: tuple[Incident, ...]
    conditions: tuple[Condition, ...]
    ties: tuple[Tie, ...]


class Dossier(Record, frozen=True, kw_only=True):
    """All that stands behind an incident: its claims in order of telling, the ledger, and what people decided about it."""

    incident: Incident
    tolds: tuple[Told, ...]
    ledger: tuple[Statement, ...]
    judgements: tuple[Judgement, ...]


class Observer:
    """Looks at a store as of a moment; None is now."""

    def __init__(self, store: Store, lives: Lives) -> None:
        self._store = store
        self._lives = lives

    def situation(self, as_of: datetime | date | None = None, *, country: str = "") -> Situation:
        """Everything at once, of one country where one is given (ISO 3166-1 alpha-3)."""
        with self._store.reading() as connection:
            upto = read.batch_at(connection, as_of)
            recorded = read.recorded_at(connection, upto)
            day = _day(as_of, read.told_at(connection, upto))
            found = self._incidents(connection, upto, country)
            tolds = list(read.situation_tolds(connection, upto, country))
            return Situation(
                day=day,
                recorded=recorded,
                counts=Counts(**read.counts_of(connection, upto), incidents=len(found)),
                incidents=tuple(found),
                conditions=tuple(conditions(tolds, day, self._lives)),
                ties=tuple(ties(tolds, self._lives, as_of=day)),
            )

    def incidents(self, as_of: datetime | date | None = None, *, country: str = "") -> list[Incident]:
        """The incidents, the latest first, with credibility by the letters that people gave by then."""
        with self._store.reading() as connection:
            return self._incidents(connection, read.batch_at(connection, as_of), country)

    def dossier(self, ident: str, as_of: datetime | date | None = None) -> Dossier | None:
        """All about an incident; the beginning of its id is enough where it is plain. None where there is none."""
        with self._store.reading() as connection:
            upto = read.batch_at(connection, as_of)
            names = read.incident_ids(connection, ident)
            found = list(linked.incidents(connection, upto, names)) if len(names) == 1 else []
            if not found:
                return None
            tolds = self._members(connection, found, upto)
            graded = self._graded(found[0], tolds, self._letters(connection, upto), connection, upto)
            judgements = linked.judgements(connection, upto, t.JUDGEMENTS.c.target.in_([names[0], *tolds]))
            return Dossier(
                incident=graded,
                tolds=tuple(tolds.values()),
                ledger=ledger(tolds.values()),
                judgements=tuple(judgements),
            )

    def sources(self, as_of: datetime | date | None = None) -> list[TrackRecord]:
        """The track record of every origin and publisher, those that said most first."""
        with self._store.reading() as connection:
            upto = read.batch_at(connection, as_of)
            found = list(linked.incidents(connection, upto))
            tolds = self._members(connection, found, upto)
            grades = grades_of(linked.judgements(connection, upto))
        # What a publisher reports of its own shows by which key it is known as an origin.
        outlets = {t.publisher: t.origin for t in tolds.values() if t.publisher and t.origin.why in _OWN}
        records = track_records(found, tolds.values(), grades, self._lives, outlets)
        return sorted(records, key=lambda r: (-r.claims, r.key))

    def claims(self, as_of: datetime | date | None = None, *, country: str = "") -> Iterator[Told]:
        """All claims that count, the doubtful ones left out, as they came in."""
        with self._store.reading() as connection:
            yield from read.situation_tolds(connection, read.batch_at(connection, as_of), country)

    def reports(self, as_of: datetime | date | None = None) -> Iterator[Version]:
        """All versions of all reports, as they came in."""
        with self._store.reading() as connection:
            for _, version in read.versions(connection, read.batch_at(connection, as_of)):
                yield version

    def kept(self, as_of: datetime | date | None = None) -> Iterator[Kept]:
        """All that the store was given, of which it can be made anew (`Desk.take_back`)."""
        with self._store.reading() as connection:
            yield from linked.kept(connection, read.batch_at(connection, as_of))

    def recorded(self, as_of: datetime | date | None = None) -> datetime | None:
        """When the last thing that was known by then was recorded."""
        with self._store.reading() as connection:
            return read.recorded_at(connection, read.batch_at(connection, as_of))

    def versions(self, report: str) -> list[Version]:
        """The versions of a report, the first first; the beginning of its id is enough where it is plain."""
        with self._store.reading() as connection:
            ids = read.report_ids(connection, report)
            return (
                [v for _, v in read.versions(connection, None, t.VERSIONS.c.report.in_(ids))] if len(ids) == 1 else []
            )

    def _incidents(self, connection: Connection, upto: int | None, country: str) -> list[Incident]:
        found = [i for i in linked.incidents(connection, upto) if not country or i.country == country]
        letters = self._letters(connection, upto)
        digits = self._digits(connection, upto)
        if letters:
            concerned = [i for i in found if any(o.key in letters for o in i.origins)]
            tolds = self._members(connection, concerned, upto)
            graded = {i.id: self._graded(i, tolds, letters, connection, upto) for i in concerned}
            found = [graded.get(i.id, i) for i in found]
        found = [msgspec.structs.replace(i, digit=digits[i.id]) if i.id in digits else i for i in found]
        return sorted(found, key=lambda i: (i.end or i.last or date.min, i.last or date.min, i.id), reverse=True)

    def _members(self, connection: Connection, found: Sequence[Incident], upto: int | None) -> dict[str, Told]:
        order = {claim: place for place, claim in enumerate(c for i in found for c in i.claims)}
        numbers = read.numbers_of(connection, list(order))
        tolds = {told.claim.id: told for told in read.tolds(connection, numbers.values(), upto).values()}
        return {claim: tolds[claim] for claim in sorted(tolds, key=order.__getitem__)}

    def _letters(self, connection: Connection, upto: int | None) -> dict[str, Grade]:
        return grades_of(linked.judgements(connection, upto, t.JUDGEMENTS.c.kind.in_(["grade", "undo"])))

    def _digits(self, connection: Connection, upto: int | None) -> dict[str, int]:
        """Incident -> the digit that a person gave it last."""
        rows = linked.judgements(connection, upto, t.JUDGEMENTS.c.kind.in_(["grade", "undo"]))
        gone = {r.target for r in rows if r.kind == "undo"}
        return {r.target: int(str(r.values["digit"])) for r in rows if r.id not in gone and "digit" in r.values}

    def _graded(
        self,
        incident: Incident,
        tolds: Mapping[str, Told],
        letters: Mapping[str, Grade],
        connection: Connection,
        upto: int | None,
    ) -> Incident:
        by_person = self._digits(connection, upto).get(incident.id)
        own = {c: tolds[c] for c in incident.claims if c in tolds}
        facts = facts_of(incident, own, {k: g.letter for k, g in letters.items()}, self._lives)
        return msgspec.structs.replace(incident, digit=by_person or credibility(facts))


def _day(as_of: datetime | date | None, recorded: datetime | None) -> date:
    """The day on which a situation is looked at: the one asked for, else that on which the last report came in."""
    if isinstance(as_of, datetime):
        return as_of.astimezone(UTC).date()
    return as_of or (recorded.date() if recorded else datetime.now(UTC).date())
