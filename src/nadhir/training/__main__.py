"""`python -m nadhir.training CORPUS`: trains on `CORPUS/*.jsonl` and writes the models that ship."""

from __future__ import annotations

import sys
from pathlib import Path

from nadhir.engine.pipeline import open_pipeline
from nadhir.evaluation.records import read_gold
from nadhir.knowledge.load import shipped
from nadhir.knowledge.models import FILE
from nadhir.training.train import train, write


def main(folder: Path) -> None:
    """Train on the gold files of a folder and write the shipped weights."""
    gold = [report for path in sorted(folder.glob("*.jsonl")) for report in read_gold(path)]
    models = train(open_pipeline().without_models(), gold)
    path = shipped() / FILE
    write(models, path)
    for name in ("actors", "recipients", "places", "claims"):
        model = getattr(models, name)
        sys.stdout.write(f"{name}: {len(model.weights)} weights, threshold {model.threshold}\n")
    sys.stdout.write(f"{path.name}: {path.stat().st_size} bytes, trained on {len(gold)} reports\n")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "corpus/train"))
