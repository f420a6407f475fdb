"""What linking goes by: places and days of claims, lent and doubted."""

from __future__ import annotations

import msgspec
import pytest

from nadhir.linking.sketch import Sketch, apart_km, sketch
from nadhir.records import Entity, Span
from tests.linking.events import SIDON, VILLAGE, drawn, event, one
from tests.linking.tellings import ARMY, GUNMEN, KATI, KAYES_REGION, KIDAL, MALI


def test_the_finest_place_counts_and_a_village_that_nobody_lists_is_fine() -> None:
    assert one(event("a", places=(KAYES_REGION, KATI))).place == "2455558"
    assert one(event("b", places=(VILLAGE, KIDAL))).place == "MLI:sido", "the first told of two towns"
    assert one(event("c", places=(MALI, KAYES_REGION))).place == "MLI:kayes region"
    assert one(event("d", places=(VILLAGE, KIDAL, KAYES_REGION))).also == ("2455290",)


def test_a_place_of_the_claims_own_sentence_goes_before_those_of_others() -> None:
    elsewhere = msgspec.structs.replace(KIDAL, span=Span(200, 206))
    here = msgspec.structs.replace(KATI, span=Span(10, 15))
    told = event("hit", places=(elsewhere, here), sentence="hit near Kati base")
    assert one(told).place == "2455558"
    assert one(event("hit", places=(elsewhere,), sentence="hit near the base")).place == "2455290", "better than none"


def test_undated_is_not_the_day_of_publication() -> None:
    undated = one(event("a", None))
    assert (undated.start, undated.end, undated.exact) == (-1, -1, False)
    assert undated.days == (undated.published, undated.published)


@pytest.mark.parametrize(
    ("on", "precision", "exact"), [(5, "day", True), ((5, 6), "day", True), ((1, 7), "week", False)]
)
def test_days(on: int | tuple[int, int], precision: str, exact: bool) -> None:
    found = one(event("a", on, precision=precision))
    first, last = (on, on) if isinstance(on, int) else on
    assert found.end - found.start == last - first
    assert found.exact is exact


def test_a_claim_without_place_or_day_takes_those_of_the_claim_before_it_of_its_code() -> None:
    first, second = drawn(event("hit", 3), event("burned", None, places=()))
    assert (second.place, second.start) == (first.place, first.start)
    assert (second.borrowed_place, second.borrowed_day) == (True, True)
    _, other = drawn(event("hit", 3), event("seized", None, places=(), code="COERCE"))
    assert (other.place, other.start) == ("", -1), "what another kind of event has is not lent"


def test_nothing_is_lent_over_many_sentences() -> None:
    told = [
        event("hit", 3),
        *(event(f"said {n}", 3, code="ACCUSE", places=()) for n in range(5)),
        event("x", None, places=()),
    ]
    assert drawn(*told)[-1].place == ""


def test_a_town_in_a_country_of_which_nothing_else_speaks_counts_to_the_reports_country() -> None:
    namesake = drawn(event("ambush", places=(SIDON,), recipients=(ARMY,)), event("shelling", places=(KATI,)))[0]
    assert (namesake.astray, namesake.country, namesake.place) == (True, "MLI", "268064")


def test_a_town_abroad_stays_where_it_is_if_a_party_or_a_place_near_by_speaks_for_it() -> None:
    lebanese = Entity(text="the Lebanese army", country="LBN", sector="MIL")
    with_party = drawn(event("ambush", places=(SIDON,), recipients=(lebanese,)), event("shelling"))[0]
    assert (with_party.astray, with_party.country) == (False, "LBN")
    tyre = msgspec.structs.replace(SIDON, text="Tyre", name="Tyre", lat=33.27, lon=35.2, geonameid=267008)
    assert not any(s.astray for s in drawn(event("a", places=(SIDON,)), event("b", places=(tyre,))))
    dakar = msgspec.structs.replace(KATI, name="Dakar", country="SEN", lat=14.7, lon=-17.4, geonameid=2253354)
    assert not drawn(event("a", places=(dakar,)), event("b"))[0].astray, "next door is no other continent"


def test_distance_over_the_date_line_and_of_the_unknown() -> None:
    west, east = (one(event("a", places=(msgspec.structs.replace(KATI, lat=0.0, lon=lon),))) for lon in (-179.5, 179.5))
    assert apart_km(west, east) == pytest.approx(111.2, abs=0.5)
    assert apart_km(west, one(event("b", places=(VILLAGE,)))) != apart_km(west, west), "not a number"


def test_a_sketch_comes_back_from_the_store_as_it_went() -> None:
    found = sketch(event("a", killed=(3, None), actors=(GUNMEN,)), 2)
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=Sketch)
    assert again == found
    assert found.killed == (3, -1)
