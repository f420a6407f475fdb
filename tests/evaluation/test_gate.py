"""The quality gate: what it lets pass, what it stops, and that it cannot be talked round by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from nadhir.errors import InputError, QualityError
from nadhir.evaluation.gate import check, read_floors, renew
from nadhir.evaluation.records import GoldReport
from nadhir.evaluation.score import Scores, score

TEXT = "Gunmen attacked a village. The army arrested two men."
ATTACK: dict[str, Any] = {
    "kind": "event", "code": "ASSAULT", "trigger": "attacked", "status": "actual", "places": [], "sources": [],
    "actors": [{"text": "Gunmen", "country": "MLI", "sector": "UAF"}], "recipients": [],
}  # fmt: skip
ARREST: dict[str, Any] = {**ATTACK, "code": "COERCE", "trigger": "arrested"}


def gold(claims: list[dict[str, Any]]) -> dict[str, list[GoldReport]]:
    record = {"id": "one", "text": TEXT, "claims": claims}
    return {"en": [GoldReport("one", "en", TEXT, record, list(claims))]}


def scored(claims: list[dict[str, Any]]) -> dict[str, Scores]:
    return {"en": score(gold([ATTACK, ARREST])["en"], {"one": claims})}


@pytest.fixture
def floors(tmp_path: Path) -> Path:
    path = tmp_path / "floors.yml"
    renew(path, gold([ATTACK, ARREST]), scored([ATTACK]), lower=False)
    return path


def test_what_is_reached_passes(floors: Path) -> None:
    assert check(read_floors(floors), gold([ATTACK, ARREST]), scored([ATTACK])) == []


def test_a_score_below_its_floor_is_named(floors: Path) -> None:
    below = check(read_floors(floors), gold([ATTACK, ARREST]), scored([]))
    assert {s.measure for s in below} >= {"event", "actors", "status"}
    assert all(s.language == "en" and s.reached < s.floor for s in below)


def test_changed_gold_stops_the_gate(floors: Path) -> None:
    with pytest.raises(QualityError) as error:
        check(read_floors(floors), gold([ATTACK]), scored([ATTACK]))
    assert error.value.code == "gold_changed"


def test_floors_changed_by_hand_stop_the_gate(floors: Path) -> None:
    content = yaml.safe_load(floors.read_text("utf-8"))
    content["floors"]["en"]["event"] = 0.1
    floors.write_text(yaml.safe_dump(content), "utf-8")
    with pytest.raises(QualityError) as error:
        read_floors(floors)
    assert error.value.code == "floors_unsealed"


def test_a_broken_file_is_an_input_error(tmp_path: Path) -> None:
    path = tmp_path / "floors.yml"
    path.write_text("floors: 3\n", "utf-8")
    with pytest.raises(InputError):
        read_floors(path)


def test_floors_rise_and_sink_only_on_purpose(floors: Path) -> None:
    both = gold([ATTACK, ARREST])
    assert renew(floors, both, scored([ATTACK, ARREST]), lower=False).floors["en"]["event"] == 1.0
    assert renew(floors, both, scored([ATTACK]), lower=False).floors["en"]["event"] == 1.0
    assert renew(floors, both, scored([ATTACK]), lower=True).floors["en"]["event"] == pytest.approx(0.66)


def test_remarks_at_the_head_stay(floors: Path) -> None:
    floors.write_text("# measured in spring\n" + floors.read_text("utf-8"), "utf-8")
    renew(floors, gold([ATTACK, ARREST]), scored([ATTACK]), lower=False)
    assert floors.read_text("utf-8").startswith("# measured in spring\n")
