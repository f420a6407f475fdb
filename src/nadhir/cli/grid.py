"""A grid of numbers with a name before each line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nadhir.cli.layout import Cell, Piece, row

if TYPE_CHECKING:
    from nadhir.cli.screen import Screen
    from nadhir.cli.texts import Texts


def grid(screen: Screen, texts: Texts, title: str, head: list[str], lines: list[list[str]], first: int) -> None:
    """A grid of numbers with a name before each line."""
    widths = [first, *[max(10, len(h) + 1) for h in head[1:]]]

    def lay(cells: list[str], style: str = "") -> None:
        line: list[Cell] = [[Piece(cells[0], style)]]
        line += [[Piece(c.rjust(w - 1), style)] for c, w in zip(cells[1:], widths[1:], strict=True)]
        screen.lines(row(line, widths, rtl=texts.rtl, gap=1))

    screen.print()
    screen.print(title, style="bold")
    lay(head, "dim")
    lay(["─" * w for w in widths], "dim")
    for cells in lines:
        lay(cells, "dim" if cells[0].startswith(" ") else "")
