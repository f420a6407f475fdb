"""Reports for the store's tests, coded without reading: many, small, and of the same few incidents. And what a store holds, to compare."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import select

from nadhir.engine.desk import Desk
from nadhir.records import Claim, Coded, Entity, Evidence, Interval, Place, Quantities, Report, Span
from nadhir.store import Store, linked
from nadhir.store import reading as read
from nadhir.store import tables as t

Desks = Callable[[Store], Desk]
_TOWNS = (("Minas Tirith", -0.05, 16.27), ("Edoras", 3.4, 15.9), ("Bree", -3.0, 16.77))
_BEGIN = date(2025, 3, 1)


def report(number: int, *, version: int = 1) -> Coded:
    """The report of a number, always the same: three claims, two of which tell of what other reports tell of, too."""
    town, lon, lat = _TOWNS[number % len(_TOWNS)]
    day = _BEGIN + timedelta(days=number // 12)
    text = "".join(f"Orcs attacked {town}, {number}.{n} ({version}). " for n in range(3))
    place = Place(
        text=town, name=town, country="MLI", lat=lat, lon=lon, precision=4, geonameid=100 + number % len(_TOWNS)
    )
    claims = tuple(
        Claim(
            id=f"r{number}v{version}c{n}",
            kind="event" if n < 2 else "condition",
            code="ASSAULT" if n < 2 else "cut",
            quad="material conflict" if n < 2 else "",
            actors=(Entity(text="Orcs", id="orcs", country="MLI", sector="REB"),),
            recipients=(Entity(text="guards", country="MLI", sector="MIL"),),
            places=(place,),
            time=Interval(start=day, end=day, precision="day"),
            quantities=Quantities(killed=(3 + n * 40, 3 + n * 40)),
            evidence=Evidence(trigger=Span(text.index("attacked", n * 20), text.index("attacked", n * 20) + 8)),
            confidence=0.9,
        )
        for n in range(3)
    )
    made = Report.make(text, id=f"r{number}", published=day, publisher=f"outlet {number % 5}", language="en")
    return Coded(report=made, language="en", claims=claims, coder="nadhir-test")


def later(coded: Coded, text: str, *, published: date | None = None, ident: str = "") -> Coded:
    """The same report with another text, and claims of their own."""
    changed = msgspec.structs.replace(
        coded.report, text=text, id=ident or coded.report.id, published=published or coded.report.published
    )
    claims = tuple(msgspec.structs.replace(c, id=f"{c.id}-{ident or 'later'}") for c in coded.claims)
    return msgspec.structs.replace(coded, report=changed, claims=claims, doubtful=())


def contents(store: Store, as_of: datetime | date | None = None, *, moments: bool = True) -> dict[str, Any]:
    """All that a store shows as of a moment, by ids: nothing of it depends on the numbers of rows."""
    with store.reading() as connection:
        upto = read.batch_at(connection, as_of)
        versions = {v.id: v for _, v in read.versions(connection, upto)}
        tolds = {told.claim.id: told for _, told in read.every_told(connection, upto)}
        every = {told.claim.id: n for n, told in read.every_told(connection, upto)}
        links = linked.memberships(connection, list(every.values()), upto)
        incidents = {i.id: i for i in linked.incidents(connection, upto)}
        copies = linked.copies(connection, upto)
        judgements = linked.judgements(connection, upto)
    if not moments:
        moment = datetime.min
        versions = {k: msgspec.structs.replace(v, recorded=moment) for k, v in versions.items()}
        tolds = {k: msgspec.structs.replace(v, recorded=moment) for k, v in tolds.items()}
    return {
        "versions": versions,
        "claims": tolds,
        "links": {c: (links[n].incident, links[n].score) for c, n in every.items() if n in links and links[n].incident},
        "incidents": incidents,
        "copies": copies,
        "judgements": judgements,
    }


def faults(store: Store) -> list[str]:
    """What no reader may ever see: versions without coding, claims without their version, incidents with other claims than their links."""
    found = []
    with store.reading() as connection:
        coded = set(connection.scalars(select(t.CODINGS.c.version)))
        for number, version in read.versions(connection):
            if number not in coded:
                found.append(f"{version.id} was not coded")
            claims = read.claims_of(connection, number, every=True)
            if len(claims) != 3:
                found.append(f"{version.id} has {len(claims)} claims")
        for incident in linked.incidents(connection):
            [seqs] = linked.members(connection, [incident.id]).values()
            if {told.claim.id for told in read.tolds(connection, seqs).values()} != set(incident.claims):
                found.append(f"{incident.id} has other claims than its links")
    return found
