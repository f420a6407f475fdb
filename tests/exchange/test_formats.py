"""The table of formats, and the crosswalks that they go by."""

from __future__ import annotations

import pytest

from nadhir.errors import UsageError
from nadhir.exchange.formats import FORMATS, writer_of
from nadhir.exchange.header import WHATS, What
from nadhir.knowledge.countries import country_codes
from nadhir.knowledge.crosswalks import crosswalks
from nadhir.knowledge.load import read_ontology, shipped
from tests.exchange.samples import incident, kept, tie, told, version, written


def test_every_kind_has_its_formats() -> None:
    assert tuple(FORMATS) == WHATS
    assert {form for forms in FORMATS.values() for form in forms} == {
        "csv", "parquet", "geojson", "jsonl", "plover", "acled-like", "hxl", "stix", "graphml",
    }  # fmt: skip


@pytest.mark.parametrize(("what", "form"), [(what, form) for what, forms in FORMATS.items() for form in forms])
def test_every_writer_writes_what_it_says(what: What, form: str) -> None:
    record = {"claims": told(), "incidents": incident(), "network": tie(), "reports": version(), "store": kept()}[what]
    value = written(what, form, iter([record]))
    assert isinstance(value, bytes) is writer_of(what, form).binary
    assert value
    assert FORMATS[what][form].suffix.startswith(".")


@pytest.mark.parametrize("combination", [("claims", "graphml"), ("network", "geojson"), ("network", "acled-like")])
def test_what_makes_no_sense_is_refused_with_what_does(combination: tuple[str, str]) -> None:
    with pytest.raises(UsageError) as caught:
        writer_of(*combination)
    assert caught.value.code == "export_format_wrong"
    assert caught.value.values["known"] == ", ".join(FORMATS[combination[0]])
    with pytest.raises(UsageError, match="export_what_unknown"):
        writer_of("dreams", "csv")


def test_the_acled_like_table_speaks_of_what_there_is() -> None:
    table, ontology = crosswalks().acled, read_ontology(shipped())
    sectors = {s.id for s in ontology.sectors}
    assert set(table.inter) <= sectors
    assert sectors - set(table.inter) == {"PRE", "UNK"}, "a sector without an actor type is left out on purpose"
    kinds = {*table.inter.values(), *table.crowds.values(), table.external, table.civilian}
    assert kinds <= set(table.inters)
    types = {tuple(t) for c in ontology.codes for t in (c.acled, *c.acled_modes.values()) if t}
    assert {event for event, _ in types} <= set(table.disorder)
    assert set(crosswalks().plover.feature) == {f.id for f in ontology.features}
    assert set(crosswalks().stix.identity) | set(crosswalks().stix.industry) <= sectors


def test_the_list_of_states() -> None:
    walks = crosswalks()
    numbers = [s.gw for s in walks.states]
    assert numbers == sorted(set(numbers))
    assert {s.iso for s in walks.states} <= set(country_codes())
    assert not {255, 679, 946, 947, 955} & set(numbers), "numbers of the Correlates of War list"
    names = [name for s in walks.states for name in s.names]
    assert len(names) == len(set(names))
    shared = {s.iso for s in walks.states if sum(o.iso == s.iso for o in walks.states) > 1}
    assert shared == {"DEU", "CZE", "SRB", "GEO", "YEM"}
    assert all(s.note for s in walks.states if s.iso in ("CZE", "GEO") and s.gw not in (316, 372))


@pytest.mark.parametrize(
    ("written", "iso"),
    [("432", "MLI"), ("432.0", "MLI"), ("DR Congo (Zaire)", "COD"), ("678", "YEM"), ("680", "YEM"), ("260", "DEU"), ("265", "DEU"),
     ("345", "SRB"), ("340", "SRB"), ("347", "KOS"), ("626", "SSD"), ("970", "KIR"), ("971", "NRU"), ("ivory coast", "CIV")],
)  # fmt: skip
def test_states_by_number_and_name(written: str, iso: str) -> None:
    state = crosswalks().state(written)
    assert state is not None
    assert state.iso == iso


def test_codes_of_countries() -> None:
    assert crosswalks().country("MLI") == ("Mali", "ML", "466")
    assert crosswalks().country("KOS").alpha2 == "XK"
    assert crosswalks().country("IMG") == ("", "", "")
    assert crosswalks().state("Arnor") is None
    assert crosswalks().worth("NOTHING", ()).acled == ()
    assert crosswalks().worth("ASSAULT", ("firearms", "drone")).acled == (
        "Explosions/Remote violence",
        "Air/drone strike",
    )
