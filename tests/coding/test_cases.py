"""Clear-cut sentences, and the claims that they must and must not make: `tests/cases/coding/<language>/`.

A case: `id`, `reason` (why it is here), `text`, `published`, `expect` (claims that must be among those found: `code`,
and where given `status`, `actors` and `recipients` as pairs of country and sector, in any order and complete, `places`
and `sources` as parts of names, in order, `killed` as a pair, `estimate` as a pair of probabilities), `absent` (codes
that no claim may have), `only: true` (no further claims).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from nadhir.engine.pipeline import Pipeline, open_pipeline
from nadhir.records import Claim, Entity, Report

CASES = Path(__file__).parent.parent / "cases" / "coding"


@lru_cache
def rules() -> Pipeline:
    return open_pipeline().without_models()


def cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*/*.yml")):
        for case in yaml.safe_load(path.read_text("utf-8")):
            yield pytest.param(path.parent.name, case, id=f"{path.parent.name}-{case['id']}")


def parties(entities: tuple[Entity, ...]) -> list[list[str]]:
    return sorted([e.country, e.sector] for e in entities)


def parts_in_order(parts: list[str], names: list[str]) -> bool:
    return len(parts) == len(names) and all(p.lower() in n.lower() for p, n in zip(parts, names, strict=True))


def fits(claim: Claim, wanted: dict[str, Any]) -> bool:
    checks = {
        "code": lambda v: claim.code == v,
        "status": lambda v: claim.status == v,
        "modes": lambda v: set(v) <= set(claim.modes),
        "actors": lambda v: parties(claim.actors) == sorted(v),
        "recipients": lambda v: parties(claim.recipients) == sorted(v),
        "places": lambda v: parts_in_order(v, [p.name or p.text for p in claim.places]),
        "sources": lambda v: parts_in_order(v, [s.name for s in claim.sources]),
        "stance": lambda v: bool(claim.sources) and claim.sources[-1].stance == v,
        "killed": lambda v: claim.quantities.killed == tuple(v),
        "estimate": lambda v: claim.likelihood is not None and [claim.likelihood.low, claim.likelihood.high] == v,
        "time": lambda v: claim.time is not None and [str(claim.time.start), str(claim.time.end)] == v,
    }
    unknown = set(wanted) - set(checks)
    assert not unknown, f"the case asks for {unknown}"
    return all(checks[key](value) for key, value in wanted.items())


def shown(claim: Claim) -> str:
    who = " + ".join(f"{e.text} {e.country}/{e.sector}" for e in claim.actors)
    whom = " + ".join(f"{e.text} {e.country}/{e.sector}" for e in claim.recipients)
    where = ", ".join(p.name or p.text for p in claim.places)
    said = " > ".join(f"{s.name} ({s.stance})" for s in claim.sources)
    time = f"{claim.time.start}..{claim.time.end}" if claim.time else ""
    numbers = claim.quantities.killed
    what = f"{claim.code}{list(claim.modes)} {claim.status} {numbers} {claim.likelihood}"
    return f"{what} [{who}] -> [{whom}] at [{where}] {time} by [{said}]"


@pytest.mark.parametrize(("language", "case"), list(cases()))
def test_case(language: str, case: dict[str, Any]) -> None:
    day = date.fromisoformat(str(case.get("published", "2025-11-05")))
    # What the rules read: how models weigh it is measured on the corpus, and changes with every training.
    coded = rules()(Report.make(case["text"], language=language, published=day))
    found = "\n".join(map(shown, coded.claims)) or "nothing"
    left = list(coded.claims)
    for wanted in case.get("expect", []):
        match = next((c for c in left if fits(c, wanted)), None)
        assert match is not None, f"{case['reason']}: no claim {wanted} in\n{found}"
        left.remove(match)
    for absent in case.get("absent", []):
        assert all(c.code != absent for c in coded.claims), f"{case['reason']}: {absent} in\n{found}"
    if case.get("only"):
        assert not left, f"{case['reason']}: too many in\n{found}"


def test_every_case_says_why_it_is_here() -> None:
    for param in cases():
        _, case = param.values
        assert case["reason"]
        assert case["text"]
        assert case.get("expect") or case.get("absent") or case.get("only")


def test_ids_are_unique() -> None:
    idents = [param.id for param in cases()]
    assert len(idents) == len(set(idents))
