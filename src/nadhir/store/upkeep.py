"""What keeps a store whole: making it, bringing its schema up to date, checking it, copying it out and back.

The schema's age is Alembic's revision, kept in a table of our own name, so that a database of another program is not taken for ours.
A store of a newer program is refused untouched; one of an older program is brought up to date by `nadhir db migrate` alone, so that
nobody's store changes because somebody looked into it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from alembic.command import upgrade
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, inspect, select, text

from nadhir.errors import StoreError
from nadhir.store import tables as t
from nadhir.store.opening import address_of, engine_for, explained, file_of, name_of, reading, told, writing

_MIGRATIONS = str(Path(__file__).parent / "migrations")
_SHOWN = 20  # faults of one kind that are named
_LOGS = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a file


class Fault(NamedTuple):
    """Something wrong with a store: `code` names the text, `detail` says where."""

    code: str
    detail: str


# --- the schema ---------------------------------------------------------------------------------------------------


def revision(connection: Connection) -> str | None:
    """The revision of the schema that a database has; None where it has none of ours."""
    return MigrationContext.configure(connection, opts={"version_table": t.SCHEMA}).get_current_revision()


def head() -> str:
    """The revision that this program writes."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", _MIGRATIONS.replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine) -> tuple[str | None, str]:
    """Bring a database to this program's schema, or make it; the revisions before and after. One transaction.

    Raises StoreError where it is newer than this program, or not a store.
    """
    with writing(engine) as connection:
        before = _own(connection, engine)
        if before != head():
            upgrade(_config(connection), "head")
    _keep_log(engine)
    return before, head()


def require_current(engine: Engine, *, create: bool) -> None:
    """Make sure that the schema is this program's: made where there is none and `create`, else a StoreError that says what to do."""
    with reading(engine) as connection:
        current = _own(connection, engine)
    if current is None:
        if not create:
            raise StoreError("store_missing", store=name_of(engine))
        migrate(engine)
        return
    if current != head():
        raise StoreError("store_older", store=name_of(engine))
    _keep_log(engine)


def _own(connection: Connection, engine: Engine) -> str | None:
    """The revision of a store, None of an empty database. Raises StoreError for all that is neither, or that is too new."""
    current = revision(connection)
    if current is None:
        if connection.dialect.name == "postgresql":
            _require_unicode(connection, engine)
        if inspect(connection).get_table_names():
            raise StoreError("store_foreign", store=name_of(engine))
    elif current not in {step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()}:
        raise StoreError("store_newer", store=name_of(engine))
    return current


def _require_unicode(connection: Connection, engine: Engine) -> None:
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise StoreError("store_encoding", store=name_of(engine), encoding=encoding)


def _keep_log(engine: Engine) -> None:
    """See to it that SQLite keeps a write-ahead log: with it, readers go on while one writes. The file remembers it."""
    if engine.dialect.name != "sqlite":
        return
    with told(engine), engine.connect() as connection:
        file = connection.connection.driver_connection
        assert isinstance(file, sqlite3.Connection)
        if file.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            # Another process may be using the file, and then it stays as it is, which is slower and no less safe.
            with suppress(sqlite3.OperationalError):
                file.execute("PRAGMA journal_mode = WAL").fetchone()


@contextmanager
def as_it_is(target: Path | str) -> Iterator[Engine]:
    """A store whatever its schema, for `migrate`. One that is not there is made by adding to it, not by upkeep. Raises StoreError."""
    address = address_of(target)
    file = file_of(address)
    if file is not None and not file.is_file():
        raise StoreError("store_folder" if file.is_dir() else "store_missing", store=file)
    engine = engine_for(address)
    try:
        yield engine
    finally:
        engine.dispose()


# --- checking -----------------------------------------------------------------------------------------------------


def check(engine: Engine) -> list[Fault]:
    """What is wrong with a store: pages that cannot be read, rows without what they belong to, texts without an index. [] if nothing."""
    with reading(engine) as connection:
        return [*_pages(connection), *_halves(connection), *_heads(connection), *_unindexed(connection)]


