"""The shapes of `numbers.yml` and `calendar.yml` of a language pack.

Words are listed in every form that newsrooms write (they are closed classes, nothing inflects them), spelled with care;
`nadhir.reading.wordlist` folds them. Clitics are analysed by the reader and never listed.
"""

from __future__ import annotations

import msgspec

from nadhir.knowledge.schema import Strict


class Vague(Strict, frozen=True, kw_only=True):
    """Words for a loose number, from `low` to `high`.

    `scale`: the unit whose plural it is, so that "several" may stand before it.
    """

    low: int
    high: int
    words: list[str]
    scale: int = 0


class Dual(Strict, frozen=True, kw_only=True):
    """An ending that makes a noun two, and the endings its singular may have instead. Longer endings first."""

    ending: str
    singular: list[str]


class Numbers(Strict, frozen=True, kw_only=True):
    """`numbers.yml`.

    `values`: numbers below 1000, and fixed larger ones, by value. `scales`: what multiplies a number before it and
    counts once alone ("hundred", "million"). `collectives`: likewise, but nothing may be added ("dozen"). `suffixes`:
    letters glued to digits ("5m"); `glue`: particles written on digits, with their labels. `ones`: articles that may
    mean one. `articles`: may stand before a scale only ("a hundred"). `few`: may stand before a scale. `joiners`: words
    that join the parts of one number. `juxtaposed`: parts may stand side by side without a joiner. `units_first`: "five
    and twenty". `at_least`… stand before the number, `…_after` close behind it. `labels`: nouns whose number is a name
    ("sector 4"). `age_before`, `age_after`: words that make a number an age. `year_cues`: words before a year;
    `year_cues_weak`: words that also stand before round counts.
    """

    values: dict[int, list[str]]
    scales: dict[int, list[str]]
    collectives: dict[int, list[str]] = msgspec.field(default_factory=dict)
    suffixes: dict[str, int] = msgspec.field(default_factory=dict)
    glue: dict[str, list[str]] = msgspec.field(default_factory=dict)
    ones: list[str]
    articles: list[str] = msgspec.field(default_factory=list)
    none: list[str]
    few: Vague
    vague: list[Vague]
    half: list[str]
    joiners: list[str]
    juxtaposed: bool = True
    units_first: bool = False
    ordinals: dict[int, list[str]] = msgspec.field(default_factory=dict)
    ordinal_suffixes: list[str] = msgspec.field(default_factory=list)
    at_least: list[str]
    at_least_after: list[str]
    about: list[str]
    about_after: list[str]
    at_most: list[str]
    at_most_after: list[str]
    between: list[str]
    between_and: list[str]
    range_from: list[str]
    range_to: list[str]
    percent: list[str]
    currencies: dict[str, list[str]]
    of: list[str] = msgspec.field(default_factory=list)
    measures: list[str]
    age_before: list[str]
    age_after: list[str]
    labels: list[str]
    clock_before: list[str]
    clock_after: list[str]
    year_cues: list[str]
    year_cues_weak: list[str] = msgspec.field(default_factory=list)
    duals: list[Dual] = msgspec.field(default_factory=list)


class Unit(Strict, frozen=True, kw_only=True):
    """A unit of time: its words when one, two (where the language has a dual) and many of them are meant."""

    one: list[str]
    two: list[str] = msgspec.field(default_factory=list)
    many: list[str] = msgspec.field(default_factory=list)


class Rule(Strict, frozen=True, kw_only=True):
    """How words make a time expression.

    `form`: items parted by spaces. `word`, `word|other`: written words; `<name>`: a class of `words`, or one of those
    named here; `?` after an item, or brackets around several: may be missing. Classes with a value: `weekday month
    hmonth season edge unit` (of whole days, any form) `unit1 unit2 units` (its singular, dual, plural) `hour hours`;
    read by code: `day year hyear` (Hijri) `n` (a number) `amount` (a number and a unit, or "weeks") `and to`. `op`
    names what is meant (`nadhir.reading.times_resolve.OPERATIONS`); `shift` and `until` are its numbers (units to move,
    from and to), `unit` its unit;
    `when`: `past`, `next`, `before`, `this`, `week`; `role` and `anchor` as in `TimeExpression`.
    """

    form: str
    op: str
    shift: int = 0
    until: int | None = None
    unit: str = ""
    when: str = ""
    edge: str = ""
    role: str = ""
    anchor: str = ""
    note: str = ""


class Calendar(Strict, frozen=True, kw_only=True):
    """`calendar.yml`.

    `weekdays`: ISO numbers, 1 is Monday. `months`, `hijri_months`: 1 to 12, every regional set. `units`: of whole days;
    `hours`: shorter ones. `capital`: words that count only with a capital letter. `supported`: words that count only
    with something else that shows that a date is meant (a day, a year, a preposition). `ignore`: phrases that only look
    like times. `roles`: role -> words before an expression; `point` holds the neutral ones. `edges`: `early`, `mid`,
    `late`. `bare_unit`: a unit in the singular means one of it without an article.
    """

    weekdays: dict[int, list[str]]
    months: dict[int, list[str]]
    hijri_months: dict[int, list[str]]
    seasons: dict[str, list[str]]
    units: dict[str, Unit]
    hours: dict[str, Unit]
    edges: dict[str, list[str]]
    roles: dict[str, list[str]]
    range_from: list[str]
    range_to: list[str]
    between: list[str]
    and_: list[str] = msgspec.field(name="and")
    determiners: list[str] = msgspec.field(default_factory=list)
    bare_unit: bool = False
    capital: list[str] = msgspec.field(default_factory=list)
    supported: list[str] = msgspec.field(default_factory=list)
    ignore: list[str] = msgspec.field(default_factory=list)
    words: dict[str, list[str]]
    rules: list[Rule]
