"""The desk over the exercise: copies, rings, versions, judgements that outlive a recoding, and a store made anew of what it was given."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from nadhir.engine.batch import ready
from nadhir.engine.desk import Added, Desk
from nadhir.engine.situation import Observer
from nadhir.intake import read_paths
from nadhir.memory import Incident, Told
from nadhir.settings import Settings
from nadhir.store import Store, linked
from nadhir.store import reading as read
from nadhir.store.questions import Question
from nadhir.store.upkeep import backup

EXERCISE = Path(__file__).resolve().parents[2] / "examples" / "exercise"


def gold(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (EXERCISE / "gold" / f"{name}.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def settings() -> Settings:
    return Settings.from_environment()


@pytest.fixture(scope="module")
def stemmers(settings: Settings) -> dict[str, str]:
    return {code: pack.script.stemmer for code, pack in ready(settings).knowledge.packs.items()}


@pytest.fixture(scope="module")
def template(settings: Settings, stemmers: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the exercise, of which every test has a copy."""
    path = tmp_path_factory.mktemp("desk") / "desk.db"
    with Store.open(path, stemmers=stemmers) as store:
        added = list(Desk(store, settings).add(read_paths([EXERCISE / "reports"]), replay=True))
        assert [a.outcome for a in added if isinstance(a, Added)].count("version") == 1
        backup(store.engine, path.with_name("copy.db"))
    return path.with_name("copy.db")


@pytest.fixture
def desk(settings: Settings, stemmers: dict[str, str], template: Path, tmp_path: Path) -> Iterator[Desk]:
    with Store.open(shutil.copy(template, tmp_path / "desk.db"), stemmers=stemmers) as store:
        yield Desk(store, settings)


def observer(desk: Desk) -> Observer:
    return Observer(desk.store, desk.lives)


def incidents(desk: Desk) -> list[Incident]:
    return observer(desk).incidents()


def largest(desk: Desk) -> Incident:
    return max(incidents(desk), key=lambda i: len(i.claims))


def counting(desk: Desk) -> dict[str, Told]:
    return {told.claim.id: told for _, told in desk.store.claims(Question(limit=10_000))}


def test_every_copy_of_the_exercise_is_found_and_nothing_else(desk: Desk) -> None:
    with desk.store.reading() as connection:
        report_of = {v.id: v.report for _, v in read.versions(connection)}
        found = {frozenset((report_of[c.version], report_of[c.of])) for c in linked.copies(connection)}
    assert found == {frozenset((row["report"], row["of"])) for row in gold("copies")}


def test_outlets_that_cite_one_another_are_no_origin(desk: Desk) -> None:
    circles = {frozenset(circle) for i in incidents(desk) for circle in i.circles}
    assert circles, "the exercise has two rings"
    for incident in incidents(desk):
        for circle in incident.circles:
            known = {o.key for o in incident.origins}
            alone = [t for t in counting(desk).values() if t.claim.id in incident.claims and t.origin.why == "circular"]
            assert not alone or not {*circle} <= known


def test_an_incident_with_one_origin_is_never_confirmed(desk: Desk) -> None:
    for incident in incidents(desk):
        assert incident.independent == len({o.key for o in incident.origins})
        assert incident.digit != 1 or incident.independent >= 2
        assert incident.digit == 6 or incident.origins or incident.denied


def test_a_corrected_article_is_a_version_and_its_old_claims_step_back(desk: Desk) -> None:
    versions = observer(desk).versions("ex-045-en")
    assert [v.number for v in versions] == [1, 2]
    assert versions[0].text != versions[1].text
    now = {t.version for t in counting(desk).values() if t.report == "ex-045-en"}
    assert now == {versions[1].id}
    with desk.store.reading() as connection:
        then = read.batch_at(connection, versions[0].published)
        old = {t.version for _, t in read.every_told(connection, then) if t.report == "ex-045-en"}
    assert old == {versions[0].id}


def test_the_past_is_seen_as_it_was(desk: Desk) -> None:
    early = observer(desk).situation(date(2025, 9, 14))
    late = observer(desk).situation(date(2025, 10, 26))
    assert early.day == date(2025, 9, 14)
    assert 0 < early.counts.reports < late.counts.reports == 60
    assert all(i.last and i.last <= early.day for i in early.incidents)
    assert observer(desk).situation(date(2025, 8, 1)).incidents == ()


def test_conditions_and_network_come_out(desk: Desk) -> None:
    situation = observer(desk).situation(date(2025, 10, 5), country="MLI")
    assert any(c.code == "route_cut" and c.state in ("cut", "restricted") for c in situation.conditions)
    assert any(c.code == "shortage" for c in situation.conditions)
    assert any(c.state == "unknown" for c in situation.conditions), "what nobody confirms lapses"
    assert situation.ties


