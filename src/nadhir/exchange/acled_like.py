"""ACLED-like columns: our claims or incidents in the columns that users of ACLED know. They are no data of ACLED's.

Only what ACLED has a type for is given, and of claims only what is said to have happened (`actual`, `historical`): there is no column
for a denial or a plan. What is not known is empty, and never 0, "today" or the day of publication. `actor1` and `actor2` bear no direction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO

import msgspec

from nadhir.exchange.csv_table import write_rows
from nadhir.exchange.header import Export
from nadhir.exchange.rows import Row, located, name
from nadhir.knowledge.crosswalks import Acled, crosswalks
from nadhir.memory import Incident, Told
from nadhir.records import Entity, Place

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
    "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting",
    "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision",
    "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
_HAPPENED = ("actual", "historical")
_WEEK, _MONTH = 7, 31  # days


class _Happening(msgspec.Struct, frozen=True, kw_only=True):
    """What claims and incidents have in common here."""

    id: str
    start: date | None
    precision: str
    acled: tuple[str, ...]
    actors: tuple[Entity, ...]
    recipients: tuple[Entity, ...]
    place: Place | None
    country: str
    source: str
    notes: str
    fatalities: int | None
    tags: str
    timestamp: int | None = None


def write_claims(claims: Iterable[Told], out: IO[str], export: Export) -> None:
    """Write the header and one row a claim that says of something with an ACLED-like type that it happened."""
    happenings = (_of_claim(t) for t in claims if t.claim.kind == "event" and t.claim.status in _HAPPENED)
    write_rows((_row(h) for h in happenings if h.acled), COLUMNS, out)


def write_incidents(incidents: Iterable[Incident], out: IO[str], export: Export) -> None:
    """Write the header and one row an incident that has an ACLED-like type."""
    happenings = (_of_incident(i) for i in incidents)
    write_rows((_row(h) for h in happenings if h.acled), COLUMNS, out)


def _of_claim(told: Told) -> _Happening:
    claim, time = told.claim, told.claim.time
    place = claim.places[0] if claim.places else None
    dated = time is not None and time.precision != "open"
    return _Happening(
        id=claim.id,
        start=time.start if time and dated else None,
        precision=time.precision if time and dated else "",
        acled=claim.acled or crosswalks().worth(claim.code, claim.modes).acled,
        actors=claim.actors,
        recipients=claim.recipients,
        place=place,
        country=place.country if place else told.country,
        source="; ".join(dict.fromkeys([told.publisher, *(s.name for s in claim.sources)])),
        notes=told.sentence or told.words,
        fatalities=claim.quantities.killed[0] if claim.quantities.killed else None,
        tags=f"ACLED-like; claim; status={claim.status}; confidence={claim.confidence:.2f}",
        timestamp=int(told.recorded.timestamp()),
    )


def _of_incident(incident: Incident) -> _Happening:
    killed = next((f for f in incident.figures if f.what == "killed"), None)
    return _Happening(
        id=incident.id,
        start=incident.start,
        precision=_length(incident.start, incident.end),
        acled=crosswalks().worth(incident.code, incident.modes).acled,
        actors=incident.actors,
        recipients=incident.recipients,
        place=incident.place,
        country=incident.country or (incident.place.country if incident.place else ""),
        source="; ".join(incident.publishers),
        notes=" / ".join(s.says for s in incident.ledger if not s.denies),
        fatalities=None if killed is None else killed.low if killed.best is None else killed.best,
        tags=f"ACLED-like; incident; origins={incident.independent}; digit={incident.digit}; denials={len(incident.denied)}",
    )


def _length(start: date | None, end: date | None) -> str:
    """How finely an interval is dated, by its length; "" beyond a month, which ACLED does not code."""
    days = (end - start).days + 1 if start and end else 0
    return "" if days < 1 or days > _MONTH else "day" if days == 1 else "week" if days <= _WEEK else "month"


def _row(this: _Happening) -> Row:
    table = crosswalks().acled
    place = this.place
    event_type, sub_type = (*this.acled, "")[:2]
    first, second = this.actors, this.recipients
    if not second and len(first) > 1:  # both sides of a clash are our actors
        first, second = first[:1], first[1:]
    inter1 = _inter(first, event_type, this.country, table, acts=True)
    inter2 = _inter(second, event_type, this.country, table, acts=False)
    if event_type == table.battle and second and all(_inter1(e, this.country, table) == table.civilian for e in second):
        event_type, sub_type = table.against_civilians
    country = crosswalks().country(this.country)
    known = place if place and place.precision else None
    drawn = place if place and located(place) else None
    return {
        "event_id_cnty": f"{this.country or 'XXX'}-{this.id}",
        "event_date": this.start,
        "year": this.start.year if this.start else None,
        "time_precision": table.time.get(this.precision),
        "disorder_type": table.disorder_sub.get(sub_type, table.disorder.get(event_type, "")),
        "event_type": event_type,
        "sub_event_type": sub_type,
        "actor1": name(first[0]) if first else "",
        "assoc_actor_1": "; ".join(map(name, first[1:])),
        "inter1": inter1,
        "actor2": name(second[0]) if second else "",
        "assoc_actor_2": "; ".join(map(name, second[1:])),
        "inter2": inter2,
        "interaction": _interaction(inter1, inter2, table),
        "civilian_targeting": "Civilian targeting"
        if event_type in table.targeting or sub_type in table.targeting or inter2 == table.civilian
        else "",
        "iso": int(country.numeric) if country.numeric else None,
        "region": "",
        "country": country.name,
        "admin1": known.name if known and known.feature == "admin1" else "",
        "admin2": known.name if known and known.feature == "admin2" else "",
        "admin3": "",
        "location": (place.name or place.text) if place else "",
        "latitude": drawn.lat if drawn else None,
        "longitude": drawn.lon if drawn else None,
        "geo_precision": table.geo.get(place.precision) if place else None,
        "source": this.source,
        "source_scale": "",
        "notes": this.notes,
        "fatalities": this.fatalities,
        "tags": this.tags,
        "timestamp": this.timestamp,
    }


def _inter(side: Sequence[Entity], event_type: str, country: str, table: Acled, *, acts: bool) -> str:
    """The actor type of a side: that of its first member; who demonstrates is a protester or rioter, whoever else they are."""
    if not side:
        return ""
    own = _inter1(side[0], country, table)
    return table.crowds.get(event_type, own) if acts and own in (table.civilian, "") else own


def _inter1(entity: Entity, country: str, table: Acled) -> str:
    if entity.country in table.bodies:
        return table.external
    own = table.inter.get(entity.sector, "")
    abroad = country and len(entity.country) == 3 and entity.country != country
    return table.external if abroad and own == table.inters[0] else own


def _interaction(one: str, other: str, table: Acled) -> str:
    """ "State forces-Rebel group", in ACLED's order; one side alone is "… only"."""
    sides = sorted((s for s in (one, other) if s), key=table.inters.index)
    return "-".join(sides) if len(sides) > 1 else f"{sides[0]} only" if sides else ""
