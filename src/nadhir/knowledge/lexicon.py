"""From the lists of a language pack to one table that is asked once per word.

An `Item` says: these further words, this category, this reference, this grammatical feature. The table maps the first word
to its items; `words` is keyed by `fold`, `names` by `fold_name`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from nadhir.knowledge.inflection import noun_forms, verb_forms
from nadhir.knowledge.schema import Inflection, LightVerbs, Party, Predicate, Reporting, SourceNoun
from nadhir.knowledge.schema_linking import Bylines
from nadhir.tokens import Tokenizer


class Item(msgspec.Struct, array_like=True, frozen=True):
    """`rest`: the folded words that must follow; `ref`: an index or label; `feat`: "v:past", "n:pl", "adj", "phr"…"""

    rest: tuple[str, ...]
    cat: str
    ref: str
    feat: str = ""


Table = dict[str, list[Item]]


class Builder:
    """Collects items of one pack; the same item twice is kept once."""

    def __init__(self, tokenizer: Tokenizer, inflection: Inflection) -> None:
        self._tokenizer = tokenizer
        self._inflection = inflection
        self.words: Table = {}
        self.names: Table = {}
        self._seen: set[tuple[str, ...]] = set()

    def phrase(self, text: str, cat: str, ref: str, feat: str = "phr", *, name: bool = False) -> None:
        """Add one written form as it stands."""
        # A listed "d'" is one token only before a word, so it is read before one.
        tokens = self._tokenizer(text + "a")[:-1] if text.endswith(("'", "’")) else self._tokenizer(text)
        parts = [t.name if name else t.norm for t in tokens if t.kind != "mark" or not name]
        if not parts:
            return
        key = ("n" if name else "w", *parts, cat, ref, feat)
        if key in self._seen:
            return
        self._seen.add(key)
        table = self.names if name else self.words
        table.setdefault(parts[0], []).append(Item(tuple(parts[1:]), cat, ref, feat))

    def phrases(self, texts: Iterable[str], cat: str, ref: str, feat: str = "phr") -> None:
        for text in texts:
            self.phrase(text, cat, ref, feat)

    def verbs(self, lemmas: Iterable[str], cat: str, ref: str) -> None:
        for lemma in lemmas:
            reflexive = lemma.split(" ", 1)[0] in self._inflection.reflexives
            for form, feature in verb_forms(lemma, self._inflection):
                self.phrase(form, cat, ref, f"v:{feature}:r" if reflexive else f"v:{feature}")

    def nouns(self, lemmas: Iterable[str], cat: str, ref: str, prefix: str = "n") -> None:
        for lemma in lemmas:
            for form, feature in noun_forms(lemma, self._inflection):
                self.phrase(form, cat, ref, f"{prefix}:{feature}")


def add_predicates(build: Builder, predicates: Sequence[Predicate]) -> None:
    """Verbs, nouns of action, adjectives and fixed phrases of the predicates; `ref` is the index in the pack's list."""
    for index, entry in enumerate(predicates):
        ref = str(index)
        build.verbs(entry.verbs, "pred", ref)
        build.nouns(entry.nouns, "pred", ref)
        build.nouns(entry.adjectives, "pred", ref, "adj")
        build.phrases(entry.phrases, "pred", ref)


def add_light(build: Builder, light: Sequence[LightVerbs]) -> None:
    for index, entry in enumerate(light):
        build.verbs(entry.verbs, "light", str(index))


def add_parties(build: Builder, parties: Sequence[Party]) -> None:
    for index, entry in enumerate(parties):
        build.nouns(entry.nouns, "party", str(index))


def add_sources(build: Builder, reporting: Sequence[Reporting], nouns: Sequence[SourceNoun]) -> None:
    for index, entry in enumerate(reporting):
        build.verbs(entry.verbs, "say", str(index))
        build.nouns(entry.nouns, "say", str(index))
        build.phrases(entry.phrases, "say", str(index))
    for index, noun in enumerate(nouns):
        build.nouns(noun.nouns, "src", str(index))


def add_voices(build: Builder, bylines: Bylines) -> None:
    """The nouns that tell named voices from others; a table of its own, since coding asks other questions."""
    for office in bylines.offices:
        build.nouns(office.nouns, "office", office.sector)
    for cat in ("speakers", "nameless", "media", "kinds", "describing"):
        build.nouns(getattr(bylines, cat), cat, cat)
        build.phrases(getattr(bylines, cat), cat, cat)


class Lookup:
    """A table asked by first word. Items are sorted by their second word the first time that their first word is met."""

    __slots__ = ("_sorted", "_table")

    def __init__(self, table: Table) -> None:
        self._table = table
        self._sorted: dict[str, tuple[list[Item], dict[str, list[Item]]] | None] = {}

    def __contains__(self, word: str) -> bool:
        return word in self._table

    def match(
        self,
        first: str,
        at: int,
        norms: Sequence[str],
        stems: Callable[[str], Iterable[str]],
        skipped: frozenset[str] = frozenset(),
    ) -> list[tuple[Item, int]]:
        """(item, index behind its last word) for the items that begin with `first` and whose further words stand behind `at`.

        `stems` gives the readings of a further word, itself among them; a `skipped` mark may part the words.
        """
        entry = self.entry(first)
        if entry is None:
            return []
        out = [(item, at + 1) for item in entry[0]]
        if entry[1]:
            out += self.behind(entry[1], at, norms, stems, skipped)
        return out

    def entry(self, first: str) -> tuple[list[Item], dict[str, list[Item]]] | None:
        """The items of a first word: those of one word, and the longer ones by their second word; None if there are none."""
        try:
            return self._sorted[first]
        except KeyError:
            found = self._sorted[first] = self._sort(first)
            return found

    @staticmethod
    def behind(
        longer: dict[str, list[Item]],
        at: int,
        norms: Sequence[str],
        stems: Callable[[str], Iterable[str]],
        skipped: frozenset[str] = frozenset(),
    ) -> list[tuple[Item, int]]:
        """(item, index behind its last word) for the longer items whose further words stand behind `at`."""
        out: list[tuple[Item, int]] = []
        nxt = at + 1
        if nxt < len(norms) and norms[nxt] in skipped:
            nxt += 1
        if nxt >= len(norms):
            return out
        words = stems(norms[nxt])
        if longer.keys().isdisjoint(words):
            return out
        for word in words:
            for item in longer.get(word, ()):
                end = nxt + 1 if len(item.rest) == 1 else _behind(item.rest, nxt, norms, stems, skipped)
                if end:
                    out.append((item, end))
        return out

    def _sort(self, first: str) -> tuple[list[Item], dict[str, list[Item]]] | None:
        items = self._table.get(first)
        if items is None:
            return None
        longer: dict[str, list[Item]] = {}
        for item in items:
            if item.rest:
                longer.setdefault(item.rest[0], []).append(item)
        return [item for item in items if not item.rest], longer


def _behind(
    rest: tuple[str, ...], at: int, norms: Sequence[str], stems: Callable[[str], Iterable[str]], skipped: frozenset[str]
) -> int:
    """The index behind `rest`, whose first word is known to stand at `at`; 0 where the others do not follow."""
    total = len(norms)
    end = at + 1
    for word in rest[1:]:
        if skipped and end < total and norms[end] in skipped:
            end += 1
        if end >= total or (norms[end] != word and word not in stems(norms[end])):
            return 0
        end += 1
    return end
