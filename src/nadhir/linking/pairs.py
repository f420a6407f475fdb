"""Whether two event claims tell of the same incident: named features, their weights (`knowledge/ontology/incidents.yml`), a chance.

chance = 1 / (1 + exp(-(bias + Σ weight × value))): the logistic function over the features, each from 0 to 1.
"""

from __future__ import annotations

import math

from nadhir.knowledge.schema_incidents import IncidentRules
from nadhir.linking.sketch import ASTRAY_KM, UNRESOLVED_KM, Sketch, apart_km
from nadhir.memory import Feature

_TELLING_TOLL = 3  # from here on the same number is hardly chance
_PASSAGE = 3  # sentences


# What decided a feature, put into words only where somebody asks: two values, days apart, kilometres, or what is in common.
Detail = str | int | float | tuple[object, object] | frozenset[str]
Found = list[tuple[str, float, Detail]]


class Judge:
    """Compares claims by the rules. Holds no state but them."""

    def __init__(self, rules: IncidentRules) -> None:
        self.rules = rules
        self._weights = {name: w.weight for name, w in rules.weights.items()}
        self._alike = {tuple(p) for pair in rules.compatible for p in (pair, reversed(pair))}

    def chance(self, a: Sketch, b: Sketch) -> float:
        """The chance, 0 to 1, that two claims tell of the same incident."""
        if a.quad != b.quad:
            return 0.0
        weights = self._weights
        return _logistic(self.rules.bias + sum([weights[name] * value for name, value, _ in self._compare(a, b)]))

    def explain(self, a: Sketch, b: Sketch) -> tuple[Feature, ...]:
        """Why: every feature of a pair with its value, its weight and what decided."""
        return tuple(
            Feature(name=name, value=round(value, 3), weight=self._weights[name], detail=_said(detail))
            for name, value, detail in self._compare(a, b)
        )

    def _compare(self, a: Sketch, b: Sketch) -> Found:
        """The features of a pair: name, value, and what decided. It runs for every claim and all claims near to it."""
        found: Found = []
        self._code(a, b, found)
        self._time(a, b, found)
        self._place(a, b, found)
        self._actors(a, b, found)
        self._recipients(a, b, found)
        if a.killed[0] >= 0 and b.killed[0] >= 0:
            self._toll(a, b, found)
        if a.language == b.language and a.report != b.report:
            shared = _shared(a.words, b.words)
            if shared:
                found.append(("words", shared, ""))
        if a.report == b.report:
            self._same_report(a, b, found)
        return found

    def _code(self, a: Sketch, b: Sketch, found: Found) -> None:
        if a.code != b.code:
            found.append(("code_apart", 1.0, (a.code, b.code)))
            return
        found.append(("code", 1.0, a.code))
        if a.modes and b.modes:
            common = frozenset(a.modes).intersection(b.modes)
            found.append(("modes" if common else "modes_apart", 1.0, common or frozenset((*a.modes, *b.modes))))

    def _time(self, a: Sketch, b: Sketch, found: Found) -> None:
        if a.start < 0 or b.start < 0:
            self._undated(a, b, found)
            return
        gap = max(a.start, b.start) - min(a.end, b.end)
        weak = a.borrowed_day or b.borrowed_day
        if gap > self.rules.day_slack:
            found.append(("days_apart", 0.5 if weak else 1.0, gap))
        elif gap > 0:
            found.append(("next_day", 0.5 if weak else 1.0, gap))
        elif a.exact and b.exact:
            found.append(("same_day", 0.5 if weak else 1.0, gap))
        else:
            found.append(("within", 1.0, gap))

    def _undated(self, a: Sketch, b: Sketch, found: Found) -> None:
        """Something undated is looked for in the days before its publication, and for a while after what it may tell of."""
        (a_start, a_end), (b_start, b_end) = self._reach(a), self._reach(b)
        gap = max(a_start, b_start) - min(a_end, b_end)
        value = min(1.0, 0.3 + gap / 10) if gap > 0 else 1.0
        found.append(("days_apart" if gap > 0 else "undated", value, gap))

    def _reach(self, one: Sketch) -> tuple[int, int]:
        if one.start >= 0:
            return one.start, one.end
        return one.published - self.rules.undated_days, one.published

    def _place(self, a: Sketch, b: Sketch, found: Found) -> None:
        if not a.place or not b.place:
            if a.country and a.country == b.country:
                found.append(("country_only", 1.0, a.country))
            elif a.country and b.country:
                found.append(("country_apart", 1.0, (a.country, b.country)))
            return
        lent = 0.5 if a.borrowed_place or b.borrowed_place else 1.0
        if a.place == b.place:
            found.append(("same_place" if a.fine or a.radius >= UNRESOLVED_KM else "around", lent, a.place))
            return
        if a.place in b.also or b.place in a.also:
            found.append(("near", lent, a.place))
            return
        km = apart_km(a, b)
        if math.isnan(km) or ((a.astray or b.astray) and km > ASTRAY_KM):
            same = a.country == b.country
            found.append(("country_only" if same else "country_apart", lent, (a.country, b.country)))
        elif km > a.radius + b.radius:
            found.append(("apart", lent, km))
        elif a.fine and b.fine:
            found.append(("near", lent * (1 - km / (a.radius + b.radius)), km))
        else:
            found.append(("around", lent, km))

    def _actors(self, a: Sketch, b: Sketch, found: Found) -> None:
        if named := _common(a.actors, b.actors):
            found.append(("same_actor", 1.0, named))
        elif like := _common(a.actor_kinds, b.actor_kinds):
            found.append(("like_actor", 1.0, like))
        elif a.actor_kinds and b.actor_kinds:
            if self._compatible(a.actor_kinds, b.actor_kinds):
                found.append(("compatible_actor", 1.0, (a.actor_kinds[0], b.actor_kinds[0])))
            # The two sides of a clash are told in either order.
            elif not _common(a.actor_kinds, b.recipient_kinds) and not _common(b.actor_kinds, a.recipient_kinds):
                found.append(("actors_apart", 1.0, (a.actor_kinds[0], b.actor_kinds[0])))

    def _recipients(self, a: Sketch, b: Sketch, found: Found) -> None:
        if named := _common(a.recipients, b.recipients):
            found.append(("same_recipient", 1.0, named))
        elif like := _common(a.recipient_kinds, b.recipient_kinds):
            found.append(("like_recipient", 1.0, like))
        elif a.recipient_kinds and b.recipient_kinds and not self._compatible(a.recipient_kinds, b.recipient_kinds):
            found.append(("recipients_apart", 1.0, (a.recipient_kinds[0], b.recipient_kinds[0])))

    def _compatible(self, some: tuple[str, ...], others: tuple[str, ...]) -> bool:
        for one in some:
            for other in others:
                a_sector, b_sector = one.partition("-")[2], other.partition("-")[2]
                if not a_sector or not b_sector or a_sector == b_sector or (a_sector, b_sector) in self._alike:
                    return True
        return False

    def _toll(self, a: Sketch, b: Sketch, found: Found) -> None:
        detail = (a.killed[0], b.killed[0])
        if a.killed == b.killed and a.killed[0] >= _TELLING_TOLL:
            found.append(("same_toll", 1.0, detail))
        elif _below(a.killed, b.killed) or _below(b.killed, a.killed):
            found.append(("toll_apart", 1.0, detail))
        else:
            found.append(("toll_near", 1.0, detail))

    def _same_report(self, a: Sketch, b: Sketch, found: Found) -> None:
        """A reporter who goes on about an incident does not name another place or another toll for it."""
        if a.fine and b.fine and a.place != b.place and not (a.borrowed_place or b.borrowed_place):
            found.append(("other_place", 1.0, (a.place, b.place)))
        if any(name == "toll_apart" for name, _, _ in found):
            found.append(("other_toll", 1.0, (a.killed[0], b.killed[0])))
        away = abs(a.sentence - b.sentence)
        if a.code == b.code and away <= _PASSAGE and _PARTING.isdisjoint(name for name, _, _ in found):
            found.append(("passage", 1.0, str(away)))


_PARTING = frozenset({"apart", "days_apart", "next_day", "actors_apart", "modes_apart", "other_place", "other_toll"})


def _common(some: tuple[str, ...], others: tuple[str, ...]) -> frozenset[str]:
    return frozenset(some).intersection(others) if some and others else _NONE


_NONE: frozenset[str] = frozenset()


def _said(detail: Detail) -> str:
    """What decided a feature, in one line."""
    if isinstance(detail, str):
        return detail
    if isinstance(detail, frozenset):
        return " ".join(sorted(detail))
    if isinstance(detail, tuple):
        return f"{detail[0]} / {detail[1]}"
    return f"{detail:+d}" if isinstance(detail, int) else f"{detail:.0f} km"


def _below(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return 0 <= a[1] < b[0]


def _shared(a: tuple[int, ...], b: tuple[int, ...]) -> float:
    return len(frozenset(a).intersection(b)) / min(len(a), len(b)) if a and b else 0.0


def _logistic(score: float) -> float:
    return 1 / (1 + math.exp(-score))
