"""The gazetteer: which places a name may mean.

Compiled once (`gazetteer_build`) and memory-mapped, so that opening it costs milliseconds and processes share its
memory. It knows places, not countries: those are actors. `nadhir.resolving.places` chooses among a name's places.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path

from nadhir.knowledge.gazetteer_build import cache_folder, data_folder, ensure_index, knowledge_folders
from nadhir.knowledge.gazetteer_names import MAX_TOKENS, name_key
from nadhir.knowledge.gazetteer_table import Index, PlaceRow

__all__ = ["Gazetteer", "PlaceRow", "name_key"]

# Inhabitants from which a place is known outside its country, and may be meant by its bare name.
LARGE = 50_000
_REMEMBERED = 16_384


class Gazetteer:
    """The open index. Safe to share between threads; in another process it is opened anew from the same files."""

    def __init__(self, folder: Path) -> None:
        self._index = Index(folder)
        self._trie = self._index.trie
        self._rows = lru_cache(maxsize=_REMEMBERED)(self._index.rows)
        self._opens = lru_cache(maxsize=_REMEMBERED)(self._opens_a_name)

    @classmethod
    def open(cls, *, knowledge: Sequence[Path] = (), data: Path | None = None, cache: Path | None = None) -> Gazetteer:
        """Open the index of the given knowledge folders (shipped first), data folder and cache; compile it if need be.

        What is not given is read from `NADHIR_KNOWLEDGE`, `NADHIR_DATA` and `NADHIR_CACHE`, or has its usual place.
        """
        folders = tuple(knowledge) or knowledge_folders()
        return cls(ensure_index(folders, data or data_folder(), cache or cache_folder()))

    def __reduce__(self) -> tuple[type[Gazetteer], tuple[Path]]:
        return Gazetteer, (self._index.folder,)

    @property
    def version(self) -> str:
        """The hash of what the index was compiled from."""
        return self._index.folder.name

    def __len__(self) -> int:
        """The number of places."""
        return self._index.places

    @property
    def names(self) -> int:
        """The number of different names."""
        return self._index.names

    def lookup(self, name_key: str) -> tuple[PlaceRow, ...]:
        """The places that bear the name, in order of preference; () if there is none."""
        return self._rows(name_key)

    def row(self, number: int) -> PlaceRow:
        """The place in row `number` of this index."""
        if not 0 <= number < self._index.places:
            raise IndexError(number)
        return self._index.row(number)

    def __contains__(self, key: str) -> bool:
        """Whether a name key ("deir el balah") is known."""
        return key in self._trie

    def longest(self, names: Sequence[str], at: int, limit: int = MAX_TOKENS) -> tuple[int, tuple[PlaceRow, ...]]:
        """The longest run of token names from `at` that is a name: how many tokens, and the places; (0, ()) if none."""
        first = names[at]
        if not first or not self._opens(first):
            return 0, ()
        text = " ".join(names[at : at + limit])
        found = self._trie.prefixes(text)
        if not found:
            return 0, ()
        ends: dict[int, int] = {}
        end = -1
        for count, name in enumerate(names[at : at + limit], 1):
            end += 1 + len(name)
            if name:
                ends[end] = count
        for prefix in reversed(found):
            count = ends.get(len(prefix), 0)
            if count:
                return count, self._rows(prefix)
        return 0, ()

    def _opens_a_name(self, word: str) -> bool:
        """Whether a name begins with the word; most words open none."""
        return word in self._trie or next(self._trie.iterkeys(f"{word} "), None) is not None

    @staticmethod
    def plausible(row: PlaceRow, countries: Collection[str] = ()) -> bool:
        """Whether a bare name, without a word such as "town" beside it, may be taken for this place.

        True for regions and preferred senses, for large places, and for small ones of the `countries` of the report;
        false for names that are rather words, persons or countries.
        """
        if row.needs_hint:
            return False
        known = row.preferred or row.population >= LARGE or (row.slug and row.feature != "settlement")
        if known and not row.needs_country:
            return True
        return not row.variant and row.country in countries
