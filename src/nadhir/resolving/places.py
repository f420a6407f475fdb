"""Which of the places that a name may mean is meant: by what the report says, then by what is likely.

Each candidate is scored by named features (`WEIGHTS`); `explain` gives their values. The places of a report are scored
together: those that are plain without it help to place the others that lie near.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import msgspec

from nadhir.knowledge.gazetteer import Gazetteer, PlaceRow
from nadhir.records import Place, Span

# How much each feature counts; values of features lie between -1 and 1.
WEIGHTS = {
    "hint_country": 6.0,  # the words name the country ("Mali's western Kayes region") and it is the place's, or is not
    "focus": 3.0,  # the report is about the place's country
    "feature": 3.0,  # the words say what it is ("the city of", "the river") and it is that, or is not
    "near": 2.5,  # another place of the report, itself plain, is near: 1 beside it, 0.37 at `NEAR_KM`
    "population": 2.5,  # logarithmic: 1 for ten million inhabitants
    "preferred": 2.0,  # the knowledge files give this sense where nothing else is said
    "seat": 1.0,  # the seat of a country, province or district
    "only": 1.0,  # no other place bears the name
    "kind": 1.0,  # where no word says what it is, a dune or a well is less likely than a town
    "variant": -0.8,  # the name is written with another article, or in another language's letters
    "foreign": -1.5,  # no capital, in a country that the report names by nothing else: rather a namesake of a place nobody lists
    "stray": -3.0,  # and far from every place of the report that is plain: a namesake on another continent
    "word": -3.0,  # the name is rather a word, a person or a country; less if only in other countries' reports
}
RESOLVED_FROM = 1.0  # the lowest score at which a place is taken to be meant
PLAIN_MARGIN = 1.5  # lead over the next candidate from which a place is plain enough to help others
NEAR_KM = 200.0
STRAY_KM = 2000.0
SAME_KM = 50.0  # candidates within this distance are one place, for plainness
_FAR_DEGREES = 9.0  # of latitude; beyond them nearness is nothing
MOST_SCORED = 60  # candidates beyond these are scored only if they lie in a country of the report
MOST_KEPT = 8  # candidates kept in the record
MOST_ANCHORS = 16

PRECISION = {
    "facility": 5, "settlement": 4, "admin2": 3, "road": 3, "admin1": 2, "area": 2, "river": 2, "country": 1,
}  # fmt: skip
_CAPITAL = "PPLC"
_SEATS = {"PPLC": 1.0, "PPLA": 0.8, "PPLA2": 0.5, "PPLA3": 0.3, "PPLG": 0.8}
_KINDS = {
    "settlement": 0.0,
    "admin1": -0.3,
    "admin2": -0.5,
    "area": -0.6,
    "road": -0.6,
    "river": -0.6,
    "facility": -0.6,
}
_WIDE = frozenset(("admin1", "admin2", "area"))
# What a word announces -> what the place is -> how well they agree; what is not listed contradicts.
_AGREEMENT = {
    "settlement": {"settlement": 1.0, "facility": -0.3},
    "admin1": {"admin1": 1.0, "admin2": 0.4, "area": 0.4, "settlement": -0.2},
    "admin2": {"admin2": 1.0, "admin1": 0.3, "area": 0.5, "settlement": -0.1},
    "area": {"area": 1.0, "admin1": 0.7, "admin2": 0.7, "facility": 0.0, "settlement": -0.2},
    "river": {"river": 1.0, "area": 0.0},
    "road": {"road": 1.0, "settlement": 0.0},
    "facility": {"facility": 1.0, "area": 0.0, "settlement": -0.2},
    "country": {"country": 1.0},
}
_CURATED = 0.7  # population value of regions, which have none, and of provinces without one


class PlaceMention(msgspec.Struct, frozen=True):
    """A name in a report that is taken for a place.

    `key` is the name key ("deir el balah"); `candidates` are the gazetteer's rows for it, looked up where not given.
    `hint_feature` is what a word beside it announces ("ville de"), `hint_country` the country that the words
    give (ISO alpha-3); both may be empty.
    """

    text: str
    span: Span | None = None
    key: str = ""
    candidates: tuple[PlaceRow, ...] = ()
    hint_feature: str = ""
    hint_country: str = ""


class PlaceContext(msgspec.Struct, frozen=True):
    """What is known of the report: the weights of the countries that it is about, those that it names by more than a town (empty
    where that is not known), and places resolved already."""

    focus: dict[str, float] = {}
    named: frozenset[str] = frozenset()
    resolved: tuple[Place, ...] = ()


class Scored(msgspec.Struct, frozen=True):
    """A candidate with its score and the values of the features that made it; features without value are left out."""

    row: PlaceRow
    score: float
    features: dict[str, float]


Point = tuple[float, float]


def resolve(mentions: Sequence[PlaceMention], context: PlaceContext, gazetteer: Gazetteer) -> list[Place]:
    """One place for each mention, in their order; what stays unknown has precision 0 and the name as written."""
    ranked = [_rank(mention, context, gazetteer) for mention in mentions]
    anchors = _anchors(ranked, context.resolved)
    return [_place(mention, _near(scored, anchors)) for mention, scored in zip(mentions, ranked, strict=True)]


def explain(
    mention: PlaceMention, context: PlaceContext, gazetteer: Gazetteer, others: Sequence[PlaceMention] = ()
) -> list[Scored]:
    """The candidates of a mention, best first, with the values that each feature gave beside `others`."""
    anchors = _anchors([_rank(other, context, gazetteer) for other in others], context.resolved)
    return _near(_rank(mention, context, gazetteer), anchors)


def score_of(features: dict[str, float]) -> float:
    """The weighted sum of the features' values."""
    return sum(WEIGHTS[name] * value for name, value in features.items())


