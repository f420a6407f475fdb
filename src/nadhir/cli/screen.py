"""Claims on a terminal: as a table, and as the report with its claims marked in place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

from rich.console import Console
from rich.text import Text

from nadhir.cli.labels import Labels
from nadhir.cli.layout import Cell, Line, Piece, isolated, row, shares, visible
from nadhir.cli.texts import Texts
from nadhir.records import Claim, Coded, Entity, Interval, Money, Place, Quantities, Source, Span

_KIND_STYLE = {"event": "bold red", "condition": "bold yellow", "relation": "bold cyan", "outlook": "bold magenta"}
_COLUMNS: tuple[int | float, ...] = (0.24, 0.22, 0.2, 0.16, 0.18)
_NARROW = 84  # cells below which columns are too thin to be read, and a claim gets lines of its own
_FILE_WIDTH = 120
_LONGEST = 90  # letters of a name that are shown


class Screen(Console):
    """A console that lets the command know when nobody reads on."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError

    @classmethod
    def over(cls, out: IO[str]) -> Screen:
        """The screen over a stream; a file is as wide as a table needs, unless COLUMNS says otherwise."""
        screen = cls(file=out, highlight=False, markup=False, emoji=False, soft_wrap=True)
        if not screen.is_terminal and "COLUMNS" not in screen._environ:
            screen.width = _FILE_WIDTH
        return screen

    def lines(self, lines: Iterator[Line]) -> None:
        """Print lines as they are laid out."""
        for line in lines:
            self.print(Text.assemble(*line, end=""), soft_wrap=True)


