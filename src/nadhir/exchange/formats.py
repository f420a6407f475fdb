"""Which formats each kind of record can be exported in: one plain table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any, NamedTuple

from nadhir.errors import UsageError
from nadhir.exchange import acled_like, csv_table, geojson, graphml, hxl, jsonl, parquet, plover, stix
from nadhir.exchange.header import Export


class Writer(NamedTuple):
    """`write(records, out, export)`. `binary`: whether `out` takes bytes; else text in UTF-8, opened with `newline=""`."""

    write: Callable[[Iterable[Any], IO[Any], Export], None]
    binary: bool
    suffix: str
    media_type: str


def _csv(write: Callable[[Iterable[Any], IO[str], Export], None], suffix: str = ".csv") -> Writer:
    return Writer(write, False, suffix, "text/csv; charset=utf-8; header=present")


def _lines(write: Callable[[Iterable[Any], IO[str], Export], None], suffix: str = ".jsonl") -> Writer:
    return Writer(write, False, suffix, "application/x-ndjson")


_JSONL = _lines(jsonl.write_records)
_PARQUET = Writer(parquet.write_records, True, ".parquet", "application/vnd.apache.parquet")
_STIX = "application/stix+json;version=2.1"

FORMATS: Mapping[str, Mapping[str, Writer]] = {
    "claims": {
        "jsonl": _JSONL,
        "parquet": _PARQUET,
        "csv": _csv(csv_table.write_claims),
        "geojson": Writer(geojson.write_claims, False, ".geojson", geojson.MEDIA_TYPE),
        "plover": _lines(plover.write_claims, ".plover.jsonl"),
        "acled-like": _csv(acled_like.write_claims, ".acled-like.csv"),
        "hxl": _csv(hxl.write_claims, ".hxl.csv"),
        "stix": Writer(stix.write_claims, False, ".stix.json", _STIX),
    },
    "incidents": {
        "jsonl": _JSONL,
        "parquet": _PARQUET,
        "csv": _csv(csv_table.write_incidents),
        "geojson": Writer(geojson.write_incidents, False, ".geojson", geojson.MEDIA_TYPE),
        "plover": _lines(plover.write_incidents, ".plover.jsonl"),
        "acled-like": _csv(acled_like.write_incidents, ".acled-like.csv"),
        "hxl": _csv(hxl.write_incidents, ".hxl.csv"),
        "stix": Writer(stix.write_incidents, False, ".stix.json", _STIX),
    },
    "network": {
        "jsonl": _JSONL,
        "parquet": _PARQUET,
        "csv": _csv(csv_table.write_network),
        "stix": Writer(stix.write_network, False, ".stix.json", _STIX),
        "graphml": Writer(graphml.write_network, True, ".graphml", "application/graphml+xml"),
    },
    "reports": {"jsonl": _JSONL, "parquet": _PARQUET},
    "store": {"jsonl": _JSONL},
}


def writer_of(what: str, form: str) -> Writer:
    """The writer of a kind of record in a format. Raises UsageError, with what is possible, where there is none."""
    if what not in FORMATS:
        raise UsageError("export_what_unknown", what=what, known=", ".join(FORMATS))
    if form not in FORMATS[what]:
        raise UsageError("export_format_wrong", what=what, format=form, known=", ".join(FORMATS[what]))
    return FORMATS[what][form]
