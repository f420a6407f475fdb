"""The codebook's scores (section 6): detection by kind, code and quad; on matched pairs parties, places, status, time, numbers and
sources; end to end. Sums over a whole file, so that a report counts by its claims.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date

from nadhir.evaluation.records import GoldReport, Json, Pair, parties, place_names, texts, trigger
from nadhir.resolving.places import distance_km

QUADS = {
    code: quad
    for quad, codes in {
        "verbal cooperation": "AGREE CONSULT SUPPORT CONCEDE",
        "material cooperation": "COOPERATE AID RETREAT",
        "verbal conflict": "REQUEST ACCUSE REJECT THREATEN",
        "material conflict": "PROTEST SANCTION MOBILIZE COERCE ASSAULT",
    }.items()
    for code in codes.split()
}
KINDS = ("event", "condition", "relation", "outlook")

_SENTENCE_END = re.compile(r"(?<!\b\w)[.!?؟](?=[\s»”\"')]|$)|\n+")
_WORD = re.compile(r"\w+")


class Tally:
    """Counts of one measure: found and right, predicted, in gold."""

    __slots__ = ("gold", "predicted", "right")

    def __init__(self) -> None:
        self.right = self.predicted = self.gold = 0

    def add(self, right: int, predicted: int, gold: int) -> None:
        self.right += right
        self.predicted += predicted
        self.gold += gold

    @property
    def precision(self) -> float:
        """Share of the predicted that is right, 0 where nothing was predicted."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    @property
    def accuracy(self) -> float | None:
        """For measures of right or wrong: `right` of `gold`; None where there was nothing to judge."""
        return self.right / self.gold if self.gold else None


class Scores:
    """All tallies of a file. Keys: `all`, kinds, `code:X`, `quad`, `pair: …`, `end to end`."""

    def __init__(self) -> None:
        self.tallies: dict[str, Tally] = {}
        self.negatives = 0
        self.negative_claims = 0
        self.missing = 0
        self.pairs: list[tuple[str, Json, Json]] = []
        self.missed: list[tuple[str, Json]] = []
        self.spurious: list[tuple[str, Json]] = []

    def __getitem__(self, key: str) -> Tally:
        return self.tallies.setdefault(key, Tally())


def sentence_spans(text: str) -> list[Pair]:
    """Rough sentences, as the codebook's scoring takes them: a full stop not behind a single letter, or a line end."""
    out: list[Pair] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        out.append((start, match.end()))
        start = match.end()
    if start < len(text):
        out.append((start, len(text)))
    return out


def _sentence(span: Pair, spans: Sequence[Pair]) -> int:
    return next((k for k, (_, end) in enumerate(spans) if span[0] < end), len(spans) - 1)


def match(
    gold: Sequence[Json], predicted: Sequence[Json], text: str, key: Callable[[Json], Hashable]
) -> list[tuple[int, int]]:
    """One-to-one pairs (gold index, predicted index) of equal `key`: best overlap first, then the same sentence."""
    spans = sentence_spans(text)
    predicted_spans = [trigger(p, text) for p in predicted]
    candidates: list[tuple[int, int, int, int]] = []
    for i, claim in enumerate(gold):
        own = trigger(claim, text)
        if own is None:
            continue
        for j, other in enumerate(predicted):
            theirs = predicted_spans[j]
            if theirs is None or key(claim) != key(other):
                continue
            overlap = min(own[1], theirs[1]) - max(own[0], theirs[0])
            if overlap > 0:
                candidates.append((0, -overlap, i, j))
            elif _sentence(own, spans) == _sentence(theirs, spans):
                candidates.append((1, abs(own[0] - theirs[0]), i, j))
    taken_gold: set[int] = set()
    taken_predicted: set[int] = set()
    out: list[tuple[int, int]] = []
    for _, _, i, j in sorted(candidates):
        if i not in taken_gold and j not in taken_predicted:
            taken_gold.add(i)
            taken_predicted.add(j)
            out.append((i, j))
    return out


def score(gold: Iterable[GoldReport], predicted: dict[str, list[Json]]) -> Scores:
    """Scores of predicted claims against gold reports."""
    scores = Scores()
    for report in gold:
        if report.id not in predicted:
            scores.missing += 1
        _score_report(report, predicted.get(report.id, []), scores)
    return scores


def _score_report(report: GoldReport, predicted: list[Json], scores: Scores) -> None:
    gold, text = report.claims, report.text
    for side, claims in (("gold", gold), ("predicted", predicted)):
        for claim in claims:
            for key in ("all", claim["kind"], "code:" + claim["code"]):
                scores[key].add(0, side == "predicted", side == "gold")
    pairs = match(gold, predicted, text, lambda c: (c["kind"], c["code"]))
    for i, j in pairs:
        for key in ("all", gold[i]["kind"], "code:" + gold[i]["code"]):
            scores[key].right += 1
        _score_pair(gold[i], predicted[j], scores)
        scores.pairs.append((report.id, gold[i], predicted[j]))
    scores.missed += [(report.id, c) for i, c in enumerate(gold) if i not in {p[0] for p in pairs}]
    scores.spurious += [(report.id, c) for j, c in enumerate(predicted) if j not in {p[1] for p in pairs}]
    _score_quads(gold, predicted, text, scores)
    if not gold:
        scores.negatives += 1
        scores.negative_claims += len(predicted)


