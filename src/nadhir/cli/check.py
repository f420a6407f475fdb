"""`nadhir check`: lint the knowledge, the user's overlay too."""

from __future__ import annotations

import typer

from nadhir.cli.texts import Texts
from nadhir.knowledge.lint import lint
from nadhir.settings import Settings


def add(app: typer.Typer, texts: Texts) -> None:
    """Add the command to the application."""

    @app.command(help=texts("help.check"))
    def check() -> None:
        problems = list(lint(Settings.from_environment()))
        for problem in problems:
            typer.echo(f"{problem.where}: {texts.error(problem.code, problem.values)}", err=True)
        if problems:
            typer.echo(texts("check.problems", count=len(problems)), err=True)
            raise typer.Exit(4)
        typer.echo(texts("check.clean"))
