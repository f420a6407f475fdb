"""From a path or an address to a database that can be used: connections, locks, and errors that say what to do next."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from nadhir.errors import StoreError

_BUSY_S = 60  # how long a writer waits for another
_WRITE = "nadhir_write"
_NAME = "nadhir_store"
_LOCK = 0x6E616468  # the number of PostgreSQL's lock for writers: "nadh"
# FULL means that what was committed outlives a loss of power, not only of the process.
_PRAGMAS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -65536",
    "PRAGMA mmap_size = 1073741824",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA wal_autocheckpoint = 8192",  # 32 MB: pages that every batch changes go to their place once for many
)
# How SQLite's error names and PostgreSQL's SQLSTATEs begin -> our code; the first that fits.
_CODES = (
    ("SQLITE_FULL", "store_full"),
    ("SQLITE_IOERR_WRITE", "store_full"),  # a quota or a limit on files; what SQLite calls full is ENOSPC alone
    ("SQLITE_IOERR_SHORT_READ", "store_corrupt"),
    ("SQLITE_IOERR", "store_disk"),
    ("SQLITE_READONLY", "store_readonly"),
    ("SQLITE_CANTOPEN", "store_unwritable"),
    ("SQLITE_PERM", "store_unwritable"),
    ("SQLITE_CORRUPT", "store_corrupt"),
    ("SQLITE_NOTADB", "store_corrupt"),
    ("SQLITE_BUSY", "store_busy"),
    ("SQLITE_LOCKED", "store_busy"),
    ("SQLITE_PROTOCOL", "store_busy"),
    ("53100", "store_full"),
    ("25006", "store_readonly"),
    ("42501", "store_unwritable"),
    ("55P03", "store_busy"),
    ("40", "store_busy"),  # deadlocks and the like
    ("XX00", "store_corrupt"),
    ("08", "store_unreachable"),
    ("28", "store_unreachable"),
    ("3D", "store_unreachable"),
    ("53300", "store_unreachable"),
    ("57P", "store_unreachable"),
    ("InterfaceError", "store_unreachable"),  # pg8000's own: no connection, or none any more
)


def address_of(target: Path | str) -> URL:
    """The address of a store: a path is a SQLite file, a text with `://` an address. Raises StoreError where it is neither."""
    if not (isinstance(target, str) and "://" in target):
        return URL.create("sqlite", database=str(target))
    try:
        url = make_url(target)
    except (ArgumentError, ValueError) as error:
        raise StoreError("store_address", address=_hidden(target)) from error
    if url.drivername in ("postgres", "postgresql"):
        # The one driver that the extra brings; unlike others it asks for a user.
        url = url.set(drivername="postgresql+pg8000", username=url.username or getuser())
    if url.get_backend_name() not in ("sqlite", "postgresql") or url.database in (None, "", ":memory:"):
        raise StoreError("store_address", address=_hidden(target))
    return url


def _hidden(target: str) -> str:
    """An address that cannot be read, without what may be a password."""
    scheme, _, rest = target.partition("://")
    return f"{scheme}://…{rest.rpartition('@')[2]}" if "@" in rest else target


def file_of(address: URL) -> Path | None:
    """The file of a SQLite address; None for a server."""
    return Path(address.database or "") if address.get_backend_name() == "sqlite" else None


def engine_for(address: URL, *, read_only: bool = False) -> Engine:
    """The engine of an address, with this store's ways of beginning a transaction. Raises StoreError where the driver is missing."""
    file = file_of(address)
    if file is not None:
        return _sqlite(file, read_only=read_only)
    name = {_NAME: address.set(drivername="postgresql").render_as_string(hide_password=True)}
    try:
        return create_engine(address, pool_pre_ping=True, pool_size=4, execution_options=name)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StoreError("store_driver", why=error) from error
    except (ArgumentError, TypeError) as error:
        raise StoreError("store_address", address=name[_NAME]) from error


def name_of(engine: Engine) -> str:
    """What a person calls the store: its file, or its address without the password."""
    return str(engine.get_execution_options()[_NAME])


def _sqlite(file: Path, *, read_only: bool) -> Engine:
    # As a URI, since only that can say "read only"; made by pathlib, since some signs of a path mean something there.
    uri = f"{file.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(uri, uri=True, timeout=_BUSY_S, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, execution_options={_NAME: str(file)})

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # transactions begin when we say so, not when the driver thinks fit
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # A writer takes its place in the line at once: one that read first could not write any more.
        writes = connection.get_execution_options().get(_WRITE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the store, however much is added meanwhile."""
    with told(engine), _connection(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection that alone may write until it ends: all of it is kept, or nothing."""
    with told(engine), _connection(engine) as connection:
        connection = connection.execution_options(**{_WRITE: True})
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SET LOCAL lock_timeout = '{_BUSY_S}s'"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection


@contextmanager
def told(engine: Engine) -> Iterator[None]:
    """Turns what the database says into a StoreError with a next step."""
    try:
        yield
    except DBAPIError as error:
        raise explained(error.orig, name_of(engine)) from error


def explained(error: BaseException | None, store: str) -> StoreError:
    """What a database's error means for whoever uses the store."""
    kind, said = _said(error)
    code = next((code for start, code in _CODES if kind.startswith(start)), "store_failed")
    return StoreError(code, store=store, why=said.splitlines()[0][:200] if said else kind)


def _said(error: Any) -> tuple[str, str]:
    """The kind of an error (SQLite's name for it, or a SQLSTATE) and its words."""
    fields = error.args[0] if error is not None and error.args else ""
    if isinstance(fields, dict):  # pg8000 hands over what the server sent
        return fields.get("C", ""), fields.get("M", "")
    return getattr(error, "sqlite_errorname", type(error).__name__), str(fields)


def _connection(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except (OSError, struct.error) as error:  # a server that goes away while it is greeted
        raise StoreError("store_unreachable", store=name_of(engine), why=error) from error
    except TypeError as error:  # a setting behind the address that the driver does not know
        raise StoreError("store_address", address=name_of(engine)) from error
