"""`nadhir sources` and `nadhir recode`: what became of what each source said; coding anew."""

# Typer declares options as defaults, and imports wait for the command that needs them, so that help comes at once.
# ruff: noqa: PLC0415

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.cells import cell_len

from nadhir.cli.help import classes
from nadhir.cli.layout import Cell, Piece, ltr, row, shares
from nadhir.cli.looking import as_of_option, chosen, format_option, looking, store_option, write_json
from nadhir.cli.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nadhir.cli.looking import View
    from nadhir.memory import TrackRecord

FORMS = ("table", "json")
_LISTED = 40
_NUMBERS = ("claims", "corroborated", "contradicted", "alone")
_LETTERS = {"A": "bold green", "B": "green", "D": "yellow", "E": "red", "F": "dim"}


def add(app: typer.Typer, texts: Texts) -> None:
    """Add the commands to the application."""
    _, command = classes(texts, "help.sources.more")
    _, plain = classes(texts, "help.recode.more")

    @app.command(cls=command, help=texts("help.sources"))
    def sources(
        limit: int = typer.Option(None, min=1, help=texts("help.view.limit"), metavar="N", show_default=False),
        as_of: str = as_of_option(texts),
        form: str = format_option(texts, *FORMS),
        store: str = store_option(texts),
    ) -> None:
        wanted = chosen(form, *FORMS)
        with looking(texts, store, as_of) as view:
            found = view.observer.sources(view.as_of)
            write_json(found[:limit]) if wanted == "json" else _table(view, found, limit or _LISTED)

    @app.command(cls=plain, help=texts("help.recode"))
    def recode(
        jobs: int = typer.Option(1, min=1, max=64, help=texts("help.code.jobs"), metavar="N"),
        store: str = store_option(texts),
    ) -> None:
        from nadhir.cli.desk import opened, settings_for
        from nadhir.cli.waiting import Waiting
        from nadhir.engine.desk import Desk

        settings = settings_for(store)
        reports = claims = 0
        with opened(settings) as found, Waiting(texts, shares_terminal=False) as waiting:
            for _, count in Desk(found, settings).recode(jobs=jobs):
                reports, claims = reports + 1, claims + count
                waiting.advance()
        typer.echo(texts("recode.done", reports=reports, claims=claims) if reports else texts("recode.nothing"))


def _table(view: View, found: Sequence[TrackRecord], limit: int) -> None:
    texts, word = view.texts, view.wording
    width = max(view.screen.width - 1, 60)
    narrow = width < 100
    heads = [texts(f"sources.{n}") for n in _NUMBERS]
    numbers = [max(6, cell_len(h)) for h in heads]
    widths = shares(width, (0.6, 2 if narrow else 0.4, *numbers))

    def lay(cells: Sequence[Cell]) -> None:
        view.screen.lines(row(cells, widths, rtl=texts.rtl))

    lay(
        [
            [Piece(texts("sources.name"), "dim")],
            [Piece("" if narrow else texts("sources.letter"), "dim")],
            *([Piece(h, "dim")] for h in heads),
        ]
    )
    lay([[Piece("─" * w, "dim")] for w in widths])
    for one in found[:limit]:
        letter = [Piece(one.letter, _LETTERS.get(one.letter, ""))]
        if one.graded_by and not narrow:
            letter.append(Piece(f" {texts('sources.by', name=word.name(one.graded_by))}", "dim"))
        name = [Piece(word.record(one)), *([] if narrow else [Piece(f"\n{word.name(one.key)}", "dim")])]
        lay([name, letter, *([Piece(f"{getattr(one, n):,}")] for n in _NUMBERS)])
    if len(found) > limit:
        more = texts("view.more", count=len(found) - limit, command=ltr("nadhir sources --limit N"))
        view.screen.lines(row([[Piece(more, "dim")]], [width - 1], rtl=texts.rtl))
    note = texts("sources.note", command=ltr("nadhir judge grade"))
    view.screen.lines(row([[Piece(note, "dim")]], [width - 1], rtl=texts.rtl))
