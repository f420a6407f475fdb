"""The day of publication, from the ways in which files write it. What has two readings, or none, is not guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from babel import Locale
from babel.localedata import locale_identifiers

import nadhir.knowledge
from nadhir.text import fold

_ISO = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[t ].*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[t ].*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[t ,].*)?")
_CLOCK = re.compile(r"\d{1,2}[:hH]\d{2}(?::\d{2})?(?:\.\d+)?|[+-]\d{4}\b")
_WORDS = re.compile(r"\d+|[^\W\d_]+")
_YEARS = range(1900, 2101)
_MILLISECONDS = 100_000_000_000


class UnreadableDateError(ValueError):
    """`code`: `date_impossible` or `date_ambiguous` (day and month may be either way round)."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def read_date(written: str | float | date, language: str = "") -> date:
    """The day that `written` gives; raises `UnreadableDateError`. A time of day and its zone are left aside.

    "05/11/2025" is read only in a `language` all of whose countries put the day first, or all the month.
    """
    if isinstance(written, datetime):
        return written.date()
    if isinstance(written, date):
        return written
    if isinstance(written, bool):
        raise UnreadableDateError("date_impossible")
    if isinstance(written, int | float):
        return _from_number(written)
    text = fold(written).strip()
    for pattern in (_ISO, _YEAR_FIRST):
        if match := pattern.fullmatch(text):
            return _day(*map(int, match.groups()))
    if match := _YEAR_LAST.fullmatch(text):
        first, second, year = map(int, match.groups())
        return _year_last(first, second, year, language)
    if text.isdigit() and len(text) in (10, 13):
        return _from_number(int(text))
    try:
        return parsedate_to_datetime(written).date()
    except (ValueError, TypeError, IndexError):
        return _in_words(text)


def _from_number(number: float) -> date:
    text = str(number)
    if len(text) == 8 and text.isdigit():
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]))
    if not 10**8 < number < 10**13:
        raise UnreadableDateError("date_impossible")
    seconds = number / 1000 if number >= _MILLISECONDS else number
    try:
        found = datetime.fromtimestamp(seconds, UTC).date()
    except (OverflowError, OSError, ValueError) as error:
        raise UnreadableDateError("date_impossible") from error
    return _day(found.year, found.month, found.day)


def _day(year: int, month: int, day: int) -> date:
    if year not in _YEARS:
        raise UnreadableDateError("date_impossible")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise UnreadableDateError("date_impossible") from error


def _year_last(first: int, second: int, year: int, language: str) -> date:
    orders = {"dm"} if first > 12 or first == second else {"md"} if second > 12 else _orders(language)
    if len(orders) != 1:
        raise UnreadableDateError("date_ambiguous")
    return _day(year, second, first) if "dm" in orders else _day(year, first, second)


@lru_cache(maxsize=8)
def _orders(language: str) -> frozenset[str]:
    """The orders of day ("d") and month ("m") in the short dates of a language's countries, where the year is last."""
    patterns = (locale.date_formats["short"].pattern.lower() for locale in _locales({language}))
    letters = ("".join(dict.fromkeys(c for c in pattern if c in "dmy")) for pattern in patterns)
    return frozenset(order[:2] for order in letters if order.endswith("y"))


def _locales(languages: set[str]) -> Iterator[Locale]:
    """CLDR's locales of some languages in their usual script."""
    for identifier in locale_identifiers():
        language, *rest = identifier.split("_")
        if language in languages and all(len(part) <= 3 for part in rest):
            yield Locale.parse(identifier)


def _in_words(text: str) -> date:
    words = _WORDS.findall(_CLOCK.sub(" ", text))
    spelled = [*words, *(" ".join(pair) for pair in pairwise(words))]
    months = {_months()[word] for word in spelled if word in _months()}
    numbers = [int(word) for word in words if word.isdigit() and len(word) <= 4]
    years = [n for n in numbers if n in _YEARS]
    days = [n for n in numbers if 1 <= n <= 31]
    if len(months) != 1 or len(years) != 1 or len(days) != 1:
        raise UnreadableDateError("date_impossible")
    return _day(years[0], months.pop(), days[0])


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Month names in the languages of the packs, as all their countries call them, but for those of two months."""
    packs = {path.name for path in (Path(nadhir.knowledge.__file__).parent / "languages").iterdir()}
    found: dict[str, set[int]] = {}
    for locale in _locales(packs):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months["format"][width].items():
                found.setdefault(fold(name).strip("."), set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1 and not name.isdigit()}
