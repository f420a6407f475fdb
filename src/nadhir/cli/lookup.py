"""`nadhir languages|actors|places|ontology`: look a thing up, as the coder knows it."""

from __future__ import annotations

from pathlib import Path

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from nadhir.cli.screen import isolated
from nadhir.cli.texts import Texts
from nadhir.errors import UsageError
from nadhir.knowledge.country_files import add_country_file
from nadhir.knowledge.gazetteer import Gazetteer, name_key
from nadhir.knowledge.load import load
from nadhir.knowledge.schema import Actor
from nadhir.settings import Settings
from nadhir.text import fold_name

_MOST = 40


def _grid(texts: Texts, *keys: str) -> Table:
    grid = Table(box=box.SIMPLE_HEAD)
    for key in keys:
        grid.add_column(texts("lookup." + key), overflow="fold")
    return grid


def add(app: typer.Typer, texts: Texts) -> None:
    """Add the commands to the application."""

    @app.command(help=texts("help.languages"))
    def languages() -> None:
        grid = _grid(texts, "code", "name", "predicates", "forms", "names")
        for code, pack in load().packs.items():
            grid.add_row(
                code, pack.script.name.get(texts.language, code), str(len(pack.predicates)), str(len(pack.words)), str(len(pack.names))
            )
        Console(highlight=False).print(grid)

    @app.command(help=texts("help.actors"))
    def actors(name: str = typer.Argument(..., help=texts("help.actors.name"))) -> None:
        wanted = fold_name(name)
        found = [a for a in load().actors.values() if a.id == name or any(wanted in fold_name(n) for ns in a.names.values() for n in ns)]
        found.sort(key=lambda a: (not any(wanted == fold_name(n) for ns in a.names.values() for n in ns), a.id))
        if not found:
            raise UsageError("actor_unknown", name=name)
        _show_actors(found[:_MOST], texts)
        if len(found) > _MOST:
            typer.echo(texts("lookup.more", count=len(found) - _MOST))

    places = typer.Typer(help=texts("help.places"), no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(places, name="places")

    @places.command("find", help=texts("help.places.find"))
    def find(name: str = typer.Argument(..., help=texts("help.places.name"))) -> None:
        rows = _gazetteer().lookup(name_key(name))
        if not rows:
            raise UsageError("place_unknown", name=name)
        grid = _grid(texts, "name", "country", "feature", "latitude", "longitude", "population", "geonames")
        for row in rows[:_MOST]:
            grid.add_row(
                isolated(row.name), row.country, texts("feature." + row.feature), f"{row.lat:.3f}", f"{row.lon:.3f}",
                f"{row.population:,}" if row.population else "", str(row.geonameid or ""),
            )  # fmt: skip
        Console(highlight=False).print(grid)

    @places.command("add", help=texts("help.places.add"))
    def add_file(file: Path = typer.Argument(..., help=texts("help.places.file"))) -> None:
        settings = Settings.from_environment()
        added = add_country_file(file, settings.data)
        gazetteer = _gazetteer()
        typer.echo(texts("lookup.added" if added else "lookup.added_before", file=file.name, count=f"{len(gazetteer):,}"))

    @app.command(help=texts("help.ontology"))
    def ontology(code: str = typer.Argument("", help=texts("help.ontology.code"))) -> None:
        codes = [c for c in load().ontology.codes if not code or c.id.lower() == code.lower()]
        if not codes:
            raise UsageError("code_unknown", name=code)
        grid = _grid(texts, "code", "kind", "name", "modes", "quad", "score", "cameo", "acled")
        for entry in codes:
            grid.add_row(
                entry.id, texts("kind." + entry.kind), entry.label.get(texts.language, ""), ", ".join(entry.modes), entry.quad,
                "" if entry.score is None else str(entry.score), entry.cameo, " / ".join(entry.acled),
            )  # fmt: skip
        Console(highlight=False).print(grid)


def _gazetteer() -> Gazetteer:
    settings = Settings.from_environment()
    return Gazetteer.open(data=settings.data, cache=settings.cache)


def _show_actors(found: list[Actor], texts: Texts) -> None:
    grid = _grid(texts, "id", "names", "country", "sector", "roles")
    for actor in found:
        names = "\n".join(isolated(" · ".join(ns[:4])) for ns in actor.names.values())
        roles = "\n".join(f"{r.title.get(texts.language, '')} ({r.start}–{r.end})" for r in actor.roles)
        grid.add_row(actor.id, names, actor.country, " ".join((actor.sector, *actor.sectors)).strip(), roles)
    Console(highlight=False).print(grid)
