"""The store as the other rooms see it: opened once, read as of a moment, written to in whole transactions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from nadhir.errors import StoreError
from nadhir.memory import Told
from nadhir.store import reading as read
from nadhir.store.opening import address_of, engine_for, file_of, reading, writing
from nadhir.store.questions import Question, numbers
from nadhir.store.upkeep import require_current
from nadhir.store.writing import Writer


class Store:
    """A desk's memory in one SQLite file or one PostgreSQL database. Several processes may use it at once.

    >>> store = Store.open("desk.db")               # made where there is none
    >>> with store.reading() as connection: ...     # one state, however much is added meanwhile
    >>> with store.writing(author="me") as writer: ...  # all of it, or nothing
    """

    def __init__(self, engine: Engine, stemmers: Mapping[str, str]) -> None:
        self.engine = engine
        self.stemmers = stemmers

    @classmethod
    def open(cls, target: Path | str, *, stemmers: Mapping[str, str] | None = None, create: bool = True) -> Store:
        """The store at a path or an address (`postgresql://user@host/name`). `stemmers`: language -> Snowball algorithm.

        Raises StoreError: missing (and not `create`), older or newer schema, unreadable, unreachable, driver missing.
        """
        address = address_of(target)
        file = file_of(address)
        if file is not None:
            _make_room(file, create=create)
        engine = engine_for(address)
        try:
            require_current(engine, create=create)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, stemmers or {})

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the store."""
        with reading(self.engine) as connection:
            yield connection

    @contextmanager
    def writing(self, *, author: str = "nadhir", recorded: datetime | None = None) -> Iterator[Writer]:
        """A writer that alone may write until it ends. `recorded`: the moment its rows bear, now unless told otherwise."""
        with writing(self.engine) as connection:
            writer = Writer(connection, recorded, author, self.stemmers)
            yield writer
            writer.flush()

    def claims(self, question: Question, as_of: datetime | date | None = None) -> list[tuple[tuple[int, int], Told]]:
        """A page of claims that answer a question, newest first, each with the (day, row) by which the next page is asked for."""
        with self.reading() as connection:
            upto = read.batch_at(connection, as_of)
            found = numbers(connection, question, upto, self.stemmers)
            tolds = read.tolds(connection, [n for _, n in found], upto)
        return [(key, tolds[key[1]]) for key in found if key[1] in tolds]


def _make_room(file: Path, *, create: bool) -> None:
    """See that there is a file, or a folder in which one can be made: SQLite says no more than that it cannot open it."""
    try:
        if file.is_dir():
            raise StoreError("store_folder", store=file)
        if file.exists():
            return
        if not create:
            raise StoreError("store_missing", store=file)
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError("store_unwritable", store=file, why=error.strerror or error) from error