def _pages(connection: Connection) -> Iterator[Fault]:
    if connection.dialect.name != "sqlite":
        return
    for (said,) in connection.exec_driver_sql(f"PRAGMA integrity_check({_SHOWN})"):
        if said != "ok":
            yield Fault("store_pages", str(said))
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Fault("store_orphan", f"{table} {row} → {parent}")


def _halves(connection: Connection) -> Iterator[Fault]:
    """Versions that were never coded, reports without a version: a transaction that was kept by half would leave such."""
    v, c, r = t.VERSIONS.c, t.CODINGS.c, t.REPORTS.c
    uncoded = select(v.id).outerjoin(t.CODINGS, c.version == v.no).where(c.version.is_(None))
    empty = select(r.id).outerjoin(t.VERSIONS, v.report == r.id).where(v.no.is_(None))
    for query in (uncoded, empty):
        for (ident,) in connection.execute(query.limit(_SHOWN)):
            yield Fault("store_half", str(ident))


def _heads(connection: Connection) -> Iterator[Fault]:
    """Incidents that cannot be found by their latest state, or are found by one that is none."""
    s, h = t.INCIDENT_STATES.c, t.INCIDENT_HEADS.c
    latest = select(func.max(s.id)).group_by(s.incident)
    live = select(s.incident, s.id).where(s.id.in_(latest), s.live.is_(True)).subquery()
    missing = select(live.c.incident).outerjoin(t.INCIDENT_HEADS, h.state == live.c.id).where(h.state.is_(None))
    stale = select(h.incident).outerjoin(live, live.c.id == h.state).where(live.c.id.is_(None))
    for query in (missing, stale):
        for (ident,) in connection.execute(query.limit(_SHOWN)):
            yield Fault("store_head", str(ident))


def _unindexed(connection: Connection) -> Iterator[Fault]:
    texts = connection.scalar(select(func.count()).select_from(t.VERSIONS)) or 0
    found = connection.scalar(text("SELECT count(*) FROM search")) or 0
    if texts != found:
        yield Fault("store_search", f"{texts} ≠ {found}")


# --- copies -------------------------------------------------------------------------------------------------------


def backup(engine: Engine, target: Path) -> int:
    """Copy a SQLite store to a new file while others go on using it; its size in bytes.

    The copy shows one moment, and appears whole or not at all. A server's own tools (pg_dump) do this for PostgreSQL. Raises StoreError.
    """
    if engine.dialect.name != "sqlite":
        raise StoreError("store_backup_server")
    _require_free(target)
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        with told(engine), engine.connect() as connection, closing(sqlite3.connect(part)) as copy:
            source = connection.connection.driver_connection
            assert isinstance(source, sqlite3.Connection)
            source.backup(copy)  # in one go: bit by bit it would begin again whenever somebody writes
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        os.replace(part, target)
        return target.stat().st_size
    except OSError as error:
        raise StoreError("store_unwritable", store=target, why=error.strerror or error) from error
    except sqlite3.Error as error:
        corrupt = explained(error, name_of(engine))
        raise (corrupt if corrupt.code == "store_corrupt" else explained(error, str(target))) from error
    finally:
        for end in ("", *_LOGS):
            part.with_name(part.name + end).unlink(missing_ok=True)


def restore(source: Path, target: Path) -> int:
    """Make a store of a backup; its size in bytes. The backup is checked first, and a store that is there is never overwritten.

    Raises StoreError.
    """
    if not source.is_file():
        raise StoreError("store_missing", store=source)
    _require_free(target)
    engine = engine_for(address_of(source), read_only=True)
    try:
        with reading(engine) as connection:
            if _own(connection, engine) is None:
                raise StoreError("store_foreign", store=source)
        faults = check(engine)
        if faults:
            raise StoreError("store_corrupt", store=source, why=faults[0].detail)
        target.parent.mkdir(parents=True, exist_ok=True)
        return backup(engine, target)
    except OSError as error:
        raise StoreError("store_unwritable", store=target, why=error.strerror or error) from error
    finally:
        engine.dispose()


def _require_free(target: Path) -> None:
    """A log that was left behind by a file that is gone would be taken for the new one's, and spoil it."""
    for path in (target, *(target.with_name(target.name + end) for end in _LOGS)):
        if path.exists():
            raise StoreError("store_exists", store=path)
