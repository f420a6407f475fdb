"""How the scores on `corpus/test` grow with the share of `corpus/train` that the models are trained on.

    .venv/bin/python benchmarks/learning_curve.py

Shares are of the reports, in an order that a hash of their ids draws, so that a larger share holds the smaller ones. Share 0 is the rules
alone. What the rules find does not change with the models, so detection moves only by the claims left out as doubtful.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import msgspec

from nadhir.engine.pipeline import Pipeline, open_pipeline
from nadhir.evaluation.records import GoldReport, read_gold, report_of
from nadhir.evaluation.score import Scores, score
from nadhir.training.train import train

CORPUS = Path(__file__).parents[1] / "corpus"
SHARES = (0, 10, 25, 50, 100)
COLUMNS = ("event", "end to end", "actors", "recipients", "places", "sources")


def gold(part: str) -> list[GoldReport]:
    """The reports of a part of the corpus, in all languages."""
    return [report for path in sorted((CORPUS / part).glob("*.jsonl")) for report in read_gold(path)]


def drawn(reports: list[GoldReport], share: int) -> list[GoldReport]:
    """The first `share` per cent of the reports in the order of a hash of their ids."""
    order = sorted(reports, key=lambda r: hashlib.sha256(f"curve {r.id}".encode()).hexdigest())
    return order[: round(len(order) * share / 100)]


def scored(pipeline: Pipeline, reports: list[GoldReport]) -> Scores:
    """Scores of a pipeline's claims, the doubtful ones left out."""
    return score(
        reports, {r.id: msgspec.to_builtins(pipeline(report_of(r, language=r.language)).claims) for r in reports}
    )


def main() -> None:
    """Print a table for `benchmarks/README.md`."""
    rules, training, test = open_pipeline().without_models(), gold("train"), gold("test")
    lines = [
        "| share of train | reports | " + " | ".join(f"{c} F1" for c in COLUMNS) + " |",
        "|---" * (len(COLUMNS) + 2) + "|",
    ]
    for share in SHARES:
        reports = drawn(training, share)
        pipeline = rules.with_models(train(rules, reports)) if reports else rules
        found = scored(pipeline, test)
        values = [found[c if c in ("event", "end to end") else f"pair: {c}"].f1 for c in COLUMNS]
        lines.append(f"| {share} % | {len(reports)} | " + " | ".join(f"{v:.3f}" for v in values) + " |")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
