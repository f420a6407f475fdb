"""Crosswalks to the codes of others: ACLED-like columns, PLOVER's locations, STIX, UCDP GED, Gleditsch–Ward numbers, ISO 3166.

`crosswalks()` reads `ontology/crosswalks.yml`, `gleditsch_ward.yml` and the crosswalk columns of `codes.yml`, once a process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import NamedTuple

import pycountry
from babel import Locale

from nadhir.knowledge.countries import country_codes
from nadhir.knowledge.load import read_yaml, shipped
from nadhir.knowledge.schema import Code, Strict
from nadhir.text import fold_name


class Acled(Strict, frozen=True, kw_only=True):
    """ACLED-like columns. `time` and `geo` give ACLED's precision for ours; what they leave out has none there."""

    inters: list[str]
    inter: dict[str, str]
    external: str
    bodies: list[str]
    crowds: dict[str, str]
    civilian: str
    against_civilians: list[str]
    battle: str
    targeting: list[str]
    disorder: dict[str, str]
    disorder_sub: dict[str, str]
    time: dict[str, int]
    geo: dict[int, int]


class Plover(Strict, frozen=True, kw_only=True):
    """`feature`: our kind of place -> GeoNames' class and code."""

    feature: dict[str, tuple[str, str]]
    recipient_required: list[str]


class Stix(Strict, frozen=True, kw_only=True):
    """`identity` and `industry` by sector; `confidence` (0 to 100) by Admiralty digit."""

    identity: dict[str, str]
    industry: dict[str, str]
    confidence: dict[int, int]


class GedType(Strict, frozen=True, kw_only=True):
    """A type of violence. `side_b`: `actors` or `recipients`; sectors are those of sides that are neither known nor a government."""

    side_b: str
    sector_a: str = ""
    sector_b: str = ""
    acled: list[str]
    note: str = ""


class GedWhere(Strict, frozen=True, kw_only=True):
    """What a value of `where_prec` is on our scale; `within`: columns that name what the place lies in."""

    precision: int
    feature: str
    within: tuple[str, ...] = ()


class Ged(Strict, frozen=True, kw_only=True):
    """UCDP GED: by `type_of_violence`, `where_prec` and `date_prec`."""

    types: dict[int, GedType]
    where: dict[int, GedWhere]
    districts: dict[str, GedWhere]
    date: dict[int, str]


class State(Strict, frozen=True, kw_only=True):
    """A state of Gleditsch and Ward's list; `until`: its last year, 0 where it stands."""

    gw: int
    iso: str
    names: list[str]
    until: int = 0
    note: str = ""


class _Files(Strict, frozen=True, kw_only=True):
    acled: Acled
    plover: Plover
    stix: Stix
    ged: Ged


class Worth(NamedTuple):
    """What an event's code and modes are elsewhere: quadrant, PLOVER score, CAMEO root, ACLED-like type and sub-type."""

    quad: str
    score: float | None
    cameo: str
    acled: tuple[str, ...]


class CountryCodes(NamedTuple):
    """A country in ISO 3166-1, and its English short name; all empty for what is no country."""

    name: str = ""
    alpha2: str = ""
    numeric: str = ""


class Crosswalks:
    """All crosswalks, ready for look-up."""

    def __init__(self, files: _Files, codes: Sequence[Code], states: Sequence[State]) -> None:
        self.acled, self.plover, self.stix, self.ged = files.acled, files.plover, files.stix, files.ged
        self.states = tuple(states)
        self._codes = {code.id: code for code in codes}

    def worth(self, code: str, modes: Sequence[str]) -> Worth:
        """The crosswalk columns of a code; the last of its modes that has a value of its own decides."""
        entry = self._codes.get(code)
        if entry is None:
            return Worth("", None, "", ())
        score, acled = entry.score, entry.acled
        for mode in modes:
            score, acled = entry.mode_scores.get(mode, score), entry.acled_modes.get(mode, acled)
        return Worth(entry.quad, score, entry.cameo, tuple(acled))

    def country(self, code: str) -> CountryCodes:
        """The country with an alpha-3 code (or KOS)."""
        return _country(code)

    def state(self, written: str) -> State | None:
        """A state by its Gleditsch–Ward number or by a name, as a GED file writes it."""
        return self._states.get(fold_name(written.strip().removesuffix(".0")))

    @cached_property
    def _states(self) -> Mapping[str, State]:
        by_name = {fold_name(name): state for state in self.states for name in state.names}
        return by_name | {str(state.gw): state for state in self.states}


@cache
def _country(code: str) -> CountryCodes:
    alpha2 = country_codes().get(code, "")
    found = pycountry.countries.get(alpha_3=code)
    name = Locale("en").territories.get(alpha2, "") if alpha2 else ""
    return CountryCodes(name=name, alpha2=alpha2, numeric=found.numeric if found else "")


@cache
def crosswalks() -> Crosswalks:
    """The shipped crosswalks. Raises KnowledgeError where a file is wrong."""
    base = shipped() / "ontology"
    return Crosswalks(
        read_yaml(base / "crosswalks.yml", _Files),
        read_yaml(base / "codes.yml", list[Code]),
        read_yaml(base / "gleditsch_ward.yml", list[State]),
    )


__all__ = ["CountryCodes", "Crosswalks", "State", "Worth", "crosswalks"]
