"""`nadhir judge`: what people decide, beside what the machine does; nothing is overwritten, and all of it can be taken back."""

# Typer declares options as defaults, and imports wait for the command that needs them, so that help comes at once.
# ruff: noqa: B008, PLC0415

from __future__ import annotations

import getpass
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import typer

from nadhir.cli.help import classes, show_help
from nadhir.cli.looking import as_of_option, chosen, format_option, looking, store_option, write_jsonl
from nadhir.cli.texts import Texts
from nadhir.errors import UsageError

if TYPE_CHECKING:
    from nadhir.cli.looking import View
    from nadhir.knowledge.load import Knowledge
    from nadhir.memory import JudgementKind, TrackRecord

FORMS = ("table", "jsonl")
_LISTED = 40


class Decision(NamedTuple):
    """What is to be decided, with whole ids."""

    kind: JudgementKind
    target: str
    values: Mapping[str, object]


Whole = Callable[..., str]  # from what was written, and the kinds it may be of, to a whole id
Resolve = Callable[["View", Whole], Decision]


def add(app: typer.Typer, texts: Texts) -> None:
    """Add the commands to the application."""
    group, _ = classes(texts, "help.judge.more")
    judge = typer.Typer(cls=group, help=texts("help.judge"), invoke_without_command=True, rich_markup_mode=None)
    judge.callback()(show_help)
    app.add_typer(judge, name="judge")
    _add_claims(judge, texts)
    _add_incidents(judge, texts)
    _add_rest(judge, texts)


def _author(texts: Texts) -> str:
    found: str = typer.Option("", "--author", help=texts("help.judge.author"), metavar="NAME", show_default=False)
    return found


def _reason(texts: Texts) -> str:
    found: str = typer.Option("", "--reason", help=texts("help.judge.reason"), metavar="TEXT", show_default=False)
    return found


def _add_claims(judge: typer.Typer, texts: Texts) -> None:
    _, command = classes(texts)
    _, sets = classes(texts, "help.judge.correct.more")

    @judge.command(cls=command, help=texts("help.judge.accept"))
    def accept(
        target: str = typer.Argument(..., help=texts("help.judge.target"), metavar="CLAIM|INCIDENT"),
        author: str = _author(texts), reason: str = _reason(texts), store: str = store_option(texts),
    ) -> None:  # fmt: skip
        _judge(
            texts, store, author, reason, lambda _, whole: Decision("accept", whole(target, "incident", "claim"), {})
        )

    @judge.command(cls=command, help=texts("help.judge.reject"))
    def reject(
        target: str = typer.Argument(..., help=texts("help.judge.claim"), metavar="CLAIM"),
        author: str = _author(texts), reason: str = _reason(texts), store: str = store_option(texts),
    ) -> None:  # fmt: skip
        _judge(texts, store, author, reason, lambda _, whole: Decision("reject", whole(target, "claim"), {}))

    @judge.command(cls=sets, help=texts("help.judge.correct"))
    def correct(
        claim: str = typer.Argument(..., help=texts("help.judge.claim"), metavar="CLAIM"),
        settings: list[str] = typer.Option(..., "--set", help=texts("help.judge.set"), metavar="FIELD=VALUE"),
        author: str = _author(texts), reason: str = _reason(texts), store: str = store_option(texts),
    ) -> None:  # fmt: skip
        def resolve(view: View, whole: Whole) -> Decision:
            return Decision("correct", whole(claim, "claim"), _values(settings, view.knowledge))

        _judge(texts, store, author, reason, resolve)


def _add_incidents(judge: typer.Typer, texts: Texts) -> None:
    _, command = classes(texts)

    @judge.command(cls=command, help=texts("help.judge.merge"))
    def merge(
        incident: str = typer.Argument(..., help=texts("help.judge.merged"), metavar="INCIDENT"),
        into: str = typer.Argument(..., help=texts("help.judge.into"), metavar="INTO"),
        author: str = _author(texts), reason: str = _reason(texts), store: str = store_option(texts),
    ) -> None:  # fmt: skip
        def resolve(_: View, whole: Whole) -> Decision:
            one, other = (whole(written, "incident") for written in (incident, into))
            return Decision("merge", one, {"into": other})

        _judge(texts, store, author, reason, resolve)

    @judge.command(cls=command, help=texts("help.judge.split"))
    def split(
        incident: str = typer.Argument(..., help=texts("help.incident.id"), metavar="INCIDENT"),
        claims: list[str] = typer.Argument(..., help=texts("help.judge.parted"), metavar="CLAIM…"),
        author: str = _author(texts), reason: str = _reason(texts), store: str = store_option(texts),
    ) -> None:  # fmt: skip
        def resolve(_: View, whole: Whole) -> Decision:
            parted = [whole(written, "claim") for written in claims]
            return Decision("split", whole(incident, "incident"), {"claims": parted})

        _judge(texts, store, author, reason, resolve)

    @judge.command(cls=command, help=texts("help.judge.grade"))
    def grade(
        target: str = typer.Argument(..., help=texts("help.judge.graded"), metavar="SOURCE|INCIDENT"),
        mark: str = typer.Argument(..., help=texts("help.judge.mark"), metavar="A…F|1…6"),
        author: str = _author(texts), reason: str = _reason(texts), store: str = store_option(texts),
    ) -> None:  # fmt: skip
        def resolve(view: View, whole: Whole) -> Decision:
            if mark.isdigit():
                return Decision("grade", whole(target, "incident"), {"digit": mark})
            return Decision("grade", _source(view, target), {"letter": mark.upper()})

        _judge(texts, store, author, reason, resolve)


