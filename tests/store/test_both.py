"""The whole desk on either database: what is added is found again, alike."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from nadhir.engine.desk import Added, Desk
from nadhir.errors import StoreError, UsageError
from nadhir.records import Coded
from nadhir.store import Store, linked
from nadhir.store import reading as read
from nadhir.store.questions import Question
from nadhir.store.upkeep import check
from nadhir.store.writing import Writer
from tests.store.made import Desks, contents, later


def test_the_desk_adds_links_and_answers(desk: Desk, coded: list[Coded]) -> None:
    added = [a for a in desk.add(coded) if isinstance(a, Added)]
    assert [a.outcome for a in added] == ["new"] * len(coded)
    store = desk.store
    with store.reading() as connection:
        assert len(list(read.versions(connection))) == len(coded)
        tolds = dict(read.every_told(connection))
        incidents = list(linked.incidents(connection))
    assert sum(a.claims for a in added) == sum(1 for t in tolds.values() if not t.claim.doubtful) > 150
    assert len(incidents) > 40
    events = {t.claim.id for t in tolds.values() if t.claim.kind == "event"}
    assert {c for i in incidents for c in i.claims} <= events
    assert check(store.engine) == []
    again = [a for a in desk.add(coded) if isinstance(a, Added)]
    assert {a.outcome for a in again} == {"known"}


def test_both_databases_hold_the_same(
    coded: list[Coded], desk: Desk, desks: Desks, tmp_path_factory: pytest.TempPathFactory, stemmers: dict[str, str]
) -> None:
    """Compared with a SQLite store that was filled likewise."""
    with Store.open(tmp_path_factory.mktemp("same") / "desk.db", stemmers=stemmers) as other:
        for target in (desk.store, other):
            list(desks(target).add(coded, replay=True))
        assert contents(desk.store) == contents(other)
        for question in QUESTIONS:
            found = [[key for key, _ in s.claims(question)] for s in (desk.store, other)]
            assert found[0] == found[1]
            assert found[0], question


QUESTIONS = [
    Question(),
    Question(code="ASSAULT", limit=7),
    Question(kind="condition"),
    Question(status="negated"),
    Question(country="MLI", since=date(2025, 1, 1)),
    Question(party="MLI-MIL"),
    Question(party="MLI-MIL", code="ASSAULT"),
    Question(words="الجيش"),
    Question(words="جيش -نيجيريا"),
    Question(words="armée attaque"),
    Question(words='"fuel depot"'),
    Question(words="الجيش", kind="event", country="MLI"),
    Question(doubtful=True, limit=1000),
]


FORMS = [
    ("بوقود", "ar"), ("الوقود", "ar"), ("مسلحين", "ar"), ("المسلحون", "ar"), ("attaques", "fr"), ("militaires tués", "fr"),
    ("soldiers", "en"), ("attack", "en"),
]  # fmt: skip


def test_words_are_found_in_their_other_forms(desk: Desk, coded: list[Coded]) -> None:
    list(desk.add(coded))
    for words, language in FORMS:
        found = desk.store.claims(Question(words=words, limit=500))
        assert language in {told.language for _, told in found}, words


def test_odd_words_are_no_mistake(store: Store, desk: Desk, coded: list[Coded]) -> None:
    list(desk.add(coded[:3]))
    for words in (
        "'",
        '"',
        "a'b \\ & | ! ( ) : * <->",
        "-الجيش",
        "NEAR(",
        "\x00",
        "💥",
        "3.5 1e5 covid19 2025-11-05",
        "word:*",
    ):
        store.claims(Question(words=words))


def test_pages_follow_one_another(desk: Desk, coded: list[Coded]) -> None:
    list(desk.add(coded[:30]))
    whole = [key for key, _ in desk.store.claims(Question(limit=1000))]
    paged: list[tuple[int, int]] = []
    while page := desk.store.claims(Question(limit=17, before=paged[-1] if paged else None)):
        paged += [key for key, _ in page]
    assert paged == whole
    assert whole == sorted(whole, reverse=True)


def test_a_new_version_takes_the_place_of_the_old_one(desk: Desk, coded: list[Coded]) -> None:
    one = coded[0]
    longer = later(one, one.report.text + "\nقال الجيش إن الهجوم انتهى.")
    [first] = desk.add([one])
    with desk.store.reading() as connection:
        moment = read.moments(connection)[1]
    [second] = desk.add([longer])
    assert isinstance(first, Added)
    assert isinstance(second, Added)
    assert (second.report, second.number, second.outcome) == (first.report, 2, "version")
    now = {told.version for _, told in desk.store.claims(Question(limit=100))}
    before = {told.version for _, told in desk.store.claims(Question(limit=100), as_of=moment)}
    assert (now, before) == ({second.version}, {first.version})


def test_judgements_are_done_and_undone(desk: Desk, coded: list[Coded]) -> None:
    list(desk.add(coded[:60]))
    before = contents(desk.store, moments=False)["incidents"]
    with desk.store.reading() as connection:
        big = max(linked.incidents(connection), key=lambda i: len(i.claims))
        other = next(i for i in linked.incidents(connection) if i.id != big.id)
    assert len(big.claims) > 2
    done = [
        desk.judge("accept", big.id, author="Éowyn"),
        desk.judge("reject", big.claims[0], author="Éowyn", reason="مكرر"),
        desk.judge("correct", big.claims[1], {"code": "PROTEST"}, author="Éowyn"),
        desk.judge("merge", other.id, {"into": big.id}, author="Éowyn"),
        desk.judge("grade", "outlet:x", {"letter": "B"}, author="Éowyn"),
    ]
    with desk.store.reading() as connection:
        assert [j.kind for j in linked.judgements(connection)] == [j.kind for j in done]
        merged = next(iter(linked.incidents(connection, idents=[big.id])))
        assert not list(linked.incidents(connection, idents=[other.id]))
    assert set(other.claims) < set(merged.claims)
    assert big.claims[0] not in merged.claims
    for judgement in reversed(done):
        desk.judge("undo", judgement.id, author="Éowyn")
    after = contents(desk.store, moments=False)["incidents"]
    assert after == before
    with pytest.raises(UsageError):
        desk.judge("undo", done[0].id, author="Éowyn")
    assert check(desk.store.engine) == []


def test_undoing_a_rejection_does_not_bring_back_what_a_new_version_replaced(desk: Desk, coded: list[Coded]) -> None:
    one = coded[0]
    list(desk.add([one]))
    [(_, told), *_] = desk.store.claims(Question())
    rejected = desk.judge("reject", told.claim.id, author="Éowyn")
    [second] = desk.add([later(one, one.report.text + "\nنهاية.")])
    desk.judge("undo", rejected.id, author="Éowyn")
    assert isinstance(second, Added)
    assert {t.version for _, t in desk.store.claims(Question(limit=100))} == {second.version}


def test_a_split_parts_claims_and_undo_joins_them(desk: Desk, coded: list[Coded]) -> None:
    list(desk.add(coded[:30]))
    before = contents(desk.store, moments=False)["incidents"]
    with desk.store.reading() as connection:
        big = max(linked.incidents(connection), key=lambda i: len(i.claims))
    split = desk.judge("split", big.id, {"claims": [big.claims[0]]}, author="Éowyn")
    with desk.store.reading() as connection:
        left = next(iter(linked.incidents(connection, idents=[big.id])))
    assert set(left.claims) == set(big.claims[1:])
    desk.judge("undo", split.id, author="Éowyn")
    assert contents(desk.store, moments=False)["incidents"] == before


def test_the_past_stays_as_it_was(desk: Desk, coded: list[Coded]) -> None:
    """As of a day shows what a store that ends there shows."""
    days = sorted({c.report.published for c in coded if c.report.published})
    middle = days[len(days) // 2]
    list(desk.add([c for c in coded if c.report.published and c.report.published <= middle], replay=True))
    then = contents(desk.store)
    list(desk.add([c for c in coded if c.report.published and c.report.published > middle], replay=True))
    assert contents(desk.store, as_of=middle) == then
    assert contents(desk.store) != then
    with pytest.raises(UsageError, match="recorded_earlier"):
        list(desk.add([later(coded[0], "Un autre texte, plus ancien.", published=days[0], ident="old")], replay=True))


def test_no_moment_goes_back_and_none_is_still_to_come(store: Store) -> None:
    future = datetime.now(UTC) + timedelta(days=400)
    moments = []
    for wanted in (datetime(2020, 1, 1, tzinfo=UTC), None, future, None):
        with store.writing(recorded=wanted) as writer:
            writer.retire([], "x")
            writer._batch_row()
            moments.append(writer.recorded)
    assert moments == sorted(moments)
    assert len(set(moments)) == 4
    assert moments[-1] < future
    with pytest.raises(UsageError, match="recorded_earlier"), store.writing(recorded=datetime(2020, 1, 2, tzinfo=UTC)):
        pass


def test_a_failed_judgement_changes_nothing(desk: Desk, coded: list[Coded]) -> None:
    list(desk.add(coded[:10]))
    before = contents(desk.store)
    for kind, target, values in (
        ("reject", "nothing", {}), ("merge", "a", {"into": "b"}), ("split", "a", {"claims": ["b"]}), ("grade", "x", {}),
        ("undo", "nothing", {}),
    ):  # fmt: skip
        with pytest.raises(UsageError):
            desk.judge(kind, target, values, author="x")  # type: ignore[arg-type]
    assert contents(desk.store) == before


def test_what_a_failed_transaction_knew_is_forgotten(
    desk: Desk, coded: list[Coded], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The linker remembers incidents by the numbers of their states; those of a failed transaction are given again."""
    list(desk.add(coded[:5]))
    before = contents(desk.store)

    def stop(*_: object) -> None:
        raise StoreError("store_full")

    with monkeypatch.context() as patched:
        patched.setattr(Writer, "judgement", stop)
        with pytest.raises(StoreError):
            desk.judge("reject", next(iter(before["claims"])), author="x")
    assert contents(desk.store) == before
    assert not desk.linker._known
    list(desk.add(coded[5:20]))
    assert contents(desk.store)["versions"].keys() > before["versions"].keys()


def test_texts_that_a_database_would_refuse_are_kept(desk: Desk, coded: list[Coded]) -> None:
    one = coded[0]
    odd = later(one, one.report.text + " \x00 \ud800 💥", ident="odd")
    [added] = desk.add([msgspec.structs.replace(odd, claims=(), doubtful=())])
    assert isinstance(added, Added)
    assert added.outcome == "new"


def test_a_long_text_is_found_by_its_last_word(desk: Desk, coded: list[Coded]) -> None:
    words = " ".join(f"mot{n}" for n in range(60_000))
    long = later(coded[0], f"{words} queue finale", ident="long")
    list(desk.add([long]))
    assert desk.store.claims(Question(words="mot19999"))
    assert desk.store.claims(Question(words="mot1"))
