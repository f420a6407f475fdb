"""`nadhir db`: care of the store, in three languages, and what it says when something is wrong."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from nadhir.cli.main import main
from nadhir.settings import Settings
from nadhir.store import Store, upkeep


class Done(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def call(*arguments: str, language: str = "en") -> Done:
        monkeypatch.setenv("NADHIR_LANG", language)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
        with pytest.raises(SystemExit) as ended:
            main(["db", *arguments])
        out, err = capfd.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return call


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "مكتب.db"
    Store.open(path).close()
    return path


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_check_backup_and_restore(run: Run, store: Path, tmp_path: Path, language: str) -> None:
    copy, again = tmp_path / "copy.db", tmp_path / "new" / "desk.db"
    for arguments in (
        ("check", "--store", str(store)),
        ("migrate", "--store", str(store)),
        ("backup", str(copy), "--store", str(store)),
        ("restore", str(copy), "--store", str(again)),
        ("check", "--store", str(again)),
    ):
        done = run(*arguments, language=language)
        assert (done.code, done.err) == (0, ""), arguments
        assert ".db" in done.out
        assert "{" not in done.out
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".part")] == []
    with Store.open(again, create=False) as opened, opened.reading() as connection:
        assert upkeep.revision(connection) == upkeep.head()


def test_a_copy_is_one_file_and_whole_while_others_write(run: Run, store: Path, tmp_path: Path) -> None:
    with Store.open(store) as opened:
        with opened.writing() as writer:
            writer.retire([], "x")
            writer._batch_row()
        with opened.writing() as writer:
            writer._batch_row()  # not kept yet, and so not in the copy
            assert run("backup", str(tmp_path / "copy.db"), "--store", str(store)).code == 0
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("SELECT count(*) FROM batches").fetchone() == (1,)
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    copy.close()


def test_nothing_is_ever_overwritten(run: Run, store: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert run("backup", str(copy), "--store", str(store)).code == 0
    before = copy.read_bytes()
    for arguments in (("backup", str(copy)), ("restore", str(copy))):
        done = run(*arguments, "--store", str(store))
        assert (done.code, done.out) == (6, "")
        assert "nothing is overwritten" in done.err
    assert copy.read_bytes() == before
    (tmp_path / "gone.db-wal").write_bytes(b"left behind by a file that is gone")
    assert run("restore", str(copy), "--store", str(tmp_path / "gone.db")).code == 6
    assert not (tmp_path / "gone.db").exists()


@pytest.mark.parametrize("harm", ["garbage", "half", "foreign", "missing"])
def test_a_copy_that_is_none_is_not_restored(run: Run, store: Path, tmp_path: Path, harm: str) -> None:
    copy, target = tmp_path / "copy.db", tmp_path / "target.db"
    run("backup", str(copy), "--store", str(store))
    if harm == "garbage":
        copy.write_bytes(b"no database at all, however long it is" * 200)
    elif harm == "half":
        copy.write_bytes(copy.read_bytes()[: 4096 * 20])
    elif harm == "foreign":
        copy.unlink()
        with sqlite3.connect(copy) as other:
            other.execute("CREATE TABLE photos (id INTEGER)")
        other.close()
    else:
        copy.unlink()
    done = run("restore", str(copy), "--store", str(target))
    assert (done.code, done.out) == (6, "")
    assert done.err.strip()
    assert not target.exists()


def test_faults_are_named(run: Run, store: Path) -> None:
    with sqlite3.connect(store) as file:
        file.execute("INSERT INTO batches VALUES (1, '2025-01-01T00:00:00.000000Z', 'x')")
        file.execute("INSERT INTO reports VALUES ('lonely', '', 1)")
        file.execute("INSERT INTO versions VALUES (1, 'v', 'nowhere', 1, '', '', NULL, '', '', '', '', '', 1)")
    file.close()
    done = run("check", "--store", str(store))
    assert done.code == 6
    for part in ("lonely", "versions", "A report is there only by half", "does not fit the texts", "Faults: "):
        assert part in done.err
    assert "{" not in done.err


@pytest.mark.parametrize("command", ["check", "migrate", "backup"])
def test_a_store_that_is_not_there_is_not_made(run: Run, tmp_path: Path, command: str) -> None:
    more = (str(tmp_path / "copy.db"),) if command == "backup" else ()
    done = run(command, *more, "--store", str(tmp_path / "none.db"))
    assert done.code == 6
    assert "nadhir add" in done.err
    assert list(tmp_path.iterdir()) == []


def test_servers_are_saved_by_their_own_tools(run: Run, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_bytes(b"")
    done = run("restore", str(tmp_path / "copy.db"), "--store", "postgresql://desk:mellon@127.0.0.1:1/x")
    assert done.code == 6
    assert "pg_restore" in done.err
    unreachable = run("check", "--store", "postgresql://desk:mellon@127.0.0.1:1/x")
    assert unreachable.code == 6
    assert "cannot be reached" in unreachable.err
    assert "mellon" not in unreachable.err


def test_the_store_of_the_settings(run: Run, store: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NADHIR_STORE", str(store))
    assert store.name in run("check").out
    monkeypatch.delenv("NADHIR_STORE")
    monkeypatch.setenv("NADHIR_DATA", str(tmp_path / "data"))
    assert Settings.from_environment().store_target == str(tmp_path / "data" / "desk.db")