def _score_quads(gold: list[Json], predicted: list[Json], text: str, scores: Scores) -> None:
    gold_events = [c for c in gold if c["kind"] == "event"]
    events = [c for c in predicted if c["kind"] == "event"]
    found = match(gold_events, events, text, lambda c: QUADS.get(c["code"]))
    scores["quad"].add(len(found), len(events), len(gold_events))
    scores["end to end"].add(
        0, sum(1 for c in events if c.get("actors")), sum(1 for c in gold_events if c.get("actors"))
    )


def _score_pair(gold: Json, predicted: Json, scores: Scores) -> None:
    for side in ("actors", "recipients"):
        mine, theirs = parties(gold, side), parties(predicted, side)
        scores["pair: " + side].add(len(mine & theirs), len(theirs), len(mine))
        scores["pair: entity text"].add(*matching_texts(texts(gold, side), texts(predicted, side), half=True))
    _score_places(gold, predicted, scores)
    scores["pair: status"].add(gold["status"] == predicted.get("status"), 0, 1)
    _score_time(gold, predicted, scores)
    killed = (gold.get("quantities") or {}).get("killed")
    if killed:
        theirs_killed = (predicted.get("quantities") or {}).get("killed") or []
        scores["pair: killed"].add(list(killed) == list(theirs_killed), 0, 1)
    scores["pair: sources"].add(
        *matching_texts(texts(gold, "sources", "name"), texts(predicted, "sources", "name"), half=False)
    )
    if gold.get("sources") and predicted.get("sources"):
        scores["pair: source role"].add(gold["sources"][-1].get("role") == predicted["sources"][-1].get("role"), 0, 1)
    if gold["kind"] == "event" and gold.get("actors"):
        right = bool(parties(gold, "actors") & parties(predicted, "actors")) and gold["status"] == predicted.get(
            "status"
        )
        scores["end to end"].right += right


def matching_texts(gold: Iterable[str], predicted: Iterable[str], *, half: bool) -> tuple[int, int, int]:
    """(right, predicted, gold) of texts that share a word, or `half` of the words of the shorter; one to one."""
    mine = [words_of(t) for t in gold]
    theirs = [words_of(t) for t in predicted]
    total, right = len(theirs), 0
    for words in mine:
        for other in theirs:
            shared = len(words & other)
            if shared and (not half or shared >= 0.5 * min(len(words), len(other) or 1)):
                theirs.remove(other)
                right += 1
                break
    return right, total, len(mine)


def words_of(text: str) -> set[str]:
    """The lower-case words of a text."""
    return set(_WORD.findall(text.lower()))


def _score_places(gold: Json, predicted: Json, scores: Scores) -> None:
    scores["pair: places"].add(*right_places(gold, predicted))
    _score_distance(gold, predicted, scores)


def right_places(gold: Json, predicted: Json) -> tuple[int, int, int]:
    """(right, predicted, gold) of places: the same name and country, or within a quarter of a degree in the same country."""
    mine, theirs = place_names(gold), place_names(predicted)
    right = len(mine & theirs)
    for place in gold.get("places") or ():
        if ((place.get("name") or "").lower(), place.get("country") or "") in theirs or place.get("lat") is None:
            continue
        right += any(near(place, other) for other in predicted.get("places") or ())
    return right, len(theirs), len(mine)


def near(place: Json, other: Json) -> bool:
    """Whether `other` lies within a quarter of a degree of `place`, which has a point, in the same country."""
    lat, lon = other.get("lat", other.get("latitude")), other.get("lon", other.get("longitude"))
    if lat is None or lon is None or other.get("country") != place.get("country"):
        return False
    return bool(abs(lat - place["lat"]) < 0.25 and abs(lon - place["lon"]) < 0.25)


def _score_distance(gold: Json, predicted: Json, scores: Scores) -> None:
    """Share of gold places with coordinates that a predicted one lies within 50 km and 161 km of."""
    for place in gold.get("places") or ():
        if place.get("lat") is None:
            continue
        away = [
            distance_km(place["lat"], place["lon"], other["lat"], other["lon"])
            for other in predicted.get("places") or ()
            if other.get("lat") is not None
        ]
        nearest = min(away, default=float("inf"))
        scores["pair: places within 50 km"].add(nearest <= 50, 0, 1)
        scores["pair: places within 161 km"].add(nearest <= 161, 0, 1)


def _score_time(gold: Json, predicted: Json, scores: Scores) -> None:
    right = right_time(gold, predicted)
    if right is not None:
        scores["pair: time"].add(right, 0, 1)


def right_time(gold: Json, predicted: Json) -> bool | None:
    """Whether the intervals overlap and their lengths are within a factor of two; None where the gold is undated."""
    mine = _days(gold.get("time"))
    if mine is None or (gold.get("time") or {}).get("precision") == "open":
        return None
    theirs = _days(predicted.get("time"))
    if theirs is None:
        return False
    ratio = (mine[1] - mine[0] + 1) / (theirs[1] - theirs[0] + 1)
    return max(mine[0], theirs[0]) <= min(mine[1], theirs[1]) and 0.5 <= ratio <= 2


def _days(time: Json | None) -> Pair | None:
    try:
        return date.fromisoformat(time["start"]).toordinal(), date.fromisoformat(time["end"]).toordinal()  # type: ignore[index]
    except (KeyError, TypeError, ValueError):
        return None


def codes_of(scores: Scores) -> Counter[str]:
    """How often each code stands in gold."""
    return Counter({key[5:]: tally.gold for key, tally in scores.tallies.items() if key.startswith("code:")})
