"""Doubtful claims: left out unless asked for, and marked when shown."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Done, Run, file

REPORT = "Gunmen killed at least five soldiers near Gao on Monday, the Malian army said."


@pytest.fixture
def code(run: Run, tmp_path: Path) -> Run:
    path = file(tmp_path, "report.txt", REPORT)

    def call(*options: str) -> Done:
        return run("code", path, "--published", "2025-11-05", *options)

    return call


def test_below_the_threshold_nothing_is_shown(code: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert json.loads(code("--threshold", "1").out)["claims"] == []
    monkeypatch.setenv("NADHIR_THRESHOLD", "1")
    assert json.loads(code().out)["claims"] == []


def test_above_it_nothing_is_doubtful(code: Run) -> None:
    (claim,) = json.loads(code("--threshold", "0").out)["claims"]
    assert claim["doubtful"] is False


def test_all_shows_them_marked(code: Run) -> None:
    (claim,) = json.loads(code("--threshold", "1", "--all").out)["claims"]
    assert claim["doubtful"] is True
    (row,) = csv.DictReader(io.StringIO(code("--threshold", "1", "--all", "--format", "csv").out))
    assert row["doubtful"] == "doubtful"
    assert "[doubtful: 0." in code("--threshold", "1", "--all", "--format", "table").out


@pytest.mark.parametrize("value", ["2", "-1", "much"])
def test_a_threshold_is_a_share(code: Run, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("NADHIR_THRESHOLD", value)
    done = code()
    assert done.code == 2
    assert "NADHIR_THRESHOLD" in done.err
