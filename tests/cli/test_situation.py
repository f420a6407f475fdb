"""`nadhir situation|incidents|incident|claims|report|sources`, over a small store of the exercise."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from rich.cells import cell_len

from nadhir.cli.desk import desk_of
from nadhir.cli.layout import visible
from nadhir.cli.reports import difference
from nadhir.cli.wording import short
from nadhir.intake import read_paths
from nadhir.memory import Version
from nadhir.settings import Settings
from tests.cli.conftest import REPORTS, Ask

LANGUAGES = ("ar", "fr", "en")
SCREENS = {
    "situation": ["situation"],
    "incidents": ["incidents"],
    "claims": ["claims", "--format", "table", "--limit", "9"],
    "report": ["report", "ex-008-fr"],
    "diff": ["report", "ex-045-en", "--diff"],
    "sources": ["sources"],
}


def ambush(ask: Ask) -> dict[str, Any]:
    """The incident that most outlets tell of."""
    found: list[dict[str, Any]] = json.loads(ask("incidents", "--format", "json").out)
    return max(found, key=lambda i: len(i["publishers"]))


# --- screens ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("width", [80, 120])
def test_every_screen_fits_in_every_language(ask: Ask, screen: str, language: str, width: int) -> None:
    done = ask(*SCREENS[screen], language=language, width=width)
    assert (done.code, done.err) == (0, "")
    flowing = screen == "report"  # the text itself is left to the terminal
    assert flowing or max(cell_len(visible(line)) for line in done.out.splitlines()) <= width
    assert not re.search(r"\b(view|link|feature|origin|contradiction|judged|sources|report|copy)\.[a-z_]+\b", done.out)
    for line in done.out.splitlines():
        opened = sum(line.count(c) for c in "\u2066\u2067\u2068")
        assert flowing or opened == line.count("\u2069")
    assert language != "ar" or all(
        line.startswith("\u200f") for line in done.out.splitlines() if line and not flowing and "--" not in line
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_incidents_dossier_fits_in_every_language(ask: Ask, language: str) -> None:
    ident = ambush(ask)["id"]
    done = ask("incident", ident[:6], "--why", language=language, width=90)
    assert (done.code, done.err) == (0, "")
    assert max(cell_len(visible(line)) for line in done.out.splitlines()) <= 90
    assert not re.search(r"\b(view|link|figure|origin|contradiction|admiralty|judged)\.[a-z_]+\b", done.out)


def test_the_situation_says_what_each_number_counts(ask: Ask) -> None:
    out = ask("situation").out
    (reports,) = re.findall(r"(\d+) reports, 1 of them revised", out)
    assert reports == "8"
    assert re.search(r"\d+ copied texts?, \d+ claims, \d+ incidents", out)
    assert re.search(r"\[\d\] [3-9] outlets?, \d origins?", ask("incidents").out)
    assert "Silence is not calm" in out


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", r"[3-9] médias, \d origines?"),
        ("ar", r"[3-9] وسائل إعلام، (\d مصادر أصلية|مصدران أصليان|مصدر أصلي واحد)"),
        ("en", r"[3-9] outlets?, \d origins?"),
    ],
)
def test_numbers_are_said_with_their_plurals(ask: Ask, language: str, said: str) -> None:
    assert re.search(said, ask("incidents", language=language).out)


def test_what_is_left_out_is_counted(ask: Ask) -> None:
    every = len(json.loads(ask("incidents", "--format", "json").out))
    assert f"more: {every - 2}" in ask("incidents", "--limit", "2").out
    assert len(json.loads(ask("incidents", "--format", "json", "--limit", "2").out)) == 2


def test_a_dossier_names_origins_with_their_ways_and_the_words(ask: Ask) -> None:
    ident = ambush(ask)["id"]
    out = ask("incident", ident).out
    assert "AFP ‹ l'armée" in out
    assert "said by the body or office itself" in out
    assert "“coûté la vie” · killed: 3" in out
    assert "⟦attacked⟧" in out
    assert "from a party to the fight" in out
    assert "same code (ASSAULT)" not in out
    assert "same code (ASSAULT)" in ask("incident", ident, "--why").out


def test_parties_go_by_the_readers_names(ask: Ask) -> None:
    assert "armée malienne" in ask("incidents", language="fr").out
    assert "الجيش المالي" in ask("incidents", language="ar").out
    assert "Malian army" in ask("incidents", language="en").out


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "command",
    ["situation", "incidents", "incident", "claims", "report", "sources", "recode", "judge"]
    + [f"judge {name}" for name in ("accept", "reject", "correct", "merge", "split", "grade", "undo", "list")],
)
def test_help_is_in_the_readers_language(ask: Ask, command: str, language: str) -> None:
    done = ask(*command.split(), "--help", language=language, width=80)
    assert (done.code, done.err) == (0, "")
    assert not re.search(r"\bhelp\.[a-z_.]+", done.out)
    assert max(cell_len(visible(line)) for line in done.out.splitlines()) <= 80


# --- as of --------------------------------------------------------------------------------------------------------


def test_the_past_is_seen_as_it_was(ask: Ask) -> None:
    done = ask("situation", "--as-of", "2025-09-06")
    assert "3 reports" in done.out
    assert "The situation on 2025-09-06" in done.out
    assert (
        json.loads(ask("situation", "--as-of", "2025-09-06T00:00Z", "--format", "json").out)["counts"]["reports"] == 0
    )
    ident = ambush(ask)["id"]
    then = json.loads(ask("incident", ident, "--as-of", "2025-09-06", "--format", "json").out)
    assert 0 < len(then["incident"]["publishers"]) < 6
    assert ask("incident", ident, "--as-of", "2025-09-01").code == 2
    assert "Version 2" not in ask("report", "ex-045-en", "--as-of", "2025-10-07").out


# --- forms for programs -------------------------------------------------------------------------------------------


def test_the_json_forms_are_stable(ask: Ask) -> None:
    situation = json.loads(ask("situation", "--format", "json").out)
    assert set(situation) == {"day", "recorded", "counts", "incidents", "conditions", "ties"}
    assert {"id", "code", "actors", "figures", "origins", "independent", "digit", "contradictions"} <= set(
        situation["incidents"][0]
    )
    one = ambush(ask)
    dossier = json.loads(ask("incident", one["id"], "--format", "json", language="ar").out)
    assert set(dossier) == {"incident", "claims", "ledger", "judgements", "links"}
    order = [said["claim"] for said in dossier["ledger"]]
    assert [c["claim"]["id"] for c in dossier["claims"]] == order
    assert {link["claim"] for link in dossier["links"]} == set(order)
    report = json.loads(ask("report", "ex-045-en", "--format", "json").out)
    assert [v["number"] for v in report["versions"]] == [1, 2]
    assert {c["version"] for c in report["claims"]} == {report["versions"][1]["id"]}
    sources = json.loads(ask("sources", "--format", "json").out)
    assert {"key", "name", "letter", "claims", "corroborated", "contradicted", "alone"} <= set(sources[0])


def test_sources_stand_once(ask: Ask) -> None:
    keys = [s["key"] for s in json.loads(ask("sources", "--format", "json").out)]
    names = [s["name"] for s in json.loads(ask("sources", "--format", "json").out)]
    assert len(keys) == len(set(keys))
    assert names.count("Sahel Monitor") == 1


# --- claims -------------------------------------------------------------------------------------------------------


def claims(ask: Ask, *arguments: str) -> list[dict[str, Any]]:
    done = ask("claims", *arguments)
    assert (done.code, done.err) == (0, "")
    return [json.loads(line) for line in done.out.splitlines()]


def test_claims_are_found_by_every_filter(ask: Ask) -> None:
    every = claims(ask, "--limit", "1000")
    assert len(every) > 20
    assert {c["claim"]["code"] for c in claims(ask, "--code", "assault")} == {"ASSAULT"}
    assert {c["claim"]["kind"] for c in claims(ask, "--kind", "relation")} == {"relation"}
    assert {c["report"] for c in claims(ask, "--report", "ex-007")} == {"ex-007-ar"}
    assert {c["claim"]["status"] for c in claims(ask, "--status", "negated")} <= {"negated"}
    assert len(claims(ask, "--limit", "3")) == 3


def test_doubtful_claims_are_shown_to_whoever_asks(ask: Ask, tmp_path: Path) -> None:
    settings = msgspec.structs.replace(Settings.from_environment(), store=str(tmp_path / "strict.db"), threshold=1.0)
    with desk_of(settings) as desk:
        list(desk.add(read_paths([REPORTS / "005-en.json"]), replay=True))
    strict = tmp_path / "strict.db"
    sure = ask("claims", store=strict).out.splitlines()
    every = [json.loads(line) for line in ask("claims", "--doubtful", store=strict).out.splitlines()]
    assert len(every) > len(sure)
    assert any(c["claim"]["doubtful"] for c in every)
    assert "[doubtful:" in ask("claims", "--doubtful", "--format", "table", store=strict).out


@pytest.mark.parametrize("name", ["Diéma", "diema", "دييما"])
def test_places_are_asked_for_by_any_of_their_names(ask: Ask, name: str) -> None:
    found = claims(ask, "--place", name)
    assert found
    assert all(any(p["name"] == "Diéma" for p in c["claim"]["places"]) for c in found)


@pytest.mark.parametrize("party", ["jnim", "GSIM", "جماعة نصرة الإسلام والمسلمين"])
def test_parties_are_asked_for_by_id_or_name(ask: Ask, party: str) -> None:
    found = claims(ask, "--party", party)
    assert found
    sides = [{e["id"] for e in (*c["claim"]["actors"], *c["claim"]["recipients"])} for c in found]
    assert all("jnim" in side for side in sides)


def test_a_sector_is_a_party(ask: Ask) -> None:
    found = claims(ask, "--party", "mli-mil")
    assert found
    assert all(
        any((e["country"], e["sector"]) == ("MLI", "MIL") for e in (*c["claim"]["actors"], *c["claim"]["recipients"]))
        for c in found
    )


def test_words_are_searched_in_the_report(ask: Ask) -> None:
    assert {c["report"] for c in claims(ask, "--words", "Lakamane", "--limit", "100")} >= {"ex-005-en", "ex-006-en"}
    assert claims(ask, "--words", "zzzzzz") == []
    assert "There are none" in ask("claims", "--words", "zzzzzz", "--format", "table").out


# --- reports ------------------------------------------------------------------------------------------------------


def test_a_report_shows_what_changed(ask: Ask) -> None:
    out = ask("report", "ex-045-en", "--diff").out
    assert re.search(r"^ -\s+EXERCISE — Sido toll climbs to 21", out, re.MULTILINE)
    assert re.search(r"^ \+\s+EXERCISE — Sido toll stands at 19", out, re.MULTILINE)
    assert "There is only one version" in ask("report", "ex-008-fr", "--diff").out


def test_a_difference_is_none_without_change(ask: Ask) -> None:
    versions = [
        Version(id=str(n), report="r", number=n, text=text, recorded="2026-01-01T00:00:00Z")  # type: ignore[arg-type]
        for n, text in (
            (1, "One. Two. Three. Four. Five."),
            (2, "One. Two. Three. Four. Five."),
            (3, "One. Two! Five."),
        )
    ]
    assert [sign for sign, _ in difference(versions[0], versions[1])] == [" ", " ", " "]
    changed = list(difference(versions[1], versions[2]))
    assert [s for sign, s in changed if sign == "-"] == ["Two.", "Three.", "Four."]
    assert [s for sign, s in changed if sign == "+"] == ["Two!"]


def test_copies_are_named_from_either_side(ask: Ask) -> None:
    assert "Copied by West Africa Dispatch (ex-006-en)" in ask("report", "ex-005").out
    assert "Copied from Reuters (ex-005-en)" in ask("report", "ex-006").out


# --- errors -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["incident", "zzzz"], "There is no incident “zzzz”"),
        (["incident", ""], "There is no incident"),
        (["report", "ex-0"], "Several ids begin with “ex-0”"),
        (["report", "nothing"], "There is no report “nothing”"),
        (["situation", "--as-of", "2025-99-01"], "is no date"),
        (["situation", "--country", "Atlantis"], "--country cannot be “Atlantis”"),
        (["situation", "--format", "xml"], "--format cannot be “xml”"),
        (["claims", "--code", "NOPE"], "There is no code “NOPE”"),
        (["claims", "--kind", "rumour"], "--kind cannot be “rumour”"),
        (["claims", "--status", "maybe"], "--status cannot be “maybe”"),
        (["claims", "--place", "Qwrtzx"], "No place bears the name"),
        (["claims", "--party", "Qwrtzx"], "No actor bears the name"),
    ],
)
def test_wrong_calls_are_explained(ask: Ask, arguments: list[str], said: str) -> None:
    done = ask(*arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "command", [["situation"], ["incidents"], ["claims"], ["sources"], ["recode"], ["judge", "list"], ["report", "x"]]
)
def test_without_a_store_the_next_step_is_named(ask: Ask, tmp_path: Path, command: list[str], language: str) -> None:
    done = ask(*command, store=tmp_path / "none.db", language=language)
    assert (done.code, done.out) == (6, "")
    assert "nadhir add" in done.err
    assert not (tmp_path / "none.db").exists()


def test_only_hashes_are_cut_short() -> None:
    assert short("34e9c9c2a13825f4") == "34e9c9c2"
    assert short("ex-045-en") == "ex-045-en"
