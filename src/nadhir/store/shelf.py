"""Feeds: where they are kept. Their state is no memory of what was told, so a newer state takes the place of the older."""

from __future__ import annotations

import msgspec
from sqlalchemy import delete, insert, select

from nadhir.intake.rhythm import FeedState
from nadhir.store import reading as read
from nadhir.store import tables as t
from nadhir.store.store import Store

_STATE = msgspec.json.Decoder(FeedState)


class Shelf:
    """The feeds of a store, as polling wants them (`engine.watch.FeedShelf`)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def feeds(self) -> list[FeedState]:
        """All feeds, in the order in which they were added."""
        with self._store.reading() as connection:
            states = [_STATE.decode(record) for record in connection.scalars(select(t.FEEDS.c.record))]
        return sorted(states, key=lambda s: (s.added is None, s.added, s.id))

    def keep_feed(self, state: FeedState) -> None:
        """Keep a feed, in the place of the one with its id if there is one."""
        with self._store.writing() as writer:
            writer.connection.execute(delete(t.FEEDS).where(t.FEEDS.c.id == state.id))
            writer.connection.execute(insert(t.FEEDS), {"id": state.id, "record": msgspec.json.encode(state)})

    def remove_feed(self, id: str) -> None:
        """Forget a feed; its reports stay. An id that is unknown changes nothing."""
        with self._store.writing() as writer:
            writer.connection.execute(delete(t.FEEDS).where(t.FEEDS.c.id == id))

    def knows(self, address: str) -> bool:
        """Whether a report with this address has been taken."""
        with self._store.reading() as connection:
            return bool(read.reports_at(connection, [address]))
