"""The lint of the knowledge: the shipped files are clean, and planted slips are found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from nadhir.knowledge.lint import lint, lint_actors, lint_houses, lint_predicates
from nadhir.knowledge.load import read_ontology, shipped
from nadhir.knowledge.schema import Actor, Predicate
from nadhir.records import Issue
from nadhir.settings import Settings


def overlay(folder: Path, name: str, entries: object) -> list[Issue]:
    """What the lint says of an overlay with one file."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(entries, allow_unicode=True), "utf-8")
    found = lint(Settings(cache=folder, data=folder, knowledge=(folder,)))
    own = {i.where for i in lint(Settings(cache=folder, data=folder))}
    return [i for i in found if i.where not in own]


def actor(ident: str, **changes: object) -> Actor:
    names = {"ar": ["جبهة أرنور"], "fr": ["Front d'Arnor"], "en": ["Arnor Front", "ARF"]}
    fields = {"names": names, "kind": "armed-group", "country": "MLI", "sector": "REB", **changes}
    return Actor(id=ident, **fields)  # type: ignore[arg-type]


def predicate(**changes: object) -> list[str]:
    """Codes of the issues of one predicate, with the names that they complain of."""
    fields = {"id": "p", "code": "ASSAULT", "verbs": ["attack"], **changes}
    codes = {c.id: c for c in read_ontology(shipped()).codes}
    return [i.values["name"] for i in lint_predicates("x", [Predicate(**fields)], codes)]  # type: ignore[arg-type]


def test_the_shipped_knowledge_is_clean() -> None:
    assert [(i.code, i.where, i.values) for i in lint()] == []


@pytest.mark.parametrize(
    "word", ["ﻫﺠﻮﻡ", "هجـوم", "کابل", "ایران", "گروه"], ids=["presentation", "tatweel", "kaf", "ya", "gaf"]
)
def test_letters_that_no_newsroom_types(tmp_path: Path, word: str) -> None:
    entries = [{"id": "planted", "nouns": [word], "sector": "REB", "kind": "group"}]
    issues = overlay(tmp_path, "languages/ar/parties.yml", entries)
    assert [(i.code, i.values["name"]) for i in issues] == [("letters_odd", word)]


def test_a_file_that_does_not_fit_its_shape_is_named(tmp_path: Path) -> None:
    issues = overlay(tmp_path, "languages/fr/parties.yml", [{"id": "planted", "noms": ["rebelle"]}])
    assert [(i.code, i.values["file"]) for i in issues] == [("knowledge_file", "parties.yml")]


def test_unknown_codes_modes_themes_slots_and_classes() -> None:
    assert predicate(code="ATTACK") == ["ATTACK"]
    assert predicate(modes=["laser"]) == ["laser"]
    assert predicate(theme=["unicorns"]) == ["unicorns"]
    assert predicate(needs=["victims"]) == ["victims"]
    assert predicate(object=["dragon"]) == ["dragon"]
    assert predicate(frame="triangle") == ["triangle"]
    assert predicate(outlook="ASSAULT") == ["ASSAULT"]
    assert predicate(toll="eaten") == ["eaten"]
    assert predicate() == []


def test_duplicates_after_folding() -> None:
    assert predicate(nouns=["إغارة", "اغارة"]) == ["اغارة"]
    codes = {c.id: c for c in read_ontology(shipped()).codes}
    twice = [Predicate(id="same", code="ASSAULT", verbs=["a"]), Predicate(id="same", code="COERCE", verbs=["b"])]
    assert [i.code for i in lint_predicates("x", twice, codes)] == ["knowledge_twice"]


def test_one_alias_on_two_actors() -> None:
    other = actor("gondor", names={"ar": ["جيش غوندور"], "fr": ["Armée du Gondor"], "en": ["Gondor Army", "A.R.F"]})
    assert [i.code for i in lint_actors([actor("arnor"), other])] == []
    named_alike = actor("gondor", names={"ar": ["جبهه ارنور"], "fr": ["Armée"], "en": ["Gondor Army", "arf"]})
    issues = list(lint_actors([actor("arnor"), named_alike]))
    assert {(i.code, i.values["name"], i.values["other"]) for i in issues} == {
        ("alias_twice", "جبهه ارنور", "arnor"),
        ("alias_twice", "arf", "arnor"),
    }


def test_an_alias_may_pass_on_when_its_bearer_is_gone() -> None:
    assert list(lint_actors([actor("old", active=["1990", "1999"]), actor("new", active=["2001"])])) == []


def test_a_missing_language_an_odd_country_and_dates_backwards() -> None:
    names = {"ar": ["جبهة أرنور"], "en": ["Arnor Front"]}
    assert [(i.code, i.values["language"]) for i in lint_actors([actor("a", names=names)])] == [
        ("language_missing", "fr")
    ]
    assert [i.code for i in lint_actors([actor("a", country="Mali")])] == ["knowledge_unknown"]
    role = {"start": "2020-01-01", "end": "2019-01-01", "title": {"en": "King"}, "country": "MLI", "sector": "GOV"}
    backwards = yaml.safe_dump(
        [{"id": "k", "kind": "person", "country": "MLI", "names": names | {"fr": ["X"]}, "roles": [role]}]
    )
    import msgspec

    actors = msgspec.convert(yaml.load(backwards, yaml.BaseLoader), list[Actor])
    assert [i.code for i in lint_actors(actors)] == ["dates_backwards"]


def test_a_lemma_that_no_paradigm_takes(tmp_path: Path) -> None:
    base = shipped() / "languages"
    for pack in base.iterdir():
        assert (pack / "inflection.yml").exists() == (pack / "script.yml").exists()


def test_interface_texts_are_the_same_in_all_languages() -> None:
    packs = sorted((shipped() / "languages").glob("*/interface.yml"))
    texts = {p.parent.name: yaml.safe_load(p.read_text("utf-8")) for p in packs}
    assert len(texts) >= 3
    keys = {frozenset(t) for t in texts.values()}
    assert len(keys) == 1
    for key in next(iter(keys)):
        slots = {frozenset(re.findall(r"{(\w+)}", t[key])) for t in texts.values()}
        assert len(slots) == 1, f"{key} fills in different values in different languages"


def test_a_house_or_member_that_is_no_actor() -> None:
    found = lint_houses([actor("one"), actor("two")], {"one": "two", "planted": "two", "two": "nobody"})
    assert [i.values["name"] for i in found] == ["planted", "nobody"]
