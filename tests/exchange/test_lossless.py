"""JSON Lines and Parquet give back what they were given."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nadhir.errors import InputError
from nadhir.exchange import jsonl, parquet
from nadhir.exchange.header import Export, What, export_of
from tests.exchange.samples import AS_OF, incident, text, tie, told, version, written
from tests.exchange.strategies import RECORDS

KINDS: list[What] = ["claims", "incidents", "network", "reports"]
SAMPLES: dict[What, list[Any]] = {
    "claims": [told(), told(id="00000000000000c2", places=(), time=None, actors=())],
    "incidents": [incident(), incident(id="i2", place=None, start=None, end=None, figures=())],
    "network": [tie(), tie(key="t2", recipient=None, first=None, last=None)],
    "reports": [version(), version(id="r1-2", number=2)],
}
steady = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@pytest.mark.parametrize("what", KINDS)
@steady
@given(data=st.data())
def test_jsonl_is_read_back_and_written_again_to_the_byte(what: What, data: st.DataObject) -> None:
    records = data.draw(st.lists(RECORDS[what], max_size=3))
    first = text(what, "jsonl", records)
    header, read = jsonl.read_jsonl(io.BytesIO(first.encode()))
    again = list(read)
    assert again == records
    assert text(what, "jsonl", again, Export(header=header)) == first


@pytest.mark.parametrize("what", KINDS)
@steady
@given(data=st.data())
def test_parquet_is_read_back_equal(what: What, data: st.DataObject) -> None:
    records = data.draw(st.lists(RECORDS[what], max_size=3))
    value = written(what, "parquet", records)
    assert isinstance(value, bytes)
    header, read = parquet.read_parquet(io.BytesIO(value))
    assert header == export_of(what, as_of=AS_OF).header
    assert list(read) == records


@pytest.mark.parametrize("what", KINDS)
def test_the_first_line_says_what_follows(what: What) -> None:
    lines = text(what, "jsonl", SAMPLES[what]).splitlines()
    assert len(lines) == 1 + len(SAMPLES[what])
    header, _ = jsonl.read_jsonl(iter(lines))
    assert (header.nadhir, header.what, header.as_of) == ("export", what, AS_OF)
    assert lines[0].startswith('{"nadhir":"export","what":"' + what + '","version":"')


def test_a_moment_without_a_zone_is_utc() -> None:
    assert export_of("claims", as_of=datetime(2025, 1, 1)).header.as_of == datetime(2025, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("first", ["", "{}\n", '{"nadhir":"export","what":"dreams"}\n', "report,text\n", "\udcff\n"])
def test_another_file_is_refused(first: str) -> None:
    with pytest.raises(InputError) as caught:
        jsonl.read_jsonl(io.BytesIO(first.encode("utf-8", "surrogateescape")), "x.jsonl")
    assert caught.value.code == "export_no_header"
    assert caught.value.values["file"] == "x.jsonl"


def test_a_broken_line_is_named_and_stops_the_import() -> None:
    lines = text("claims", "jsonl", SAMPLES["claims"]).splitlines()
    _, read = jsonl.read_jsonl([lines[0], lines[1], lines[2][:-9]], "x.jsonl")
    assert next(read) == SAMPLES["claims"][0]
    with pytest.raises(InputError) as caught:
        next(read)
    assert (caught.value.code, caught.value.values["line"]) == ("export_broken", "3")


def test_parquet_has_typed_columns_metadata_and_row_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    monkeypatch.setattr(parquet, "ROWS", 2)
    value = written("claims", "parquet", [told(id=f"{n:016x}") for n in range(5)])
    assert isinstance(value, bytes)
    file = pq.ParquetFile(io.BytesIO(value))
    assert file.num_row_groups == 3
    schema = file.schema_arrow
    assert schema.metadata[b"nadhir.as_of"] == AS_OF.isoformat().encode()
    assert schema.metadata[b"nadhir.codebook"].startswith(b"plover-nadhir-")
    assert schema.field("modes").type == pa.list_(pa.string())
    assert schema.field("published").type == pa.date32()
    assert schema.field("time").type.field("start").type == pa.date32()
    assert schema.field("recorded").type == pa.timestamp("us", tz="UTC")
    assert schema.field("places").type.value_type.field("lat").type == pa.float64()
    assert schema.field("quantities").type.field("killed").type.field("high").type == pa.int64()
    (row, *_) = file.read().to_pylist()
    assert row["id"] == f"{0:016x}"
    assert row["quantities"]["killed"] == {"low": 5, "high": None}
    assert row["actors"][0]["name"] == "JNIM"


def test_an_export_of_nothing_has_its_columns() -> None:
    import pyarrow.parquet as pq

    value = written("network", "parquet", [])
    assert isinstance(value, bytes)
    assert "asserted_by" in pq.read_schema(io.BytesIO(value)).names
