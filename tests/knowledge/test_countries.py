"""The countries' names, nationalities and capitals: complete, unambiguous, rightly inflected."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest

from nadhir.errors import KnowledgeError
from nadhir.knowledge.countries import Country, country_codes, country_slots, load_countries, read_country_files
from nadhir.text import fold_name

FOLDER = Path(__file__).parents[2] / "src/nadhir/knowledge/actors"
LANGUAGES = ("ar", "en", "fr")


@pytest.fixture(scope="module")
def countries() -> dict[str, Country]:
    return load_countries(FOLDER)


def test_every_iso_country_and_kosovo_has_names_in_all_languages(countries: dict[str, Country]) -> None:
    assert set(countries) == set(country_codes())
    assert "KOS" in countries
    assert all(country.names[language] for country in countries.values() for language in LANGUAGES)


def test_every_state_has_a_nationality(countries: dict[str, Country]) -> None:
    """A state is a country with a seat. Those without an adjective of their own in a language are listed here."""
    without = {
        (code, language)
        for code, country in countries.items()
        if any(country.capitals.values())
        for language in LANGUAGES
        if not country.demonyms[language]
    }
    assert without == {("DMA", "en"), *((code, "ar") for code in ("KNA", "LCA", "SLB", "VCT"))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_belongs_to_one_country(countries: dict[str, Country], language: str) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for code, country in countries.items():
        for form in (*country.names[language], *country.demonyms[language], *country.capitals[language]):
            owners[fold_name(form)].add(code)
    assert {form: codes for form, codes in owners.items() if len(codes) > 1} == {}
    for code, country in countries.items():
        for form in country.second.get(language, ()):
            assert owners.get(fold_name(form), set()) - {code}, f"{form}: second to nobody"


def test_arabic_is_clean(countries: dict[str, Country]) -> None:
    for country in countries.values():
        for form in (*country.names["ar"], *country.demonyms["ar"], *country.capitals["ar"]):
            assert not set(form) & set("ـکیپچگ"), form
            assert unicodedata.normalize("NFKC", form) == form, form


@pytest.mark.parametrize(
    ("code", "language", "forms"),
    [
        ("MLI", "fr", {"malien", "malienne", "maliens", "maliennes"}),
        ("NER", "fr", {"nigérien", "nigérienne", "nigériens", "nigériennes"}),
        ("NGA", "fr", {"nigérian", "nigériane", "nigérians", "nigérianes"}),
        ("TUR", "fr", {"turc", "turque", "turcs", "turques"}),
        ("GRC", "fr", {"grecque", "hellénique"}),
        ("CIV", "fr", {"ivoiriennes"}),
        ("MLI", "ar", {"مالي", "مالية", "ماليون", "ماليين", "المالي", "المالية", "الماليين"}),
        ("NER", "ar", {"نيجري", "النيجرية"}),
        ("NGA", "ar", {"نيجيري", "النيجيرية"}),
        ("RUS", "ar", {"روسي", "روس", "الروس", "الروسية"}),
        ("TUR", "ar", {"أتراك", "الأتراك"}),
        ("PRK", "ar", {"كوري شمالي", "الكورية الشمالية"}),
        ("SSD", "ar", {"الجنوب سوداني", "جنوب سودانية"}),
        ("TUR", "en", {"Turkish", "Turk", "Turks"}),
        ("FRA", "en", {"French", "Frenchmen"}),
        ("THA", "en", {"Thai", "Thais"}),
    ],
)
def test_inflection(countries: dict[str, Country], code: str, language: str, forms: set[str]) -> None:
    assert forms <= set(countries[code].demonyms[language])


def test_adjectives_of_peoples_have_no_english_plural(countries: dict[str, Country]) -> None:
    made = {form for country in countries.values() for form in country.demonyms["en"]}
    assert not made & {"Chineses", "Frenchs", "Britishs", "Dutchs", "Swisss", "USs", "Lebaneses"}


def test_congolese_means_the_drc_first(countries: dict[str, Country]) -> None:
    assert "congolais" in countries["COD"].demonyms["fr"]
    assert "congolais" in countries["COG"].second["fr"]
    assert "Congo" in countries["COD"].names["en"]
    assert "Congo" in countries["COG"].names["fr"]


def test_seats(countries: dict[str, Country]) -> None:
    assert countries["YEM"].capitals["ar"] == ("صنعاء", "عدن")
    assert "Port Sudan" in countries["SDN"].capitals["en"]
    assert not set(countries["LBY"].capitals["en"]) & {"Tobruk", "Benghazi"}


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("MLI", ("du Mali", "de Mali")),
        ("EGY", ("de l'Égypte", "d'Égypte")),
        ("HTI", ("d'Haïti",)),
        ("CUB", ("de Cuba",)),
        ("COL", ("de la Colombie", "de Colombie")),
        ("PHL", ("des Philippines",)),
        ("MEX", ("du Mexique",)),
        ("RWA", ("du Rwanda", "de Rwanda")),
    ],
)
def test_french_genitive(code: str, forms: tuple[str, ...]) -> None:
    assert country_slots(code, "fr", read_country_files(FOLDER))["of"] == forms


def test_an_unknown_country_is_an_error(tmp_path: Path) -> None:
    for path in FOLDER.glob("*.yml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "capitals.yml").write_text("XYZ: {en: [Nowhere]}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="country_unknown"):
        load_countries(tmp_path)
