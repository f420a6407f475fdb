"""Does `confidence` mean what it says: among claims given 0.7, seven in ten should be right.

Right is a claim that the gold has too: kind and code agree, at those words or in that sentence. The expected calibration error is the
mean distance between confidence and share of right claims over the bins, weighted by their claims (Naeini et al., 2015).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from nadhir.evaluation.records import GoldReport, Json
from nadhir.evaluation.score import match

BINS = 10


class Bin(NamedTuple):
    """Claims whose confidence lies in [low, high), or up to 1 in the last: how many, their mean confidence, the share right."""

    low: float
    high: float
    claims: int
    confidence: float
    right: float


def judged(reports: Iterable[GoldReport], predicted: dict[str, list[Json]]) -> list[tuple[float, bool]]:
    """(confidence, whether it is right) of every predicted claim."""
    out: list[tuple[float, bool]] = []
    for report in reports:
        claims = predicted.get(report.id, [])
        pairs = match(report.claims, claims, report.text, lambda c: (c["kind"], c["code"]))
        right = {j for _, j in pairs}
        out += [(float(c["confidence"]), j in right) for j, c in enumerate(claims)]
    return out


def bins(claims: Iterable[tuple[float, bool]]) -> list[Bin]:
    """The reliability diagram: ten bins of equal width, empty ones left out."""
    sorted_in: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in claims:
        sorted_in.setdefault(min(int(confidence * BINS), BINS - 1), []).append((confidence, right))
    return [
        Bin(
            n / BINS,
            (n + 1) / BINS,
            len(found),
            sum(c for c, _ in found) / len(found),
            sum(r for _, r in found) / len(found),
        )
        for n, found in sorted(sorted_in.items())
    ]


def calibration_error(found: Iterable[Bin]) -> float:
    """The expected calibration error, 0 to 1; 0 where there are no claims."""
    found = list(found)
    total = sum(b.claims for b in found)
    return sum(b.claims * abs(b.confidence - b.right) for b in found) / total if total else 0.0
