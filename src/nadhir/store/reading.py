"""What the store knows, as of a moment: versions, claims as told, incidents, judgements. Nothing here changes anything.

`upto` is the number of the last batch that was there at that moment (`batch_at`); None for everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import TypeVar

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    bindparam,
    func,
    select,
)

from nadhir.memory import UNKNOWN_ORIGIN, Origin, Told, Version
from nadhir.records import Claim, Issue
from nadhir.store import tables as t
from nadhir.store.questions import counts
from nadhir.store.writing import moment

CLAIM = msgspec.json.Decoder(Claim)
_ORIGIN = msgspec.json.Decoder(Origin)
ISSUES = msgspec.json.Decoder(tuple[Issue, ...])
T = TypeVar("T", int, str)

_PART = 500  # rows asked for by number at a time: SQLite takes no endless lists


def batch_at(connection: Connection, as_of: datetime | date | None) -> int | None:
    """The last batch recorded by a moment, or by the end (UTC) of a day; None for everything. 0 where nothing was there yet."""
    if as_of is None:
        return None
    if not isinstance(as_of, datetime):
        as_of = datetime.combine(as_of, time.max, UTC)
    latest = select(func.max(t.BATCHES.c.id)).where(t.BATCHES.c.recorded <= moment(as_of))
    return connection.scalar(latest) or 0


def moments(connection: Connection) -> tuple[datetime | None, datetime | None]:
    """When the first and the last batch were recorded."""
    first, last = connection.execute(select(func.min(t.BATCHES.c.recorded), func.max(t.BATCHES.c.recorded))).one()
    return (datetime.fromisoformat(first), datetime.fromisoformat(last)) if first else (None, None)


# --- versions -----------------------------------------------------------------------------------------------------


def known_versions(connection: Connection, idents: Sequence[str]) -> set[str]:
    """Which of some version ids are there."""
    found: set[str] = set()
    for part in parts(idents):
        found.update(connection.scalars(select(t.VERSIONS.c.id).where(t.VERSIONS.c.id.in_(part))))
    return found


def reports_at(connection: Connection, addresses: Sequence[str]) -> dict[str, str]:
    """address -> id of the report that was found there; those that are not there are left out."""
    found: dict[str, str] = {}
    r = t.REPORTS.c
    for part in parts(addresses):
        for ident, address in connection.execute(select(r.id, r.address).where(r.address.in_(part))):
            found.setdefault(address, ident)
    return found


def latest_versions(connection: Connection, reports: Sequence[str]) -> dict[str, tuple[int, int]]:
    """report -> row and number of its latest version; those that are not there are left out."""
    found: dict[str, tuple[int, int]] = {}
    v = t.VERSIONS.c
    for part in parts(reports):
        for row in connection.execute(select(v.report, v.no, v.number).where(v.report.in_(part)).order_by(v.number)):
            found[row.report] = (row.no, row.number)
    return found


def claims_of(connection: Connection, version: int, *, every: bool = False) -> list[int]:
    """Row numbers of the claims of a version that count now; with `every` those that do not, too."""
    query = select(t.CLAIMS.c.seq).where(t.CLAIMS.c.version == version)
    return list(connection.scalars(query if every else query.where(counts(None))))


def coded_by_others(connection: Connection, coder: str) -> set[int]:
    """Rows of the latest versions of reports that this coder has not coded, and machines have."""
    v, c = t.VERSIONS.c, t.CODINGS.c
    latest = select(func.max(v.no)).group_by(v.report)
    own = select(c.version).where(c.coder == coder)
    ours = select(c.version).where(c.coder.startswith("nadhir-", autoescape=True))
    return set(connection.scalars(select(v.no).where(v.no.in_(latest), v.no.in_(ours), v.no.not_in(own))))


def versions(
    connection: Connection, upto: int | None = None, *where: ColumnElement[bool]
) -> Iterator[tuple[int, Version]]:
    """Versions with the numbers of their rows, as they came in."""
    query = select(t.VERSIONS, t.BATCHES.c.recorded).join(t.BATCHES).order_by(t.VERSIONS.c.no)
    if upto is not None:
        query = query.where(t.VERSIONS.c.batch <= upto)
    for row in connection.execute(query.where(*where)):
        yield row.no, version_of(row)


def version_of(row: Row[tuple[object, ...]]) -> Version:
    """A version from its row."""
    return Version(
        id=row.id,
        report=row.report,
        number=row.number,
        text=row.text,
        title=row.title,
        published=date.fromisoformat(row.published) if row.published else None,
        publisher=row.publisher,
        author=row.author,
        language=row.language,
        address=row.address,
        recorded=datetime.fromisoformat(row.recorded),
    )


def issues(connection: Connection, version: int) -> tuple[Issue, ...]:
    """What could not be read of a version, by its latest coding."""
    query = select(t.CODINGS.c.issues).where(t.CODINGS.c.version == version).order_by(t.CODINGS.c.batch.desc()).limit(1)
    found = connection.scalar(query)
    return ISSUES.decode(found) if found else ()


# --- claims -------------------------------------------------------------------------------------------------------

_TOLD = (
    t.CLAIMS.c.seq, t.CLAIMS.c.record, t.CLAIMS.c.coder, t.CLAIMS.c.sentence_start, t.CLAIMS.c.sentence_end,
    t.CLAIMS.c.sketch, t.VERSIONS.c.id.label("version"), t.VERSIONS.c.report, t.VERSIONS.c.text, t.VERSIONS.c.title,
    t.VERSIONS.c.published, t.VERSIONS.c.publisher, t.VERSIONS.c.language, t.VERSIONS.c.address, t.VERSIONS.c.country,
    t.BATCHES.c.recorded,
)  # fmt: skip


def tolds(connection: Connection, numbers: Iterable[int], upto: int | None = None) -> dict[int, Told]:
    """row number -> claim as told, with its origin as of then, in the order of `numbers`."""
    wanted = list(numbers)
    found: dict[int, Told] = {}
    for part in parts(wanted):
        origins = origins_of(connection, part, upto)
        for row in connection.execute(_TOLDS, {"claims": part}):
            found[row.seq] = told_of(row, origins.get(row.seq, UNKNOWN_ORIGIN))
    return {n: found[n] for n in wanted if n in found}


def every_told(
    connection: Connection, upto: int | None = None, *where: ColumnElement[bool]
) -> Iterator[tuple[int, Told]]:
    """All claims that count as of then, as they came in, a stretch at a time so that memory stays small."""
    last = 0
    while True:
        query = select(t.CLAIMS.c.seq).where(t.CLAIMS.c.seq > last, counts(upto), *where)
        if upto is not None:
            query = query.where(t.CLAIMS.c.batch <= upto)
        some = list(connection.scalars(query.order_by(t.CLAIMS.c.seq).limit(_PART)))
        if not some:
            return
        last = some[-1]
        yield from tolds(connection, some, upto).items()


def _joined() -> Select[tuple[object, ...]]:
    return (
        select(*_TOLD)
        .join(t.VERSIONS, t.VERSIONS.c.no == t.CLAIMS.c.version)
        .join(t.BATCHES, t.BATCHES.c.id == t.CLAIMS.c.batch)
    )


# Statements that adding a report runs again and again are made once.
_TOLDS = _joined().where(t.CLAIMS.c.seq.in_(bindparam("claims", expanding=True)))


def told_of(row: Row[tuple[object, ...]], origin: Origin) -> Told:
    """A claim as told, from its row."""
    claim = CLAIM.decode(row.record)
    trigger = claim.evidence.trigger
    return Told(
        claim=claim,
        report=row.report,
        version=row.version,
        published=date.fromisoformat(row.published) if row.published else None,
        publisher=row.publisher,
        title=row.title,
        language=row.language,
        address=row.address,
        country=row.country,
        words=row.text[trigger.start : trigger.end],
        sentence=row.text[row.sentence_start : row.sentence_end],
        coder=row.coder,
        origin=origin,
        recorded=datetime.fromisoformat(row.recorded),
    )


def origins_of(
    connection: Connection, claims: Sequence[int], upto: int | None = None, *, first: bool = False
) -> dict[int, Origin]:
    """row number of a claim -> its latest origin as of then; with `first` the one that its own report tells."""
    o = t.ORIGINS.c
    query = select(o.claim, o.record).where(o.claim.in_(claims)).order_by(o.id.desc() if first else o.id)
    if upto is not None:
        query = query.where(o.batch <= upto)
    return {claim: _ORIGIN.decode(record) for claim, record in connection.execute(query)}


def numbers_of(connection: Connection, idents: Sequence[str]) -> dict[str, int]:
    """claim id -> row number."""
    found: dict[str, int] = {}
    for part in parts(idents):
        query = select(t.CLAIMS.c.id, t.CLAIMS.c.seq).where(t.CLAIMS.c.id.in_(part))
        found.update((row.id, row.seq) for row in connection.execute(query))
    return found


def parts(wanted: Sequence[T]) -> Iterator[list[T]]:
    """Some numbers or ids, as many at a time as one statement takes."""
    for start in range(0, len(wanted), _PART):
        yield list(wanted[start : start + _PART])


# --- the desk's views ---------------------------------------------------------------------------------------------


def recorded_at(connection: Connection, upto: int | None) -> datetime | None:
    """When the last batch that is known then was recorded; None where there is none."""
    b = t.BATCHES.c
    query = select(func.max(b.recorded)) if upto is None else select(func.max(b.recorded)).where(b.id <= upto)
    latest = connection.scalar(query)
    return datetime.fromisoformat(latest) if latest else None


def told_at(connection: Connection, upto: int | None) -> datetime | None:
    """When the last report that is known then came in; None where there is none."""
    came = select(func.max(t.VERSIONS.c.batch))
    latest = connection.scalar(came if upto is None else came.where(t.VERSIONS.c.batch <= upto))
    return None if latest is None else recorded_at(connection, latest)


def counts_of(connection: Connection, upto: int | None) -> dict[str, int]:
    """How many reports, versions, claims (that count, without the doubtful) and copies there were."""

    def number(table: Table, *where: ColumnElement[bool]) -> int:
        known = [table.c.batch <= upto] if upto is not None else []
        return connection.scalar(select(func.count()).select_from(table).where(*known, *where)) or 0

    return {
        "reports": number(t.REPORTS),
        "versions": number(t.VERSIONS),
        "claims": number(t.CLAIMS, t.CLAIMS.c.doubtful.is_(False), counts(upto)),
        "copies": number(t.COPIES),
    }


def situation_tolds(connection: Connection, upto: int | None, country: str = "") -> Iterator[Told]:
    """What conditions and the network are made of: claims of those kinds, and the events that touch conditions."""
    wanted: list[ColumnElement[bool]] = [t.CLAIMS.c.doubtful.is_(False)]
    if country:
        wanted.append(t.CLAIMS.c.country == country)
    for _, told in every_told(connection, upto, *wanted):
        yield told


def incident_ids(connection: Connection, beginning: str) -> list[str]:
    """Incidents whose id begins so, at most two."""
    s = t.INCIDENT_STATES.c
    found = select(s.incident).where(s.incident.startswith(beginning, autoescape=True)).distinct().limit(2)
    return list(connection.scalars(found))


def report_ids(connection: Connection, beginning: str) -> list[str]:
    """The report of that id, else those whose id begins so, at most two."""
    r = t.REPORTS.c
    exact = list(connection.scalars(select(r.id).where(r.id == beginning)))
    begins = select(r.id).where(r.id.startswith(beginning, autoescape=True)).limit(2)
    return exact or list(connection.scalars(begins))


def version_numbers(connection: Connection, idents: Sequence[str]) -> dict[str, int]:
    """version id -> row number."""
    query = select(t.VERSIONS.c.id, t.VERSIONS.c.no).where(t.VERSIONS.c.id.in_(idents))
    return {row.id: row.no for row in connection.execute(query)}


def is_coded_by(connection: Connection, version: int, coder: str) -> bool:
    """Whether a coder has coded a version."""
    c = t.CODINGS.c
    return connection.scalar(select(c.version).where(c.version == version, c.coder == coder)) is not None
