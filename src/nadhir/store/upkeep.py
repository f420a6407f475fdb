"""What keeps a store whole: making it, bringing its schema up to date, checking it, copying it out and back.

The schema's age is Alembic's revision. A store of a newer program is refused untouched; one of an older program is brought up to date by
`nadhir db migrate` alone, so that nobody's store changes because somebody looked into it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from alembic.command import upgrade
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, select, text

from nadhir.errors import StoreError
from nadhir.store import tables as t
from nadhir.store.opening import engine_for, file_of, reading, told, writing

_MIGRATIONS = str(Path(__file__).parent / "migrations")


class Fault(NamedTuple):
    """Something wrong with a store: `code` names the text, `detail` says where."""

    code: str
    detail: str


def revision(connection: Connection) -> str | None:
    """The revision of the schema that a database has; None where it has none of ours."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The revision that this program writes."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _known() -> set[str]:
    return {step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", _MIGRATIONS.replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine) -> tuple[str | None, str]:
    """Bring a database to this program's schema, or make it; the revisions before and after. Raises StoreError if it is newer."""
    with writing(engine) as connection:
        before = revision(connection)
        _refuse_newer(before, engine)
        if before != head():
            upgrade(_config(connection), "head")
        return before, head()


def require_current(engine: Engine, *, create: bool) -> None:
    """Make sure that the schema is this program's: made where there is none and `create`, else a StoreError that says what to do."""
    with reading(engine) as connection:
        current = revision(connection)
    if current is None:
        if not create:
            raise StoreError("store_missing", store=_name(engine))
        migrate(engine)
        return
    _refuse_newer(current, engine)
    if current != head():
        raise StoreError("store_older", store=_name(engine))


def _refuse_newer(current: str | None, engine: Engine) -> None:
    if current is not None and current not in _known():
        raise StoreError("store_newer", store=_name(engine))


def _name(engine: Engine) -> str:
    return (
        str(file_of(str(engine.url)) or engine.url.render_as_string(hide_password=True))
        .removeprefix("file:")
        .split("?")[0]
    )


# --- checking -----------------------------------------------------------------------------------------------------


def check(engine: Engine) -> list[Fault]:
    """What is wrong with a store: pages that cannot be read, rows without what they belong to, texts without an index. [] if nothing."""
    with reading(engine) as connection:
        return [*_pages(connection), *_orphans(connection), *_unindexed(connection)]


def _pages(connection: Connection) -> Iterator[Fault]:
    if connection.dialect.name != "sqlite":
        return
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if said != "ok":
            yield Fault("store_pages", str(said))
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Fault("store_orphan", f"{table} {row} → {parent}")


def _orphans(connection: Connection) -> Iterator[Fault]:
    """Versions that were never coded, and live incidents without a head: a transaction that was kept by half would leave such."""
    uncoded = (
        select(t.VERSIONS.c.id)
        .outerjoin(t.CODINGS, t.CODINGS.c.version == t.VERSIONS.c.no)
        .where(t.CODINGS.c.version.is_(None))
    )
    for (ident,) in connection.execute(uncoded.limit(20)):
        yield Fault("store_half", str(ident))
    headless = (
        select(t.INCIDENT_HEADS.c.incident)
        .outerjoin(t.INCIDENT_STATES, t.INCIDENT_STATES.c.id == t.INCIDENT_HEADS.c.state)
        .where(t.INCIDENT_STATES.c.id.is_(None))
    )
    for (ident,) in connection.execute(headless.limit(20)):
        yield Fault("store_head", str(ident))


def _unindexed(connection: Connection) -> Iterator[Fault]:
    texts = connection.scalar(select(func.count()).select_from(t.VERSIONS)) or 0
    found = connection.scalar(text("SELECT count(*) FROM search")) or 0
    if texts != found:
        yield Fault("store_search", f"{texts} ≠ {found}")


# --- copies -------------------------------------------------------------------------------------------------------


def backup(engine: Engine, target: Path) -> int:
    """Copy a SQLite store to a new file while others go on using it; its size in bytes.

    The copy appears whole or not at all. A server's own tools (pg_dump) do this for PostgreSQL. Raises StoreError.
    """
    if engine.dialect.name != "sqlite":
        raise StoreError("store_backup_server")
    if target.exists():
        raise StoreError("store_exists", store=target)
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        with told(engine), engine.connect() as connection, closing(sqlite3.connect(part)) as copy:
            source = connection.connection.driver_connection
            assert isinstance(source, sqlite3.Connection)
            source.backup(copy, pages=4096)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        os.replace(part, target)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise StoreError("store_unwritable", store=target, why=error) from error
    return target.stat().st_size


def restore(source: Path, target: Path) -> None:
    """Make a store of a backup: it is checked first, and a store that is there already is never overwritten. Raises StoreError."""
    if not source.is_file():
        raise StoreError("store_missing", store=source)
    if target.exists():
        raise StoreError("store_exists", store=target)
    engine = engine_for(f"sqlite:///{source}", read_only=True)
    try:
        with reading(engine) as connection:
            current = revision(connection)
        if current is None:
            raise StoreError("store_missing", store=source)
        _refuse_newer(current, engine)
        faults = check(engine)
        if faults:
            raise StoreError("store_corrupt", store=source, why=faults[0].detail)
        target.parent.mkdir(parents=True, exist_ok=True)
        backup(engine, target)
    finally:
        engine.dispose()
