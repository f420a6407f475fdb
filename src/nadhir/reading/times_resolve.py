"""What a time expression means in days: an interval against the day of publication, or None.

Nothing here falls back on the day of publication: what cannot be placed is None. `OPERATIONS` maps the `op` of a rule
to its function; `times_place` adds what the word before the expression ("since", "until") does to the interval.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal, NamedTuple

from hijridate import Gregorian, Hijri

from nadhir.records import Interval

Precision = Literal["day", "week", "month", "year", "open"]
_DAY = timedelta(days=1)
# How many of a unit "weeks", "a few months" stands for, and the precision of a length given so.
VAGUE = {"minute": 1, "hour": 6, "day": 3, "week": 4, "month": 4, "year": 3, "decade": 3}
_COARSER: dict[str, Precision] = {"minute": "day", "hour": "day", "day": "week", "week": "month", "month": "month",
                                  "year": "year", "decade": "year"}  # fmt: skip
_PRECISION: dict[str, Precision] = {"minute": "day", "hour": "day", "day": "day", "week": "week", "month": "month",
                                    "year": "year", "decade": "year"}  # fmt: skip
_MONTH_EDGES = {"early": (1, 10), "mid": (11, 20), "half1": (1, 15)}
_YEAR_EDGES = {"early": (1, 3), "mid": (5, 8), "late": (10, 12), "half1": (1, 6), "half2": (7, 12)}
# First month of a season of the northern half of the world, as news and the codebook's regions use them.
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


class Core(NamedTuple):
    """An expression without the word before it: the rule's numbers and what the slots hold."""

    op: str
    bound: dict[str, int | float | str]
    shift: int = 0
    until: int | None = None
    unit: str = ""
    when: str = ""
    edge: str = ""

    def get(self, name: str) -> int | None:
        """An integer slot, None where it is empty."""
        value = self.bound.get(name)
        return None if value is None or isinstance(value, str) else int(value)


def span_of(start: date, end: date, precision: Precision) -> Interval:
    """An interval without text."""
    return Interval(start=start, end=end, precision=precision)


def resolve(core: Core, ref: date | None, future: bool = False) -> Interval | None:
    """The interval that `core` names, seen from `ref`; `future` looks ahead where the words leave it open."""
    try:
        return OPERATIONS[core.op](core, ref, future)
    except (OverflowError, ValueError):
        return None


# --- arithmetic ---------------------------------------------------------------------------------------------


def add_units(day: date, n: float, unit: str) -> date:
    """`day` moved by `n` units; months and years keep the day of the month where it exists."""
    if unit in ("minute", "hour"):
        return day + timedelta(days=int(n / 24)) if unit == "hour" else day
    if unit in ("day", "week"):
        return day + timedelta(days=round(n * (7 if unit == "week" else 1)))
    months = n * {"month": 1, "year": 12, "decade": 120}[unit]
    whole = int(months)
    index = day.year * 12 + day.month - 1 + whole
    year, month = divmod(index, 12)
    moved = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return moved + timedelta(days=round((months - whole) * 30))


def unit_around(day: date, unit: str) -> tuple[date, date]:
    """First and last day of the calendar unit that holds `day`; weeks begin on Monday."""
    if unit == "week":
        start = day - timedelta(days=day.weekday())
        return start, start + timedelta(days=6)
    if unit == "month":
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    if unit == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    if unit == "decade":
        first = day.year - day.year % 10
        return date(first, 1, 1), date(first + 9, 12, 31)
    return day, day


def edge_of(start: date, end: date, edge: str, unit: str) -> Interval:
    """The early, middle or late part of a calendar unit."""
    if unit in ("minute", "hour", "day"):
        return span_of(start, end, "day")
    if unit == "month":
        first, final = {**_MONTH_EDGES, "late": (21, end.day), "half2": (16, end.day)}[edge]
        return span_of(start.replace(day=first), start.replace(day=final), "week")
    if unit == "year":
        first, final = _YEAR_EDGES[edge]
        return span_of(date(start.year, first, 1), unit_around(date(start.year, final, 1), "month")[1], "month")
    length = (end - start).days + 1
    third, half = length // 3, length // 2
    cut = {"early": (0, third), "mid": (third, 2 * third), "late": (2 * third, length), "half1": (0, half)}.get(
        edge, (half, length)
    )
    precision: Precision = "day" if length <= 7 else "month" if length < 400 else "year"
    return span_of(start + cut[0] * _DAY, start + (cut[1] - 1) * _DAY, precision)


def precision_of(unit: str, vague: bool) -> Precision:
    """The precision of a length of time: its unit's, one step coarser if it is vague."""
    return _COARSER[unit] if vague else _PRECISION[unit]


def amount_of(core: Core) -> tuple[float, str, bool]:
    """Number, unit, and whether the number is only a guess ("weeks")."""
    unit = unit_of(core)
    vague = bool(core.bound.get("vague", 0)) or "n" not in core.bound
    n = float(VAGUE[unit]) if vague else float(core.bound["n"])
    return n, unit, vague


