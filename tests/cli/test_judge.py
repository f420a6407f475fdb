"""`nadhir judge` and `nadhir recode`: what people decide is kept, shown, and can be taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Ask, Done

LANGUAGES = ("ar", "fr", "en")


def ambush(ask: Ask, store: Path) -> dict[str, Any]:
    found: list[dict[str, Any]] = json.loads(ask("incidents", "--format", "json", store=store).out)
    one = max(found, key=lambda i: len(i["publishers"]))
    dossier: dict[str, Any] = json.loads(ask("incident", one["id"], "--format", "json", store=store).out)
    return dossier


def judged(done: Done) -> str:
    """The id of the judgement that was made."""
    assert (done.code, done.err) == (0, "")
    return done.out.split()[0]


def test_a_correction_brings_what_its_code_brings_and_is_undone(ask: Ask, own: Path) -> None:
    claim = ambush(ask, own)["claims"][0]["claim"]
    set_ = ["--set", "code=coerce", "--set", 'quantities={"killed":[5,7]}']
    ident = judged(
        ask("judge", "correct", claim["id"][:9], *set_, "--author", "Amina", "--reason", "reread", store=own)
    )
    lines = ask("claims", "--code", "COERCE", "--limit", "99", store=own).out.splitlines()
    (new,) = (c for c in map(json.loads, lines) if c["coder"] == "person:Amina")
    assert new["claim"]["quantities"]["killed"] == [5, 7]
    assert (new["claim"]["quad"], new["claim"]["kind"], new["claim"]["cameo"]) == ("material conflict", "event", "17")
    done = ask("judge", "undo", ident, "--author", "Amina", store=own)
    assert "took back" in done.out
    assert claim["id"] in {c["claim"]["id"] for c in ambush(ask, own)["claims"]}


def test_incidents_are_split_merged_and_graded(ask: Ask, own: Path) -> None:
    one = ambush(ask, own)
    ident, parted = one["incident"]["id"], one["claims"][-1]["claim"]["id"]
    before = {i["id"] for i in json.loads(ask("incidents", "--format", "json", store=own).out)}
    split = judged(ask("judge", "split", ident[:7], parted[:9], store=own))
    (new,) = {i["id"] for i in json.loads(ask("incidents", "--format", "json", store=own).out)} - before
    judged(ask("judge", "merge", new[:9], ident[:7], store=own))
    again = ambush(ask, own)
    assert parted in {c["claim"]["id"] for c in again["claims"]}
    judged(ask("judge", "grade", ident[:7], "5", store=own))
    assert ambush(ask, own)["incident"]["digit"] == 5
    out = ask("incident", ident, "--why", store=own).out
    assert "put here by judgement" in out
    assert split in ask("judge", "list", store=own).out


def test_sources_are_graded_by_name_or_key(ask: Ask, own: Path) -> None:
    judged(ask("judge", "grade", "reuters", "b", "--author", "Amina", store=own))
    judged(ask("judge", "grade", "outlet:sahel monitor", "C", store=own))
    letters = {s["key"]: s["letter"] for s in json.loads(ask("sources", "--format", "json", store=own).out)}
    assert (letters["outlet:reuters"], letters["outlet:sahel monitor"]) == ("B", "C")
    assert "B by Amina" in ask("sources", store=own, width=120).out


def test_what_is_rejected_counts_no_longer(ask: Ask, own: Path) -> None:
    claim = ambush(ask, own)["claims"][0]["claim"]["id"]
    ident = judged(ask("judge", "reject", claim[:9], store=own))
    assert claim not in {c["claim"]["id"] for c in ambush(ask, own)["claims"]}
    assert ask("judge", "reject", claim, store=own).code == 2
    assert "[taken back]" not in ask("judge", "list", store=own).out
    judged(ask("judge", "undo", ident, store=own))
    assert "[taken back]" in ask("judge", "list", store=own).out
    assert len(ask("judge", "list", "--format", "jsonl", store=own).out.splitlines()) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_done_is_said_with_the_way_back(ask: Ask, own: Path, language: str) -> None:
    target = ambush(ask, own)["incident"]["id"]
    done = ask("judge", "accept", target, "--author", "Amina", store=own, language=language)
    assert done.code == 0
    assert "nadhir judge undo" in done.out
    assert target[:8] in done.out
    assert "judged." not in done.out
    assert "judge." not in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["accept", "zz"], "There is no claim"),
        (["reject", "zz"], "There is no claim “zz”"),
        (["merge", "zz", "yy"], "There is no incident “zz”"),
        (["split", "zz", "yy"], "There is no claim “yy”"),
        (["undo", "zz"], "There is no judgement “zz”"),
        (["grade", "Nobody Knows Whom", "A"], "There is no source"),
        (["grade", "reuters", "Z"], "letter cannot be “Z”"),
        (["grade", "zz", "3"], "There is no incident"),
    ],
)
def test_wrong_judgements_change_nothing(ask: Ask, own: Path, arguments: list[str], said: str) -> None:
    done = ask("judge", *arguments, store=own)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "There are none" in ask("judge", "list", store=own).out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("code", "names no field and value"),
        ("code=NOPE", "There is no code “NOPE”"),
        ("colour=red", "cannot be “colour”"),
        ("status=maybe", "The claim cannot be so"),
        ("evidence={}", "cannot be “evidence”"),
    ],
)
def test_wrong_corrections_are_explained(ask: Ask, own: Path, given: str, said: str) -> None:
    claim = ambush(ask, own)["claims"][0]["claim"]["id"]
    done = ask("judge", "correct", claim, "--set", given, store=own)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_recoding_with_the_same_coder_changes_nothing(ask: Ask, own: Path) -> None:
    before = ask("incidents", "--format", "json", store=own).out
    done = ask("recode", store=own)
    assert done.code == 0
    assert "nothing was changed" in done.out
    assert ask("incidents", "--format", "json", store=own).out == before
