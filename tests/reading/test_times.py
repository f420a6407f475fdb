"""Time expressions: cases by language, the resolvers, and what holds for every text."""

from __future__ import annotations

import pickle
from datetime import date
from typing import Any

import pytest
from babel.dates import get_day_names, get_month_names
from hypothesis import given, settings
from hypothesis import strategies as st

from nadhir.reading.times import TimeExpression, find_times, resolve_anaphoric, shift_future
from nadhir.reading.times_resolve import OPERATIONS
from nadhir.reading.times_rules import SLOTS, expand
from nadhir.records import Interval
from nadhir.text import fold
from tests.reading.conftest import LANGUAGES, cases, kit_of, pieces

PUBLISHED = date(2025, 12, 3)


def times_of(
    language: str, text: str, published: date | None = PUBLISHED, *, future: bool = False
) -> list[TimeExpression]:
    kit = kit_of(language)
    tokens = kit.tokenizer(text)
    return find_times(tokens, 0, len(tokens), kit.times, published, kit.stems, future=future)


@pytest.mark.parametrize(("language", "case"), cases("times.yml"))
def test_case(language: str, case: dict[str, Any]) -> None:
    published = case.get("published", PUBLISHED)
    found = times_of(language, case["text"], published, future=case.get("future", False))
    rows = []
    for time in found:
        days = time.interval
        bounds = [days.start, days.end, days.precision] if days else [None, None, None]
        rows.append([case["text"][time.span.start : time.span.end], *bounds, time.role])
    assert rows == case["expect"]
    assert any(t.dateline for t in found) == case.get("dateline", False)
    assert all((t.anchor == "anaphoric") == case.get("anaphoric", False) for t in found)


def test_there_are_enough_cases() -> None:
    assert len(cases("times.yml")) >= 120


# --- resolvers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "start", "end"),
    [
        ("en", "the same day", "2025-10-14", "2025-10-14"),
        ("en", "the next day", "2025-10-15", "2025-10-15"),
        ("en", "two days later", "2025-10-16", "2025-10-16"),
        ("en", "the following week", "2025-10-20", "2025-10-26"),
        ("fr", "la veille", "2025-10-13", "2025-10-13"),
        ("fr", "le lendemain", "2025-10-15", "2025-10-15"),
        ("fr", "trois jours plus tôt", "2025-10-11", "2025-10-11"),
        ("ar", "في اليوم نفسه", "2025-10-14", "2025-10-14"),
        ("ar", "في اليوم التالي", "2025-10-15", "2025-10-15"),
        ("ar", "بعد يومين", "2025-10-16", "2025-10-16"),
    ],
)
def test_an_anaphor_takes_its_antecedent(language: str, text: str, start: str, end: str) -> None:
    day = date(2025, 10, 14)
    (time,) = times_of(language, text)
    assert time.anchor == "anaphoric"
    assert time.interval is None
    found = resolve_anaphoric(time, Interval(start=day, end=day, precision="day"))
    assert found is not None
    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)


@pytest.mark.parametrize(("language", "text"), [("en", "since then"), ("fr", "depuis lors"), ("ar", "منذ ذلك الحين")])
def test_since_then_reaches_to_publication(language: str, text: str) -> None:
    day = date(2025, 10, 14)
    (time,) = times_of(language, text)
    found = resolve_anaphoric(time, Interval(start=day, end=day, precision="day"), PUBLISHED)
    assert found is not None
    assert (found.start, found.end) == (day, PUBLISHED)


@pytest.mark.parametrize(
    ("language", "text", "start"),
    [
        ("en", "on Monday", "2025-12-08"),
        ("en", "in March", "2026-03-01"),
        ("en", "on January 7", "2026-01-07"),
        ("fr", "vendredi", "2025-12-05"),
        ("ar", "يوم الجمعة", "2025-12-05"),
    ],
)
def test_a_future_marker_looks_ahead(language: str, text: str, start: str) -> None:
    (time,) = times_of(language, text)
    ahead = shift_future(time, PUBLISHED)
    assert ahead.future
    assert ahead.interval is not None
    assert ahead.interval.start.isoformat() == start


# --- every text ---------------------------------------------------------------------------------------------

_PIECES = st.sampled_from(pieces("times"))


@pytest.mark.parametrize("language", LANGUAGES)
@given(
    text=st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=14).map(" ".join)),
    published=st.one_of(st.none(), st.dates(), st.dates(date(2024, 1, 1), date(2026, 12, 31))),
    future=st.booleans(),
)
@settings(max_examples=250, deadline=None)
def test_any_text_gives_ordered_verbatim_spans(language: str, text: str, published: date | None, future: bool) -> None:
    end = 0
    for time in times_of(language, text, published, future=future):
        assert time.span.start >= end
        end = time.span.end
        assert time.first < time.last
        assert text[time.span.start : time.span.end].strip()
        assert time.interval is None or time.interval.start <= time.interval.end
        assert published is not None or time.anchor != "relative" or time.interval is None
        shift_future(time, published)
        day = published or PUBLISHED
        resolve_anaphoric(time, Interval(start=day, end=day, precision="day"), published)


def test_a_pack_survives_pickling() -> None:
    kit = kit_of("ar")
    pack = pickle.loads(pickle.dumps(kit.times))
    tokens = kit.tokenizer("منذ خمسة أسابيع")
    assert len(find_times(tokens, 0, len(tokens), pack, PUBLISHED, kit.stems)) == 1


# --- the knowledge ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendar_holds_the_names_of_cldr(language: str) -> None:
    calendar = kit_of(language).calendar
    for number, name in get_month_names("wide", locale=language).items():
        assert fold(name) in map(fold, calendar.months[number])
    for number, name in get_day_names("wide", locale=language).items():
        assert fold(name) in map(fold, calendar.weekdays[number + 1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_has_two_meanings(language: str) -> None:
    calendar = kit_of(language).calendar
    for table in (calendar.weekdays, calendar.months, calendar.hijri_months):
        seen: dict[str, int] = {}
        for number, names in table.items():
            for name in names:
                assert seen.setdefault(fold(name), number) == number, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_use_known_classes_and_operations(language: str) -> None:
    calendar = kit_of(language).calendar
    known = {"weekday", "month", "hmonth", "season", "edge", "unit", "unit1", "unit2", "units", "hour", "hours"}
    known |= set(SLOTS) | set(calendar.words)
    for rule in calendar.rules:
        assert rule.op in OPERATIONS, rule.form
        for kinds in expand(rule):
            assert all(k.startswith("=") or k in known for k in kinds), rule.form


@pytest.mark.parametrize("published", [date.min, date.max])
def test_the_ends_of_the_calendar_are_no_error(published: date) -> None:
    for text in ("before today", "since last year", "next decade", "three weeks ago", "until the end of next year"):
        for time in times_of("en", text, published):
            shift_future(time, published)