class ClaimPrinter:
    """Prints coded reports for people."""

    def __init__(self, screen: Screen, texts: Texts, labels: Labels) -> None:
        self._screen = screen
        self._texts = texts
        self._labels = labels

    def table(self, coded: Coded) -> None:
        """One row a claim: number, what and in which words, who, to whom, where and when, who says it."""
        self._heading(coded)
        self.rows([(str(n), c, _words(coded.report.text, c.evidence.trigger)) for n, c in enumerate(coded.claims, 1)])

    def rows(self, claims: Sequence[tuple[str, Claim, str]], title: str = "number") -> None:
        """Claims in rows, each behind a number or an id and with its trigger's words; lines of their own on a narrow screen."""
        if not claims:
            return
        if self._screen.width < _NARROW:
            self._legend([(head, claim) for head, claim, _ in claims])
            return
        texts, width = self._texts, self._screen.width - 1
        widths = shares(width, (max(3, *(len(head) for head, _, _ in claims)), *_COLUMNS))
        titles = (title, "claim", "actors", "recipients", "where", "sources")
        self._lay([[Piece(texts(f"table.{t}"), "dim")] for t in titles], widths)
        self._lay([[Piece("─" * (w if n else w - 1), "dim")] for n, w in enumerate(widths)], widths)
        for head, claim, words in claims:
            self._lay(self._cells(head, claim, words), widths)

    def marked(self, coded: Coded) -> None:
        """The report's text with every trigger shown and numbered, and a legend below."""
        self._heading(coded)
        self._screen.print(self._marked_text(coded), soft_wrap=True)
        self._screen.print()
        self._legend([(str(number), claim) for number, claim in enumerate(coded.claims, 1)])

    # --- parts ----------------------------------------------------------------------------------------------------

    def _lay(self, cells: list[Cell], widths: list[int]) -> None:
        self._screen.lines(row(cells, widths, rtl=self._texts.rtl))

    def _heading(self, coded: Coded) -> None:
        """The lines over a report: its id and title; its publisher, date, and how many claims it makes."""
        report, texts = coded.report, self._texts
        title = [Piece(self._name(report.id), "bold"), Piece("  " + self._name(report.title))]
        parts = [self._name(report.publisher)] if report.publisher else []
        parts.append(str(report.published) if report.published else texts("table.undated"))
        parts.append(texts("table.claims", count=len(coded.claims)))
        self._screen.print()
        for pieces in (title, [Piece(" · ".join(parts), "dim")]):
            self._screen.lines(row([pieces], [self._screen.width - 2], rtl=texts.rtl))

    def _cells(self, head: str, claim: Claim, words: str) -> list[Cell]:
        quoted = self._texts("table.quote", words=self._name(words))
        where = [*self._places(claim.places), *self._when(claim.time, bool(claim.places))]
        return [
            [Piece(head, "bold")],
            [*self._what(claim), Piece("\n" + quoted)],
            self._parties(claim.actors),
            self._parties(claim.recipients),
            where,
            self._chain(claim.sources),
        ]

    def _what(self, claim: Claim) -> list[Piece]:
        """Code, modes, status, likelihood and numbers."""
        labels, texts = self._labels, self._texts
        out = [Piece(labels.code(claim.code), _KIND_STYLE[claim.kind])]
        if claim.modes:
            out.append(Piece(" · " + ", ".join(labels.mode(m) for m in claim.modes)))
        if claim.status != "actual":
            out.append(Piece(f" ({labels.term('status', claim.status)})", "italic"))
        if claim.doubtful:
            out.append(Piece(f" {self._texts('claim.doubtful', confidence=f'{claim.confidence:.2f}')}", "yellow"))
        if claim.likelihood is not None:
            out.append(Piece(f" {claim.likelihood.low:.0%}–{claim.likelihood.high:.0%}", "magenta"))
        for name, count in _numbers(claim.quantities):
            out.append(Piece("\n" + texts(f"quantity.{name}", count=count)))
        return out

    def _parties(self, entities: tuple[Entity, ...]) -> list[Piece]:
        out: list[Piece] = []
        for number, entity in enumerate(entities):
            code = " ".join(p for p in (entity.country, entity.sector) if p)
            called = self._labels.actor(entity.id, entity.name, entity.text)
            out.append(Piece(("\n" if number else "") + self._name(entity.text)))
            if called:
                out.append(Piece(f" = {self._name(called)}"))
            if code:
                out.append(Piece(" " + self._name(code), "dim"))
        return out

    def _places(self, places: tuple[Place, ...]) -> list[Piece]:
        out: list[Piece] = []
        for number, place in enumerate(places):
            text, name = place.text, place.name
            shown = self._name(text or name)
            if text and name and name.lower() not in text.lower():
                shown += f" = {self._name(name)}"
            out.append(Piece(("\n" if number else "") + shown))
            out.append(Piece(" " + self._name(place.country) if place.precision else " ?", "dim"))
        return out

    def _when(self, time: Interval | None, below: bool) -> list[Piece]:
        if time is None or time.precision == "open":
            return []
        days = str(time.start) if time.start == time.end else f"{time.start} – {time.end}"
        return [Piece(("\n" if below else "") + days)]

    def _chain(self, sources: tuple[Source, ...]) -> list[Piece]:
        out: list[Piece] = []
        for number, source in enumerate(sources):
            out.append(Piece(("\n› " if number else "") + self._name(source.name)))
            out.append(Piece(f" ({self._labels.term('stance', source.stance)})", "dim"))
        return out

    def _name(self, text: str) -> str:
        """Words of a report, cut where somebody's name is a paragraph, their direction kept to themselves."""
        line = " ".join(text.split())
        return isolated(line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…", rtl=self._texts.rtl)

    def _legend(self, claims: Sequence[tuple[str, Claim]]) -> None:
        """A claim in a line or two, for narrow screens and below a marked text."""
        for head, claim in claims:
            pieces = self._what(claim)
            arrow = " ← " if self._texts.rtl else " → "
            parties = [self._parties(side) for side in (claim.actors, claim.recipients)]
            pieces += _joined([Piece("  ")], parties[0])
            pieces += _joined([Piece(arrow if parties[0] else "  " + arrow.strip() + " ")], parties[1])
            pieces += _joined([Piece("  · ")], self._places(claim.places))
            pieces += _joined([Piece("  · ")], self._when(claim.time, below=False))
            pieces += _joined([Piece("  — ")], self._chain(claim.sources))
            line = [Piece(_one_line(p.text), p.style) for p in pieces]
            first = max(5, len(head) + 2)
            self._lay([[Piece(f"[{head}]", "bold")], line], [first, self._screen.width - 4 - first])

    def _marked_text(self, coded: Coded) -> Text:
        out, source, at = Text(), coded.report.text, 0
        plain = self._screen.color_system is None
        for span, numbers, kind in _stretches(coded.claims):
            out.append(visible(source[at : span.start], "\n "))
            words = visible(source[span.start : span.end], "\n ")
            out.append(f"⟦{words}⟧" if plain else words, style=f"{_KIND_STYLE[kind]} underline")
            out.append(isolated("[" + ",".join(map(str, numbers)) + "]") or "", style="dim")
            at = span.end
        out.append(visible(source[at:].rstrip(), "\n "))
        return out


def _stretches(claims: tuple[Claim, ...]) -> Iterator[tuple[Span, list[int], str]]:
    """Stretches of text that carry claims: triggers that overlap make one."""
    found: list[tuple[Span, list[int], str]] = []
    for number, claim in sorted(enumerate(claims, 1), key=lambda c: (c[1].evidence.trigger, c[0])):
        trigger = claim.evidence.trigger
        if found and trigger.start < found[-1][0].end:
            span, numbers, kind = found[-1]
            found[-1] = (Span(span.start, max(span.end, trigger.end)), [*numbers, number], kind)
        else:
            found.append((trigger, [number], claim.kind))
    return iter(found)


def _joined(between: list[Piece], pieces: list[Piece]) -> list[Piece]:
    return [*between, *pieces] if pieces else []


def _words(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _one_line(text: str) -> str:
    """A piece of a cell without line ends: "›" parts voices, a comma everything else."""
    return text.replace("\n›", " ›").replace("\n", ", ")


def _numbers(quantities: Quantities) -> Iterator[tuple[str, str]]:
    for name in quantities.__struct_fields__:
        pair = getattr(quantities, name)
        if isinstance(pair, Money):
            yield name, f"{_range(pair.low, pair.high)} {pair.currency}"
        elif pair is not None:
            yield name, _range(*pair)


def _range(low: float, high: float | None) -> str:
    if high is None:
        return f"≥ {low:,.0f}"
    return f"{low:,.0f}" if low == high else f"{low:,.0f}–{high:,.0f}"
