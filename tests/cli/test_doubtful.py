"""Doubtful claims: left out unless asked for, and marked when shown."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPORT = "Gunmen killed at least five soldiers near Gao on Monday, the Malian army said."


def code(tmp_path: Path, *options: str, **environment: str) -> str:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "nadhir.cli.main", "code", str(path), "--published", "2025-11-05", *options],
        env={**os.environ, "NADHIR_LANG": "en", **environment},
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def test_below_the_threshold_nothing_is_shown(tmp_path: Path) -> None:
    assert json.loads(code(tmp_path, "--threshold", "1"))["claims"] == []
    assert json.loads(code(tmp_path, NADHIR_THRESHOLD="1"))["claims"] == []


def test_above_it_nothing_is_doubtful(tmp_path: Path) -> None:
    (claim,) = json.loads(code(tmp_path, "--threshold", "0"))["claims"]
    assert claim["doubtful"] is False


def test_all_shows_them_marked(tmp_path: Path) -> None:
    (claim,) = json.loads(code(tmp_path, "--threshold", "1", "--all"))["claims"]
    assert claim["doubtful"] is True
    (row,) = csv.DictReader(io.StringIO(code(tmp_path, "--threshold", "1", "--all", "--format", "csv")))
    assert row["doubtful"] == "doubtful"
    assert "[doubtful: 0." in code(tmp_path, "--threshold", "1", "--all", "--format", "table")


@pytest.mark.parametrize("value", ["2", "-1", "much"])
def test_a_threshold_is_a_share(tmp_path: Path, value: str) -> None:
    with pytest.raises(subprocess.CalledProcessError) as error:
        code(tmp_path, NADHIR_THRESHOLD=value)
    assert error.value.returncode == 2
    assert "NADHIR_THRESHOLD" in error.value.stderr.decode()
