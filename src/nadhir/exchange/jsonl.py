"""JSON Lines: one record a line, spans as [start, end] in code points; what is unknown is null or empty, never left out.

`write` gives reports that were just coded, `{"id", "language", …, "claims": [...]}`. `write_records` gives records of the desk's memory
in full behind a first line that says what follows; `read_jsonl` reads them back, and what it read is written again to the byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Any

import msgspec

from nadhir.errors import InputError
from nadhir.exchange.header import Export, Header
from nadhir.memory import Incident, Kept, Tie, Told, Version
from nadhir.records import Coded

_ENCODER = msgspec.json.Encoder()
# What can be exported in full. Reports are versions of texts; `store` is all that a store was given, of which it can be made anew.
Exportable = Told | Incident | Tie | Version | Kept
SHAPES: dict[str, type[Exportable]] = {
    "claims": Told,
    "incidents": Incident,
    "network": Tie,
    "reports": Version,
    "store": Kept,
}


def as_record(coded: Coded) -> dict[str, Any]:
    """The plain form of a coded report; the report's text is left out, its id and metadata stay."""
    report = coded.report
    return {
        "id": report.id,
        "language": coded.language,
        "published": report.published,
        "publisher": report.publisher,
        "title": report.title,
        "coder": coded.coder,
        "claims": coded.claims,
        "issues": coded.issues,
    }


def write(results: Iterable[Coded], out: IO[str]) -> None:
    """Write every report as one line, as soon as it is coded."""
    for coded in results:
        out.write(_ENCODER.encode(as_record(coded)).decode() + "\n")
        out.flush()


def write_records(records: Iterable[Exportable], out: IO[str], export: Export) -> None:
    """Write the header and one line a record, with nothing left out."""
    out.write(_ENCODER.encode(export.header).decode() + "\n")
    for record in records:
        out.write(_ENCODER.encode(record).decode() + "\n")


def read_jsonl(file: Iterable[str | bytes], name: str = "") -> tuple[Header, Iterator[Exportable]]:
    """The header of an export and its records, read line by line as they are asked for; `name` is for errors.

    Raises InputError `export_no_header` where the first line is not that of an export, and, while reading, `export_broken`
    with the line that is no record of its kind: half an import is for the store to refuse.
    """
    lines = iter(file)
    try:
        header = msgspec.json.decode(next(lines, b""), type=Header)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError("export_no_header", file=name) from error
    return header, _records(lines, SHAPES[header.what], name)


def _records(lines: Iterator[str | bytes], shape: type[Exportable], name: str) -> Iterator[Exportable]:
    decoder = msgspec.json.Decoder(shape)
    for number, line in enumerate(lines, 2):
        if not line.strip():
            continue
        try:
            yield decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InputError("export_broken", file=name, line=number, why=error) from error
