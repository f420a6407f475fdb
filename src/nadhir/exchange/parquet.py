"""Parquet: records in full, in typed columns: lists as lists, days as date32, moments as UTC microseconds, records as structs.

The columns are made from the shapes of the records themselves, so nothing is lost and nothing can go stale. A claim's own fields stand
beside those of its report (`Told.claim` is unfolded), everything else is nested as it is. Spans are structs of `start` and `end`, pairs
of numbers structs of `low` and `high`. The file's metadata hold the header (`nadhir.what`, `nadhir.version`, `nadhir.as_of`,
`nadhir.codebook`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from itertools import islice
from types import NoneType, UnionType
from typing import IO, TYPE_CHECKING, Any, Literal, Union, get_args, get_origin
from typing import get_type_hints as _get_type_hints

import msgspec

from nadhir.exchange.header import CODEBOOK, Export, Header
from nadhir.exchange.jsonl import SHAPES, Exportable
from nadhir.records import Span

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 10_000  # a row group: what is held in memory at once
_UNFOLDED = "claim"
_PAIR = ("low", "high")
get_type_hints = cache(_get_type_hints)  # they are parsed anew at every call


def write_records(records: Iterable[Exportable], out: IO[bytes], export: Export) -> None:
    """Write all records, in groups of `ROWS`; `out` is closed by whoever opened it."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    header = export.header
    shape = SHAPES[header.what]
    metadata = {
        "nadhir.what": header.what,
        "nadhir.version": header.version,
        "nadhir.as_of": header.as_of.isoformat() if header.as_of else "",
        "nadhir.codebook": CODEBOOK,
    }
    schema = pa.schema(list(_fields(shape))).with_metadata(metadata)
    rows = (_row(record, shape) for record in records)
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        while group := list(islice(rows, ROWS)):
            writer.write_table(pa.Table.from_pylist(group, schema=schema))


def read_parquet(file: IO[bytes]) -> tuple[Header, Iterator[Exportable]]:
    """The header of an export and its records, one row group in memory at a time."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    source = pq.ParquetFile(file)
    metadata = {key.decode(): value.decode() for key, value in (source.schema_arrow.metadata or {}).items()}
    own = {key: metadata.get(f"nadhir.{key}") or None for key in ("what", "version", "as_of")}
    header = msgspec.convert(own, Header, strict=False)
    return header, _records(source, SHAPES[header.what])


def _records(source: Any, shape: type[Exportable]) -> Iterator[Exportable]:
    for batch in source.iter_batches():
        for row in batch.to_pylist():
            yield msgspec.convert(_plain(_folded(row, shape), shape), shape)


# --- columns ------------------------------------------------------------------------------------------------


def _fields(shape: type) -> Iterator[pa.Field]:
    import pyarrow as pa  # noqa: PLC0415

    for name, hint in get_type_hints(shape).items():
        if name == _UNFOLDED and isinstance(hint, type) and issubclass(hint, msgspec.Struct):
            yield from _fields(hint)
        else:
            yield pa.field(name, _type(hint))


def _type(hint: Any) -> pa.DataType:
    """The column type of a field; every column may be null, as Parquet's readers expect."""
    import pyarrow as pa  # noqa: PLC0415

    scalars = {
        str: pa.string(),
        bool: pa.bool_(),
        int: pa.int64(),
        float: pa.float64(),
        date: pa.date32(),
        datetime: pa.timestamp("us", tz="UTC"),
    }
    hint = _bare(hint)
    if hint in scalars:
        return scalars[hint]
    if get_origin(hint) is Literal:
        return pa.string()
    if hint is Span:
        return pa.struct([("start", pa.int64()), ("end", pa.int64())])
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        if inner[-1] is Ellipsis:
            return pa.list_(_type(inner[0]))
        names = _PAIR if len(set(map(_bare, inner))) == 1 else ("state", "since")
        return pa.struct(list(zip(names, map(_type, inner), strict=True)))
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return pa.struct([(name, _type(inner)) for name, inner in get_type_hints(hint).items()])
    raise TypeError(f"no column for {hint!r}")


def _bare(hint: Any) -> Any:
    """The type of an optional field."""
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (inner for inner in get_args(hint) if inner is not NoneType)
    return hint


# --- rows ---------------------------------------------------------------------------------------------------


def _row(record: Exportable, shape: type) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name in get_type_hints(shape):
        value = getattr(record, name)
        if name == _UNFOLDED and isinstance(value, msgspec.Struct):
            row |= {n: _cell(getattr(value, n)) for n in value.__struct_fields__}
        else:
            row[name] = _cell(value)
    return row


def _cell(value: Any) -> Any:
    """A value as pyarrow takes it: structs as dicts, pairs with their names."""
    if isinstance(value, msgspec.Struct):
        return {name: _cell(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, Span):
        return value._asdict()
    if isinstance(value, tuple):
        if len(value) == 2 and isinstance(value[0], int):
            return dict(zip(_PAIR, value, strict=True))
        return [_cell(v) for v in value]
    return value


def _folded(row: dict[str, Any], shape: type) -> dict[str, Any]:
    """The row with the unfolded struct put together again."""
    hints = get_type_hints(shape)
    if _UNFOLDED not in hints or not issubclass(hints[_UNFOLDED], msgspec.Struct):
        return row
    inner = get_type_hints(hints[_UNFOLDED])
    own = {name: row[name] for name in inner}
    return {name: own if name == _UNFOLDED else row[name] for name in hints}


def _plain(value: Any, hint: Any) -> Any:
    """A cell as msgspec converts it into a record of `hint`: structs of spans and pairs are lists again."""
    hint = _bare(hint)
    if value is None:
        return None
    if hint is Span or (get_origin(hint) is tuple and get_args(hint)[-1] is not Ellipsis):
        return list(value.values())
    if get_origin(hint) is tuple:
        (inner, _) = get_args(hint)
        return [_plain(v, inner) for v in value]
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        hints = get_type_hints(hint)
        return {name: _plain(value[name], inner) for name, inner in hints.items()}
    return value
