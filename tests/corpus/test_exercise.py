"""The exercise keeps its promises: it is marked as one, its gold stands in its texts, its copies are copies and nothing else is."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest

from nadhir.knowledge.load import read_ontology, shipped

EXERCISE = Path(__file__).parents[2] / "examples" / "exercise"
LANGUAGES = ("ar", "fr", "en")
FIRST, LAST = date(2025, 9, 1), date(2025, 10, 26)
FIELDS = {"id", "language", "published", "publisher", "title", "text", "url", "invented", "note"}
SHINGLE = 5  # words
COPIED = 0.6  # a copy shares at least this part of the shorter text's shingles
DISTINCT = 0.1  # and two reports that are no copies at most this

Json = dict[str, Any]


def lines(name: str) -> list[Json]:
    return [json.loads(line) for line in (EXERCISE / "gold" / f"{name}.jsonl").read_text("utf-8").splitlines()]


FILES = sorted((EXERCISE / "reports").glob("*.json"))
READ: list[Json] = [json.loads(path.read_text("utf-8")) for path in FILES]
REPORTS: dict[str, Json] = {r["id"]: r for r in READ}
INCIDENTS = lines("incidents")
BY_ID = {i["id"]: i for i in INCIDENTS}


def versions() -> dict[str, list[str]]:
    """Reports by address, the earliest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for report in sorted(REPORTS.values(), key=lambda r: str(r["published"])):
        found[report["url"]].append(report["id"])
    return found


def shared(one: str, other: str) -> float:
    """Part of the shorter text's shingles that stand in the other text too."""
    sets = []
    for ident in (one, other):
        words = REPORTS[ident]["text"].split()
        sets.append({tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)})
    return len(sets[0] & sets[1]) / min(map(len, sets))


def marks(incident: Json) -> list[tuple[str, str, int]]:
    return [(m["report"], m["trigger"], m["trigger_after"]) for m in incident["mentions"] + incident["denials"]]


def span(mark: tuple[str, str, int]) -> tuple[int, int]:
    report, trigger, after = mark
    start = REPORTS[report]["text"].find(trigger, after)
    return start, start + len(trigger)


def test_there_are_sixty_reports_twenty_a_language_and_one_new_version() -> None:
    firsts = [idents[0] for idents in versions().values()]
    assert Counter(REPORTS[i]["language"] for i in firsts) == dict.fromkeys(LANGUAGES, 20)
    assert [len(v) for v in versions().values() if len(v) > 1] == [2]
    assert len(REPORTS) == len(READ) == 61


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_file_says_that_it_is_an_exercise(path: Path) -> None:
    report = json.loads(path.read_text("utf-8"))
    assert set(report) == FIELDS
    assert report["id"] == f"ex-{path.stem}"
    assert report["id"].endswith(f"-{report['language']}")
    assert report["invented"] is True
    assert "EXERCISE" in report["title"]
    assert "EXERCISE" in report["note"]
    assert report["url"].split("/")[2].endswith(".example")
    assert FIRST <= date.fromisoformat(report["published"]) <= LAST
    assert 80 <= len(report["text"].split()) <= 260


