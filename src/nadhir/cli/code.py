"""`nadhir code`: reports in, claims out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import IO, Literal

import typer
from rich.console import Console
from rich.progress import Progress

from nadhir.cli.screen import marked, table
from nadhir.cli.texts import Texts
from nadhir.engine.batch import code_all
from nadhir.errors import InputError, UsageError
from nadhir.exchange import csv_table, jsonl, plover
from nadhir.intake import IntakeDefaults, read_paths
from nadhir.records import Coded, Issue
from nadhir.settings import Settings


class Format(StrEnum):
    """What comes out."""

    table = "table"
    marked = "marked"
    jsonl = "jsonl"
    csv = "csv"
    plover = "plover"


def add(app: typer.Typer, texts: Texts) -> None:
    """Add the command to the application."""

    @app.command(help=texts("help.code"))
    def code(
        paths: list[str] = typer.Argument(None, help=texts("help.code.paths"), metavar="[PATH…|-]"),
        published: str = typer.Option("", help=texts("help.code.published"), metavar="YYYY-MM-DD"),
        publisher: str = typer.Option("", help=texts("help.code.publisher")),
        language: str = typer.Option("", help=texts("help.code.language"), metavar="ar|fr|en"),
        jobs: int = typer.Option(1, min=1, max=64, help=texts("help.code.jobs")),
        output: Path = typer.Option(None, "-o", "--output", help=texts("help.code.output")),
        form: Format = typer.Option(None, "--format", help=texts("help.code.format")),
    ) -> None:
        settings = Settings.from_environment()
        defaults = IntakeDefaults(published=_day(published), publisher=publisher, language=language)
        sources: list[Path | Literal["-"]] = [p if p == "-" else Path(p) for p in paths or ["-"]]  # type: ignore[misc]
        chosen = form or (Format.table if output is None and sys.stdout.isatty() else Format.jsonl)
        stdin = sys.stdin.buffer if "-" in sources else None
        failed = Tally()
        with _progress(texts) as advance, _target(output) as out:
            results = code_all(read_paths(sources, defaults, stdin), jobs=jobs, settings=settings)
            _write(chosen, _watched(results, texts, failed, advance), out, texts)
        if failed.issues and not failed.reports:
            raise typer.Exit(InputError.exit_code)


class Tally:
    """Reports that were read, and issues that kept one from being read."""

    def __init__(self) -> None:
        self.reports = 0
        self.issues = 0


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError("date_impossible", value=text) from error


def _watched(results: Iterable[Coded | Issue], texts: Texts, failed: Tally, advance: object) -> Iterator[Coded]:
    """Pass the coded reports on; say on standard error what could not be read, as it happens."""
    for result in results:
        issues = [result] if isinstance(result, Issue) else list(result.issues)
        for issue in issues:
            if issue.code != "no_published":
                failed.issues += 1
                where = f"{issue.where}: " if issue.where else ""
                typer.echo(where + texts.error(issue.code, issue.values), err=True)
        if isinstance(result, Coded):
            failed.reports += not any(i.code.startswith("language_") for i in result.issues)
            if callable(advance):
                advance()
            yield result


def _write(form: Format, results: Iterable[Coded], out: IO[str], texts: Texts) -> None:
    if form is Format.jsonl:
        jsonl.write(results, out)
    elif form is Format.csv:
        csv_table.write(results, out)
    elif form is Format.plover:
        plover.write(results, out)
    else:
        console = Console(file=out, highlight=False, soft_wrap=form is Format.marked)
        draw = table if form is Format.table else marked
        for result in results:
            draw(result, console, texts)


@contextmanager
def _target(path: Path | None) -> Iterator[IO[str]]:
    if path is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    try:
        with path.open("w", encoding="utf-8", newline="") as out:
            yield out
    except OSError as error:
        raise InputError("output_unwritable", file=path, reason=error.strerror or error) from error


@contextmanager
def _progress(texts: Texts) -> Iterator[object]:
    """A bar on standard error, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(texts("progress.coding"), total=None)
        yield lambda: bar.advance(task)
