"""`nadhir feeds add|list|remove|poll` and `nadhir watch`: the feeds that the desk reads, and how they stand."""

# Typer declares options as defaults, and imports wait for the command that needs them, so that help comes at once.
# ruff: noqa: B008, PLC0415

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from nadhir.cli.help import classes, show_help
from nadhir.cli.layout import isolated
from nadhir.cli.texts import Texts
from nadhir.errors import InputError, UsageError

if TYPE_CHECKING:
    from nadhir.engine.watch import Inbox, Tally
    from nadhir.intake.fetch import Fetcher
    from nadhir.intake.rhythm import FeedState
    from nadhir.records import Issue, Report

OpenDesk = Callable[[], AbstractContextManager["Inbox"]]
FORMATS = ("table", "jsonl")
_SOONEST, _LATEST = 5, 7 * 24 * 60  # minutes that a person may ask for between polls
_ID = 6  # digits of a feed's id that are shown at least


def add(app: typer.Typer, texts: Texts, open_desk: OpenDesk) -> None:
    """Add the commands to the application. `open_desk` opens what they work on, when one of them runs."""
    group, _ = classes(texts)
    feeds = typer.Typer(cls=group, help=texts("help.feeds"), invoke_without_command=True, rich_markup_mode=None)
    feeds.callback()(show_help)
    app.add_typer(feeds, name="feeds")
    _add_shelf(feeds, texts, open_desk)
    _add_polling(app, feeds, texts, open_desk)


def _add_shelf(feeds: typer.Typer, texts: Texts, open_desk: OpenDesk) -> None:
    _, command = classes(texts)

    @feeds.command("add", cls=command, help=texts("help.feeds.add"))
    def add_feeds(
        addresses: list[str] = typer.Argument(..., help=texts("help.feeds.address"), metavar="URL…"),
        title: str = typer.Option("", help=texts("help.feeds.title"), metavar="TITLE"),
        publisher: str = typer.Option("", help=texts("help.feeds.publisher"), metavar="NAME"),
        language: str = typer.Option("", help=texts("help.feeds.language"), metavar="ar|fr|en"),
        every: int = typer.Option(
            None, min=_SOONEST, max=_LATEST, help=texts("help.feeds.every"), metavar="MIN", show_default=False
        ),
        unchecked: bool = typer.Option(False, "--unchecked", help=texts("help.feeds.unchecked")),
    ) -> None:
        from nadhir.cli.code import known_language
        from nadhir.settings import Settings

        known = known_language(language, Settings.from_environment())
        if title and len(addresses) > 1:
            raise UsageError("title_of_many", count=len(addresses))
        with open_desk() as desk, _fetcher(threading.Event()) as fetcher:
            added = [
                _add(desk, None if unchecked else fetcher, address, texts, title, publisher, known, (every or 0) * 60)
                for address in addresses
            ]
        if not any(added):
            raise typer.Exit(InputError.exit_code)

    @feeds.command("list", cls=command, help=texts("help.feeds.list"))
    def list_feeds(
        form: str = typer.Option("", "--format", help=texts("help.feeds.format"), metavar="|".join(FORMATS)),
    ) -> None:
        from nadhir.cli.feed_table import show, write

        if form and form not in FORMATS:
            raise UsageError("option_wrong", name="--format", value=form, known=", ".join(FORMATS))
        with open_desk() as desk:
            states = desk.shelf.feeds()
        if (form or ("table" if sys.stdout.isatty() else "jsonl")) == "jsonl":
            write(states, sys.stdout, datetime.now(UTC))
        elif states:
            show(states, sys.stdout, texts, datetime.now(UTC), short_ids(states))
        else:
            typer.echo(texts("feeds.none"))

    @feeds.command("remove", cls=command, help=texts("help.feeds.remove"))
    def remove(names: list[str] = typer.Argument(..., help=texts("help.feeds.which"), metavar="FEED…")) -> None:
        with open_desk() as desk:
            for state in _chosen(desk.shelf.feeds(), names):
                desk.shelf.remove_feed(state.id)
                typer.echo(texts("feeds.removed", title=isolated(shown(state))))


