"""What the store knows of how claims hang together, as of a moment: incidents, copies, judgements; and all that it was given.

As in `reading`, `upto` is the number of the last batch that was there; nothing here changes anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    bindparam,
    exists,
    func,
    or_,
    select,
    text,
    union_all,
)

from nadhir.linking.sketch import Sketch
from nadhir.memory import Copy, Incident, Judgement, Kept, Link
from nadhir.memory import Feature as LinkFeature
from nadhir.store import tables as t
from nadhir.store.questions import counts
from nadhir.store.reading import CLAIM, ISSUES, parts, versions

_INCIDENT = msgspec.json.Decoder(Incident)
_JUDGEMENT = msgspec.json.Decoder(Judgement)
_FEATURES = msgspec.json.Decoder(tuple[LinkFeature, ...])
_SKETCH = msgspec.msgpack.Decoder(Sketch)

# --- incidents ----------------------------------------------------------------------------------------------------


def members(connection: Connection, incidents: Sequence[str], upto: int | None = None) -> dict[str, list[int]]:
    """incident -> row numbers of the claims that are in it as of then."""
    m = t.MEMBERSHIPS.c
    touched: set[int] = set()
    for part in parts(incidents):
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
    for part in parts(incidents):
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
    for part in parts(claims):
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
    for part in [None] if idents is None else parts(sorted(set(idents))):
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
    for part in parts(claims):
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
    for part in parts(moved):
        for row in connection.execute(select(m.claim, m.incident, m.by).where(m.claim.in_(part)).order_by(m.id)):
            found.setdefault(row.claim, []).append((row.incident, row.by))
    out = {}
    for claim, links in found.items():
        if links[-1][1] == judgement:
            before = next((incident for incident, by in reversed(links) if by != judgement), "")
            out[claim] = (before, links[-1][0])
    return out


# --- all that was given ---------------------------------------------------------------------------------------------


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
            claims = tuple(CLAIM.decode(r) for r in connection.scalars(query.order_by(t.CLAIMS.c.seq)))
            yield Kept(
                recorded=moment_, author=author, version=version, coder=row.coder, claims=claims,
                issues=ISSUES.decode(row.issues),
            )  # fmt: skip
        for judgement in judgements(connection, None, t.JUDGEMENTS.c.batch == batch.id):
            yield Kept(recorded=moment_, author=author, judgement=judgement)
