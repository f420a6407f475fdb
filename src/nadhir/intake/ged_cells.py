"""The cells of a UCDP GED row: numbers, degrees and days, read strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

_DAY = re.compile(r"\s*(\d{4}-\d{2}-\d{2})(?:[ T][\d:.]*Z?)?\s*", re.ASCII)


class CellError(ValueError):
    """A cell that cannot be what its column says."""

    def __init__(self, column: str, written: str) -> None:
        super().__init__(column)
        self.column, self.written = column, written


def needed(cells: Mapping[str, str], column: str) -> str:
    """The value of a column that may not be empty."""
    value = cells.get(column, "")
    if not value:
        raise CellError(column, value)
    return value


def whole_number(cells: Mapping[str, str], column: str, limits: tuple[int, int]) -> int:
    """A whole number within limits, both included; "3.0" is one, as some programs write them."""
    written = cells.get(column, "")
    number = re.fullmatch(r"\s*(\d{1,10})(?:\.0*)?\s*", written, re.ASCII)
    if number is None or not limits[0] <= int(number[1]) <= limits[1]:
        raise CellError(column, written)
    return int(number[1])


def degrees(cells: Mapping[str, str], column: str, limit: int) -> float | None:
    """Degrees from -limit to limit; None where the cell is empty."""
    written = cells.get(column, "")
    if not written:
        return None
    try:
        number = float(written)
    except ValueError as error:
        raise CellError(column, written) from error
    if not -limit <= number <= limit:
        raise CellError(column, written)
    return number


def day(cells: Mapping[str, str], column: str) -> date:
    """A day, ISO 8601; the hours that some releases put behind it are not read."""
    written = cells.get(column, "")
    found = _DAY.fullmatch(written)
    try:
        return date.fromisoformat(found[1] if found else "")
    except ValueError as error:
        raise CellError(column, written) from error
