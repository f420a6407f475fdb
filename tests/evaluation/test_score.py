"""The codebook's scores: rules on small examples, and agreement with the reference scorer on the development gold."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from nadhir.cli.evaluate import as_dict
from nadhir.engine.batch import code
from nadhir.errors import InputError
from nadhir.evaluation.records import GoldReport, read_gold, read_predicted
from nadhir.evaluation.score import match, score, sentence_spans

SHARED = Path(__file__).resolve().parents[3] / "shared"
REFERENCE = SHARED / "tools" / "score.py"
TEXT = "Orcs attacked Bree on Monday. Rohan condemned the attack.\nNobody was killed."


def claim(code: str, start: int, end: int, **more: Any) -> dict[str, Any]:
    kind = more.pop("kind", "event")
    return {"kind": kind, "code": code, "status": "actual", "evidence": {"trigger": [start, end]}, **more}


def report(*claims: dict[str, Any]) -> GoldReport:
    return GoldReport("r", "en", TEXT, {}, list(claims))


def test_sentences_end_at_marks_and_lines() -> None:
    assert [s for a, b in sentence_spans(TEXT) if (s := TEXT[a:b].strip())] == [
        "Orcs attacked Bree on Monday.", "Rohan condemned the attack.", "Nobody was killed.",
    ]  # fmt: skip
    assert len(sentence_spans("J. Doe paid 3.5 million.")) == 1


def test_a_claim_matches_in_its_sentence_and_once() -> None:
    gold = [claim("ASSAULT", 5, 13)]
    key = lambda c: c["code"]  # noqa: E731
    assert match(gold, [claim("ASSAULT", 5, 13), claim("ASSAULT", 14, 18)], TEXT, key) == [(0, 0)]
    assert match(gold, [claim("ASSAULT", 14, 18)], TEXT, key) == [(0, 0)]
    assert match(gold, [claim("ASSAULT", 46, 56)], TEXT, key) == []
    assert match(gold, [claim("COERCE", 5, 13)], TEXT, key) == []


def test_overlap_comes_before_nearness() -> None:
    gold = [claim("ASSAULT", 5, 13), claim("ASSAULT", 14, 18)]
    predicted = [claim("ASSAULT", 14, 18), claim("ASSAULT", 5, 13)]
    assert sorted(match(gold, predicted, TEXT, lambda c: c["code"])) == [(0, 1), (1, 0)]


def test_counts() -> None:
    party = {"text": "Orcs", "country": "MOR", "sector": "REB"}
    gold = report(claim("ASSAULT", 5, 13, actors=[party]), claim("ACCUSE", 36, 45))
    predicted = {"r": [claim("ASSAULT", 5, 13, actors=[party]), claim("COERCE", 36, 45)]}
    scores = score([gold], predicted)
    assert (scores["event"].right, scores["event"].predicted, scores["event"].gold) == (1, 2, 2)
    assert scores["event"].f1 == pytest.approx(0.5)
    assert scores["end to end"].f1 == pytest.approx(1.0)
    assert scores["pair: actors"].f1 == pytest.approx(1.0)
    assert [c["code"] for _, c in scores.missed] == ["ACCUSE"]
    assert [c["code"] for _, c in scores.spurious] == ["COERCE"]


def test_a_report_without_claims_counts_what_is_invented() -> None:
    scores = score([report()], {"r": [claim("ASSAULT", 5, 13)]})
    assert (scores.negatives, scores.negative_claims) == (1, 1)


@pytest.mark.parametrize(("mine", "theirs", "right"), [
    (("2025-11-03", "2025-11-03"), ("2025-11-03", "2025-11-03"), 1.0),
    (("2025-11-01", "2025-11-30"), ("2025-11-10", "2025-11-30"), 1.0),
    (("2025-11-01", "2025-11-30"), ("2025-11-10", "2025-11-12"), 0.0),
    (("2025-11-03", "2025-11-03"), ("2025-11-04", "2025-11-04"), 0.0),
])  # fmt: skip
def test_times_overlap_and_are_of_like_length(mine: tuple[str, str], theirs: tuple[str, str], right: float) -> None:
    def at(days: tuple[str, str]) -> dict[str, Any]:
        return claim("ASSAULT", 5, 13, time={"start": days[0], "end": days[1], "precision": "day"})

    assert score([report(at(mine))], {"r": [at(theirs)]})["pair: time"].accuracy == right


def test_a_broken_gold_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a", "text": "x", "claims": []}\n{"id": "b"', "utf-8")
    with pytest.raises(InputError) as caught:
        read_gold(path)
    assert caught.value.code == "json_broken"
    assert caught.value.values["line"] == "2"
    path.write_text('{"id": "a", "text": "x"}\n', "utf-8")
    with pytest.raises(InputError) as caught:
        read_gold(path)
    assert caught.value.code == "gold_incomplete"


@pytest.mark.skipif(not REFERENCE.exists(), reason="../shared/tools/score.py is not here")
@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_reference_scorer_agrees(tmp_path: Path, language: str) -> None:
    gold = SHARED / "gold" / f"dev.{language}.jsonl"
    predicted = tmp_path / "predicted.jsonl"
    reports = read_gold(gold)
    with predicted.open("w", encoding="utf-8") as out:
        for item in reports:
            record = item.record
            coded = code(
                item.text, id=item.id, published=record.get("published"), publisher=record.get("publisher", ""),
                title=record.get("title", ""),
            )  # fmt: skip
            claims = msgspec.to_builtins(coded.claims)
            out.write(json.dumps({"id": item.id, "claims": claims}, ensure_ascii=False, default=str) + "\n")
    done = subprocess.run(
        [sys.executable, str(REFERENCE), str(gold), str(predicted), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    theirs = json.loads(done.stdout)
    ours = json.loads(json.dumps(as_dict(score(reports, read_predicted(predicted)))))
    differing = {
        f"{key} {name}": (value, ours.get(key, {}).get(name))
        for key, figures in theirs.items()
        if isinstance(figures, dict)
        for name, value in figures.items()
        if isinstance(value, int | float) and abs(value - (ours.get(key, {}).get(name) or 0)) > 0.001
    }
    assert differing == {}
    assert theirs["event"]["gold"] > 0
