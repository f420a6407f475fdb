"""CSV after RFC 4180: one record a row, with a header, in UTF-8. Several values in one cell are parted by " | "."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO

from nadhir.exchange.header import Export
from nadhir.exchange.rows import (
    CLAIM_COLUMNS,
    INCIDENT_COLUMNS,
    TIE_COLUMNS,
    Cell,
    Row,
    coded_rows,
    incident_row,
    tie_row,
    told_row,
)
from nadhir.memory import Incident, Tie, Told
from nadhir.records import Coded

COLUMNS = (
    "report", "language", "published", "publisher", "claim", "kind", "code", "modes", "status",
    "actors", "actor_countries", "actor_sectors", "recipients", "recipient_countries", "recipient_sectors",
    "places", "place_country", "latitude", "longitude", "feature", "start", "end", "precision",
    "killed_low", "killed_high", "injured_low", "injured_high", "sources", "roles", "stances",
    "estimate", "estimate_low", "estimate_high", "confidence", "doubtful", "trigger", "trigger_start", "trigger_end",
    "quad", "plover_score", "cameo_root", "acled_like_type", "acled_like_sub_type", "cause", "effect",
)  # fmt: skip
# A cell that begins with one of these is run as a formula by some spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write(results: Iterable[Coded], out: IO[str]) -> None:
    """Write the claims of reports that were just coded, every report as soon as it is there."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for coded in results:
        writer.writerows(cells(row, COLUMNS) for row in coded_rows(coded))
        out.flush()


def write_claims(claims: Iterable[Told], out: IO[str], export: Export) -> None:
    """Write the header and one row a claim."""
    write_rows(map(told_row, claims), CLAIM_COLUMNS, out)


def write_incidents(incidents: Iterable[Incident], out: IO[str], export: Export) -> None:
    """Write the header and one row an incident."""
    write_rows(map(incident_row, incidents), INCIDENT_COLUMNS, out)


def write_network(ties: Iterable[Tie], out: IO[str], export: Export) -> None:
    """Write the header and one row a tie."""
    write_rows(map(tie_row, ties), TIE_COLUMNS, out)


def write_rows(rows: Iterable[Row], columns: Sequence[str], out: IO[str], tags: Sequence[str] = ()) -> None:
    """Write a header, a second one of `tags` where there are any, and the rows."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    if tags:
        writer.writerow(tags)
    writer.writerows(cells(row, columns) for row in rows)


def cells(row: Row, columns: Sequence[str]) -> list[str | int | float]:
    """The cells of a row: nothing for None, ISO 8601 for days and moments, no string that a spreadsheet would run."""
    return [_cell(row[column]) for column in columns]


def _cell(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, tuple):
        return _safe(" | ".join(cell))
    return _safe(cell) if isinstance(cell, str) else cell


def _safe(cell: str) -> str:
    return "'" + cell if cell.startswith(_FORMULA) else cell
