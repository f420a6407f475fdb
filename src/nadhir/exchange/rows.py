"""Records as flat rows: what the formats of one line a record (CSV, GeoJSON's properties) have in common.

A cell is a string, a number, a date, a tuple of strings, or None where nothing is known. The names of the columns are the
codebook's; `_COLUMNS` of each kind stand in the order in which they are written.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from nadhir.knowledge.crosswalks import crosswalks
from nadhir.memory import Incident, Tie, Told
from nadhir.records import Claim, Coded, Entity, Place

Cell = str | int | float | date | datetime | tuple[str, ...] | None
Row = dict[str, Cell]

QUANTITIES = ("killed", "injured", "abducted", "arrested", "displaced", "size")
_PARTIES = (
    "actors", "actor_ids", "actor_countries", "actor_sectors",
    "recipients", "recipient_ids", "recipient_countries", "recipient_sectors",
)  # fmt: skip
_PLACE = ("place_country", "latitude", "longitude", "feature", "place_precision", "geonameid")
_WORTH = ("quad", "plover_score", "cameo_root", "acled_like_type", "acled_like_sub_type")

CLAIM_COLUMNS = (
    "claim", "report", "version", "language", "published", "publisher", "title", "address", "origin", "origin_kind", "report_country",
    "kind", "code", "modes", "contexts", "status", *_PARTIES, "places", *_PLACE, "start", "end", "precision",
    *(f"{what}_{end}" for what in QUANTITIES for end in ("low", "high")), "money_low", "money_high", "currency",
    "sources", "roles", "stances", "estimate", "estimate_low", "estimate_high", "confidence", "doubtful",
    "trigger", "trigger_start", "trigger_end", "sentence", *_WORTH, "cause", "effect", "coder", "recorded",
)  # fmt: skip
INCIDENT_COLUMNS = (
    "incident", "code", "modes", *_PARTIES, "place", *_PLACE, "country", "start", "end",
    *(f"{what}_{end}" for what in QUANTITIES for end in ("low", "best", "high")),
    "claims", "denied", "reports", "publishers", "languages", "origins", "independent", "digit",
    "contradictions", "circles", "first", "last", *_WORTH,
)  # fmt: skip
TIE_COLUMNS = (
    "tie", "code", "mode", "actor", "actor_id", "actor_country", "actor_sector",
    "recipient", "recipient_id", "recipient_country", "recipient_sector", "first", "last",
    "claims", "denied", "asserted_by", "denied_by",
)  # fmt: skip


def told_row(told: Told) -> Row:
    """A claim of the desk's memory, with what its report says of itself. Keys: `CLAIM_COLUMNS`."""
    return {
        "report": told.report,
        "version": told.version,
        "language": told.language,
        "published": told.published,
        "publisher": told.publisher,
        "title": told.title,
        "address": told.address,
        "origin": told.origin.name or told.origin.key,
        "origin_kind": told.origin.kind,
        "report_country": told.country,
        **claim_row(told.claim, told.words),
        "sentence": told.sentence,
        "coder": told.coder,
        "recorded": told.recorded,
    }


def coded_rows(coded: Coded) -> Iterable[Row]:
    """The claims of a report that was just coded and is in no memory yet."""
    report = coded.report
    for claim in coded.claims:
        start, end = claim.evidence.trigger
        own: Row = {
            "report": report.id,
            "language": coded.language,
            "published": report.published,
            "publisher": report.publisher,
        }
        yield own | claim_row(claim, report.text[start:end])


def claim_row(claim: Claim, words: str) -> Row:
    """What a claim says of itself; `words`: its trigger as written."""
    time, likelihood, money = claim.time, claim.likelihood, claim.quantities.money
    row: Row = {
        "claim": claim.id,
        "kind": claim.kind,
        "code": claim.code,
        "modes": claim.modes,
        "contexts": claim.contexts,
        "status": claim.status,
        **_parties(claim.actors, claim.recipients),
        "places": tuple(p.name or p.text for p in claim.places),
        **_place(claim.places[0] if claim.places else None),
        "start": time.start if time else None,
        "end": time.end if time else None,
        "precision": time.precision if time else "",
    }
    for what in QUANTITIES:
        row[f"{what}_low"], row[f"{what}_high"] = getattr(claim.quantities, what) or (None, None)
    return row | {
        "money_low": money.low if money else None,
        "money_high": money.high if money else None,
        "currency": money.currency if money else "",
        "sources": tuple(s.name for s in claim.sources),
        "roles": tuple(s.role for s in claim.sources),
        "stances": tuple(s.stance for s in claim.sources),
        "estimate": likelihood.phrase if likelihood else "",
        "estimate_low": likelihood.low if likelihood else None,
        "estimate_high": likelihood.high if likelihood else None,
        "confidence": claim.confidence,
        "doubtful": "doubtful" if claim.doubtful else "",
        "trigger": words,
        "trigger_start": claim.evidence.trigger.start,
        "trigger_end": claim.evidence.trigger.end,
        "quad": claim.quad,
        "plover_score": claim.score,
        "cameo_root": claim.cameo,
        "acled_like_type": (*claim.acled, "")[0],
        "acled_like_sub_type": (*claim.acled, "", "")[1],
        "cause": claim.cause,
        "effect": claim.effect,
    }


