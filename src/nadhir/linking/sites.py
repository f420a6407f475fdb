"""Whose state a claim tells: of which place or road, or of which party."""

from __future__ import annotations

from typing import NamedTuple

from nadhir.knowledge.lives import Life
from nadhir.linking.geo import place_key
from nadhir.linking.sayings import party_key
from nadhir.memory import Told
from nadhir.records import Claim, Entity, Place

_FINE = 3  # from districts and roads on; what no gazetteer knows (0) is mostly a village, so it counts as fine


class Site(NamedTuple):
    """Where a condition stands. `towns`: how many places finer than a region make it: 0, 1, or 2 for the ends of a road."""

    key: str
    place: Place | None
    country: str
    towns: int


class Subject(NamedTuple):
    """What a condition is the state of: a site, a party, or a party at a site. Its `key` is the same in all reports."""

    key: str
    site: Site
    party: Entity | None = None


def sites(told: Told, pair: bool) -> list[Site]:
    """The places that a claim holds of: its finest ones, each a site, or with `pair` two of them one road.

    Regions count where no finer place is named. A claim without a place holds of the country that its report is about, and
    where even that is unknown of nothing but its own report.
    """
    fine = [p for p in told.claim.places if p.precision == 0 or p.precision >= _FINE]
    # "On the road between Ségou and Mopti" names the road; its towns only say which one it is.
    roads = [p for p in fine if p.feature in ("road", "facility")]
    if pair and roads:
        return [_site(p, 1) for p in _each(roads)]
    fine = _each(fine)
    if pair and len(fine) == 2:
        return [_road(*sorted(fine, key=place_key))]
    if fine:
        return [_site(p, 1) for p in fine]
    if told.claim.places:
        finest = max(p.precision for p in told.claim.places)
        return [_site(p, 0) for p in _each([p for p in told.claim.places if p.precision == finest])]
    if told.country:
        return [Site(told.country, None, told.country, 0)]
    return [Site(f"report:{told.report}", None, "", 0)]


def subjects(told: Told, life: Life) -> list[Subject]:
    """What a claim's code is the state of, by its life's `subject`; without a party, that of the place."""
    claim = told.claim
    if life.subject == "party":
        parties = _parties(claim.recipients or claim.actors, life)
        if parties:
            country = {party_key(p): p.country for p in parties}
            return [Subject(k, Site("", None, country[k], 0), p) for k, p in ((party_key(p), p) for p in parties)]
    where = sites(told, life.pair)
    if life.subject in ("holder", "loser"):
        parties = _parties(_holders(claim, life), life)
        if parties:
            return [Subject(f"{s.key}/{party_key(p)}", s, p) for s in where for p in parties]
    return [Subject(s.key, s) for s in where]


def _holders(claim: Claim, life: Life) -> tuple[Entity, ...]:
    return claim.actors or (claim.recipients if life.subject == "loser" else ())


def _parties(entities: tuple[Entity, ...], life: Life) -> list[Entity]:
    """Each party once; only those of the life's sectors where some are."""
    once = list({party_key(e): e for e in entities}.values())
    fitting = [e for e in once if e.sector in life.sectors]
    return fitting or once


def _each(places: list[Place]) -> list[Place]:
    return list({place_key(p): p for p in places}.values())


def _site(place: Place, towns: int) -> Site:
    return Site(place_key(place), place, place.country, towns)


def _road(one: Place, other: Place) -> Site:
    """The road between two places: its point is midway, its name both names, whichever was named first."""
    name = f"{one.name or one.text} – {other.name or other.text}"
    known = one.lat is not None and other.lat is not None and one.lon is not None and other.lon is not None
    place = Place(
        text=name,
        name=name,
        country=one.country or other.country,
        lat=(one.lat + other.lat) / 2 if known else None,  # type: ignore[operator]
        lon=(one.lon + other.lon) / 2 if known else None,  # type: ignore[operator]
        feature="road",
        precision=_FINE,
    )
    return Site(f"{place_key(one)}+{place_key(other)}", place, place.country, 2)