def unit_of(core: Core) -> str:
    """The unit that the rule names or a slot holds."""
    if core.unit:
        return core.unit
    for name in ("unit", "unit1", "unit2", "units", "hour", "hours"):
        if name in core.bound:
            return str(core.bound[name])
    return "day"


# --- operations ---------------------------------------------------------------------------------------------


def _offset(core: Core, ref: date | None, future: bool) -> Interval | None:
    if ref is None:
        return None
    until = core.shift if core.until is None else core.until
    return span_of(ref + core.shift * _DAY, ref + until * _DAY, "day")


def _weekday(core: Core, ref: date | None, future: bool) -> Interval | None:
    weekday = core.get("weekday")
    if ref is None or weekday is None:
        return None
    second = core.get("weekday2")
    target = second or weekday
    back = (ref.isoweekday() - target) % 7
    if core.when in ("this", "week"):
        monday = unit_around(ref, "week")[0]
        day = monday + timedelta(days=7 * core.shift + target - 1)
    elif core.when == "next" or (future and core.when != "before"):
        day = ref + timedelta(days=7 - back)
    else:
        day = ref - timedelta(days=back or (7 if core.when == "before" else 0))
    start = day if second is None else day - timedelta(days=(second - weekday) % 7)
    return span_of(start, day, "day")


def _weekend(core: Core, ref: date | None, future: bool) -> Interval | None:
    """Saturday and Sunday."""
    if ref is None:
        return None
    saturday = ref - timedelta(days=(ref.isoweekday() - 6) % 7)
    if core.when == "next" or future:
        saturday += timedelta(days=7)
    elif core.when == "before" and ref.isoweekday() >= 6:
        saturday -= timedelta(days=7)
    return span_of(saturday, saturday + _DAY, "day")


def _date(core: Core, ref: date | None, future: bool) -> Interval | None:
    day, month, year = core.get("day"), core.get("month"), core.get("year")
    if day is None or month is None:
        return None
    last_day, last_month = core.get("day2") or day, core.get("month2") or month
    if year is not None:
        end = date(year, last_month, last_day)
    else:
        found = None if ref is None else _nearest(last_month, last_day, ref, core, future)
        if found is None:
            return None
        end = found
    start = date(end.year - (1 if month > last_month else 0), month, day)
    return span_of(start, end, "day") if start <= end else None


def _nearest(month: int, day: int, ref: date, core: Core, future: bool) -> date | None:
    """The latest such date up to `ref`, or the next one; years in which it does not exist are skipped."""
    when = core.when
    if when == "this":
        return date(ref.year + core.shift, month, day)
    ahead = when == "next" or (future and when != "past")
    for step in range(9):
        year = ref.year + (step if ahead else -step)
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if (found >= ref) if ahead else (found < ref or (found == ref and when != "past")):
            return found
    return None


def _month(core: Core, ref: date | None, future: bool) -> Interval | None:
    month, year = core.get("month"), core.get("year")
    if month is None:
        return None
    last = core.get("month2") or month
    if year is None:
        if ref is None:
            return None
        now = ref.month
        ahead = core.when == "next" or (future and core.when != "past")
        if core.when == "this":
            year = ref.year
        elif ahead:
            year = ref.year + (1 if month < now or (month == now and core.when == "next") else 0)
        else:
            year = ref.year - (1 if month > now or (month == now and core.when == "past") else 0)
        year += core.shift
    elif month > last:
        year -= 1
    start = date(year, month, 1)
    end = unit_around(date(year + (1 if last < month else 0), last, 1), "month")[1]
    edge = core.edge or str(core.bound.get("edge", ""))
    return edge_of(start, end, edge, "month") if edge else span_of(start, end, "month")


def _year(core: Core, ref: date | None, future: bool) -> Interval | None:
    year = core.get("year")
    if year is None:
        return None
    last = core.get("year2") or year
    if last < year:
        return None
    start, end = date(year, 1, 1), date(last, 12, 31)
    edge = core.edge or str(core.bound.get("edge", ""))
    return edge_of(start, end, edge, "year") if edge else span_of(start, end, "year")


def _decade(core: Core, ref: date | None, future: bool) -> Interval | None:
    year = core.get("year") or core.shift
    return span_of(*unit_around(date(year, 1, 1), "decade"), "year")


def _unit(core: Core, ref: date | None, future: bool) -> Interval | None:
    if ref is None:
        return None
    unit = unit_of(core)
    start, end = unit_around(add_units(ref, core.shift, unit), unit)
    edge = core.edge or str(core.bound.get("edge", ""))
    if edge in _YEAR_EDGES:
        return edge_of(start, end, edge, unit)
    if core.shift == 0 and edge != "whole":
        start, end = (ref, end) if future or edge == "later" else (start, ref)
    return span_of(start, end, _PRECISION[unit])


