"""`nadhir export` and `nadhir import`: out of the desk's memory in the field's formats, and into it."""

# Typer declares options as defaults, and imports wait for the command that needs them, so that help comes at once.
# ruff: noqa: B008, PLC0415

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import typer

from nadhir.cli.code import day
from nadhir.cli.help import classes
from nadhir.cli.texts import Texts
from nadhir.errors import InputError, UsageError

if TYPE_CHECKING:
    from nadhir.cli.waiting import Waiting
    from nadhir.engine.desk import Desk
    from nadhir.engine.situation import Observer
    from nadhir.exchange.formats import Writer
    from nadhir.settings import Settings

_PEEK = 1 << 16
_HANDLING = ("clear", "green", "amber", "amber+strict", "red")


def add(app: typer.Typer, texts: Texts) -> None:
    """Add the commands to the application."""
    _add_export(app, texts)
    _add_import(app, texts)


def _add_export(app: typer.Typer, texts: Texts) -> None:
    _, command = classes(texts, "help.export.more")

    @app.command("export", cls=command, help=texts("help.export"))
    def export(
        what: str = typer.Argument(..., help=texts("help.export.what"), metavar="WHAT"),
        form: str = typer.Option("jsonl", "--format", help=texts("help.export.format"), metavar="FORMAT"),
        output: Path = typer.Option(None, "-o", "--output", help=texts("help.code.output"), metavar="FILE"),
        as_of: str = typer.Option("", "--as-of", help=texts("help.as_of"), metavar="DAY|MOMENT"),
        country: str = typer.Option("", help=texts("help.export.country"), metavar="MLI"),
        known_actors: bool = typer.Option(False, "--known-actors", help=texts("help.export.known_actors")),
        handling: str = typer.Option("clear", help=texts("help.export.handling"), metavar="|".join(_HANDLING)),
        store: str = typer.Option("", help=texts("help.store"), metavar="PATH|ADDRESS"),
    ) -> None:
        from nadhir.cli.desk import as_of_moment, observed, settings_for
        from nadhir.exchange.formats import writer_of
        from nadhir.exchange.header import export_of

        if handling not in _HANDLING:
            raise UsageError("option_wrong", name="--handling", value=handling, known=", ".join(_HANDLING))
        writer = writer_of(what, form)
        moment = as_of_moment(as_of)
        with observed(settings_for(store)) as observer:
            shown = moment if isinstance(moment, datetime) else observer.recorded(moment)
            told = export_of(what, as_of=shown if as_of else None, without_unknown=known_actors, handling=handling)  # type: ignore[arg-type]
            with _target(output, writer) as out:
                writer.write(_records(observer, what, moment, country), out, told)


def _records(observer: Observer, what: str, moment: Any, country: str) -> Iterable[Any]:
    if what == "network":
        return observer.situation(moment, country=country).ties
    if what == "incidents":
        return observer.incidents(moment, country=country)
    if what == "claims":
        return observer.claims(moment, country=country)
    return observer.reports(moment) if what == "reports" else observer.kept(moment)


@contextmanager
def _target(path: Path | None, writer: Writer) -> Iterator[IO[Any]]:
    """Where an export goes. A file appears whole, or not at all."""
    if path is None:
        if writer.binary:
            if sys.stdout.isatty():
                raise UsageError("output_needed")
            yield sys.stdout.buffer
        else:
            sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
            yield sys.stdout
        sys.stdout.flush()
        return
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") if writer.binary else part.open("w", encoding="utf-8", newline="") as out:
            yield out
        part.replace(path)
    except OSError as error:
        raise InputError("output_unwritable", file=path, why=error.strerror or error) from error
    finally:
        part.unlink(missing_ok=True)


def _add_import(app: typer.Typer, texts: Texts) -> None:
    _, command = classes(texts, "help.import.more")

    @app.command("import", cls=command, help=texts("help.import"))
    def import_(
        file: Path = typer.Argument(..., help=texts("help.import.file"), metavar="FILE"),
        published: str = typer.Option("", help=texts("help.import.published"), metavar="YYYY-MM-DD"),
        store: str = typer.Option("", help=texts("help.store"), metavar="PATH|ADDRESS"),
    ) -> None:
        from nadhir.cli.desk import desk_of, settings_for
        from nadhir.cli.waiting import Waiting

        settings = settings_for(store)
        try:
            with file.open("rb") as peeked:
                start = peeked.read(_PEEK)
        except OSError as error:
            raise InputError("file_unreadable", why=error.strerror or error, file=file) from error
        with Waiting(texts, shares_terminal=False) as waiting, desk_of(settings) as desk, file.open("rb") as lines:
            if start.lstrip()[:1] == b"{":
                _import_store(desk, lines, file.name, texts, waiting)
            else:
                _import_ged(desk, lines, file, start, settings, published, texts, waiting)


def _import_store(desk: Desk, lines: IO[bytes], name: str, texts: Texts, waiting: Waiting) -> None:
    from nadhir.exchange.jsonl import read_jsonl
    from nadhir.memory import Kept

    header, records = read_jsonl(lines, name)
    if header.what != "store":
        raise InputError("import_what", file=name, what=header.what)
    codings = judgements = 0
    for kept in desk.take_back(record for record in records if isinstance(record, Kept)):
        codings += kept.version is not None
        judgements += kept.judgement is not None
        waiting.advance()
    typer.echo(texts("import.done", reports=codings, judgements=judgements))


def _import_ged(
    desk: Desk,
    rows: IO[bytes],
    file: Path,
    start: bytes,
    settings: Settings,
    published: str,
    texts: Texts,
    waiting: Waiting,
) -> None:
    from nadhir.cli.add import kept_of
    from nadhir.intake.ged import looks_like_ged, read_ged
    from nadhir.knowledge.load import load

    if not looks_like_ged(start):
        raise InputError("import_unknown", file=file)
    items = read_ged(rows, str(file), load(settings).actors, day(published))  # type: ignore[arg-type]
    typer.echo(kept_of(desk.add(items), texts, waiting).summary(texts))
