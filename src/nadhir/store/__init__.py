"""The store: the only room that touches the database. `Store.open` gives one; see `docs/store.md`."""

from sqlalchemy import Connection

from nadhir.store.store import Store

__all__ = ["Connection", "Store"]
