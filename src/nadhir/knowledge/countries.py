"""Countries as texts name them: names, nationalities in all their forms, and capitals that stand for governments.

Country names come from CLDR (Babel), the list of countries from ISO 3166-1 (pycountry); what both lack is in the data
files `country_variants.yml`, `demonyms.yml` and `capitals.yml`, inflected by the paradigms of `templates.yml`. No
language is known to this module: the languages that `templates.yml` has paradigms for are built.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pycountry
import yaml
from babel import Locale

from nadhir.errors import KnowledgeError
from nadhir.knowledge.inflection import inflect
from nadhir.knowledge.schema import Paradigm
from nadhir.text import fold_name

T = TypeVar("T")
Slots = dict[str, tuple[str, ...]]

# ISO 3166-1 has no code for Kosovo; CLDR says XK, conflict data sets say KOS.
_FURTHER = {"KOS": "XK"}


class Country(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One country. `names[language][0]` is canonical; `demonyms` holds every written form of its adjectives and people.

    `capitals` are seats that stand for the government, the capital first. Within names, demonyms and capitals a form
    belongs to one country of its language; `second` holds forms that mean this country only after that one
    (Congo-Brazzaville's "congolais" is first the DRC's). Forms are as written: look them up by `fold_name`.
    """

    code: str
    names: dict[str, tuple[str, ...]]
    demonyms: dict[str, tuple[str, ...]]
    capitals: dict[str, tuple[str, ...]]
    second: dict[str, tuple[str, ...]] = {}


class Inflections(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The paradigms of one language: lemmas of nationality, nouns for the people, names of countries."""

    adjective: list[Paradigm]
    people: list[Paradigm]
    name: list[Paradigm]


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A body that every state has. `id` and the country's code make the actor's id; `names` have slots in braces."""

    id: str
    sector: str
    role: str
    names: dict[str, list[str]]
    sectors: list[str] = []
    territories: int = 0
    note: str = ""


class Templates(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`templates.yml`."""

    inflection: dict[str, Inflections]
    bodies: list[Body]
    own: dict[str, dict[str, list[str]]] = {}
    never: dict[str, list[str]] = {}


class _Variants(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An entry of `country_variants.yml`. Templates take no `formal` names; `drop` leaves out the name of CLDR."""

    preferred: dict[str, str] = {}
    names: dict[str, list[str]] = {}
    formal: dict[str, list[str]] = {}
    second: dict[str, list[str]] = {}
    drop: bool = False


class CountryFiles(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The data files as read."""

    templates: Templates
    variants: dict[str, _Variants]
    demonyms: dict[str, dict[str, Any]]
    capitals: dict[str, dict[str, Any]]


@cache
def country_codes() -> Mapping[str, str]:
    """ISO 3166-1 alpha-3 codes (and KOS), in alphabetical order, with the alpha-2 codes of CLDR."""
    return dict(sorted(({country.alpha_3: country.alpha_2 for country in pycountry.countries} | _FURTHER).items()))


def read_country_files(folder: Path) -> CountryFiles:
    """The data files in `folder` (`knowledge/actors`). Raises KnowledgeError with the file's name."""
    found = CountryFiles(
        templates=_read(folder / "templates.yml", Templates),
        variants=_read(folder / "country_variants.yml", dict[str, _Variants]),
        demonyms=_read(folder / "demonyms.yml", dict[str, dict[str, Any]]),
        capitals=_read(folder / "capitals.yml", dict[str, dict[str, Any]]),
    )
    languages = set(found.templates.inflection)
    for name in ("variants", "demonyms", "capitals"):
        for code, entry in getattr(found, name).items():
            if code not in country_codes():
                raise KnowledgeError("country_unknown", file=name, country=code)
            unknown = {*entry} - {"second"} - languages if isinstance(entry, dict) else set()
            if unknown:
                raise KnowledgeError("names_missing", file="templates", language=", ".join(sorted(unknown)))
    return found


def load_countries(folder: Path) -> dict[str, Country]:
    """All countries by code, from the data files in `folder` (`knowledge/actors`)."""
    files = read_country_files(folder)
    return {code: _country(code, files) for code in country_codes()}


def country_slots(code: str, language: str, files: CountryFiles) -> Slots:
    """The country's words in one language by slot (`name`, `of`, `adj`, `the_m`…), each form once."""
    rules = files.templates.inflection[language]
    slots: dict[str, list[str]] = {}
    for name in country_names(code, language, files):
        _fill(slots, inflect(name, rules.name, {}))
    for form, slot in _demonym_forms(files.demonyms.get(code, {}).get(language, ()), rules):
        _fill(slots, [(form, slot)])
    return {slot: tuple(unique(forms)) for slot, forms in slots.items()}


def country_names(code: str, language: str, files: CountryFiles) -> list[str]:
    """Preferred name, the name of CLDR, further names in use; without the formal ones."""
    own = files.variants.get(code, _Variants())
    names = [own.preferred[language]] if language in own.preferred else []
    if not own.drop:
        names.append(_territories(language)[country_codes()[code]])
    return unique([*names, *own.names.get(language, ())])


def unique(forms: Iterable[str]) -> list[str]:
    """The forms in their order, those that differ only by folding once."""
    kept: dict[str, str] = {}
    for form in forms:
        kept.setdefault(fold_name(form), form)
    return list(kept.values())


def _country(code: str, files: CountryFiles) -> Country:
    names: Slots = {}
    demonyms: Slots = {}
    capitals: Slots = {}
    second: Slots = {}
    own = files.variants.get(code, _Variants())
    nationality, seat = files.demonyms.get(code, {}), files.capitals.get(code, {})
    for language, rules in files.templates.inflection.items():
        names[language] = tuple(unique([*country_names(code, language, files), *own.formal.get(language, ())]))
        demonyms[language] = tuple(unique(f for f, _ in _demonym_forms(nationality.get(language, ()), rules)))
        capitals[language] = tuple(unique(seat.get(language, ())))
        later = [f for f, _ in _demonym_forms(nationality.get("second", {}).get(language, ()), rules)]
        later += seat.get("second", {}).get(language, ())
        later += own.second.get(language, ())
        if later:
            second[language] = tuple(unique(later))
    return Country(code=code, names=names, demonyms=demonyms, capitals=capitals, second=second)


def _demonym_forms(lemmas: Sequence[str], rules: Inflections) -> Iterator[tuple[str, str]]:
    for lemma in lemmas:
        adjective, *people = lemma.split("|")
        yield from inflect(adjective, rules.adjective, {})
        for noun in people:
            yield from inflect(noun, rules.people, {})


def _fill(slots: dict[str, list[str]], forms: Iterable[tuple[str, str]]) -> None:
    for form, slot in forms:
        slots.setdefault(slot, []).append(form)


@cache
def _territories(language: str) -> Mapping[str, str]:
    names: Mapping[str, str] = Locale(language).territories
    return names


def _read(path: Path, shape: type[T]) -> T:
    try:
        raw = yaml.load(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        return msgspec.convert(raw, shape)
    except (yaml.YAMLError, msgspec.ValidationError, UnicodeDecodeError, OSError) as error:
        raise KnowledgeError("knowledge_file", file=path.name, folder=path.parent.name, reason=error) from error
