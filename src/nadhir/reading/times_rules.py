"""The rules of `calendar.yml` as a trie, and the matcher that walks it over a sentence.

A rule's form is spelled out into plain sequences of kinds (optional items present or not, alternatives one by one).
Some kinds are words; the others are read by the functions of `SLOTS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from nadhir.knowledge.schema_reading import Calendar, Rule
from nadhir.reading.numerals import Habits, digit_value, digits_of, read_value
from nadhir.reading.wordlist import Hit, Scan, Wordlist
from nadhir.text import fold

Bound = int | float | str
_ITEM = re.compile(r"\[|\]|[^\s\[\]]+")
_DASHES = "-–—"


class Node:
    """A place in the trie: the kinds that may follow, those of them read by code, the rule that ends here or -1."""

    __slots__ = ("next", "reads", "rule")

    def __init__(self) -> None:
        self.next: dict[str, Node] = {}
        self.reads: list[str] = []
        self.rule = -1


class Match(NamedTuple):
    """A rule that fits `[first, end)` of the sentence, and what its slots hold."""

    end: int
    rule: int
    bound: tuple[tuple[str, Bound], ...]


class Amount(NamedTuple):
    """So many units of time."""

    n: float
    unit: str
    vague: bool
    end: int


class View(msgspec.Struct, frozen=True):
    """A sentence as the matcher sees it: its times, its numbers, and the habits of the language."""

    times: Scan
    numbers: Scan
    habits: Habits
    bare_unit: bool
    capital: frozenset[str]


# --- compiling ----------------------------------------------------------------------------------------------


def compile_rules(calendar: Calendar) -> Node:
    """The trie of all rules; an earlier rule wins over a later one of the same form."""
    root = Node()
    for index, rule in enumerate(calendar.rules):
        for kinds in expand(rule):
            node = root
            for kind in kinds:
                if kind in SLOTS and kind not in node.next:
                    node.reads.append(kind)
                node = node.next.setdefault(kind, Node())
            if node.rule < 0:
                node.rule = index
    return root


def expand(rule: Rule) -> list[tuple[str, ...]]:
    """All sequences of kinds that a form stands for. `[ ]` and `?` mark what may be missing."""
    pieces = _ITEM.findall(rule.form)
    ways, rest = _sequence(pieces, 0)
    if rest != len(pieces):
        raise ValueError(f"unbalanced brackets in {rule.form!r}")
    return [w for w in dict.fromkeys(ways) if w]


def _sequence(pieces: list[str], at: int) -> tuple[list[tuple[str, ...]], int]:
    ways: list[tuple[str, ...]] = [()]
    while at < len(pieces) and pieces[at] != "]":
        if pieces[at] == "[":
            inner, at = _sequence(pieces, at + 1)
            options = [(), *inner]
            at += 1
        else:
            options = _options(pieces[at])
            at += 1
        ways = [way + option for way in ways for option in options]
    return ways, at


def _options(piece: str) -> list[tuple[str, ...]]:
    optional = piece.endswith("?") and len(piece) > 1
    names = (piece[:-1] if optional else piece).split("|")
    kinds: list[tuple[str, ...]] = [(n[1:-1] if n.startswith("<") else f"={n}",) for n in names]
    return [(), *kinds] if optional else kinds


_STRONG = frozenset({"weekday", "month", "hmonth", "season", "unit", "unit1", "unit2", "units", "hour", "hours"})
_READ_STRONG = frozenset({"amount", "year", "hyear"})


def set_triggers(calendar: Calendar, words: Wordlist) -> None:
    """Tell the list which words every expression holds one of (digits aside).

    They are the names of units, days and months; in rules without any, the longest word.
    """
    phrases = words.kinds()
    strong = {"=" + p[0] for kind in _STRONG for p in phrases.get(kind, ()) if len(p) == 1}
    lengths = {kind: min(max(map(len, p)) for p in found) for kind, found in phrases.items()}
    others: set[str] = set()
    for rule in calendar.rules:
        for kinds in expand(rule):
            if _STRONG.isdisjoint(kinds) and _READ_STRONG.isdisjoint(kinds) and strong.isdisjoint(_folded(kinds)):
                others.add(max(kinds, key=lambda k: lengths.get(k, 0)))
    words.trigger(_STRONG, others)


def _folded(kinds: tuple[str, ...]) -> Iterator[str]:
    return (fold(k) for k in kinds)


def literals(rule: Rule) -> Iterator[str]:
    """The written words of a form."""
    for piece in _ITEM.findall(rule.form):
        for name in piece.rstrip("?").split("|"):
            if name and name not in "[]" and not name.startswith("<"):
                yield name


# --- matching -----------------------------------------------------------------------------------------------


def match(view: View, root: Node, at: int) -> Match | None:
    """The longest match that begins at `at`; of equally long ones that of the earlier rule."""
    scan = view.times
    if not scan.all(at) and not scan.tokens[at].norm[-1:].isdigit() and not view.numbers.all(at):
        return None
    best: Match | None = None
    for found in _walk(view, root, at, (), True):
        if best is None or (found.end, -found.rule) > (best.end, -best.rule):
            best = found
    return best


def _walk(view: View, node: Node, at: int, bound: tuple[tuple[str, Bound], ...], free: bool) -> Iterator[Match]:
    """Matches from `node` on; `free`: the next word may have "and" written on it."""
    if node.rule >= 0:
        yield Match(at, node.rule, bound)
    if not node.next or at >= view.times.last:
        return
    for hit in view.times.all(at):
        child = node.next.get(hit.kind)
        if child is not None and (free or "and" not in hit.labels) and _cased(view, at):
            end = _past_twin(view, hit, _past_stop(view, at, hit))
            yield from _walk(view, child, end, _bind(bound, hit.kind, hit.value), False)
    for kind in node.reads:
        for end, values in SLOTS[kind](view, at):
            more = bound
            for name, value in values:
                more = _bind(more, name, value)
            yield from _walk(view, node.next[kind], end, more, end == at)


def _bind(bound: tuple[tuple[str, Bound], ...], name: str, value: Bound) -> tuple[tuple[str, Bound], ...]:
    if name.startswith("=") or name in ("and", "to"):
        return bound
    taken = any(n == name for n, _ in bound)
    return (*bound, (f"{name}2" if taken else name, value))


def _cased(view: View, at: int) -> bool:
    """Words such as "may" are months only with a capital letter."""
    token = view.times.tokens[at]
    return token.capital or token.norm not in view.capital


def _past_stop(view: View, at: int, hit: Hit) -> int:
    """Skip the full stop of an abbreviated month or weekday ("Nov. 9")."""
    scan = view.times
    if hit.kind not in ("month", "weekday") or hit.end != at + 1 or hit.end + 1 >= scan.last:
        return hit.end
    short = len(scan.tokens[at].norm) <= 5 and scan.tokens[hit.end].text == "."
    return hit.end + 1 if short and scan.tokens[hit.end + 1].kind == "number" else hit.end


def _past_twin(view: View, hit: Hit, end: int) -> int:
    """Skip the other name of the same month ("تشرين الثاني/نوفمبر", "تشرين الثاني (نوفمبر)")."""
    scan = view.times
    if hit.kind != "month" or end + 1 >= scan.last or scan.tokens[end].text not in ("/", "("):
        return end
    twin = next((h for h in scan.all(end + 1) if h.kind == "month" and h.value == hit.value), None)
    if twin is None:
        return end
    closed = scan.tokens[end].text == "(" and twin.end < scan.last and scan.tokens[twin.end].text == ")"
    return twin.end + 1 if closed else twin.end


# --- slots that are read ------------------------------------------------------------------------------------

Reads = Iterator[tuple[int, tuple[tuple[str, Bound], ...]]]


def _digits(view: View, at: int) -> str | None:
    token = view.times.tokens[at]
    if not token.norm[-1:].isdigit():
        return None
    found = digits_of(token, view.habits)
    return found[0] if found is not None and found[0].isdecimal() else None


def _read_day(view: View, at: int) -> Reads:
    digits = _digits(view, at)
    if digits is not None:
        if len(digits) <= 2 and 1 <= int(digits) <= 31:
            end = at + 1
            glued = end < view.times.last and view.times.tokens[end].glued
            suffix = view.numbers.hit("ordinal_suffix", end) if glued else None
            yield suffix.end if suffix else end, (("day", int(digits)),)
        return
    ordinal = view.numbers.hit("ordinal", at)
    if ordinal is not None and 1 <= int(ordinal.value) <= 31:
        yield ordinal.end, (("day", int(ordinal.value)),)


def _read_year(view: View, at: int) -> Reads:
    digits = _digits(view, at)
    if digits is not None and len(digits) == 4 and 1900 <= int(digits) <= 2100:
        end = at + 1
        mark = view.times.hit("gregorian", end)
        yield mark.end if mark else end, (("year", int(digits)),)


def _read_hijri_year(view: View, at: int) -> Reads:
    digits = _digits(view, at)
    if digits is not None and len(digits) == 4 and 1343 <= int(digits) <= 1500:
        yield at + 1, (("hyear", int(digits)),)


def _read_and(view: View, at: int) -> Reads:
    hit = view.times.hit("and", at)
    if hit is not None:
        yield hit.end, ()
        return
    digits = digits_of(view.times.tokens[at], view.habits)
    if digits is not None:
        if "and" in digits[1]:
            yield at, ()
    elif any("and" in h.labels for h in (*view.times.all(at), *view.numbers.all(at))):
        yield at, ()


def _read_to(view: View, at: int) -> Reads:
    hit = view.times.hit("range_to", at)
    if hit is not None:
        yield hit.end, ()
    token = view.times.tokens[at]
    if token.text in _DASHES:
        yield at + 1, ()
    elif token.glued and at > view.times.first and token.start == view.times.tokens[at - 1].end + 1:
        yield at, ()


def _read_n(view: View, at: int) -> Reads:
    found = _count(view, at)
    if found is not None:
        yield found[1], (("n", found[0]), ("vague", int(found[2])))


def _count(view: View, at: int) -> tuple[float, int, bool] | None:
    """A number of units: value (the upper bound of a range), index behind it, whether it is vague."""
    scan, key = view.numbers, ("count", at)
    if key not in scan.memo:
        plain = not scan.all(at) and _digits(view, at) is None
        scan.memo[key] = None if plain else _read_count(view, at)
    found: tuple[float, int, bool] | None = scan.memo[key]
    return found


def _read_count(view: View, at: int) -> tuple[float, int, bool] | None:
    scan = view.numbers
    for _ in range(2):
        cue = scan.hit("at_least", at) or scan.hit("about", at) or scan.hit("at_most", at)
        if cue is None:
            break
        at = cue.end
    if at >= scan.last:
        return None
    article = scan.hit("article", at)
    value = read_value(scan, at, view.habits)
    if value is None or (article is not None and value.end < article.end):
        return (1.0, article.end, False) if article is not None else None
    if value.high > 5000 or _is_year(view, at):
        return None
    joiner = scan.hit("range_to", value.end)
    if joiner is not None:
        second = read_value(scan, joiner.end, view.habits)
        if second is not None and value.low < second.high <= 5000:
            return second.high, second.end, False
    return value.high, value.end, value.kind == "vague"


def _is_year(view: View, at: int) -> bool:
    digits = _digits(view, at)
    return digits is not None and len(digits) == 4 and (digit_value(digits) or 0) >= 1300


def _read_amount(view: View, at: int) -> Reads:
    for amount in _amounts(view, at):
        yield amount.end, (("n", amount.n), ("unit", amount.unit), ("vague", int(amount.vague)))


def _amounts(view: View, at: int) -> Iterator[Amount]:
    """ "three weeks", "weeks", "a year and a half", a dual, and where the language has no article "week"."""
    scan, bare = view.times, _past_cues(view, at)
    for kind, n, vague in (("unit2", 2.0, False), ("units", 0.0, True), ("unit1", 1.0, False)):
        hit = scan.hit(kind, bare)
        if hit is not None and (kind != "unit1" or view.bare_unit) and "the" not in hit.labels:
            yield _halved(view, n, str(hit.value), vague, hit.end)
    count = _count(view, at)
    if count is None:
        return
    n, end, vague = count
    filler = scan.hit("filler", end)
    end = filler.end if filler else end
    unit = scan.hit("unit", end) or scan.hit("hour", end)
    if unit is not None and "and" not in unit.labels:
        yield _halved(view, n, str(unit.value), vague, unit.end)


def _past_cues(view: View, at: int) -> int:
    """Skip "about" and "more than"."""
    cue = view.numbers.hit("at_least", at) or view.numbers.hit("about", at)
    return cue.end if cue is not None else at


def _halved(view: View, n: float, unit: str, vague: bool, end: int) -> Amount:
    half = view.numbers.hit("half", end)
    return Amount(n + 0.5, unit, vague, half.end) if half and not vague else Amount(n, unit, vague, end)


SLOTS: dict[str, Callable[[View, int], Reads]] = {
    "day": _read_day,
    "year": _read_year,
    "hyear": _read_hijri_year,
    "n": _read_n,
    "amount": _read_amount,
    "and": _read_and,
    "to": _read_to,
}
