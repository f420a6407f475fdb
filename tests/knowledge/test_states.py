"""The bodies of states: complete, in all languages, no name on two bodies."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
import yaml

from nadhir.errors import KnowledgeError
from nadhir.knowledge.countries import country_codes
from nadhir.knowledge.schema import Actor
from nadhir.knowledge.states import states
from nadhir.text import fold_name

FOLDER = Path(__file__).parents[2] / "src/nadhir/knowledge/actors"
LANGUAGES = ("ar", "en", "fr")
BODIES = {
    "gov": "GOV", "pres": "GOV", "mil": "MIL", "mod": "GOV", "mfa": "GOV", "moi": "GOV",
    "cop": "COP", "spy": "SPY", "leg": "LEG", "jud": "JUD",
}  # fmt: skip


@pytest.fixture(scope="module")
def actors() -> dict[str, Actor]:
    made = states(LANGUAGES)
    found = {actor.id: actor for actor in made}
    assert len(found) == len(made)
    return found


def test_every_country_has_a_government_and_every_state_all_bodies(actors: dict[str, Actor]) -> None:
    assert all(f"gov-{code}" in actors for code in country_codes())
    capitals = yaml.safe_load((FOLDER / "capitals.yml").read_text("utf-8"))
    for code in capitals:
        for body, sector in BODIES.items():
            actor = actors[f"{body}-{code}"]
            assert (actor.country, actor.sector, actor.kind) == (code, sector, "state-body")


def test_all_have_names_in_all_languages(actors: dict[str, Actor]) -> None:
    assert [a.id for a in actors.values() if not all(a.names[language] for language in LANGUAGES)] == []
    assert not any("{" in name for a in actors.values() for names in a.names.values() for name in names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_on_two_bodies(actors: dict[str, Actor], language: str) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for actor in actors.values():
        for name in actor.names[language]:
            owners[fold_name(name)].add(actor.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(
    ("name", "language", "actor"),
    [
        ("Malian army", "en", "mil-MLI"),
        ("army of Mali", "en", "mil-MLI"),
        ("Mali's army", "en", "mil-MLI"),
        ("Nigerien junta", "en", "gov-NER"),
        ("US troops", "en", "mil-USA"),
        ("Kremlin", "en", "pres-RUS"),
        ("armée malienne", "fr", "mil-MLI"),
        ("armée du Mali", "fr", "mil-MLI"),
        ("soldats burkinabè", "fr", "mil-BFA"),
        ("gouvernement des États-Unis", "fr", "gov-USA"),
        ("ministère algérien des Affaires étrangères", "fr", "mfa-DZA"),
        ("FAMa", "fr", "mil-MLI"),
        ("الجيش المالي", "ar", "mil-MLI"),
        ("القوات المسلحة السودانية", "ar", "mil-SDN"),
        ("الخارجية الجزائرية", "ar", "mfa-DZA"),
        ("الجنود الروس", "ar", "mil-RUS"),
        ("حكومة جنوب السودان", "ar", "gov-SSD"),
        ("البنتاغون", "ar", "mod-USA"),
        ("السلطة الفلسطينية", "ar", "gov-PSE"),
        ("رئيس الوزراء العراقي", "ar", "pres-IRQ"),
    ],
)
def test_names(actors: dict[str, Actor], name: str, language: str, actor: str) -> None:
    assert fold_name(name) in {fold_name(n) for n in actors[actor].names[language]}


def test_the_first_name_is_the_canonical_one(actors: dict[str, Actor]) -> None:
    assert [actors["mil-MLI"].names[language][0] for language in LANGUAGES] == [
        "الجيش المالي",
        "Malian army",
        "armée malienne",
    ]


def test_misleading_names_are_left_out(actors: dict[str, Actor]) -> None:
    """ "النظام المالي" is the financial system, "المسيرات الفلسطينية" are marches."""
    made = {name for actor in actors.values() for name in actor.names["ar"]}
    assert not made & {"النظام المالي", "المستشار المالي", "المسيرات الفلسطينية", "وزارة المالية"}
    assert "النظام السوري" in made


def test_arabic_adjectives_agree_in_case(actors: dict[str, Actor]) -> None:
    names = actors["mil-SDN"].names["ar"]
    assert {"العسكريون السودانيون", "العسكريين السودانيين"} <= set(names)
    assert "العسكريون السودانيين" not in names


def test_own_names_belong_to_bodies_that_exist(actors: dict[str, Actor]) -> None:
    own = yaml.safe_load((FOLDER / "templates.yml").read_text("utf-8"))["own"]
    assert set(own) <= set(actors)
    assert all(set(names) == set(LANGUAGES) for names in own.values())


def test_only_the_languages_asked_for() -> None:
    assert set(states(["fr"])[0].names) == {"fr"}
    with pytest.raises(KnowledgeError, match="names_missing"):
        states(["xx"])
