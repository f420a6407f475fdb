"""The trained models: linear weights over named features, read from plain JSON, so that anybody can see why a candidate was taken.

A candidate has the features that hold of it; its score is the sum of their weights. Candidates that exclude each other share
their probability by softmax, others have the logistic of their score. `python -m nadhir.training` makes the file anew.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from nadhir.errors import KnowledgeError

FILE = "models/weights.json"


class Linear(msgspec.Struct, frozen=True):
    """One model. `threshold`: the probability, 0 to 1, from which a candidate is taken; `bias` is added to every score."""

    threshold: float
    bias: float
    weights: dict[str, float]

    def score(self, features: Iterable[str]) -> float:
        """The sum of the weights of the features that are known, in log-odds, with the bias."""
        total = self.bias
        for weight in map(self.weights.get, features):
            if weight is not None:
                total += weight
        return total

    def probability(self, features: Iterable[str]) -> float:
        """The chance that a candidate with these features is right, for candidates that do not exclude each other."""
        return logistic(self.score(features))

    def shares(self, candidates: Sequence[Iterable[str]]) -> list[float]:
        """The chances of candidates of which one is right; they sum to 1."""
        scores = [self.score(features) for features in candidates]
        top = max(scores, default=0.0)
        powers = [math.exp(s - top) for s in scores]
        total = sum(powers)
        return [p / total for p in powers]


class Models(msgspec.Struct, frozen=True):
    """All models, and the folder of gold that they were trained on by its fingerprint."""

    trained_on: str
    actors: Linear
    recipients: Linear
    places: Linear
    claims: Linear


def logistic(log_odds: float) -> float:
    """The probability of log-odds, without overflow."""
    if log_odds >= 0:
        return 1 / (1 + math.exp(-log_odds))
    power = math.exp(log_odds)
    return power / (1 + power)


def read_models(folder: Path) -> Models | None:
    """The models below a knowledge folder; None where it has none. Raises KnowledgeError where the file is broken."""
    path = folder / FILE
    if not path.exists():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Models)
    except msgspec.DecodeError as error:
        raise KnowledgeError("knowledge_broken", file=path, why=error) from error
