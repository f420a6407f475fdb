"""From gold to `weights.json`: fits all models, sets their thresholds by cross-validation over reports."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from nadhir.engine.pipeline import Pipeline
from nadhir.evaluation.records import GoldReport, fingerprint
from nadhir.knowledge.models import Linear, Models, logistic
from nadhir.training.examples import READ, Choice, Examples, examples
from nadhir.training.fit import conditional, logistic_regression, platt, scaled

FOLDS = 5
PENALTIES = {"actors": 8.0, "recipients": 8.0, "places": 8.0, "claims": 5.0}
_STEPS = [n / 20 for n in range(2, 15)]
# The curve of F1 over thresholds is flat at its top, and its highest point wanders with every change of the examples: of those this
# near to it the lowest is taken, which leaves out least.
_FLAT = 0.002


def train(pipeline: Pipeline, gold: Sequence[GoldReport]) -> Models:
    """Models trained on gold reports. `pipeline` must be one without models, so that features are the rules' own."""
    found = examples(pipeline, gold)
    return Models(
        trained_on=fingerprint(gold),
        actors=_fitted(found.choices["actors"], "actors"),
        recipients=_fitted(found.choices["recipients"], "recipients"),
        places=_fitted(found.choices["places"], "places"),
        claims=_confidence(found),
    )


def _confidence(found: Examples) -> Linear:
    """The model of confidence, calibrated on reports that nobody had read, as cross-validation sees them (Platt 1999).

    Its threshold is where leaving out the rest gives those reports the best F1.
    """
    penalty = PENALTIES["claims"]
    fresh = [c for c in found.claims if READ not in c.features[0]]
    scores: list[float] = []
    right: list[bool] = []
    for fold in range(FOLDS):
        model = logistic_regression([c for c in found.claims if fold_of(c.report) != fold], penalty)
        held = [c for c in fresh if fold_of(c.report) == fold]
        scores += [model.score(c.features[0]) for c in held]
        right += [c.right[0] for c in held]
    slope, shift = platt(scores, right)
    gold = sum(found.gold[report] for report in {c.report for c in fresh})

    def f1_from(step: float) -> float:
        kept = [r for score, r in zip(scores, right, strict=True) if logistic(slope * score + shift) >= step]
        return 2 * sum(kept) / (len(kept) + gold) if kept else 0.0

    threshold = max(_STEPS, key=lambda step: (f1_from(step), -step))
    return scaled(logistic_regression(found.claims, penalty), slope, shift, threshold)


def fold_of(report: str) -> int:
    """The fold of cross-validation that a report is in, by its id."""
    return int(hashlib.sha256(report.encode()).hexdigest(), 16) % FOLDS


def _fitted(choices: Sequence[Choice], slot: str) -> Linear:
    penalty = PENALTIES[slot]
    shares: list[tuple[Choice, list[float]]] = []
    for fold in range(FOLDS):
        model = conditional([c for c in choices if fold_of(c.report) != fold], penalty)
        shares += [(c, model.shares(c.features)) for c in choices if fold_of(c.report) == fold]
    reached = {step: f1(shares, step) for step in _STEPS}
    threshold = min(step for step in _STEPS if reached[step] >= max(reached.values()) - _FLAT)
    return msgspec.structs.replace(conditional(choices, penalty), threshold=threshold)


def f1(shares: Sequence[tuple[Choice, list[float]]], threshold: float) -> float:
    """F1 of taking all candidates from `threshold` on but the first, "nobody"; what no candidate is counts as missed."""
    right = taken = gold = 0
    for choice, chance in shares:
        good = {choice.same[n] for n in range(1, len(chance)) if choice.right[n]}
        picked = {choice.same[n] for n in range(1, len(chance)) if chance[n] >= threshold}
        right += len(good & picked)
        taken += len(picked)
        gold += len(good) + choice.missing
    return 2 * right / (taken + gold) if taken + gold else 0.0


def write(models: Models, path: Path) -> None:
    """Write models as JSON, one weight a line, in sorted order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(models, order="deterministic"), indent=1) + b"\n")
