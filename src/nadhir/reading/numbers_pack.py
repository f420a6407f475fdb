"""`numbers.yml` ready for look-up, and the duals of nouns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from nadhir.knowledge.schema_reading import Calendar, Numbers
from nadhir.reading.numerals import Habits
from nadhir.reading.wordlist import Wordlist
from nadhir.text import fold

# What a number cannot do without: the rest are words around it.
_TRIGGERS = ("value", "scale", "collective", "vague", "few", "one", "none", "ordinal")


class NumbersPack(NamedTuple):
    """`numbers.yml` ready for look-up. `duals`: endings with the endings of the singular."""

    words: Wordlist
    habits: Habits
    duals: tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def build(cls, numbers: Numbers, calendar: Calendar | None = None) -> NumbersPack:
        """Index the words; `calendar` tells days of months, durations and weekdays named like numbers apart."""
        words = Wordlist(_entries(numbers))
        if calendar is not None:
            for kind, value, phrase in _calendar_entries(calendar):
                words.add(kind, value, phrase)
        words.trigger(_TRIGGERS)
        duals = tuple((fold(d.ending), tuple(fold(s) for s in d.singular)) for d in numbers.duals)
        return cls(words, Habits.build(numbers), duals)


_LISTS = ("none", "half", "at_least", "at_least_after", "about", "about_after", "at_most", "at_most_after", "between",
          "between_and", "range_from", "range_to", "percent", "of", "age_before", "age_after", "clock_before",
          "clock_after", "year_cues", "year_cues_weak")  # fmt: skip


def _entries(numbers: Numbers) -> Iterator[tuple[str, int | str, str]]:
    for kind, table in (("value", numbers.values), ("scale", numbers.scales), ("collective", numbers.collectives)):
        for value, phrases in table.items():
            yield from ((kind, value, p) for p in phrases)
    for value, phrases in numbers.ordinals.items():
        yield from (("ordinal", value, p) for p in phrases)
    for loose in (numbers.few, *numbers.vague):
        kind = "few" if loose is numbers.few else "vague"
        yield from ((kind, f"{loose.low}-{loose.high}", p) for p in loose.words)
    for name in _LISTS:
        yield from ((name, 0, p) for p in getattr(numbers, name))
    for code, phrases in numbers.currencies.items():
        yield from (("currency", code, p) for p in phrases)
    for kind, phrases in (("one", numbers.ones), ("article", numbers.articles), ("join", numbers.joiners),
                          ("label", numbers.labels), ("measure", numbers.measures),
                          ("ordinal_suffix", numbers.ordinal_suffixes)):  # fmt: skip
        yield from ((kind, 0, p) for p in phrases)


def _calendar_entries(calendar: Calendar) -> Iterator[tuple[str, int, str]]:
    for table in (calendar.months, calendar.hijri_months):
        for value, phrases in table.items():
            yield from (("month", value, p) for p in phrases)
    for value, phrases in calendar.weekdays.items():
        yield from (("weekday", value, p) for p in phrases)
    for unit in (*calendar.units.values(), *calendar.hours.values()):
        yield from (("time", 0, p) for p in (*unit.one, *unit.many))


# --- duals --------------------------------------------------------------------------------------------------

_SHORTEST = 2


def dual_candidates(token_norm: str, pack: NumbersPack) -> tuple[str, ...]:
    """Folded singulars that a folded word may be the dual of; empty where the language or the word has no dual.

    A form may also be a sound plural ("مسلحين"): ask the lexicon of nouns with each candidate.
    """
    out: list[str] = []
    for ending, singulars in pack.duals:
        stem = token_norm[: -len(ending)]
        if token_norm.endswith(ending) and len(stem) >= _SHORTEST:
            out += [stem + s for s in singulars if stem + s not in out]
    return tuple(out)


def dual_of(token_norm: str, pack: NumbersPack) -> str | None:
    """The likeliest of `dual_candidates`, or None."""
    return next(iter(dual_candidates(token_norm, pack)), None)