def test_the_reports_cover_all_eight_weeks_in_every_language() -> None:
    weeks = {(r["language"], (date.fromisoformat(r["published"]) - FIRST).days // 7) for r in REPORTS.values()}
    assert weeks == {(language, week) for language in LANGUAGES for week in range(8)}


def test_triggers_stand_in_their_texts_and_none_twice() -> None:
    found = [(report, *span((report, trigger, after))) for i in INCIDENTS for report, trigger, after in marks(i)]
    assert [f for f in found if f[1] < 0] == []
    per_report: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for report, start, end in found:
        per_report[report].append((start, end))
    overlaps = [
        (report, one, other)
        for report, spans in per_report.items()
        for one, other in combinations(sorted(spans), 2)
        if other[0] < one[1]
    ]
    assert overlaps == []
    assert set(per_report) == set(REPORTS)


def test_incidents_are_whole() -> None:
    codes = {code.id for code in read_ontology(shipped()).codes if code.kind == "event"}
    wrong = []
    for incident in INCIDENTS:
        start, end = date.fromisoformat(incident["start"]), date.fromisoformat(incident["end"])
        told = [date.fromisoformat(REPORTS[report]["published"]) for report, _, _ in marks(incident)]
        past = incident.get("status") == "historical"
        fits = start <= end <= LAST and min(told) >= start and past == ((min(told) - end).days > 365)
        if not (fits and incident["code"] in codes and incident["title"] and len(incident["country"]) == 3):
            wrong.append(incident["id"])
    assert wrong == []
    assert len(BY_ID) == len(INCIDENTS)


def test_tolls_are_ordered() -> None:
    tolls = [i["killed"] for i in INCIDENTS if i["killed"]]
    assert all(k["low"] <= (k["low"] if k["best"] is None else k["best"]) <= k["high"] for k in tolls)
    assert sum(k["low"] < k["high"] for k in tolls) >= 6


def test_many_incidents_are_told_in_all_languages_and_many_once() -> None:
    told = [{report for report, _, _ in marks(i)} for i in INCIDENTS]
    assert sum({REPORTS[r]["language"] for r in reports} == set(LANGUAGES) for reports in told) >= 20
    assert sum(len(reports) == 1 for reports in told) >= 20
    assert sum(len(i["denials"]) for i in INCIDENTS) >= 8


def test_copies_are_copies_and_all_other_texts_are_distinct() -> None:
    copies = {(c["report"], c["of"]) for c in lines("copies")}
    assert len(copies) >= 5
    for report, of in copies:
        assert REPORTS[report]["language"] == REPORTS[of]["language"]
        assert REPORTS[report]["published"] >= REPORTS[of]["published"]
        assert COPIED <= shared(report, of) < 1
    same = {frozenset(pair) for pair in copies} | {frozenset(v) for v in versions().values() if len(v) > 1}
    alike = [pair for pair in combinations(REPORTS, 2) if frozenset(pair) not in same and shared(*pair) > DISTINCT]
    assert alike == []


def test_a_ring_is_of_outlets_that_name_one_another() -> None:
    rings = lines("rings")
    assert len(rings) >= 2
    for ring in rings:
        tellers = {report for report, _, _ in marks(BY_ID[ring["incident"]])}
        assert set(ring["reports"]) <= tellers
        assert [REPORTS[r]["publisher"] for r in ring["reports"]] == ring["outlets"]
        texts = [REPORTS[r]["text"] for r in ring["reports"]]
        # An outlet is named by the last word of its name at least ("صحيفة الساحل اليوم" is cited as "الساحل اليوم").
        for text, cited in zip(texts, ring["outlets"][1:] + ring["outlets"][:1], strict=True):
            assert " ".join(cited.split()[-2:]) in text


def test_contradictions_are_told_by_the_reports_they_name() -> None:
    wrong = []
    for found in lines("contradictions"):
        incident = BY_ID[found["incident"]]
        saying = {m["report"] for m in incident["mentions"]}
        denying = {m["report"] for m in incident["denials"]}
        against = denying if found["kind"] == "denied" else saying
        if not (found["one"] and found["other"] and set(found["one"]) <= saying and set(found["other"]) <= against):
            wrong.append(found)
    assert wrong == []
    assert {f["kind"] for f in lines("contradictions")} == {"denied", "actors", "toll", "place", "time"}


def test_conditions_have_one_state_a_day() -> None:
    codes = {code.id for code in read_ontology(shipped()).codes if code.kind == "condition"}
    spans: dict[tuple[str, str, str], list[tuple[date, date]]] = defaultdict(list)
    for line in lines("conditions"):
        assert line["code"] in codes
        days = date.fromisoformat(line["from"]), date.fromisoformat(line["to"])
        spans[line["code"], line["mode"], line["place"]].append(days)
    assert len(spans) >= 10
    for found in spans.values():
        ordered = sorted(found)
        assert all(start <= end for start, end in ordered)
        assert all(before[1] < after[0] for before, after in pairwise(ordered))


def test_the_plan_names_every_incident() -> None:
    plan = (EXERCISE / "timeline.md").read_text("utf-8")
    assert [i for i in BY_ID if i not in plan] == []
    assert "@@" not in plan
