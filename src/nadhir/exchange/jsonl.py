"""JSON Lines: one report a line, `{"id", "language", …, "claims": [...]}`; records as in the codebook.

Spans are [start, end] in code points of the text; what is unknown is null or empty, never left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

import msgspec

from nadhir.records import Coded

_ENCODER = msgspec.json.Encoder()


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
