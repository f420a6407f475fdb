"""What goes wrong with disks, files and servers: a clear error, and nothing lost."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from nadhir.engine.desk import Added, Desk
from nadhir.errors import StoreError
from nadhir.store import Store, opening
from nadhir.store.questions import Question
from nadhir.store.upkeep import check
from tests.store.children import asked
from tests.store.made import Desks, contents, report
from tests.store.servers import Server


@pytest.fixture
def file(template_file: Path, tmp_path: Path) -> Path:
    path = tmp_path / "desk.db"
    path.write_bytes(template_file.read_bytes())
    return path


def fill(path: Path, desks: Desks, numbers: range) -> None:
    with Store.open(path) as store:
        list(desks(store).add([report(n) for n in numbers]))


# --- paths and addresses ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["مكتب الإنذار.db", "a b%20c#d?e=1&mode=ro.db", "été.db", "x:y.db", "'q'.db"])
def test_any_name_will_do(name: str, tmp_path: Path, desks: Desks) -> None:
    fill(tmp_path / name, desks, range(2))
    assert (tmp_path / name).is_file()
    with Store.open(str(tmp_path / name), create=False) as store:
        assert len(store.claims(Question())) == 6


def test_a_path_from_the_working_folder_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Store.open("desk.db").close()
    Store.open("sqlite:///desk.db", create=False).close()
    assert (tmp_path / "desk.db").is_file()


@pytest.mark.parametrize(
    "address",
    [
        "mysql://x/y",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://host:port/x",
        "nonsense://",
        "postgresql://localhost",
        "postgresql://u@localhost/x?nonsense=1",
    ],
)
def test_addresses_that_are_none_are_refused(address: str) -> None:
    with pytest.raises(StoreError, match="store_address"):
        Store.open(address)


def test_no_error_tells_a_password() -> None:
    for address in (
        "postgresql://desk:mellon@127.0.0.1:1/x",
        "mysql://desk:mellon@h/x",
        "postgresql://desk:mellon@h:port/x",
    ):
        with pytest.raises(StoreError) as told:
            Store.open(address)
        assert "mellon" not in str(told.value)


def test_a_driver_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise ModuleNotFoundError("No module named 'pg8000'", name="pg8000")

    monkeypatch.setattr(opening, "create_engine", missing)
    with pytest.raises(StoreError, match="store_driver"):
        Store.open("postgresql://desk@127.0.0.1/x")


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="store_folder"):
        Store.open(tmp_path)


# --- files --------------------------------------------------------------------------------------------------------


def garbage(data: bytes) -> bytes:
    return b"\x07garbage" * (len(data) // 8)


def truncated(data: bytes) -> bytes:
    return data[: len(data) // 2]


def beheaded(data: bytes) -> bytes:
    return b"\x00" * 100 + data[100:]


def flipped(data: bytes) -> bytes:
    return data[:4096] + bytes(b ^ 0xFF for b in data[4096 : 4096 * 60]) + data[4096 * 60 :]


def opened_and_checked(file: Path) -> None:
    with Store.open(file) as store:
        if faults := check(store.engine):
            raise StoreError("store_corrupt", why=faults[0].detail)


@pytest.mark.parametrize("harm", [garbage, truncated, beheaded, flipped])
def test_a_corrupt_file_is_told_and_not_touched(harm: Callable[[bytes], bytes], file: Path, desks: Desks) -> None:
    fill(file, desks, range(40))
    harmed = harm(file.read_bytes())
    file.write_bytes(harmed)
    with pytest.raises(StoreError, match="store_corrupt"):
        opened_and_checked(file)
    assert file.read_bytes() == harmed


def test_another_programs_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "photos.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE photos (id INTEGER)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="store_foreign"):
        Store.open(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["photos.db"]


def test_a_text_file_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but long enough to be one. " * 50, "utf-8")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="store_corrupt"):
        Store.open(path)
    assert path.read_bytes() == before


# --- full, and read only ------------------------------------------------------------------------------------------


def one_by_one(desk: Desk, kept: list[str]) -> None:
    """Each report in a transaction of its own, until that fails."""
    for n in range(400):
        kept += [a.version for a in desk.add([report(n)]) if isinstance(a, Added)]


def test_a_full_disk_loses_nothing_and_adding_goes_on(file: Path, desks: Desks) -> None:
    """SQLite is told that the file may not grow, which it reports as it does a full disk."""
    with Store.open(file) as store:
        limit = [0]

        @event.listens_for(store.engine, "connect")
        def limited(connection: sqlite3.Connection, _: object) -> None:
            connection.execute(f"PRAGMA max_page_count = {limit[0] or 1 << 30}")

        store.close()  # connections from now on are limited
        pages = store.engine.connect().exec_driver_sql("PRAGMA page_count").scalar()
        store.close()
        limit[0] = int(pages or 0) + 60
        desk = desks(store)
        kept: list[str] = []
        with pytest.raises(StoreError, match="store_full"):
            one_by_one(desk, kept)
        assert 3 < len(kept) < 400
        assert set(contents(store)["versions"]) == set(kept)
        assert check(store.engine) == []
        limit[0] = 0
        store.close()
        added = [a for a in desk.add([report(n) for n in range(len(kept) + 20)]) if isinstance(a, Added)]
        assert [a.outcome for a in added].count("known") == len(kept)
        assert len(contents(store)["versions"]) == len(kept) + 20
        assert check(store.engine) == []


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[None]:
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_file_system_that_is_full(tmp_path: Path, desks: Desks) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted(disk, "3m"), Store.open(disk / "desk.db") as store:
        desk = desks(store)
        kept: list[str] = []
        with pytest.raises(StoreError, match="store_full"):
            one_by_one(desk, kept)
        assert set(contents(store)["versions"]) == set(kept)
        assert check(store.engine) == []


def limit_files(path: str, desks: Desks) -> str:
    resource.setrlimit(resource.RLIMIT_FSIZE, (os.path.getsize(path) + 100_000,) * 2)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with Store.open(path) as store:
        desk = desks(store)
        try:
            for n in range(400):
                list(desk.add([report(n)]))
        except StoreError as error:
            return error.code
    return "nothing"


def test_a_limit_on_the_size_of_files(file: Path, desks: Desks) -> None:
    assert asked(limit_files, str(file), desks) == "store_full"
    with Store.open(file) as store:
        assert check(store.engine) == []
        assert contents(store)["versions"]


def as_nobody(path: str) -> str:
    """What a user who may not write is told on opening and adding."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    try:
        with Store.open(path) as store, store.writing() as writer:
            writer._batch_row()
    except StoreError as error:
        return error.code
    return "written"


