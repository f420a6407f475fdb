"""The gazetteer finds a place under all its newsroom spellings, and words that are no places under none."""

from __future__ import annotations

import pickle
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.errors import KnowledgeError
from nadhir.knowledge.gazetteer import Gazetteer, name_key
from nadhir.knowledge.gazetteer_build import KNOWLEDGE, compile_index, ensure_index
from nadhir.knowledge.gazetteer_names import clean, is_junk, keys_of, script_of
from nadhir.knowledge.gazetteer_sources import corrections
from nadhir.tokens import Tokenizer

# --- keys ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Deir el-Balah", "deir el balah"),
        ("Soueïda", "soueida"),
        ("N'Djamena", "ndjamena"),
        ("N’Djamena", "ndjamena"),
        ("أم درمان", "ام درمان"),
        ("الأُبَيِّض", "الابيض"),
        ("Port-au-Prince", "port au prince"),
        ("Sector 7", "sector 7"),
    ],
)
def test_name_key(name: str, key: str) -> None:
    assert name_key(name) == key


@given(st.text(alphabet="abcé'’-  ./1٣اإةـًD", max_size=20))
def test_name_key_is_what_the_tokens_of_a_report_give(name: str) -> None:
    cleaned = clean(name)
    assert name_key(cleaned) == " ".join(token.name for token in Tokenizer()(cleaned))


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("Al ‘Ayn", "Al Ayn"),
        ("Ka`b", "Ka'b"),
        ("Gao (Mali)", "Gao"),
        ("Paris, Texas", ""),
        ("غزة\u200e", "غزة"),
        ("Bla [x", "Bla"),
    ],
)
def test_clean(written: str, cleaned: str) -> None:
    assert clean(written) == cleaned


@pytest.mark.parametrize("alias", ["KYS", "XDJ", "Gz", "ka yi", "kays", "12", "ك"])
def test_junk(alias: str) -> None:
    assert is_junk(alias, script_of(alias))


@pytest.mark.parametrize("alias", ["Kayes", "Kaï Bo", "KAYES VILLE", "قم", "al-Raqqah"])
def test_no_junk(alias: str) -> None:
    assert not is_junk(alias, script_of(alias))


@pytest.mark.parametrize(
    ("name", "variants"),
    [
        ("القنيطرية", {"قنيطريه"}),
        ("الأبيض", set()),  # without its article it is the word "white"
        ("قنيطرية", {"القنيطريه"}),
        ("El Fasher", {"al fasher", "fasher"}),
        ("Ar Rass", {"al rass", "el rass"}),
        ("Kayes", set()),
    ],
)
def test_article_variants(name: str, variants: set[str]) -> None:
    assert {key for key, variant in keys_of(name) if variant} == variants


# --- the compiled index -------------------------------------------------------------------------------------


def test_lookup(small: Gazetteer) -> None:
    (row,) = small.lookup("deir el balah")
    assert (row.key, row.name, row.country, row.lat, row.lon) == (
        "geonames:10",
        "Deir el-Balah",
        "PSE",
        31.41783,
        34.35035,
    )
    assert (row.feature, row.fclass, row.code, row.population) == ("settlement", "P", "PPLA", 59504)
    assert small.lookup("دير البلح") == small.lookup("deir al balah") == (row,)


def test_codes_and_transliterations_are_left_out(small: Gazetteer) -> None:
    assert small.lookup("dbl") == small.lookup("deir al bala") == small.lookup("косовска") == ()


def test_own_country_codes(small: Gazetteer) -> None:
    assert small.lookup("kosovska")[0].country == "KOS"


def test_regions(small: Gazetteer) -> None:
    (row,) = small.lookup("سهل غورغوروث")
    assert (row.key, row.name, row.geonameid) == ("region:mordor-plain", "Gorgoroth", 0)
    assert (row.country, row.countries, row.feature) == ("MLI", ("NER",), "area")
    (row,) = small.lookup("osgiliath")
    assert (row.lat, row.lon) == (None, None)


def test_order_is_preferred_then_towns_then_size(small: Gazetteer) -> None:
    assert [(row.geonameid, row.preferred) for row in small.lookup("tharbad")] == [(12, True), (11, False), (19, False)]


def test_words_are_no_places(small: Gazetteer) -> None:
    assert "of" not in small
    assert small.lookup("nice")[0].needs_hint
    assert small.lookup("القريه")[0].needs_hint
    assert not small.lookup("al ayn")[0].needs_hint


