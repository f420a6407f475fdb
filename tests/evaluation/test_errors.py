"""Errors are sorted by cause, each once."""

from __future__ import annotations

from typing import Any

import pytest

from nadhir.evaluation.errors import by_cause, errors
from nadhir.evaluation.records import GoldReport

TEXT = "Gunmen attacked a village near Gao. The army arrested two men."
CLAIM: dict[str, Any] = {
    "kind": "event", "code": "ASSAULT", "trigger": "attacked", "status": "actual", "recipients": [],
    "actors": [{"text": "Gunmen", "country": "MLI", "sector": "UAF"}], "sources": [{"name": "army", "role": "military"}],
    "places": [{"text": "Gao", "name": "Gao", "country": "MLI"}], "quantities": {"killed": [3, 3]},
    "time": {"start": "2025-11-03", "end": "2025-11-03", "precision": "day"},
}  # fmt: skip


def found(gold: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> dict[str, int]:
    report = GoldReport("one", "en", TEXT, {}, list(gold))
    return dict(by_cause(errors([report], {"one": list(predicted)})))


def test_what_is_right_is_no_error() -> None:
    assert found([CLAIM], [CLAIM]) == {}


def test_a_claim_that_was_not_seen() -> None:
    assert found([CLAIM], []) == {"predicate": 1}


def test_a_claim_seen_as_another_code_is_one_error_not_two() -> None:
    assert found([CLAIM], [{**CLAIM, "code": "COERCE"}]) == {"code": 1}


def test_a_claim_too_many() -> None:
    assert found([], [CLAIM]) == {"spurious": 1}


@pytest.mark.parametrize(
    ("slot", "value"),
    [
        ("actors", []),
        ("recipients", [{"text": "a village", "country": "MLI", "sector": "CVL"}]),
        ("places", []),
        ("sources", []),
        ("status", "negated"),
        ("time", {"start": "2025-01-03", "end": "2025-01-03", "precision": "day"}),
    ],
)
def test_a_wrong_slot(slot: str, value: object) -> None:
    assert found([CLAIM], [{**CLAIM, slot: value}]) == {slot: 1}


def test_a_wrong_number_of_dead() -> None:
    assert found([CLAIM], [{**CLAIM, "quantities": {"killed": [4, 4]}}]) == {"killed": 1}
