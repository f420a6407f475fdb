"""`nadhir languages|actors|places|ontology`: look a thing up, as the coder knows it."""

# Typer declares options as defaults, and imports wait for the command that needs them, so that help comes at once.
# ruff: noqa: B008, PLC0415

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from nadhir.cli.help import classes, show_help
from nadhir.cli.layout import Cell, Piece, isolated, row, shares
from nadhir.cli.texts import Texts
from nadhir.errors import UsageError

if TYPE_CHECKING:
    from nadhir.cli.labels import Labels
    from nadhir.knowledge.gazetteer import Gazetteer
    from nadhir.knowledge.schema import Actor, Code

_MOST = 40


def add(app: typer.Typer, texts: Texts) -> None:
    """Add the commands to the application."""
    group, command = classes(texts)
    _add_knowledge(app, texts)
    places = typer.Typer(cls=group, help=texts("help.places"), invoke_without_command=True, rich_markup_mode=None)
    places.callback()(show_help)
    app.add_typer(places, name="places")

    @places.command("find", cls=command, help=texts("help.places.find"))
    def find(name: str = typer.Argument(..., help=texts("help.places.name"), metavar="NAME")) -> None:
        from nadhir.knowledge.gazetteer import name_key

        rows = _gazetteer().lookup(name_key(name))
        if not rows:
            raise UsageError("place_unknown", name=name)
        labels = _labels(texts)
        titles = ("name", "country", "feature", "latitude", "longitude", "population", "geonames")
        columns = (0.3, 0.3, 0.2, 9, 10, 13, 12)
        cells = [
            (
                r.name, f"{labels.country(r.country)} ({r.country})", labels.term("feature", r.feature),
                "" if r.lat is None else f"{r.lat:.3f}", "" if r.lon is None else f"{r.lon:.3f}",
                f"{r.population:,}" if r.population else "", str(r.geonameid or ""),
            )
            for r in rows[:_MOST]
        ]  # fmt: skip
        _print(texts, titles, columns, cells)
        _more(texts, len(rows))

    @places.command("add", cls=command, help=texts("help.places.add"))
    def add_file(file: Path = typer.Argument(..., help=texts("help.places.file"), metavar="FILE")) -> None:
        from nadhir.cli.waiting import Waiting
        from nadhir.knowledge.country_files import add_country_file
        from nadhir.settings import Settings

        settings = Settings.from_environment()
        with Waiting(texts, shares_terminal=False):
            added = add_country_file(file, settings.data, cache=settings.cache)
            count = len(_gazetteer())
        key = "lookup.added" if added.added else "lookup.added_before"
        figures = {"places": f"{added.places:,}", "count": f"{count:,}"}
        typer.echo(texts(key, file=isolated(file.name), path=isolated(str(added.path)), **figures))


def _add_knowledge(app: typer.Typer, texts: Texts) -> None:
    _, command = classes(texts)

    @app.command(cls=command, help=texts("help.languages"))
    def languages() -> None:
        from nadhir.knowledge.load import load
        from nadhir.settings import Settings

        packs = load(Settings.from_environment()).packs.values()
        cells = [
            (
                p.code,
                p.script.name.get(texts.language, p.code),
                *(f"{len(x):,}" for x in (p.predicates, p.words, p.names)),
            )
            for p in packs
        ]
        _print(texts, ("code", "name", "predicates", "forms", "names"), (6, 16, 12, 14, 12), cells)

    @app.command(cls=command, help=texts("help.actors"))
    def actors(name: str = typer.Argument(..., help=texts("help.actors.name"), metavar="NAME")) -> None:
        from nadhir.knowledge.load import load
        from nadhir.settings import Settings

        found = find_actors(name, load(Settings.from_environment()).actors.values())
        if not found:
            raise UsageError("actor_unknown", name=name)
        labels = _labels(texts)
        cells = [_actor(a, texts, labels) for a in found[:_MOST]]
        _print(texts, ("id", "names", "country", "sector", "roles"), (0.16, 0.36, 0.19, 0.15, 0.24), cells)
        _more(texts, len(found))

    @app.command(cls=command, help=texts("help.ontology"))
    def ontology(
        code: str = typer.Argument("", help=texts("help.ontology.code"), metavar="[CODE]", show_default=False),
    ) -> None:
        from nadhir.knowledge.load import read_ontology, shipped

        codes = [c for c in read_ontology(shipped()).codes if not code or c.id.lower() == code.lower()]
        if not codes:
            raise UsageError("code_unknown", name=code)
        cells = [_code(c, texts) for c in codes]
        titles = ("code", "name", "kind", "quad", "score", "cameo", "modes")
        _print(texts, titles, (22, 0.26, 11, 0.2, 6, 5, 0.5), cells)
        if code and codes[0].modes:
            modes = [_mode(codes[0], mode, texts) for mode in codes[0].modes]
            _print(texts, ("mode", "name", "score", "acled"), (22, 30, 6, 0.5), modes)


