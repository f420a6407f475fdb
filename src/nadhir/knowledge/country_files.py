"""Adding a country's full GeoNames dump to the gazetteer, from the file that GeoNames offers (`ML.txt` or `ML.zip`)."""

from __future__ import annotations

import codecs
import filecmp
import io
import os
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from nadhir.errors import InputError
from nadhir.knowledge.gazetteer_build import cache_folder, data_folder, ensure_index, knowledge_folders
from nadhir.knowledge.gazetteer_sources import COLUMNS, Countries, dump_place

_LONGEST_LINE = 1_000_000  # bytes; the longest of GeoNames' lines has some 15,000
_MAIN_SHARE = 0.9  # of the lines that must be one country's for the file to be named after it


class AddedFile(msgspec.Struct, frozen=True):
    """What came of adding a file: where the copy lies, its places, and False where the same file was there already."""

    path: Path
    places: int
    added: bool


def add_country_file(
    path: Path,
    settings_dir: Path | None = None,
    *,
    knowledge: Sequence[Path] = (),
    cache: Path | None = None,
) -> AddedFile:
    """Check a GeoNames dump, copy it into the user's data folder and compile the gazetteer with it.

    Adding the same file again changes nothing; a newer file of the same country takes the older one's place. Raises
    `InputError`: `country_file_unreadable`, `country_file_not_geonames` (names the line and its number of columns).
    """
    data = settings_dir or data_folder()
    folder = data / "places"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="adding-", dir=folder)
        copy = Path(name)
    except OSError as error:
        raise InputError("data_folder_unwritable", file=str(folder), why=str(error)) from error
    try:
        with os.fdopen(handle, "wb") as out:
            places, stem = _copy_checked(path, out)
        target = folder / f"{stem}.txt"
        added = not (target.exists() and filecmp.cmp(copy, target, shallow=False))
        if added:
            copy.replace(target)
    finally:
        copy.unlink(missing_ok=True)
    ensure_index(tuple(knowledge) or knowledge_folders(), data, cache or cache_folder())
    return AddedFile(path=target, places=places, added=added)


def _copy_checked(path: Path, out: BinaryIO) -> tuple[int, str]:
    """Copy a dump line by line; the number of its places and the name its copy gets."""
    countries, codes = Countries({}), Counter[str]()
    number = 0
    try:
        with _opened(path) as lines:
            for number, line in enumerate(_lines(lines), 1):
                if number == 1:
                    line = line.removeprefix(codecs.BOM_UTF8)
                codes[_checked(path, number, line, countries)] += 1
                out.write(line)
    except (OSError, zipfile.BadZipFile) as error:
        raise InputError("country_file_unreadable", file=str(path), why=str(error)) from error
    if not number:
        raise InputError("country_file_unreadable", file=str(path), why="empty")
    code, most = codes.most_common(1)[0]
    return number, code if code and most >= _MAIN_SHARE * number else path.stem


def _checked(path: Path, number: int, line: bytes, countries: Countries) -> str:
    """The country code of a line of a dump; an error if it is none."""
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        raise _not_geonames(path, number, "not UTF-8 text") from error
    columns = text.count("\t") + 1
    if columns != COLUMNS:
        raise _not_geonames(path, number, f"{columns} columns instead of {COLUMNS}")
    cells = text.split("\t", 9)
    try:
        dump_place(text, countries)
    except ValueError as error:
        raise _not_geonames(path, number, f"a number is not one: {error}") from error
    if not (-90 <= float(cells[4]) <= 90 and -180 <= float(cells[5]) <= 180):
        raise _not_geonames(path, number, f"no such point: {cells[4]}, {cells[5]}")
    return cells[8]


def _not_geonames(path: Path, number: int, why: str) -> InputError:
    return InputError("country_file_not_geonames", file=str(path), line=str(number), why=why)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(_LONGEST_LINE):
        yield line


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The dump's bytes; of a zip archive the file that bears the archive's name, else its only text file."""
    if path.suffix.lower() != ".zip":
        with path.open("rb") as file:
            yield file
        return
    with zipfile.ZipFile(path) as archive:
        texts = [n for n in archive.namelist() if n.endswith(".txt") and "readme" not in n.lower()]
        named = [n for n in texts if Path(n).stem == path.stem] or texts
        if len(named) != 1:
            raise zipfile.BadZipFile("no single country file inside")
        with archive.open(named[0]) as member:
            yield io.BufferedReader(member)  # type: ignore[type-var]
