"""What the commands that use the desk's memory share: opening it, and saying as of when it is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import msgspec

from nadhir.cli.code import day
from nadhir.settings import Settings

if TYPE_CHECKING:
    from nadhir.engine.desk import Desk
    from nadhir.engine.situation import Observer
    from nadhir.store import Store


def settings_for(store: str) -> Settings:
    """The settings of the environment, with another store where one is named."""
    settings = Settings.from_environment()
    return msgspec.structs.replace(settings, store=store) if store else settings


@contextmanager
def opened(settings: Settings, *, create: bool = False) -> Iterator[Store]:
    """The store of the settings; made where there is none only if `create`. Raises StoreError."""
    from nadhir.knowledge.load import load  # noqa: PLC0415
    from nadhir.store import Store  # noqa: PLC0415

    stemmers = {code: pack.script.stemmer for code, pack in load(settings).packs.items() if pack.script.stemmer}
    with Store.open(settings.store_target, stemmers=stemmers, create=create) as store:
        yield store


@contextmanager
def desk_of(settings: Settings, *, author: str = "") -> Iterator[Desk]:
    """The desk that adds to the store of the settings, which is made where there is none."""
    from nadhir.engine.desk import Desk  # noqa: PLC0415

    with opened(settings, create=True) as store:
        yield Desk(store, settings, author=author or "nadhir")


@contextmanager
def observed(settings: Settings) -> Iterator[Observer]:
    """What looks at the store of the settings."""
    from nadhir.engine.situation import Observer  # noqa: PLC0415
    from nadhir.knowledge.lives import load_lives  # noqa: PLC0415

    with opened(settings) as store:
        yield Observer(store, load_lives(settings))


def as_of_moment(written: str) -> datetime | date | None:
    """A moment ("2025-09-14T06:00Z") or a day, whose end is meant; None where nothing is written. Raises UsageError."""
    if "T" in written:
        try:
            found = datetime.fromisoformat(written)
        except ValueError:
            return day(written)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return day(written)
