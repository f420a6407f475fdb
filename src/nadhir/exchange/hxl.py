"""HXL: a CSV whose second row has hashtags, as OCHA tags UCDP's data.

A range goes into `#affected+killed+min` and `+max`; the attributes `+min` and `+max` are ours, since validators want one number
a cell. `+max` is empty after an "at least".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from nadhir.exchange.csv_table import write_rows
from nadhir.exchange.header import Export
from nadhir.exchange.rows import Row, incident_row, located, told_row
from nadhir.knowledge.crosswalks import crosswalks
from nadhir.memory import Incident, Told
from nadhir.records import Place

_AFFECTED = {"killed": "killed", "injured": "injured", "abducted": "abducted", "displaced": "idps"}
_HEAD = {
    "id": "#event+id",
    "kind": "#event+kind",
    "type": "#event+type",
    "modes": "#event+type+mode",
    "status": "#status",
    "start": "#date+start",
    "end": "#date+end",
    "first_group": "#group+name+first",
    "second_group": "#group+name+second",
    "location": "#loc+name",
    "admin1": "#adm1+name",
    "admin2": "#adm2+name",
    "country": "#country+name",
    "country_code": "#country+code+v_iso3",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    "precision": "#geo+precision",
    **{f"{what}_{end}": f"#affected+{tag}+{end}" for what, tag in _AFFECTED.items() for end in ("min", "max")},
}
CLAIM_TAGS = _HEAD | {
    "description": "#description",
    "source": "#meta+source",
    "origin": "#meta+source+origin",
    "link": "#meta+url",
    "published": "#date+published",
    "confidence": "#meta+confidence",
}
INCIDENT_TAGS = _HEAD | {
    "source": "#meta+source",
    "origins": "#meta+source+origin",
    "independent": "#meta+origins+num",
    "digit": "#meta+credibility",
    "denied": "#meta+denials+num",
}


def write_claims(claims: Iterable[Told], out: IO[str], export: Export) -> None:
    """Write headers, tags, and one row a claim of any kind and status."""
    write_rows(map(_claim, claims), tuple(CLAIM_TAGS), out, tuple(CLAIM_TAGS.values()))


def write_incidents(incidents: Iterable[Incident], out: IO[str], export: Export) -> None:
    """Write headers, tags, and one row an incident."""
    write_rows(map(_incident, incidents), tuple(INCIDENT_TAGS), out, tuple(INCIDENT_TAGS.values()))


def _claim(told: Told) -> Row:
    claim, row = told.claim, told_row(told)
    place = claim.places[0] if claim.places else None
    dated = claim.time is not None and claim.time.precision != "open"
    own: Row = {
        **_shared(row, place, (place.country if place else "") or told.country),
        "id": claim.id,
        "kind": claim.kind,
        "status": claim.status,
        "start": row["start"] if dated else None,
        "end": row["end"] if dated else None,
        "description": told.sentence or told.words,
        "source": told.publisher,
        "origin": row["origin"],
        "link": told.address,
        "published": told.published,
        "confidence": claim.confidence,
    }
    for what in _AFFECTED:
        own[f"{what}_min"], own[f"{what}_max"] = row[f"{what}_low"], row[f"{what}_high"]
    return own


def _incident(incident: Incident) -> Row:
    row, place = incident_row(incident), incident.place
    own: Row = {
        **_shared(row, place, incident.country or (place.country if place else "")),
        "id": incident.id,
        "kind": "event",
        "status": "",
        "start": incident.start,
        "end": incident.end,
        "source": incident.publishers,
        "origins": row["origins"],
        "independent": incident.independent,
        "digit": incident.digit,
        "denied": len(incident.denied),
    }
    for what in _AFFECTED:
        own[f"{what}_min"], own[f"{what}_max"] = row[f"{what}_low"], row[f"{what}_high"]
    return own


def _shared(row: Row, place: Place | None, country: str) -> Row:
    known = place if place and place.precision else None
    drawn = place if place and located(place) else None
    return {
        "type": row["code"],
        "modes": row["modes"],
        "first_group": row["actors"],
        "second_group": row["recipients"],
        "location": (place.name or place.text) if place else "",
        "admin1": known.name if known and known.feature == "admin1" else "",
        "admin2": known.name if known and known.feature == "admin2" else "",
        "country": crosswalks().country(country).name,
        "country_code": country,
        "latitude": drawn.lat if drawn else None,
        "longitude": drawn.lon if drawn else None,
        "precision": place.precision if place else None,
    }
