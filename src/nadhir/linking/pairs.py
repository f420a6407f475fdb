"""Whether two event claims tell of the same incident: named features, their weights (`knowledge/ontology/incidents.yml`), a chance.

chance = 1 / (1 + exp(-(bias + Σ weight × value))): the logistic function over the features, each from 0 to 1.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from nadhir.knowledge.schema_incidents import IncidentRules
from nadhir.linking.sketch import ASTRAY_KM, UNRESOLVED_KM, Sketch, apart_km
from nadhir.memory import Feature

_TELLING_TOLL = 3  # from here on the same number is hardly chance
_PASSAGE = 3  # sentences


class Pair(NamedTuple):
    """The features of a pair: name, value, and what decided, in one line."""

    found: list[tuple[str, float, str]]

    def add(self, name: str, value: float = 1.0, detail: str = "") -> None:
        """Note a feature."""
        self.found.append((name, value, detail))

    def has(self, *names: str) -> bool:
        """Whether any of the features was found."""
        return any(name in names for name, _, _ in self.found)


class Judge:
    """Compares claims by the rules. Holds no state but them."""

    def __init__(self, rules: IncidentRules) -> None:
        self.rules = rules
        self._weights = {name: w.weight for name, w in rules.weights.items()}
        self._alike = {frozenset(pair) for pair in rules.compatible}

    def chance(self, a: Sketch, b: Sketch) -> float:
        """The chance, 0 to 1, that two claims tell of the same incident."""
        if a.quad != b.quad:
            return 0.0
        pair = self._compare(a, b)
        return _logistic(self.rules.bias + sum(self._weights[name] * value for name, value, _ in pair.found))

    def explain(self, a: Sketch, b: Sketch) -> tuple[Feature, ...]:
        """Why: every feature of a pair with its value, its weight and what decided."""
        return tuple(
            Feature(name=name, value=round(value, 3), weight=self._weights[name], detail=detail)
            for name, value, detail in self._compare(a, b).found
        )

    def _compare(self, a: Sketch, b: Sketch) -> Pair:
        pair = Pair([])
        self._code(a, b, pair)
        self._time(a, b, pair)
        self._place(a, b, pair)
        self._parties(a, b, pair)
        self._toll(a, b, pair)
        if a.language == b.language and a.report != b.report:
            shared = _shared(a.words, b.words)
            if shared:
                pair.add("words", shared)
        self._same_report(a, b, pair)
        return pair

    def _code(self, a: Sketch, b: Sketch, pair: Pair) -> None:
        if a.code != b.code:
            pair.add("code_apart", detail=f"{a.code} / {b.code}")
            return
        pair.add("code", detail=a.code)
        if a.modes and b.modes:
            common = set(a.modes) & set(b.modes)
            pair.add("modes" if common else "modes_apart", detail=" ".join(sorted(common or {*a.modes, *b.modes})))

    def _time(self, a: Sketch, b: Sketch, pair: Pair) -> None:
        if a.start < 0 or b.start < 0:
            self._undated(a, b, pair)
            return
        gap = max(a.start, b.start) - min(a.end, b.end)
        detail = f"{gap:+d}"
        weak = a.borrowed_day or b.borrowed_day
        if gap > self.rules.day_slack:
            pair.add("days_apart", 0.5 if weak else 1.0, detail)
        elif gap > 0:
            pair.add("next_day", 0.5 if weak else 1.0, detail)
        elif a.exact and b.exact:
            pair.add("same_day", 0.5 if weak else 1.0, detail)
        else:
            pair.add("within", detail=detail)

    def _undated(self, a: Sketch, b: Sketch, pair: Pair) -> None:
        """Something undated is looked for in the days before its publication, and for a while after what it may tell of."""
        (a_start, a_end), (b_start, b_end) = self._reach(a), self._reach(b)
        gap = max(a_start, b_start) - min(a_end, b_end)
        pair.add("days_apart" if gap > 0 else "undated", min(1.0, 0.3 + gap / 10) if gap > 0 else 1.0, f"{gap:+d}")

    def _reach(self, one: Sketch) -> tuple[int, int]:
        if one.start >= 0:
            return one.start, one.end
        return one.published - self.rules.undated_days, one.published

    def _place(self, a: Sketch, b: Sketch, pair: Pair) -> None:
        if not a.place or not b.place:
            if a.country and a.country == b.country:
                pair.add("country_only", detail=a.country)
            elif a.country and b.country:
                pair.add("country_apart", detail=f"{a.country} / {b.country}")
            return
        lent = 0.5 if a.borrowed_place or b.borrowed_place else 1.0
        if a.place == b.place:
            pair.add("same_place" if a.fine or a.radius >= UNRESOLVED_KM else "around", lent, a.place)
            return
        if a.place in b.also or b.place in a.also:
            pair.add("near", lent, a.place)
            return
        km = apart_km(a, b)
        if math.isnan(km) or ((a.astray or b.astray) and km > ASTRAY_KM):
            pair.add("country_only" if a.country == b.country else "country_apart", lent, f"{a.country} / {b.country}")
        elif km > a.radius + b.radius:
            pair.add("apart", lent, f"{km:.0f} km")
        elif a.fine and b.fine:
            pair.add("near", lent * (1 - km / (a.radius + b.radius)), f"{km:.0f} km")
        else:
            pair.add("around", lent, f"{km:.0f} km")

    def _parties(self, a: Sketch, b: Sketch, pair: Pair) -> None:
        named, like = {*a.actors} & {*b.actors}, {*a.actor_kinds} & {*b.actor_kinds}
        if named:
            pair.add("same_actor", detail=" ".join(sorted(named)))
        elif like:
            pair.add("like_actor", detail=" ".join(sorted(like)))
        elif a.actor_kinds and b.actor_kinds:
            if self._compatible(a.actor_kinds, b.actor_kinds):
                pair.add("compatible_actor", detail=f"{a.actor_kinds[0]} / {b.actor_kinds[0]}")
            # The two sides of a clash are told in either order.
            elif not {*a.actor_kinds} & {*b.recipient_kinds} and not {*b.actor_kinds} & {*a.recipient_kinds}:
                pair.add("actors_apart", detail=f"{a.actor_kinds[0]} / {b.actor_kinds[0]}")
        named, like = {*a.recipients} & {*b.recipients}, {*a.recipient_kinds} & {*b.recipient_kinds}
        if named:
            pair.add("same_recipient", detail=" ".join(sorted(named)))
        elif like:
            pair.add("like_recipient", detail=" ".join(sorted(like)))
        elif a.recipient_kinds and b.recipient_kinds and not self._compatible(a.recipient_kinds, b.recipient_kinds):
            pair.add("recipients_apart", detail=f"{a.recipient_kinds[0]} / {b.recipient_kinds[0]}")

    def _compatible(self, some: tuple[str, ...], others: tuple[str, ...]) -> bool:
        for one in some:
            for other in others:
                a_sector, b_sector = one.partition("-")[2], other.partition("-")[2]
                if not a_sector or not b_sector or a_sector == b_sector or {a_sector, b_sector} in self._alike:
                    return True
        return False

    def _toll(self, a: Sketch, b: Sketch, pair: Pair) -> None:
        if a.killed[0] < 0 or b.killed[0] < 0:
            return
        detail = f"{a.killed[0]} / {b.killed[0]}"
        if a.killed == b.killed and a.killed[0] >= _TELLING_TOLL:
            pair.add("same_toll", detail=detail)
        elif _below(a.killed, b.killed) or _below(b.killed, a.killed):
            pair.add("toll_apart", detail=detail)
        else:
            pair.add("toll_near", detail=detail)

    def _same_report(self, a: Sketch, b: Sketch, pair: Pair) -> None:
        """A reporter who goes on about an incident does not name another place or another toll for it."""
        if a.report != b.report:
            return
        if a.fine and b.fine and a.place != b.place and not (a.borrowed_place or b.borrowed_place):
            pair.add("other_place", detail=f"{a.place} / {b.place}")
        if pair.has("toll_apart"):
            pair.add("other_toll", detail=f"{a.killed[0]} / {b.killed[0]}")
        parted = pair.has("apart", "days_apart", "next_day", "actors_apart", "modes_apart", "other_place", "other_toll")
        if a.code == b.code and abs(a.sentence - b.sentence) <= _PASSAGE and not parted:
            pair.add("passage", detail=f"{abs(a.sentence - b.sentence)}")


def _below(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return 0 <= a[1] < b[0]


def _shared(a: tuple[int, ...], b: tuple[int, ...]) -> float:
    return len({*a} & {*b}) / min(len(a), len(b)) if a and b else 0.0


def _logistic(score: float) -> float:
    return 1 / (1 + math.exp(-score))
