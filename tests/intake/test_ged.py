"""UCDP GED: invented rows of its 49 columns, read as reports of UCDP with one claim each."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nadhir.intake.ged import CODER, COLUMNS, looks_like_ged, read_ged
from nadhir.knowledge.schema import Actor
from nadhir.records import Coded, Issue

# Nothing of this ever happened.
ROW = {
    "id": "900001", "relid": "MLI-2025-1-1-1", "year": "2025", "active_year": "1", "code_status": "Clear", "type_of_violence": "1",
    "conflict_dset_id": "1", "conflict_new_id": "1", "conflict_name": "Mali: Arnor", "dyad_dset_id": "1", "dyad_new_id": "1",
    "dyad_name": "Government of Mali - Arnor Front", "side_a_dset_id": "1", "side_a_new_id": "1", "side_a": "Government of Mali",
    "side_b_dset_id": "2", "side_b_new_id": "2", "side_b": "Arnor Front", "number_of_sources": "2",
    "source_article": "\"Gondor Wire,2025-03-04,Arnor Front raids post\"", "source_office": "\"Gondor Wire\";Agence Arnor;\"Gondor Wire\"",
    "source_date": "2025-03-04", "source_headline": "Arnor Front raids post", "source_original": "police", "where_prec": "1",
    "where_coordinates": "Hobbiton village", "where_description": "A post\nnear “Hobbiton”, قرب البئر", "adm_1": "Shire region",
    "adm_2": "Westfarthing cercle", "latitude": "16.5", "longitude": "-1.25", "geom_wkt": "POINT (-1.25 16.5)", "priogrid_gid": "1",
    "country": "Mali", "country_id": "432", "region": "Africa", "event_clarity": "1", "date_prec": "1",
    "date_start": "2025-03-03 00:00:00.000", "date_end": "2025-03-03 00:00:00.000", "deaths_a": "2", "deaths_b": "3",
    "deaths_civilians": "0", "deaths_unknown": "1", "best": "6", "high": "9", "low": "5", "gwnoa": "432", "gwnob": "",
}  # fmt: skip
assert tuple(ROW) == COLUMNS
ACTORS = {
    "arnor": Actor(id="arnor", kind="armed-group", names={"en": ["Front of Arnor", "Arnor Front"], "ar": ["جبهة أرنور"]}, country="MLI", sector="REB"),
    "gov-MLI": Actor(id="gov-MLI", kind="state-body", names={"en": ["Malian government"]}, country="MLI", sector="GOV"),
    "one": Actor(id="one", kind="armed-group", names={"en": ["Orcs"]}, country="SDN", sector="REB"),
    "two": Actor(id="two", kind="armed-group", names={"en": ["Orcs"]}, country="TCD", sector="UAF"),
}  # fmt: skip


def table(*rows: dict[str, str], header: bool = True, encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    if header:
        writer.writerow(ROW)
    writer.writerows(row.values() for row in rows)
    return out.getvalue().encode(encoding)


def read(data: bytes, **choices: Any) -> list[Coded | Issue]:
    return list(read_ged(io.BytesIO(data), "ged.csv", ACTORS, **choices))


def one(published: date | None = None, **changes: str) -> Coded:
    (coded,) = read(table(ROW | changes), published=published)
    assert isinstance(coded, Coded), coded
    return coded


def test_a_row_is_a_claim_of_ucdp() -> None:
    coded = one()
    report, (claim,) = coded.report, coded.claims
    assert (report.id, report.publisher, report.title, report.published) == (
        "ucdp-ged-900001",
        "UCDP",
        "Arnor Front raids post",
        None,
    )
    assert (coded.coder, coded.language, coded.doubtful, coded.issues) == (CODER, "en", (), ())
    assert (claim.kind, claim.code, claim.modes, claim.status) == ("event", "ASSAULT", (), "actual")
    assert [(e.id, e.name, e.country, e.sector) for e in claim.actors] == [
        ("gov-MLI", "Malian government", "MLI", "GOV"),
        ("arnor", "Front of Arnor", "MLI", "REB"),
    ], "GED gives a clash no direction: both sides act"
    assert claim.recipients == ()
    assert claim.quantities.killed == (5, 9)
    assert claim.time is not None
    assert (claim.time.start, claim.time.end, claim.time.precision) == (date(2025, 3, 3), date(2025, 3, 3), "day")
    assert [(p.name, p.country, p.lat, p.lon, p.feature, p.precision) for p in claim.places] == [
        ("Hobbiton village", "MLI", 16.5, -1.25, "settlement", 4),
        ("Westfarthing cercle", "MLI", None, None, "admin2", 3),
        ("Shire region", "MLI", None, None, "admin1", 2),
    ]
    assert [(s.name, s.role, s.stance) for s in claim.sources] == [
        ("Gondor Wire", "outlet", "says"),
        ("Agence Arnor", "outlet", "says"),
    ]
    assert (claim.confidence, claim.acled, claim.quad) == (1.0, ("Battles", "Armed clash"), "material conflict")


def test_every_span_is_what_ucdp_wrote() -> None:
    coded = one()
    text, (claim,) = coded.report.text, coded.claims

    def words(spans: Any) -> list[str]:
        return [text[start:end] for start, end in spans]

    evidence = claim.evidence
    assert words([evidence.trigger]) == ["Government of Mali - Arnor Front"]
    assert words(evidence.actors) == ["Government of Mali", "Arnor Front"]
    assert evidence.recipients == ()
    assert words(evidence.places) == ["Hobbiton village", "Westfarthing cercle", "Shire region"]
    assert words(evidence.numbers) == ["6", "5", "9"], "the best estimate first: `killed` has no room for it"
    assert words(evidence.sources) == ["Gondor Wire", "Agence Arnor"]
    assert evidence.time is not None
    assert words([evidence.time]) == ["2025-03-03 00:00:00.000"]
    assert "where_description: A post\nnear “Hobbiton”, قرب البئر" in text
    assert "best: 6\nlow: 5\nhigh: 9" in text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("header", [True, False])
def test_with_and_without_a_header(header: bool, encoding: str) -> None:
    rows = (ROW, ROW | {"id": "900002", "best": "5"})
    assert read(table(*rows, header=header, encoding=encoding)) == read(table(*rows))
    assert len(read(table(*rows))) == 2


def test_columns_are_known_by_their_names_in_any_order() -> None:
    names = [*reversed(COLUMNS), "added_later"]
    data = ",".join(name.upper() for name in names) + "\n"
    out = io.StringIO()
    csv.writer(out).writerow([*reversed(ROW.values()), "x"])
    assert read((data + out.getvalue()).encode()) == read(table(ROW))


def test_the_same_row_gives_the_same_ids() -> None:
    assert one() == one()
    assert one(best="7").report.id == one().report.id
    assert one(best="7").claims[0].id != one().claims[0].id, "a revised figure is another claim"


@pytest.mark.parametrize(
    ("written", "precision", "feature", "places"),
    [("1", 4, "settlement", 3), ("2", 3, "area", 3), ("3", 3, "admin2", 2), ("4", 2, "admin1", 1), ("5", 2, "area", 1), ("6", 1, "country", 1)],
)  # fmt: skip
def test_precision_of_place(written: str, precision: int, feature: str, places: int) -> None:
    (claim,) = one(where_prec=written).claims
    assert (claim.places[0].precision, claim.places[0].feature, len(claim.places)) == (precision, feature, places)
    assert claim.places[0].lat == 16.5


def test_sea_and_air_have_a_name_and_no_point() -> None:
    (place,) = one(where_prec="7", where_coordinates="Gulf of Lhûn").claims[0].places
    assert (place.name, place.lat, place.lon, place.precision) == ("Gulf of Lhûn", None, None, 0)


@pytest.mark.parametrize(
    ("written", "precision"), [("1", "day"), ("2", "week"), ("3", "week"), ("4", "month"), ("5", "year")]
)
def test_precision_of_time(written: str, precision: str) -> None:
    time = one(date_prec=written, date_end="2025-03-31").claims[0].time
    assert time is not None
    assert (time.precision, time.end) == (precision, date(2025, 3, 31))


def test_one_sided_violence_is_against_civilians() -> None:
    (claim,) = one(type_of_violence="3", side_a="Arnor Front", side_b="Civilians", gwnoa="").claims
    assert [(e.text, e.sector, e.country) for e in claim.recipients] == [("Civilians", "CVL", "MLI")]
    assert claim.acled == ("Violence against civilians", "Attack")
    (claim,) = one(type_of_violence="3", side_b="Civilians").claims
    assert claim.actors[0].id == "gov-MLI"


def test_groups_that_nobody_knows_stand_as_they_are() -> None:
    (claim,) = one(type_of_violence="2", side_a="Elves of Lórien", side_b="Orcs", gwnoa="").claims
    sides = [(e.id, e.name, e.country, e.sector) for e in (*claim.actors, *claim.recipients)]
    assert sides == [("", "Elves of Lórien", "MLI", "UAF"), ("", "Orcs", "MLI", "UAF")], (
        "a name of two actors is nobody's"
    )


def test_governments_are_known_by_their_numbers() -> None:
    (claim,) = one(side_b="Government of Yemen (North Yemen), Government of Chad", gwnob="678, 483").claims
    assert [(e.country, e.sector) for e in claim.actors] == [("MLI", "GOV"), ("YEM", "GOV"), ("TCD", "GOV")]
    assert claim.actors[1].name == "Government of Yemen (North Yemen)"


def test_an_unclear_event_is_doubtful() -> None:
    coded = one(event_clarity="2")
    assert coded.claims == ()
    assert (coded.doubtful[0].doubtful, coded.doubtful[0].confidence) == (True, 0.5)


def test_what_ended_long_before_the_release_is_historical() -> None:
    assert one(date(2026, 6, 1)).claims[0].status == "historical"
    assert one(date(2025, 6, 1)).claims[0].status == "actual"
    assert one(date(2025, 6, 1)).report.published == date(2025, 6, 1)


def test_a_country_that_is_on_no_list_is_said_and_left_empty() -> None:
    coded = one(country="Arnor", country_id="9999", gwnoa="")
    assert [(i.code, i.where, i.values) for i in coded.issues] == [("ged_country", "ged.csv:3", {"written": "Arnor"})]
    assert {p.country for p in coded.claims[0].places} == {""}
    assert one(country="DR Congo (Zaire)", country_id="").claims[0].places[0].country == "COD"


@pytest.mark.parametrize(
    ("column", "written"),
    [("best", ""), ("best", "many"), ("best", "99"), ("low", "-1"), ("high", "3"), ("latitude", "91"), ("longitude", "west"),
     ("latitude", "nan"), ("date_start", "03/03/2025"), ("date_start", "2025-02-30"), ("date_end", "2025-03-02"), ("type_of_violence", "4"),
     ("where_prec", "8"), ("date_prec", "0"), ("event_clarity", "3"), ("side_a", ""), ("side_b", " "), ("id", "")],
)  # fmt: skip
def test_a_row_that_cannot_be_read_costs_only_itself(column: str, written: str) -> None:
    broken, coded = read(table(ROW | {column: written}, ROW))
    assert isinstance(broken, Issue)
    assert (broken.code, broken.where) == ("ged_value", "ged.csv:3")
    # Of three numbers out of order it is the best estimate that is named.
    expected = {"high": "best", "low": "low"}.get(column, column)
    assert broken.values["column"] == expected
    assert isinstance(coded, Coded)


def test_rows_of_another_length_and_broken_quotes() -> None:
    short = ",".join(["x"] * 48) + "\r\n"
    data = table(ROW) + short.encode() + b'"a"b,c\r\n\r\n' + table(ROW | {"id": "900003"}, header=False)
    kinds = [r.code if isinstance(r, Issue) else r.report.id for r in read(data)]
    assert kinds == ["ucdp-ged-900001", "ged_columns", "csv_broken", "ucdp-ged-900003"]


@pytest.mark.parametrize("data", [b"text,date\nx,2025-01-01\n", b"just words\n", b",".join([b"1"] * 49)])
def test_another_table_is_refused(data: bytes) -> None:
    (issue,) = read(data)
    assert isinstance(issue, Issue)
    assert issue.code == "ged_not_recognised"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("header", [True, False])
def test_the_first_bytes_tell(header: bool, encoding: str) -> None:
    data = table(ROW, ROW, header=header, encoding=encoding)
    assert looks_like_ged(data)
    assert looks_like_ged(data[: len(data) * 3 // 4]), "cut off in the second row"
    assert not any(map(looks_like_ged, (b"", b"text,date\nx,2025-01-01\n", b"\x00\xff\x00", b'"')))


@pytest.mark.parametrize("data", [b"", b"\n\n"])
def test_an_empty_file(data: bytes) -> None:
    (issue,) = read(data)
    assert isinstance(issue, Issue)
    assert issue.code == "file_empty"


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=8), max_size=6))
def test_nothing_raises_and_every_span_is_in_the_text(changes: dict[str, str]) -> None:
    for result in read(table(ROW | changes, encoding="utf-8").replace(b"\x00", b"")):
        if isinstance(result, Coded):
            for claim in result.every:
                evidence = claim.evidence
                for span in (
                    evidence.trigger,
                    *evidence.actors,
                    *evidence.places,
                    *evidence.numbers,
                    *evidence.sources,
                ):
                    assert 0 <= span.start < span.end <= len(result.report.text)
                for entity in (*claim.actors, *claim.recipients):
                    assert entity.span is not None
                    assert result.report.text[slice(*entity.span)] == entity.text
