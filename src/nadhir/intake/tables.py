"""Tables: one report a row, the columns known by their header. Read row by row, in bounded memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from nadhir.intake.decode import sniff
from nadhir.intake.fields import FIELDS, IntakeDefaults, by_field, to_report
from nadhir.records import Issue, Report

if TYPE_CHECKING:
    from _csv import Reader

MAX_FIELD = 64 * 1024 * 1024  # characters
_DELIMITERS = ",;\t|"
_SAMPLE = 1 << 18
_SHOWN_COLUMNS = 20
_SHOWN = 40


class _LineTooLongError(Exception):
    pass


def read_table(file: BinaryIO, name: str, defaults: IntakeDefaults) -> Iterator[Report | Issue]:
    """Reports of a table with a header. `where` of an issue is "file:line", the line on which the row ends."""
    csv.field_size_limit(max(csv.field_size_limit(), MAX_FIELD))
    start = file.read(_SAMPLE)
    if not start.strip():
        yield Issue(code="file_empty", where=name)
        return
    encoding = sniff(start, cut=len(start) == _SAMPLE)
    if encoding is None:
        yield Issue(code="encoding_unknown", where=name)
        return
    stream = io.TextIOWrapper(io.BufferedReader(Joined(start, file)), encoding, errors="replace", newline="")
    lines = _lines(stream)
    try:
        first = next(lines, "")
        delimiter = max(_DELIMITERS, key=first.count)
        rows = csv.reader(_chain(first, lines), delimiter=delimiter)
        yield from _rows(rows, name, defaults)
    except _LineTooLongError:
        yield Issue(code="line_too_long", where=name, values={"limit": str(MAX_FIELD)})


def _rows(rows: Reader, name: str, defaults: IntakeDefaults) -> Iterator[Report | Issue]:
    header = next(rows, [])
    known = {alias for aliases in FIELDS.values() for alias in aliases}
    columns = [column.strip().lstrip("\ufeff").lower() for column in header]
    if not known.intersection(FIELDS["text"]).intersection(columns):
        shown = ", ".join(column.strip()[:_SHOWN] for column in header[:_SHOWN_COLUMNS])
        yield Issue(code="csv_no_text_column", where=f"{name}:1", values={"columns": shown})
        return
    any_row = False
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            any_row = True
            yield Issue(code="csv_broken", where=f"{name}:{rows.line_num}", values={"why": str(error)})
            continue
        if row is None:
            break
        if any(cell.strip() for cell in row):
            any_row = True
            yield from _row(row, columns, f"{name}:{rows.line_num}", defaults)
    if not any_row:
        yield Issue(code="file_empty", where=name)


def _row(row: list[str], columns: list[str], where: str, defaults: IntakeDefaults) -> Iterator[Report | Issue]:
    if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
        # An unquoted comma in the text: what was read as the text would be cut short.
        values = {"cells": str(len(row)), "columns": str(len(columns))}
        yield Issue(code="csv_too_many_cells", where=where, values=values)
        return
    yield from to_report(by_field(dict(zip(columns, row, strict=False))), where, defaults)


class Joined(io.RawIOBase):
    """The bytes read ahead, and then the rest of the file."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start, self._rest = memoryview(start), rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._start:
            size = min(len(buffer), len(self._start))
            buffer[:size] = self._start[:size]
            self._start = self._start[size:]
            return size
        data = self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _lines(stream: io.TextIOWrapper) -> Iterator[str]:
    while line := stream.readline(MAX_FIELD):
        if len(line) == MAX_FIELD:
            raise _LineTooLongError
        yield line


def _chain(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines
