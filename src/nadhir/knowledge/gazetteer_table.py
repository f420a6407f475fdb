"""The compiled index on disk: a trie of names, the places that bear each, and a table of places, memory-mapped.

A folder holds `names.marisa` (name key -> number), `postings.bin` (number -> places with flags), `places.bin` (records
of fixed size), `strings.bin` (names) and `meta.json` (short lists of codes that the records index, and the counts).
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import marisa_trie
import msgspec

# Flags of a posting: how this name stands to this place.
VARIANT = 1  # another article, or spelled with letters of another language
PREFERRED = 2  # the sense that the name has where nothing else is said
NEEDS_HINT = 4  # the name is rather a word, a person or a country
NEEDS_COUNTRY = 8  # the name is a word too, outside of reports about the place's country
FLAG_BITS = 4

_RECORD = struct.Struct("<iiiIIIHHHHHHB3x")
_NOWHERE = -(2**31)
_SCALE = 100_000  # degrees are kept to five decimals, about one metre


class RawPlace(msgspec.Struct, frozen=True):
    """A place before it is packed. `geonameid` 0 and a `slug` for what is not from GeoNames."""

    name: str
    country: str
    lat: float | None
    lon: float | None
    feature: str
    geonameid: int = 0
    slug: str = ""
    population: int = 0
    fclass: str = ""
    code: str = ""
    admin1: str = ""
    countries: tuple[str, ...] = ()


class PlaceRow(msgspec.Struct, frozen=True):
    """A place that a name may mean.

    `number` is its row in this compiled index; `geonameid` is 0 where it is not GeoNames' but a region of the knowledge
    (`slug`). `country` is ISO 3166-1 alpha-3, `countries` further ones. `feature` is the codebook's, `fclass` and
    `code` are GeoNames'. The last four tell how the looked-up name stands to the place.
    """

    number: int
    geonameid: int
    slug: str
    name: str
    country: str
    countries: tuple[str, ...]
    lat: float | None
    lon: float | None
    population: int
    feature: str
    fclass: str
    code: str
    admin1: str
    variant: bool = False
    preferred: bool = False
    needs_hint: bool = False
    needs_country: bool = False

    @property
    def key(self) -> str:
        """A stable id of the place: `geonames:2455518`, or `region:` and the slug."""
        return f"geonames:{self.geonameid}" if self.geonameid else f"region:{self.slug}"


class _Codes:
    """A short list of strings, each known by its position."""

    def __init__(self) -> None:
        self.items: list[str] = [""]
        self._at: dict[str, int] = {"": 0}

    def __call__(self, item: str) -> int:
        at = self._at.get(item)
        if at is None:
            at = self._at[item] = len(self.items)
            self.items.append(item)
        return at


class _Meta(msgspec.Struct):
    codes: list[str]
    places: int
    names: int
    sources: dict[str, str]


def write_index(
    folder: Path, places: Iterable[RawPlace], postings: Mapping[str, Sequence[int]], sources: dict[str, str]
) -> None:
    """Write the index into `folder`, which exists. A posting is `row << FLAG_BITS | flags`, in order of preference."""
    codes, strings = _Codes(), bytearray()
    count = 0
    with (folder / "places.bin").open("wb") as out:
        for place in places:
            out.write(_pack(place, codes, strings))
            count += 1
    (folder / "strings.bin").write_bytes(bytes(strings) or b"\0")
    trie = marisa_trie.Trie(postings)
    by_number = sorted((trie[name], rows) for name, rows in postings.items())
    offsets: list[int] = [0]
    flat: list[int] = []
    for _, rows in by_number:
        flat.extend(rows)
        offsets.append(len(flat))
    (folder / "postings.bin").write_bytes(struct.pack(f"<{len(offsets) + len(flat)}I", *offsets, *flat))
    trie.save(str(folder / "names.marisa"))
    meta = _Meta(codes=codes.items, places=count, names=len(by_number), sources=sources)
    (folder / "meta.json").write_bytes(msgspec.json.encode(meta))


def _pack(place: RawPlace, codes: _Codes, strings: bytearray) -> bytes:
    name = place.name.encode()[:65535]
    at = len(strings)
    strings += name
    slug = place.slug.encode()[:255]
    strings += slug
    return _RECORD.pack(
        place.geonameid,
        _NOWHERE if place.lat is None else round(place.lat * _SCALE),
        _NOWHERE if place.lon is None else round(place.lon * _SCALE),
        min(place.population, 2**32 - 1),
        at,
        at + len(name),
        len(name),
        codes(place.country),
        codes(" ".join(place.countries)),
        codes(place.feature),
        codes(f"{place.fclass} {place.code}".strip()),
        codes(place.admin1),
        len(slug),
    )


class Index:
    """The open index. Rows are unpacked when asked for; nothing else is held in memory."""

    def __init__(self, folder: Path) -> None:
        meta = msgspec.json.decode((folder / "meta.json").read_bytes(), type=_Meta)
        self.folder = folder
        self.sources = meta.sources
        self.places, self.names = meta.places, meta.names
        self._codes = meta.codes
        self.trie = marisa_trie.Trie()
        self.trie.mmap(str(folder / "names.marisa"))
        self._records = _map(folder / "places.bin")
        self._strings = _map(folder / "strings.bin")
        numbers = memoryview(_map(folder / "postings.bin")).cast("I")
        self._offsets, self._postings = numbers[: self.names + 1], numbers[self.names + 1 :]

    def rows(self, key: str) -> tuple[PlaceRow, ...]:
        """The places that bear the name, in order of preference."""
        number = self.trie.get(key)
        if number is None:
            return ()
        return tuple(
            self.row(posting >> FLAG_BITS, posting)
            for posting in self._postings[self._offsets[number] : self._offsets[number + 1]]
        )

    def row(self, number: int, flags: int = 0) -> PlaceRow:
        """The place in row `number`, as a name with these flags means it."""
        record = _RECORD.unpack_from(self._records, number * _RECORD.size)
        geonameid, lat, lon, population, at, slug_at, length, *listed, slug_length = record
        country, countries, feature, code, admin1 = listed
        codes, strings = self._codes, self._strings
        fclass, _, code = codes[code].partition(" ")
        return PlaceRow(
            number=number,
            geonameid=geonameid,
            slug=strings[slug_at : slug_at + slug_length].decode() if slug_length else "",
            name=strings[at : at + length].decode(),
            country=codes[country],
            countries=tuple(codes[countries].split()) if countries else (),
            lat=None if lat == _NOWHERE else lat / _SCALE,
            lon=None if lon == _NOWHERE else lon / _SCALE,
            population=population,
            feature=codes[feature],
            fclass=fclass,
            code=code,
            admin1=codes[admin1],
            variant=bool(flags & VARIANT),
            preferred=bool(flags & PREFERRED),
            needs_hint=bool(flags & NEEDS_HINT),
            needs_country=bool(flags & NEEDS_COUNTRY),
        )


def _map(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
