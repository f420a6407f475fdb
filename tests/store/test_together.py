"""Several processes at once: readers always see something whole, and what is left is what one process would have made."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import BinaryIO

from nadhir.store import Store
from nadhir.store import reading as read
from nadhir.store.questions import Question
from nadhir.store.upkeep import check
from tests.store.children import Child, children
from tests.store.made import Desks, contents, faults, report

COUNT = 48


def writer(address: str, desks: Desks, part: int) -> Callable[[BinaryIO], None]:
    """Adds reports in an order of its own; each report is added by two writers."""

    def task(_: BinaryIO) -> None:
        with Store.open(address) as store:
            desk = desks(store)
            mine = [n for n in range(COUNT) if n % 4 in (part, (part + 1) % 4)]
            for start in range(0, len(mine), 3):
                list(desk.add([report(n) for n in mine[start : start + 3]]))

    return task


def reader(address: str) -> Callable[[BinaryIO], None]:
    """Looks again and again; says what it saw that it should not have."""

    def task(pipe: BinaryIO) -> None:
        rounds, seen = 0, 0
        with Store.open(address) as store:
            while seen < COUNT and rounds < 2000:
                for fault in faults(store):
                    pipe.write(f"{fault}\n".encode())
                with store.reading() as connection:
                    first = len(list(read.versions(connection)))
                    time.sleep(0.01)
                    if len(list(read.versions(connection))) != first:
                        pipe.write(b"what a reader sees changed under it\n")
                if first < seen:
                    pipe.write(b"a report went away\n")
                seen, rounds = first, rounds + 1
                store.claims(Question(party="orcs", limit=20))
        pipe.write(f"rounds {rounds}\n".encode())

    return task


def test_four_writers_and_two_readers(address: str, desks: Desks, store: Store) -> None:
    store.close()
    tasks = [*(writer(address, desks, part) for part in range(4)), reader(address), reader(address)]
    with children(*tasks) as [*writers, one, two]:
        assert [w.wait() for w in writers] == [0, 0, 0, 0]
        for each in (one, two):
            [*wrong, rounds] = each.out.read().decode().splitlines()
            assert wrong == []
            assert int(rounds.split()[1]) > 3
            assert each.wait() == 0
    assert check(store.engine) == []
    assert faults(store) == []
    found = contents(store)
    assert len(found["versions"]) == COUNT
    assert len(found["claims"]) == 3 * COUNT


def test_the_order_of_writers_is_all_that_differs(
    address: str, desks: Desks, store: Store, tmp_path_factory: object
) -> None:
    """Whoever added a report, the store is the one that one process makes that adds them in the same order."""
    store.close()
    with children(*(writer(address, desks, part) for part in range(4))) as writers:
        assert [w.wait() for w in writers] == [0, 0, 0, 0]
    with store.reading() as connection:
        order = [int(v.report[1:]) for _, v in read.versions(connection)]
    folder = tmp_path_factory.mktemp("single")  # type: ignore[attr-defined]
    with Store.open(folder / "desk.db") as single:
        list(desks(single).add([report(n) for n in order]))
        assert contents(single, moments=False) == contents(store, moments=False)


def test_versions_of_one_report_added_at_once_are_numbered(address: str, desks: Desks, store: Store) -> None:
    store.close()

    def task(number: int) -> Callable[[BinaryIO], None]:
        def do(_: BinaryIO) -> None:
            with Store.open(address) as own:
                list(desks(own).add([report(7, version=number)]))

        return do

    with children(*(task(n) for n in (1, 2, 3, 1, 2, 3))) as every:
        assert [c.wait() for c in every] == [0] * 6
    with store.reading() as connection:
        versions = [v for _, v in read.versions(connection)]
    assert [v.number for v in versions] == [1, 2, 3]
    assert len({v.id for v in versions}) == 3
    assert len(contents(store)["claims"]) == 3
    assert faults(store) == []


def test_many_open_a_new_store_at_once(empty: str) -> None:
    def task(pipe: BinaryIO) -> None:
        Store.open(empty).close()
        pipe.write(b"open")

    with children(*[task] * 8) as every:
        assert [child.out.read() for child in every] == [b"open"] * 8
        assert [child.wait() for child in every] == [0] * 8
    with Store.open(empty, create=False) as store:
        assert check(store.engine) == []
        if store.engine.dialect.name == "sqlite":
            with store.reading() as connection:
                assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_a_reader_sees_one_moment_while_others_write(store: Store, desks: Desks, address: str) -> None:
    with Store.open(address) as other, store.reading() as connection:
        before = len(list(read.versions(connection)))
        list(desks(other).add([report(1)]))
        assert len(list(read.versions(connection))) == before
    with store.reading() as connection:
        assert len(list(read.versions(connection))) == before + 1


def test_a_child_that_fails_is_noticed() -> None:
    def fail(_: BinaryIO) -> None:
        raise SystemExit

    assert Child(fail).wait() == 1
