"""The corpus keeps its promises: every span verbatim, every code known, train and test apart."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import pycountry
import pytest

from nadhir.knowledge.load import read_ontology, shipped
from nadhir.knowledge.schema import Ontology

CORPUS = Path(__file__).parents[2] / "corpus"
LANGUAGES = ("ar", "fr", "en")
BODIES = {"IGO", "UNO", "EUR", "NGO", "MNC", "IMG", "KOS", ""}
COUNTRIES = {c.alpha_3 for c in pycountry.countries} | BODIES
QUANTITIES = {"killed", "injured", "abducted", "arrested", "displaced", "size", "money"}
PRECISIONS = {"day", "week", "month", "year", "open"}
SHINGLE = 6  # words
MOST_SHARED = 0.15  # of the shingles of the shorter report

Json = dict[str, Any]


def read(part: str, language: str) -> list[Json]:
    lines = (CORPUS / part / f"{language}.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line) for line in lines]


REPORTS = [(part, report) for part in ("train", "test") for name in LANGUAGES for report in read(part, name)]


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return read_ontology(shipped())


def split_of(ident: str) -> str:
    """The part that a report belongs to: three in eight of those that nobody had read when the split was drawn."""
    return "test" if int(hashlib.sha256(ident.encode()).hexdigest(), 16) % 8 < 3 else "train"


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_ninety_reports_a_language_and_one_in_ten_has_no_claims(language: str) -> None:
    own = [r for _, r in REPORTS if r["language"] == language]
    assert len(own) >= 90
    assert 0.07 <= sum(not r["claims"] for r in own) / len(own) <= 0.13


def test_reports_are_complete_and_marked_as_invented() -> None:
    wrong = []
    for _, report in REPORTS:
        date.fromisoformat(report["published"])
        fits = 60 <= len(report["text"].split()) <= 260
        if not (report["invented"] is True and report["publisher"] and fits):
            wrong.append(report["id"])
    assert wrong == []


def test_ids_are_hashes_of_the_text_and_tell_the_part() -> None:
    wrong = []
    for part, report in REPORTS:
        base = f"{report['language']}-{hashlib.sha256(report['text'].encode()).hexdigest()[:6]}"
        if not re.fullmatch(base + "[b-g]?", report["id"]) or split_of(report["id"]) != part:
            wrong.append(report["id"])
    assert wrong == []
    assert len({r["id"] for _, r in REPORTS}) == len(REPORTS)


def words_of(claim: Json) -> list[tuple[str, str]]:
    """Everything in a claim that must stand in the text as it is written."""
    out = [("source", s["name"]) for s in claim["sources"]]
    out += [(side, e["text"]) for side in ("actors", "recipients", "places") for e in claim[side]]
    out += [(key, claim[key]) for key in ("cause", "effect") if claim["code"] == "causes"]
    if "likelihood" in claim:
        out.append(("likelihood", claim["likelihood"]["phrase"]))
    return out


def claims() -> list[tuple[Json, Json]]:
    return [(report, claim) for _, report in REPORTS for claim in report["claims"]]


def test_all_words_stand_in_the_text() -> None:
    wrong = []
    for report, claim in claims():
        if report["text"].find(claim["trigger"], claim.get("trigger_after", 0)) < 0 or not claim["trigger"]:
            wrong.append((report["id"], "trigger", claim["trigger"]))
        wrong += [
            (report["id"], key, words) for key, words in words_of(claim) if not words or words not in report["text"]
        ]
    assert wrong == []


def test_codes_are_known(ontology: Ontology) -> None:
    codes = {c.id: c for c in ontology.codes}
    known = {
        name: {t.id for t in getattr(ontology, name)}
        for name in ("contexts", "sectors", "roles", "stances", "statuses")
    }
    wrong = []
    for report, claim in claims():
        code = codes.get(claim["code"])
        good = (
            code is not None
            and code.kind == claim["kind"]
            and set(claim["modes"]) <= set(code.modes)
            and set(claim["contexts"]) <= known["contexts"]
            and claim["status"] in known["statuses"]
            and {s["role"] for s in claim["sources"]} <= known["roles"]
            and {s["stance"] for s in claim["sources"]} <= known["stances"]
            and {e["sector"] for side in ("actors", "recipients") for e in claim[side]} <= known["sectors"] | {""}
            and {e["country"] for side in ("actors", "recipients", "places") for e in claim[side]} <= COUNTRIES
        )
        if not good:
            wrong.append((report["id"], claim["code"], claim["trigger"]))
    assert wrong == []


def test_dates_numbers_and_points_are_sound() -> None:
    wrong = []
    for report, claim in claims():
        time = claim["time"]
        dated = not time or (
            date.fromisoformat(time["start"]) <= date.fromisoformat(time["end"]) and time["precision"] in PRECISIONS
        )
        counted = set(claim["quantities"]) <= QUANTITIES and all(
            name == "money" or value[1] is None or value[0] <= value[1] for name, value in claim["quantities"].items()
        )
        placed = all(-90 <= p["lat"] <= 90 and -180 <= p["lon"] <= 180 for p in claim["places"] if "lat" in p)
        likely = (
            "likelihood" not in claim or 0 <= claim["likelihood"]["range"][0] < claim["likelihood"]["range"][1] <= 1
        )
        if not (dated and counted and placed and likely):
            wrong.append((report["id"], claim["code"], claim["trigger"]))
    assert wrong == []


def test_every_code_status_and_stance_occurs_often_enough_to_learn_from(ontology: Ontology) -> None:
    every = [claim for _, claim in claims()]
    codes = Counter(c["code"] for c in every)
    modes = Counter((c["code"], m) for c in every for m in c["modes"])
    stances = Counter(s["stance"] for c in every for s in c["sources"])
    assert [c.id for c in ontology.codes if codes[c.id] < 20] == []
    assert [(c.id, m) for c in ontology.codes for m in c.modes if modes[c.id, m] < 5] == []
    assert [t.id for t in ontology.stances if stances[t.id] < 20] == []


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_report_of_the_test_part_is_nearly_in_the_training_part(language: str) -> None:
    train, test = ([(r["id"], shingles(r["text"])) for r in read(part, language)] for part in ("train", "test"))
    copies = [
        (one, other)
        for (one, mine), (other, theirs) in product(train, test)
        if len(mine & theirs) > MOST_SHARED * min(len(mine), len(theirs))
    ]
    assert copies == []


def test_one_report_in_three_was_coded_twice() -> None:
    second = {record["id"] for name in LANGUAGES for record in read("second", name)}
    assert second <= {r["id"] for _, r in REPORTS}
    assert len(second) >= len(REPORTS) / 3 - 1


def test_the_published_agreement_is_that_of_the_files() -> None:
    from tools.agreement import agreement

    table = (CORPUS / "README.md").read_text("utf-8")
    for kind in ("event", "condition", "relation", "outlook"):
        row = " | ".join(f"{scores[kind].f1:.2f}" for scores in agreement().values())
        assert f"| {kind} F1 | {row} |" in table


def test_the_published_counts_are_those_of_the_files() -> None:
    text = (CORPUS / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)/` \| ([\d,]+) \| ([\d,]+) \|", text, re.MULTILINE)
    parts = {part: [r for name in LANGUAGES for r in read(part, name)] for part in ("train", "test", "second")}
    assert rows == [(part, f"{len(own):,}", f"{sum(len(r['claims']) for r in own):,}") for part, own in parts.items()]
    by_language = Counter(r["language"] for _, r in REPORTS)
    opening = (
        f"{len(REPORTS)} conflict reports in Arabic ({by_language['ar']}), French ({by_language['fr']}) and English "
        f"({by_language['en']}), each with every claim coded by hand: {len(claims()):,} claims."
    )
    assert opening in text
    mentions = f"{len(REPORTS)} invented reports in the three languages with {len(claims()):,} claims"
    assert mentions in (CORPUS.parent / "README.md").read_text("utf-8")
