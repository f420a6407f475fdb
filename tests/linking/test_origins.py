"""Origins: the rules of docs/linking.md on one report, each in three languages."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nadhir.linking.bylines import Byline
from nadhir.linking.origins import independent, origin_of
from nadhir.linking.parties import Parties
from nadhir.memory import UNKNOWN_ORIGIN, Origin
from nadhir.records import Source
from tests.linking.conftest import told

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases/linking/origins.yml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
def test_origin(case: dict[str, Any], parties: Parties) -> None:
    sources = tuple(
        Source(name=s[0], role=s[1], stance="says", entity=s[2] if len(s) > 2 else "") for s in case["sources"]
    )
    bylines = [Byline(outlet=outlet, name=outlet, kind=kind) for kind, outlet in case.get("bylines", ())]
    one = told("c", case["publisher"], sources=sources, language=case["language"], country=case.get("country", ""))
    origin = origin_of(one, parties, bylines, case.get("copied_from", ()))
    assert (origin.key, origin.why) == (case["key"], case["why"])
    assert (origin.kind == "unknown") == (origin.key == "")
    assert origin.path == tuple(n for n in (case["publisher"], *(s.name for s in sources)) if n)


def test_an_outlet_has_one_key_in_all_languages(parties: Parties) -> None:
    for names in (
        ["Al Jazeera English", "Al-Jazira", "قناة الجزيرة"],
        ["Reuters", "agence Reuters", "رويترز"],
        ["AFP", "فرانس برس"],
    ):
        assert len({parties.outlet(n, language=code).key for n in names for code in ("ar", "fr", "en")}) == 1


def test_an_office_holder_is_counted_as_the_office_of_the_day(parties: Parties) -> None:
    from datetime import date

    then = parties.actor("joseph-aoun", on=date(2020, 1, 1))
    now = parties.actor("joseph-aoun", on=date(2025, 6, 1))
    assert then is not None
    assert now is not None
    assert (then.key, now.key) == ("party:LBN-MIL", "party:LBN-GOV")


ORIGINS = st.lists(
    st.one_of(
        st.just(UNKNOWN_ORIGIN),
        st.builds(
            lambda k, n: Origin(key=f"outlet:{k}", name=n, kind="outlet"),
            st.sampled_from("abcd"),
            st.sampled_from("xy"),
        ),
    ),
    max_size=6,
)


@given(ORIGINS, ORIGINS)
def test_more_claims_never_make_less_independence(some: list[Origin], more: list[Origin]) -> None:
    assert {o.key for o in independent(some)} <= {o.key for o in independent(some + more)}


@given(ORIGINS)
def test_unknown_origins_never_count_and_order_makes_no_difference(some: list[Origin]) -> None:
    found = independent(some)
    assert UNKNOWN_ORIGIN not in found
    assert independent([*some, UNKNOWN_ORIGIN]) == found
    assert len({o.key for o in found}) == len(found)
    for shuffled in list(permutations(some))[:24]:
        assert independent(shuffled) == found
