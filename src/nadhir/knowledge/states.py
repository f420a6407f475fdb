"""The bodies of every state as actors: government, army, police, ministries, parliament… in all languages.

Their names are made from the templates of `actors/templates.yml` and the words of `nadhir.knowledge.countries`. Bare
country names and capitals are not among them: "Mali" and "Bamako" are places too, so `Country` holds them, and whoever
finds one in an actor's place takes `gov-MLI`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

from nadhir.errors import KnowledgeError
from nadhir.knowledge.countries import CountryFiles, country_codes, country_slots, read_country_files, unique
from nadhir.knowledge.schema import Actor
from nadhir.text import fold_name

_SLOT = re.compile(r"{(\w+)}")


def states(languages: Sequence[str], folder: Path | None = None) -> list[Actor]:
    """The state bodies of all countries, `gov-MLI`, `mil-MLI`… with names in `languages`, in the order of the codes.

    `folder` holds the data files; without it the shipped ones are read. Raises KnowledgeError for a language without
    paradigms or names, and where a file is wrong.
    """
    files = read_country_files(folder or Path(__file__).parent / "actors")
    for language in languages:
        if language not in files.templates.inflection:
            raise KnowledgeError("names_missing", file="templates.yml", language=language)
    return list(_actors(files, languages))


def _actors(files: CountryFiles, languages: Sequence[str]) -> Iterator[Actor]:
    never = {language: {fold_name(n) for n in names} for language, names in files.templates.never.items()}
    for code in country_codes():
        slots = {language: country_slots(code, language, files) for language in languages}
        for body in files.templates.bodies:
            if not (body.territories or code in files.capitals):
                continue
            own = files.templates.own.get(f"{body.id}-{code}", {})
            names: dict[str, list[str]] = {}
            for language in languages:
                general = body.names[language][: None if code in files.capitals else body.territories]
                made = _fill([*general, *own.get(language, ())], slots[language])
                names[language] = [n for n in unique(made) if fold_name(n) not in never.get(language, ())]
            yield Actor(
                id=f"{body.id}-{code}",
                kind="state-body",
                names=names,
                country=code,
                sector=body.sector,
                sectors=body.sectors,
                role=body.role,
            )


def _fill(templates: Sequence[str], slots: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The names that the templates make; one with a slot that the country has no word for makes none."""
    for template in templates:
        wanted = list(dict.fromkeys(_SLOT.findall(template)))
        for words in product(*(slots.get(slot, ()) for slot in wanted)):
            yield template.format_map(dict(zip(wanted, words, strict=True)))