def _rank(mention: PlaceMention, context: PlaceContext, gazetteer: Gazetteer) -> list[Scored]:
    focus = context.focus
    rows = mention.candidates or (gazetteer.lookup(mention.key) if mention.key else ())
    if len(rows) > MOST_SCORED:
        wanted = {*focus, mention.hint_country}
        rows = rows[:MOST_SCORED] + tuple(row for row in rows[MOST_SCORED:] if row.country in wanted)
    most = max(focus.values(), default=0.0) or 1.0
    scored = []
    for row in rows:
        features = _features(row, mention, context, most)
        if len(rows) == 1:
            features["only"] = 1.0
        scored.append(Scored(row, score_of(features), features))
    if len(scored) > 1:
        scored.sort(key=lambda s: -s.score)  # stable: the gazetteer's order breaks ties
    return scored


def _near(scored: list[Scored], anchors: Sequence[Point]) -> list[Scored]:
    """The candidates with the features `near` and `stray` added, best first; those that nearness could not lift to the top stay."""
    if not anchors or not scored:
        return scored
    own = (scored[0].row.lat, scored[0].row.lon)
    others = [point for point in anchors if point != own]
    in_reach = scored[0].score - WEIGHTS["near"]
    out = []
    for candidate in scored:
        row = candidate.row
        added = {}
        if near := _nearness(row.lat, row.lon, others) if candidate.score >= in_reach else 0.0:
            added["near"] = near
        elif "foreign" in candidate.features and _strays(row.lat, row.lon, others):
            added["stray"] = 1.0
        if added:
            features = {**candidate.features, **added}
            candidate = Scored(row, score_of(features), features)
        out.append(candidate)
    out.sort(key=lambda s: -s.score)
    return out


def _nearness(lat: float | None, lon: float | None, others: Sequence[Point]) -> float:
    if lat is None or lon is None:
        return 0.0
    near = [distance_km(lat, lon, *other) for other in others if abs(other[0] - lat) < _FAR_DEGREES]
    return math.exp(-min(near) / NEAR_KM) if near else 0.0


