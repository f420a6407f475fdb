"""How far two coders of the corpus agree: F1 of the second coding against the first, by kind and slot, in each language.

    .venv/bin/python tools/agreement.py

The second coding is `corpus/second`; its reports stand in `corpus/train` and `corpus/test` under the same ids.
"""

from __future__ import annotations

import sys
from pathlib import Path

from nadhir.evaluation.records import GoldReport, read_gold, read_predicted
from nadhir.evaluation.score import KINDS, Scores, score

CORPUS = Path(__file__).parents[1] / "corpus"
LANGUAGES = ("ar", "fr", "en")
SLOTS = ("actors", "recipients", "places", "sources")
SHARES = ("status", "time", "killed")


def agreement() -> dict[str, Scores]:
    """Scores of the second coding by language, and of `all`."""
    second = {i: c for name in LANGUAGES for i, c in read_predicted(CORPUS / "second" / f"{name}.jsonl").items()}
    first: list[GoldReport] = [
        report
        for part in ("train", "test")
        for name in LANGUAGES
        for report in read_gold(CORPUS / part / f"{name}.jsonl")
        if report.id in second
    ]
    out = {name: score([r for r in first if r.language == name], second) for name in LANGUAGES}
    return {**out, "all": score(first, second)}


def main() -> None:
    """Print the table of `corpus/README.md`."""
    found = agreement()
    lines = ["| | " + " | ".join(found) + " |", "|---" * (len(found) + 1) + "|"]
    for key in KINDS:
        lines.append(f"| {key} F1 | " + " | ".join(f"{s[key].f1:.2f}" for s in found.values()) + " |")
    for key in SLOTS:
        lines.append(f"| {key} F1 | " + " | ".join(f"{s['pair: ' + key].f1:.2f}" for s in found.values()) + " |")
    for key in SHARES:
        lines.append(
            f"| {key} | " + " | ".join(f"{s['pair: ' + key].accuracy or 0:.2f}" for s in found.values()) + " |"
        )
    lines.append("| end to end F1 | " + " | ".join(f"{s['end to end'].f1:.2f}" for s in found.values()) + " |")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
