"""The lives of conditions: complete, lint-clean, and every planted slip is found."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from nadhir.errors import KnowledgeError
from nadhir.knowledge.lives import FILE, Life, Lives, Touch, lint_lives, read_lives
from nadhir.knowledge.load import read_ontology, shipped
from nadhir.knowledge.schema import Term

SHIPPED = read_lives((shipped(),))
LIFE = SHIPPED.lives["route_cut"]


def slips(life: Life | None = None, **changes: object) -> set[str]:
    """What the lint names when one life, or a part of the whole, is changed."""
    lives: Lives = SHIPPED
    if life is not None:
        lives = msgspec.structs.replace(lives, lives={**lives.lives, life.code: life})
    return {i.values.get("name") or str(i.values) for i in lint_lives(msgspec.structs.replace(lives, **changes))}


def test_the_shipped_lives_are_clean_and_every_condition_has_one() -> None:
    assert [(i.code, i.where, i.values) for i in lint_lives(SHIPPED)] == []
    assert set(SHIPPED.lives) == {c.id for c in read_ontology(shipped()).codes if c.kind == "condition"}


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        (
            {
                "states": (
                    "open",
                    "flooded",
                )
            },
            "flooded",
        ),
        (
            {
                "states": (
                    "open",
                    "cut",
                    "cut",
                )
            },
            "open, cut, cut",
        ),
        (
            {
                "states": (
                    "unknown",
                    "cut",
                )
            },
            "unknown, cut",
        ),
        ({"days": 0}, "0"),
        ({"sectors": ("ELF",)}, "ELF"),
        ({"touched": (Touch(event="SNOW", to="cut", how="sets"),)}, "SNOW"),
        ({"touched": (Touch(event="COERCE", modes=("laser",), to="cut", how="sets"),)}, "laser"),
        ({"touched": (Touch(event="COERCE", to="besieged", how="sets"),)}, "besieged"),
        ({"touched": (Touch(event="COERCE", to="cut", how="eases", begins=True),)}, "COERCE"),
        ({"touched": (Touch(event="COERCE", to="cut", how="sets", features=("sky",)),)}, "sky"),
    ],
)
def test_planted_slips(changes: dict[str, object], named: str) -> None:
    assert named in slips(msgspec.structs.replace(LIFE, **changes))


def test_labels_roles_relations_and_lives_that_lack() -> None:
    states = {**SHIPPED.states, "open": Term(id="open", label={"en": "open", "fr": "ouvert", "ar": " "})}
    assert "{'language': 'ar'}" in slips(states=states)
    assert slips(roles=SHIPPED.roles | {"wizard"}) == {"wizard"}
    assert slips(mutual=frozenset({"likes"})) == {"likes"}
    some = {code: life for code, life in SHIPPED.lives.items() if code != "siege"}
    assert "{'file': 'siege'}" in slips(lives=some)


def test_an_overlay_replaces_one_life_and_keeps_the_others(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.parent.mkdir()
    path.write_text(
        "lives: [{code: route_cut, states: [open, cut], subject: place, days: 5, reason: our convoys ask daily}]\n"
    )
    lives = read_lives((shipped(), tmp_path))
    assert lives.lives["route_cut"].days == 5
    assert lives.lives["siege"] == SHIPPED.lives["siege"]
    assert lives.mutual == SHIPPED.mutual
    path.write_text("lifes: []\n")
    with pytest.raises(KnowledgeError):
        read_lives((shipped(), tmp_path))
