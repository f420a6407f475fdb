"""The store: the only room that touches the database. `Store.open` gives one; see `docs/store.md`."""

from nadhir.store.store import Store

__all__ = ["Store"]