def test_country_names_mean_countries(small: Gazetteer) -> None:
    assert small.lookup("mali")[0].needs_hint


def test_elided_names_are_found_as_french_readers_split_them(small: Gazetteer) -> None:
    assert small.lookup("n djamena") == small.lookup("ndjamena")
    assert small.lookup("ndjamena")[0].country == "TCD"


def test_plausible(small: Gazetteer) -> None:
    tharbad = small.lookup("tharbad")
    assert small.plausible(tharbad[0])  # preferred
    assert small.plausible(tharbad[1])  # large
    minas = small.lookup("minas")[1]
    assert not small.plausible(minas)
    assert small.plausible(minas, {"MLI"})
    assert not small.plausible(small.lookup("nice")[0], {"FRA"})


def test_longest(small: Gazetteer) -> None:
    names = [token.name for token in Tokenizer()("fighting in Deir el-Balah and on the plain of Gorgoroth, Nice")]
    found = {at: small.longest(names, at) for at in range(len(names))}
    assert {at: count for at, (count, _) in found.items() if count} == {2: 3, 8: 3, 10: 1, 12: 1}
    assert found[2][1][0].geonameid == 10
    assert small.longest(names, 2, limit=2) == (0, ())


PIECES = [
    "deir",
    "el",
    "balah",
    "plain",
    "of",
    "gorgoroth",
    "",
    "n",
    "djamena",
    "nic",
    "nice",
    "e",
    "deir el",
    " ",
    "دير",
    "البلح",
]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8), st.data())
def test_longest_stops_at_token_boundaries(small: Gazetteer, names: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(names) - 1))
    count, rows = small.longest(names, at)
    keys = [n for n in range(1, 7) if names[at] and at + n <= len(names) and " ".join(names[at : at + n]) in small]
    assert count == max((n for n in keys if names[at + n - 1]), default=0)
    assert bool(rows) == bool(count)
    if count:
        assert rows == small.lookup(" ".join(names[at : at + count]))


def test_rows_by_number(small: Gazetteer) -> None:
    row = small.lookup("deir el balah")[0]
    assert small.row(row.number) == row
    with pytest.raises(IndexError):
        small.row(len(small))


def test_other_processes_open_it_anew(small: Gazetteer) -> None:
    again = pickle.loads(pickle.dumps(small))
    assert again.lookup("nice") == small.lookup("nice")


# --- compiling ----------------------------------------------------------------------------------------------


