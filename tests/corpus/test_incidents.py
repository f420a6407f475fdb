"""The labelled incidents keep their promises: every trigger verbatim, every mention once, conflicts apart, the README's counts true."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pycountry
import pytest

from nadhir.evaluation.clusters import GoldClusters, ReadClaim, read_clusters, score_clusters
from nadhir.knowledge.load import read_ontology, shipped
from nadhir.records import Span

FOLDER = Path(__file__).parents[2] / "corpus" / "incidents"
LANGUAGES = ("ar", "fr", "en")
PARTS = ("dev", "test")

Json = dict[str, Any]


def rows(name: str) -> list[Json]:
    return [msgspec.json.decode(line) for line in (FOLDER / f"{name}.jsonl").read_bytes().splitlines()]


REPORTS, INCIDENTS = rows("reports"), rows("gold")
BY_ID = {r["id"]: r for r in REPORTS}
MENTIONS = [(i, m) for i in INCIDENTS for m in i["mentions"]]


def span(mention: Json) -> tuple[str, int, int]:
    at = BY_ID[mention["report"]]["text"].find(mention["trigger"], mention["trigger_after"])
    return mention["report"], at, at + len(mention["trigger"])


def told_by(incident: Json) -> set[str]:
    return {m["report"] for m in incident["mentions"]}


def languages(incident: Json) -> set[str]:
    return {BY_ID[r]["language"] for r in told_by(incident)}


def test_reports_are_complete_short_and_marked_as_invented() -> None:
    wrong = []
    for report in REPORTS:
        date.fromisoformat(report["published"])
        base = f"{report['language']}-{hashlib.sha256(report['text'].encode()).hexdigest()[:6]}"
        whole = report["invented"] is True and report["publisher"] and report["title"] and report["id"] == base
        nowhere = re.match(r"https://[\w.-]+\.example/", report["url"])
        if not (whole and nowhere and 50 <= len(report["text"].split()) <= 150):
            wrong.append(report["id"])
    assert wrong == []
    assert len(BY_ID) == len(REPORTS)
    assert Counter(r["language"] for r in REPORTS) == dict.fromkeys(LANGUAGES, 18)


def test_incidents_are_complete() -> None:
    events = {c.id for c in read_ontology(shipped()).codes if c.kind == "event"}
    countries = {c.alpha_3 for c in pycountry.countries}
    wrong = []
    for incident in INCIDENTS:
        start, end = (date.fromisoformat(incident[key]) for key in ("start", "end"))
        known = incident["code"] in events and incident["country"] in countries and incident["title"]
        told = [date.fromisoformat(BY_ID[r]["published"]) for r in told_by(incident)]
        if not (known and start <= end and told and end <= min(told)):
            wrong.append(incident["id"])
    assert wrong == []
    assert len({i["id"] for i in INCIDENTS}) == len(INCIDENTS)


def test_triggers_are_verbatim_and_their_offsets_needed() -> None:
    wrong = []
    for incident, mention in MENTIONS:
        text, (_, start, _) = BY_ID[mention["report"]]["text"], span(mention)
        lone = mention["trigger_after"] == (0 if text.find(mention["trigger"]) == start else start)
        if start < 0 or not lone:
            wrong.append((incident["id"], mention))
    assert wrong == []


def test_every_mention_stands_once_and_none_overlaps_another() -> None:
    spans = sorted(span(m) for _, m in MENTIONS)
    clashes = [(a, b) for a, b in pairwise(spans) if a[0] == b[0] and b[1] < a[2]]
    assert clashes == []


def test_every_report_is_covered() -> None:
    count = Counter(m["report"] for _, m in MENTIONS)
    assert {r["id"] for r in REPORTS if count[r["id"]] < 2} == set()


def test_denials_are_mentions() -> None:
    assert [i["id"] for i in INCIDENTS for d in i["denials"] if d not in i["mentions"]] == []
    assert {BY_ID[d["report"]]["language"] for i in INCIDENTS for d in i["denials"]} == set(LANGUAGES)


def test_a_conflict_lies_in_one_part() -> None:
    grounds = sorted({r["ground"] for r in REPORTS}, key=lambda g: hashlib.sha256(g.encode()).hexdigest())
    part = {ground: PARTS[k % 2] for k, ground in enumerate(grounds)}
    assert [r["id"] for r in REPORTS if r["part"] != part[r["ground"]]] == []
    across = [i["id"] for i in INCIDENTS if {BY_ID[r]["ground"] for r in told_by(i)} != {i["id"].rsplit("-", 1)[0]}]
    assert across == []
    assert [i["id"] for i in INCIDENTS if i["part"] != part[i["id"].rsplit("-", 1)[0]]] == []


def test_the_set_is_hard() -> None:
    assert sum(languages(i) == set(LANGUAGES) for i in INCIDENTS) >= 25
    keys = Counter((i["code"], i["country"], i["start"]) for i in INCIDENTS)
    alike = [i for i in INCIDENTS if keys[i["code"], i["country"], i["start"]] > 1]
    assert len(alike) >= 25, "incidents that only the place tells apart"
    places = Counter((i["code"], i["place"]) for i in INCIDENTS if i["place"])
    again = [i for i in INCIDENTS if places[i["code"], i["place"]] > 1]
    assert len(again) >= 20, "incidents that only the day tells apart"
    late = [
        (i, r)
        for i in INCIDENTS
        for r in told_by(i)
        if (date.fromisoformat(BY_ID[r]["published"]) - date.fromisoformat(i["end"])).days >= 28
    ]
    assert len(late) >= 10, "incidents recalled a month later"


def tables() -> list[list[str]]:
    found = re.findall(r"^\| (.+?) \|$", (FOLDER / "README.md").read_text("utf-8"), re.MULTILINE)
    return [[cell.strip() for cell in line.split("|")] for line in found]


@pytest.mark.parametrize("row", [*PARTS, "all"])
def test_the_counts_of_the_readme_are_those_of_the_files(row: str) -> None:
    mine = [i for i in INCIDENTS if row in ("all", i["part"])]
    counts = [
        sum(row in ("all", r["part"]) for r in REPORTS),
        len(mine),
        sum(len(told_by(i)) > 1 for i in mine),
        sum(languages(i) == set(LANGUAGES) for i in mine),
        sum(len(i["mentions"]) for i in mine),
        sum(len(i["denials"]) for i in mine),
    ]
    assert [cells[1:] for cells in tables() if cells[0] == row] == [[str(n) for n in counts]]


@pytest.mark.parametrize("part", ["", *PARTS])
def test_what_is_told_in_gold_scores_full_marks(part: str) -> None:
    gold: GoldClusters = read_clusters(FOLDER, part)
    claims, assignment = [], {}
    for incident in gold.incidents:
        for mention in incident.mentions:
            _, start, end = span(msgspec.to_builtins(mention))
            claim = ReadClaim(
                id=f"{mention.report}:{start}",
                report=mention.report,
                kind="event",
                code=incident.code,
                trigger=Span(start, end),
            )
            claims.append(claim)
            assignment[claim.id] = incident.id
    scores = score_clusters(gold, claims, assignment)
    assert scores.strict.f1 == scores.across_all.f1 == 1.0
    assert scores.strict.mentions == len(claims) == sum(i["part"] == part or not part for i, _ in MENTIONS)
