"""The scan's indexes say what a walk over all words would say."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import msgspec
import pytest

from nadhir.coding.scan import Scan
from nadhir.engine.pipeline import open_pipeline
from nadhir.records import Report

SAMPLES = Path(__file__).parents[2] / "samples" / "reports.jsonl"


@pytest.fixture(scope="module", params=["ar", "fr", "en"])
def scan(request: pytest.FixtureRequest) -> Scan:
    """The scan of the longest sample report of a language."""
    records = [msgspec.json.decode(line) for line in SAMPLES.read_bytes().splitlines()]
    text = max((r["text"] for r in records if r["language"] == request.param), key=len)
    transcript = open_pipeline().transcribe(Report.make(text, language=request.param))
    assert transcript is not None
    return transcript.sentences[0].scan


def test_where_finds_what_a_walk_finds(scan: Scan) -> None:
    cats = sorted({hit.cat for hits in scan.hits for hit in hits})
    assert len(cats) > 10
    total = len(scan.tokens)
    for one, other in combinations(cats, 2):
        for first, last in ((0, total), (total // 3, total // 2), (5, 5), (total - 1, total + 9)):
            walked = [at for at in range(first, min(last, total)) if scan.has(at, one, other)]
            assert scan.where(first, last, one, other) == walked


def test_names_are_found_by_where_they_open_and_close(scan: Scan) -> None:
    assert len(scan.names) > 3
    assert scan.names_in(0, len(scan.tokens)) == scan.names
    assert [scan.opening[n.first] for n in scan.names] == scan.names
    assert [scan.closing[n.last] for n in scan.names] == scan.names
    second = scan.names[1]
    assert scan.names_in(second.first, second.first + 1) == [second]
    assert scan.names_in(second.first + 1, second.last) == []
