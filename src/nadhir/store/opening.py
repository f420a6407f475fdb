"""From an address to a database that can be used: connections, locks, the schema's age, and errors that say what to do next."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from nadhir.errors import NadhirError, StoreError

_BUSY_MS = 60_000  # how long a writer waits for another
_WRITE = "nadhir_write"
_LOCK = 0x6E616468  # the number of PostgreSQL's lock for writers: "nadh"
# WAL lets readers go on while one writes; FULL means that what was committed outlives a loss of power, not only of the process.
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    f"PRAGMA busy_timeout = {_BUSY_MS}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -65536",
    "PRAGMA mmap_size = 1073741824",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA wal_autocheckpoint = 8192",  # 32 MB: pages that every batch changes go to their place once for many
)
# What a database says, in parts of its message -> our code. PostgreSQL's are SQLSTATEs.
_SAYINGS = (
    ("disk is full", "store_full"),
    ("disk I/O error", "store_full"),
    ("53100", "store_full"),
    ("readonly database", "store_readonly"),
    ("unable to open database", "store_unwritable"),
    ("25006", "store_readonly"),
    ("malformed", "store_corrupt"),
    ("not a database", "store_corrupt"),
    ("locked", "store_busy"),
    ("55P03", "store_busy"),
    ("Can't create a connection", "store_unreachable"),
    ("28P01", "store_unreachable"),
    ("3D000", "store_unreachable"),
)


def address_of(target: Path | str) -> str:
    """The SQLAlchemy address of a store: a path is a SQLite file, an address with `://` stands as it is."""
    if isinstance(target, str) and "://" in target:
        # The one driver that the extra brings; people write the plain scheme.
        return target.replace("postgres://", "postgresql://", 1).replace("postgresql://", "postgresql+pg8000://", 1)
    return f"sqlite:///{Path(target)}"


def file_of(address: str) -> Path | None:
    """The file of a SQLite address; None for a server."""
    url = make_url(address)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def engine_for(address: str, *, read_only: bool = False) -> Engine:
    """The engine of an address, with this store's ways of beginning a transaction. Raises StoreError where the driver is missing."""
    try:
        if file_of(address) is not None:
            return _sqlite(address, read_only=read_only)
        return create_engine(address, pool_pre_ping=True, pool_size=4)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StoreError("store_driver", why=error) from error
    except ArgumentError as error:
        raise StoreError("store_address", address=address) from error


def _sqlite(address: str, *, read_only: bool) -> Engine:
    file = file_of(address)
    mode = "ro" if read_only else "rwc"
    # The path goes in as a URI, so that signs which mean something there must be written otherwise.
    uri = f"file:{_quoted(str(file))}?mode={mode}&uri=true"
    engine = create_engine(f"sqlite:///{uri}", connect_args={"timeout": _BUSY_MS / 1000, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # transactions begin when we say so, not when the driver thinks fit
        for pragma in _PRAGMAS:
            if not (read_only and "journal_mode" in pragma):
                connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # A writer takes its place in the line at once: one that read first could not write any more.
        writes = connection.get_execution_options().get(_WRITE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _quoted(path: str) -> str:
    return "".join(f"%{ord(c):02x}" if c in "%?#" else c for c in path)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the store, however much is added meanwhile."""
    with told(engine), engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection that alone may write until it ends: all of it is kept, or nothing."""
    with told(engine), engine.connect() as connection:
        connection = connection.execution_options(**{_WRITE: True})
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection


@contextmanager
def told(engine: Engine) -> Iterator[None]:
    """Turns what the database says into a StoreError with a next step."""
    try:
        yield
    except DBAPIError as error:
        raise _explained(error, engine) from error


def _explained(error: DBAPIError, engine: Engine) -> NadhirError:
    said = _said(error.orig)
    code = next((code for part, code in _SAYINGS if part in said), "store_failed")
    where = engine.url.render_as_string(hide_password=True)
    file = engine.url.database if engine.dialect.name == "sqlite" else where
    name = str(file).removeprefix("file:").split("?", maxsplit=1)[0]
    return StoreError(code, store=name, why=said.splitlines()[0][:200] if said else "")


def _said(error: Any) -> str:
    """What the driver said, in one line; pg8000 hands over a mapping of fields."""
    fields = error.args[0] if error is not None and error.args else ""
    if isinstance(fields, dict):
        return f"{fields.get('C', '')} {fields.get('M', '')}"
    return str(fields)
