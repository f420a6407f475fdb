"""The user's GeoNames files: added once, checked line by line, and villages are found that were unknown before."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from nadhir.errors import InputError
from nadhir.knowledge.country_files import AddedFile, add_country_file
from nadhir.knowledge.gazetteer import Gazetteer
from tests.resolving.conftest import DUMP

MALI = Path(__file__).parents[3] / "shared" / "data" / "geonames" / "ML.txt"
LINE = DUMP.splitlines(keepends=True)[1]


@pytest.fixture
def adding(knowledge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder beside an index without the world's cities, which take long to compile."""
    (tmp_path / "cities.json").write_text("{}")
    monkeypatch.setattr("nadhir.knowledge.gazetteer_sources.CITIES", tmp_path / "cities.json")
    corrections = knowledge.parent / "bare" / "places"
    corrections.mkdir(parents=True, exist_ok=True)
    (corrections / "corrections.yml").write_text("scripts: [LATIN, ARABIC]\n")
    return tmp_path / "data"


def add(path: Path, data: Path, knowledge: Path) -> AddedFile:
    return add_country_file(path, data, knowledge=[knowledge.parent / "bare"], cache=data.parent / "cache")


def opened(data: Path, knowledge: Path) -> Gazetteer:
    return Gazetteer.open(knowledge=[knowledge.parent / "bare"], data=data, cache=data.parent / "cache")


def test_adding_twice_changes_nothing(adding: Path, knowledge: Path, tmp_path: Path) -> None:
    source = tmp_path / "mine.txt"
    source.write_text(LINE * 3, "utf-8")
    first = add(source, adding, knowledge)
    assert first == AddedFile(path=adding / "places" / "ML.txt", places=3, added=True)
    version = opened(adding, knowledge).version
    assert add(source, adding, knowledge) == AddedFile(path=first.path, places=3, added=False)
    assert opened(adding, knowledge).version == version
    assert [path.name for path in first.path.parent.iterdir()] == ["ML.txt"]


def test_newer_file_of_the_country_replaces_the_older(adding: Path, knowledge: Path, tmp_path: Path) -> None:
    source = tmp_path / "ML.txt"
    source.write_text(LINE, "utf-8")
    add(source, adding, knowledge)
    source.write_text(LINE.replace("Tharbad", "Edoras"), "utf-8")
    assert add(source, adding, knowledge).added
    found = opened(adding, knowledge)
    assert found.lookup("edoras")
    assert not found.lookup("tharbad")


def test_file_with_mark_and_zip(adding: Path, knowledge: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "ML.zip", "w") as archive:
        archive.writestr("readme.txt", "about")
        archive.writestr("ML.txt", b"\xef\xbb\xbf" + LINE.encode())
    assert add(tmp_path / "ML.zip", adding, knowledge).places == 1
    assert opened(adding, knowledge).lookup("tharbad")


def test_file_of_several_countries_keeps_its_name(adding: Path, knowledge: Path, tmp_path: Path) -> None:
    (tmp_path / "sahel.txt").write_text(DUMP, "utf-8")
    assert add(tmp_path / "sahel.txt", adding, knowledge).path.name == "sahel.txt"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (LINE.encode() + b"x\ty\n", ("country_file_not_geonames", "2", "2 columns instead of 19")),
        (LINE.replace("14.0", "north").encode(), ("country_file_not_geonames", "1", "north")),
        (LINE.replace("14.0", "140.0").encode(), ("country_file_not_geonames", "1", "140.0")),
        (LINE.replace("Tharbad", "Th\xe9").encode("latin-1"), ("country_file_not_geonames", "1", "UTF-8")),
        (b"", ("country_file_unreadable", "", "empty")),
    ],
)
def test_errors_name_the_line(
    adding: Path, knowledge: Path, tmp_path: Path, content: bytes, expected: tuple[str, str, str]
) -> None:
    code, line, why = expected
    (tmp_path / "ML.txt").write_bytes(content)
    with pytest.raises(InputError) as caught:
        add(tmp_path / "ML.txt", adding, knowledge)
    assert (caught.value.code, caught.value.values.get("line", "")) == (code, line)
    assert why in caught.value.values["why"]
    assert list((adding / "places").iterdir()) == []


@pytest.mark.parametrize("name", ["none.txt", "bad.zip"])
def test_unreadable(adding: Path, knowledge: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "bad.zip").write_bytes(b"PK no")
    with pytest.raises(InputError) as caught:
        add(tmp_path / name, adding, knowledge)
    assert caught.value.code == "country_file_unreadable"


@pytest.mark.skipif(not MALI.exists(), reason="needs ../shared/data/geonames/ML.txt")
def test_villages_of_mali(adding: Path, knowledge: Path, real: Gazetteer) -> None:
    villages = ["dioungani", "toguere koumbe", "sofara"]
    assert not any(row.country == "MLI" for name in villages for row in real.lookup(name))
    assert add(MALI, adding, knowledge).places > 20_000
    found = opened(adding, knowledge)
    assert all(any(row.country == "MLI" for row in found.lookup(name)) for name in villages)
    (river,) = (row for row in found.lookup("senegal river") if row.feature == "river")
    assert river.country == "MLI"
    assert found.lookup("kayes")[0].feature == "settlement"
