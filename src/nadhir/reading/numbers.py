"""Numbers of a sentence: how many, how much, and what kind of number it is.

A count is what a claim may take for people. Years, days of a month, clock times, ages, distances and the numbers
that are part of a name ("sector 4") are found too, under their own kind, so that nobody counts them.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from nadhir.reading.numbers_pack import NumbersPack, dual_candidates, dual_of
from nadhir.reading.numerals import Habits, Value, digits_of, read_value
from nadhir.reading.wordlist import Scan, Stems, whole
from nadhir.records import Span
from nadhir.tokens import Token

__all__ = ["Number", "NumbersPack", "dual_candidates", "dual_of", "find_numbers", "is_year", "numbers_of"]

_DASHES = "-–—−"
_AFTER_REACH = 4
_REACH = 8


class Number(msgspec.Struct, frozen=True, gc=False):
    """A number with its qualifiers, `tokens[first:last]`. `high` is None after "at least".

    `kind`: `count`, `one` (an article that may only be an article), `none` ("no", "aucun"), `money`, `percent`,
    `measure`, `duration`, `age`, `ordinal`, `date` (day of a month), `year`, `clock`, `label`. `low` and `high`
    are whole numbers; `amount` keeps the fraction of `low` ("18,5").
    """

    first: int
    last: int
    span: Span
    low: int
    high: int | None
    kind: str
    currency: str = ""
    amount: float = 0.0


# --- finding ------------------------------------------------------------------------------------------------


def find_numbers(
    tokens: Sequence[Token], first: int, last: int, pack: NumbersPack, stems: Stems = whole
) -> list[Number]:
    """Numbers of `tokens[first:last]`, one sentence, in order and without overlap."""
    return numbers_of(Scan(tokens, first, last, pack.words, stems), pack)


def numbers_of(scan: Scan, pack: NumbersPack) -> list[Number]:
    """Numbers of the sentence of a scan over the pack's words, in order and without overlap. The scan keeps what was read."""
    out: list[Number] = []
    at = scan.first
    for index in pack.words.starts(scan.tokens, scan.first, scan.last, scan.stems, reach=_REACH):
        if index < at:
            continue
        found = _number_at(scan, index, pack)
        if found is not None:
            out.append(found if found.first >= at else _cut(scan, found, index))
            at = found.last
    return out


def _cut(scan: Scan, number: Number, first: int) -> Number:
    """`number` without a currency sign that belongs to the number before it."""
    return msgspec.structs.replace(number, first=first, span=Span(scan.tokens[first].start, number.span.end))


def _number_at(scan: Scan, at: int, pack: NumbersPack) -> Number | None:
    if scan.hit("weekday", at) is not None:
        return None
    ordinal = scan.hit("ordinal", at)
    intro = scan.hit("between", at) or scan.hit("range_from", at)
    start, cues = _qualifiers(scan, at)
    value = _range(scan, at, pack.habits) or (read_value(scan, start, pack.habits) if start < scan.last else None)
    if value is None or (ordinal is not None and ordinal.end >= value.end):
        if ordinal is not None:
            return _make(scan, (at, ordinal.end), (int(ordinal.value), int(ordinal.value)), "ordinal")
        none = scan.hit("none", at)
        if none is None or (scan.hit("label", at) and none.end < scan.last and scan.tokens[none.end].text == "."):
            return None
        return _make(scan, (at, none.end), (0, 0), "none")
    ranged = intro is not None and read_value(scan, start, pack.habits) is None
    place = at, intro.end if intro is not None and ranged else start
    return _classify(scan, place, cues, value, pack.habits)


def _qualifiers(scan: Scan, at: int) -> tuple[int, set[str]]:
    """Index behind the qualifiers at `at` and their kinds; at most three of them."""
    cues: set[str] = set()
    for _ in range(3):
        best = None
        for hit in scan.all(at):
            if hit.kind in ("at_least", "at_most", "about") and (best is None or hit.end > best.end):
                best = hit
        if best is None:
            break
        cues.add(best.kind)
        at = best.end
    return at, cues


def _range(scan: Scan, at: int, habits: Habits) -> Value | None:
    """ "between 5 and 8", "from ten to fifteen", "15-20", "two or three"; bounds must rise."""
    between = scan.hit("between", at)
    if between is not None:
        for joins in (True, False):
            low = read_value(scan, between.end, habits, joins=joins)
            high = _second(scan, low.end, habits, "between_and") if low else None
            if low and high and low.low < high.high:
                return Value(low.low, high.high, high.end, "exact")
        return None
    intro = scan.hit("range_from", at)
    start = intro.end if intro is not None else _qualifiers(scan, at)[0]
    low = read_value(scan, start, habits)
    if low is None:
        return None
    high = _second(scan, low.end, habits, "range_to") or _dashed(scan, low.end, habits)
    if high is None or low.low >= high.high or low.kind == "vague":
        return None
    bottom = low.low * _borrowed(low.low, high)
    return Value(bottom if bottom < high.high else low.low, high.high, high.end, "exact")