def find_actors(name: str, actors: Iterable[Actor]) -> list[Actor]:
    """Actors whose id or name is, begins with or holds the words, in this order."""
    from nadhir.text import fold_name

    wanted = fold_name(name)
    ranked = []
    for actor in actors:
        names = [fold_name(n) for ns in actor.names.values() for n in ns]
        rank = min((_rank(wanted, n) for n in (*names, actor.id)), default=9)
        if rank < 9:
            ranked.append((rank, actor.id, actor))
    return [actor for _, _, actor in sorted(ranked, key=lambda r: r[:2])]


def _rank(wanted: str, name: str) -> int:
    if wanted == name:
        return 0
    padded = f" {name} "
    if f" {wanted} " in padded:
        return 1
    return 2 if f" {wanted}" in padded else 3 if wanted in name and len(wanted) > 2 else 9


def _actor(actor: Actor, texts: Texts, labels: Labels) -> tuple[str, ...]:
    sectors = "\n".join(f"{s} {labels.term('sector', s)}" for s in (actor.sector, *actor.sectors) if s)
    roles = "\n".join(
        f"{r.title.get(texts.language) or r.title.get('en', '')} ({r.start} – {r.end or '…'})" for r in actor.roles
    )
    own_first = sorted(actor.names.items(), key=lambda item: item[0] != texts.language)
    names = "\n".join(" · ".join(ns[:4]) for _, ns in own_first)
    country = labels.country(actor.country)
    shown = country if country == actor.country else f"{country} ({actor.country})"
    return actor.id, names, shown, sectors, roles or "–".join(str(y) for y in actor.active)


def _code(code: Code, texts: Texts) -> tuple[str, ...]:
    score = "" if code.score is None else f"{code.score:+.1f}"
    quad = texts.either(f"quad.{code.quad}", code.quad)
    label = code.label.get(texts.language) or code.id
    return code.id, label, texts(f"kind.{code.kind}"), quad, score, code.cameo, ", ".join(code.modes)


def _mode(code: Code, mode: str, texts: Texts) -> tuple[str, ...]:
    score = code.mode_scores.get(mode, code.score)
    shown = "" if score is None else f"{score:+.1f}"
    return mode, texts.either(f"mode.{mode}", mode), shown, " / ".join(code.acled_modes.get(mode, code.acled))


def _labels(texts: Texts) -> Labels:
    from nadhir.cli.labels import Labels
    from nadhir.knowledge.load import load
    from nadhir.settings import Settings

    return Labels(load(Settings.from_environment()), texts)


def _gazetteer() -> Gazetteer:
    from nadhir.knowledge.gazetteer import Gazetteer
    from nadhir.settings import Settings

    settings = Settings.from_environment()
    return Gazetteer.open(data=settings.data, cache=settings.cache)


def _print(texts: Texts, titles: Sequence[str], columns: Sequence[int | float], cells: Iterable[Sequence[str]]) -> None:
    from nadhir.cli.screen import Screen

    screen = Screen.over(sys.stdout)
    widths = shares(max(screen.width - 1, 60), columns)

    def lay(line: Sequence[Cell]) -> None:
        screen.lines(row(line, widths, rtl=texts.rtl))

    lay([[Piece(texts(f"lookup.{t}"), "dim")] for t in titles])
    lay([[Piece("─" * w, "dim")] for w in widths])
    for number, line in enumerate(cells):
        if number and any("\n" in cell for cell in line):
            screen.print()
        lay([[Piece(cell, "bold" if n == 0 else "")] for n, cell in enumerate(line)])


def _more(texts: Texts, count: int) -> None:
    if count > _MOST:
        typer.echo(texts("lookup.more", count=count - _MOST))
