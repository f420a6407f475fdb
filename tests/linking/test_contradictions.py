"""What an incident's claims say that cannot all be true: the five kinds, and what is none."""

from __future__ import annotations

import random
from collections.abc import Iterable

import msgspec
import pytest

from nadhir.linking.contradictions import contradictions
from nadhir.memory import Contradiction, Told
from tests.linking.events import event
from tests.linking.tellings import ARMY, FLA, GUNMEN, JNIM, KATI, KAYES_REGION, KITA, day, outlet


def sides(every: Iterable[Contradiction]) -> set[tuple[str, frozenset[frozenset[str]]]]:
    return {(c.kind, frozenset({frozenset(c.one), frozenset(c.other)})) for c in every}


def found(*tolds: Told) -> list[Contradiction]:
    every = contradictions(tolds)
    for seed in range(4):
        assert sides(contradictions(random.Random(seed).sample(tolds, len(tolds)))) == sides(every)
    return list(every)


def told(name: str, on: int = 5, **fields: object) -> Told:
    return event(name, on, **{"origin": outlet(name), **fields})  # type: ignore[arg-type]


def test_denied() -> None:
    says, denies = told("says"), told("denies", status="negated", published=8)
    (one,) = found(says, denies)
    assert (one.kind, one.one, one.other) == ("denied", (says.claim.id,), (denies.claim.id,))
    assert (one.saying, one.against, one.since) == ("says", "denies", day(8)), "both stood once the later was told"


def test_two_named_perpetrators() -> None:
    (one,) = found(told("a", actors=(JNIM,)), told("b", actors=(FLA,)), told("c", actors=(GUNMEN,)))
    assert (one.kind, {one.saying, one.against}) == ("actors", {"JNIM", "Azawad Liberation Front"})


def test_a_clash_told_from_either_side_names_no_two_perpetrators() -> None:
    assert found(told("a", actors=(JNIM,), recipients=(ARMY,)), told("b", actors=(ARMY,), recipients=(JNIM,))) == []


def test_one_origin_does_not_contradict_itself_on_who_did_it() -> None:
    same = outlet("same")
    assert found(told("a", actors=(JNIM,), origin=same), told("b", actors=(FLA,), origin=same)) == []


def test_tolls_that_cannot_both_be_true() -> None:
    (one,) = found(told("a", killed=(8, 8)), told("b", killed=(14, None)), told("c", killed=(20, 20)))[:1]
    assert (one.kind, one.saying, one.against) == ("toll", "8", "≥ 14")
    assert found(told("a", killed=(9, None)), told("b", killed=(14, 14))) == [], "14 is at least nine"


def test_a_revision_by_the_same_origin_is_no_contradiction() -> None:
    clinic = outlet("clinic")
    assert (
        found(told("a", killed=(17, 17), origin=clinic), told("b", killed=(21, 21), origin=clinic, published=8)) == []
    )


def test_places_apart() -> None:
    (one,) = found(told("a", places=(KATI,)), told("b", places=(KITA,)))
    assert (one.kind, {one.saying, one.against}) == ("place", {"Kati", "Kita"})
    near = msgspec.structs.replace(KATI, name="Kambila", lat=12.8, lon=-8.1, geonameid=1)
    assert found(told("a", places=(KATI,)), told("b", places=(near,))) == []
    assert found(told("a", places=(KATI,)), told("b", places=(KAYES_REGION,))) == [], "a region may be told loosely"


@pytest.mark.parametrize(("on", "kinds"), [(6, []), (7, ["time"])])
def test_times_apart(on: int, kinds: list[str]) -> None:
    assert [c.kind for c in found(told("a", 5), told("b", on))] == kinds


def test_all_five_at_once() -> None:
    a = told("a", actors=(JNIM,), killed=(3, 3))
    b = told("b", 9, actors=(FLA,), killed=(9, 9), places=(KITA,))
    c = told("c", status="negated")
    assert {one.kind for one in found(a, b, c)} == {"denied", "actors", "toll", "place", "time"}
