"""The shape of `places/corrections.yml`: what an analyst corrects in the gazetteer of other people's making.

The file is one mapping, a `Corrections`; `spellings_*.yml` are lists of `Spelling`, the other files of `places/` lists of
`Region`.
"""

from __future__ import annotations

from typing import Literal

from nadhir.knowledge.schema import Strict

# Mutable defaults are copied by msgspec.
# ruff: noqa: RUF012


class Region(Strict, frozen=True, kw_only=True):
    """A region, river, area or border that the gazetteer lacks. Coordinates in degrees (WGS 84) of a central point."""

    id: str
    names: dict[str, list[str]]
    country: str
    feature: str
    lat: float | None = None
    lon: float | None = None
    countries: list[str] = []
    note: str = ""
    source: str = ""


class NotPlaces(Strict, frozen=True, kw_only=True):
    """Names of settlements that are rather words, or persons.

    `reach`: where such a name is a place after all: `never`; `hint`: beside a word such as "the city of"; `country`:
    in reports about the place's country.
    """

    words: list[str]
    reach: Literal["never", "hint", "country"]
    note: str = ""


class Preferred(Strict, frozen=True, kw_only=True):
    """The sense that `names` have where the report says nothing else. `geonameid` or the `region` with that id."""

    names: list[str]
    geonameid: int = 0
    region: str = ""
    note: str = ""


class Spelling(Strict, frozen=True, kw_only=True):
    """Newsroom spellings that GeoNames lacks, for the place `geonameid` or the `region` with that id.

    `name` and `country` are to check it by; `called` is the usual English name where `name` is another. `country_file`: the place
    is only in the full country file, so that without it the entry waits.
    """

    name: str
    country: str
    names: dict[str, list[str]]
    geonameid: int = 0
    region: str = ""
    called: str = ""
    country_file: bool = False
    note: str = ""


class Corrections(Strict, frozen=True, kw_only=True):
    """`places/corrections.yml`. `scripts` are the writing systems whose names are indexed, by Unicode name."""

    scripts: list[str]
    country_codes: dict[str, str] = {}
    not_places: list[NotPlaces] = []
    preferred: list[Preferred] = []
    spellings: list[Spelling] = []
