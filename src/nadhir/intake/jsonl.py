"""JSON: a file of one record, of a list of records, or of one record a line. A broken line costs only itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from nadhir.intake.decode import decode, sniff
from nadhir.intake.fields import IntakeDefaults, by_field, to_report
from nadhir.records import Issue, Report

MAX_LINE = 64 * 1024 * 1024  # bytes; a longer line is skipped with an issue, without being held in memory
_UTF8_MARK = b"\xef\xbb\xbf"


def read_lines(file: BinaryIO, name: str, defaults: IntakeDefaults) -> Iterator[Report | Issue]:
    """Reports of a file with one JSON record a line. Empty lines are skipped; `where` of an issue is "file:line"."""
    any_line = False
    for number, line in bounded_lines(file, MAX_LINE):
        where = f"{name}:{number}"
        if line is None:
            any_line = True
            yield Issue(code="line_too_long", where=where, values={"limit": str(MAX_LINE)})
            continue
        if number == 1:
            line = line.removeprefix(_UTF8_MARK)
            if sniff(line[:4096], cut=True) in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
                yield from read_whole(line + file.read(MAX_LINE), name, defaults)
                return
        if line.strip():
            any_line = True
            yield from _record_or_issue(line, where, defaults)
    if not any_line:
        yield Issue(code="file_empty", where=name)


def read_whole(data: bytes, name: str, defaults: IntakeDefaults) -> Iterator[Report | Issue]:
    """Reports of a file that is one JSON value: a record, or a list of them; else its lines are read one by one."""
    decoded = decode(data)
    if decoded is None:
        yield Issue(code="encoding_unknown", where=name)
        return
    if not decoded.text.strip():
        yield Issue(code="file_empty", where=name)
        return
    try:
        value = _parse(decoded.text)
    except ValueError as error:
        lines = decoded.text.splitlines()
        filled = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
        if len(filled) == 1 or not _parses(filled[0][1]):
            yield _broken(name, error)
            return
        for number, line in filled:
            yield from _record_or_issue(line.encode("utf-8", "surrogatepass"), f"{name}:{number}", defaults)
        return
    records = value if isinstance(value, list) else [value]
    if not records:
        yield Issue(code="file_empty", where=name)
    for number, record in enumerate(records, 1):
        yield from _report(record, f"{name}[{number}]" if isinstance(value, list) else name, defaults)


def bounded_lines(file: BinaryIO, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """The numbered lines of a file; None for one that is longer than `limit` bytes, of which no more is held."""
    number = 0
    while piece := file.readline(limit):
        number += 1
        if len(piece) < limit or piece.endswith(b"\n"):
            yield number, piece
            continue
        rest = file.readline(1 << 20)
        too_long = bool(rest.strip())
        while rest and not rest.endswith(b"\n"):
            rest = file.readline(1 << 20)
        yield number, None if too_long else piece


def _record_or_issue(line: bytes, where: str, defaults: IntakeDefaults) -> Iterator[Report | Issue]:
    try:
        value: object = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        decoded = decode(line)
        if decoded is None:
            yield Issue(code="encoding_unknown", where=where)
            return
        try:
            value = _parse(decoded.text)
        except ValueError as error:
            yield _broken(where, error)
            return
    yield from _report(value, where, defaults)


def _report(value: object, where: str, defaults: IntakeDefaults) -> Iterator[Report | Issue]:
    if isinstance(value, dict):
        yield from to_report(by_field(value), where, defaults)
    else:
        yield Issue(code="json_no_record", where=where)


def _parse(text: str) -> object:
    """JSON as people write it: raw tabs and line ends inside strings are taken, numbers like NaN too."""
    try:
        return json.loads(text, strict=False)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _parses(text: str) -> bool:
    try:
        _parse(text)
    except ValueError:
        return False
    return True


def _broken(where: str, error: ValueError) -> Issue:
    return Issue(code="json_broken", where=where, values={"why": str(error)[:200]})