def _window(core: Core, ref: date | None, future: bool) -> Interval | None:
    if ref is None:
        return None
    n, unit, _ = amount_of(core)
    ahead = core.shift > 0
    other = add_units(ref, n if ahead else -n, unit)
    return span_of(ref, other, _PRECISION[unit]) if ahead else span_of(other, ref, _PRECISION[unit])


def _ago(core: Core, ref: date | None, future: bool) -> Interval | None:
    """ "three months ago": the calendar unit that holds the day; "months ago": a stretch before that."""
    if ref is None:
        return None
    return moved(core, ref, core.shift)


def moved(core: Core, base: date, sign: int) -> Interval:
    """The unit that lies the core's amount away from `base`."""
    n, unit, vague = amount_of(core)
    point = add_units(base, sign * n, unit)
    if vague:
        other = add_units(base, sign * n * 2, unit)
        return span_of(min(point, other), max(point, other), _COARSER[unit])
    return span_of(*unit_around(point, "year" if unit == "decade" else unit), _PRECISION[unit])


def _nothing(core: Core, ref: date | None, future: bool) -> Interval | None:
    return None


def _open(core: Core, ref: date | None, future: bool) -> Interval | None:
    if ref is None:
        return None
    return span_of(ref + core.shift * _DAY, ref + (core.until or 0) * _DAY, "open")


def _season_in(name: str, year: int) -> tuple[date, date]:
    start = date(year, _SEASONS[name], 1)
    return start, unit_around(add_units(start, 2, "month"), "month")[1]


def _season(core: Core, ref: date | None, future: bool) -> Interval | None:
    name, year = str(core.bound["season"]), core.get("year")
    if year is None:
        if ref is None:
            return None
        year = _season_year(name, ref, core.when, future)
    start, end = _season_in(name, year)
    edge = core.edge or str(core.bound.get("edge", ""))
    return edge_of(start, end, edge, "season") if edge else span_of(start, end, "month")


def _season_year(name: str, ref: date, when: str, future: bool) -> int:
    options = [(y, *_season_in(name, y)) for y in range(ref.year - 2, ref.year + 3)]
    if when == "this":
        return min(options, key=lambda o: max((o[1] - ref).days, (ref - o[2]).days, 0))[0]
    if when == "next":
        return next(o[0] for o in options if o[1] > ref)
    if when == "past":
        return next(o[0] for o in reversed(options) if o[2] < ref)
    if future:
        return next(o[0] for o in options if o[2] >= ref)
    return next(o[0] for o in reversed(options) if o[1] <= ref)


# --- Hijri --------------------------------------------------------------------------------------------------


def _hijri_day(year: int, month: int, day: int) -> date:
    return date(*Hijri(year, month, day).to_gregorian().datetuple())


def _hijri_span(year: int, month: int | None, day: int | None) -> Interval:
    if month is None:
        return span_of(_hijri_day(year, 1, 1), _hijri_day(year + 1, 1, 1) - _DAY, "year")
    if day is not None:
        point = _hijri_day(year, month, day)
        return span_of(point, point, "day")
    start = _hijri_day(year, month, 1)
    return span_of(start, start + (Hijri(year, month, 1).month_length() - 1) * _DAY, "month")


def _hijri(core: Core, ref: date | None, future: bool) -> Interval | None:
    """By the Umm al-Qura calendar, as the `hijridate` library computes it."""
    year, month, day = core.get("hyear"), core.get("hmonth"), core.get("day")
    if year is not None:
        found = _hijri_span(year, month, day)
    elif ref is None or month is None:
        return None
    else:
        now = int(Gregorian(ref.year, ref.month, ref.day).to_hijri().year)
        options = [_hijri_span(y, month, day) for y in (now - 1, now, now + 1)]
        found = _choose(options, ref, core.when, future)
    edge = core.edge or str(core.bound.get("edge", ""))
    return edge_of(found.start, found.end, edge, "hmonth") if edge and day is None and month is not None else found


def _choose(options: list[Interval], ref: date, when: str, future: bool) -> Interval:
    if when == "next":
        return next(o for o in options if o.start > ref)
    if when == "past":
        return next(o for o in reversed(options) if o.end < ref)
    if future:
        return next(o for o in options if o.end >= ref)
    return next(o for o in reversed(options) if o.start <= ref)


Operation = Callable[[Core, date | None, bool], Interval | None]
OPERATIONS: dict[str, Operation] = {
    "offset": _offset,
    "weekday": _weekday,
    "weekend": _weekend,
    "date": _date,
    "month": _month,
    "year": _year,
    "decade": _decade,
    "unit": _unit,
    "window": _window,
    "ago": _ago,
    "span": _nothing,
    "frequency": _nothing,
    "anaphor": _nothing,
    "background": _nothing,
    "ignore": _nothing,
    "open": _open,
    "season": _season,
    "hijri": _hijri,
}
