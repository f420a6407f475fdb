"""The reliability diagram and the expected calibration error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.evaluation.calibration import bins, calibration_error, judged
from nadhir.evaluation.records import GoldReport


def test_confidence_that_means_what_it_says_has_no_error() -> None:
    claims = [(0.75, n < 3) for n in range(4)]
    assert calibration_error(bins(claims)) == 0


def test_confidence_that_boasts() -> None:
    assert calibration_error(bins([(0.9, False)] * 5)) == pytest.approx(0.9)


def test_full_confidence_falls_into_the_last_bin() -> None:
    (last,) = bins([(1.0, True)])
    assert (last.low, last.high, last.claims, last.right) == (0.9, 1.0, 1, 1.0)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans())))
def test_every_claim_is_in_one_bin_and_the_error_is_a_share(claims: list[tuple[float, bool]]) -> None:
    found = bins(claims)
    assert sum(b.claims for b in found) == len(claims)
    assert 0 <= calibration_error(found) <= 1


def test_right_is_a_claim_that_the_gold_has() -> None:
    text = "Gunmen attacked a village. Soldiers arrested a man."
    attack = {"kind": "event", "code": "ASSAULT", "trigger": "attacked", "confidence": 0.9}
    arrest = {"kind": "event", "code": "COERCE", "trigger": "arrested", "confidence": 0.4}
    report = GoldReport("one", "en", text, {}, [attack])
    assert judged([report], {"one": [attack, arrest]}) == [(0.9, True), (0.4, False)]
