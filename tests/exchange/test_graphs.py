"""STIX and GraphML: what other programs read of our network."""

from __future__ import annotations

import io
import json
from typing import Any

import networkx as nx
import pytest
import stix2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nadhir.exchange.header import What, export_of
from nadhir.records import Entity
from tests.exchange.samples import ARMY, JNIM, incident, text, tie, told, written
from tests.exchange.strategies import RECORDS

steady = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def objects(what: What, *records: Any) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for item in json.loads(text(what, "stix", records))["objects"]:
        found.setdefault(item["type"], []).append(item)
    return found


@pytest.mark.parametrize("what", ["claims", "incidents", "network"])
@steady
@given(data=st.data())
def test_any_bundle_is_stix_without_custom_content(what: What, data: st.DataObject) -> None:
    records = data.draw(st.lists(RECORDS[what], max_size=3))
    value = text(what, "stix", records)
    bundle = stix2.parse(value, allow_custom=False)
    assert bundle.serialize(ensure_ascii=False) + "\n" == value
    known = {item["id"] for item in bundle["objects"]}
    assert len(known) == len(bundle["objects"])
    for item in bundle["objects"]:
        refs = [*item.get("object_refs", []), *item.get("object_marking_refs", [])]
        refs += [item[key] for key in ("source_ref", "target_ref", "created_by_ref") if key in item]
        assert set(refs) <= known, "nothing points out of the bundle"


def test_a_claim_is_a_note_in_a_report() -> None:
    found = objects("claims", told(), told(id="00000000000000c2", status="negated"))
    (report,) = found["report"]
    notes = {n["id"]: n for n in found["note"]}
    assert set(notes) <= set(report["object_refs"])
    assert (report["name"], report["lang"], report["published"]) == ("هجوم قرب غاو", "ar", "2025-11-05T00:00:00Z")
    note = notes[next(ref for ref in report["object_refs"] if ref.startswith("note"))]
    assert note["content"].startswith("قال الجيش")
    assert note["authors"] == ["Radio Arnor", "الجيش المالي"]
    assert {"code:ASSAULT", "status:actual", "killed:5-"} <= set(note["labels"])
    assert note["external_references"][0]["url"] == "https://example.org/1"
    assert "confidence" not in note
    (location,) = found["location"]
    assert (location["country"], location["latitude"], location["longitude"]) == ("ML", 16.27, -0.04)
    assert {i["name"]: i["identity_class"] for i in found["identity"]} == {
        "Nadhir": "system", "JNIM": "group", "Malian army": "organization",
    }  # fmt: skip


def test_ids_are_the_same_every_time() -> None:
    assert text("claims", "stix", [told()]) == text("claims", "stix", [told()])
    party = {i["id"] for i in objects("claims", told())["identity"]}
    assert party <= {i["id"] for i in objects("incidents", incident())["identity"]}


@pytest.mark.parametrize(("digit", "confidence"), [(1, 90), (2, 70), (3, 50), (4, 30), (5, 10), (6, None)])
def test_how_sure_an_incident_is(digit: int, confidence: int | None) -> None:
    (own,) = objects("incidents", incident(digit=digit))["incident"]
    assert own.get("confidence") == confidence


def test_an_incident_its_ledger_and_its_denial() -> None:
    found = objects("incidents", incident())
    (own,) = found["incident"]
    assert {"digit:2", "independent:1", "killed:3- best 5"} <= set(own["labels"])
    assert {r["relationship_type"] for r in found["relationship"]} == {"attributed-to", "targets", "located-at"}
    (note,) = found["note"]
    (opinion,) = found["opinion"]
    assert note["object_refs"] == opinion["object_refs"] == [own["id"]]
    assert (opinion["opinion"], opinion["explanation"]) == ("disagree", "it did not")


def test_a_tie_is_a_relationship_with_its_days() -> None:
    found = objects("network", tie(), tie(key="t2", code="profits_from", mode="mining", recipient=None))
    (edge,) = found["relationship"]
    assert edge["relationship_type"] == "allied-with"
    assert (edge["start_time"], edge["stop_time"]) == ("2025-01-02T00:00:00Z", "2025-01-03T00:00:00Z")
    assert {"asserted:2", "denied:1"} <= set(edge["labels"])
    assert len(found["opinion"]) == 2
    (note,) = found["note"]
    assert note["content"] == "JNIM profits_from mining"


def test_a_relation_among_the_claims_is_a_relationship_too() -> None:
    found = objects("claims", told(kind="relation", code="funds", modes=(), acled=()))
    (edge,) = found["relationship"]
    assert (edge["relationship_type"], edge["labels"]) == ("funds", ["status:actual"])


@pytest.mark.parametrize("handling", ["clear", "green", "amber", "amber+strict", "red"])
def test_every_object_is_marked(handling: Any) -> None:
    value = text("claims", "stix", [told()], export_of("claims", handling=handling))
    marking, *others = json.loads(value)["objects"]
    assert marking["name"] == f"TLP:{handling.upper()}"
    assert all(item["object_marking_refs"] == [marking["id"]] for item in others)


# --- GraphML


def graph(*ties: Any) -> Any:
    value = written("network", "graphml", ties)
    assert isinstance(value, bytes)
    return nx.read_graphml(io.BytesIO(value), edge_key_type=str, force_multigraph=True)


@steady
@given(st.lists(RECORDS["network"], max_size=4, unique_by=lambda t: t.key))
def test_any_network_is_read_back(ties: Any) -> None:
    read = graph(*ties)
    assert read.is_directed()
    assert read.number_of_edges() == len(ties)
    assert {key for _, _, key in read.edges(keys=True)} == {t.key for t in ties}


def test_attributes_are_typed() -> None:
    read = graph(tie(), tie(key="t2", code="funds", first=None, last=None))
    edge = read.edges["jnim", "mil-MLI", "t1"]
    assert (edge["code"], edge["first_seen"], edge["asserted"], edge["denied"]) == ("allied_with", "2025-01-02", 2, 1)
    assert "first_seen" not in read.edges["jnim", "mil-MLI", "t2"]
    assert read.nodes["jnim"] == {"label": "JNIM", "country": "IMG", "sector": "REB", "named": True, "known": True}
    assert read.nodes["mil-MLI"]["label"] == ARMY.name
    assert (read.graph["what"], read.graph["as_of"]) == ("network", "2025-11-09T12:00:00+00:00")


def test_who_is_not_named_is_nobody_else() -> None:
    read = graph(*(tie(key=key, code="profits_from", mode="mining", recipient=None) for key in ("t1", "t2")))
    unnamed = [n for n, values in read.nodes(data=True) if not values["named"]]
    assert len(unnamed) == 2, "two unnamed parties are not one"
    assert read.nodes[unnamed[0]]["label"] == "mining"


def test_parties_of_one_name_are_parted_by_country_and_sector() -> None:
    army = Entity(text="army", country="MLI", sector="MIL")
    other = Entity(text="army", country="NER", sector="MIL")
    assert len(graph(tie(actor=JNIM, recipient=army), tie(key="t2", recipient=other))) == 3
