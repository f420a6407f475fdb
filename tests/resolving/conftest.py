"""A small gazetteer of its own, and the real one, compiled once into the user's cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from nadhir.knowledge.gazetteer import Gazetteer
from nadhir.knowledge.gazetteer_build import compile_index

REGIONS = """
- id: mordor-plain
  names: {en: [Gorgoroth, Plain of Gorgoroth], fr: [Gorgoroth, plaine de Gorgoroth], ar: [سهل غورغوروث]}
  country: MLI
  countries: [NER]
  feature: area
  lat: 17.5
  lon: 1.25
- {id: osgiliath-province, names: {en: [Osgiliath], ar: [أوسغيليات]}, country: MLI, feature: admin1}
"""
CORRECTIONS = """
scripts: [LATIN, ARABIC]
country_codes: {XK: KOS}
not_places:
- {words: [Of], reach: never}
- {words: [Nice, القرية], reach: hint}
preferred:
- {names: [Tharbad], geonameid: 12}
- {names: [Plain], region: mordor-plain}
spellings:
- {geonameid: 10, name: Deir el-Balah, country: PSE, names: {fr: [Deïr el-Balah], ar: [دير البلح]}}
"""
LINES = [
    "10|Deir el-Balah|Deir el-Balah|Deir al Balah,DBL,deir al-bala|31.41783|34.35035|P|PPLA|PS|||||0|59504",
    "11|Tharbad|Tharbad||14.0|-5.0|P|PPL|ML|||||0|90000",
    "12|Tharbad|Tharbad||13.0|2.0|P|PPL|NE|||||0|4000",
    "13|Nice|Nice|نيس|43.70313|7.26608|P|PPL|FR|||||0|340000",
    "14|Of|Of||40.94|40.26|P|PPL|TR|||||0|20000",
    "15|Al ‘Ayn|Al `Ayn|القرية,القنيطرية|15.0|44.0|P|PPL|YE|||||0|0",
    "16|N'Djamena|N'Djamena|انجمينا|12.10672|15.0444|P|PPLC|TD|||||0|700000",
    "17|Kosovska|Kosovska|Косовска|42.9|20.9|P|PPL|XK|||||0|10000",
    "18|Anduin|Anduin||15.5|-6.0|H|STM|ML|||||0|0",
    "19|Tharbad Cercle|Tharbad Cercle|Tharbad|14.1|-5.1|A|ADM2|ML|||||0|0",
    "20|Mali|Mali||12.079|-12.298|P|PPL|GN|||||0|6000",
    "21|Amon Hen|Amon Hen||14.2|-5.2|T|HLL|ML|||||0|0",
    "22|Minas|Minas||14.9|-5.4|P|PPL|ML|||||0|0",
    "23|Minas|Minas||-34.9|-55.4|P|PPL|UY|||||0|38000",
]
DUMP = "".join((line + "|" * (18 - line.count("|"))).replace("|", "\t") + "\n" for line in LINES)


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("knowledge")
    (folder / "places").mkdir()
    for pack in ("ar", "en", "fr"):
        (folder / "languages" / pack).mkdir(parents=True)
    (folder / "places" / "arnor.yml").write_text(REGIONS, "utf-8")
    (folder / "places" / "corrections.yml").write_text(CORRECTIONS, "utf-8")
    return folder


@pytest.fixture(scope="session")
def small(knowledge: Path, tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    dump = tmp_path_factory.mktemp("dump") / "XX.txt"
    dump.write_text(DUMP, "utf-8")
    folder = tmp_path_factory.mktemp("index")
    compile_index(folder, [knowledge], [dump], with_cities=False)
    return Gazetteer(folder)


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    return Gazetteer.open(data=tmp_path_factory.mktemp("no-data"))