def incident_row(incident: Incident) -> Row:
    """An incident. Keys: `INCIDENT_COLUMNS`; claims, denials, reports, contradictions and circles are counted."""
    row: Row = {
        "incident": incident.id,
        "code": incident.code,
        "modes": incident.modes,
        **_parties(incident.actors, incident.recipients),
        "place": (incident.place.name or incident.place.text) if incident.place else "",
        **_place(incident.place),
        "country": incident.country,
        "start": incident.start,
        "end": incident.end,
    }
    figures = {f.what: f for f in incident.figures}
    for what in QUANTITIES:
        figure = figures.get(what)
        for end in ("low", "best", "high"):
            row[f"{what}_{end}"] = getattr(figure, end) if figure else None
    worth = crosswalks().worth(incident.code, incident.modes)
    return row | {
        "claims": len(incident.claims),
        "denied": len(incident.denied),
        "reports": len(incident.reports),
        "publishers": incident.publishers,
        "languages": incident.languages,
        "origins": tuple(o.name or o.key for o in incident.origins),
        "independent": incident.independent,
        "digit": incident.digit,
        "contradictions": tuple(f"{c.kind}: {c.saying} / {c.against}" for c in incident.contradictions),
        "circles": len(incident.circles),
        "first": incident.first,
        "last": incident.last,
        "quad": incident.quad or worth.quad,
        "plover_score": worth.score,
        "cameo_root": worth.cameo,
        "acled_like_type": (*worth.acled, "")[0],
        "acled_like_sub_type": (*worth.acled, "", "")[1],
    }


def tie_row(tie: Tie) -> Row:
    """An edge of the network. Keys: `TIE_COLUMNS`; claims and denials are counted."""
    row: Row = {"tie": tie.key, "code": tie.code, "mode": tie.mode}
    for side, entity in (("actor", tie.actor), ("recipient", tie.recipient)):
        row[side] = name(entity) if entity else ""
        row[f"{side}_id"] = entity.id if entity else ""
        row[f"{side}_country"] = entity.country if entity else ""
        row[f"{side}_sector"] = entity.sector if entity else ""
    return row | {
        "first": tie.first,
        "last": tie.last,
        "claims": len(tie.claims),
        "denied": len(tie.denied),
        "asserted_by": tuple(o.name or o.key for o in tie.asserted_by),
        "denied_by": tuple(o.name or o.key for o in tie.denied_by),
    }


def name(entity: Entity) -> str:
    """The canonical name where the knowledge has one, else the words."""
    return entity.name or entity.text


def point(places: Sequence[Place]) -> Place | None:
    """The most specific place that lies somewhere on Earth; None where none does."""
    return next((p for p in places if located(p)), None)


def located(place: Place) -> bool:
    """Whether a place has coordinates that can be drawn."""
    lat, lon = place.lat, place.lon
    if lat is None or lon is None or not math.isfinite(lat) or not math.isfinite(lon):
        return False
    return -90 <= lat <= 90 and -180 <= lon <= 180


def _parties(actors: Sequence[Entity], recipients: Sequence[Entity]) -> Row:
    row: Row = {}
    for side, entities in (("actor", actors), ("recipient", recipients)):
        row[f"{side}s"] = tuple(name(e) for e in entities)
        row[f"{side}_ids"] = tuple(e.id for e in entities)
        row[f"{side}_countries"] = tuple(e.country for e in entities)
        row[f"{side}_sectors"] = tuple(e.sector for e in entities)
    return row


def _place(place: Place | None) -> Row:
    return {
        "place_country": place.country if place else "",
        "latitude": place.lat if place else None,
        "longitude": place.lon if place else None,
        "feature": place.feature if place else "",
        "place_precision": place.precision if place else None,
        "geonameid": place.geonameid if place else None,
    }