def _borrowed(low: float, high: Value) -> float:
    """ "two to three million": the scale of the second number is that of the first too."""
    for scale in (10**9, 10**6, 10**3):
        if low < 1000 and high.high >= scale and high.high % scale == 0 and high.high // scale < 1000:
            return scale if low < high.high // scale else 1
    return 1


def _second(scan: Scan, at: int, habits: Habits, joiner: str) -> Value | None:
    hit = scan.hit(joiner, at)
    if hit is not None:
        found = read_value(scan, _qualifiers(scan, hit.end)[0], habits)
        if found is not None:
            return found
    if joiner == "between_and" and at < scan.last and _joined(scan, at, habits):
        return read_value(scan, at, habits)
    return None


def _joined(scan: Scan, at: int, habits: Habits) -> bool:
    """Whether "and" is written on the token at `at`."""
    digits = digits_of(scan.tokens[at], habits)
    return "and" in digits[1] if digits else any("and" in h.labels for h in scan.all(at))


def _dashed(scan: Scan, at: int, habits: Habits) -> Value | None:
    """The second number of "15-20" or "15–20"."""
    if not scan.first < at < scan.last or scan.tokens[at - 1].kind != "number":
        return None
    token = scan.tokens[at]
    if token.kind == "number" and token.glued and token.start == scan.tokens[at - 1].end + 1:
        return read_value(scan, at, habits)
    if token.text in _DASHES and at + 1 < scan.last and scan.tokens[at + 1].kind == "number":
        spaces = (token.start - scan.tokens[at - 1].end, scan.tokens[at + 1].start - token.end)
        return read_value(scan, at + 1, habits) if spaces == (0, 0) else None
    return None


# --- what kind of number ------------------------------------------------------------------------------------


def _classify(scan: Scan, place: tuple[int, int], cues: set[str], value: Value, habits: Habits) -> Number:
    """The number with its kind; `place`: where its qualifiers begin, and where it begins itself."""
    first, start = place
    end, kind, currency = value.end, value.kind, ""
    if kind != "one" or cues:
        kind, end, currency = _kind(scan, start, value, habits)
    first = _widen(scan, first, kind)
    low, high = value.low, value.high
    after = {name for name in ("at_least", "at_most", "about") if _follows(scan, f"{name}_after", end)}
    end = next((h.end for n in after if (h := scan.hit(f"{n}_after", end))), end)
    if value.kind == "one" and kind == "count" and not (cues or after):
        kind = "one"
    top: float | None = high
    if "at_least" in cues | after:
        top = None
    elif "at_most" in cues | after:
        low = 0
    return _make(scan, (first, end), (low, top), kind, currency)


def _make(
    scan: Scan, place: tuple[int, int], bounds: tuple[float, float | None], kind: str, currency: str = ""
) -> Number:
    (first, last), (low, high) = place, bounds
    span = Span(scan.tokens[first].start, scan.tokens[last - 1].end)
    return Number(first, last, span, int(low), None if high is None else int(high), kind, currency, float(low))


def _widen(scan: Scan, first: int, kind: str) -> int:
    """Take in a currency sign before the number."""
    if kind != "money":
        return first
    start = scan.ends("currency", first, 2)
    return first if start is None else start


def _follows(scan: Scan, kind: str, at: int) -> bool:
    """Whether a qualifier stands behind the number or behind the noun it counts."""
    for index in range(at, min(at + _AFTER_REACH, scan.last)):
        if scan.hit(kind, index) is not None:
            return True
        if scan.tokens[index].kind != "word" or scan.hit("value", index) is not None:
            return False
    return False


def _kind(scan: Scan, start: int, value: Value, habits: Habits) -> tuple[str, int, str]:
    """Kind, index behind the unit, currency. The kind is empty where no number is meant."""
    end = value.end
    sign = scan.hit("percent", end)
    if sign is not None:
        return "percent", sign.end, ""
    money = _money(scan, start, end)
    if money is not None:
        return "money", money[0], money[1]
    digits = digits_of(scan.tokens[start], habits) if start < scan.last else None
    if digits is not None:
        kind = "clock" if _glued_clock(scan, end, habits) else _digit_kind(scan, start, end, digits[0], value)
        if kind:
            suffix = scan.hit("ordinal_suffix", end) if kind == "ordinal" else None
            return kind, suffix.end if suffix else end, ""
    unit = scan.hit("time", end)
    if unit is not None:
        old = scan.hit("age_after", unit.end) or scan.ends("age_before", start) is not None
        return ("age" if old else "duration"), end, ""
    if scan.hit("measure", end):
        return "measure", end, ""
    if scan.ends("age_before", start) is not None:
        return "age", end, ""
    if scan.hit("clock_after", end) or scan.ends("clock_before", start) is not None:
        return "clock", end, ""
    fraction = value.kind == "exact" and value.low != int(value.low)
    return ("measure" if fraction else "count"), end, ""


