"""Values of numbers in digits and words, without what they count.

The grammar is that of all three languages: groups of (number below 1000) times (scale), scales falling. What differs
(what joins the parts, whether units precede tens) is in `numbers.yml`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nadhir.knowledge.schema_reading import Numbers
from nadhir.reading.wordlist import Hit, Scan
from nadhir.text import fold
from nadhir.tokens import Token

_GROUPED = re.compile(r"\d{1,3}(?:[^\d]\d{3})+(?:[.,]\d{1,2})?")
_BIG = 10**15
_LETTERS = "".join(chr(c) for c in range(0x0621, 0x064B))


class Value(NamedTuple):
    """A number read: its bounds, the index behind it, and whether it was `exact`, `vague`, or an article (`one`)."""

    low: float
    high: float
    end: int
    kind: str


class Habits(NamedTuple):
    """How a language puts numbers together."""

    juxtaposed: bool
    units_first: bool
    suffixes: dict[str, int]
    glue: dict[str, tuple[str, ...]]
    clock: frozenset[str]
    loose: dict[int, tuple[int, int]]

    @classmethod
    def build(cls, numbers: Numbers) -> Habits:
        """Take them from the knowledge file."""
        loose = {v.scale: (v.low, v.high) for v in numbers.vague if v.scale}
        glue = {fold(k): tuple(v) for k, v in numbers.glue.items()}
        clock = frozenset(map(fold, numbers.clock_after))
        return cls(numbers.juxtaposed, numbers.units_first, dict(numbers.suffixes), glue, clock, loose)


def digits_of(token: Token, habits: Habits) -> tuple[str, tuple[str, ...]] | None:
    """The digits of a token, separators kept, and the labels of particles written on them; None if it is no number."""
    if token.kind == "number":
        return token.norm, ()
    if token.kind != "word" or not habits.glue or not token.norm[-1:].isdigit():
        return None
    digits = token.norm.lstrip(_LETTERS)
    labels = habits.glue.get(token.norm[: len(token.norm) - len(digits)])
    return (digits, labels) if labels is not None and digits.isdecimal() else None


def digit_value(digits: str) -> float | None:
    """Value of written digits: groups of three are thousands, anything else behind one sign is a fraction."""
    if digits.isdecimal():
        return int(digits) if len(digits) <= 15 else None
    if ":" in digits:
        return None
    if digits[0] != "0" and _GROUPED.fullmatch(digits):
        cut = max(digits.rfind("."), digits.rfind(","))
        if cut >= 0 and len(digits) - cut <= 3:
            return float(f"{_bare(digits[:cut])}.{digits[cut + 1 :]}")
        return int(_bare(digits))
    parts = re.split(r"[.,]", digits)
    if len(parts) == 2 and all(p.isdecimal() for p in parts):
        return float(".".join(parts))
    return None


def _bare(digits: str) -> str:
    return re.sub(r"\D", "", digits)


def read_value(scan: Scan, at: int, habits: Habits, *, joins: bool = True) -> Value | None:
    """The number that begins at `at`, the longest reading; `joins=False` takes nothing behind a joiner."""
    key = ("all" if joins else "part", at)
    if key not in scan.memo:
        scan.memo[key] = _read_value(scan, at, habits, joins) if _may_begin(scan, at) else None
    found: Value | None = scan.memo[key]
    return found


def _may_begin(scan: Scan, at: int) -> bool:
    """A cheap look before a long one."""
    if not scan.first <= at < scan.last:
        return False
    return bool(scan.all(at)) or scan.tokens[at].norm[-1:].isdigit()


def _read_value(scan: Scan, at: int, habits: Habits, joins: bool) -> Value | None:
    loose = _read_vague(scan, at, habits)
    if loose is not None:
        return loose
    exact = _read_exact(scan, at, habits, joins)
    if exact is not None:
        return Value(exact[0], exact[0], exact[1], "exact")
    one = scan.hit("one", at)
    if one is None or "the" in one.labels:
        return None
    if scan.hit("scale", one.end) or scan.hit("collective", one.end):
        more = _read_exact(scan, one.end, habits, joins)
        if more is not None:
            return Value(more[0], more[0], more[1], "exact")
    return Value(1, 1, one.end, "one")


def _read_vague(scan: Scan, at: int, habits: Habits) -> Value | None:
    few = scan.hit("few", at)
    vague, plain = scan.hit("vague", at), scan.hit("value", at)
    if vague is not None and (plain is None or vague.end >= plain.end):
        low, high = _pair(vague)
        return Value(low, high, vague.end, "vague")
    if few is None:
        return None
    start = few.end
    vague = scan.hit("vague", start)
    if vague is not None and "and" not in vague.labels:
        low, high = _pair(vague)
        return Value(low, high, vague.end, "vague")
    for kind in ("scale", "collective"):
        scale = scan.hit(kind, start)
        if scale is not None and int(scale.value) in habits.loose and "and" not in scale.labels:
            low, high = habits.loose[int(scale.value)]
            return Value(low, high, scale.end, "vague")
    low, high = _pair(few)
    return Value(low, high, few.end, "vague")


def _pair(hit: Hit) -> tuple[int, int]:
    low, _, high = str(hit.value).partition("-")
    return int(low), int(high)


class Group(NamedTuple):
    """A small number times a scale: value, index behind it, the scale or 0, and whether the number ends here."""

    value: float
    end: int
    scale: int
    terminal: bool


def _read_exact(scan: Scan, at: int, habits: Habits, joins: bool) -> tuple[float, int] | None:
    article, plain = scan.hit("article", at), scan.hit("value", at)
    if article is not None and (plain is None or plain.end <= article.end):
        start = article.end
        if scan.hit("scale", start) is None and scan.hit("collective", start) is None:
            return None
        at = start
    group = _read_group(scan, at, habits, _BIG, joins)
    if group is None:
        return None
    total, end = group.value, group.end
    while not group.terminal:
        start_or_none = _after_join(scan, end, habits, joins)
        more = None if start_or_none is None else _read_group(scan, start_or_none, habits, group.scale, joins)
        if more is None:
            break
        group = more
        total, end = total + group.value, group.end
    return total, end


def _read_group(scan: Scan, at: int, habits: Habits, limit: float, joins: bool) -> Group | None:
    """The next group, whose value must be below `limit` (the scale of the group before it)."""
    digits = _read_digits(scan, at, habits)
    small = digits[:2] if digits else _read_small(scan, at, habits, joins)
    value, end = small if small else (1.0, at)
    collective = _scale(scan, "collective", end, free=small is None)
    if collective is not None and limit == _BIG:
        return _with_half(scan, value * int(collective.value), collective.end, int(collective.value), True)
    scale = _scale(scan, "scale", end, free=small is None)
    half = scan.hit("half", end) if small and value < 100 else None
    if half is not None and scale is None and (scale := _scale(scan, "scale", half.end, free=False)):
        value += 0.5
    if scale is not None and int(scale.value) >= 1000:
        factor = int(scale.value)
        if digits is not None and digits[2] and factor >= 10**6:
            value = digits[2]
        return _with_half(scan, value * factor, scale.end, factor, False) if value * factor < limit else None
    if small is None or value >= limit or (digits is not None and limit < _BIG):
        return None
    return Group(value + 0.5, half.end, 0, True) if half else Group(value, end, 0, True)


def _with_half(scan: Scan, value: float, end: int, factor: int, terminal: bool) -> Group:
    half = scan.hit("half", end)
    return Group(value + factor / 2, half.end, factor, True) if half else Group(value, end, factor, terminal)


def _scale(scan: Scan, kind: str, at: int, *, free: bool) -> Hit | None:
    """A scale that multiplies what stands before it; only a `free` one may carry "and"."""
    hit = scan.hit(kind, at)
    return hit if hit is not None and (free or "and" not in hit.labels) else None


def _read_digits(scan: Scan, at: int, habits: Habits) -> tuple[float, int, float] | None:
    """Digits with a glued scale letter; third, their value as a fraction if the groups may be one ("1.500 million")."""
    if not scan.first <= at < scan.last:
        return None
    written = digits_of(scan.tokens[at], habits)
    value = digit_value(written[0]) if written else None
    if written is None or value is None:
        return None
    digits = written[0]
    fraction = float(digits.replace(",", ".")) if re.fullmatch(r"\d{1,2}[.,]\d{3}", digits) else 0.0
    end = at + 1
    if end < scan.last and scan.tokens[end].glued and scan.tokens[end].start == scan.tokens[at].end:
        factor = habits.suffixes.get(scan.tokens[end].norm)
        if factor is not None:
            return value * factor, end + 1, 0.0
    return value, end, fraction


def _after_join(scan: Scan, at: int, habits: Habits, joins: bool) -> int | None:
    """Where the next part of the same number may begin, or None."""
    joined = scan.hit("join", at)
    if joined is not None:
        return joined.end if joins else None
    digits = digits_of(scan.tokens[at], habits) if at < scan.last else None
    if digits is not None:
        return at if (joins and "and" in digits[1]) or habits.juxtaposed else None
    for hit in scan.all(at):
        if hit.kind in ("value", "scale"):
            if "and" in hit.labels:
                return at if joins else None
            return at if habits.juxtaposed else None
    return None


def _read_small(scan: Scan, at: int, habits: Habits, joins: bool) -> tuple[float, int] | None:
    """A number below 1000 in words (or a fixed larger one)."""
    head = _read_tens(scan, at, habits, joins)
    value, end = head if head else (1.0, at)
    hundred = _hundred(scan, end)
    if hundred is not None and value < 100 and not ("and" in hundred.labels and head):
        value, end = value * 100, hundred.end
    elif head is None:
        return None
    elif value < 100 or value % 100 or value >= 1000:
        return head
    start = _after_join(scan, end, habits, joins)
    tail = _read_tens(scan, start, habits, joins) if start is not None else None
    if tail is None or tail[0] >= 100 or _hundred(scan, tail[1]) is not None:
        return value, end
    return value + tail[0], tail[1]


def _hundred(scan: Scan, at: int) -> Hit | None:
    hit = scan.hit("scale", at)
    return hit if hit is not None and hit.value == 100 else None


def _read_tens(scan: Scan, at: int, habits: Habits, joins: bool) -> tuple[float, int] | None:
    head = scan.hit("value", at)
    if head is None:
        return None
    value = int(head.value)
    unit_first = habits.units_first and 0 < value < 10
    tens_first = habits.juxtaposed and 20 <= value < 100 and value % 10 == 0
    if not (unit_first or tens_first):
        return value, head.end
    start = head.end
    if unit_first:
        joined = scan.hit("join", start)
        start = joined.end if joined else start
    tail = scan.hit("value", start)
    if tail is None:
        return value, head.end
    more = int(tail.value)
    if unit_first and joins and (start > head.end or "and" in tail.labels) and 20 <= more < 100 and more % 10 == 0:
        return value + more, tail.end
    if tens_first and 0 < more < 10 and "and" not in tail.labels:
        return value + more, tail.end
    return value, head.end
