"""The first real report: what it says of roads, livelihoods and parties stands as conditions and ties."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from nadhir import code
from nadhir.knowledge.lives import UNKNOWN
from nadhir.linking.conditions import conditions
from nadhir.linking.sayings import party_key
from nadhir.linking.ties import causes, ties
from nadhir.memory import Condition, Told
from tests.linking.tellings import LIVES, outlet

REPORT = Path(__file__).parents[3] / "shared" / "reports" / "mali-ar-01.txt"
PUBLISHED = date(2025, 11, 5)

pytestmark = pytest.mark.skipif(not REPORT.exists(), reason="needs ../shared/reports/mali-ar-01.txt")


@pytest.fixture(scope="module")
def tolds() -> list[Told]:
    coded = code(REPORT.read_text("utf-8"), published=PUBLISHED.isoformat())
    moment = datetime(2025, 11, 5, 12, tzinfo=UTC)
    relayed = outlet("algerie-patriotique")
    return [
        Told(
            claim=c, report="mali", version="mali", published=PUBLISHED, country="MLI", origin=relayed, recorded=moment
        )
        for c in coded.claims
    ]


def by_code(found: list[Condition]) -> dict[str, list[Condition]]:
    return {c.code: [o for o in found if o.code == c.code] for c in found}


def test_its_cut_roads_and_hardship_stand_as_conditions(tolds: list[Told]) -> None:
    found = by_code(conditions(tolds, PUBLISHED, LIVES))
    (road,) = found["route_cut"]
    assert road.state == "cut"
    assert road.since is not None
    assert road.since < PUBLISHED
    assert road.confirmed == PUBLISHED
    # That a blockade is what they aim at does not say that it stands.
    (siege,) = found["siege"]
    assert (siege.state, siege.since, len(siege.claims)) == (UNKNOWN, None, 1)
    assert {c.state for c in found["hardship"]} == {"hard"}
    assert {c.state for c in found["force_pressure"]} == {"pressed"}
    assert {"Kati", "Koulikoro", "Kita"} == {c.place.name for c in found["force_pressure"] if c.place is not None}
    assert {party_key(r) for c in found["force_degraded"] if c.state == "degraded" for r in c.recipients} == {"mil-MLI"}


def test_the_roads_are_unknown_once_nobody_has_spoken_of_them(tolds: list[Told]) -> None:
    late = PUBLISHED + timedelta(days=LIVES.lives["route_cut"].days + 1)
    (road,) = by_code(conditions(tolds, late, LIVES))["route_cut"]
    assert (road.state, road.history[-1][0]) == (UNKNOWN, "cut")


def test_what_it_says_of_parties_stands_as_ties(tolds: list[Told]) -> None:
    found = {
        (t.code, party_key(t.actor), party_key(t.recipient)) for t in ties(tolds, LIVES) if t.recipient is not None
    }
    assert ("part_of", "jnim", "al-qaeda") in found
    assert {a for c, a, _ in found if c == "supports"} == {"gov-ARE", "gov-ISR", "gov-FRA"}
    assert all(c.cause and c.effect for c in causes(tolds))
