"""`nadhir report`: a report's versions, what changed between them, its claims, and who copied whom."""

# Typer declares options as defaults, and imports wait for the command that needs them, so that help comes at once.
# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import typer

from nadhir.cli.help import classes
from nadhir.cli.layout import Piece, isolated, ltr, row, visible
from nadhir.cli.looking import as_of_option, chosen, format_option, looking, store_option, write_json
from nadhir.cli.texts import Texts
from nadhir.errors import UsageError

if TYPE_CHECKING:
    from nadhir.cli.looking import View
    from nadhir.memory import Copy, Told, Version

FORMS = ("table", "json")
_MOST = 1000  # claims of one report
_SIGNS = {"+": "green", "-": "red", " ": "dim"}


def add(app: typer.Typer, texts: Texts) -> None:
    """Add the command to the application."""
    _, command = classes(texts, "help.incident.more")

    @app.command(cls=command, help=texts("help.report"))
    def report(
        ident: str = typer.Argument(..., help=texts("help.report.id"), metavar="ID"),
        diff: bool = typer.Option(False, "--diff", help=texts("help.report.diff")),
        as_of: str = as_of_option(texts),
        form: str = format_option(texts, *FORMS),
        store: str = store_option(texts),
    ) -> None:
        wanted = chosen(form, *FORMS)
        with looking(texts, store, as_of) as view:
            versions, copies, claims = _found(view, ident)
            if wanted == "json":
                write_json({"versions": versions, "copies": [c for c, _ in copies], "claims": claims})
                return
            _heading(view, versions, copies)
            if diff:
                _differences(view, versions)
            else:
                _text(view, versions[-1], claims)


def _found(view: View, written: str) -> tuple[list[Version], list[tuple[Copy, Version]], list[Told]]:
    """The versions known then, the copies (each with the other text), and the claims that counted then."""
    from nadhir.store import linked
    from nadhir.store import reading as read
    from nadhir.store import tables as t
    from nadhir.store.naming import whole
    from nadhir.store.questions import Question

    with view.store.reading() as connection:
        ident = whole(connection, written, "report")
        upto = read.batch_at(connection, view.as_of)
        versions = [v for _, v in read.versions(connection, upto, t.VERSIONS.c.report == ident)]
        own = {v.id for v in versions}
        found = linked.copies_of(connection, own, upto)
        others = {(c.of if c.version in own else c.version) for c in found}
        by_id = {v.id: v for _, v in read.versions(connection, upto, t.VERSIONS.c.id.in_(others))}
    if not versions:
        raise UsageError("report_unknown", name=written)
    copies = [(c, by_id[other]) for c in found if (other := c.of if c.version in own else c.version) in by_id]
    tolds = [told for _, told in view.store.claims(Question(report=ident, limit=_MOST), view.as_of)]
    return versions, copies, sorted(tolds, key=lambda told: told.claim.evidence.trigger)


# --- on the screen ------------------------------------------------------------------------------------------------


def _line(view: View, *pieces: Piece) -> None:
    view.screen.lines(row([list(pieces)], [view.screen.width - 2], rtl=view.texts.rtl))


def _heading(view: View, versions: Sequence[Version], copies: Sequence[tuple[Copy, Version]]) -> None:
    texts, word, last = view.texts, view.wording, versions[-1]
    _line(view, Piece(word.name(last.title or last.report, 160), "bold"))
    about = [last.report, last.publisher, last.author, str(last.published or ""), last.address]
    _line(view, Piece(" · ".join(isolated(a) for a in about if a), "dim"))
    for version in versions:
        recorded = isolated(f"{version.recorded:%Y-%m-%d %H:%M}")
        published = isolated(str(version.published or "")) or texts("table.undated")
        _line(view, Piece(texts("report.version", number=version.number, published=published, recorded=recorded)))
    if len(versions) > 1:
        _line(view, Piece(texts("report.see_diff", command=ltr(f"nadhir report {last.report} --diff")), "dim"))
    own = {v.id for v in versions}
    for copy, other in copies:
        key = "report.copied_from" if copy.version in own else "report.copied_by"
        why = texts("view.comma").join(texts(f"copy.{part}") for part in copy.why.split())
        name = word.name(other.publisher or other.report)
        shown = texts(key, name=name, report=isolated(other.report), share=isolated(f"{copy.share:.0%}"), why=why)
        _line(view, Piece(shown, "yellow"))


def _text(view: View, version: Version, claims: Sequence[Told]) -> None:
    """The text with its claims marked in place."""
    from nadhir.cli.screen import ClaimPrinter
    from nadhir.records import Coded, Report

    report = Report.make(
        version.text, id=version.report, published=version.published, publisher=version.publisher, title=version.title
    )
    own = tuple(told.claim for told in claims if told.version == version.id)
    ClaimPrinter(view.screen, view.texts, view.labels).marked(
        Coded(report=report, language=version.language, claims=own)
    )


def _differences(view: View, versions: Sequence[Version]) -> None:
    if len(versions) < 2:
        view.screen.print()
        _line(view, Piece(view.texts("report.one_version")))
    for before, after in pairwise(versions):
        view.screen.print()
        _line(view, Piece(view.texts("report.between", before=before.number, after=after.number), "bold"))
        for sign, sentence in difference(before, after):
            # The sign stands in a cell of its own, so that it stays at the line's beginning whatever the text's direction.
            cells = [
                [Piece(sign, f"bold {_SIGNS[sign]}")],
                [Piece(isolated(sentence, rtl=view.texts.rtl), _SIGNS[sign])],
            ]
            view.screen.lines(row(cells, [1, view.screen.width - 6], rtl=view.texts.rtl))


def difference(before: Version, after: Version) -> Iterator[tuple[str, str]]:
    """Sentence by sentence, title first: "-" what is gone, "+" what is new, " " what stayed beside a change; "…" for the rest."""
    from difflib import SequenceMatcher

    one, other = _sentences(before), _sentences(after)
    for tag, a, b, c, d in SequenceMatcher(a=one, b=other, autojunk=False).get_opcodes():
        if tag == "equal":
            stayed = one[a:b]
            yield from ((" ", s) for s in (stayed if len(stayed) <= 3 else [stayed[0], "…", stayed[-1]]))
            continue
        yield from (("-", s) for s in one[a:b])
        yield from (("+", s) for s in other[c:d])


def _sentences(version: Version) -> list[str]:
    from nadhir.linking.told import sentences

    found = [visible(" ".join(version.text[s.start : s.end].split())) for s in sentences(version.text)]
    return [visible(" ".join(version.title.split())), *found] if version.title else found
