"""Feeds on a terminal, and as JSON Lines: how each stands, when it last had something new, when it is due."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import IO
from urllib.parse import urlsplit

from babel.dates import format_timedelta

from nadhir.cli.layout import Cell, Piece, isolated, row, shares
from nadhir.cli.screen import Screen
from nadhir.cli.texts import Texts
from nadhir.intake.rhythm import FeedState, next_due, silence, standing

_STYLES = {"fresh": "green", "due": "cyan", "silent": "bold yellow", "broken": "bold red"}
_TIME, _STANDING = 13, 11  # cells
_DISTANT = timedelta(days=60)  # from here on a date says more than "8 weeks ago"
_MINUTE = 60


def show(states: Sequence[FeedState], out: IO[str], texts: Texts, now: datetime, ids: Mapping[str, str]) -> None:
    """A table for people: a line for each feed, below it the address, and why it is silent or broken."""
    screen = Screen.over(out)
    width = max(screen.width - 1, 60)
    first = max(map(len, ids.values()))
    widths = shares(width, (first, 1.0, _TIME, _TIME, _STANDING))

    def lay(cells: Sequence[Cell]) -> None:
        screen.lines(row(cells, widths, rtl=texts.rtl))

    lay([[Piece(texts(f"feeds.{name}"), "dim")] for name in ("id", "title", "new", "next", "state")])
    lay([[Piece("─" * w, "dim")] for w in widths])
    below = [first, width - 1 - first - 2]
    for state in states:
        stands = standing(state, now)
        lay([
            [Piece(ids[state.id], "dim")],
            [Piece(isolated(state.title or state.name or urlsplit(state.address).netloc), "bold")],
            [Piece(isolated(_when(state.last_new, now, texts)))],
            [Piece(isolated(_when(next_due(state, now), now, texts, soon=True)))],
            [Piece(texts(f"feeds.{stands}"), _STYLES[stands])],
        ])  # fmt: skip
        for text, style in _below(state, stands, now, texts):
            screen.lines(row([[Piece("")], [Piece(text, style)]], below, rtl=texts.rtl))


def _below(state: FeedState, stands: str, now: datetime, texts: Texts) -> Iterator[tuple[str, str]]:
    """What is said of a feed under its line."""
    yield isolated(state.address), "dim"
    if stands == "silent":
        yield texts("feeds.why_silent", limit=isolated(_span(silence(state), texts))), "yellow"
    if stands == "broken" and state.problem is not None:
        problem = texts.error(state.problem.code, state.problem.values)
        yield texts("feeds.why_broken", count=state.failures, problem=problem), "red"


def _when(moment: datetime | None, now: datetime, texts: Texts, *, soon: bool = False) -> str:
    """A moment as seen from now. `soon`: it is one to come, so that what is past is now."""
    if moment is None:
        return texts("feeds.never")
    distance = moment - now
    if soon and distance.total_seconds() < _MINUTE:
        return texts("feeds.now")
    if abs(distance) >= _DISTANT:
        return moment.date().isoformat()
    return str(
        format_timedelta(distance, granularity="minute", add_direction=True, format="short", locale=texts.language)
    )


def _span(seconds: float, texts: Texts) -> str:
    return str(format_timedelta(timedelta(seconds=seconds), granularity="minute", locale=texts.language))


def write(states: Sequence[FeedState], out: IO[str], now: datetime) -> None:
    """A feed a line, for programs: moments in ISO 8601 and UTC, intervals in seconds."""
    for state in states:
        record = {
            "id": state.id,
            "address": state.address,
            "title": state.title or state.name,
            "publisher": state.publisher,
            "language": state.language,
            "state": standing(state, now),
            "last_new": _iso(state.last_new),
            "last_polled": _iso(state.last_polled),
            "last_read": _iso(state.last_read),
            "next_due": _iso(next_due(state, now)),
            "usual_gap": state.gap or None,
            "silent_after": silence(state),
            "failures": state.failures,
            "problem": state.problem.code if state.problem else "",
        }
        out.write(json.dumps(record, ensure_ascii=False) + "\n")


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
