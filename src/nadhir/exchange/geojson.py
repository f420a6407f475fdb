"""GeoJSON after RFC 7946: one point a record, longitude first, WGS 84.

Only what lies somewhere is drawn; the foreign member `nadhir` beside the features says how much was left out for want of coordinates.
A point may be that of a region or a country: `place_precision` (5 facility to 1 country) says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import IO

import msgspec

from nadhir.exchange.header import Export
from nadhir.exchange.rows import Row, incident_row, point, told_row
from nadhir.memory import Incident, Told
from nadhir.records import Place

MEDIA_TYPE = "application/geo+json"


def write_claims(claims: Iterable[Told], out: IO[str], export: Export) -> None:
    """Write every claim at its most specific place that has coordinates."""
    _write(((t.claim.id, t.claim.places, told_row(t)) for t in claims), out, export)


def write_incidents(incidents: Iterable[Incident], out: IO[str], export: Export) -> None:
    """Write every incident at its place."""
    _write(((i.id, (i.place,) if i.place else (), incident_row(i)) for i in incidents), out, export)


def _write(rows: Iterable[tuple[str, Sequence[Place], Row]], out: IO[str], export: Export) -> None:
    left_out = 0
    out.write('{"type":"FeatureCollection","features":[')
    separator = "\n"
    for ident, places, row in rows:
        place = point(places)
        if place is None:
            left_out += 1
            continue
        feature = {
            "type": "Feature",
            "id": ident,
            "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
            "properties": dict(_properties(row, place)),
        }
        out.write(separator + msgspec.json.encode(feature).decode())
        separator = ",\n"
    own = msgspec.structs.asdict(export.header) | {"without_coordinates": left_out}
    out.write('\n],"nadhir":' + msgspec.json.encode(own).decode() + "}\n")


def _properties(row: Row, place: Place) -> Iterator[tuple[str, object]]:
    """The cells of the row without the coordinates, which stand in the geometry, and with the drawn place's own columns."""
    drawn = {"place_country": place.country, "feature": place.feature, "place_precision": place.precision}
    drawn |= {"geonameid": place.geonameid, "drawn_place": place.name or place.text}
    yield from ((key, cell) for key, cell in row.items() if key not in ("latitude", "longitude", *drawn))
    yield from drawn.items()
