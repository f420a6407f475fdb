"""The models that ship are those that `make train` makes of `corpus/train`, to the byte."""

from __future__ import annotations

from pathlib import Path

from nadhir.engine.pipeline import open_pipeline
from nadhir.evaluation.records import read_gold
from nadhir.knowledge.load import shipped
from nadhir.knowledge.models import FILE
from nadhir.training.train import train, write

CORPUS = Path(__file__).parents[2] / "corpus"


def test_training_again_gives_the_same_bytes(tmp_path: Path) -> None:
    gold = [report for path in sorted((CORPUS / "train").glob("*.jsonl")) for report in read_gold(path)]
    write(train(open_pipeline().without_models(), gold), tmp_path / "weights.json")
    again, kept = (tmp_path / "weights.json").read_bytes(), (shipped() / FILE).read_bytes()
    assert again == kept, "the corpus, the rules or the features have changed: run `make train`"
