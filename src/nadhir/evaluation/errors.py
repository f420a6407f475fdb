"""What goes wrong, sorted by cause, so that one can work from the most frequent down.

Every gold claim without its match is either a `predicate` that was not seen, or was seen as another `code`; every claim too many is
`spurious`. A matched claim may still be wrong in its actors, recipients, places, sources, status, time or numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from nadhir.evaluation.records import GoldReport, Json, parties, texts, trigger
from nadhir.evaluation.score import match, matching_texts, right_places, right_time

CAUSES = (
    "predicate", "code", "spurious", "actors", "recipients", "places", "sources", "status", "time", "killed",
)  # fmt: skip


class Error(NamedTuple):
    """One error. `gold` and `predicted` are what either side has in the slot; `words` the offsets of the trigger."""

    cause: str
    report: str
    language: str
    code: str
    words: tuple[int, int]
    gold: str
    predicted: str


def errors(reports: Iterable[GoldReport], predicted: dict[str, list[Json]]) -> list[Error]:
    """All errors of predicted claims against gold reports, in order of the reports."""
    out: list[Error] = []
    for report in reports:
        out += _of_report(report, predicted.get(report.id, []))
    return out


def by_cause(found: Iterable[Error], language: str = "") -> Counter[str]:
    """How often each cause occurs, in one language or all."""
    return Counter(e.cause for e in found if not language or e.language == language)


def _of_report(report: GoldReport, predicted: list[Json]) -> list[Error]:
    gold, text = report.claims, report.text
    pairs = match(gold, predicted, text, lambda c: (c["kind"], c["code"]))
    met, used = {i for i, _ in pairs}, {j for _, j in pairs}
    out = []
    for i, claim in enumerate(gold):
        if i in met:
            continue
        words = trigger(claim, text) or (0, 0)
        other = _overlapping(words, [c for j, c in enumerate(predicted) if j not in used], text)
        cause = "code" if other is not None else "predicate"
        out.append(_error(cause, report, claim, words, claim["code"], other["code"] if other is not None else "–"))
    for j, claim in enumerate(predicted):
        if j not in used:
            words = trigger(claim, text) or (0, 0)
            if _overlapping(words, [c for i, c in enumerate(gold) if i not in met], text) is None:
                out.append(_error("spurious", report, claim, words, "–", claim["code"]))
    for i, j in pairs:
        out += _of_pair(report, gold[i], predicted[j])
    return out


def _overlapping(words: tuple[int, int], claims: Iterable[Json], text: str) -> Json | None:
    for claim in claims:
        own = trigger(claim, text)
        if own is not None and min(own[1], words[1]) > max(own[0], words[0]):
            return claim
    return None


def _of_pair(report: GoldReport, gold: Json, claim: Json) -> list[Error]:
    words = trigger(gold, report.text) or (0, 0)
    out = []
    for side in ("actors", "recipients"):
        if parties(gold, side) != parties(claim, side):
            out.append(_error(side, report, gold, words, _parties(gold, side), _parties(claim, side)))
    right, taken, wanted = right_places(gold, claim)
    if right < max(taken, wanted):
        out.append(_error("places", report, gold, words, _places(gold), _places(claim)))
    mine, theirs = list(texts(gold, "sources", "name")), list(texts(claim, "sources", "name"))
    right, taken, wanted = matching_texts(mine, theirs, half=False)
    if right < max(taken, wanted):
        out.append(_error("sources", report, gold, words, " > ".join(mine) or "–", " > ".join(theirs) or "–"))
    if gold["status"] != claim.get("status"):
        out.append(_error("status", report, gold, words, gold["status"], str(claim.get("status"))))
    if right_time(gold, claim) is False:
        out.append(_error("time", report, gold, words, _time(gold), _time(claim)))
    killed = [(c.get("quantities") or {}).get("killed") for c in (gold, claim)]
    if killed[0] and list(killed[0]) != list(killed[1] or []):
        out.append(_error("killed", report, gold, words, str(list(killed[0])), str(killed[1] or "–")))
    return out


def _error(cause: str, report: GoldReport, claim: Json, words: tuple[int, int], gold: str, predicted: str) -> Error:
    return Error(cause, report.id, report.language, claim["code"], words, gold, predicted)


def _parties(claim: Json, side: str) -> str:
    return ", ".join(f"{e.get('text')} ({e.get('country')} {e.get('sector')})" for e in claim.get(side) or ()) or "–"


def _places(claim: Json) -> str:
    return ", ".join(f"{p.get('name')} ({p.get('country')})" for p in claim.get("places") or ()) or "–"


def _time(claim: Json) -> str:
    time = claim.get("time") or {}
    return f"{time.get('start')} – {time.get('end')}" if time.get("precision") not in (None, "open") else "–"
