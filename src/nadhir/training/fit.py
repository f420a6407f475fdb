"""Fits linear models with a quadratic penalty: conditional logit over exclusive candidates (McFadden 1974), and logistic regression.

Both minimise a convex function by L-BFGS from zero to a tight tolerance, on features in sorted order, and round the weights to two
decimals: the same gold gives the same bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from nadhir.knowledge.models import Linear
from nadhir.training.examples import Choice

Vector = NDArray[np.float64]

RARE = 3  # a feature of fewer candidates is left out
_DECIMALS = 2


def conditional(choices: Sequence[Choice], penalty: float) -> Linear:
    """A model for candidates of which one is right, or several that share the probability. `threshold` is left at 0."""
    names = _names(choices)
    matrix, right = _matrix(choices, names)
    sizes = np.array([len(c.features) for c in choices])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    group = np.repeat(np.arange(len(choices)), sizes)

    def loss(weights: Vector) -> tuple[float, Vector]:
        scores = matrix @ weights
        powers = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        every, good = np.add.reduceat(powers, starts), np.add.reduceat(powers * right, starts)
        value = float(np.sum(np.log(every) - np.log(good)) + penalty / 2 * weights @ weights)
        slope = matrix.T @ (powers / every[group] - powers * right / good[group]) + penalty * weights
        return value, slope

    return _linear(names, _minimum(loss, len(names)), 0.0)


def logistic_regression(choices: Sequence[Choice], penalty: float) -> Linear:
    """A model for candidates that do not exclude each other; the bias is not penalised. `threshold` is left at 0."""
    names = _names(choices)
    matrix, right = _matrix(choices, names)

    def loss(weights: Vector) -> tuple[float, Vector]:
        scores = matrix @ weights[1:] + weights[0]
        value = float(np.sum(np.logaddexp(0, scores) - right * scores) + penalty / 2 * weights[1:] @ weights[1:])
        error = 1 / (1 + np.exp(-scores)) - right
        return value, np.concatenate([[error.sum()], matrix.T @ error + penalty * weights[1:]])

    weights = _minimum(loss, len(names) + 1)
    return _linear(names, weights[1:], float(weights[0]))


def platt(scores: Sequence[float], right: Sequence[bool]) -> tuple[float, float]:
    """Slope and shift of log-odds so that their logistic is the share that is right (Platt 1999); (1, 0) without examples."""
    if not scores:
        return 1.0, 0.0
    given, good = np.array(scores), np.array(right, dtype=np.float64)

    def loss(line: Vector) -> tuple[float, Vector]:
        odds = line[0] * given + line[1]
        error = 1 / (1 + np.exp(-odds)) - good
        return float(np.sum(np.logaddexp(0, odds) - good * odds)), np.array([error @ given, error.sum()])

    line = minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B", options={"ftol": 1e-12, "gtol": 1e-8}).x
    return float(line[0]), float(line[1])


def scaled(model: Linear, slope: float, shift: float, threshold: float) -> Linear:
    """The model whose log-odds are `slope` times those of another, and `shift` more."""
    weights = {name: round(weight * slope, _DECIMALS) for name, weight in model.weights.items()}
    return Linear(
        threshold=threshold,
        bias=round(model.bias * slope + shift, _DECIMALS),
        weights={name: weight for name, weight in weights.items() if weight},
    )


def _names(choices: Sequence[Choice]) -> list[str]:
    counts = Counter(f for c in choices for features in c.features for f in set(features))
    return sorted(f for f, n in counts.items() if n >= RARE)


def _matrix(choices: Sequence[Choice], names: Sequence[str]) -> tuple[csr_matrix, Vector]:
    """Candidates by features, 1 where a feature holds, and which candidates are right."""
    index = {name: n for n, name in enumerate(names)}
    columns: list[int] = []
    ends = [0]
    for choice in choices:
        for features in choice.features:
            columns += sorted({index[f] for f in features if f in index})
            ends.append(len(columns))
    matrix = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(ends) - 1, len(names)))
    return matrix, np.array([r for c in choices for r in c.right], dtype=np.float64)


def _minimum(loss: object, size: int) -> Vector:
    found = minimize(
        loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 2000, "ftol": 1e-12, "gtol": 1e-6}
    )
    return np.asarray(found.x, dtype=np.float64)


def _linear(names: Sequence[str], weights: Vector, bias: float) -> Linear:
    rounded = {n: round(float(w), _DECIMALS) for n, w in zip(names, weights, strict=True)}
    return Linear(threshold=0.0, bias=round(bias, _DECIMALS), weights={n: w for n, w in rounded.items() if w})
