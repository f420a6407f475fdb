"""Text in columns on a terminal, whatever its direction.

Names of the other direction are isolated (Unicode bidirectional isolates), and so are cells: a name keeps its order
inside, and the columns keep theirs. Lines for a reader who reads from right to left begin with a right-to-left mark, by
which terminals that know of directions mirror the whole line; on the others nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len

_ISOLATE, _LEFT_TO_RIGHT, _RIGHT_TO_LEFT, _POP = "\u2068", "\u2066", "\u2067", "\u2069"
_RIGHT_TO_LEFT_MARK = "\u200f"
_OPENERS = frozenset((_ISOLATE, _LEFT_TO_RIGHT, _RIGHT_TO_LEFT))
# Marks that order text and would reach beyond their cell; what they did is done by the isolates.
_DIRECTION = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0xFEFF))
_JOINERS = "\u200c\u200d"


class Piece(NamedTuple):
    """Some text of a cell and the style in which it is shown."""

    text: str
    style: str = ""


Line = list[Piece]
Cell = Sequence[Piece]


def visible(text: str, keep: str = " ") -> str:
    """Text with control characters made visible as a dot and marks of direction dropped; those in `keep` stay."""
    plain = text.translate(_DIRECTION)
    return "".join(c if c.isprintable() or c in keep or c in _JOINERS else "·" for c in plain)


def isolated(text: str, *, rtl: bool = False) -> str:
    """Text on one line; if it runs against the reader's direction (`rtl`), it keeps its own to itself."""
    clean = visible(" ".join(text.split())) if text else ""
    other = any(c.isalpha() for c in clean) and (rtl or _right_to_left(clean))
    return f"{_ISOLATE}{clean}{_POP}" if other else clean


def ltr(text: str) -> str:
    """Text that is read from left to right as a whole, such as a command, inside a line of either direction."""
    return f"{_LEFT_TO_RIGHT}{text}{_POP}"


def start_of_line(rtl: bool) -> str:
    """What a line begins with."""
    return _RIGHT_TO_LEFT_MARK if rtl else ""


def wrap(pieces: Cell, width: int) -> list[Line]:
    """The lines of a cell: broken at spaces, long words anywhere, at "\\n" always. Styles and isolates are kept.

    What comes from reports must have gone through `isolated` or `visible`.
    """
    lines: list[Line] = [[]]
    room = width
    for text, style in pieces:
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
                room = width
            for word in _words(part):
                size = cell_len(word)
                if size > room and room < width:
                    lines.append([])
                    room = width
                    word = word.lstrip(" ")
                    size = cell_len(word)
                while size > width:
                    head, word = _cut(word, width)
                    lines[-1].append(Piece(head, style))
                    lines.append([])
                    size = cell_len(word)
                if word:
                    lines[-1].append(Piece(word, style))
                    room -= size
    return _closed([_joined(line) for line in lines])


def _closed(lines: list[Line]) -> list[Line]:
    """Lines each of which closes the isolates that it opens; what was open is opened anew on the next."""
    open_: list[str] = []
    for line in lines:
        before = "".join(open_)
        for piece in line:
            for char in piece.text:
                if char in _OPENERS:
                    open_.append(char)
                elif char == _POP and open_:
                    open_.pop()
        if before:
            line.insert(0, Piece(before))
        if open_:
            line.append(Piece(_POP * len(open_)))
    return lines


def _words(text: str) -> Iterator[str]:
    """Words with the spaces before them."""
    at = 0
    while at < len(text):
        end = at
        while end < len(text) and text[end] == " ":
            end += 1
        while end < len(text) and text[end] != " ":
            end += 1
        yield text[at:end]
        at = end


def _cut(word: str, width: int) -> tuple[str, str]:
    """A word's first `width` cells, and the rest; marks, which have no width, stay with their letter."""
    used = 0
    for at, char in enumerate(word):
        used += cell_len(char)
        if used > width and at:
            return word[:at], word[at:]
    return word, ""


def _joined(line: Line) -> Line:
    out: Line = []
    for piece in line:
        if out and out[-1].style == piece.style:
            out[-1] = Piece(out[-1].text + piece.text, piece.style)
        else:
            out.append(piece)
    if out:
        out[-1] = Piece(out[-1].text.rstrip(" "), out[-1].style)
    return out


def row(
    cells: Sequence[Cell], widths: Sequence[int], *, gap: int = 2, rtl: bool = False, indent: int = 1
) -> Iterator[Line]:
    """The lines of a row: cells side by side, each padded to its width; with the mark of direction before each line."""
    wrapped = [wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for number in range(max(len(lines) for lines in wrapped)):
        line: Line = [Piece(start_of_line(rtl) + " " * indent)]
        for lines, width in zip(wrapped, widths, strict=True):
            pieces = lines[number] if number < len(lines) else []
            used = sum(cell_len(p.text) for p in pieces)
            if pieces and (rtl or any(_right_to_left(p.text) for p in pieces)):
                pieces = [Piece(_RIGHT_TO_LEFT if rtl else _LEFT_TO_RIGHT), *pieces, Piece(_POP)]
            line += pieces
            line.append(Piece(" " * (width - used + gap)))
        line[-1] = Piece("" if not rtl else line[-1].text[:-gap])
        yield line


def _right_to_left(text: str) -> bool:
    """Whether any letter is of a script written from right to left."""
    return not text.isascii() and any("\u0590" <= c <= "\u08ff" or "\ufb1d" <= c <= "\ufefc" for c in text)


def plain(line: Line) -> str:
    """A line without its styles."""
    return "".join(p.text for p in line)


def shares(total: int, columns: Sequence[int | float], *, gap: int = 2, indent: int = 1, least: int = 6) -> list[int]:
    """Widths of columns that fill `total` cells: an int is a width, a float a share of what the others leave."""
    free = total - indent - gap * (len(columns) - 1) - sum(c for c in columns if isinstance(c, int))
    parts = sum(c for c in columns if isinstance(c, float))
    return [c if isinstance(c, int) else max(least, int(free * c / parts)) for c in columns]
