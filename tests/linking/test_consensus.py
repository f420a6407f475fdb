"""What an incident's claims agree on: votes by origin, and the same record in whatever order they come."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from nadhir.linking.consensus import figure_of, incident_of, ledger
from nadhir.memory import Incident, Told
from tests.linking.events import SIDON, event, ungraded
from tests.linking.tellings import ARMY, FLA, GUNMEN, JNIM, KATI, KAYES_REGION, KITA, day, outlet


def made(*tolds: Told) -> Incident:
    return incident_of("i", tolds, ungraded)


def told(name: str, on: int | tuple[int, int] | None = 5, **fields: object) -> Told:
    return event(name, on, **{"origin": outlet(name), **fields})  # type: ignore[arg-type]


def test_votes_are_counted_by_origin_not_by_claim() -> None:
    wire = [told(f"copy {n}", code="COERCE", origin=outlet("wire")) for n in range(5)]
    own = [told(f"own {n}") for n in range(2)]
    assert made(*wire, *own).code == "ASSAULT", "five copies are one voice"


def test_unknown_origins_add_no_independence() -> None:
    found = made(told("a"), told("b"), told("c", origin=outlet("")), told("d", origin=outlet("")))
    assert (found.independent, {o.key for o in found.origins}) == (2, {"outlet:a", "outlet:b"})


def test_a_denial_is_heard_and_does_not_vote() -> None:
    found = made(told("a"), told("b", status="negated", code="COERCE", places=(KITA,)))
    assert (found.code, found.place, found.denied) == ("ASSAULT", KATI, (event("b").claim.id,))
    assert found.independent == 1, "who denies does not confirm"
    assert made(told("b", status="negated")).independent == 0


def test_named_parties_go_before_nameless_ones_of_their_kind() -> None:
    found = made(told("a", actors=(JNIM,), recipients=(ARMY,)), told("b", actors=(JNIM,)), told("c", actors=(GUNMEN,)))
    assert (found.actors, found.recipients) == ((JNIM,), (ARMY,))
    tie = made(told("a", actors=(JNIM,)), told("b", actors=(FLA,)))
    assert set(tie.actors) == {JNIM, FLA}, "of equals, both are shown"


def test_the_most_precise_place_and_day_that_most_name() -> None:
    found = made(told("a", (1, 7), places=(KAYES_REGION,), precision="week"), told("b", 5, places=(KITA,)))
    assert (found.place, found.start, found.end) == (KITA, day(5), day(5))
    assert made(told("a", None)).start is None


def test_a_namesake_abroad_is_the_place_only_where_nothing_else_is_told() -> None:
    namesakes = [told(f"n{n}", places=(SIDON,)) for n in range(3)]
    found = made(*namesakes, told("b", places=(KITA,)))
    assert (found.place, found.country) == (KITA, "MLI")
    assert made(*namesakes).place == SIDON


def test_the_ledger_says_who_said_what_since_when() -> None:
    early, late = told("early", killed=(8, 8)), told("late", killed=(14, 14), published=9)
    assert [(s.says, s.published, s.killed) for s in ledger([late, early])] == [
        ("early", day(6), (8, 8)),
        ("late", day(9), (14, 14)),
    ]
    figure = figure_of(made(early, late), "killed")
    assert figure is not None
    assert (figure.low, figure.high) == (8, 14)
    assert figure_of(made(early), "injured") is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from([KATI, KITA, SIDON, KAYES_REGION]), st.none() | st.integers(1, 6), st.integers(6, 9),
            st.sampled_from([(), (JNIM,), (FLA,), (GUNMEN,)]), st.sampled_from(["a", "b", ""]),
            st.sampled_from(["actual", "negated"]), st.none() | st.integers(0, 9),
        ),
        min_size=1, max_size=7,
    )
)  # fmt: skip
def test_the_order_in_which_members_are_given_makes_no_difference(drawn: list[tuple[object, ...]]) -> None:
    tolds = [
        told(
            f"t{n}", on, places=(place,), published=published, actors=actors, origin=outlet(who), status=status, minute=n,  # type: ignore[arg-type]
            killed=None if toll is None else (toll, toll),
        )
        for n, (place, on, published, actors, who, status, toll) in enumerate(drawn)
    ]  # fmt: skip
    found = made(*tolds)
    for seed in range(4):
        assert made(*random.Random(seed).sample(tolds, len(tolds))) == found
    assert set(found.claims) == {t.claim.id for t in tolds}