@pytest.fixture
def open_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that every user can reach, unlike those of pytest."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_or_file_that_may_not_be_written(open_folder: Path, template_file: Path) -> None:
    file = open_folder / "desk.db"
    file.write_bytes(template_file.read_bytes())
    file.chmod(0o444)
    open_folder.chmod(0o555)
    before = file.read_bytes()
    assert asked(as_nobody, str(file)) in ("store_readonly", "store_unwritable")
    assert asked(as_nobody, str(open_folder / "new.db")) == "store_unwritable"
    assert asked(as_nobody, str(open_folder / "new" / "desk.db")) == "store_unwritable"
    file.chmod(0o000)
    assert asked(as_nobody, str(file)) == "store_unwritable"
    open_folder.chmod(0o777)
    file.chmod(0o444)
    assert asked(as_nobody, str(file)) in ("store_readonly", "store_unwritable")
    assert file.read_bytes() == before


# --- busy, and away -----------------------------------------------------------------------------------------------


def test_a_writer_waits_for_another_but_not_for_ever(
    store: Store, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_BUSY_S", 1)
    with Store.open(address) as other, store.writing() as writer:
        writer._batch_row()
        with pytest.raises(StoreError, match="store_busy"), other.writing():
            pass
        with other.reading():
            pass
    with Store.open(address) as other, other.writing() as writer:
        assert writer.batch == 2


def halted_amid_writing(store: Store, server: Server) -> None:
    with store.writing() as writer:
        writer._batch_row()
        server.halt()


def test_a_server_that_is_down_or_refuses(server: Server, template: str) -> None:
    address = server.database(template)
    for wrong in (
        server.address("no_such_database"),
        server.address(template, password="wrong"),
        address.replace(f":{server.port}/", ":1/"),
        address.replace("127.0.0.1", "host.invalid"),
    ):
        with pytest.raises(StoreError, match="store_unreachable"):
            Store.open(wrong)
    store = Store.open(address)
    try:
        with pytest.raises(StoreError, match="store_unreachable"):
            halted_amid_writing(store, server)
        with pytest.raises(StoreError, match="store_unreachable"), store.reading():
            pass
        server.start()
        with store.writing() as writer:
            assert writer.batch == 1
    finally:
        store.close()
