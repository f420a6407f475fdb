"""The schema: what migrations make is what the tables say, older ones are brought up to date, newer and foreign ones left alone."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from nadhir.engine.desk import Desk
from nadhir.errors import StoreError
from nadhir.store import Store, upkeep
from nadhir.store import tables as t
from nadhir.store.opening import address_of, engine_for
from tests.store.made import contents, report
from tests.store.servers import Server

NEXT = """
from alembic import op
revision = "9999"
down_revision = "0001"
def upgrade():
    op.execute("CREATE TABLE later (id INTEGER PRIMARY KEY)")
"""


def with_a_later_step(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the program is one that knows a schema more."""
    copy = folder / "migrations"
    shutil.copytree(upkeep._MIGRATIONS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "versions" / "9999_later.py").write_text(NEXT, "utf-8")
    monkeypatch.setattr(upkeep, "_MIGRATIONS", str(copy))


def test_the_migrations_make_what_the_tables_say(store: Store) -> None:
    def ours(_: object, name: str | None, kind: str, *__: object) -> bool:
        return not (kind == "table" and name is not None and name.startswith("search"))

    options = {"version_table": t.SCHEMA, "include_object": ours, "compare_type": True}
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=options), t.METADATA) == []
        if store.engine.dialect.name == "sqlite":  # what the comparison does not look at
            made = dict(connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all())
            for table in t.METADATA.sorted_tables:
                keyed = table.dialect_options["sqlite"]["with_rowid"] is False
                assert ("WITHOUT ROWID" in made[table.name]) == keyed, table.name


def test_an_older_store_is_refused_until_it_is_migrated(
    store: Store, address: str, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(desk.add([report(n) for n in range(5)]))
    before = contents(store)
    with_a_later_step(tmp_path, monkeypatch)
    with pytest.raises(StoreError, match="store_older"):
        Store.open(address)
    assert upkeep.migrate(store.engine) == ("0001", "9999")
    assert upkeep.migrate(store.engine) == ("9999", "9999")
    with Store.open(address) as again:
        assert contents(again) == before
        assert inspect(again.engine).has_table("later")


def test_a_newer_store_is_refused_untouched(
    store: Store, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        with_a_later_step(tmp_path, newer)
        upkeep.migrate(store.engine)
    store.close()
    before = Path(address).read_bytes() if "://" not in address else b""
    for refused in (lambda: Store.open(address), lambda: upkeep.migrate(store.engine)):
        with pytest.raises(StoreError, match="store_newer"):
            refused()
    store.close()
    assert (Path(address).read_bytes() if before else b"") == before


def test_a_migration_that_fails_changes_nothing(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_a_later_step(tmp_path, monkeypatch)
    step = tmp_path / "migrations" / "versions" / "9999_later.py"
    step.write_text(NEXT + "    op.execute('SELECT no_such_thing')\n", "utf-8")
    with pytest.raises(StoreError, match="store_failed"):
        upkeep.migrate(store.engine)
    with store.reading() as connection:
        assert upkeep.revision(connection) == "0001"
        assert not inspect(connection).has_table("later")


def test_a_store_is_made_where_there_is_none(empty: str) -> None:
    with pytest.raises(StoreError, match="store_missing"):
        Store.open(empty, create=False)
    if "://" not in empty:
        assert not Path(empty).parent.exists()
    with Store.open(empty) as store, store.reading() as connection:
        assert upkeep.revision(connection) == upkeep.head()


def test_a_database_of_another_program_is_refused_untouched(empty: str) -> None:
    if "://" not in empty:
        Path(empty).parent.mkdir()
    engine = engine_for(address_of(empty))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('0001')"))
    engine.dispose()
    before = Path(empty).read_bytes() if "://" not in empty else b""
    for create in (True, False):
        with pytest.raises(StoreError, match="store_foreign"):
            Store.open(empty, create=create)
    with pytest.raises(StoreError, match="store_foreign"):
        upkeep.migrate(engine)
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()
    assert (Path(empty).read_bytes() if before else b"") == before


def test_rows_are_kept_as_they_are(store: Store, desk: Desk) -> None:
    """Not only does this program not change them: the database refuses it."""
    list(desk.add([report(n) for n in range(3)]))
    desk.judge("reject", report(0).claims[0].id, author="x")
    before = contents(store)
    free = {"incident_heads", "feeds"}
    tried = 0
    for table in t.METADATA.sorted_tables:
        column = next(iter(table.c)).name
        for statement in (f"UPDATE {table.name} SET {column} = {column}", f"DELETE FROM {table.name}"):
            with store.engine.connect() as connection:
                filled = connection.execute(text(f"SELECT 1 FROM {table.name} LIMIT 1")).first()
                if table.name in free or not filled:
                    continue
                tried += 1
                with pytest.raises(DBAPIError, match="kept as they are"):
                    connection.execute(text(statement))
    assert tried >= 2 * 13  # all, but perhaps copies
    assert contents(store) == before


def test_a_database_that_takes_no_arabic_is_refused(server: Server) -> None:
    address = server.database(options="ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'")
    with pytest.raises(StoreError, match="store_encoding"):
        Store.open(address)
    server.drop(address)


def test_sqlite_keeps_a_log_so_that_readers_go_on(tmp_path: Path) -> None:
    with Store.open(tmp_path / "desk.db") as store:
        assert store.engine.connect().exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    with sqlite3.connect(tmp_path / "desk.db") as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    file.close()
