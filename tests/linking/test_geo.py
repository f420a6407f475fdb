"""Distances against figures that others give, bounds, and keys that meet."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.linking.geo import EARTH_KM, RADII_KM, distance_km, place_key, radius_km
from nadhir.records import Place
from nadhir.resolving.places import PRECISION

BAMAKO = Place(text="باماكو", name="Bamako", country="MLI", lat=12.65, lon=-8.0, precision=4, geonameid=2460596)
GAO = Place(text="Gao", name="Gao", country="MLI", lat=16.2717, lon=-0.0447, precision=4, geonameid=2457161)
NOWHERE = Place(text="Minas Tirith", name="Minas Tirith", country="MLI")

points = st.builds(
    lambda lat, lon: Place(text="x", lat=lat, lon=lon), st.floats(-90, 90), st.floats(-180, 180, exclude_max=True)
)


def test_a_quarter_of_a_meridian_and_two_towns() -> None:
    pole, equator = Place(text="", lat=90.0, lon=0.0), Place(text="", lat=0.0, lon=33.0)
    assert distance_km(pole, equator) == pytest.approx(10007.557, abs=0.01)
    assert distance_km(BAMAKO, GAO) == pytest.approx(944, abs=5)


def test_no_point_no_distance() -> None:
    assert distance_km(BAMAKO, NOWHERE) is None
    assert distance_km(NOWHERE, BAMAKO) is None
    assert radius_km(NOWHERE) == math.inf


def test_every_precision_has_a_radius_and_a_finer_one_a_smaller() -> None:
    assert set(PRECISION.values()) == set(RADII_KM)
    assert [RADII_KM[p] for p in (5, 4, 3, 2, 1)] == sorted(RADII_KM.values())
    assert radius_km(BAMAKO) == 10.0


@given(points, points, points)
def test_a_metric(a: Place, b: Place, c: Place) -> None:
    ab, ba, bc, ac = distance_km(a, b), distance_km(b, a), distance_km(b, c), distance_km(a, c)
    assert ab is not None
    assert bc is not None
    assert ac is not None
    assert ab == pytest.approx(ba)
    assert 0 <= ab <= math.pi * EARTH_KM + 1e-6
    # Near antipodes the haversine loses half its digits: less than ten metres.
    assert ac <= ab + bc + 1e-2
    assert distance_km(a, a) == 0


def test_keys() -> None:
    assert place_key(BAMAKO) == place_key(Place(text="Bamako", name="Bamako", geonameid=2460596)) == "2460596"
    assert place_key(Place(text="مالي", name="Mali", country="MLI", feature="country", precision=1)) == "MLI"
    written = [Place(text=t, name=t, country="MLI") for t in ("Tessalit-Nord", "tessalit nord", "Téssalit  Nord")]
    assert {place_key(p) for p in written} == {"MLI:tessalit nord"}
    assert place_key(Place(text="", country="MLI")) == "MLI"
    assert place_key(Place(text="")) == ""
