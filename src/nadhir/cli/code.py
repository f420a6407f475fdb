"""`nadhir code`: reports in, claims out."""

# Typer declares options as defaults, and imports wait for the command that needs them, so that help comes at once.
# ruff: noqa: B008, PLC0415

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

import typer

from nadhir.cli.help import classes
from nadhir.cli.layout import isolated
from nadhir.cli.texts import Texts
from nadhir.errors import InputError, UsageError

if TYPE_CHECKING:
    from datetime import date

    from nadhir.cli.waiting import Waiting
    from nadhir.records import Coded, Issue
    from nadhir.settings import Settings

FORMATS = ("table", "marked", "jsonl", "csv", "plover")
# What is told of a report that was coded nevertheless.
_REMARKS = frozenset({"no_published", "encoding_damaged", "date_impossible", "date_ambiguous"})


def add(app: typer.Typer, texts: Texts) -> None:
    """Add the command to the application."""
    _, command = classes(texts, "help.code.more")

    @app.command(cls=command, help=texts("help.code"))
    def code(
        paths: list[str] = typer.Argument(None, help=texts("help.code.paths"), metavar="[PATH…|-]", show_default=False),
        published: str = typer.Option("", help=texts("help.code.published"), metavar="YYYY-MM-DD"),
        publisher: str = typer.Option("", help=texts("help.code.publisher"), metavar="NAME"),
        language: str = typer.Option("", help=texts("help.code.language"), metavar="ar|fr|en"),
        jobs: int = typer.Option(1, min=1, max=64, help=texts("help.code.jobs"), metavar="N"),
        output: Path = typer.Option(None, "-o", "--output", help=texts("help.code.output"), metavar="FILE"),
        every: bool = typer.Option(False, "--all", help=texts("help.code.all")),
        threshold: float = typer.Option(
            None, min=0, max=1, help=texts("help.code.threshold"), metavar="0…1", show_default=False
        ),
        form: str = typer.Option("", "--format", help=texts("help.code.format"), metavar="|".join(FORMATS)),
    ) -> None:
        import msgspec

        from nadhir.cli.waiting import Waiting
        from nadhir.engine.batch import code_all
        from nadhir.intake import IntakeDefaults, read_paths
        from nadhir.settings import Settings

        settings = Settings.from_environment()
        if threshold is not None:
            settings = msgspec.structs.replace(settings, threshold=threshold)
        defaults = IntakeDefaults(
            published=day(published), publisher=publisher, language=known_language(language, settings)
        )
        sources: list[Path | Literal["-"]] = ["-" if p == "-" else Path(p) for p in paths or ["-"]]
        on_screen = output is None and sys.stdout.isatty()
        chosen = _format(form) or ("table" if on_screen else "jsonl")
        if "-" in sources and sys.stdin.isatty():
            typer.echo(texts("progress.stdin"), err=True)
        tally = Tally()
        with Waiting(texts, shares_terminal=on_screen) as waiting, target(output, chosen) as out:
            results = code_all(read_paths(sources, defaults, sys.stdin.buffer), jobs=jobs, settings=settings)
            _write(chosen, _shown(_watched(results, texts, tally, waiting), every=every), out, texts, settings)
        if tally.failed and not tally.coded:
            raise typer.Exit(InputError.exit_code)


class Tally:
    """How many reports were coded, and how many issues kept one from being."""

    def __init__(self) -> None:
        self.coded = 0
        self.failed = 0


def day(text: str) -> date | None:
    """A day of publication as people write it; raises UsageError."""
    if not text:
        return None
    from nadhir.intake.dates import UnreadableDateError, read_date

    try:
        return read_date(text)
    except UnreadableDateError as error:
        raise UsageError(error.code, written=text) from error


def known_language(language: str, settings: Settings) -> str:
    from nadhir.knowledge.load import shipped

    folders = [folder / "languages" for folder in (shipped(), *settings.knowledge)]
    known = sorted({path.parent.name for folder in folders for path in folder.glob("*/script.yml")})
    wanted = language.strip().lower()
    if wanted and wanted not in known:
        raise UsageError("option_wrong", name="--language", value=language, known=", ".join(known))
    return wanted


def _format(form: str) -> str:
    if form and form not in FORMATS:
        raise UsageError("option_wrong", name="--format", value=form, known=", ".join(FORMATS))
    return form


def _watched(results: Iterable[Coded | Issue], texts: Texts, tally: Tally, waiting: Waiting) -> Iterator[Coded]:
    """Pass the coded reports on; say on standard error what could not be read, as it happens."""
    from nadhir.records import Issue

    for result in results:
        issues = [result] if isinstance(result, Issue) else list(result.issues)
        for issue in issues:
            tally.failed += issue.code not in _REMARKS
            if issue.code != "no_published":
                where = f"{isolated(issue.where)}: " if issue.where else ""
                waiting.say(where + texts.error(issue.code, issue.values))
        if not isinstance(result, Issue):
            tally.coded += all(i.code in _REMARKS for i in issues)
            waiting.advance()
            yield result


def _shown(results: Iterable[Coded], *, every: bool) -> Iterator[Coded]:
    """The reports with the claims that are to be shown: the doubtful ones join the others, or are left out."""
    import msgspec

    for coded in results:
        yield msgspec.structs.replace(coded, claims=coded.every if every else coded.claims, doubtful=())


def _write(form: str, results: Iterable[Coded], out: IO[str], texts: Texts, settings: Settings) -> None:
    from nadhir.exchange import csv_table, jsonl, plover

    writers = {"jsonl": jsonl.write, "csv": csv_table.write, "plover": plover.write}
    if form in writers:
        writers[form](results, out)
        return
    from nadhir.cli.labels import Labels
    from nadhir.cli.screen import ClaimPrinter, Screen
    from nadhir.knowledge.load import load

    printer: ClaimPrinter | None = None
    for result in results:
        printer = printer or ClaimPrinter(Screen.over(out), texts, Labels(load(settings), texts))
        printer.table(result) if form == "table" else printer.marked(result)


@contextmanager
def target(path: Path | None, form: str) -> Iterator[IO[str]]:
    """Where the output goes. Formats for programs are UTF-8 whatever the locale."""
    if path is None:
        if form not in ("table", "marked"):
            with suppress(AttributeError, ValueError):
                sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
        yield sys.stdout
        sys.stdout.flush()
        return
    try:
        with path.open("w", encoding="utf-8", newline="\n") as out:
            yield out
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError("output_unwritable", file=path, why=error.strerror or error) from error
