"""How far apart two places are, how far off each may be, and when two records name the same place."""

from __future__ import annotations

import math

from nadhir.records import Place
from nadhir.text import fold_name

EARTH_KM = 6371.0088  # mean radius of the WGS 84 ellipsoid, (2a + b) / 3 (IUGG)

# How far what happened may lie from the point of its place, by `Place.precision`, in kilometres.
RADII_KM = {
    5: 2.0,  # a facility: its grounds, and the road before it
    4: 10.0,  # a town: reports say "in" and "near" alike for what lies within a short drive
    3: 50.0,  # a district, or a road
    2: 200.0,  # a region or a river
    1: 500.0,  # a country: the circle of a large one (785,000 km²); its point says little anyhow
}


def distance_km(a: Place, b: Place) -> float | None:
    """Great-circle distance in kilometres (haversine on the mean sphere of WGS 84; at most 0.6 % off the ellipsoid).

    None where either has no coordinates: unknown is neither near nor far.
    """
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    phi_a, phi_b = math.radians(a.lat), math.radians(b.lat)
    half_phi, half_lon = (phi_b - phi_a) / 2, math.radians(b.lon - a.lon) / 2
    chord = math.sin(half_phi) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))


def radius_km(place: Place) -> float:
    """How far, in kilometres, what is told of `place` may lie from its point; infinite where the place is unresolved."""
    return RADII_KM.get(place.precision, math.inf)


def place_key(place: Place) -> str:
    """A key that two records share when they name the same place: the GeoNames id, else `MLI` for a country, else `MLI:name`.

    The name is the canonical one, folded; that of an unresolved place is the name as written. Empty for a place without
    name or country.
    """
    if place.geonameid:
        return str(place.geonameid)
    if place.feature == "country" and place.country:
        return place.country
    name = " ".join(fold_name(place.name or place.text).replace("-", " ").split())
    return f"{place.country}:{name}" if name else place.country
