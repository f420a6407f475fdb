"""The persons of public office: strict shapes, dates in order, no name on two persons."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

import msgspec
import pytest
import yaml

from nadhir.knowledge.countries import country_codes
from nadhir.knowledge.schema import Actor
from nadhir.text import fold_name

FOLDER = Path(__file__).parents[2] / "src/nadhir/knowledge/actors"
LANGUAGES = {"ar", "en", "fr"}
COUNTRIES = {*country_codes(), "IGO", "UNO", "EUR", "IMG"}


@pytest.fixture(scope="module")
def persons() -> list[Actor]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return [
        actor
        for region in ("africa", "middle_east", "world")
        for actor in msgspec.convert(
            yaml.load((FOLDER / f"leaders_{region}.yml").read_text("utf-8"), Loader=loader), list[Actor]
        )
    ]


def test_ids_are_unique_and_all_languages_named(persons: list[Actor]) -> None:
    assert [i for i, n in Counter(p.id for p in persons).items() if n > 1] == []
    assert [p.id for p in persons if p.kind != "person" or set(p.names) != LANGUAGES or not all(p.names.values())] == []


def test_no_name_on_two_persons(persons: list[Actor]) -> None:
    owners: dict[tuple[str, str], list[str]] = defaultdict(list)
    for person in persons:
        for language, names in person.names.items():
            for name in names:
                owners[language, fold_name(name)].append(person.id)
    assert {key: ids for key, ids in owners.items() if len(ids) > 1} == {}


def test_roles(persons: list[Actor]) -> None:
    for person in persons:
        assert person.roles, person.id
        assert (person.country, person.sector) == (person.roles[-1].country, person.roles[-1].sector), person.id
        for role in person.roles:
            assert set(role.title) == LANGUAGES, person.id
            assert role.country in COUNTRIES, person.id
            assert role.start, person.id
            for date in (role.start, role.end):
                assert re.fullmatch(r"(\d{4}(-\d\d(-\d\d)?)?)?", date), person.id
            shared = min(len(role.start), len(role.end))
            assert role.start[:shared] <= role.end[:shared], person.id


def test_words_of_the_language_are_no_names(persons: list[Actor]) -> None:
    """Surnames that fold with common words stand only with the first name."""
    names = {fold_name(name) for person in persons for names in person.names.values() for name in names}
    assert not names & {fold_name(word) for word in ("لولا", "مشار", "المنفى", "الشرع", "gallant", "chapo")}


@pytest.mark.parametrize(
    ("name", "language", "person"),
    [
        ("غويتا", "ar", "goita"),
        ("حميدتي", "ar", "hemedti"),
        ("Poutine", "fr", "putin"),
        ("Hemedti", "en", "hemedti"),
        ("نتنياهو", "ar", "netanyahu"),
        ("Iyad Ag Ghaly", "fr", "iyad-ag-ghaly"),
    ],
)
def test_known_names(persons: list[Actor], name: str, language: str, person: str) -> None:
    found = [p.id for p in persons if fold_name(name) in {fold_name(n) for n in p.names[language]}]
    assert found == [person]


def test_terms_that_ended(persons: list[Actor]) -> None:
    by_id = {p.id: p for p in persons}
    assert by_id["assad"].roles[-1].end == "2024-12-08"
    assert by_id["nasrallah"].roles[-1].end == "2024-09-27"
    assert by_id["hemedti"].roles[-1].sector == "REB"
