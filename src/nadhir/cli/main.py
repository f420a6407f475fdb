"""The command line: `nadhir`. Commands live one group a file; this one puts them together in the reader's language."""

from __future__ import annotations

import os
import sys

import typer

from nadhir import __version__
from nadhir.cli import check, code, evaluate, lookup
from nadhir.cli.texts import load_texts, reader_language
from nadhir.errors import NadhirError


def build(language: str) -> typer.Typer:
    """The application with its help in one language."""
    texts = load_texts(language)
    app = typer.Typer(
        help=texts("help.app"), no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
    )

    def version(value: bool) -> None:
        if value:
            typer.echo(f"nadhir {__version__}")
            raise typer.Exit

    @app.callback()
    def root(
        _: bool = typer.Option(False, "--version", callback=version, is_eager=True, help=texts("help.version")),
    ) -> None:
        pass

    for part in (code, evaluate, lookup, check):
        part.add(app, texts)
    return app


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; errors become one clear line and an exit code."""
    language = reader_language()
    try:
        build(language)(arguments, standalone_mode=True)
    except NadhirError as error:
        typer.echo(load_texts(language).explain(error), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output went away ("| head"): nothing to say, and nothing more to write to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