def test_index_is_compiled_once_and_again_when_the_knowledge_changes(
    knowledge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nadhir.knowledge.gazetteer_sources.CITIES", _cities(tmp_path))
    overlay, cache, data = tmp_path / "own", tmp_path / "cache", tmp_path / "data"
    folders = [knowledge, overlay]
    _dump(data)
    first = ensure_index(folders, data, cache)
    assert ensure_index(folders, data, cache) == first
    (overlay / "places").mkdir(parents=True)
    region = "[{id: osgiliath-province, names: {en: [Osgiliath]}, country: MLI, feature: settlement, lat: 1, lon: 2}]"
    (overlay / "places" / "mine.yml").write_text(region)
    second = ensure_index(folders, data, cache)
    assert second != first
    assert Gazetteer(second).lookup("osgiliath")[0].feature == "settlement"
    assert sorted((cache / "gazetteer").iterdir()) == sorted([first, second])


def test_a_loser_of_the_race_takes_the_winners_index(
    knowledge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"

    def meanwhile(folder: Path, *_: object) -> None:
        for target in (folder, cache / "gazetteer" / "same"):
            target.mkdir(exist_ok=True)
            (target / "meta.json").write_text("{}")

    monkeypatch.setattr("nadhir.knowledge.gazetteer_build.inputs_hash", lambda *_: "same")
    monkeypatch.setattr("nadhir.knowledge.gazetteer_build.compile_index", meanwhile)
    assert ensure_index([knowledge], tmp_path, cache) == cache / "gazetteer" / "same"
    assert [path.name for path in (cache / "gazetteer").iterdir()] == ["same"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("bad.yml", "- {id: x, nmaes: {}}", "knowledge_broken"),
        ("bad.yml", "- {id: [", "knowledge_broken"),
        ("corrections.yml", "scripts: [LATIN]\npreferred: [{names: [X], geonameid: 9}]", "preferred_without_place"),
        (
            "corrections.yml",
            "scripts: [LATIN]\nspellings: [{geonameid: 9, name: X, country: MLI, names: {en: [Y]}}]",
            "spelling_without_place",
        ),
    ],
)
def test_broken_knowledge_stops_the_build(tmp_path: Path, name: str, content: str, code: str) -> None:
    (tmp_path / "places").mkdir()
    (tmp_path / "places" / name).write_text(content)
    (tmp_path / "index").mkdir()
    with pytest.raises(KnowledgeError) as caught:
        compile_index(tmp_path / "index", [tmp_path], with_cities=False)
    assert caught.value.code == code
    assert name in caught.value.values["file"]


def _cities(folder: Path) -> Path:
    path = folder / "cities.json"
    path.write_text("{}")
    return path


def _dump(folder: Path) -> Path:
    from tests.resolving.conftest import DUMP

    path = folder / "places" / "XX.txt"
    path.parent.mkdir(parents=True)
    path.write_text(DUMP, "utf-8")
    return path


# --- the real one -------------------------------------------------------------------------------------------


def test_real_index_opens_at_once(real: Gazetteer) -> None:
    start = time.perf_counter()
    again = Gazetteer.open(data=Path("/nonexistent"))
    assert time.perf_counter() - start < 0.2
    assert len(again) > 230_000
    assert again.version == real.version


TOWNS = Path(__file__).parents[1] / "cases" / "resolving" / "towns.tsv"
"""Country, and the spellings of newsrooms in French, English and Arabic for one town of it."""


def _towns() -> list[tuple[str, list[str]]]:
    lines = TOWNS.read_text("utf-8").splitlines()
    return [(country, names.split("; ")) for country, names in (line.split("\t") for line in lines)]


def test_towns_of_the_news_are_found_under_all_their_spellings(real: Gazetteer) -> None:
    towns = _towns()
    lost = []
    for country, names in towns:
        found = [
            {r.key for r in real.lookup(name_key(clean(n))) if r.country == country and not r.variant} for n in names
        ]
        if not set.intersection(*found):
            lost.append((country, names))
    assert len(towns) > 1200
    assert lost == []


def test_towns_of_the_news_are_plausible_in_reports_about_their_country(real: Gazetteer) -> None:
    names = [(country, name) for country, spellings in _towns() for name in spellings]
    hinted = [
        (country, name)
        for country, name in names
        if not any(
            real.plausible(row, {country}) for row in real.lookup(name_key(clean(name))) if row.country == country
        )
    ]
    # Those need a word such as "town" beside them: they are common words, or names of persons.
    assert len(hinted) < len(names) / 50, hinted


@pytest.mark.parametrize(
    "word",
    [
        "هجوم",
        "قتل",
        "الحكومة",
        "مدينة",
        "جامعة",
        "بيان",
        "معبر",
        "مرات",
        "نساء",
        "بين",
        "كان",
        "police",
        "hamas",
        "otan",
    ],
)
def test_common_words_are_no_places(real: Gazetteer, word: str) -> None:
    assert real.lookup(name_key(word)) == ()


@pytest.mark.parametrize(
    "word",
    ["Nice", "Union", "Mohamed", "Keita", "Mobile", "Tours", "Georgia", "Niger", "دوما", "إطار", "السلمية", "سان"],
)
def test_ambiguous_words_alone_are_not_plausible(real: Gazetteer, word: str) -> None:
    assert not any(real.plausible(row) for row in real.lookup(name_key(word)) if row.feature == "settlement")


@pytest.mark.parametrize(
    ("name", "country"),
    [("Gaza", "PSE"), ("Ramallah", "PSE"), ("Pristina", "KOS"), ("Laayoune", "ESH"), ("Smara", "ESH"), ("Juba", "SSD")],
)
def test_countries_of_disputed_places(real: Gazetteer, name: str, country: str) -> None:
    assert real.lookup(name_key(name))[0].country == country


def test_ids_of_the_corrections_belong_to_the_places_they_name(real: Gazetteer) -> None:
    places = {row.geonameid or row.slug: row for row in map(real.row, range(len(real))) if row.geonameid or row.slug}
    entries = [entry for entry in corrections([KNOWLEDGE]).spellings if not entry.country_file]
    found = [(e, places[e.geonameid or e.region]) for e in entries]
    called = {e.geonameid or e.region: e.called for e in entries if e.called}
    wrong = [
        e
        for e, row in found
        if row.country != e.country or row.name not in (e.name, called.get(e.geonameid or e.region))
    ]
    assert wrong == []
