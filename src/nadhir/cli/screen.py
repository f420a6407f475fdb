"""Claims on a terminal: as a table, and as the report with its claims marked in place."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from nadhir.cli.texts import Texts
from nadhir.records import Claim, Coded, Entity, Interval, Place

_KIND_STYLE = {"event": "bold red", "condition": "bold yellow", "relation": "bold cyan", "outlook": "bold magenta"}
_STATUS_STYLE = {"actual": "", "negated": "strike", "hypothetical": "italic", "future": "italic", "historical": "dim"}
# First strong isolate … pop: an Arabic name keeps its order inside a line that runs the other way, and the other way round.
_ISOLATE, _POP = "\u2068", "\u2069"


def isolated(text: str) -> str:
    """Source text with control characters made visible and its direction kept to itself."""
    clean = "".join(c if c.isprintable() or c == " " else "·" for c in text.replace("\n", " "))
    return f"{_ISOLATE}{clean}{_POP}" if clean else ""


def heading(coded: Coded, console: Console, texts: Texts) -> None:
    """The line over a report: its id, title, publisher, date, and how many claims it makes."""
    report = coded.report
    parts = [isolated(p) for p in (report.title, report.publisher) if p]
    parts.append(str(report.published) if report.published else texts("table.undated"))
    parts.append(texts("table.claims", count=len(coded.claims)))
    console.print()
    console.print(Text(isolated(report.id), style="bold") + Text("  " + " · ".join(parts)))


def table(coded: Coded, console: Console, texts: Texts) -> None:
    """One row a claim: number, code and status, who, to whom, where, when, who says it, the words."""
    heading(coded, console, texts)
    if not coded.claims:
        return
    grid = Table(box=box.SIMPLE_HEAD, show_lines=False, pad_edge=False, expand=console.is_terminal)
    for key, ratio in (("number", 1), ("claim", 5), ("actors", 6), ("recipients", 6), ("places", 4), ("time", 4), ("sources", 5), ("words", 6)):
        grid.add_column(texts(f"table.{key}"), ratio=ratio, overflow="fold", no_wrap=key == "number")
    for number, claim in enumerate(coded.claims, 1):
        grid.add_row(
            str(number),
            _code(claim, texts),
            _names(claim.actors),
            _names(claim.recipients),
            ", ".join(_place(p) for p in claim.places),
            _when(claim.time, texts),
            " › ".join(f"{isolated(s.name)} ({texts('stance.' + s.stance)})" for s in claim.sources),
            isolated(words(coded, claim)),
        )
    console.print(grid)


def marked(coded: Coded, console: Console, texts: Texts) -> None:
    """The report's text with every trigger coloured and numbered, and a legend below."""
    heading(coded, console, texts)
    text = Text()
    at = 0
    source = coded.report.text
    numbers: dict[tuple[int, int], list[int]] = {}
    kinds: dict[tuple[int, int], str] = {}
    for number, claim in enumerate(coded.claims, 1):
        span = (claim.evidence.trigger.start, claim.evidence.trigger.end)
        numbers.setdefault(span, []).append(number)
        kinds.setdefault(span, claim.kind)
    for span in sorted(numbers):
        start, end = max(span[0], at), span[1]
        if end <= at:
            continue
        text.append(_visible(source[at:start]))
        text.append(_visible(source[start:end]), style=_KIND_STYLE[kinds[span]] + " underline")
        text.append("[" + ",".join(map(str, numbers[span])) + "]", style="dim")
        at = end
    text.append(_visible(source[at:]))
    console.print(text)
    for number, claim in enumerate(coded.claims, 1):
        console.print(Text(f" [{number}] ", style="dim") + _line(claim, texts))


def words(coded: Coded, claim: Claim) -> str:
    """The very words of the trigger."""
    start, end = claim.evidence.trigger
    return coded.report.text[start:end]


def _visible(text: str) -> str:
    return "".join(c if c.isprintable() or c in "\n " else "·" for c in text)


def _code(claim: Claim, texts: Texts) -> Text:
    name = texts("code." + claim.code)
    if claim.modes:
        name += " (" + ", ".join(claim.modes) + ")"
    out = Text(name if name != "code." + claim.code else claim.code, style=_KIND_STYLE[claim.kind])
    if claim.status != "actual":
        out.append(" " + texts("status." + claim.status), style=_STATUS_STYLE[claim.status] or "dim")
    if claim.likelihood is not None:
        out.append(f" {claim.likelihood.low:.0%}–{claim.likelihood.high:.0%}", style="magenta")
    return out


def _line(claim: Claim, texts: Texts) -> Text:
    out = _code(claim, texts)
    parts = [_names(claim.actors), _names(claim.recipients), ", ".join(_place(p) for p in claim.places), _when(claim.time, texts)]
    out.append("  " + " · ".join(p for p in parts if p))
    if claim.sources:
        out.append("  ← " + " › ".join(isolated(s.name) for s in claim.sources), style="dim")
    return out


def _names(entities: tuple[Entity, ...]) -> str:
    return ", ".join(
        f"{isolated(e.text)} [{'/'.join(p for p in (e.country, e.sector) if p)}]" if e.country or e.sector else isolated(e.text)
        for e in entities
    )


def _place(place: Place) -> str:
    name = place.name or place.text
    return isolated(name) + (f" ({place.country})" if place.country and place.feature != "country" else "") + ("" if place.precision else " ?")


def _when(time: Interval | None, texts: Texts) -> str:
    if time is None or time.precision == "open":
        return ""
    return str(time.start) if time.start == time.end else f"{time.start} – {time.end}"
