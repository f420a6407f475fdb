"""Files, folders and standard input: each read by its kind, in order, one report or issue at a time."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Literal

from nadhir.intake.decode import decode, is_binary
from nadhir.intake.fields import IntakeDefaults, to_report
from nadhir.intake.html import read_html
from nadhir.intake.jsonl import read_lines, read_whole
from nadhir.intake.tables import read_table
from nadhir.records import Issue, Report

MAX_FILE = 64 * 1024 * 1024  # bytes of a text, page or single JSON record; line by line formats have no limit
STDIN_NAME = "<stdin>"
Kind = Literal["text", "html", "lines", "json", "table"]
KINDS: dict[str, Kind] = {
    ".txt": "text", ".text": "text", ".md": "text", ".html": "html", ".htm": "html", ".xhtml": "html",
    ".jsonl": "lines", ".ndjson": "lines", ".json": "json", ".csv": "table", ".tsv": "table",
}  # fmt: skip
_PEEK = 4096


def read_paths(
    paths: Sequence[Path | Literal["-"]], defaults: IntakeDefaults | None = None, stdin: BinaryIO | None = None
) -> Iterator[Report | Issue]:
    """The reports of files and folders, and issues for what could not be read, in the order given.

    Folders are read recursively, sorted by name, without hidden files and without a README, which tells of the folder. "-" is `stdin`, whose kind is told by its first
    bytes; so is that of a file named by itself whose suffix says nothing.
    """
    defaults = defaults or IntakeDefaults()
    for path in paths:
        if path == "-":
            if stdin is not None:
                yield from _read_stream(_peekable(stdin), None, STDIN_NAME, defaults)
        elif path.is_dir():
            yield from _read_folder(path, defaults)
        else:
            yield from _read_file(path, KINDS.get(path.suffix.lower()), defaults)


def _read_folder(folder: Path, defaults: IntakeDefaults) -> Iterator[Report | Issue]:
    any_file = False
    for path in _files(folder):
        any_file = True
        kind = KINDS.get(path.suffix.lower())
        if kind is None:
            yield Issue(code="file_kind_unknown", where=str(path), values={"kinds": " ".join(KINDS)})
        else:
            yield from _read_file(path, kind, defaults)
    if not any_file:
        yield Issue(code="folder_empty", where=str(folder))


def _files(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).stem.upper() != "README":
                yield Path(root, name)


def _read_file(path: Path, kind: Kind | None, defaults: IntakeDefaults) -> Iterator[Report | Issue]:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        yield Issue(code="file_missing", where=str(path))
        return
    except OSError as error:
        yield Issue(code="file_unreadable", where=str(path), values={"why": error.strerror or str(error)})
        return
    with file:
        try:
            yield from _read_stream(file, kind, str(path), defaults)
        except OSError as error:
            yield Issue(code="file_unreadable", where=str(path), values={"why": error.strerror or str(error)})


def _read_stream(
    file: io.BufferedReader, kind: Kind | None, name: str, defaults: IntakeDefaults
) -> Iterator[Report | Issue]:
    start = file.peek(_PEEK)
    if not start:
        yield Issue(code="file_empty", where=name)
    elif is_binary(start):
        yield Issue(code="file_binary", where=name)
    else:
        yield from _read_kind(file, kind or _kind_of(start), name, defaults)


def _read_kind(file: BinaryIO, kind: Kind, name: str, defaults: IntakeDefaults) -> Iterator[Report | Issue]:
    if kind == "lines":
        yield from read_lines(file, name, defaults)
        return
    if kind == "table":
        yield from read_table(file, name, defaults)
        return
    data = file.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        yield Issue(code="file_too_large", where=name, values={"limit": str(MAX_FILE)})
    elif kind == "json":
        yield from read_whole(data, name, defaults)
    elif kind == "html":
        yield from read_html(data, name, defaults)
    else:
        yield from read_text(data, name, defaults)


def read_text(data: bytes, name: str, defaults: IntakeDefaults) -> Iterator[Report | Issue]:
    """The report of a plain text file: all of it is text, nothing is taken for its title."""
    decoded = decode(data)
    if decoded is None:
        yield Issue(code="encoding_unknown", where=name)
    elif not decoded.text.strip():
        yield Issue(code="file_empty", where=name)
    else:
        if decoded.damaged:
            values = {"encoding": decoded.encoding, "places": str(decoded.damaged)}
            yield Issue(code="encoding_damaged", where=name, values=values)
        yield from to_report({"text": decoded.text}, name, defaults)


def _kind_of(start: bytes) -> Kind:
    """The kind of a stream by its first bytes."""
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:_PEEK]
    if head[:1] == b"{":
        _, newline, rest = head.partition(b"\n")
        return "json" if newline and rest.strip() and rest.lstrip()[:1] != b"{" else "lines"
    if head[:1] == b"[" and head[1:].lstrip()[:1] in (b"{", b"]"):
        return "json"
    if head[:9].lower() == b"<!doctype" or head[:5].lower() in (b"<html", b"<head", b"<?xml", b"<body"):
        return "html"
    return "text"


def _peekable(file: BinaryIO) -> io.BufferedReader:
    if isinstance(file, io.BufferedReader):
        return file
    return io.BufferedReader(_Raw(file))


class _Raw(io.RawIOBase):
    """A binary stream of any make as the raw end of a buffered reader."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def issues_of(found: Iterable[Report | Issue]) -> tuple[list[Report], list[Issue]]:
    """What was read, parted into reports and issues."""
    reports: list[Report] = []
    issues: list[Issue] = []
    for item in found:
        if isinstance(item, Report):
            reports.append(item)
        else:
            issues.append(item)
    return reports, issues
