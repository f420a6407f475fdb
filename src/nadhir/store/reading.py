"""What the store knows, as of a moment: versions, claims as told, incidents, judgements. Nothing here changes anything.

`upto` is the number of the last batch that was there at that moment (`batch_at`); None for everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    Table,
    bindparam,
    exists,
    func,
    or_,
    select,
    text,
    union_all,
)

from nadhir.linking.sketch import Sketch
from nadhir.memory import UNKNOWN_ORIGIN, Copy, Incident, Judgement, Kept, Link, Origin, Told, Version
from nadhir.memory import Feature as LinkFeature
from nadhir.records import Claim, Issue
from nadhir.store import tables as t
from nadhir.store.questions import counts
from nadhir.store.writing import moment

_CLAIM = msgspec.json.Decoder(Claim)
_ORIGIN = msgspec.json.Decoder(Origin)
_INCIDENT = msgspec.json.Decoder(Incident)
_JUDGEMENT = msgspec.json.Decoder(Judgement)
_FEATURES = msgspec.json.Decoder(tuple[LinkFeature, ...])
_ISSUES = msgspec.json.Decoder(tuple[Issue, ...])
_SKETCH = msgspec.msgpack.Decoder(Sketch)
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
    for part in _parts(idents):
        found.update(connection.scalars(select(t.VERSIONS.c.id).where(t.VERSIONS.c.id.in_(part))))
    return found


def reports_at(connection: Connection, addresses: Sequence[str]) -> dict[str, str]:
    """address -> id of the report that was found there; those that are not there are left out."""
    found: dict[str, str] = {}
    r = t.REPORTS.c
    for part in _parts(addresses):
        for ident, address in connection.execute(select(r.id, r.address).where(r.address.in_(part))):
            found.setdefault(address, ident)
    return found


def latest_versions(connection: Connection, reports: Sequence[str]) -> dict[str, tuple[int, int]]:
    """report -> row and number of its latest version; those that are not there are left out."""
    found: dict[str, tuple[int, int]] = {}
    v = t.VERSIONS.c
    for part in _parts(reports):
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
    return _ISSUES.decode(found) if found else ()


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
    for part in _parts(wanted):
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
    claim = _CLAIM.decode(row.record)
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
    for part in _parts(idents):
        query = select(t.CLAIMS.c.id, t.CLAIMS.c.seq).where(t.CLAIMS.c.id.in_(part))
        found.update((row.id, row.seq) for row in connection.execute(query))
    return found


# --- incidents ----------------------------------------------------------------------------------------------------


def members(connection: Connection, incidents: Sequence[str], upto: int | None = None) -> dict[str, list[int]]:
    """incident -> row numbers of the claims that are in it as of then."""
    m = t.MEMBERSHIPS.c
    touched: set[int] = set()
    for part in _parts(incidents):
        touched.update(connection.scalars(select(m.claim).where(m.incident.in_(part))))
    latest = memberships(connection, sorted(touched), upto)
    found: dict[str, list[int]] = {i: [] for i in incidents}
    for claim, link in latest.items():
        if link.incident in found:
            found[link.incident].append(claim)
    return found


def sketches(connection: Connection, incidents: Sequence[str]) -> dict[str, dict[int, Sketch]]:
    """incident -> row number -> sketch, of the claims that are in it now."""
    found: dict[str, dict[int, Sketch]] = {i: {} for i in incidents}
    for part in _parts(incidents):
        for incident, claim, packed in connection.execute(_SKETCHES, {"incidents": part}):
            found[incident][claim] = _SKETCH.decode(packed)
    return found


_LATER = t.MEMBERSHIPS.alias("later")
_SKETCHES = (
    select(t.MEMBERSHIPS.c.incident, t.MEMBERSHIPS.c.claim, t.CLAIMS.c.sketch)
    .join(t.CLAIMS, t.CLAIMS.c.seq == t.MEMBERSHIPS.c.claim)
    .where(
        t.MEMBERSHIPS.c.incident.in_(bindparam("incidents", expanding=True)),
        t.CLAIMS.c.sketch.is_not(None),
        ~exists().where(_LATER.c.claim == t.MEMBERSHIPS.c.claim, _LATER.c.id > t.MEMBERSHIPS.c.id),
    )
)


def memberships(connection: Connection, claims: Sequence[int], upto: int | None = None) -> dict[int, Link]:
    """row number of a claim -> its latest link as of then. `Link.claim` holds the row number as text."""
    m = t.MEMBERSHIPS.c
    found: dict[int, Link] = {}
    for part in _parts(claims):
        query = select(m.claim, m.incident, m.score, m.features, m.by).where(m.claim.in_(part)).order_by(m.id)
        if upto is not None:
            query = query.where(m.batch <= upto)
        for claim, incident, score, features, by in connection.execute(query):
            found[claim] = Link(
                claim=str(claim), incident=incident, score=score, features=_FEATURES.decode(features), by=by
            )
    return found


def incidents(
    connection: Connection, upto: int | None = None, idents: Sequence[str] | None = None
) -> Iterator[Incident]:
    """Incidents as they looked then, by id; those merged away or emptied are left out."""
    s = t.INCIDENT_STATES.c
    latest = select(func.max(s.id)).group_by(s.incident)
    if upto is not None:
        latest = latest.where(s.batch <= upto)
    for part in [None] if idents is None else _parts(sorted(set(idents))):
        states = latest if part is None else latest.where(s.incident.in_(part))
        query = select(s.record).where(s.id.in_(states), s.live.is_(True)).order_by(s.incident)
        for (record,) in connection.execute(query):
            yield _INCIDENT.decode(record)


def judged(connection: Connection, incidents: Sequence[str]) -> set[str]:
    """Those of some incidents into which people put claims."""
    m = t.MEMBERSHIPS.c
    query = select(m.incident).where(m.incident.in_(incidents), m.by.not_in([_MACHINE, *_LEAVING])).distinct()
    return set(connection.scalars(query))


_MACHINE = "machine"
_LEAVING = ("version", "coder")  # reasons for which the machine takes claims out

# --- neighbours -----------------------------------------------------------------------------------------------------


def near_incidents(
    connection: Connection, quad: str, countries: Sequence[str], first: int, last: int, most: int
) -> list[tuple[str, int]]:
    """Incidents (id, number of their state) of a quad class in some countries, whose days reach into the span; the nearest in time first.

    The cost depends on how much happened there and then, not on how much the store holds.
    """
    values = {f"country{n}": country for n, country in enumerate(countries)}
    asked = {"quad": quad, "first": first, "last": last, "until": last + _LONGEST, "most": most, **values}
    return [(row.incident, row.state) for row in connection.execute(_near(len(values)), asked)]


@lru_cache(maxsize=64)
def _near(countries: int) -> Select[str, int]:
    """For each country a walk back from the last day asked for, and one onward: neither sees more than it gives back, but for
    incidents that began later."""
    h = t.INCIDENT_HEADS.c
    last, most = bindparam("last", type_=Integer), bindparam("most", type_=Integer)
    legs = []
    for n in range(countries):
        own = select(h.incident, h.state, h.last).where(
            h.quad == bindparam("quad"), h.country == bindparam(f"country{n}")
        )
        back = own.where(h.last >= bindparam("first"), h.last <= last).order_by(h.last.desc(), h.state.desc())
        onward = own.where(h.last > last, h.last <= bindparam("until"), h.first <= last).order_by(
            h.last, h.state.desc()
        )
        legs += [select(leg.limit(most).subquery()) for leg in (back, onward)]
    found = union_all(*legs).subquery()
    return (
        select(found.c.incident, found.c.state)
        .order_by(func.abs(found.c.last - last), found.c.state.desc())
        .limit(most)
    )


_LONGEST = 62  # days that an incident may reach beyond those asked for

# --- the rest -----------------------------------------------------------------------------------------------------


def copies(connection: Connection, upto: int | None = None, *where: ColumnElement[bool]) -> list[Copy]:
    """Who copied from whom, as known then: ids of versions."""
    query = _COPIES.where(*where)
    if upto is not None:
        query = query.where(t.COPIES.c.batch <= upto)
    return [_copy(row) for row in connection.execute(query)]


def copies_among(connection: Connection, idents: Iterable[str]) -> list[Copy]:
    """The copies by some versions, of whatever."""
    return [_copy(row) for row in connection.execute(_COPIES_AMONG, {"versions": list(idents)})]


def _copy(row: Row[Any, Any, Any, Any]) -> Copy:
    return Copy(version=row.own, of=row.other, share=row.share, why=row.why)


_OWN, _OTHER = t.VERSIONS.alias("own"), t.VERSIONS.alias("other")
_COPIES = (
    select(_OWN.c.id.label("own"), _OTHER.c.id.label("other"), t.COPIES.c.share, t.COPIES.c.why)
    .select_from(t.COPIES)
    .join(_OWN, _OWN.c.no == t.COPIES.c.version)
    .join(_OTHER, _OTHER.c.no == t.COPIES.c.of)
)
_COPIES_AMONG = _COPIES.where(_OWN.c.id.in_(bindparam("versions", expanding=True)))


def copies_of(connection: Connection, idents: Iterable[str], upto: int | None = None) -> list[Copy]:
    """The copies that some versions are part of, on either side, as known then."""
    wanted = select(t.VERSIONS.c.no).where(t.VERSIONS.c.id.in_(list(idents)))
    return copies(connection, upto, or_(t.COPIES.c.version.in_(wanted), t.COPIES.c.of.in_(wanted)))


def sharing(connection: Connection, keys: Sequence[int], most: int) -> list[int]:
    """Rows of versions that share keys with a text, those that share most first.

    Of each key only the latest versions are looked at: a line that stands under every article would else cost more every day.
    """
    query = text(_SHARING[connection.dialect.name])
    return list(connection.scalars(query, {"keys": msgspec.json.encode(list(keys)).decode(), "most": most}))


_SHARING = {
    name: f"""
    SELECT k.version FROM {keys} AS asked
    JOIN text_keys AS k ON k.key = asked.value
     AND k.version IN (SELECT version FROM text_keys WHERE key = asked.value ORDER BY version DESC LIMIT 20)
    GROUP BY k.version ORDER BY count(*) DESC, k.version DESC LIMIT :most"""
    for name, keys in (
        ("sqlite", "json_each(:keys)"),
        ("postgresql", "(SELECT value::bigint FROM json_array_elements_text(CAST(:keys AS json)) AS e(value))"),
    )
}


def judgements(connection: Connection, upto: int | None = None, *where: ColumnElement[bool]) -> list[Judgement]:
    """What people decided, in order."""
    j = t.JUDGEMENTS.c
    query = select(j.record).where(*where).order_by(j.batch, j.id)
    if upto is not None:
        query = query.where(j.batch <= upto)
    return [_JUDGEMENT.decode(record) for record in connection.scalars(query)]


def counting(connection: Connection, claims: Sequence[int], upto: int | None = None) -> list[int]:
    """Those of some claims that count."""
    found: list[int] = []
    for part in _parts(claims):
        found += connection.scalars(select(t.CLAIMS.c.seq).where(t.CLAIMS.c.seq.in_(part), counts(upto)))
    return found


def retired_by(connection: Connection, why: str) -> list[tuple[int, bool]]:
    """Claims that were taken out of what counts (True) or back into it for a reason, where nothing has decided otherwise since."""
    r, later = t.RETIRED.c, t.RETIRED.alias("later")
    overtaken = select(later.c.id).where(later.c.claim == r.claim, later.c.id > r.id).exists()
    query = select(r.claim, r.retired).where(r.why == why, ~overtaken).order_by(r.id)
    return [(row.claim, row.retired) for row in connection.execute(query)]


def made_by(connection: Connection, judgement: str) -> list[int]:
    """Claims that a judgement brought: those whose own coder is a person, of the judgement's batch."""
    batch = select(t.JUDGEMENTS.c.batch).where(t.JUDGEMENTS.c.id == judgement).scalar_subquery()
    own = t.CLAIMS.c.coder.startswith("person:", autoescape=True)
    return list(connection.scalars(select(t.CLAIMS.c.seq).where(t.CLAIMS.c.batch == batch, own)))


