"""Examples from gold: the candidates of every draft, and which of them the gold takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from nadhir.engine.pipeline import Pipeline
from nadhir.evaluation.records import GoldReport, Json, parties, report_of
from nadhir.evaluation.score import match, near
from nadhir.weighing.view import View
from nadhir.weighing.weigher import candidates_of

# A feature of drafts in reports that authors of the lexicons had read: there the coder is better than elsewhere, and confidence must not
# be learned from that. Reports that come later never have it.
READ = "read"
SLOTS = ("actors", "recipients", "places")


class Choice(NamedTuple):
    """The candidates of one slot of one draft. `right[i]` tells whether the gold takes candidate i, `same[i]` what it counts as:
    two phrases for one party count once. `missing` is how much of the gold no candidate is."""

    report: str
    features: list[list[str]]
    right: list[bool]
    same: list[str]
    missing: int


class Examples:
    """Choices by slot, and for every draft its features and whether the gold has such a claim."""

    def __init__(self) -> None:
        self.choices: dict[str, list[Choice]] = {slot: [] for slot in SLOTS}
        self.claims: list[Choice] = []
        self.gold: dict[str, int] = {}  # report -> how many claims its gold has


def examples(pipeline: Pipeline, gold: Iterable[GoldReport]) -> Examples:
    """Examples of all reports, in their order."""
    out = Examples()
    for report in gold:
        _add(out, pipeline, report)
    return out


def _add(out: Examples, pipeline: Pipeline, gold: GoldReport) -> None:
    report = report_of(gold, language=gold.language)
    transcript = pipeline.transcribe(report)
    if transcript is None:
        return
    drafts = transcript.drafts
    found = candidates_of(View(transcript))
    claims: list[Json] = msgspec.to_builtins(pipeline.freeze(report, transcript).claims)
    pairs = {j: i for i, j in match(gold.claims, claims, gold.text, lambda c: (c["kind"], c["code"]))}
    read = [READ] if gold.record.get("read") else []
    out.gold[gold.id] = len(gold.claims)
    for j, candidates in enumerate(found):
        out.claims.append(Choice(gold.id, [[*candidates.claim, *read]], [j in pairs], [""], 0))
    told = [c.value for f in found for c in f.places if c.value is not None] + [m for d in drafts for m in d.places]
    places: dict[int, Json] = {k: msgspec.to_builtins(p) for k, p in pipeline.places(transcript, told).items()}
    for j, i in sorted(pairs.items()):
        if drafts[j].predication is None or drafts[j].cause is not None:
            continue
        candidates, claim = found[j], gold.claims[i]
        for slot in ("actors", "recipients"):
            wanted = parties(claim, slot)
            have = [
                (c.value.country, c.value.sector) if c.value is not None else None for c in getattr(candidates, slot)
            ]
            right = [h in wanted for h in have]
            features = [c.features for c in getattr(candidates, slot)]
            _put(out, slot, Choice(gold.id, features, right, [str(h) for h in have], len(wanted - set(have))))
        right, missing = _right_places(claim, [places.get(id(c.value)) for c in candidates.places])
        same = [str(places.get(id(c.value), {}).get("name")) for c in candidates.places]
        _put(out, "places", Choice(gold.id, [c.features for c in candidates.places], right, same, missing))


def _put(out: Examples, slot: str, choice: Choice) -> None:
    """Add a choice whose first candidate is "nobody": it is right where no other is."""
    if choice.features:
        choice.right[0] = not any(choice.right[1:])
        out.choices[slot].append(choice)


def _right_places(claim: Json, have: Sequence[Json | None]) -> tuple[list[bool], int]:
    wanted = list(claim.get("places") or ())
    met: set[int] = set()
    right = []
    for place in have:
        hits = {n for n, w in enumerate(wanted) if place is not None and _same_place(w, place)}
        right.append(bool(hits))
        met |= hits
    return right, len(wanted) - len(met)


def _same_place(gold: Json, place: Json) -> bool:
    same_name = (gold.get("name") or "").lower() == place["name"].lower() and gold.get("country") == place["country"]
    return same_name or (gold.get("lat") is not None and near(gold, place))