def _money(scan: Scan, start: int, end: int) -> tuple[int, str] | None:
    of = scan.hit("of", end)
    for at in (end, of.end if of else end):
        hit = scan.hit("currency", at)
        if hit is not None:
            return hit.end, str(hit.value)
    before = scan.ends("currency", start, 2)
    if before is not None and start < scan.last and scan.tokens[start].kind == "number":
        hit = next((h for h in scan.all(before) if h.kind == "currency" and h.end == start), None)
        return (end, str(hit.value)) if hit else None
    return None


def _digit_kind(scan: Scan, start: int, end: int, digits: str, value: Value) -> str:
    """Kinds that only written digits have."""
    token, tokens = scan.tokens[start], scan.tokens
    if ":" in digits or _clock(scan, start, end):
        return "clock"
    if end < scan.last and tokens[end].glued and scan.hit("ordinal_suffix", end):
        return "ordinal"
    if is_year(scan, start, end, digits) or (value.high > value.low and _year_range(scan, start)):
        return "year"
    if digits.isdecimal() and int(digits[:9]) <= 31 and _beside_month(scan, start, end):
        return "date"
    if _slashed(scan, start, end):
        return "date"
    if scan.ends("label", start) is not None:
        return "label"
    if end < scan.last and tokens[end].glued and tokens[end].start == tokens[end - 1].end and not scan.all(end):
        return "label"
    part_of_name = token.glued and start > scan.first and tokens[start - 1].kind == "word"
    return "label" if part_of_name and tokens[start - 1].end <= token.start else ""


def _year_range(scan: Scan, start: int) -> bool:
    """ "between 2013 and 2018": a range of years that is announced, or bare digits joined by a dash."""
    digits = scan.tokens[start].norm
    if len(digits) != 4 or digits[:2] not in ("19", "20"):
        return False
    return any(scan.ends(k, start) is not None for k in ("between", "range_from", "year_cues"))


def _glued_clock(scan: Scan, end: int, habits: Habits) -> bool:
    """ "15h30": what is glued behind the hour is a word for it and the minutes."""
    if end >= scan.last or not scan.tokens[end].glued:
        return False
    norm = scan.tokens[end].norm
    return norm[-1:].isdigit() and norm.rstrip("0123456789") in habits.clock


def _clock(scan: Scan, start: int, end: int) -> bool:
    if scan.hit("clock_after", end) is not None and scan.hit("time", end) is None:
        return True
    return scan.ends("clock_before", start) is not None


def _beside_month(scan: Scan, start: int, end: int) -> bool:
    of = scan.hit("of", end)
    if scan.hit("month", end) or (of and scan.hit("month", of.end)):
        return True
    if scan.ends("month", start) is not None:
        return True
    stop = start - 1
    return stop > scan.first and scan.tokens[stop].text in (".", "/") and scan.ends("month", stop) is not None


def _slashed(scan: Scan, start: int, end: int) -> bool:
    """Part of 14/10/2025 or 2025-10-14."""
    tokens = scan.tokens
    after = end + 1 < scan.last and tokens[end].text == "/" and tokens[end + 1].kind == "number"
    before = start - 2 >= scan.first and tokens[start - 1].text == "/" and tokens[start - 2].kind == "number"
    return after or before


def is_year(scan: Scan, start: int, end: int, digits: str) -> bool:
    """Whether digits are a year: four of them, 1900 to 2099, with something that shows it.

    A preposition of time, a month, a sign behind or brackets around show it; "of" does only for years that are no round
    number, because "a group of 2000 soldiers" is a count.
    """
    if len(digits) != 4 or not digits.isdecimal() or digits[:2] not in ("19", "20"):
        return False
    if scan.tokens[start].norm != digits and scan.tokens[start].kind == "number":
        return False
    if scan.ends("about", start) is not None or scan.ends("at_least", start) is not None:
        return False
    if scan.ends("year_cues", start) is not None or _beside_month(scan, start, end):
        return True
    if end >= scan.last or scan.tokens[end].kind in ("mark", "break"):
        return scan.tokens[end].text != "%" if end < scan.last else True
    if scan.tokens[end].glued and scan.tokens[end].kind == "number":
        return True
    weak = scan.ends("year_cues_weak", start) is not None
    return weak and int(digits) % 100 != 0
