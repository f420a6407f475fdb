"""GeoJSON after RFC 7946."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nadhir.exchange.header import What
from nadhir.records import Place
from tests.exchange.samples import GAO, incident, text, told
from tests.exchange.strategies import RECORDS


def read(what: What, *records: Any) -> dict[str, Any]:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    value: dict[str, Any] = json.loads(text(what, "geojson", records), parse_constant=refuse)
    return value


@pytest.mark.parametrize("what", ["claims", "incidents"])
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_every_collection_is_valid(what: What, data: st.DataObject) -> None:
    records = data.draw(st.lists(RECORDS[what], max_size=4))
    collection = read(what, *records)
    assert set(collection) == {"type", "features", "nadhir"}
    assert collection["type"] == "FeatureCollection"
    assert len(collection["features"]) + collection["nadhir"]["without_coordinates"] == len(records)
    for feature in collection["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        assert feature["geometry"]["type"] == "Point"
        lon, lat = feature["geometry"]["coordinates"]
        assert -180 <= lon <= 180
        assert -90 <= lat <= 90
        assert not {"latitude", "longitude"} & set(feature["properties"])


def test_longitude_comes_first() -> None:
    (feature,) = read("claims", told())["features"]
    assert feature["geometry"]["coordinates"] == [-0.04, 16.27]
    assert feature["id"] == feature["properties"]["claim"] == "00000000000000c1"
    assert feature["properties"]["actors"] == ["JNIM"]
    assert feature["properties"]["killed_high"] is None
    assert feature["properties"]["sentence"].startswith("قال")


def test_the_most_specific_place_that_lies_somewhere() -> None:
    nowhere = Place(text="Hidden Vale", country="MLI")
    (feature,) = read("claims", told(places=(nowhere, GAO)))["features"]
    assert (feature["properties"]["drawn_place"], feature["properties"]["place_precision"]) == ("Gao", 4)
    assert feature["properties"]["places"] == ["Hidden Vale", "Gao"]


@pytest.mark.parametrize(("lat", "lon"), [(91.0, 0.0), (0.0, 181.0), (math.nan, 0.0), (0.0, math.inf), (None, 1.0)])
def test_what_lies_nowhere_is_counted(lat: float | None, lon: float | None) -> None:
    place = Place(text="x", lat=lat, lon=lon)
    assert read("claims", told(places=(place,)))["nadhir"]["without_coordinates"] == 1
    collection = read("incidents", incident(place=place), incident(place=None), incident())
    assert collection["nadhir"]["without_coordinates"] == 2
    assert collection["nadhir"]["what"] == "incidents"
    assert len(collection["features"]) == 1
