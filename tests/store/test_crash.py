"""Killed in the midst of adding, many times: what was said to be kept is there, nothing is there by half, and adding goes on."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import BinaryIO

from nadhir.engine.desk import Added
from nadhir.store import Store
from nadhir.store import reading as read
from nadhir.store.upkeep import check
from tests.store.children import children
from tests.store.made import Desks, contents, faults, report

KILLS = 26
SEED = 4


def adding(address: str, desks: Desks, first: int) -> Callable[[BinaryIO], None]:
    """A task that adds report after report, two at a time, and names each that it was told is kept."""

    def task(pipe: BinaryIO) -> None:
        with Store.open(address) as store:
            desk = desks(store)
            pipe.write(b"ready\n")
            for n in range(first, first + 10_000, 2):
                for added in desk.add([report(n), report(n + 1)]):
                    assert isinstance(added, Added)
                    pipe.write(f"{added.version}\n".encode())

    return task


def test_kill_9_loses_nothing_that_was_kept(address: str, desks: Desks) -> None:
    dice = random.Random(SEED)
    kept: set[str] = set()
    amid = 0
    with Store.open(address) as store:
        for _ in range(KILLS):
            store.close()  # no connection of ours is open while the process is forked
            with children(adding(address, desks, len(kept))) as [child]:
                assert child.out.readline() == b"ready\n"
                early = [child.out.readline() for _ in range(dice.randrange(6))]
                time.sleep(dice.uniform(0.0, 0.06))
                child.kill()
                lines = (b"".join(early) + child.out.read()).decode().split("\n")
                assert child.wait() < 0
            said = {line for line in lines[:-1] if line}
            with store.reading() as connection:
                there = {v.id for _, v in read.versions(connection)}
            kept |= said
            assert kept <= there, "a report that was said to be kept is gone"
            assert len(there - kept) <= 2, "no more than the transaction that was not yet told"
            amid += bool(said)
            kept = there
            assert len(there) % 2 == 0, "half a transaction is there"
            assert check(store.engine) == []
        assert amid > KILLS // 3, "killed too early to mean anything"
        assert faults(store) == []
        [*_] = desks(store).add([report(n) for n in range(len(kept) + 4)])
        assert len(contents(store)["versions"]) == len(kept) + 4


def test_what_crashes_left_is_what_one_process_makes(address: str, desks: Desks, tmp_path_factory: object) -> None:
    """Adding that was broken off and begun again ends in the same store as adding in one go."""
    dice = random.Random(SEED)
    wanted = 40
    with Store.open(address) as store:
        for _ in range(8):
            store.close()
            with children(adding_all(address, desks, wanted)) as [child]:
                for _ in range(dice.randint(2, 5)):
                    child.out.readline()
                time.sleep(dice.uniform(0.0, 0.06))
                child.kill()
                child.wait()
        store.close()
        with children(adding_all(address, desks, wanted)) as [child]:
            assert child.wait() == 0
        broken = contents(store, moments=False)
        assert len(broken["versions"]) == wanted
    folder = tmp_path_factory.mktemp("whole")  # type: ignore[attr-defined]
    with Store.open(folder / "desk.db") as whole:
        for n in range(wanted):
            list(desks(whole).add([report(n)]))
        assert contents(whole, moments=False) == broken


def adding_all(address: str, desks: Desks, count: int) -> Callable[[BinaryIO], None]:
    """A task that adds the same reports from the first on, however many are there."""

    def task(pipe: BinaryIO) -> None:
        with Store.open(address) as store:
            desk = desks(store)
            for n in range(count):
                [added] = desk.add([report(n)])
                if isinstance(added, Added) and added.outcome == "new":
                    pipe.write(b"one more\n")

    return task
