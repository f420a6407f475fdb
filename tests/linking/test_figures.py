"""The numbers of an incident: nothing averaged, no party to the fight preferred, revisions in place of what they revise."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from nadhir.linking.figures import figures
from nadhir.linking.figures import given as figures_given
from nadhir.memory import Figure, Origin, Told
from tests.linking.events import event
from tests.linking.tellings import ARMY, JNIM, outlet, party

BY_ARMY = Origin(key="party:MLI-MIL", name="the army", kind="party")


def killed(*tolds: Told) -> Figure:
    found = [f for f in figures(tolds) if f.what == "killed"]
    assert len(found) == 1
    return found[0]


def told(
    name: str, toll: tuple[int, int | None] | None, origin: Origin | None = None, published: int = 6, minute: int = 0
) -> Told:
    own = origin or outlet(name)
    return event(name, killed=toll, origin=own, published=published, minute=minute, actors=(JNIM,), recipients=(ARMY,))


def test_the_best_is_a_figure_that_somebody_gave_the_middle_one() -> None:
    found = killed(told("a", (9, 9)), told("b", (21, 21)), told("c", (14, 14)))
    assert (found.low, found.best, found.high, found.rule) == (9, 14, 21, "middle")
    assert killed(told("a", (9, 9)), told("b", (20, 20))).best == 9, "the lower of two, not 14.5"


def test_belligerents_figures_are_flagged_widen_the_span_and_decide_nothing() -> None:
    army, jnim, doctor = told("army", (8, 8), BY_ARMY), told("jnim", (35, 35), party(JNIM)), told("doctor", (14, 14))
    found = killed(army, jnim, doctor)
    assert (found.low, found.best, found.high) == (8, 14, 35)
    assert set(found.sided) == {army.claim.id, jnim.claim.id}
    assert set(found.claims) == {army.claim.id, jnim.claim.id, doctor.claim.id}


def test_where_only_parties_give_figures_there_is_no_best() -> None:
    found = killed(told("army", (8, 8), BY_ARMY), told("jnim", (35, 35), party(JNIM)))
    assert (found.low, found.best, found.high, found.rule) == (8, None, 35, "sided_only")


def test_an_origins_revision_supersedes_what_it_said_before() -> None:
    clinic = outlet("clinic")
    early, late = told("early", (17, 17), clinic, 7), told("late", (21, 21), clinic, 9)
    found = killed(late, early)
    assert (found.low, found.best, found.high, found.claims) == (21, 21, 21, (late.claim.id,))


def test_unknown_origins_do_not_supersede_one_another() -> None:
    found = killed(told("a", (3, 3), outlet("")), told("b", (5, 5), outlet(""), 8))
    assert (found.low, found.high) == (3, 5)


def test_at_least_leaves_the_top_open() -> None:
    found = killed(told("a", (9, None)), told("b", (12, 12)))
    assert (found.low, found.best, found.high) == (9, 9, None)


def test_a_denial_that_nobody_died_counts_and_zero_is_a_number() -> None:
    found = killed(told("a", (0, 0)), told("b", (4, 4)), told("c", (4, 4)))
    assert (found.low, found.best, found.high) == (0, 4, 4)


def test_no_figures_no_figure() -> None:
    assert figures([told("a", None)]) == ()


TOLLS = st.tuples(st.integers(0, 30), st.integers(0, 9), st.booleans()).map(
    lambda t: (t[0], None if t[2] else t[0] + t[1])
)


@given(
    st.lists(st.tuples(TOLLS, st.sampled_from(["a", "b", "c", "", "army"]), st.integers(1, 9)), min_size=1, max_size=8)
)
def test_the_best_is_always_a_given_figure_between_the_ends_in_whatever_order(
    drawn: list[tuple[tuple[int, int | None], str, int]],
) -> None:
    tolds = [
        told(f"t{n}", toll, BY_ARMY if who == "army" else outlet(who), day, n)
        for n, (toll, who, day) in enumerate(drawn)
    ]
    found = killed(*tolds)
    for seed in range(3):
        assert killed(*random.Random(seed).sample(tolds, len(tolds))) == found
    free = {g.low for g in figures_given("killed", tolds) if not g.sided}
    assert found.best in free if free else found.best is None
    assert found.best is None or found.low <= found.best
    assert found.best is None or found.high is None or found.best <= found.high
    assert set(found.sided) <= set(found.claims)
