"""The quality gate: no language falls below its floors on a gold folder.

A floors file has the floors by language and measure, a fingerprint of the gold that they were measured on, and a seal over both: a
floor that was lowered by hand, or gold that has changed, fails until the file is written anew, on purpose.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import yaml

from nadhir.errors import InputError, QualityError
from nadhir.evaluation.records import GoldReport, fingerprint
from nadhir.evaluation.score import KINDS, Scores

MEASURES = (*KINDS, "end to end", "actors", "recipients", "places", "sources", "status", "time", "killed")
_SHARES = ("status", "time", "killed")
_SLACK = 1e-9


class Floors(msgspec.Struct, forbid_unknown_fields=True):
    """A floors file. `floors[language][measure]` is the least F1 or share, 0 to 1."""

    fingerprints: dict[str, str]
    floors: dict[str, dict[str, float]]
    seal: str


class Shortfall(NamedTuple):
    """A measure that is below its floor."""

    language: str
    measure: str
    reached: float
    floor: float


def reached(scores: Scores, measure: str) -> float:
    """The value of a measure: F1, or for status, time and killed the share that is right."""
    if measure in KINDS or measure == "end to end":
        return scores[measure].f1
    tally = scores[f"pair: {measure}"]
    return (tally.accuracy or 0.0) if measure in _SHARES else tally.f1


def read_floors(path: Path) -> Floors:
    """A floors file. Raises InputError where it is none, QualityError where somebody changed it by hand."""
    try:
        found = msgspec.convert(yaml.safe_load(path.read_text("utf-8")), type=Floors)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise InputError("floors_broken", file=path, why=error) from error
    if found.seal != _seal(found.fingerprints, found.floors):
        raise QualityError("floors_unsealed", file=path)
    return found


def check(floors: Floors, gold: Mapping[str, Sequence[GoldReport]], scores: Mapping[str, Scores]) -> list[Shortfall]:
    """What is below its floor, by language. Raises QualityError where the gold is not the one that the floors were measured on."""
    changed = [name for name, reports in gold.items() if floors.fingerprints.get(name) != fingerprint(reports)]
    if changed:
        raise QualityError("gold_changed", languages=", ".join(changed))
    return [
        Shortfall(language, measure, reached(scores[language], measure), floor)
        for language, measures in floors.floors.items()
        for measure, floor in measures.items()
        if reached(scores[language], measure) < floor - _SLACK
    ]


def renew(path: Path, gold: Mapping[str, Sequence[GoldReport]], scores: Mapping[str, Scores], *, lower: bool) -> Floors:
    """Write the floors at what is reached now, cut to two decimals; unless `lower`, no floor sinks. Comments at the head stay."""
    head = [line for line in path.read_text("utf-8").splitlines() if line.startswith("#")] if path.exists() else []
    written = path.exists() and len(path.read_text("utf-8").splitlines()) > len(head)
    before = read_floors(path).floors if written and not lower else {}
    floors: dict[str, dict[str, float]] = {}
    for language in sorted(scores):
        old = before.get(language, {})
        now = {m: math.floor(reached(scores[language], m) * 100 + _SLACK) / 100 for m in MEASURES}
        floors[language] = now if lower else {m: max(value, old.get(m, 0.0)) for m, value in now.items()}
    prints = {language: fingerprint(reports) for language, reports in sorted(gold.items())}
    new = Floors(fingerprints=prints, floors=floors, seal=_seal(prints, floors))
    path.write_text("\n".join([*head, yaml.safe_dump(msgspec.to_builtins(new), sort_keys=False)]), "utf-8")
    return new


def _seal(fingerprints: Mapping[str, str], floors: Mapping[str, Mapping[str, float]]) -> str:
    return hashlib.sha256(json.dumps([fingerprints, floors], sort_keys=True).encode()).hexdigest()[:16]
