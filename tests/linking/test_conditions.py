"""How conditions live: confirmed, contested, lapsed, lifted; and what may never happen to them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nadhir.knowledge.lives import CONTESTED, UNKNOWN
from nadhir.linking.conditions import conditions
from nadhir.memory import Condition, Told
from nadhir.records import Claim
from tests.linking.tellings import (
    ARMY,
    FLA,
    GOV,
    GUNMEN,
    JNIM,
    KATI,
    KAYES_REGION,
    KIDAL,
    KITA,
    LIVES,
    MALI,
    RN6,
    day,
    outlet,
    party,
    tell,
)


def stand(tolds: list[Told], number: int) -> dict[str, Condition]:
    return {c.key: c for c in conditions(tolds, day(number), LIVES)}


def only(tolds: list[Told], number: int) -> Condition:
    """The one condition that the claims tell of."""
    (condition,) = conditions(tolds, day(number), LIVES)
    return condition


# --- one thing, one life --------------------------------------------------------------------------------------


def test_a_cut_road_is_cut_until_nobody_has_confirmed_it_for_three_weeks() -> None:
    tolds = [tell("route_cut", 5, days=(1, 5)), tell("route_cut", 12, "b")]
    now = only(tolds, 20)
    assert (now.state, now.since, now.confirmed, now.until) == ("cut", day(1), day(12), day(33))
    assert [o.key for o in now.origins] == ["outlet:a", "outlet:b"]
    assert only(tolds, 33).state == "cut"
    later = only(tolds, 34)
    assert (later.state, later.since, later.confirmed, later.until) == (UNKNOWN, day(34), day(12), day(33))
    assert later.history == (("cut", day(1)),)
    assert later.origins == ()


def test_silence_is_not_calm_and_a_new_word_after_it_begins_anew() -> None:
    tolds = [tell("route_cut", 1), tell("route_cut", 40)]
    now = only(tolds, 41)
    assert (now.state, now.since) == ("cut", day(40))
    assert now.history == (("cut", day(1)), (UNKNOWN, day(23)))


def test_every_code_lapses_after_its_own_days() -> None:
    for life in LIVES.lives.values():
        told = [tell(life.code, 1, actors=(ARMY,), recipients=(ARMY,))]
        assert only(told, 1 + life.days).state == life.states[-1]
        assert only(told, 2 + life.days).state == UNKNOWN


def test_the_road_between_two_towns_is_one_whichever_is_named_first() -> None:
    now = only([tell("route_cut", 1, places=(KATI, KITA)), tell("route_cut", 2, "b", places=(KITA, KATI))], 3)
    assert now.place is not None
    assert (now.place.name, now.place.feature, now.place.lat) == ("Kita – Kati", "road", pytest.approx(12.885))
    assert len(now.claims) == 2


def test_sites_of_a_claim() -> None:
    assert len(stand([tell("siege", 1, places=(KATI, KITA))], 1)) == 2
    assert set(stand([tell("siege", 1, places=(KATI, KAYES_REGION))], 1)) == {"siege//2455558"}
    assert set(stand([tell("route_cut", 1, places=(RN6, KATI, KITA))], 1)) == {"route_cut//MLI:rn6"}
    assert set(stand([tell("hardship", 1, places=(MALI,)), tell("hardship", 1, places=())], 1)) == {"hardship//MLI"}
    nowhere = [tell("hardship", 1, places=(), country="", mark=m) for m in "xy"]
    assert len(stand(nowhere, 1)) == 2


def test_modes_have_lives_of_their_own() -> None:
    found = stand([tell("shortage", 1, modes=("fuel", "food")), tell("shortage", 1)], 1)
    assert sorted(found) == ["shortage//2455558", "shortage/food/2455558", "shortage/fuel/2455558"]


# --- what counts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["hypothetical", "future", "historical"])
def test_what_may_be_or_was_is_noted_and_changes_nothing(status: str) -> None:
    feared = tell("route_cut", 4, status=status)
    now = only([feared], 5)
    assert (now.state, now.since, now.claims, now.origins) == (UNKNOWN, None, (feared.claim.id,), ())
    now = only([feared, tell("route_cut", 1)], 5)
    assert (now.state, now.confirmed) == ("cut", day(1))
    assert feared.claim.id in now.claims


def test_an_independent_denial_opens_and_a_later_claim_closes() -> None:
    tolds = [tell("route_cut", 1), tell("route_cut", 5, "b", status="negated")]
    now = only(tolds, 6)
    assert (now.state, now.since, now.denied) == ("open", day(5), (tolds[1].claim.id,))
    assert [o.key for o in now.origins] == ["outlet:b"]
    assert only([*tolds, tell("route_cut", 8)], 8).history == (("cut", day(1)), ("open", day(5)))


def test_who_says_both_on_one_day_contests() -> None:
    tolds = [tell("route_cut", 1), tell("route_cut", 1, "b", status="negated")]
    assert only(tolds, 1).state == CONTESTED


@pytest.mark.parametrize("role", ["official", "military", "armed-group"])
def test_a_denial_by_a_party_opens_no_road(role: str) -> None:
    denial = tell("route_cut", 5, party(GOV), role=role, stance="denies", status="negated")
    now = only([tell("route_cut", 1), denial], 6)
    assert (now.state, now.confirmed, now.denied) == ("cut", day(1), (denial.claim.id,))
    claimed = tell("route_cut", 1, party(JNIM), role="armed-group", stance="claims")
    assert only([claimed, denial], 6).state == CONTESTED
    assert only([denial], 6).state == CONTESTED
    resident = tell("route_cut", 5, outlet("c"), role="resident", stance="denies", status="negated")
    assert only([tell("route_cut", 1), resident], 6).state == "open"


def test_an_unknown_origin_confirms_nothing() -> None:
    rumour = tell("route_cut", 1, "")
    now = only([rumour], 2)
    assert (now.state, now.confirmed, now.until, now.origins) == ("cut", None, day(22), ())
    now = only([rumour, tell("route_cut", 2), tell("route_cut", 9, "", status="negated")], 10)
    assert (now.state, now.confirmed) == ("cut", day(2))
    # A rumour does not keep alive what somebody known said once.
    assert only([tell("route_cut", 2), tell("route_cut", 20, "")], 25).state == UNKNOWN


def test_doubtful_claims_are_passed_over() -> None:
    assert conditions([tell("route_cut", 1, doubtful=True)], day(2), LIVES) == []


# --- events ---------------------------------------------------------------------------------------------------


def event(code: str, number: int, mode: str = "", **fields: object) -> Told:
    fields = {"modes": (mode,) if mode else (), "actors": (JNIM,), **fields}
    return tell(code, number, kind="event", **fields)  # type: ignore[arg-type]


def test_a_blockade_between_two_towns_cuts_the_road_and_around_one_besieges_it() -> None:
    found = stand([event("COERCE", 1, "restrict", places=(KATI, KITA))], 2)
    assert {k: c.state for k, c in found.items()} == {"route_cut//2455216+2455558": "cut"}
    found = stand([event("COERCE", 1, "restrict")], 2)
    assert {k: (c.state, c.actors) for k, c in found.items()} == {"siege//2455558": ("partial", (JNIM,))}
    assert stand([event("COERCE", 1, "restrict", actors=(GOV,))], 2) == {}
    assert only([event("COERCE", 1, "restrict", status="hypothetical", places=(KAYES_REGION,))], 2).state == UNKNOWN
    assert stand([event("COERCE", 1, "restrict", places=(MALI,))], 2) == {}
    assert stand([event("COERCE", 1, "arrest")], 2) == {}


def test_an_attack_on_a_road_restricts_it_and_never_opens_a_cut_one() -> None:
    assert only([event("ASSAULT", 1, places=(RN6,))], 2).state == "restricted"
    assert stand([event("ASSAULT", 1)], 2) == {}
    now = only([tell("route_cut", 1, places=(RN6,)), event("ASSAULT", 5, places=(RN6,))], 6)
    assert (now.state, now.confirmed) == ("cut", day(1))
    opened = tell("route_cut", 3, places=(RN6,), status="negated")
    assert only([opened, event("ASSAULT", 5, places=(RN6,))], 6).state == "restricted"


def test_an_event_that_touches_does_not_bring_back_what_has_lapsed() -> None:
    attack = event("ASSAULT", 40)
    now = only([tell("force_pressure", 1), attack], 41)
    assert (now.state, now.since) == (UNKNOWN, day(23))
    assert only([tell("force_pressure", 30, status="negated"), attack], 41).state == "strained"


def test_only_who_imposed_it_lifts_it_and_an_announcement_is_half_of_it() -> None:
    siege = tell("siege", 1, actors=(JNIM,))
    assert only([siege, event("RETREAT", 5, "withdraw", actors=(ARMY,))], 6).state == "besieged"
    assert only([siege, event("RETREAT", 5, "withdraw")], 6).state == "lifted"
    assert only([siege, event("RETREAT", 5, "withdraw", actors=(GUNMEN,))], 6).state == "lifted"
    assert only([siege, event("CONCEDE", 5)], 6).state == "partial"
    assert only([tell("siege", 1), event("RETREAT", 5, "withdraw", actors=(ARMY,))], 6).state == "besieged"
    said_by_foe = event("RETREAT", 5, "withdraw", origin=party(ARMY), role="military")
    assert only([siege, said_by_foe], 6).state == "besieged"
    said_by_itself = event("RETREAT", 5, "withdraw", origin=party(JNIM), role="armed-group")
    assert only([siege, said_by_itself], 6).state == "lifted"


def test_a_convoy_eases_what_is_known_to_be_short() -> None:
    assert only([tell("shortage", 1, modes=("fuel",)), event("AID", 3, actors=(GOV,))], 4).state == "strained"
    assert stand([event("AID", 3, actors=(GOV,))], 4) == {}


# --- holders and parties --------------------------------------------------------------------------------------


def test_two_holders_of_a_town_contest_it_until_one_is_silent() -> None:
    tolds = [
        tell("control_held", 1, places=(KIDAL,), actors=(ARMY,)),
        tell("control_held", 9, "b", places=(KIDAL,), actors=(FLA,)),
    ]
    found = stand(tolds, 10)
    assert {k.rpartition("/")[2]: c.state for k, c in found.items()} == {"mil-MLI": CONTESTED, "fla": "held"}
    assert found["control_held//2455290/mil-MLI"].denied == (tolds[1].claim.id,)
    again = tell("control_held", 12, "c", places=(KIDAL,), actors=(ARMY,))
    assert {c.state for c in stand([*tolds, again], 13).values()} == {CONTESTED, "held"}
    together = tell("control_held", 1, places=(KIDAL,), actors=(ARMY, FLA))
    assert {c.state for c in stand([together, *tolds], 10).values()} == {"held"}
    nameless = tell("control_held", 10, "c", places=(KIDAL,), actors=(GUNMEN,))
    assert stand([tolds[1], nameless], 10)["control_held//2455290/fla"].state == "held"


def test_an_army_is_worn_down_wherever_it_is_told() -> None:
    tolds = [
        tell("force_degraded", 1, recipients=(GOV, ARMY)),
        tell("force_degraded", 3, "b", places=(KITA,), recipients=(ARMY,)),
    ]
    now = only(tolds, 4)
    assert (now.state, now.recipients, now.place, now.country) == ("degraded", (ARMY,), None, "MLI")


# --- as of ----------------------------------------------------------------------------------------------------


def test_what_was_published_later_or_taken_in_later_is_not_known() -> None:
    tolds = [tell("route_cut", 1), tell("route_cut", 5, days=(2, 3), status="negated", recorded=9)]
    assert only(tolds, 4).state == "cut"
    assert only(tolds, 5).state == "open"
    moment = datetime.combine(day(8), datetime.min.time(), UTC)
    (then,) = conditions(tolds, day(20), LIVES, recorded_by=moment)
    assert then.state == "cut"


ROLES = ["", "official", "resident"]
told = st.builds(
    lambda code, published, length, ahead, origin, status, place, role, mark: tell(
        code,
        published,
        origin,
        kind="condition" if code.islower() else "event",
        days=(published - length, published + ahead) if length else None,
        status=status,
        places=place,
        role=role,
        modes=("withdraw",) if code == "RETREAT" else (),
        actors=(JNIM,) if mark else (ARMY,),
        mark=str(mark),
    ),
    st.sampled_from(["route_cut", "control_held", "RETREAT", "ASSAULT", "COERCE"]),
    st.integers(1, 60),
    st.integers(0, 30),
    st.integers(0, 5),
    st.sampled_from(["", "a", "b", "c"]),
    st.sampled_from(["actual", "actual", "negated", "hypothetical"]),
    st.sampled_from([(KATI,), (RN6,), (KATI, KITA)]),
    st.sampled_from(ROLES),
    st.integers(0, 3),
)
many = st.lists(told, max_size=12)


def on(condition: Condition | None, when: date) -> str:
    """The state of a day, as the history has it."""
    whole = (
        () if condition is None or condition.since is None else (*condition.history, (condition.state, condition.since))
    )
    return next((state for state, since in reversed(whole) if since <= when), UNKNOWN)


@settings(max_examples=150, deadline=None)
@given(many, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(tolds: list[Told], random: object) -> None:
    mixed = [*tolds, *tolds]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert conditions(mixed, day(70), LIVES) == conditions(tolds, day(70), LIVES)


@settings(max_examples=150, deadline=None)
@given(many, told)
def test_a_claim_that_is_added_never_changes_the_days_before_it(tolds: list[Told], added: Told) -> None:
    before, after = stand(tolds, 70), stand([*tolds, added], 70)
    time = added.claim.time
    begin = min(time.start if time else day(70), added.published or day(70))
    for key in before.keys() | after.keys():
        for back in range(1, 40):
            when = begin - timedelta(days=back)
            assert on(after.get(key), when) == on(before.get(key), when)


@settings(max_examples=150, deadline=None)
@given(many, st.integers(1, 130))
def test_what_is_believed_was_said_in_time(tolds: list[Told], number: int) -> None:
    tolds = [t for t in tolds if t.published is not None and t.published <= day(number)]
    for condition in conditions(tolds, day(number), LIVES):
        life = LIVES.lives[condition.code]
        assert condition.state in (*life.states, UNKNOWN, CONTESTED)
        if condition.state != UNKNOWN:
            assert condition.until is not None
            assert condition.since is not None
            assert condition.until >= day(number)
            assert condition.since <= day(number)
            lapsed = {c.key: c for c in conditions(tolds, condition.until + timedelta(days=1), LIVES)}[condition.key]
            assert lapsed.state != condition.state
        if condition.state == UNKNOWN and condition.since is not None:
            assert condition.until == condition.since - timedelta(days=1)
        if condition.confirmed is not None and condition.until is not None:
            assert condition.confirmed <= day(number)
            assert condition.until <= condition.confirmed + timedelta(days=life.days)
        pairs = [*condition.history, (condition.state, condition.since)] if condition.since else []
        assert [d for _, d in pairs] == sorted({d for _, d in pairs})
        assert all(a[0] != b[0] for a, b in pairwise(pairs))


@settings(max_examples=100, deadline=None)
@given(many, st.integers(1, 60))
def test_as_of_a_day_is_as_if_nothing_had_been_published_since(tolds: list[Told], number: int) -> None:
    then = [t for t in tolds if t.published is not None and t.published <= day(number)]
    assert conditions(tolds, day(number), LIVES) == conditions(then, day(number), LIVES)


def test_the_records_can_be_written() -> None:
    (condition,) = conditions([tell("route_cut", 5, days=(1, 5))], day(6), LIVES)
    assert msgspec.json.decode(msgspec.json.encode(condition), type=Condition) == condition
    assert isinstance(tell("siege", 1).claim, Claim)


def test_who_is_named_later_lifts_nothing_earlier() -> None:
    tolds = [tell("siege", 1), event("RETREAT", 5, "withdraw"), tell("siege", 9, "b", actors=(JNIM,))]
    assert only(tolds, 10).history == ()


def test_holding_it_together_makes_no_rivals_from_then_on_only() -> None:
    alone = [tell("control_held", n, o, places=(KIDAL,), actors=(a,)) for n, o, a in ((1, "a", ARMY), (5, "b", FLA))]
    together = tell("control_held", 9, "c", places=(KIDAL,), actors=(ARMY, FLA))
    army = stand([*alone, together], 10)["control_held//2455290/mil-MLI"]
    assert (army.state, army.history) == ("held", (("held", day(1)), (CONTESTED, day(5))))
    after = tell("control_held", 12, "d", places=(KIDAL,), actors=(FLA,))
    assert stand([together, after], 13)["control_held//2455290/mil-MLI"].state == "held"
