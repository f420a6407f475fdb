"""PLOVER JSON Lines: events only, one a line, in the field names of the manual's worked example (version 0.8).

Actors and recipients stay lists. Our status goes where PLOVER keeps its auxiliary modes, into `context`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

import msgspec

from nadhir.records import Claim, Coded, Entity, Place

CODEBOOK = "plover-nadhir-0.8.1"
_AUXILIARY = {"negated": "negation", "historical": "historical", "future": "future", "hypothetical": "hypothetical"}
_QUAD = {"verbal cooperation": 1, "material cooperation": 2, "verbal conflict": 3, "material conflict": 4}


def write(results: Iterable[Coded], out: IO[str]) -> None:
    """Write the events of all reports; conditions, relations and outlooks have no place in PLOVER."""
    for coded in results:
        for claim in coded.claims:
            if claim.kind == "event":
                out.write(msgspec.json.encode(event(coded, claim)).decode() + "\n")
        out.flush()


def event(coded: Coded, claim: Claim) -> dict[str, Any]:
    """One event as PLOVER's JSON. An event without a named actor has the actor `UNK`, flagged in `comment`."""
    report, time = coded.report, claim.time
    trigger = claim.evidence.trigger
    record: dict[str, Any] = {
        "id": claim.id,
        "date": str(time.start) if time else str(report.published or ""),
        "enddate": str(time.end) if time else "",
        "actor": [_entity(e) for e in claim.actors] or [{"code": "", "sector": "UNK", "raw_text": ""}],
        "recipient": [_entity(e) for e in claim.recipients],
        "event": claim.code,
        "mode": list(claim.modes),
        "context": [*claim.contexts, *([_AUXILIARY[claim.status]] if claim.status in _AUXILIARY else [])],
        "quad_code": _QUAD.get(claim.quad),
        "event_scale": claim.score,
        "event_loc": [_place(p) for p in claim.places],
        "event_text": report.text[trigger.start : trigger.end],
        "size": _size(claim),
        "text_info": [{"sequence": 1, "start": trigger.start, "end": trigger.end}],
        "cite_info": {
            "publication": report.publisher,
            "title": report.title,
            "url": report.address,
            "language": coded.language,
        },
        "coder": coded.coder,
        "codebook": CODEBOOK,
    }
    if not claim.actors:
        record["comment"] = "no named actor"
    return record


def _entity(entity: Entity) -> dict[str, Any]:
    return {
        "code": entity.country,
        "sector": entity.sector,
        "other_sector_codes": list(entity.sectors),
        "raw_text": entity.text,
        "entity_name": entity.name,
        "identifier_id": entity.id,
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "extracted_place": place.text,
        "resolved_place": place.name,
        "geonameid": place.geonameid,
        "lat": place.lat,
        "lon": place.lon,
        "country_code": place.country,
        "resolution": place.precision or None,
    }


def _size(claim: Claim) -> dict[str, int]:
    quantities = claim.quantities
    pairs = {"dead": quantities.killed, "injured": quantities.injured, "arrested": quantities.arrested}
    return {name: pair[0] for name, pair in pairs.items() if pair is not None}
