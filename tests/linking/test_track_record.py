"""What became of what origins said, and the Admiralty digit: its table and what may never happen to it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.linking.track_record import Facts, credibility, facts_of, grades_of, track_records
from nadhir.memory import Contradiction, Incident, Judgement, Letter, Origin, Told, TrackRecord
from tests.linking.tellings import ARMY, GOV, JNIM, LIVES, party, tell

BOOK = Path(__file__).parents[2] / "docs" / "linking-conditions.md"


def attack(published: int, origin: Origin | str, *, publisher: str = "", **more: object) -> Told:
    return tell(
        "ASSAULT", published, origin, kind="event", actors=(JNIM,), recipients=(ARMY,), publisher=publisher, **more
    )  # type: ignore[arg-type]


def incident(*tolds: Told, contradictions: tuple[Contradiction, ...] = ()) -> Incident:
    negated = {t.claim.id for t in tolds if t.claim.status == "negated"}
    return Incident(
        id="i",
        code="ASSAULT",
        claims=tuple(t.claim.id for t in tolds if t.claim.id not in negated),
        denied=tuple(sorted(negated)),
        contradictions=contradictions,
    )


def records(*tolds: Told, contradictions: tuple[Contradiction, ...] = ()) -> dict[str, tuple[int, int, int, int]]:
    found = track_records([incident(*tolds, contradictions=contradictions)], tolds, {}, LIVES)
    return {r.key: (r.claims, r.corroborated, r.contradicted, r.alone) for r in found}


def test_who_was_followed_is_corroborated_and_who_followed_is_not() -> None:
    assert records(attack(1, "a"), attack(3, "b")) == {"outlet:a": (1, 1, 0, 0), "outlet:b": (1, 0, 0, 1)}
    assert records(attack(1, "a"), attack(1, "b")) == {"outlet:a": (1, 1, 0, 0), "outlet:b": (1, 1, 0, 0)}


def test_relaying_the_same_origin_corroborates_nobody() -> None:
    found = records(attack(1, "a", publisher="X"), attack(2, "a", publisher="Y"), attack(3, ""))
    assert found == {"outlet:a": (1, 0, 0, 1), "outlet:x": (1, 0, 0, 1), "outlet:y": (1, 0, 0, 1)}
    found = records(attack(1, "a", publisher="X"), attack(2, "b", publisher="Y"))
    assert found["outlet:x"] == (1, 1, 0, 0)


def test_two_that_have_no_stake_contradict_one_and_a_party_nobody() -> None:
    no = {"status": "negated"}
    assert records(attack(1, "a"), attack(2, "b", **no))["outlet:a"] == (1, 0, 0, 1)
    assert records(attack(1, "a"), attack(2, "b", **no), attack(2, "c", **no))["outlet:a"] == (1, 0, 1, 0)
    army, gov = (attack(2, party(p), role="official", stance="denies", **no) for p in (ARMY, GOV))
    assert records(attack(1, "a"), army, gov)["outlet:a"] == (1, 0, 0, 1)
    assert records(attack(1, "a"), attack(1, "b"), army)["party:mil-MLI"] == (1, 0, 1, 0)
    # Two on either side: nobody is the odd one out.
    four = records(attack(1, "a"), attack(1, "b"), attack(2, "c", **no), attack(2, "d", **no))
    assert all(contradicted == 0 for _, _, contradicted, _ in four.values())


def test_the_odd_one_of_a_contradiction() -> None:
    tolds = [attack(1, "a"), attack(1, "b"), attack(2, "c")]
    ids = [t.claim.id for t in tolds]
    toll = Contradiction(kind="toll", one=(ids[0], ids[1]), other=(ids[2],), saying="5", against="50")
    found = records(*tolds, contradictions=(toll,))
    assert {key: row[2] for key, row in found.items()} == {"outlet:a": 0, "outlet:b": 0, "outlet:c": 1}


def test_letters_come_from_people_alone() -> None:
    def judge(number: int, kind: str, target: str, **values: str) -> Judgement:
        moment = datetime(2025, 10, number, tzinfo=UTC)
        return Judgement(id=f"j{number}", kind=kind, target=target, values=values, author="desk", recorded=moment)  # type: ignore[arg-type, call-arg]

    rows = [
        judge(1, "grade", "outlet:a", letter="B"),
        judge(2, "grade", "outlet:a", letter="D"),
        judge(3, "grade", "i", digit="2"),
    ]
    assert grades_of(rows)["outlet:a"].letter == "D"
    assert set(grades_of(rows)) == {"outlet:a"}
    assert grades_of([*rows, judge(4, "undo", "j2")])["outlet:a"].letter == "B"
    told = attack(1, "a")
    (record,) = track_records([incident(told)], [told], grades_of(rows), LIVES)
    assert record == TrackRecord(
        key="outlet:a", name="a", kind="outlet", letter="D", graded_by="desk", claims=1, alone=1
    )
    (record,) = track_records([incident(told)], [told], {}, LIVES)
    assert record.letter == "F"


def test_facts_of_an_incident() -> None:
    no = {"status": "negated"}
    tolds = [
        attack(1, "a"),
        attack(2, "a"),
        attack(1, ""),
        attack(2, "b", **no),
        attack(2, party(ARMY), role="military", **no),
    ]
    ids = [t.claim.id for t in tolds]
    by_id = {t.claim.id: t for t in tolds}
    assert facts_of(incident(*tolds), by_id, {"outlet:a": "B"}, LIVES) == Facts(("B",), 1, False)
    apart = Contradiction(kind="place", one=(ids[0],), other=(ids[3],), saying="x", against="y")
    assert facts_of(incident(*tolds, contradictions=(apart,)), by_id, {}, LIVES).conflicts
    sided = Contradiction(kind="place", one=(ids[0],), other=(ids[4],), saying="x", against="y")
    assert not facts_of(incident(*tolds, contradictions=(sided,)), by_id, {}, LIVES).conflicts


def rows_of_the_table() -> list[tuple[Facts, int]]:
    """The examples of the document: `| F F | 0 | no | 1 |`."""
    rows = [line.strip("| ").split("|") for line in BOOK.read_text("utf-8").splitlines() if line.count("|") == 5]
    cells = [[cell.strip() for cell in row] for row in rows]
    return [
        (Facts(tuple(letters.replace("–", "").split()), int(denials), conflict == "yes"), int(digit))  # type: ignore[arg-type]
        for letters, denials, conflict, digit in cells
        if digit.isdigit()
    ]


def test_the_table_of_the_document() -> None:
    rows = rows_of_the_table()
    assert len(rows) >= 12
    assert {digit for _, digit in rows} == {1, 2, 3, 4, 5, 6}
    assert [(facts, credibility(facts)) for facts, _ in rows] == rows


letters = st.lists(st.sampled_from("ABCDEF"), max_size=6).map(tuple)
facts = st.builds(Facts, letters, st.integers(0, 4), st.booleans())


@given(facts, st.sampled_from("ABCDEF"))
def test_another_origin_or_a_better_letter_never_makes_it_worse(some: Facts, letter: Letter) -> None:
    before = credibility(some)
    assert credibility(some._replace(letters=(*some.letters, letter))) <= before
    for at in range(len(some.letters)):
        better = (*some.letters[:at], "A", *some.letters[at + 1 :])
        assert credibility(some._replace(letters=better)) <= before  # type: ignore[arg-type]


@given(facts)
def test_a_denial_or_conflict_never_makes_it_better(some: Facts) -> None:
    before = credibility(some)
    if before == 6:
        assert credibility(some._replace(denials=1)) == 5
    else:
        assert credibility(some._replace(denials=some.denials + 1)) >= before
        assert credibility(some._replace(conflicts=True)) >= before


@given(facts)
def test_confirmed_only_by_two_and_denied_by_nobody(some: Facts) -> None:
    if credibility(some) == 1:
        assert len(some.letters) >= 2
        assert some.denials == 0
    assert (credibility(some) == 6) == (not some.letters and not some.denials)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_the_order_of_claims_changes_nothing(order: tuple[int, ...]) -> None:
    tolds = [
        attack(1, "a", publisher="X"),
        attack(2, "b", publisher="X"),
        attack(3, "c", publisher="Y", status="negated"),
    ]
    assert records(*(tolds[i] for i in order)) == records(*tolds)
