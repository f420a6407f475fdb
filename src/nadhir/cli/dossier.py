"""`nadhir incident`: all that stands behind an incident."""

# Typer declares options as defaults, and imports wait for the command that needs them, so that help comes at once.
# ruff: noqa: PLC0415

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from nadhir.cli.help import classes
from nadhir.cli.looking import as_of_option, chosen, format_option, looking, store_option, write_json
from nadhir.cli.texts import Texts
from nadhir.errors import UsageError

if TYPE_CHECKING:
    from nadhir.cli.looking import View
    from nadhir.engine.situation import Dossier
    from nadhir.memory import Link

FORMS = ("table", "json")


def add(app: typer.Typer, texts: Texts) -> None:
    """Add the command to the application."""
    _, command = classes(texts, "help.incident.more")

    @app.command(cls=command, help=texts("help.incident"))
    def incident(
        ident: str = typer.Argument(..., help=texts("help.incident.id"), metavar="ID"),
        why: bool = typer.Option(False, "--why", help=texts("help.incident.why")),
        as_of: str = as_of_option(texts),
        form: str = format_option(texts, *FORMS),
        store: str = store_option(texts),
    ) -> None:
        from nadhir.cli.dossier_table import DossierTable

        wanted = chosen(form, *FORMS)
        with looking(texts, store, as_of) as view:
            found, links = _found(view, ident)
            if wanted == "json":
                write_json(
                    {
                        "incident": found.incident,
                        "claims": found.tolds,
                        "ledger": found.ledger,
                        "judgements": found.judgements,
                        "links": links,
                    }
                )
            else:
                DossierTable(view, found, links, why=why).show()


def _found(view: View, written: str) -> tuple[Dossier, list[Link]]:
    """The dossier, and how its claims fit into it. Raises UsageError where there is no such incident as of then."""
    import msgspec

    from nadhir.store import linked
    from nadhir.store import reading as read
    from nadhir.store.naming import whole

    with view.store.reading() as connection:
        ident = whole(connection, written, "incident")
    found = view.observer.dossier(ident, view.as_of)
    if found is None:
        raise UsageError("incident_gone", name=ident)
    with view.store.reading() as connection:
        upto = read.batch_at(connection, view.as_of)
        numbers = read.numbers_of(connection, [told.claim.id for told in found.tolds])
        held = linked.memberships(connection, list(numbers.values()), upto)
    order = {said.claim: at for at, said in enumerate(found.ledger)}
    found = msgspec.structs.replace(found, tolds=tuple(sorted(found.tolds, key=lambda t: order[t.claim.id])))
    return found, [msgspec.structs.replace(held[n], claim=claim) for claim, n in numbers.items() if n in held]