def _strays(lat: float | None, lon: float | None, others: Sequence[Point]) -> bool:
    """Whether a place is further than `STRAY_KM` from all others, of which there are some."""
    if lat is None or lon is None:
        return False
    return all(distance_km(lat, lon, *other) > STRAY_KM for other in others) and bool(others)


def _features(row: PlaceRow, mention: PlaceMention, context: PlaceContext, most: float) -> dict[str, float]:
    focus = context.focus
    found: dict[str, float] = {}
    countries = (row.country, *row.countries) if row.countries else (row.country,)
    if mention.hint_country:
        found["hint_country"] = 1.0 if mention.hint_country in countries else -1.0
    if focus and (weight := max(focus.get(c, 0.0) for c in countries)):
        found["focus"] = weight / most
    if mention.hint_feature:
        found["feature"] = _AGREEMENT.get(mention.hint_feature, {}).get(row.feature, -1.0)
    elif kind := _KINDS.get(row.feature, 0.0):
        found["kind"] = kind
    if row.population:
        found["population"] = min(1.0, math.log10(row.population) / 7)
    elif row.slug or row.feature == "admin1":
        found["population"] = _CURATED
    if seat := _SEATS.get(row.code):
        found["seat"] = seat
    if row.preferred:
        found["preferred"] = 1.0
    if row.variant:
        found["variant"] = 1.0
    if context.named and row.code != _CAPITAL and not mention.hint_country and context.named.isdisjoint(countries):
        found["foreign"] = 1.0
    if row.needs_hint or row.needs_country:
        found["word"] = 1.0 if row.needs_hint else 0.3
    return found


def _anchors(ranked: Iterable[list[Scored]], resolved: Iterable[Place]) -> list[Point]:
    """Where the report plainly is: places resolved before, and those whose best candidate leads by far."""
    points: dict[Point, None] = {}
    for place in resolved:
        if place.lat is not None and place.lon is not None and place.precision >= PRECISION["admin1"]:
            points[place.lat, place.lon] = None
    for scored in ranked:
        if not scored or scored[0].score < RESOLVED_FROM:
            continue
        row = scored[0].row
        if row.lat is not None and row.lon is not None and _is_plain(scored, row.lat, row.lon):
            points[row.lat, row.lon] = None
    return list(points)[:MOST_ANCHORS]


def _is_plain(scored: Sequence[Scored], lat: float, lon: float) -> bool:
    """Whether no place elsewhere comes near the first candidate's score; a town and its district are no rivals."""
    for rival in scored[1:]:
        if scored[0].score - rival.score >= PLAIN_MARGIN:
            return True
        row = rival.row
        if row.lat is None or row.lon is None or distance_km(lat, lon, row.lat, row.lon) > SAME_KM:
            return False
    return True


def _place(mention: PlaceMention, scored: Sequence[Scored]) -> Place:
    candidates = tuple(f"{s.row.key} {s.row.name}, {s.row.country}" for s in scored[:MOST_KEPT])
    if not scored or scored[0].score < RESOLVED_FROM:
        return Place(
            text=mention.text,
            span=mention.span,
            name=mention.text,
            country=mention.hint_country,
            candidates=candidates,
        )
    row = scored[0].row
    # "The Kayes region", where only the town is known: the town's point, as that of a region.
    seat_only = mention.hint_feature in _WIDE and row.feature == "settlement"
    feature = mention.hint_feature if seat_only else row.feature
    return Place(
        text=mention.text,
        span=mention.span,
        name=row.name,
        country=row.country,
        lat=row.lat,
        lon=row.lon,
        feature=feature,
        precision=PRECISION.get(feature, 0),
        geonameid=row.geonameid if row.geonameid and not seat_only else None,
        candidates=candidates,
    )


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in kilometres between two points in degrees (haversine, mean radius 6371 km)."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half_phi, half_lon = (phi2 - phi1) / 2, math.radians(lon2 - lon1) / 2
    a = math.sin(half_phi) ** 2 + math.cos(phi1) * math.cos(phi2) * math.sin(half_lon) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(a)))
