"""Nothing that was kept is changed: not by adding, judging, recoding or undoing. And what a moment shows stays as it was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as chosen
from hypothesis import strategies as st
from sqlalchemy import event

from nadhir.engine.desk import Desk
from nadhir.records import Coded
from nadhir.store import Store, linked
from nadhir.store import reading as read
from tests.store.made import Desks, contents, report

FREE = {"incident_heads", "feeds"}  # an index, and settings
CHANGES = re.compile(
    r"\s*(?:UPDATE|DELETE FROM|REPLACE INTO|INSERT OR REPLACE INTO|TRUNCATE)\s+\"?(\w+)|ON CONFLICT", re.I
)


def test_no_statement_changes_a_row(desk: Desk, coded: list[Coded], monkeypatch: pytest.MonkeyPatch) -> None:
    changed: set[str] = set()
    statements = 0

    @event.listens_for(desk.store.engine, "before_cursor_execute")
    def watched(_: object, __: object, statement: str, *___: object) -> None:
        nonlocal statements
        statements += 1
        if found := CHANGES.match(statement):
            changed.add(found[1] or statement)

    list(desk.add(coded[:60]))
    list(
        desk.add(
            [
                msgspec.structs.replace(
                    coded[0], report=msgspec.structs.replace(coded[0].report, text="أخرى."), claims=(), doubtful=()
                )
            ]
        )
    )
    with desk.store.reading() as connection:
        big = max(linked.incidents(connection), key=lambda i: len(i.claims))
        other = next(i for i in linked.incidents(connection) if i.id != big.id)
    done = [
        desk.judge("reject", big.claims[0], author="x"),
        desk.judge("correct", big.claims[1], {"code": "PROTEST"}, author="x"),
        desk.judge("merge", other.id, {"into": big.id}, author="x"),
    ]
    for judgement in reversed(done):
        desk.judge("undo", judgement.id, author="x")
    monkeypatch.setattr(desk.pipeline, "version", "nadhir-later")
    assert len(list(desk.recode())) == 60
    assert statements > 200
    assert changed <= FREE


def fresh(folder: str, name: str) -> Store:
    return Store.open(Path(folder) / f"{name}.db")


batches = st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=5), min_size=1, max_size=5)


@chosen(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches, st.randoms(use_true_random=False))
def test_adding_twice_split_or_shuffled_gives_the_same_claims(desks: Desks, parts: list[list[int]], dice: Any) -> None:
    order = list(dict.fromkeys(n for part in parts for n in part))
    shuffled = order[:]
    dice.shuffle(shuffled)
    with TemporaryDirectory() as folder:
        found = []
        for name, adding in (("split", parts), ("whole", [order]), ("shuffled", [shuffled])):
            with fresh(folder, name) as store:
                desk = desks(store)
                for part in adding:
                    list(desk.add([report(n) for n in part]))
                found.append(contents(store, moments=False))
    split, whole, other = found
    assert split == whole
    assert (split["versions"], split["claims"].keys()) == (other["versions"], other["claims"].keys())
    assert split["claims"] == other["claims"]


def upto(store: Store) -> datetime:
    with store.reading() as connection:
        latest = read.moments(connection)[1]
    assert latest is not None
    return latest


steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, 12), st.integers(1, 2)),
        st.tuples(
            st.sampled_from(["reject", "correct", "undo", "merge", "split"]), st.integers(0, 99), st.integers(0, 99)
        ),
    ),
    min_size=2,
    max_size=10,
)


@chosen(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_what_a_moment_shows_never_changes(desks: Desks, steps: Sequence[tuple[str, int, int]]) -> None:
    with TemporaryDirectory() as folder, fresh(folder, "desk") as store:
        desk = desks(store)
        list(desk.add([report(0), report(3)]))
        seen: list[tuple[datetime, dict[str, Any]]] = []
        for step in steps:
            act(desk, *step)
            seen.append((upto(store), contents(store)))
        moments = [moment for moment, _ in seen]
        assert moments == sorted(moments)
        for moment, shown in seen:
            assert contents(store, as_of=moment) == shown


def act(desk: Desk, kind: str, one: int, two: int) -> None:
    """Do something to the store, of what there is."""
    now = contents(desk.store)
    claims, incidents = sorted(now["claims"]), sorted(now["incidents"])
    if kind == "add":
        list(desk.add([report(one, version=two)]))
    elif kind in ("reject", "correct") and claims:
        values = {"code": "PROTEST"} if kind == "correct" else {}
        desk.judge(kind, claims[one % len(claims)], values, author="x")  # type: ignore[arg-type]
    elif kind == "undo":
        gone = {j.target for j in now["judgements"] if j.kind == "undo"}
        open_ = [j.id for j in now["judgements"] if j.kind != "undo" and j.id not in gone]
        if open_:
            desk.judge("undo", open_[one % len(open_)], author="x")
    elif kind == "merge" and len(incidents) > 1:
        first, second = incidents[one % len(incidents)], incidents[two % len(incidents)]
        if first != second:
            desk.judge("merge", first, {"into": second}, author="x")
    elif kind == "split" and incidents:
        held = now["incidents"][incidents[one % len(incidents)]].claims
        if len(held) > 1:
            desk.judge("split", incidents[one % len(incidents)], {"claims": [held[0]]}, author="x")


def test_a_day_shows_what_was_there_at_its_end(desk: Desk) -> None:
    reports = [report(n) for n in range(0, 60, 6)]
    list(desk.add(reports, replay=True))
    for day in (date(2025, 2, 28), date(2025, 3, 2), date(2025, 3, 4)):
        expected = {r.report.id for r in reports if r.report.published and r.report.published <= day}
        assert {v.report for v in contents(desk.store, as_of=day)["versions"].values()} == expected
