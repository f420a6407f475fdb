"""Adding to the store. One `Writer` is one transaction and one batch: all that it adds is kept together, or nothing is.

Rows are gathered and sent many at a time, since a report brings a hundred of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, text

from nadhir.errors import UsageError
from nadhir.linking.geo import place_key
from nadhir.linking.sketch import Sketch
from nadhir.memory import Copy, Incident, Judgement, Link, Origin, Told, Version
from nadhir.records import Claim, Issue
from nadhir.store import tables as t
from nadhir.store.search import stems, tsvector

_JSON = msgspec.json.Encoder()
_PACK = msgspec.msgpack.Encoder()
_EPOCH = date(1970, 1, 1)
_TICK = timedelta(microseconds=1)


def day_number(day: date | None) -> int:
    """Days since 1970-01-01; 0 where there is no day."""
    return (day - _EPOCH).days if day else 0


def moment(written: datetime) -> str:
    """A moment as it stands in the store: UTC, of one length, so that it sorts."""
    return written.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Writer:
    """Adds rows within one transaction. `recorded` is the moment that they bear; it never goes back.

    Made by `Store.writing`, which holds the lock; what it adds is seen by others when the `with` ends.
    """

    def __init__(
        self, connection: Connection, recorded: datetime | None, author: str, stemmers: Mapping[str, str]
    ) -> None:
        self.connection = connection
        self._stemmers = stemmers
        self._lite = connection.dialect.name == "sqlite"
        self._rows: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        self._words: list[dict[str, Any]] = []
        last, latest = connection.execute(select(func.max(t.BATCHES.c.id), func.max(t.BATCHES.c.recorded))).one()
        self.batch = (last or 0) + 1
        self.recorded = _later(recorded, latest)
        self._author = author
        self._heads: dict[str, dict[str, Any] | None] = {}
        self._begun = False
        self._next_version = (connection.scalar(select(func.max(t.VERSIONS.c.no))) or 0) + 1
        self._next_claim = (connection.scalar(select(func.max(t.CLAIMS.c.seq))) or 0) + 1
        self._next_state = (connection.scalar(select(func.max(t.INCIDENT_STATES.c.id))) or 0) + 1
        self._first_state = self._next_state

    # --- reports and claims -----------------------------------------------------------------------------------------

    def version(self, version: Version, country: str) -> int:
        """Add a version of a report, and the report where it is new; the number of its row."""
        number = self._next_version
        self._next_version += 1
        if version.number == 1:
            self._add(t.REPORTS, id=version.report, address=version.address)
        self._add(
            t.VERSIONS,
            no=number, id=version.id, report=version.report, number=version.number, text=version.text, title=version.title,
            published=str(version.published) if version.published else None, publisher=version.publisher,
            author=version.author, language=version.language, address=version.address, country=country,
        )  # fmt: skip
        stemmer = self._stemmers.get(version.language, "")
        words = stems(f"{version.title} {version.text}", stemmer)
        self._words.append({"no": number, "words": words if self._lite else tsvector(words)})
        return number

    def coding(self, version: int, coder: str, issues: Sequence[Issue]) -> None:
        """Note that a version was coded, by whom, and what could not be read."""
        self._add(t.CODINGS, version=version, coder=coder, issues=_JSON.encode(issues))

    def claim(self, told: Told, version: int, sentence: tuple[int, int], sketch: Sketch | None) -> int:
        """Add a claim with the columns by which it is found; the number of its row."""
        claim, seq = told.claim, self._next_claim
        self._next_claim += 1
        day = day_number(claim.time.end if claim.time and claim.time.precision != "open" else told.published)
        country = claim.places[0].country if claim.places else told.country
        self._add(
            t.CLAIMS,
            seq=seq, id=claim.id, version=version, coder=told.coder, kind=claim.kind, code=claim.code, status=claim.status,
            day=day, country=country, doubtful=claim.doubtful, sentence_start=sentence[0], sentence_end=sentence[1],
            record=_JSON.encode(claim), sketch=_PACK.encode(sketch) if sketch else None,
        )  # fmt: skip
        self._parties(claim, seq, day)
        for place in claim.places:
            self._rows[t.PLACES].append(
                {
                    "claim": seq,
                    "key": place_key(place),
                    "code": claim.code,
                    "day": day,
                    "lat": place.lat,
                    "lon": place.lon,
                    "precision": place.precision,
                }
            )
        return seq

    def _parties(self, claim: Claim, seq: int, day: int) -> None:
        for side, entities in (("a", claim.actors), ("r", claim.recipients)):
            for e in entities:
                self._rows[t.PARTIES].append(
                    {
                        "claim": seq,
                        "side": side,
                        "entity": e.id,
                        "country": e.country,
                        "sector": e.sector,
                        "code": claim.code,
                        "day": day,
                    }
                )

    def retire(self, claims: Iterable[int], why: str, *, retired: bool = True) -> None:
        """Take claims out of what counts (`why`: version, coder, a judgement's id), or back into it."""
        for seq in claims:
            self._add(t.RETIRED, claim=seq, retired=retired, why=why)

    # --- linking ----------------------------------------------------------------------------------------------------

    def text_keys(self, version: int, keys: Iterable[int]) -> None:
        """Add the keys by which near-copies of a version are found."""
        self._rows[t.TEXT_KEYS].extend({"key": key, "version": version} for key in sorted(set(keys)))

    def copy(self, version: int, of: int, copy: Copy) -> None:
        """Note that a version's text is taken from another's."""
        self._add(t.COPIES, version=version, of=of, share=copy.share, why=copy.why)

    def origin(self, claim: int, origin: Origin) -> None:
        """Note who said a claim first; the latest row holds."""
        self._add(t.ORIGINS, claim=claim, key=origin.key, record=_JSON.encode(origin))

    def link(self, claim: int, link: Link) -> None:
        """Put a claim into an incident, or with an empty incident into none; the latest row holds."""
        self._add(
            t.MEMBERSHIPS,
            claim=claim,
            incident=link.incident,
            score=link.score,
            features=_JSON.encode(link.features),
            by=link.by,
        )

    def incident(self, incident: Incident, days: tuple[int, int], country: str = "", *, live: bool = True) -> int:
        """Note how an incident looks now; the number of that state. `days`: the first and last day of its claims, by which and by
        `country` (else its own) it is found again."""
        state = self._next_state
        self._next_state += 1
        self._add(t.INCIDENT_STATES, id=state, incident=incident.id, live=live, record=_JSON.encode(incident))
        self._heads[incident.id] = {
            "incident": incident.id, "state": state, "code": incident.code, "quad": incident.quad,
            "country": country or incident.country, "first": days[0], "last": days[1], "independent": incident.independent,
        } if live else None  # fmt: skip
        return state

    def judgement(self, judgement: Judgement) -> None:
        """Add what a person decided."""
        self._add(
            t.JUDGEMENTS, id=judgement.id, kind=judgement.kind, target=judgement.target, record=_JSON.encode(judgement)
        )

    # --- rows -------------------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Send what was gathered, parents first."""
        self._send(_ORDER if self._rows else ())
        self.flush_heads()
        if self._words:
            self.connection.execute(text(_SEARCH[self.connection.dialect.name]), self._words)
            self._words = []

    def unsent(self, states: Iterable[int]) -> bool:
        """Whether any of these states of incidents is of this transaction, so that what belongs to it may not be there yet."""
        return any(state >= self._first_state for state in states)

    def flush_heads(self) -> None:
        """Send how incidents look now, so that the next report of the batch finds them; what they are made of may wait."""
        if self._heads:
            heads, self._heads = self._heads, {}
            if gone := [{"ident": ident} for ident, head in heads.items() if head is None]:
                self.connection.execute(_GONE, gone)
            self._rows[t.INCIDENT_HEADS] = [head for head in heads.values() if head]
            self._send((t.INCIDENT_HEADS,))

    def flush_texts(self) -> None:
        """Send the versions and the keys of their texts, so that the next report of the batch finds those it was copied from."""
        self._send((t.REPORTS, t.VERSIONS, t.TEXT_KEYS))

    def _send(self, tables: Iterable[Table]) -> None:
        for table in tables:
            if rows := self._rows.pop(table, None):
                insertion, values = _insertion(self.connection, table, tuple(rows[0]))
                self.connection.exec_driver_sql(insertion, [values(row) for row in rows])

    def _add(self, table: Table, **row: object) -> None:
        self._rows[table].append({**row, "batch": self._batch_row()})

    def _batch_row(self) -> int:
        """The batch's number; its row is written with the first row that needs it, so that nothing done leaves no batch."""
        if not self._begun:
            self._begun = True
            row = {"id": self.batch, "recorded": moment(self.recorded), "author": self._author}
            self.connection.execute(insert(t.BATCHES), row)
        return self.batch


_ORDER = tuple(t.METADATA.sorted_tables)  # parents first
_GONE = delete(t.INCIDENT_HEADS).where(t.INCIDENT_HEADS.c.incident == bindparam("ident"))
_INSERTIONS: dict[tuple[str, str, tuple[str, ...]], tuple[str, Callable[[dict[str, Any]], tuple[Any, ...]]]] = {}


_REPLACING = {  # the one table whose rows change
    t.INCIDENT_HEADS: " ON CONFLICT (incident) DO UPDATE SET "
    + ", ".join(f"{c.name} = excluded.{c.name}" for c in t.INCIDENT_HEADS.c if not c.primary_key)
}


def _insertion(
    connection: Connection, table: Table, columns: tuple[str, ...]
) -> tuple[str, Callable[[dict[str, Any]], tuple[Any, ...]]]:
    """The statement that adds a row to a table, and what picks its values from a row: made once, since many rows are added."""
    key = (connection.dialect.name, table.name, columns)
    if key not in _INSERTIONS:
        made = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
        _INSERTIONS[key] = (str(made) + _REPLACING.get(table, ""), itemgetter(*(made.positiontup or columns)))
    return _INSERTIONS[key]


_SEARCH = {
    "sqlite": "INSERT INTO search (rowid, words) VALUES (:no, :words)",
    "postgresql": "INSERT INTO search (rowid, words) VALUES (:no, CAST(:words AS tsvector))",
}


def _later(wanted: datetime | None, latest: str | None) -> datetime:
    """The moment of a batch: now, or the one wanted, but never before the latest that the store has, nor one that is still to come.

    A store in which later rows bore earlier moments would show a past that nobody knew. Raises UsageError.
    """
    before = datetime.fromisoformat(latest) if latest else None
    now = datetime.now(UTC)
    if wanted is None or wanted > now:
        return now if before is None or now > before else before + _TICK
    if before is not None and wanted < before:
        raise UsageError("recorded_earlier", wanted=wanted.date(), latest=before.date())
    return wanted
