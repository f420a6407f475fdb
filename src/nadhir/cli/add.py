"""`nadhir add`: reports and pages into the desk's memory."""

# Typer declares options as defaults, and imports wait for the command that needs them, so that help comes at once.
# ruff: noqa: B008, PLC0415

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from nadhir.cli.code import day, known_language
from nadhir.cli.help import classes
from nadhir.cli.layout import isolated
from nadhir.cli.texts import Texts
from nadhir.errors import InputError

if TYPE_CHECKING:
    from nadhir.cli.waiting import Waiting
    from nadhir.engine.desk import Added
    from nadhir.engine.watch import Inbox
    from nadhir.intake.fetch import Fetcher
    from nadhir.intake.fields import IntakeDefaults
    from nadhir.records import Issue, Report
    from nadhir.settings import Settings

# Issues of a report that is kept nevertheless.
_REMARKS = frozenset({"no_published", "encoding_damaged", "date_impossible", "date_ambiguous"})


def add(app: typer.Typer, texts: Texts) -> None:
    """Add the command to the application."""
    _, command = classes(texts, "help.add.more")

    @app.command("add", cls=command, help=texts("help.add"))
    def add_reports(
        sources: list[str] = typer.Argument(..., help=texts("help.add.sources"), metavar="PATH|URL…"),
        published: str = typer.Option("", help=texts("help.code.published"), metavar="YYYY-MM-DD"),
        publisher: str = typer.Option("", help=texts("help.code.publisher"), metavar="NAME"),
        language: str = typer.Option("", help=texts("help.code.language"), metavar="ar|fr|en"),
        jobs: int = typer.Option(1, min=1, max=64, help=texts("help.code.jobs"), metavar="N"),
        replay: bool = typer.Option(False, "--replay", help=texts("help.add.replay")),
        store: str = typer.Option("", help=texts("help.store"), metavar="PATH|ADDRESS"),
    ) -> None:
        from nadhir.cli.desk import desk_of, settings_for
        from nadhir.cli.waiting import Waiting
        from nadhir.intake import IntakeDefaults

        settings = settings_for(store)
        language = known_language(language, settings) if language else ""
        defaults = IntakeDefaults(published=day(published), publisher=publisher, language=language)
        # The bar comes first: preparing the knowledge is what may take long.
        with Waiting(texts, shares_terminal=False) as waiting, desk_of(settings) as desk, _reading(settings) as fetcher:
            items = _items(sources, defaults, fetcher)
            tally = kept_of(desk.add(items, jobs=jobs, replay=replay), texts, waiting)
        typer.echo(tally.summary(texts))
        if tally.failed and not tally.kept:
            raise typer.Exit(InputError.exit_code)


class Tally:
    """What became of the reports of one call."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.claims = 0
        self.copies = 0
        self.incidents: set[str] = set()
        self.failed = 0

    @property
    def kept(self) -> int:
        """Reports that are in the store now, whether they were before or not."""
        return sum(self.outcomes.values())

    def take(self, added: Added) -> None:
        """Count a report."""
        self.outcomes[added.outcome] += 1
        self.claims += added.claims
        self.copies += bool(added.copies)
        self.incidents.update(added.incidents)

    def summary(self, texts: Texts) -> str:
        """One line of numbers, each with what it counts."""
        return texts(
            "add.summary", new=self.outcomes["new"], versions=self.outcomes["version"], known=self.outcomes["known"],
            claims=self.claims, incidents=len(self.incidents), copies=self.copies,
        )  # fmt: skip


def inbox(settings: Settings) -> AbstractContextManager[Inbox]:
    """What polled feeds are read into: the store of the settings."""

    @contextmanager
    def opened() -> Iterator[Inbox]:
        from nadhir.cli.desk import desk_of
        from nadhir.engine.watch import Inbox
        from nadhir.records import Issue
        from nadhir.store.shelf import Shelf

        with desk_of(settings) as desk:

            def take(item: Report | Issue) -> None:
                if not isinstance(item, Issue):
                    for _ in desk.add([item]):
                        pass

            yield Inbox(Shelf(desk.store), take)

    return opened()


def say(issue: Issue, texts: Texts, waiting: Waiting) -> None:
    """Tell of what could not be read."""
    where = f"{isolated(issue.where)}: " if issue.where else ""
    waiting.say(where + texts.error(issue.code, issue.values))


def kept_of(results: Iterable[Added | Issue], texts: Texts, waiting: Waiting) -> Tally:
    """Take what becomes of reports, as it happens; say on standard error what could not be read."""
    from nadhir.records import Issue

    tally = Tally()
    for result in results:
        issues = [result] if isinstance(result, Issue) else list(result.issues)
        for issue in issues:
            tally.failed += issue.code not in _REMARKS
            if issue.code != "no_published":
                say(issue, texts, waiting)
        if not isinstance(result, Issue):
            tally.take(result)
            waiting.advance()
    return tally


def _items(sources: list[str], defaults: IntakeDefaults, fetcher: Fetcher) -> Iterator[Report | Issue]:
    """The reports of paths and addresses, in the order given."""
    from nadhir.intake import read_paths
    from nadhir.intake.polling import is_address, read_addresses

    for source in sources:
        if is_address(source):
            yield from read_addresses([source], defaults, fetcher)
        else:
            path: Path | Literal["-"] = "-" if source == "-" else Path(source)
            yield from read_paths([path], defaults, sys.stdin.buffer)


@contextmanager
def _reading(settings: Settings) -> Iterator[Fetcher]:
    """A fetcher by the settings; it opens no connection before it is asked for something."""
    from nadhir.intake.fetch import Fetcher, FetchSettings

    stop = threading.Event()
    with Fetcher(FetchSettings(allow_private=settings.allow_private), sleep=stop.wait) as fetcher:
        yield fetcher
