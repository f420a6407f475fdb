"""Relays: copied texts and rings, within one incident."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.linking.origins import independent
from nadhir.linking.parties import Parties
from nadhir.linking.relays import Relay, relays_of, rings, settle
from nadhir.memory import Copy, Origin, Told
from tests.linking.conftest import told

ARMY = Origin(key="party:MLI-MIL", name="the army", kind="party", why="office")


def outlet(name: str, why: str) -> Origin:
    return Origin(key=f"outlet:{name.lower()}", name=name, kind="outlet", why=why)


def own(ident: str, name: str, **kw: object) -> Told:
    return told(ident, name, outlet(name, "own"), **kw)  # type: ignore[arg-type]


def cites(ident: str, name: str, other: str, **kw: object) -> Told:
    return told(ident, name, outlet(other, "relay"), **kw)  # type: ignore[arg-type]


def keys(tolds: list[Told], parties: Parties, *copies: Copy) -> dict[str, str]:
    found = settle(tolds, copies, parties)
    for seed in range(4):
        shuffled = random.Random(seed).sample(tolds, len(tolds))
        assert settle(shuffled, copies[::-1], parties) == found
    return {i: o.key or o.why for i, o in found.items()}


def test_outlets_that_only_cite_one_another_are_a_ring_without_origin(parties: Parties) -> None:
    tolds = [cites("a", "Bree", "Dale"), cites("b", "Dale", "Esgaroth"), cites("c", "Esgaroth", "Bree")]
    assert keys(tolds, parties) == dict.fromkeys("abc", "circular")
    assert rings(relays_of(tolds, parties)) == (("outlet:bree", "outlet:dale", "outlet:esgaroth"),)
    assert independent(settle(tolds, [], parties).values()) == ()


def test_who_cites_a_ring_from_outside_has_no_origin_either(parties: Parties) -> None:
    tolds = [cites("a", "Bree", "Dale"), cites("b", "Dale", "Bree"), cites("c", "Gondor", "Bree")]
    assert keys(tolds, parties) == dict.fromkeys("abc", "circular")


def test_a_ring_in_which_one_reports_of_its_own_is_told_by_that_one(parties: Parties) -> None:
    tolds = [own("o", "Bree", day=1), cites("b", "Dale", "Bree", day=2), cites("a", "Bree", "Dale", day=3)]
    assert keys(tolds, parties) == dict.fromkeys("oab", "outlet:bree")
    assert rings(relays_of(tolds, parties)) == (("outlet:bree", "outlet:dale"),), "shown all the same"


def test_a_ring_that_somebody_outside_vouches_for(parties: Parties) -> None:
    tolds = [cites("a", "Bree", "Dale"), cites("b", "Dale", "Bree"), told("p", "Dale", ARMY)]
    assert keys(tolds, parties)["a"] == "party:MLI-MIL"
    assert keys(tolds, parties)["p"] == "party:MLI-MIL"


def test_five_outlets_one_origin(parties: Parties) -> None:
    tolds = [own("o", "Bree"), *(cites(f"c{i}", f"Paper{i}", "Bree" if i < 2 else f"Paper{i - 1}") for i in range(4))]
    assert set(keys(tolds, parties).values()) == {"outlet:bree"}


def test_relays_are_followed_to_the_party(parties: Parties) -> None:
    tolds = [told("p", "Bree", ARMY), cites("a", "Dale", "Bree"), cites("b", "Gondor", "Dale")]
    assert set(keys(tolds, parties).values()) == {"party:MLI-MIL"}


def test_an_outlet_that_we_do_not_hold_is_the_end_of_the_chain(parties: Parties) -> None:
    assert keys([cites("a", "Bree", "Dale")], parties) == {"a": "outlet:dale"}


def test_two_that_report_of_their_own_stay_two(parties: Parties) -> None:
    assert set(keys([own("a", "Bree"), own("b", "Dale")], parties).values()) == {"outlet:bree", "outlet:dale"}


def test_a_copy_is_counted_as_its_model(parties: Parties) -> None:
    tolds = [own("a", "Bree", version="v1"), own("b", "Dale", version="v2"), own("c", "Gondor", version="v3")]
    copies = [Copy(version="v2", of="v1", share=0.9), Copy(version="v3", of="v2", share=0.9)]
    assert set(keys(tolds, parties, *copies).values()) == {"outlet:bree"}
    assert settle(tolds, copies, parties)["c"].why == "copy"


def test_a_copy_of_a_credited_text_goes_back_to_the_agency(parties: Parties) -> None:
    first = told("a", "Bree", Origin(key="outlet:afp", name="AFP", kind="outlet", why="byline"), version="v1")
    tolds = [first, own("b", "Dale", version="v2")]
    assert set(keys(tolds, parties, Copy(version="v2", of="v1", share=0.9)).values()) == {"outlet:afp"}


def test_what_a_copier_adds_on_another_matter_is_its_own(parties: Parties) -> None:
    copies = [Copy(version="v2", of="v1", share=0.6)]
    assert keys([own("b", "Dale", version="v2")], parties, *copies) == {"b": "outlet:dale"}


def test_a_party_stays_the_origin_in_a_copied_text(parties: Parties) -> None:
    tolds = [own("a", "Bree", version="v1"), told("b", "Dale", ARMY, version="v2")]
    assert keys(tolds, parties, Copy(version="v2", of="v1", share=1.0))["b"] == "party:MLI-MIL"


def test_copies_that_point_at_each_other_end(parties: Parties) -> None:
    tolds = [own("a", "Bree", version="v1"), own("b", "Dale", version="v2")]
    copies = [Copy(version="v1", of="v2", share=1.0), Copy(version="v2", of="v1", share=1.0)]
    assert set(keys(tolds, parties, *copies)) == {"a", "b"}


NAMES = st.sampled_from(["Bree", "Dale", "Gondor", "Rohan", "Arnor"])


@st.composite
def incidents(draw: st.DrawFn) -> list[Told]:
    out = []
    for number in range(draw(st.integers(1, 8))):
        publisher, other, day = draw(NAMES), draw(NAMES), draw(st.integers(1, 5))
        make = (
            own(f"c{number}", publisher, day=day)
            if publisher == other
            else cites(f"c{number}", publisher, other, day=day)
        )
        out.append(make)
    return out


@given(incidents())
def test_relaying_never_adds_independence(parties: Parties, tolds: list[Told]) -> None:
    found = settle(tolds, [], parties)
    assert set(found) == {t.claim.id for t in tolds}
    known = {o.key for o in found.values() if o.key}
    publishers = {f"outlet:{t.publisher.lower()}" for t in tolds}
    reporting = {t.origin.key for t in tolds if t.origin.why == "own"}
    # Whoever is counted has reported of its own, or is an outlet of which we hold nothing.
    assert known <= reporting | ({t.origin.key for t in tolds} - publishers)
    assert keys(tolds, parties)


@given(st.lists(st.tuples(NAMES, NAMES), max_size=12))
def test_rings_are_sorted_disjoint_and_deaf_to_order(pairs: list[tuple[str, str]]) -> None:
    relays = [Relay(publisher=a, outlet=b, claim=str(i)) for i, (a, b) in enumerate(pairs)]
    found = rings(relays)
    assert found == rings(relays[::-1])
    assert all(len(r) > 1 and list(r) == sorted(r) for r in found)
    members = [m for r in found for m in r]
    assert len(members) == len(set(members))


@pytest.mark.parametrize("pairs", [[], [("A", "A")], [("A", "B")], [("A", "B"), ("B", "C")], [("", "A"), ("A", "")]])
def test_no_ring(pairs: list[tuple[str, str]]) -> None:
    assert rings(Relay(publisher=a, outlet=b, claim="c") for a, b in pairs) == ()
