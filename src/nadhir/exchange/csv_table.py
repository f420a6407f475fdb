"""CSV: one claim a row. Several parties, places or voices in one cell are parted by " | "."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import IO

import msgspec

from nadhir.records import Claim, Coded, Entity

COLUMNS = (
    "report", "language", "published", "publisher", "claim", "kind", "code", "modes", "status",
    "actors", "actor_countries", "actor_sectors", "recipients", "recipient_countries", "recipient_sectors",
    "places", "place_country", "latitude", "longitude", "feature", "start", "end", "precision",
    "killed_low", "killed_high", "injured_low", "injured_high", "sources", "roles", "stances",
    "estimate", "estimate_low", "estimate_high", "confidence", "doubtful", "trigger", "trigger_start", "trigger_end",
    "quad", "plover_score", "cameo_root", "acled_like_type", "acled_like_sub_type", "cause", "effect",
)  # fmt: skip
# A cell that begins with one of these is run as a formula by spreadsheets.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(results: Iterable[Coded], out: IO[str]) -> None:
    """Write the header and one row a claim."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for coded in results:
        for claim in coded.claims:
            writer.writerow([_safe(cell) for cell in _row(coded, claim)])
        out.flush()


def _row(coded: Coded, claim: Claim) -> Iterator[object]:
    report, trigger = coded.report, claim.evidence.trigger
    yield from (report.id, coded.language, report.published or "", report.publisher, claim.id, claim.kind, claim.code)
    yield from (_join(claim.modes), claim.status)
    for side in (claim.actors, claim.recipients):
        yield from (_join(_name(e) for e in side), _join(e.country for e in side), _join(e.sector for e in side))
    place = claim.places[0] if claim.places else None
    yield _join(p.name or p.text for p in claim.places)
    yield from (place.country, place.lat, place.lon, place.feature) if place else ("", "", "", "")
    yield from (claim.time.start, claim.time.end, claim.time.precision) if claim.time else ("", "", "")
    for pair in (claim.quantities.killed, claim.quantities.injured):
        yield from (pair[0], "" if pair[1] is None else pair[1]) if pair else ("", "")
    yield from (
        _join(s.name for s in claim.sources),
        _join(s.role for s in claim.sources),
        _join(s.stance for s in claim.sources),
    )
    likelihood = claim.likelihood
    yield from (likelihood.phrase, likelihood.low, likelihood.high) if likelihood else ("", "", "")
    yield from (claim.confidence, "doubtful" if claim.doubtful else "")
    yield from (report.text[trigger.start : trigger.end], trigger.start, trigger.end, claim.quad)
    yield from ("" if claim.score is None else claim.score, claim.cameo)
    yield from (*claim.acled, "", "")[:2]
    yield from (claim.cause, claim.effect)


def _name(entity: Entity) -> str:
    return entity.name or entity.text


def _join(parts: Iterable[str]) -> str:
    return " | ".join(parts)


def _safe(cell: object) -> object:
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return "'" + cell
    return cell if isinstance(cell, str | int | float) else msgspec.to_builtins(cell)
