"""Time expressions of a sentence, resolved to days against the day of publication.

An expression is a core (what the rules of `calendar.yml` matched), or two cores that form a range, and the words before
it that say how the claim lies to it ("since", "until"). What cannot be resolved has no interval; nothing is ever set to
the day of publication unless the words say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from nadhir.knowledge.schema_reading import Calendar, Rule
from nadhir.reading.numbers import NumbersPack, is_year
from nadhir.reading.times_place import TimeExpression, located, resolve_anaphoric, shift_future
from nadhir.reading.times_resolve import Core
from nadhir.reading.times_rules import Match, Node, View, compile_rules, literals, match, set_triggers
from nadhir.reading.wordlist import Hit, Scan, Stems, Wordlist, whole
from nadhir.records import Span
from nadhir.text import fold
from nadhir.tokens import Token

__all__ = ["TimeExpression", "TimesPack", "find_times", "resolve_anaphoric", "shift_future", "times_beside"]

_DATELINE_REACH = 6
_REACH = 9
_DASHES = "-–—"
_RELATIVE = frozenset({"offset", "weekday", "unit", "window", "ago", "span", "open", "weekend", "frequency",
                       "background"})  # fmt: skip
# Two cores of these may be the ends of a range.
_RANGED = frozenset({"offset", "weekday", "date", "month", "year", "unit", "season", "hijri", "decade"})
# Slots that only a range holds.
_SECOND = frozenset({"day2", "month2", "year2", "weekday2"})
# How many a unit means by its form alone.
_IMPLIED = {"unit1": 1, "unit2": 2}
_FIXED_ROLES = {"span": "duration", "frequency": "frequency", "background": "background"}


class TimesPack(NamedTuple):
    """`calendar.yml` ready for look-up."""

    words: Wordlist
    trie: Node
    rules: tuple[Rule, ...]
    numbers: NumbersPack
    bare_unit: bool
    capital: frozenset[str]
    supported: frozenset[str]

    @classmethod
    def build(cls, calendar: Calendar, numbers: NumbersPack) -> TimesPack:
        """Index words and rules."""
        words = Wordlist(_entries(calendar))
        for rule in calendar.rules:
            for word in literals(rule):
                words.add(f"={word}", 0, word)
        set_triggers(calendar, words)
        capital, supported = (frozenset(map(fold, c)) for c in (calendar.capital, calendar.supported))
        return cls(
            words, compile_rules(calendar), tuple(calendar.rules), numbers, calendar.bare_unit, capital, supported
        )


def _entries(calendar: Calendar) -> Iterator[tuple[str, int | str, str]]:
    tables: tuple[tuple[str, dict[int, list[str]]], ...] = (
        ("weekday", calendar.weekdays), ("month", calendar.months), ("hmonth", calendar.hijri_months))  # fmt: skip
    for kind, table in tables:
        for value, phrases in table.items():
            yield from ((kind, value, p) for p in phrases)
    named: tuple[tuple[str, dict[str, list[str]]], ...] = (("season", calendar.seasons), ("edge", calendar.edges))
    for kind, names in named:
        for name, phrases in names.items():
            yield from ((kind, name, p) for p in phrases)
    for name, unit in (*calendar.units.items(), *calendar.hours.items()):
        any_form = "unit" if name in calendar.units else "hour"
        yield from ((any_form, name, p) for p in (*unit.one, *unit.many))
        for kind, phrases in (("unit1", unit.one), ("unit2", unit.two), ("units", unit.many)):
            yield from ((kind, name, p) for p in phrases)
    for role, phrases in calendar.roles.items():
        yield from ((f"role:{role}", 0, p) for p in phrases)
    for name, phrases in calendar.words.items():
        yield from ((name, 0, p) for p in phrases)
    lists = (("range_from", calendar.range_from), ("range_to", calendar.range_to), ("between", calendar.between),
             ("and", calendar.and_), ("det", calendar.determiners), ("ignore", calendar.ignore))  # fmt: skip
    for kind, phrases in lists:
        yield from ((kind, 0, p) for p in phrases)


# --- finding ------------------------------------------------------------------------------------------------


def find_times(
    tokens: Sequence[Token],
    first: int,
    last: int,
    pack: TimesPack,
    published: date | None,
    stems: Stems = whole,
    *,
    future: bool = False,
) -> list[TimeExpression]:
    """Time expressions of `tokens[first:last]`, one sentence, in order and without overlap.

    `future`: read all of them as said of the future (see `shift_future` for a single one).
    """
    numbers = Scan(tokens, first, last, pack.numbers.words, stems)
    return times_beside(numbers, pack, published, future=future)


def times_beside(
    numbers: Scan, pack: TimesPack, published: date | None, *, future: bool = False
) -> list[TimeExpression]:
    """Time expressions of the sentence of a scan over the words of `pack.numbers`, as `find_times` gives them."""
    tokens, first, last, stems = numbers.tokens, numbers.first, numbers.last, numbers.stems
    out: list[TimeExpression] = []
    starts = pack.words.starts(tokens, first, last, stems, reach=_REACH, also=pack.numbers.words)
    if not starts:
        return out
    times = Scan(tokens, first, last, pack.words, stems)
    view, at = View(times, numbers, pack.numbers.habits, pack.bare_unit, pack.capital), first
    for index in starts:
        if index < at:
            continue
        skipped = view.times.hit("ignore", index)
        found = None if skipped else _expression(view, index, pack)
        if skipped is not None:
            at = skipped.end
        elif found is not None:
            at = found.last
            if found.cores[0].op != "ignore":
                out.append(located(found, published, future))
    return out


class _Prefix(NamedTuple):
    """What stands before a core: the role, where the core begins, and whether a range is announced."""

    role: str
    end: int
    ranged: str


class _Found(NamedTuple):
    """A core found: where it begins and ends, its rule, and itself."""

    first: int
    end: int
    rule: Rule | None
    core: Core


def _prefixes(view: View, at: int) -> list[_Prefix]:
    """The ways to read the words before a core, the shortest first."""
    out = [_Prefix("", at, "")]
    for _ in range(4):
        role, end, ranged = out[-1]
        hits = [h for h in view.times.all(end) if _introduces(h) and ("and" not in h.labels or end == at)]
        if not hits:
            break
        longest = max(h.end for h in hits)
        kinds = [h.kind for h in hits if h.end == longest]
        roles = [k[5:] for k in kinds if k.startswith("role:")]
        named = next((r for r in roles if r != "point"), roles[0] if roles else "")
        if named and (not role or role == "point"):
            role = named
        ranged = ranged or next((k for k in kinds if k in ("between", "range_from")), "")
        out.append(_Prefix(role, longest, ranged))
    return out


def _introduces(hit: Hit) -> bool:
    return hit.kind.startswith("role:") or hit.kind in ("range_from", "between", "det")


def _expression(view: View, at: int, pack: TimesPack) -> TimeExpression | None:
    best: tuple[int, _Prefix, tuple[_Found, ...]] | None = None
    for prefix in _prefixes(view, at):
        found = _core(view, prefix.end, pack)
        if found is None:
            continue
        parts = _range(view, found, prefix, pack)
        if not _shown(view, prefix, parts, pack):
            continue
        end = parts[-1].end
        if best is None or end > best[0]:
            best = (end, prefix, parts)
    if best is None:
        return None
    return _make(view, at, *best)


def _core(view: View, at: int, pack: TimesPack) -> _Found | None:
    key = ("core", at)
    if key not in view.times.memo:
        view.times.memo[key] = _read_core(view, at, pack) if at < view.times.last else None
    found: _Found | None = view.times.memo[key]
    return found


def _read_core(view: View, at: int, pack: TimesPack) -> _Found | None:
    numeric = _numeric_date(view, at)
    if numeric is not None:
        return numeric
    found = match(view, pack.trie, at)
    return None if found is None else _Found(at, found.end, pack.rules[found.rule], _build(found, pack))


def _build(found: Match, pack: TimesPack) -> Core:
    rule = pack.rules[found.rule]
    bound = dict(found.bound)
    implied = _IMPLIED.get(next((n for n, _ in found.bound if n in _IMPLIED), ""))
    if "n" not in bound and implied is not None:
        bound["n"] = implied
    if rule.unit and rule.op == "anaphor":
        bound.setdefault("n", 1)
    return Core(rule.op, bound, rule.shift, rule.until, rule.unit, rule.when, rule.edge)


def _numeric_date(view: View, at: int) -> _Found | None:
    """2025-12-03, 14/10/2025 (day first), 14.10.2025."""
    tokens, last = view.times.tokens, view.times.last
    if tokens[at].kind != "number":
        return None
    if tokens[at].norm.count(".") == 2:
        parts, end = tokens[at].norm.split("."), at + 1
    else:
        step = 2 if at + 1 < last and tokens[at + 1].text == "/" else 1
        places = [at, at + step, at + 2 * step]
        if places[2] >= last or any(tokens[p].kind != "number" for p in places):
            return None
        joints = (at + step - 1, at + 2 * step - 1)
        signs = [tokens[p].text == "/" if step == 2 else tokens[p + 1].glued for p in joints]
        parts, end = [tokens[p].norm for p in places], places[2] + 1
        if not all(signs):
            return None
    return _Found(at, end, None, core) if (core := _ymd(parts)) else None


def _ymd(parts: Sequence[str]) -> Core | None:
    if not all(p.isdecimal() and len(p) <= 4 for p in parts) or [len(p) for p in parts].count(4) != 1:
        return None
    numbers = [int(p) for p in parts]
    if len(parts[1]) == 4:
        return None
    year, middle, other = numbers if len(parts[0]) == 4 else (numbers[2], numbers[1], numbers[0])
    if middle > 12 >= other and len(parts[2]) == 4:
        middle, other = other, middle
    if not (1900 <= year <= 2100 and 1 <= middle <= 12 and 1 <= other <= 31):
        return None
    return Core("date", {"day": other, "month": middle, "year": year})


def _range(view: View, found: _Found, prefix: _Prefix, pack: TimesPack) -> tuple[_Found, ...]:
    """The core and, if one follows behind "to" or "and", the one that ends the range."""
    end, scan = found.end, view.times
    if found.core.op not in _RANGED or end >= scan.last or not _SECOND.isdisjoint(found.core.bound):
        return (found,)
    start = _joined(view, end, prefix.ranged == "between")
    if start is None:
        return (found,)
    for ahead in reversed(_prefixes(view, start)):
        second = _core(view, ahead.end, pack) if ahead.role in ("", "point") else None
        if second is not None and second.core.op in _RANGED and _same_sort(found.core, second.core):
            return (found, second)
    return (found,)


def _joined(view: View, at: int, between: bool) -> int | None:
    scan = view.times
    hit = scan.hit("range_to", at)
    if hit is not None:
        return hit.end
    token = scan.tokens[at]
    if token.text in _DASHES and at + 1 < scan.last:
        tight = token.start == scan.tokens[at - 1].end and scan.tokens[at + 1].start == token.end
        return at + 1 if tight else None
    if token.glued and token.start == scan.tokens[at - 1].end + 1:
        return at
    if not between:
        return None
    hit = scan.hit("and", at)
    if hit is not None:
        return hit.end
    return at if any("and" in h.labels for h in (*scan.all(at), *view.numbers.all(at))) else None


def _same_sort(one: Core, other: Core) -> bool:
    """Whether two cores can be the ends of a range: a year needs a year, a weekday no month."""
    if one.op == other.op:
        return True
    return {one.op, other.op} <= {"date", "month", "year", "unit", "season"} and "year" not in (one.op, other.op)


def _shown(view: View, prefix: _Prefix, parts: tuple[_Found, ...], pack: TimesPack) -> bool:
    """Whether enough shows that a date is meant: "may", "March", a bare "2000" may be something else."""
    part = parts[0]
    if len(parts) > 1 or part.end != part.first + 1 or prefix.role or prefix.ranged == "between":
        return True
    token = view.times.tokens[part.first]
    if part.core.op == "year":
        return is_year(view.numbers, part.first, part.end, token.norm)
    words = {token.norm, *(k.word for k in pack.words.keys(token, view.times.stems))}
    return not words & pack.supported


def _make(view: View, at: int, end: int, prefix: _Prefix, parts: tuple[_Found, ...]) -> TimeExpression:
    tokens, part = view.times.tokens, parts[0]
    core, rule = part.core, part.rule
    role = prefix.role if prefix.role not in ("", "point") else (rule.role if rule else "")
    role = _settled(role, core)
    absolute = "anaphoric" if core.op == "anaphor" else "relative" if core.op in _RELATIVE else "absolute"
    anchor = rule.anchor if rule and rule.anchor else absolute
    bare = core.op == "year" and not prefix.role and not prefix.ranged
    first = part.first if bare else at
    future = core.when == "next" or (core.shift > 0 and core.op in _RELATIVE) or core.edge == "later"
    span = Span(tokens[first].start, tokens[end - 1].end)
    dateline = anchor == "absolute" and _is_dateline(tokens, first, end)
    return TimeExpression(first, end, span, None, anchor, role, future, dateline, tuple(p.core for p in parts))


def _settled(role: str, core: Core) -> str:
    """The role, where the core leaves a choice: lengths are durations, "before the end of May" is "until"."""
    fixed = _FIXED_ROLES.get(core.op)
    if fixed is not None:
        return role if role == "since" and core.op == "span" else fixed
    if role == "before" and "late" in (core.edge, core.bound.get("edge")):
        return "until"
    return role or "point"


def _is_dateline(tokens: Sequence[Token], first: int, end: int) -> bool:
    """A date near the head of the text, with a dash behind it or behind the agency's name."""
    if first >= _DATELINE_REACH:
        return False
    for token in tokens[end : end + _DATELINE_REACH]:
        if token.text in _DASHES:
            return True
        if token.kind == "break" or (token.kind == "mark" and token.text not in "(),/."):
            return False
    return False