def moved_by(connection: Connection, judgement: str) -> dict[int, tuple[str, str]]:
    """Claims whose place a judgement decided last: row number -> (incident before, incident since)."""
    m = t.MEMBERSHIPS.c
    moved = list(connection.scalars(select(m.claim).where(m.by == judgement).distinct()))
    found: dict[int, list[tuple[str, str]]] = {}
    for part in _parts(moved):
        for row in connection.execute(select(m.claim, m.incident, m.by).where(m.claim.in_(part)).order_by(m.id)):
            found.setdefault(row.claim, []).append((row.incident, row.by))
    out = {}
    for claim, links in found.items():
        if links[-1][1] == judgement:
            before = next((incident for incident, by in reversed(links) if by != judgement), "")
            out[claim] = (before, links[-1][0])
    return out


def _parts(wanted: Sequence[T]) -> Iterator[list[T]]:
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


def kept(connection: Connection, upto: int | None = None) -> Iterator[Kept]:
    """All codings and judgements in the order in which they came; nothing else is needed to make the store anew."""
    b, c = t.BATCHES.c, t.CODINGS.c
    batches = select(b.id, b.recorded, b.author).order_by(b.id)
    for batch in list(connection.execute(batches if upto is None else batches.where(b.id <= upto))):
        moment_, author = datetime.fromisoformat(batch.recorded), batch.author
        codings = select(c.version, c.coder, c.issues).where(c.batch == batch.id).order_by(c.version)
        for row in list(connection.execute(codings)):
            version = next(versions(connection, None, t.VERSIONS.c.no == row.version))[1]
            query = select(t.CLAIMS.c.record).where(t.CLAIMS.c.version == row.version, t.CLAIMS.c.coder == row.coder)
            claims = tuple(_CLAIM.decode(r) for r in connection.scalars(query.order_by(t.CLAIMS.c.seq)))
            yield Kept(
                recorded=moment_, author=author, version=version, coder=row.coder, claims=claims,
                issues=_ISSUES.decode(row.issues),
            )  # fmt: skip
        for judgement in judgements(connection, None, t.JUDGEMENTS.c.batch == batch.id):
            yield Kept(recorded=moment_, author=author, judgement=judgement)
