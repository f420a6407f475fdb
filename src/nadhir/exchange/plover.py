"""PLOVER JSON Lines: events only, one a line, in the field names of the manual (version 0.8).

Actors and recipients stay lists. Our status goes where PLOVER keeps its auxiliary modes, into `context`. Entities have the names of
the manual's table of fields and those of its worked example side by side, since users of either are about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO, Any

import msgspec

from nadhir.exchange.header import CODEBOOK, Export
from nadhir.exchange.rows import name
from nadhir.knowledge.crosswalks import crosswalks
from nadhir.memory import Incident, Told
from nadhir.records import Claim, Coded, Entity, Place

_AUXILIARY = {"negated": "negation", "historical": "historical", "future": "future", "hypothetical": "hypothetical"}
_QUAD = {"verbal cooperation": 1, "material cooperation": 2, "verbal conflict": 3, "material conflict": 4}
_SIZES = {"dead": "killed", "injured": "injured", "arrested": "arrested"}


def write(results: Iterable[Coded], out: IO[str]) -> None:
    """Write the events of reports that were just coded; conditions, relations and outlooks have no place in PLOVER."""
    for coded in results:
        for claim in coded.claims:
            if claim.kind == "event":
                _line(event(coded, claim), out)
        out.flush()


def write_claims(claims: Iterable[Told], out: IO[str], export: Export) -> None:
    """Write the events among the claims; those without a named actor too, unless the export is `without_unknown`."""
    for told in claims:
        if told.claim.kind == "event" and (told.claim.actors or not export.without_unknown):
            _line(told_event(told, export.header.version), out)


def write_incidents(incidents: Iterable[Incident], out: IO[str], export: Export) -> None:
    """Write every incident as one event; those without a named actor too, unless the export is `without_unknown`."""
    for incident in incidents:
        if incident.actors or not export.without_unknown:
            _line(incident_event(incident, export.header.version), out)


def event(coded: Coded, claim: Claim) -> dict[str, Any]:
    """One claim of a report that was just coded. An event without a named actor has the actor `UNK`, flagged in `comment`."""
    report, trigger = coded.report, claim.evidence.trigger
    cite = {
        "publication": report.publisher,
        "title": report.title,
        "url": report.address,
        "language": coded.language,
    }
    return {
        **_claim(claim, str(report.published or "")),
        "event_text": report.text[trigger.start : trigger.end],
        "text_info": [{"sequence": 1, "start": trigger.start, "end": trigger.end}],
        "cite_info": cite,
        "coder": coded.coder,
        "codebook": CODEBOOK,
    }


def told_event(told: Told, version: str) -> dict[str, Any]:
    """One claim of the desk's memory. A day that no words give is left empty: that of publication stands in `cite_info`."""
    trigger = told.claim.evidence.trigger
    return {
        **_claim(told.claim, ""),
        "event_text": told.words,
        "text": told.sentence,
        "text_info": [{"sequence": 1, "start": trigger.start, "end": trigger.end}],
        "cite_info": {
            "corpus": "nadhir claims",
            "citation": ", ".join(filter(None, (told.publisher, str(told.published or ""), f"report {told.report}"))),
            "url": told.address,
            "title": told.title,
            "language": told.language,
            "publication": told.publisher,
            "license": "",
            "copyright": "",
            "coder": told.coder,
            "codebook": CODEBOOK,
            "version": version,
        },
        "coder": told.coder,
        "coded_date": told.recorded.date().isoformat(),
        "coded_time": told.recorded.time().isoformat("seconds"),
        "codebook": CODEBOOK,
    }


