"""Bylines: where newsrooms say whose words they print, in three languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from nadhir.knowledge.load import Knowledge
from nadhir.linking.bylines import BylineReader, find_bylines

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases/linking/bylines.yml").read_text("utf-8"))
BODY = {
    "en": "Gunmen attacked a convoy near the river on Monday.\n\nThe wounded were taken to the hospital of the town.",
    "fr": "Des hommes armés ont attaqué un convoi près du fleuve.\n\nLes blessés ont été conduits à l'hôpital de la ville.",
    "ar": "هاجم مسلحون رتلاً قرب النهر يوم الاثنين.\n\nونقل الجرحى إلى مستشفى المدينة.",
}


@pytest.fixture(scope="module")
def readers(knowledge: Knowledge) -> dict[str, BylineReader]:
    return {code: BylineReader(pack, knowledge.actors) for code, pack in knowledge.packs.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
def test_bylines(case: dict[str, Any], readers: dict[str, BylineReader]) -> None:
    text = case.get("text") or BODY[case["language"]] + ("\n\n" + case["end"] if "end" in case else "")
    found = readers[case["language"]](text, case.get("title", ""))
    assert [[b.kind, b.outlet or b.name] for b in found] == case["bylines"]
    for byline in found:
        assert byline.span is None or text[byline.span.start : byline.span.end] == byline.name


def test_one_call_finds_what_a_reader_finds(knowledge: Knowledge, readers: dict[str, BylineReader]) -> None:
    text = "NIAMEY (AFP) - Gunmen attacked a convoy."
    found = find_bylines(text, "", knowledge.packs["en"], knowledge.actors)
    assert found == readers["en"](text)
    assert found


@pytest.mark.parametrize(
    "text", ["", "\n", "(", "()", "(AFP", "-", "AFP", "- - -", "(وكالات", "\u202e(AFP)\u202c", "((((AFP))))"]
)
def test_odd_texts_do_no_harm(text: str, readers: dict[str, BylineReader]) -> None:
    for reader in readers.values():
        for byline in reader(text, text):
            assert byline.name


def test_signs_of_outlets_are_actors_of_the_files(knowledge: Knowledge) -> None:
    for pack in knowledge.packs.values():
        assert {i for i in pack.bylines.short if knowledge.actors[i].kind != "outlet"} == set()


def test_houses_and_their_members_are_actors_of_the_files(knowledge: Knowledge) -> None:
    for member, house in knowledge.houses.items():
        assert knowledge.actors[member].kind == "outlet"
        assert house in knowledge.actors
        assert house not in knowledge.houses, "a house of a house"


def test_the_languages_know_the_same_offices_and_kinds_of_words(knowledge: Knowledge) -> None:
    packs = knowledge.packs.values()
    assert len({tuple(sorted(o.sector for o in p.bylines.offices)) for p in packs}) == 1
    for pack in packs:
        for field in pack.bylines.__struct_fields__:
            assert getattr(pack.bylines, field), f"{pack.code}: {field}"
