"""CSV, HXL and ACLED-like columns."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nadhir.exchange import acled_like, hxl
from nadhir.exchange.csv_table import COLUMNS
from nadhir.exchange.header import What
from nadhir.exchange.rows import CLAIM_COLUMNS, INCIDENT_COLUMNS, TIE_COLUMNS
from nadhir.records import Interval, Place, Quantities
from tests.exchange.samples import GAO, JNIM, RUSSIANS, SEGOU, VILLAGERS, incident, text, tie, told
from tests.exchange.strategies import AWKWARD, RECORDS

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
MAY_BE_NEGATIVE = {"latitude", "longitude", "plover_score"}  # numbers, which nobody runs


def rows(what: What, form: str, *records: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(what, form, records), newline="")))


# --- CSV


@pytest.mark.parametrize(
    ("what", "columns"), [("claims", CLAIM_COLUMNS), ("incidents", INCIDENT_COLUMNS), ("network", TIE_COLUMNS)]
)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_every_row_has_every_cell_and_no_formula(what: What, columns: tuple[str, ...], data: st.DataObject) -> None:
    records = data.draw(st.lists(RECORDS[what], max_size=3))
    read = list(csv.reader(io.StringIO(text(what, "csv", records), newline=""), strict=True))
    assert tuple(read[0]) == columns
    assert len(read) == 1 + len(records)
    for row in read[1:]:
        assert len(row) == len(columns)
        for column, cell in zip(columns, row, strict=True):
            assert column in MAY_BE_NEGATIVE or not cell.startswith(FORMULA)


@pytest.mark.parametrize("word", AWKWARD)
def test_words_come_back_as_they_were(word: str) -> None:
    (row,) = rows("claims", "csv", told(sentence=word))
    assert row["sentence"].removeprefix("'" if word.startswith(FORMULA) else "") == word


def test_a_claim_as_a_row() -> None:
    (row,) = rows("claims", "csv", told())
    assert row["actors"] == "JNIM"
    assert (row["killed_low"], row["killed_high"]) == ("5", "")
    assert (row["start"], row["precision"]) == ("2025-11-03", "day")
    assert (row["longitude"], row["trigger"], row["origin"]) == ("-0.04", "قتلوا", "Reuters")
    assert row["recorded"] == "2025-11-05T08:30:00+00:00"


def test_an_incident_and_a_tie_as_rows() -> None:
    (row,) = rows("incidents", "csv", incident())
    assert (row["killed_low"], row["killed_best"], row["killed_high"]) == ("3", "5", "")
    assert (row["claims"], row["denied"], row["independent"], row["digit"]) == ("2", "1", "1", "2")
    assert row["publishers"] == "Radio Arnor | Gondor Times"
    (edge,) = rows("network", "csv", tie(recipient=None, mode="mining"))
    assert (edge["actor_id"], edge["recipient"], edge["claims"], edge["first"]) == ("jnim", "", "2", "2025-01-02")


def test_lines_end_as_rfc_4180_has_it() -> None:
    table = text("claims", "csv", [told(sentence="one\ntwo")])
    assert table.count("\r\n") == 2
    assert '"one\ntwo"' in table


def test_the_columns_of_code_are_among_those_of_claims() -> None:
    assert set(COLUMNS) <= set(CLAIM_COLUMNS)


# --- HXL


@pytest.mark.parametrize(("what", "record"), [("claims", told()), ("incidents", incident())])
def test_hxl_has_its_tags_in_the_second_row(what: What, record: Any) -> None:
    table = list(csv.reader(io.StringIO(text(what, "hxl", [record]), newline="")))
    headers, tags, values = table
    assert len(headers) == len(tags) == len(values)
    assert all(tag.startswith("#") for tag in tags)
    assert len(set(tags)) == len(tags)
    by_tag = dict(zip(tags, values, strict=True))
    assert by_tag["#date+start"] == "2025-11-03"
    assert by_tag["#group+name+first"] == "JNIM"
    assert by_tag["#country+name"] == "Mali"
    assert by_tag["#country+code+v_iso3"] == "MLI"
    assert (by_tag["#geo+lat"], by_tag["#geo+lon"]) == ("16.27", "-0.04")
    assert by_tag["#affected+killed+max"] == ""
    assert by_tag["#affected+killed+min"] == ("5" if what == "claims" else "3")


@pytest.mark.parametrize("what", ["claims", "incidents"])
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_hxl_has_real_dates_and_numbers(what: What, data: st.DataObject) -> None:
    records = data.draw(st.lists(RECORDS[what], max_size=3))
    tags = hxl.CLAIM_TAGS if what == "claims" else hxl.INCIDENT_TAGS
    for row in list(csv.reader(io.StringIO(text(what, "hxl", records), newline="")))[2:]:
        for tag, cell in zip(tags.values(), row, strict=True):
            if cell and tag.startswith("#date"):
                date.fromisoformat(cell)
            elif cell and tag.startswith("#affected"):
                assert int(cell) >= 0


def test_a_date_that_no_words_give_is_no_date() -> None:
    unsaid = Interval(start=date(2025, 11, 5), end=date(2025, 11, 5), precision="open")
    for form, column in (("hxl", "start"), ("acled-like", "event_date")):
        row = rows("claims", form, told(time=unsaid))[-1]
        assert row[column] == "", form


# --- ACLED-like


def like(**changes: Any) -> dict[str, str]:
    (row,) = rows("claims", "acled-like", told(**changes))
    return row


def test_the_columns_are_those_that_users_know() -> None:
    row = like()
    assert tuple(row) == acled_like.COLUMNS
    assert row["event_id_cnty"] == "MLI-00000000000000c1"
    assert (row["event_date"], row["year"], row["time_precision"]) == ("2025-11-03", "2025", "1")
    assert (row["disorder_type"], row["event_type"]) == ("Political violence", "Battles")
    assert (row["actor1"], row["inter1"], row["actor2"], row["inter2"]) == (
        "JNIM",
        "Rebel group",
        "Malian army",
        "State forces",
    )
    assert row["interaction"] == "State forces-Rebel group"
    assert (row["iso"], row["country"], row["location"], row["geo_precision"]) == ("466", "Mali", "Gao", "1")
    assert row["source"] == "Radio Arnor; الجيش المالي"
    assert row["fatalities"] == "5"
    assert (row["region"], row["admin1"], row["source_scale"], row["civilian_targeting"]) == ("", "", "", "")
    assert "ACLED-like" in row["tags"]


def test_only_what_is_said_to_have_happened() -> None:
    statuses = ("actual", "historical", "future", "hypothetical", "negated")
    kept = rows("claims", "acled-like", *(told(status=status) for status in statuses))
    assert [row["tags"].split("; ")[2] for row in kept] == ["status=actual", "status=historical"]
    assert rows("claims", "acled-like", told(code="AGREE", modes=(), acled=())) == []
    assert rows("claims", "acled-like", told(kind="condition", code="siege", acled=())) == []


def test_a_battle_with_civilians_is_none() -> None:
    row = like(recipients=(VILLAGERS,))
    assert (row["event_type"], row["sub_event_type"]) == ("Violence against civilians", "Attack")
    assert (row["inter2"], row["civilian_targeting"]) == ("Civilians", "Civilian targeting")
    mixed = like(recipients=(RUSSIANS, VILLAGERS))
    assert (mixed["event_type"], mixed["assoc_actor_2"]) == ("Battles", "villagers")


def test_both_sides_of_a_clash_among_the_actors() -> None:
    row = like(actors=(JNIM, RUSSIANS), recipients=())
    assert (row["actor1"], row["actor2"]) == ("JNIM", "Russian soldiers")
    assert row["inter2"] == "External/Other forces"  # a state's forces in another country


def test_who_protests_is_a_protester() -> None:
    row = like(
        code="PROTEST", modes=("riot",), acled=("Riots", "Violent demonstration"), actors=(VILLAGERS,), recipients=()
    )
    assert (row["inter1"], row["interaction"], row["disorder_type"]) == ("Rioters", "Rioters only", "Demonstrations")


@pytest.mark.parametrize(
    ("precision", "expected"), [("day", "1"), ("week", "2"), ("month", "3"), ("year", ""), ("open", "")]
)
def test_precision_of_time(precision: Any, expected: str) -> None:
    row = like(time=Interval(start=date(2025, 1, 1), end=date(2025, 12, 31), precision=precision))
    assert row["time_precision"] == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"), [(1, 1, "1"), (1, 2, "2"), (1, 7, "2"), (1, 8, "3"), (1, 31, "3")]
)
def test_precision_of_an_incident_is_its_length(start: int, end: int, expected: str) -> None:
    (row,) = rows("incidents", "acled-like", incident(start=date(2025, 10, start), end=date(2025, 10, end)))
    assert row["time_precision"] == expected


@pytest.mark.parametrize(("precision", "expected"), [(5, "1"), (4, "1"), (3, "2"), (2, "3"), (1, ""), (0, "")])
def test_precision_of_place_runs_the_other_way(precision: int, expected: str) -> None:
    place = Place(text="x", country="MLI", lat=1.0, lon=2.0, precision=precision)
    assert like(places=(place,))["geo_precision"] == expected


def test_what_is_unknown_is_empty_and_not_nought() -> None:
    row = like(places=(), time=None, quantities=Quantities(), actors=(), recipients=(), country="")
    unknown = ("event_date", "year", "fatalities", "latitude", "actor1", "inter1", "interaction", "country", "iso")
    assert {row[column] for column in unknown} == {""}
    assert row["event_id_cnty"].startswith("XXX-")
    assert like(places=(SEGOU, GAO))["admin1"] == "Ségou Region"
    assert like(quantities=Quantities(killed=(0, 0)))["fatalities"] == "0"