def test_a_store_made_anew_is_the_same(desk: Desk, tmp_path: Path) -> None:
    dumped = list(observer(desk).kept())
    first = largest(desk)
    desk.judge("reject", first.claims[0], author="amina", reason="not there")
    graded = desk.judge("grade", first.origins[0].key, {"letter": "B"}, author="amina")
    desk.judge("undo", graded.id, author="amina")
    again = list(observer(desk).kept())
    assert len(again) == len(dumped) + 3
    with Store.open(tmp_path / "again.db", stemmers=desk.store.stemmers) as store:
        other = Desk(store, Settings.from_environment())
        list(other.take_back(again))
        assert list(observer(other).kept()) == again
        assert incidents(other) == incidents(desk)
        assert counting(other) == counting(desk)
        assert list(other.take_back(again)) == again
        assert list(observer(other).kept()) == again, "taking back twice changes nothing"


# --- recoding -----------------------------------------------------------------------------------------------------


def recoded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code everything anew, by a coder that calls itself later and so gives every claim another id."""
    monkeypatch.setattr("nadhir.engine.pipeline.__version__", "99")
    from nadhir.engine.pipeline import open_pipeline

    open_pipeline.cache_clear()
    try:
        later = Desk(desk.store, Settings.from_environment())
        assert len(list(later.recode())) == 60
        assert list(later.recode()) == [], "once is enough"
    finally:
        monkeypatch.undo()
        open_pipeline.cache_clear()


def at(told: Told, others: dict[str, Told]) -> list[Told]:
    """Claims of the same kind and code at the same words."""
    a = told.claim.evidence.trigger
    return [
        t
        for t in others.values()
        if t.version == told.version
        and (t.claim.kind, t.claim.code) == (told.claim.kind, told.claim.code)
        and t.claim.evidence.trigger.start < a.end
        and a.start < t.claim.evidence.trigger.end
    ]


def test_recoding_keeps_what_people_decided(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = counting(desk)
    big, small = sorted((i for i in incidents(desk) if len(i.reports) > 1), key=lambda i: -len(i.claims))[:2]
    accepted, rejected, corrected = (before[c] for c in big.claims[:3])
    desk.judge("accept", accepted.claim.id, author="amina")
    desk.judge("reject", rejected.claim.id, author="amina")
    desk.judge("correct", corrected.claim.id, {"modes": '["drone"]'}, author="amina", reason="it was a drone")
    desk.judge("merge", small.id, {"into": big.id}, author="amina")
    moved = [before[c] for c in small.claims]
    recoded(desk, monkeypatch)
    after = counting(desk)
    assert after[accepted.claim.id].claim == accepted.claim
    assert at(rejected, after) == []
    assert [t.claim.modes for t in at(corrected, after)] == [("drone",)]
    assert [t.coder for t in at(corrected, after)] == ["person:amina"]
    together = next(i for i in incidents(desk) if i.id == big.id)
    for told in moved:
        assert {t.claim.id for t in at(told, after)} <= {*together.claims}
        assert at(told, after), "the merged claims are coded again, and stay where people put them"
    others = [
        t for t in before.values() if t.claim.id not in {accepted.claim.id, rejected.claim.id, corrected.claim.id}
    ]
    assert all(t.claim.id not in after for t in others), "all others are the new coder's"
    assert len(after) == len(before) - 1


def test_a_split_outlives_recoding(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    big = largest(desk)
    apart = [counting(desk)[c] for c in big.claims[-2:]]
    desk.judge("split", big.id, {"claims": [t.claim.id for t in apart]}, author="amina")
    recoded(desk, monkeypatch)
    after = counting(desk)
    homes = {c: i.id for i in incidents(desk) for c in i.claims}
    new = {homes[t.claim.id] for told in apart for t in at(told, after)}
    rest = {homes[t.claim.id] for c in big.claims[:-2] for told in [_any(desk, c)] for t in at(told, after)}
    assert len(new) == 1
    assert not new & rest


def _any(desk: Desk, ident: str) -> Told:
    """A claim, whether it counts or not."""
    with desk.store.reading() as connection:
        number = read.numbers_of(connection, [ident])[ident]
        return read.tolds(connection, [number])[number]


def test_a_correction_that_does_not_fit_changes_nothing(desk: Desk) -> None:
    from nadhir.errors import UsageError

    claim = largest(desk).claims[0]
    before = list(observer(desk).kept())
    for values in ({"status": "perhaps"}, {"dream": "1"}, {"id": "x"}):
        with pytest.raises(UsageError):
            desk.judge("correct", claim, values, author="amina")
    assert list(observer(desk).kept()) == before


def test_letters_of_people_move_the_credibility(desk: Desk) -> None:
    sure = next(i for i in incidents(desk) if i.digit == 1 and not i.contradictions)
    for origin in sure.origins:
        desk.judge("grade", origin.key, {"letter": "E"}, author="amina", reason="made it up before")
    doubted = next(i for i in incidents(desk) if i.id == sure.id)
    assert doubted.digit > sure.digit
    assert msgspec.structs.replace(doubted, digit=sure.digit) == sure
    graded = {r.key: r.letter for r in observer(desk).sources()}
    assert all(graded[o.key] == "E" for o in sure.origins)
