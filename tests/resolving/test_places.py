"""Among the places that a name may mean, the report's own words decide, then its company, then what is likely."""

from __future__ import annotations

import pytest

from nadhir.knowledge.gazetteer import Gazetteer, name_key
from nadhir.records import Place, Span
from nadhir.resolving.places import WEIGHTS, PlaceContext, PlaceMention, distance_km, explain, resolve, score_of


def mention(text: str, feature: str = "", country: str = "") -> PlaceMention:
    return PlaceMention(
        text=text, span=Span(0, len(text)), key=name_key(text), hint_feature=feature, hint_country=country
    )


def one(gazetteer: Gazetteer, found: PlaceMention, **focus: float) -> Place:
    (place,) = resolve([found], PlaceContext(focus=focus), gazetteer)
    return place


def test_record(small: Gazetteer) -> None:
    place = one(small, mention("Deir el-Balah"))
    assert place == Place(
        text="Deir el-Balah",
        span=Span(0, 13),
        name="Deir el-Balah",
        country="PSE",
        lat=31.41783,
        lon=34.35035,
        feature="settlement",
        precision=4,
        geonameid=10,
        candidates=("geonames:10 Deir el-Balah, PSE",),
    )


def test_unknown_place_is_kept_unresolved(small: Gazetteer) -> None:
    place = one(small, mention("Minas Tirith"), MLI=1.0)
    assert (place.text, place.name, place.country, place.lat, place.precision) == (
        "Minas Tirith",
        "Minas Tirith",
        "",
        None,
        0,
    )


def test_unknown_place_takes_the_country_that_the_words_give(small: Gazetteer) -> None:
    place = one(small, mention("Minas Tirith", country="MLI"))
    assert (place.country, place.precision, place.lat) == ("MLI", 0, None)


def test_preferred_sense_without_context(small: Gazetteer) -> None:
    assert one(small, mention("Tharbad")).geonameid == 12


def test_focus_against_preferred_sense(small: Gazetteer) -> None:
    assert one(small, mention("Tharbad"), MLI=1.0, NER=0.3).geonameid == 11


def test_country_in_the_words_wins_over_all(small: Gazetteer) -> None:
    assert one(small, mention("Tharbad", country="MLI"), NER=1.0).geonameid == 11


def test_wrong_country_is_not_taken(small: Gazetteer) -> None:
    place = one(small, mention("Deir el-Balah", country="MLI"))
    assert (place.precision, place.country) == (0, "MLI")
    assert place.candidates == ("geonames:10 Deir el-Balah, PSE",)


def test_feature_words(small: Gazetteer) -> None:
    assert one(small, mention("Tharbad", "admin2"), MLI=1.0).geonameid == 19
    assert one(small, mention("Tharbad", "settlement"), MLI=1.0).geonameid == 11


def test_region_known_only_by_its_town(small: Gazetteer) -> None:
    place = one(small, mention("Deir el-Balah", "admin2"))
    assert (place.feature, place.precision, place.geonameid, place.lat) == ("admin2", 3, None, 31.41783)


def test_neighbours_help(small: Gazetteer) -> None:
    tharbad = mention("Tharbad", country="MLI")
    alone = one(small, mention("Minas"))
    assert alone.country == "URY"
    beside = resolve([mention("Minas"), tharbad], PlaceContext(focus={"MLI": 0.4, "NER": 1.0}), small)
    assert [place.country for place in beside] == ["MLI", "MLI"]


def test_places_resolved_before_help(small: Gazetteer) -> None:
    before = Place(text="x", lat=14.8, lon=-5.3, precision=4)
    (place,) = resolve([mention("Minas")], PlaceContext(resolved=(before,)), small)
    assert place.country == "MLI"


def test_words_need_a_hint(small: Gazetteer) -> None:
    assert one(small, mention("Nice")).precision == 0
    assert one(small, mention("Nice", "settlement")).geonameid == 13
    assert one(small, mention("Nice"), FRA=1.0).geonameid == 13
    assert one(small, mention("Mali")).precision == 0


def test_region_without_coordinates(small: Gazetteer) -> None:
    place = one(small, mention("Osgiliath", "admin1"))
    assert (place.name, place.country, place.lat, place.geonameid, place.precision) == (
        "Osgiliath",
        "MLI",
        None,
        None,
        2,
    )


def test_region_in_several_countries(small: Gazetteer) -> None:
    (best, *_) = explain(mention("Gorgoroth", country="NER"), PlaceContext(), small)
    assert best.features["hint_country"] == 1.0


def test_explanation_names_the_features(small: Gazetteer) -> None:
    others = [mention("Deir el-Balah")]
    scored = explain(mention("Tharbad", "settlement"), PlaceContext(focus={"MLI": 1.0}), small, others)
    assert [s.row.geonameid for s in scored] == [11, 12, 19]
    assert scored[0].features == pytest.approx({"focus": 1.0, "feature": 1.0, "population": 0.708}, abs=0.001)
    assert scored[1].features == pytest.approx({"feature": 1.0, "population": 0.515, "preferred": 1.0}, abs=0.001)
    for candidate in scored:
        assert set(candidate.features) <= set(WEIGHTS)
        assert candidate.score == pytest.approx(score_of(candidate.features))


def test_candidates_given_are_used(small: Gazetteer) -> None:
    rows = small.lookup("tharbad")[1:2]
    found = PlaceMention(text="Tharbad", key="tharbad", candidates=rows)
    assert one(small, found).geonameid == 11


def test_nothing(small: Gazetteer) -> None:
    assert resolve([], PlaceContext(), small) == []
    assert one(small, PlaceMention(text="?")).precision == 0


def test_distance() -> None:
    assert distance_km(48.8566, 2.3522, 51.5074, -0.1278) == pytest.approx(343.6, abs=0.5)
    assert distance_km(0, 179.5, 0, -179.5) == pytest.approx(111.2, abs=0.1)


@pytest.mark.parametrize(
    ("name", "focus", "country"),
    [
        ("Tripoli", {}, "LBY"),
        ("Tripoli", {"LBN": 1.0}, "LBN"),
        ("طرابلس", {}, "LBY"),
        ("طرابلس", {"LBN": 1.0}, "LBN"),
        ("Paris", {}, "FRA"),
        ("London", {"SDN": 1.0}, "GBR"),
        ("Washington", {}, "USA"),
        ("Kayes", {"MLI": 1.0}, "MLI"),
        ("Hama", {}, "SYR"),
        ("San José", {"COL": 1.0}, "COL"),
    ],
)
def test_real_senses(real: Gazetteer, name: str, focus: dict[str, float], country: str) -> None:
    (place,) = resolve([mention(name)], PlaceContext(focus=focus), real)
    assert place.country == country


def test_real_company(real: Gazetteer) -> None:
    places = resolve([mention("Tripoli"), mention("Saïda"), mention("Baalbek")], PlaceContext(focus={"LBN": 1.0}), real)
    assert [place.country for place in places] == ["LBN"] * 3
