"""The quality gate: no language falls below its floors on the development gold.

Floors stand in `floors.yml` with a fingerprint of the gold that they were measured on, and a seal over both: a floor
that was lowered by hand, or gold that has changed, fails until the gate itself writes the file anew, on purpose.
`NADHIR_FLOORS=raise` raises the floors to what is reached now; `NADHIR_FLOORS=lower` sets them to it even where it is
less.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from nadhir.engine.batch import code
from nadhir.evaluation.records import read_gold
from nadhir.evaluation.score import KINDS, Scores, score

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold"
FLOORS = Path(__file__).parent / "floors.yml"
LANGUAGES = ("ar", "en", "fr")
MODE = os.environ.get("NADHIR_FLOORS", "")

pytestmark = pytest.mark.skipif(not GOLD.is_dir(), reason="../shared/gold is not here")


@lru_cache(maxsize=8)
def scores(language: str) -> Scores:
    """The coder's scores, with nothing of the gold at hand but what a report itself has."""
    reports = read_gold(GOLD / f"dev.{language}.jsonl")
    predicted = {}
    for report in reports:
        record = report.record
        published = record.get("published")
        coded = code(
            report.text,
            id=report.id,
            published=date.fromisoformat(published) if published else None,
            publisher=record.get("publisher", ""),
            title=record.get("title", ""),
        )
        predicted[report.id] = msgspec.to_builtins(coded.claims)
    return score(reports, predicted)


def reached(language: str, measure: str) -> float:
    found = scores(language)
    if measure in KINDS:
        return found[measure].f1
    tally = found[f"pair: {measure}"]
    return (tally.accuracy or 0.0) if measure == "status" else tally.f1


def fingerprint(language: str) -> str:
    return hashlib.sha256((GOLD / f"dev.{language}.jsonl").read_bytes()).hexdigest()[:16]


def seal(content: dict[str, Any]) -> str:
    sealed = json.dumps([content["fingerprints"], content["floors"]], sort_keys=True)
    return hashlib.sha256(sealed.encode()).hexdigest()[:16]


def content() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FLOORS.read_text("utf-8"))
    return found


def write(new: dict[str, Any]) -> None:
    head = [line for line in FLOORS.read_text("utf-8").splitlines() if line.startswith("#")]
    lines = ["fingerprints:", *(f"  {k}: '{v}'" for k, v in sorted(new["fingerprints"].items())), "floors:"]
    for language, floors in sorted(new["floors"].items()):
        lines.append(f"  {language}: {{{', '.join(f'{k}: {v}' for k, v in floors.items())}}}")
    FLOORS.write_text("\n".join([*head, *lines, f"seal: '{seal(new)}'", ""]), "utf-8")


@pytest.mark.skipif(MODE not in ("raise", "lower"), reason="only with NADHIR_FLOORS=raise or =lower")
def test_the_floors_are_written_anew() -> None:
    old = content()
    floors = {}
    for language in LANGUAGES:
        now = {m: math.floor(reached(language, m) * 100) / 100 for m in old["floors"][language]}
        floors[language] = now if MODE == "lower" else {m: max(f, now[m]) for m, f in old["floors"][language].items()}
    write({"fingerprints": {language: fingerprint(language) for language in LANGUAGES}, "floors": floors})


def test_nobody_lowered_a_floor_by_hand() -> None:
    found = content()
    assert found["seal"] == seal(found), "floors.yml was changed by hand: use NADHIR_FLOORS=raise or =lower"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_gold_is_what_the_floors_were_measured_on(language: str) -> None:
    assert content()["fingerprints"][language] == fingerprint(language), "the gold has changed: NADHIR_FLOORS=raise"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_score_is_below_its_floor(language: str) -> None:
    floors = content()["floors"][language]
    below = {
        m: (round(reached(language, m), 3), floor) for m, floor in floors.items() if reached(language, m) < floor - 1e-9
    }
    assert below == {}, "(reached, floor)"
