"""`nadhir situation|incidents`: what the desk knows as of a moment."""

# Typer declares options as defaults, and imports wait for the command that needs them, so that help comes at once.
# ruff: noqa: PLC0415

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from nadhir.cli.help import classes
from nadhir.cli.looking import as_of_option, chosen, country_code, format_option, looking, store_option, write_json
from nadhir.cli.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nadhir.cli.looking import View
    from nadhir.engine.situation import Situation
    from nadhir.memory import Incident

FORMS = ("table", "json")
_AT_A_GLANCE = 8  # of each kind, so that all of it fits on two screens
_LISTED = 40


def add(app: typer.Typer, texts: Texts) -> None:
    """Add the commands to the application."""
    _, command = classes(texts, "help.situation.more")
    _, plain = classes(texts, "help.incidents.more")

    @app.command(cls=command, help=texts("help.situation"))
    def situation(
        country: str = typer.Option("", help=texts("help.view.country"), metavar="MLI"),
        limit: int = typer.Option(None, min=1, help=texts("help.situation.limit"), metavar="N", show_default=False),
        as_of: str = as_of_option(texts),
        form: str = format_option(texts, *FORMS),
        store: str = store_option(texts),
    ) -> None:
        from nadhir.cli.situation_table import SituationTable

        wanted = chosen(form, *FORMS)
        with looking(texts, store, as_of) as view:
            found = view.observer.situation(view.as_of, country=country_code(country, view.knowledge))
            if wanted == "json":
                write_json(_cut(found, limit))
            else:
                SituationTable(view, limit or _AT_A_GLANCE).show(found)

    @app.command(cls=plain, help=texts("help.incidents"))
    def incidents(
        country: str = typer.Option("", help=texts("help.view.country"), metavar="MLI"),
        limit: int = typer.Option(None, min=1, help=texts("help.view.limit"), metavar="N", show_default=False),
        as_of: str = as_of_option(texts),
        form: str = format_option(texts, *FORMS),
        store: str = store_option(texts),
    ) -> None:
        wanted = chosen(form, *FORMS)
        with looking(texts, store, as_of) as view:
            found = view.observer.incidents(view.as_of, country=country_code(country, view.knowledge))
            if wanted == "json":
                write_json(found[:limit])
            else:
                _list(view, found, limit or _LISTED)


def _list(view: View, found: Sequence[Incident], limit: int) -> None:
    from nadhir.cli.situation_table import SituationTable

    table = SituationTable(view, limit)
    table.line(view.wording.counted("view.incidents", len(found)))
    table.incidents(found, "nadhir incidents --limit N")
    table.legend()


def _cut(found: Situation, limit: int | None) -> Situation:
    import msgspec

    return msgspec.structs.replace(
        found, incidents=found.incidents[:limit], conditions=found.conditions[:limit], ties=found.ties[:limit]
    )
