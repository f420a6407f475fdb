"""`nadhir db check|migrate|backup|restore`: care of the desk's memory."""

# Typer declares options as defaults, and imports wait for the command that needs them, so that help comes at once.
# ruff: noqa: B008, PLC0415

from __future__ import annotations

from pathlib import Path

import typer

from nadhir.cli.help import classes, show_help
from nadhir.cli.layout import isolated
from nadhir.cli.texts import Texts
from nadhir.errors import StoreError

_MEGABYTE = 1 << 20


def add(app: typer.Typer, texts: Texts) -> None:
    """Add the commands to the application."""
    group, command = classes(texts)
    db = typer.Typer(cls=group, help=texts("help.db"), invoke_without_command=True, rich_markup_mode=None)
    db.callback()(show_help)
    app.add_typer(db, name="db")
    where = typer.Option("", "--store", help=texts("help.store"), metavar="PATH|ADDRESS", show_default=False)

    @db.command("check", cls=command, help=texts("help.db.check"))
    def check(store: str = where) -> None:
        from nadhir.store import Store, upkeep

        with Store.open(chosen(store), create=False) as opened:
            faults = upkeep.check(opened.engine)
        for fault in faults:
            typer.echo(texts(f"db.{fault.code}", detail=isolated(fault.detail)), err=True)
        if faults:
            typer.echo(texts("db.faults", count=len(faults)), err=True)
            raise typer.Exit(StoreError.exit_code)
        typer.echo(texts("db.clean", store=isolated(_named(store))))

    @db.command("migrate", cls=command, help=texts("help.db.migrate"))
    def migrate(store: str = where) -> None:
        from nadhir.store import upkeep

        with upkeep.as_it_is(chosen(store)) as engine:
            before, now = upkeep.migrate(engine)
        key = "db.current" if before == now else "db.made" if before is None else "db.migrated"
        typer.echo(texts(key, store=isolated(_named(store)), before=isolated(before or ""), now=isolated(now)))

    @db.command("backup", cls=command, help=texts("help.db.backup"))
    def backup(
        target: Path = typer.Argument(..., help=texts("help.db.backup.target"), metavar="FILE"), store: str = where
    ) -> None:
        from nadhir.store import Store, upkeep

        with Store.open(chosen(store), create=False) as opened:
            size = upkeep.backup(opened.engine, target)
        typer.echo(texts("db.saved", file=isolated(str(target)), size=isolated(_size(size))))

    @db.command("restore", cls=command, help=texts("help.db.restore"))
    def restore(
        source: Path = typer.Argument(..., help=texts("help.db.restore.source"), metavar="FILE"), store: str = where
    ) -> None:
        from nadhir.store import upkeep
        from nadhir.store.opening import address_of, file_of

        target = file_of(address_of(chosen(store)))
        if target is None:
            raise StoreError("store_backup_server")
        size = upkeep.restore(source, target)
        typer.echo(texts("db.restored", store=isolated(str(target)), size=isolated(_size(size))))


def chosen(store: str) -> str:
    """The store that a command works on: the one named, else that of the settings."""
    from nadhir.settings import Settings

    return store or Settings.from_environment().store_target


def _named(store: str) -> str:
    """The store as it may be shown: without a password."""
    from nadhir.store.opening import address_of, file_of

    address = address_of(chosen(store))
    return str(file_of(address) or address.set(drivername="postgresql").render_as_string(hide_password=True))


def _size(size: int) -> str:
    return f"{size / _MEGABYTE:,.1f} MB"
