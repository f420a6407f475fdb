"""Whether two claims tell of the same: the features, and that they explain the score."""

from __future__ import annotations

import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.knowledge.load import Knowledge
from nadhir.linking.pairs import Judge
from nadhir.linking.sketch import Sketch
from nadhir.memory import Told
from nadhir.records import Entity
from tests.linking.events import SIDON, VILLAGE, drawn, event, one
from tests.linking.tellings import ARMY, FLA, GUNMEN, JNIM, KATI, KAYES_REGION, KIDAL, KITA

PARTIES = [(), (JNIM,), (GUNMEN,), (ARMY,), (FLA, ARMY)]
PLACES = [(), (KATI,), (KITA,), (KIDAL, KATI), (KAYES_REGION,), (VILLAGE,), (SIDON,)]


@pytest.fixture(scope="module")
def judge(knowledge: Knowledge) -> Judge:
    return Judge(knowledge.incidents)


@st.composite
def sketches(draw: st.DrawFn) -> Sketch:
    told: Told = event(
        draw(st.text("abc", min_size=1, max_size=4)),
        draw(st.none() | st.integers(1, 9)),
        code=draw(st.sampled_from(["ASSAULT", "COERCE"])),
        places=draw(st.sampled_from(PLACES)),
        killed=draw(st.none() | st.tuples(st.integers(0, 4), st.none() | st.integers(4, 9))),
        report=draw(st.sampled_from(["r1", "r2", "r3"])),
        actors=draw(st.sampled_from(PARTIES)),
        recipients=draw(st.sampled_from(PARTIES)),
        modes=draw(st.sampled_from([(), ("aerial",), ("abduct", "destroy")])),
        sentence=draw(st.sampled_from(["", "gunmen fired on a lorry", "a lorry burned in the night"])),
        language=draw(st.sampled_from(["ar", "fr", "en"])),
    )
    return one(told)


@given(sketches(), sketches())
def test_a_pairs_explanation_sums_to_its_score(judge: Judge, a: Sketch, b: Sketch) -> None:
    score = judge.rules.bias + sum(f.weight * f.value for f in judge.explain(a, b))
    # Explanations show values to three digits.
    assert judge.chance(a, b) == pytest.approx(1 / (1 + math.exp(-score)), abs=0.005)


@given(sketches(), sketches())
def test_neither_of_a_pair_comes_first(judge: Judge, a: Sketch, b: Sketch) -> None:
    assert judge.chance(a, b) == pytest.approx(judge.chance(b, a))
    assert sorted(f.name for f in judge.explain(a, b)) == sorted(f.name for f in judge.explain(b, a))


@given(sketches(), sketches())
def test_every_feature_is_of_the_rules_once_and_from_nought_to_one(judge: Judge, a: Sketch, b: Sketch) -> None:
    names = [f.name for f in judge.explain(a, b)]
    assert len(names) == len(set(names))
    assert set(names) <= set(judge.rules.weights)
    assert all(0 <= f.value <= 1 for f in judge.explain(a, b))


def names(judge: Judge, a: Told, b: Told) -> set[str]:
    return {f.name for f in judge.explain(one(a), one(b))}


def test_identical_claims_of_two_reports_are_one_incident(judge: Judge) -> None:
    told = event(
        "attack", actors=(JNIM,), recipients=(ARMY,), killed=(7, 7), sentence="Fighters attacked the base at Kati"
    )
    assert judge.chance(one(told), one(msgspec.structs.replace(told, report="other"))) > 0.95


def test_events_of_another_quad_class_are_never_one(judge: Judge) -> None:
    assert judge.chance(one(event("a")), one(event("a", quad="Q1"))) == 0.0


@pytest.mark.parametrize(
    ("on", "other", "feature"),
    [(5, 5, "same_day"), (5, 6, "next_day"), (5, 8, "days_apart"), ((1, 7), 5, "within"), (None, 4, "undated"), (None, 30, "days_apart")],
)  # fmt: skip
def test_days(judge: Judge, on: int | tuple[int, int] | None, other: int, feature: str) -> None:
    assert feature in names(judge, event("a", on), event("b", other))


@pytest.mark.parametrize(
    ("a", "b", "feature"),
    [
        (KATI, KATI, "same_place"),
        (KATI, KITA, "apart"),
        (KITA, KAYES_REGION, "around"),
        (VILLAGE, VILLAGE, "same_place"),
        (VILLAGE, KATI, "country_only"),
        (SIDON, KATI, "country_only"),
    ],
)
def test_places(judge: Judge, a: object, b: object, feature: str) -> None:
    assert feature in names(judge, event("a", places=(a,)), event("b", places=(b,)))  # type: ignore[arg-type]


def test_a_town_abroad_in_a_report_from_there_is_elsewhere(judge: Judge) -> None:
    assert "apart" in names(judge, event("a", places=(SIDON,), country="LBN"), event("b", places=(KATI,)))


def test_a_further_place_of_a_claim_brings_it_near(judge: Judge) -> None:
    assert "near" in names(judge, event("a", places=(KITA, KATI)), event("b", places=(KATI,)))


def test_a_namesake_abroad_parts_nothing(judge: Judge) -> None:
    namesake = drawn(event("ambush", places=(SIDON,), recipients=(ARMY,)), event("shelling"))[0]
    found = {f.name for f in judge.explain(namesake, one(event("b", places=(KATI,))))}
    assert "country_only" in found
    assert not found & {"apart", "country_apart"}


@pytest.mark.parametrize(
    ("a", "b", "feature"),
    [
        ((JNIM,), (JNIM,), "same_actor"),
        ((GUNMEN,), (JNIM,), "compatible_actor"),
        ((JNIM,), (FLA,), "compatible_actor"),
        ((Entity(text="des soldats", country="MLI", sector="MIL"),), (ARMY,), "like_actor"),
        ((GUNMEN,), (ARMY,), "actors_apart"),
    ],
)
def test_actors(judge: Judge, a: tuple[Entity, ...], b: tuple[Entity, ...], feature: str) -> None:
    assert feature in names(judge, event("a", actors=a), event("b", actors=b))


def test_a_clash_told_from_either_side_is_not_two(judge: Judge) -> None:
    a, b = event("a", actors=(JNIM,), recipients=(ARMY,)), event("b", actors=(ARMY,), recipients=(JNIM,))
    assert "actors_apart" not in names(judge, a, b)


@pytest.mark.parametrize(
    ("a", "b", "feature"),
    [((7, 7), (7, 7), "same_toll"), ((1, 1), (1, 1), "toll_near"), ((7, None), (9, 9), "toll_near"), ((7, 7), (9, 9), "toll_apart")],
)  # fmt: skip
def test_tolls(judge: Judge, a: tuple[int, int | None], b: tuple[int, int | None], feature: str) -> None:
    assert feature in names(judge, event("a", killed=a), event("b", killed=b))


def test_two_towns_of_one_report_are_two_incidents(judge: Judge) -> None:
    near_by = msgspec.structs.replace(KATI, name="Kambila", lat=12.8, lon=-8.1, geonameid=1)
    a, b = drawn(event("a", report="r"), event("b", report="r", places=(near_by,)))
    assert {f.name for f in judge.explain(a, b)} >= {"other_place", "near"}
    assert judge.chance(a, b) < judge.chance(one(event("a")), one(event("b", places=(near_by,))))
