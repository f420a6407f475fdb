"""`nadhir check`: lint the knowledge, the user's overlay too."""

# Typer declares options as defaults, and imports wait for the command that needs them, so that help comes at once.
# ruff: noqa: PLC0415

from __future__ import annotations

import typer

from nadhir.cli.help import classes
from nadhir.cli.layout import isolated
from nadhir.cli.texts import Texts
from nadhir.errors import KnowledgeError


def add(app: typer.Typer, texts: Texts) -> None:
    """Add the command to the application."""
    _, command = classes(texts)

    @app.command(cls=command, help=texts("help.check"))
    def check() -> None:
        from nadhir.knowledge.lint import lint
        from nadhir.records import Issue
        from nadhir.settings import Settings

        settings = Settings.from_environment()
        problems = [Issue(code="knowledge_folder_missing", where=str(f)) for f in settings.knowledge if not f.is_dir()]
        problems += lint(settings)
        for problem in problems:
            values = dict(problem.values)
            if "kind" in values:
                values["kind"] = texts.either(f"check.kind.{values['kind']}", values["kind"])
            typer.echo(f"{isolated(problem.where)}: {texts.error(problem.code, values)}", err=True)
        if problems:
            typer.echo(texts("check.problems", count=len(problems)), err=True)
            raise typer.Exit(KnowledgeError.exit_code)
        typer.echo(texts("check.clean"))
