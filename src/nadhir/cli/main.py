"""The command line: `nadhir`. Commands live one group a file; this one puts them together in the reader's language.

Nothing heavy is imported before a command runs, so that help comes at once.
"""

from __future__ import annotations

import sys
from contextlib import suppress

import typer
from typer.exceptions import TyperException

from nadhir import __version__
from nadhir.cli import (
    add,
    check,
    claims,
    code,
    db,
    dossier,
    evaluate,
    exchange,
    feeds,
    judge,
    lookup,
    reports,
    situation,
    sources,
)
from nadhir.cli.help import classes, show_help, usage_error
from nadhir.cli.texts import Texts, load_texts, reader_language
from nadhir.errors import NadhirError
from nadhir.settings import Settings


def build(texts: Texts) -> typer.Typer:
    """The application with its help in one language."""
    group, _ = classes(texts, "help.app.more")
    app = typer.Typer(
        cls=group, help=texts("help.app"), invoke_without_command=True, add_completion=False, rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )  # fmt: skip

    def version(value: bool) -> None:
        if value:
            typer.echo(f"nadhir {__version__}")
            raise typer.Exit

    @app.callback()
    def root(
        ctx: typer.Context,
        _: bool = typer.Option(False, "--version", callback=version, is_eager=True, help=texts("help.version")),
    ) -> None:
        show_help(ctx)

    parts = (code, add, situation, dossier, claims, reports, sources, judge, exchange, evaluate, check, lookup, db)
    for part in parts:
        part.add(app, texts)
    feeds.add(app, texts, lambda: add.inbox(Settings.from_environment()))
    return app


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process: 0 done, 2 wrong call, 3 nothing could be read, 4 wrong knowledge, 6 no store."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        texts = load_texts(reader_language())
    except NadhirError as error:
        typer.echo(str(error), err=True)
        sys.exit(error.exit_code)
    try:
        status = build(texts)(arguments, standalone_mode=False, prog_name="nadhir")
        sys.exit(status if isinstance(status, int) else 0)
    except TyperException as error:
        _fail(usage_error(error), texts)
    except NadhirError as error:
        _fail(error, texts)
    except OSError as error:
        _fail(NadhirError("system", why=error.strerror or error), texts)


def _fail(error: NadhirError, texts: Texts) -> None:
    typer.echo(texts.explain(error), err=True)
    sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
