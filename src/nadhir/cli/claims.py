"""`nadhir claims`: the claims that answer a question, newest first."""

# Typer declares options as defaults, and imports wait for the command that needs them, so that help comes at once.
# ruff: noqa: PLC0415

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from nadhir.cli.code import day
from nadhir.cli.help import classes
from nadhir.cli.looking import as_of_option, chosen, country_code, format_option, looking, store_option, write_jsonl
from nadhir.cli.texts import Texts
from nadhir.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nadhir.cli.looking import View
    from nadhir.knowledge.load import Knowledge
    from nadhir.memory import Told
    from nadhir.settings import Settings
    from nadhir.store.questions import Question

FORMS = ("table", "jsonl")
_KINDS = ("event", "condition", "relation", "outlook")
_SENSES = 12  # places of one name that are asked for


def add(app: typer.Typer, texts: Texts) -> None:
    """Add the command to the application."""
    _, command = classes(texts, "help.claims.more")

    @app.command(cls=command, help=texts("help.claims"))
    def claims(
        words: str = typer.Option("", help=texts("help.claims.words"), metavar="WORDS"),
        since: str = typer.Option("", help=texts("help.claims.since"), metavar="YYYY-MM-DD"),
        until: str = typer.Option("", help=texts("help.claims.until"), metavar="YYYY-MM-DD"),
        kind: str = typer.Option("", help=texts("help.claims.kind"), metavar="|".join(_KINDS)),
        code: str = typer.Option("", help=texts("help.claims.code"), metavar="CODE"),
        status: str = typer.Option("", help=texts("help.claims.status"), metavar="STATUS"),
        country: str = typer.Option("", help=texts("help.view.country"), metavar="MLI"),
        place: str = typer.Option("", help=texts("help.claims.place"), metavar="NAME"),
        party: str = typer.Option("", help=texts("help.claims.party"), metavar="NAME|ID|MLI-MIL"),
        report: str = typer.Option("", help=texts("help.claims.report"), metavar="ID"),
        doubtful: bool = typer.Option(False, "--doubtful", help=texts("help.claims.doubtful")),
        limit: int = typer.Option(50, min=1, max=100_000, help=texts("help.view.limit"), metavar="N"),
        as_of: str = as_of_option(texts),
        form: str = format_option(texts, *FORMS),
        store: str = store_option(texts),
    ) -> None:
        from nadhir.store.questions import Question

        wanted = chosen(form, *FORMS) if form or sys.stdout.isatty() else "jsonl"
        with looking(texts, store, as_of) as view:
            known = view.knowledge
            question = Question(
                since=day(since), until=day(until), kind=_one_of("--kind", kind, _KINDS), code=known_code(code, known),
                status=_one_of("--status", status, [s.id for s in known.ontology.statuses]),
                country=country_code(country, known), party=_party(party, known), words=words,
                report=_report(report, view), doubtful=doubtful, limit=limit,
            )  # fmt: skip
            keys = _places(place, known, view.settings)
            found = _asked(view, question, keys)
            write_jsonl(found) if wanted == "jsonl" else _table(view, found, limit)


def _asked(view: View, question: Question, places: Sequence[str]) -> list[Told]:
    """The claims of a question, for each of the places that a name may mean; none named: wherever."""
    import msgspec

    pages = [view.store.claims(msgspec.structs.replace(question, place=key), view.as_of) for key in places or ("",)]
    rows = {key: told for page in pages for key, told in page}
    return [rows[key] for key in sorted(rows, reverse=True)[: question.limit]]


def _table(view: View, found: Sequence[Told], limit: int) -> None:
    from nadhir.cli.screen import ClaimPrinter
    from nadhir.cli.wording import short

    if not found:
        typer.echo(view.texts("view.none"))
        return
    printer = ClaimPrinter(view.screen, view.texts, view.labels)
    printer.rows([(short(told.claim.id), told.claim, told.words) for told in found], title="id")
    if len(found) == limit:
        typer.echo(view.texts("claims.limited", count=limit))


# --- what is asked for, as the store knows it ---------------------------------------------------------------------


def _one_of(name: str, written: str, known: Sequence[str]) -> str:
    wanted = written.strip().lower()
    if wanted and wanted not in known:
        raise UsageError("option_wrong", name=name, value=written, known=", ".join(known))
    return wanted


def known_code(written: str, knowledge: Knowledge) -> str:
    """A code of the ontology, however its letters are written; "" for none. Raises UsageError."""
    found = next((c.id for c in knowledge.ontology.codes if c.id.lower() == written.strip().lower()), "")
    if written and not found:
        raise UsageError("code_unknown", name=written)
    return found


def _party(written: str, knowledge: Knowledge) -> str:
    """The id of an actor, or a country and sector (`MLI-MIL`); a name is looked up, the best match taken."""
    country, dash, sector = written.upper().partition("-")
    if dash and len(country) == 3 and sector in {s.id for s in knowledge.ontology.sectors}:
        return written.upper()
    if not written or written in knowledge.actors:
        return written
    from nadhir.cli.lookup import find_actors

    found = find_actors(written, knowledge.actors.values())
    if not found:
        raise UsageError("actor_unknown", name=written)
    return found[0].id


def _places(written: str, knowledge: Knowledge, settings: Settings) -> list[str]:
    """The keys of the places that a name may mean; a GeoNames id or a key is taken as it is."""
    from nadhir.knowledge.gazetteer import Gazetteer, name_key
    from nadhir.linking.geo import place_key
    from nadhir.records import Place

    if not written or written.isdigit() or ":" in written or written in knowledge.countries:
        return [written] if written else []
    rows = Gazetteer.open(data=settings.data, cache=settings.cache).lookup(name_key(written))
    if not rows:
        raise UsageError("place_unknown", name=written)
    found = [
        Place(text=written, name=r.name, country=r.country, feature=r.feature, geonameid=r.geonameid or None)
        for r in rows[:_SENSES]
    ]
    return list(dict.fromkeys(place_key(p) for p in found))


def _report(written: str, view: View) -> str:
    from nadhir.store.naming import whole

    if not written:
        return ""
    with view.store.reading() as connection:
        return whole(connection, written, "report")
