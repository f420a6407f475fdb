"""Killed in the midst of adding, many times: what was said to be kept is there, nothing is there by half, and adding goes on."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import BinaryIO

from nadhir.engine.desk import Added, Desk
from nadhir.settings import Settings
from nadhir.store import Store
from nadhir.store import reading as read
from nadhir.store.upkeep import check
from tests.store.children import children
from tests.store.made import contents, faults, report

KILLS = 30
SEED = 4


def adding(address: str, settings: Settings, first: int) -> Callable[[BinaryIO], None]:
    """A task that adds report after report, two at a time, and names each that it was told is kept."""

    def task(pipe: BinaryIO) -> None:
        with Store.open(address) as store:
            desk = Desk(store, settings)
            pipe.write(b"ready\n")
            for n in range(first, first + 10_000, 2):
                for added in desk.add([report(n), report(n + 1)]):
                    assert isinstance(added, Added)
                    pipe.write(f"{added.version}\n".encode())

    return task


def test_kill_9_loses_nothing_that_was_kept(address: str, settings: Settings, stemmers: object) -> None:
    dice = random.Random(SEED)
    kept: set[str] = set()
    amid = 0
    with Store.open(address) as store:
        for _ in range(KILLS):
            store.close()  # no connection of ours is open while the process is forked
            with children(adding(address, settings, len(kept))) as [child]:
                assert child.out.readline() == b"ready\n"
                time.sleep(dice.uniform(0.0, 0.12))
                child.kill()
                lines = child.out.read().decode().split("\n")
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
        [*_] = Desk(store, settings).add([report(n) for n in range(len(kept) + 4)])
        assert len(contents(store)["versions"]) == len(kept) + 4


def test_what_crashes_left_is_what_one_process_makes(
    address: str, settings: Settings, tmp_path_factory: object
) -> None:
    """Adding that was broken off and begun again ends in the same store as adding in one go."""
    dice = random.Random(SEED)
    wanted = 60
    with Store.open(address) as store:
        for _ in range(200):
            store.close()
            with children(adding_all(address, settings, wanted)) as [child]:
                child.out.readline()
                time.sleep(dice.uniform(0.02, 0.25))
                child.kill()
                if child.wait() == 0:
                    break
            if len(contents(store)["versions"]) == wanted:
                break
        broken = contents(store, moments=False)
        assert len(broken["versions"]) == wanted
    folder = tmp_path_factory.mktemp("whole")  # type: ignore[attr-defined]
    with Store.open(folder / "desk.db") as whole:
        for n in range(wanted):
            list(Desk(whole, settings).add([report(n)]))
        assert contents(whole, moments=False) == broken


def adding_all(address: str, settings: Settings, count: int) -> Callable[[BinaryIO], None]:
    """A task that adds the same reports from the first on, however many are there."""

    def task(pipe: BinaryIO) -> None:
        with Store.open(address) as store:
            desk = Desk(store, settings)
            pipe.write(b"ready\n")
            for n in range(count):
                list(desk.add([report(n)]))

    return task