def _add_polling(app: typer.Typer, feeds: typer.Typer, texts: Texts, open_desk: OpenDesk) -> None:
    _, command = classes(texts)
    _, watching = classes(texts, "help.watch.more")

    @feeds.command("poll", cls=command, help=texts("help.feeds.poll"))
    def poll(
        names: list[str] = typer.Argument(None, help=texts("help.feeds.which"), metavar="[FEED…]", show_default=False),
        every: bool = typer.Option(False, "--all", help=texts("help.feeds.all")),
    ) -> None:
        from nadhir.engine.watch import poll_feeds, stopping
        from nadhir.intake.rhythm import is_due

        with open_desk() as desk, stopping(threading.Event()) as stop, _fetcher(stop) as fetcher:
            states = desk.shelf.feeds()
            if not states:
                raise UsageError("no_feeds")
            now = datetime.now(UTC)
            chosen = _chosen(states, names) if names else [s for s in states if every or is_due(s, now)]
            if not chosen:
                typer.echo(texts("feeds.nothing_due"))
            tallies = list(_told(poll_feeds(_speaking(desk, texts), fetcher, chosen, stop=stop), texts))
        if chosen and all(tally.state.failures for tally in tallies):
            raise typer.Exit(InputError.exit_code)

    @app.command("watch", cls=watching, help=texts("help.watch"))
    def watch_feeds() -> None:
        from nadhir.engine.watch import stopping, watch

        with open_desk() as desk, stopping(threading.Event()) as stop, _fetcher(stop) as fetcher:
            count = len(desk.shelf.feeds())
            if not count:
                raise UsageError("no_feeds")
            typer.echo(texts("feeds.watching", count=count), err=True)
            watch(_speaking(desk, texts), fetcher, stop=stop, told=lambda tally: _tell(tally, texts))
        typer.echo(texts("feeds.stopped"), err=True)


def _fetcher(stop: threading.Event) -> Fetcher:
    """A fetcher by the settings, whose waits end when `stop` is set."""
    from nadhir.intake.fetch import Fetcher, FetchSettings
    from nadhir.settings import Settings

    return Fetcher(FetchSettings(allow_private=Settings.from_environment().allow_private), sleep=stop.wait)


def _add(
    desk: Inbox,
    fetcher: Fetcher | None,
    address: str,
    texts: Texts,
    title: str,
    publisher: str,
    language: str,
    interval: int,
) -> bool:
    """Add one feed, after looking whether it is one if there is a fetcher. A page that names a feed stands for it."""
    from nadhir.intake.finding import find_feed
    from nadhir.intake.rhythm import FeedState
    from nadhir.records import Issue

    found = find_feed(address, fetcher)
    if isinstance(found, Issue):
        _say(found, texts)
        return False
    state = FeedState.make(
        found.address,
        title=title,
        publisher=publisher,
        language=language,
        interval=interval,
        name=found.title,
        added=datetime.now(UTC),
    )
    if any(kept.id == state.id for kept in desk.shelf.feeds()):
        typer.echo(texts("feeds.known", title=isolated(shown(state))))
        return True
    desk.shelf.keep_feed(state)
    key = "feeds.added" if fetcher else "feeds.added_unchecked"
    typer.echo(texts(key, title=isolated(shown(state)), count=found.entries))
    return True


def shown(state: FeedState) -> str:
    """What a feed is called: by a person, by itself, by its address."""
    return state.title or state.name or state.address


def short_ids(states: list[FeedState]) -> dict[str, str]:
    """The beginning of each feed's id that tells it from the others."""
    size = _ID
    while size < 16 and len({state.id[:size] for state in states}) < len(states):
        size += 1
    return {state.id: state.id[:size] for state in states}


def _chosen(states: list[FeedState], names: list[str]) -> list[FeedState]:
    """The feeds that names mean: an address, a title, or the beginning of an id. Raises UsageError for none or several."""
    from nadhir.intake.addresses import clean_address

    chosen: dict[str, FeedState] = {}
    for name in names:
        wanted = name.strip()
        exact = [
            s for s in states if wanted in (s.id, s.address, s.title, s.name) or clean_address(wanted) == s.address
        ]
        found = exact or [s for s in states if len(wanted) >= 3 and s.id.startswith(wanted.lower())]
        if len(found) != 1:
            raise UsageError("feeds_several" if found else "feed_unknown", name=name, count=len(found))
        chosen[found[0].id] = found[0]
    return list(chosen.values())


def _speaking(desk: Inbox, texts: Texts) -> Inbox:
    """The desk, telling of issues on standard error as they come."""
    from nadhir.records import Issue

    def take(item: Report | Issue) -> None:
        if isinstance(item, Issue):
            _say(item, texts)
        desk.take(item)

    return desk._replace(take=take)


def _say(issue: Issue, texts: Texts) -> None:
    where = f"{isolated(issue.where)}: " if issue.where else ""
    typer.echo(where + texts.error(issue.code, issue.values), err=True)


def _told(tallies: Iterable[Tally], texts: Texts) -> Iterator[Tally]:
    for tally in tallies:
        _tell(tally, texts)
        yield tally


def _tell(tally: Tally, texts: Texts) -> None:
    """One line on a poll."""
    title = isolated(shown(tally.state))
    key = "feeds.failed" if tally.state.failures else "feeds.polled"
    typer.echo(texts(key, title=title, reports=tally.reports, issues=tally.issues, count=tally.state.failures))
    sys.stdout.flush()
