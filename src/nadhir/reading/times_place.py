"""A time expression, and what the word before it ("since", "until") does to its interval."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from nadhir.reading.times_resolve import Core, add_units, amount_of, moved, precision_of, resolve, span_of
from nadhir.records import Interval, Span

_DAY = timedelta(days=1)
_LOOKING_AHEAD = frozenset({"until", "before"})
# What "since", "until"… leave of the precision of "early September".
_WIDENED = frozenset({"early"})


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """`tokens[first:last]`, what they mean, and how.

    `interval` is None where it cannot be told: a duration, a frequency, a relative expression in a report without a
    date, an anaphor ("the next day": see `resolve_anaphoric`). `anchor`: `absolute`, `relative` or `anaphoric`.
    `role`: `point`, `since`, `until`, `before`, `after`, `duration`, `frequency` or `background`. `future`: the words
    themselves look ahead. `dateline`: the date at the head of an agency report. `cores`: one, or the two ends of a
    range.
    """

    first: int
    last: int
    span: Span
    interval: Interval | None
    anchor: str
    role: str
    future: bool
    dateline: bool
    cores: tuple[Core, ...]


def interval_of(cores: tuple[Core, ...], role: str, published: date | None, future: bool) -> Interval | None:
    """The interval of an expression against `published`, or None; days beyond the years 1 to 9999 are None too."""
    try:
        if cores[0].op == "span":
            return _length(cores[0], role, published, future)
        point = _point(cores, published, future or role in _LOOKING_AHEAD)
        return None if point is None else _place(point, cores[0], role, published)
    except (OverflowError, ValueError):
        return None


def _length(core: Core, role: str, published: date | None, future: bool) -> Interval | None:
    """ "for three weeks", where it reaches to the present; elsewhere a duration lies nowhere."""
    if role != "since" or published is None:
        return None
    n, unit, vague = amount_of(core)
    other = add_units(published, n if future else -n, unit)
    return span_of(min(other, published), max(other, published), precision_of(unit, vague))


def _point(cores: tuple[Core, ...], published: date | None, future: bool) -> Interval | None:
    end = resolve(cores[-1], published, future)
    if end is None or len(cores) == 1:
        return end
    start = resolve(cores[0], end.start, False)
    if start is None or start.start > end.end:
        return None
    return span_of(start.start, end.end, end.precision)


def _place(point: Interval, core: Core, role: str, published: date | None) -> Interval | None:
    edge = core.edge or str(core.bound.get("edge", ""))
    precision = "month" if edge in _WIDENED and core.op == "month" else point.precision
    if role == "since":
        if published is None:
            return None
        start = point.start.replace(day=15) if edge == "mid" and core.op == "month" else point.start
        return span_of(start, published, precision) if start <= published else point
    if role == "until":
        ahead = published is not None and published <= point.end
        return span_of(published, point.end, precision) if ahead and published else point
    if role == "before":
        end = point.start - _DAY
        return span_of(published, end, precision) if published is not None and published <= end else None
    if role == "after":
        start = point.end + _DAY if point.precision == "day" else point.start
        return span_of(start, published, precision) if published is not None and start <= published else None
    return point


def shift_future(expression: TimeExpression, published: date | None) -> TimeExpression:
    """The same words said of the future ("will be deployed from Friday"): the next such day, month or season."""
    interval = interval_of(expression.cores, expression.role, published, True)
    return replace(expression, interval=_with_span(interval, expression.span), future=True)


def resolve_anaphoric(
    expression: TimeExpression, antecedent: Interval, published: date | None = None
) -> Interval | None:
    """The interval of "the same day", "the next week", "two days later" after a claim at `antecedent`.

    `published` is needed for "since then" only. Expressions that are no anaphors keep their interval.
    """
    core = expression.cores[0]
    if core.op != "anaphor":
        return expression.interval
    try:
        point = antecedent if core.shift == 0 else _moved(core, antecedent)
        placed = _place(point, core, expression.role, published)
    except (OverflowError, ValueError):
        return None
    return _with_span(placed, expression.span)


def _moved(core: Core, antecedent: Interval) -> Interval:
    weekday = core.get("weekday")
    if weekday is not None:
        days = (weekday - antecedent.end.isoweekday() - 1) % 7 + 1
        return span_of(antecedent.end + days * _DAY, antecedent.end + days * _DAY, "day")
    base = antecedent.end if core.shift > 0 else antecedent.start
    return moved(core, base, 1 if core.shift > 0 else -1)


def _with_span(interval: Interval | None, span: Span) -> Interval | None:
    if interval is None:
        return None
    return Interval(start=interval.start, end=interval.end, precision=interval.precision, span=span)


def located(expression: TimeExpression, published: date | None, future: bool) -> TimeExpression:
    """`expression` with its interval."""
    interval = interval_of(expression.cores, expression.role, published, future or expression.future)
    return replace(expression, interval=_with_span(interval, expression.span))