def _add_rest(judge: typer.Typer, texts: Texts) -> None:
    _, command = classes(texts)

    @judge.command(cls=command, help=texts("help.judge.undo"))
    def undo(
        judgement: str = typer.Argument(..., help=texts("help.judge.judgement"), metavar="JUDGEMENT"),
        author: str = _author(texts), reason: str = _reason(texts), store: str = store_option(texts),
    ) -> None:  # fmt: skip
        _judge(texts, store, author, reason, lambda _, whole: Decision("undo", whole(judgement, "judgement"), {}))

    @judge.command("list", cls=command, help=texts("help.judge.list"))
    def list_(
        limit: int = typer.Option(_LISTED, min=1, help=texts("help.view.limit"), metavar="N"),
        as_of: str = as_of_option(texts),
        form: str = format_option(texts, *FORMS),
        store: str = store_option(texts),
    ) -> None:
        from nadhir.store import linked
        from nadhir.store import reading as read

        wanted = chosen(form, *FORMS)
        with looking(texts, store, as_of) as view:
            with view.store.reading() as connection:
                every = linked.judgements(connection, read.batch_at(connection, view.as_of))
            gone = {j.target for j in every if j.kind == "undo"}
            latest = every[::-1][:limit]
            if wanted == "jsonl":
                write_jsonl(latest)
                return
            if not latest:
                typer.echo(texts("view.none"))
            for one in latest:
                _say(view, view.wording.judgement(one), "dim" if one.id in gone else "", undone=one.id in gone)


def _say(view: View, text: str, style: str = "", *, undone: bool = False) -> None:
    from nadhir.cli.layout import Piece, row

    shown = f"{text} {view.texts('judge.undone')}" if undone else text
    view.screen.lines(row([[Piece(shown, style)]], [view.screen.width - 2], rtl=view.texts.rtl))


# --- doing it -----------------------------------------------------------------------------------------------------


def _judge(texts: Texts, store: str, author: str, reason: str, resolve: Resolve) -> None:
    """Find out what is meant, write it down, and say what was done and how to take it back."""
    from nadhir.cli.layout import ltr
    from nadhir.cli.wording import short
    from nadhir.engine.desk import Desk
    from nadhir.store.naming import whole

    with looking(texts, store) as view:
        with view.store.reading() as connection:
            kind, target, values = resolve(view, partial(whole, connection))
        who = author or _login()
        made = Desk(view.store, view.settings).judge(kind, target, values, author=who, reason=reason)
        _say(view, view.wording.judgement(made))
        if kind != "undo":
            _say(view, texts("judge.how_to_undo", command=ltr(f"nadhir judge undo {short(made.id)}")), "dim")


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:  # a user without a name, as in some containers
        raise UsageError("author_missing") from error


def _values(settings: list[str], knowledge: Knowledge) -> dict[str, object]:
    """field -> value, as text."""
    from nadhir.cli.claims import known_code

    found: dict[str, object] = {}
    for setting in settings:
        field, equals, value = setting.partition("=")
        if not equals or not field.strip():
            raise UsageError("set_wrong", written=setting)
        found[field.strip()] = value
    if "code" in found:
        found["code"] = known_code(str(found["code"]), knowledge)
    return found


def _source(view: View, written: str) -> str:
    """The key of a source by its key or name. Raises UsageError where it is unknown or may be several."""
    from nadhir.text import fold_name

    records = view.observer.sources()
    if any(r.key == written for r in records):
        return written
    wanted = fold_name(written)

    def names(record: TrackRecord) -> set[str]:
        return {fold_name(n) for n in (record.name, view.wording.record(record), record.key.partition(":")[2])}

    exact = [r for r in records if wanted in names(r)]
    found = exact or [r for r in records if any(wanted and wanted in n for n in names(r))]
    if len(found) > 1:
        raise UsageError("source_several", name=written, known=", ".join(r.key for r in found[:6]))
    if not found:
        raise UsageError("source_unknown", name=written)
    return found[0].key
