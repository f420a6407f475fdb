"""PLOVER JSON Lines of claims and incidents."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nadhir.exchange.header import What, export_of
from nadhir.records import Interval, Quantities
from tests.exchange.samples import incident, text, told
from tests.exchange.strategies import RECORDS

FIELDS = {
    "id", "date", "actor", "event", "has_event", "time", "enddate", "endtime", "recipient", "event_loc", "event_text", "quad_code",
    "event_scale", "mode", "context", "link", "text", "text_info", "cite_info", "coder", "coded_date", "coded_time", "comment",
    "size", "codebook",
}  # fmt: skip
CITE = {
    "corpus", "citation", "url", "title", "language", "publication", "license", "copyright", "coder", "codebook", "version",
}  # fmt: skip


def events(what: What, *records: Any, **choices: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text(what, "plover", records, export_of(what, **choices)).split("\n")[:-1]]


@pytest.mark.parametrize("what", ["claims", "incidents"])
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_fields_are_those_of_the_manual(what: What, data: st.DataObject) -> None:
    for event in events(what, *data.draw(st.lists(RECORDS[what], max_size=3))):
        assert {"id", "date", "actor", "event"} <= set(event) <= FIELDS
        assert set(event["cite_info"]) <= CITE
        assert event["actor"], "an actor is required"
        assert event["event"].isupper()


def test_a_claim() -> None:
    (event,) = events("claims", told(status="negated", contexts=("military",)))
    assert (event["date"], event["event"], event["mode"]) == ("2025-11-03", "ASSAULT", ["firearms"])
    assert event["context"] == ["military", "negation"]
    assert (event["quad_code"], event["event_scale"], event["size"]) == (4, -9.3, {"dead": 5})
    (actor,) = event["actor"]
    assert (actor["code"], actor["sector"], actor["entity_text"]) == ("IMG", "REB", "المسلحون")
    assert (actor["identifier_id"], actor["identifier_text"]) == ("jnim", "JNIM")
    (place,) = event["event_loc"]
    assert (place["city"], place["country"], place["resolution"]) == ("Gao", "Mali", 4)
    assert (place["feature_class"], place["feature_code"]) == ("P", "PPL")
    assert event["cite_info"]["publication"] == "Radio Arnor"
    assert event["cite_info"]["citation"] == "Radio Arnor, 2025-11-05, report r1"
    assert event["cite_info"]["language"] == "ar"
    assert event["text_info"] == [{"sequence": 1, "start": 8, "end": 12}]
    assert (event["coded_date"], event["coded_time"]) == ("2025-11-05", "08:30:00")
    assert "comment" not in event


def test_only_events_have_a_place_in_plover() -> None:
    assert events("claims", told(kind="condition", code="siege")) == []


def test_an_actor_whom_nobody_names_is_flagged_or_left_out() -> None:
    unnamed = told(actors=())
    (event,) = events("claims", unnamed)
    assert (event["actor"][0]["sector"], event["comment"]) == ("UNK", "no named actor")
    assert events("claims", unnamed, without_unknown=True) == []
    assert events("incidents", incident(actors=()), without_unknown=True) == []
    assert len(events("incidents", incident(), without_unknown=True)) == 1


def test_a_recipient_that_plover_requires_is_missed_aloud() -> None:
    (event,) = events("claims", told(code="AID", modes=(), recipients=()))
    assert event["comment"] == "no named recipient"


def test_the_day_of_publication_is_never_the_day_of_the_event() -> None:
    unsaid = Interval(start=date(2025, 11, 5), end=date(2025, 11, 5), precision="open")
    for time in (None, unsaid):
        (event,) = events("claims", told(time=time, quantities=Quantities()))
        assert (event["date"], event["enddate"], event["size"]) == ("", "", {})


def test_an_incident() -> None:
    (event,) = events("incidents", incident(quad=""))
    assert (event["quad_code"], event["size"]) == (4, {"dead": 5})
    assert event["comment"] == "1 independent origins, Admiralty digit 2; denied by 1 claims"
    assert event["cite_info"]["publication"] == "Radio Arnor; Gondor Times"
