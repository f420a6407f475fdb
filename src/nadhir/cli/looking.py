"""What the commands that show the desk's memory share: the store as of a moment, and words for what is in it."""

# Imports wait for the command that needs them, so that help comes at once.
# ruff: noqa: PLC0415

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast

import typer

from nadhir.cli.desk import as_of_moment, opened, settings_for
from nadhir.errors import UsageError

if TYPE_CHECKING:
    from nadhir.cli.labels import Labels
    from nadhir.cli.screen import Screen
    from nadhir.cli.texts import Texts
    from nadhir.cli.wording import Wording
    from nadhir.engine.situation import Observer
    from nadhir.knowledge.lives import Lives
    from nadhir.knowledge.load import Knowledge
    from nadhir.memory import Told
    from nadhir.settings import Settings
    from nadhir.store import Store


def store_option(texts: Texts) -> str:
    """`--store`: the path or address of the store."""
    return cast(
        str,
        typer.Option("", "--store", help=texts("help.store"), metavar="PATH|ADDRESS", show_default=False),
    )


def as_of_option(texts: Texts) -> str:
    """`--as-of`: the day or moment as of which the store is looked at."""
    return cast(str, typer.Option("", "--as-of", help=texts("help.as_of"), metavar="DAY|MOMENT"))


def format_option(texts: Texts, *forms: str) -> str:
    """`--format`."""
    return cast(str, typer.Option("", "--format", help=texts("help.view.format"), metavar="|".join(forms)))


@dataclass(frozen=True)
class View:
    """A store, looked at as of a moment (None: now), and the words for what is seen."""

    settings: Settings
    store: Store
    observer: Observer
    as_of: datetime | date | None
    texts: Texts
    knowledge: Knowledge
    lives: Lives
    labels: Labels
    wording: Wording
    screen: Screen

    def tolds(self, idents: Iterable[str]) -> dict[str, Told]:
        """claim id -> claim as told, with its origin as of then."""
        from nadhir.store import reading as read

        with self.store.reading() as connection:
            upto = read.batch_at(connection, self.as_of)
            numbers = read.numbers_of(connection, list(idents))
            return {told.claim.id: told for told in read.tolds(connection, numbers.values(), upto).values()}


@contextmanager
def looking(texts: Texts, store: str, as_of: str = "") -> Iterator[View]:
    """The store that is named, or that of the settings. Raises StoreError where there is none, UsageError for a day that is none."""
    from nadhir.cli.labels import Labels
    from nadhir.cli.screen import Screen
    from nadhir.cli.wording import Wording
    from nadhir.engine.situation import Observer
    from nadhir.knowledge.lives import load_lives
    from nadhir.knowledge.load import load

    moment = as_of_moment(as_of)
    settings = settings_for(store)
    with opened(settings) as found:
        knowledge, lives = load(settings), load_lives(settings)
        labels = Labels(knowledge, texts)
        yield View(
            settings=settings,
            store=found,
            observer=Observer(found, lives),
            as_of=moment,
            texts=texts,
            knowledge=knowledge,
            lives=lives,
            labels=labels,
            wording=Wording(texts, labels, knowledge, lives),
            screen=Screen.over(sys.stdout),
        )


def chosen(form: str, *forms: str) -> str:
    """The form of the output, the first where none is named. Raises UsageError."""
    if form and form not in forms:
        raise UsageError("option_wrong", name="--format", value=form, known=", ".join(forms))
    return form or forms[0]


def country_code(written: str, knowledge: Knowledge) -> str:
    """A country by its ISO alpha-3 code or one of its names; "" for none. Raises UsageError."""
    from nadhir.text import fold_name

    wanted = fold_name(written)
    if not wanted:
        return ""
    if written.upper() in knowledge.countries:
        return written.upper()
    for code, country in knowledge.countries.items():
        if any(fold_name(name) == wanted for names in country.names.values() for name in names):
            return code
    raise UsageError("option_wrong", name="--country", value=written, known="ISO 3166-1 alpha-3 (MLI, SDN, YEM …)")


def write_json(found: Any) -> None:
    """One JSON document on standard output, indented."""
    import msgspec

    from nadhir.cli.code import target

    with target(None, "json") as out:
        out.write(msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n")


def write_jsonl(found: Iterable[Any]) -> None:
    """A JSON document a line on standard output."""
    import msgspec

    from nadhir.cli.code import target

    with target(None, "jsonl") as out:
        for one in found:
            out.write(msgspec.json.encode(one).decode() + "\n")