def incident_event(incident: Incident, version: str) -> dict[str, Any]:
    """One incident, as its claims have it; how sure it is stands in `comment`."""
    worth = crosswalks().worth(incident.code, incident.modes)
    sure = f"{incident.independent} independent origins, Admiralty digit {incident.digit}"
    figures = {f.what: f.low if f.best is None else f.best for f in incident.figures}
    record = {
        "id": incident.id,
        "date": str(incident.start or ""),
        "enddate": str(incident.end or ""),
        **_what(incident.code, incident.modes, incident.actors, incident.recipients),
        "context": [],
        "quad_code": _QUAD.get(incident.quad or worth.quad),
        "event_scale": worth.score,
        "event_loc": [_place(incident.place)] if incident.place else [],
        "size": {size: figures[what] for size, what in _SIZES.items() if what in figures},
        "cite_info": {
            "corpus": "nadhir incidents",
            "citation": " ".join(incident.claims),
            "language": " ".join(incident.languages),
            "publication": "; ".join(incident.publishers),
            "codebook": CODEBOOK,
            "version": version,
        },
        "codebook": CODEBOOK,
    }
    denied = [f"denied by {len(incident.denied)} claims"] if incident.denied else []
    record["comment"] = "; ".join([sure, *denied, *_flags(incident.code, incident.actors, incident.recipients)])
    return record


def _claim(claim: Claim, undated: str) -> dict[str, Any]:
    """What claims of both origins share; `undated` is the date of an event without a time."""
    time = claim.time if claim.time and claim.time.precision != "open" else None
    record = {
        "id": claim.id,
        "date": str(time.start) if time else undated,
        "enddate": str(time.end) if time else "",
        **_what(claim.code, claim.modes, claim.actors, claim.recipients),
        "context": [*claim.contexts, *([_AUXILIARY[claim.status]] if claim.status in _AUXILIARY else [])],
        "quad_code": _QUAD.get(claim.quad),
        "event_scale": claim.score,
        "event_loc": [_place(p) for p in claim.places],
        "size": _size(claim),
    }
    if flags := _flags(claim.code, claim.actors, claim.recipients):
        record["comment"] = "; ".join(flags)
    return record


def _what(
    code: str, modes: Sequence[str], actors: Sequence[Entity], recipients: Sequence[Entity]
) -> dict[str, list[dict[str, Any]] | list[str] | str]:
    return {
        "actor": [_entity(e) for e in actors] or [_entity(Entity(text="", sector="UNK"))],
        "recipient": [_entity(e) for e in recipients],
        "event": code,
        "mode": list(modes),
    }


def _flags(code: str, actors: Sequence[Entity], recipients: Sequence[Entity]) -> list[str]:
    """What PLOVER would have had us leave out, and we kept."""
    flags = [] if actors else ["no named actor"]
    if not recipients and code in crosswalks().plover.recipient_required:
        flags.append("no named recipient")
    return flags


def _entity(entity: Entity) -> dict[str, Any]:
    return {
        "code": entity.country,
        "sector": entity.sector,
        "other_sector_codes": list(entity.sectors),
        "entity_text": entity.text,
        "identifier_id": entity.id,
        "identifier_text": name(entity) if entity.id else "",
        "raw_text": entity.text,
        "entity_name": entity.name,
    }


def _place(place: Place) -> dict[str, Any]:
    walks = crosswalks()
    kind = walks.plover.feature.get(place.feature, ("", ""))
    resolved = place.name if place.precision else ""
    return {
        "extracted_place": place.text,
        "resolved_place": place.name,
        "geonameid": place.geonameid,
        "lat": place.lat,
        "lon": place.lon,
        "city": resolved if place.feature == "settlement" else "",
        "district": resolved if place.feature == "admin2" else "",
        "province": resolved if place.feature == "admin1" else "",
        "country": walks.country(place.country).name,
        "country_code": place.country,
        "feature_class": kind[0],
        "feature_code": kind[1],
        "resolution": place.precision or None,
    }


def _size(claim: Claim) -> dict[str, int]:
    pairs = {size: getattr(claim.quantities, what) for size, what in _SIZES.items()}
    return {size: pair[0] for size, pair in pairs.items() if pair is not None}


def _line(record: dict[str, Any], out: IO[str]) -> None:
    out.write(msgspec.json.encode(record).decode() + "\n")
