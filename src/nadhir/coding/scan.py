"""One pass over the words: what the lexicon knows of each, and which names stand where."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import msgspec

from nadhir.knowledge.gazetteer import Gazetteer, PlaceRow
from nadhir.knowledge.lexicon import Item, Lookup
from nadhir.knowledge.load import Pack
from nadhir.reading.morphology import Morphology
from nadhir.tokens import Token


class Hit(
    msgspec.Struct, frozen=True, gc=False
):  # by the thousand in a report: twice as quick to make and read as a named tuple
    """A lexicon entry found at tokens `first` to `last` (exclusive); `labels`, `suffix`: clitics of the first word."""

    first: int
    last: int
    cat: str
    ref: str
    feat: str
    labels: tuple[str, ...]
    suffix: str


_Single = tuple[str, str, str, tuple[str, ...], str]
_Longer = tuple[tuple[str, ...], dict[str, list[Item]]]


class Name(msgspec.Struct, frozen=True, gc=False):
    """A name found: `cat` is actor, state, demonym, seat or place; `rows` are gazetteer candidates."""

    first: int
    last: int
    cat: str
    ref: str
    labels: tuple[str, ...]
    rows: tuple[PlaceRow, ...]


class Scan:
    """Hits by token; `names` left to right without overlap, `opening` and `closing` by their first token and by the one behind
    them; `inside[i]`: token i belongs to an actor's or place's name."""

    __slots__ = ("_where", "closing", "hits", "inside", "names", "opening", "tokens")

    def __init__(self, tokens: Sequence[Token], hits: list[list[Hit]], names: list[Name]) -> None:
        self.tokens = tokens
        self.hits = hits
        self.names = names
        self.inside: list[bool] = []
        self._where: dict[str, list[int]] = {}
        for at, here in enumerate(hits):
            for hit in here:
                known = self._where.setdefault(hit.cat, [])
                if not known or known[-1] != at:
                    known.append(at)
        self._cover()

    def _cover(self) -> None:
        self.opening = {name.first: name for name in self.names}
        self.closing = {name.last: name for name in self.names}
        self.inside = [False] * (len(self.tokens) + 1)
        for name in self.names:
            if name.cat != "demonym":
                for i in range(name.first, name.last):
                    self.inside[i] = True

    def keep_plausible(self, focus: Sequence[str], capitals: bool) -> None:
        """Drop place names that only a far or tiny place bears, unless the words around announce a place."""
        countries = frozenset(focus[:6])
        kept: list[Name] = []
        for name in self.names:
            if name.cat == "place" and not any(_believable(r, countries, capitals) for r in name.rows):
                announced = any(self.has(name.first - back, "pword") for back in (1, 2)) or (
                    capitals and any(h.cat == "prep" and h.ref in _LOCAL for h in self.hits[name.first - 1])
                )
                listed = (
                    kept
                    and kept[-1].cat in ("place", "seat")
                    and (
                        (kept[-1].last == name.first and "and" in name.labels)
                        or (kept[-1].last == name.first - 1 and self.has(name.first - 1, "and") is not None)
                    )
                )
                near = any(_near(r, countries) for r in name.rows)
                if not (announced or listed) or not (near or any(r.population >= _FAR_HINTED for r in name.rows)):
                    continue
            kept.append(name)
        self.names = kept
        self._cover()

    def names_in(self, first: int, last: int) -> list[Name]:
        """The names that open at tokens `first` to `last` (exclusive)."""
        return [name for at in range(first, last) if (name := self.opening.get(at)) is not None]

    def where(self, first: int, last: int, *cats: str) -> list[int]:
        """The tokens from `first` to `last` (exclusive) that have a hit of one of the categories, in order."""
        found: set[int] = set()
        for cat in cats:
            known = self._where.get(cat, ())
            found.update(known[bisect_left(known, first) : bisect_left(known, last)])
        return sorted(found)

    def has(self, index: int, *cats: str) -> Hit | None:
        """The first hit at a token of one of the categories."""
        if 0 <= index < len(self.hits):
            for hit in self.hits[index]:
                if hit.cat in cats:
                    return hit
        return None


_NAME_ORDER = {"actor": 0, "state": 1, "seat": 2, "place": 3, "demonym": 4}


class Scanner:
    """Looks every word up once. Built once for a pack and gazetteer."""

    def __init__(self, pack: Pack, morphology: Morphology, gazetteer: Gazetteer) -> None:
        self._pack = pack
        self._known_words = Lookup(pack.words)
        self._known_names = Lookup(pack.names)
        self._remembered: dict[tuple[str, bool], tuple[list[_Single], list[_Longer]]] = {}
        self._openings: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._morphology = morphology
        self._gazetteer = gazetteer
        self._capitals = pack.script.capitals
        self._unsuffixed = pack.script.unsuffixed

    def __call__(self, tokens: Sequence[Token]) -> Scan:
        norms = [t.norm for t in tokens]
        names_of = [t.name for t in tokens]
        hits: list[list[Hit]] = [[] for _ in tokens]
        for at, token in enumerate(tokens):
            if token.kind == "word" or (token.kind == "mark" and token.norm in self._pack.words):
                self._words(at, token, norms, hits[at])
        names = self._names(tokens, names_of, hits)
        for name in names:
            if name.cat == "actor":  # words inside a name mean nothing of their own: "WHO" is no relative pronoun
                for at in range(name.first, name.last):
                    hits[at] = []
        return Scan(tokens, hits, names)

    def _words(self, at: int, token: Token, norms: list[str], out: list[Hit]) -> None:
        """What the lexicon knows of the words from `at` on; of one category only the longest is kept."""
        fixed, longer = self._entries(token.norm, bool(self._unsuffixed) and token.text.endswith(self._unsuffixed))
        found = [Hit(at, at + 1, *entry) for entry in fixed]
        for labels, further in longer:
            for item, last in self._known_words.behind(further, at, norms, self._morphology.stems):
                if not labels or _takes(item, labels):
                    found.append(Hit(at, last, item.cat, item.ref, item.feat, labels, ""))
        if len(found) > len(fixed):
            best: dict[str, int] = {}
            for hit in found:
                best[hit.cat] = max(hit.last, best.get(hit.cat, 0))
            found = [hit for hit in found if hit.last == best[hit.cat]]
        out.extend(found)

    def _entries(self, norm: str, unsuffixed: bool) -> tuple[list[_Single], list[_Longer]]:
        """Entries of one word, remembered: those of the word alone, and those that need further words behind it."""
        known = self._remembered.get((norm, unsuffixed))
        if known is not None:
            return known
        fixed: list[_Single] = []
        longer: list[_Longer] = []
        for reading in self._morphology.analyses(norm):
            if reading.suffix and unsuffixed:
                continue  # its last letter is written as no pronoun is
            entry = self._known_words.entry(reading.stem)
            if entry is None:
                continue
            for item in entry[0]:
                if (reading.suffix and item.cat in _NO_SUFFIX) or (reading.labels and not _takes(item, reading.labels)):
                    continue
                fixed.append((item.cat, item.ref, item.feat, reading.labels, reading.suffix))
            if entry[1] and not reading.suffix:
                longer.append((reading.labels, entry[1]))
        if len(self._remembered) > _REMEMBERED:
            self._remembered.clear()
        self._remembered[(norm, unsuffixed)] = fixed, longer
        return fixed, longer

    def _names(self, tokens: Sequence[Token], names_of: list[str], hits: list[list[Hit]]) -> list[Name]:
        out: list[Name] = []
        at, total = 0, len(tokens)
        while at < total:
            token = tokens[at]
            found = None
            if token.kind in ("word", "number"):
                found = self._name_at(
                    at,
                    token,
                    tokens,
                    names_of,
                    hits,
                    bool(out) and out[-1].last == at and out[-1].cat in ("place", "seat"),
                )
            if found is None:
                at += 1
            else:
                out.append(found)
                at = found.last
        return out

    def _name_at(
        self, at: int, token: Token, tokens: Sequence[Token], names_of: list[str], hits: list[list[Hit]], listed: bool
    ) -> Name | None:
        """The name that opens at a token; `listed`: the token before ends a place, which "and" may join this one to."""
        best: Name | None = None
        for labels, stem in self._opening(token.name):
            for item, last in self._known_names.match(stem, at, names_of, _itself, _INSIDE_NAMES):
                if not self._cased(item, tokens, at, last):
                    continue
                name = Name(at, last, item.cat, item.ref, labels, ())
                if best is None or _better(name, best):
                    best = name
        place = self._place_at(at, token, tokens, names_of, hits, listed)
        if place is not None and (best is None or _better(place, best)):
            return place
        return best

    def _opening(self, name: str) -> list[tuple[tuple[str, ...], str]]:
        """The readings of a word with which a name of the pack begins, remembered: labels of its particles, and stem."""
        known = self._openings.get(name)
        if known is None:
            if len(self._openings) > _REMEMBERED:
                self._openings.clear()
            readings = self._morphology.analyses(name)
            known = [(r.labels, r.stem) for r in readings if not r.suffix and r.stem in self._known_names]
            self._openings[name] = known
        return known

    def _cased(self, item: Item, tokens: Sequence[Token], at: int, last: int) -> bool:
        if not self._capitals:
            first = tokens[at]
            return (
                item.feat != "acronym" or first.norm != first.name or not first.norm.isascii() or first.text.isupper()
            )
        if item.feat == "acronym":
            return tokens[at].text.rstrip(".").isupper()
        if item.cat == "demonym" or item.feat == "lower" or tokens[at].kind == "number":
            return True
        return tokens[at].capital or tokens[last - 1].capital

    def _place_at(
        self, at: int, token: Token, tokens: Sequence[Token], names_of: list[str], hits: list[list[Hit]], listed: bool
    ) -> Name | None:
        if token.kind != "word" or token.norm.endswith("'"):
            return None
        if self._capitals and not token.capital:
            return self._lower_place(at, tokens, names_of, hits)
        if any(h.cat == "notname" for h in hits[at]):  # "Middle" is no place, "Middle Juba" is one
            return self._long_place(at, tokens, names_of)
        plain = bool(hits[at]) and any(h.cat in _COMMON for h in hits[at])
        after_place_word = at > 0 and any(h.cat == "pword" and h.last == at for h in hits[at - 1])
        if plain and not after_place_word and (not self._capitals or at == 0 or tokens[at - 1].kind != "word"):
            return self._long_place(at, tokens, names_of)
        for reading in self._morphology.analyses(token.name):
            if reading.suffix:
                continue
            size, rows = self._look(reading.stem, names_of, at)
            if size and self._capitals and self._runs_on(tokens, at + size, hits, names_of):
                return None
            if size:
                if not self._capitals and not self._trusted(
                    at, size, rows, hits, after_place_word or (listed and "and" in reading.labels), reading.labels
                ):
                    continue
                if size == 1 and self._capitals and len(reading.stem) < 3:
                    continue
                return Name(at, at + size, "place", "", reading.labels, rows)
        return None

    def _lower_place(self, at: int, tokens: Sequence[Token], names_of: list[str], hits: list[list[Hit]]) -> Name | None:
        """Names that open with a direction or a kind of place in small letters: "northern Mali", "région de Mopti"."""
        if not any(h.cat in ("dir", "pword") for h in hits[at]):
            return None
        size, rows = self._gazetteer.longest(names_of, at)
        capital = any(t.capital for t in tokens[at + 1 : at + size])
        return Name(at, at + size, "place", "", (), rows) if size >= 2 and (capital or size >= 3) else None

    def _runs_on(self, tokens: Sequence[Token], at: int, hits: list[list[Hit]], names_of: list[str]) -> bool:
        """A capitalised unknown word right behind belongs to the name: "Abu Shouk" is not the place Abu. Not so another
        place ("the Kirkuk-Erbil road"), nor what a school or hospital is called by ("Bawku Senior High School")."""
        if at >= len(tokens):
            return False
        token = tokens[at]
        if token.kind != "word" or not token.capital or token.text.isupper() or hits[at]:
            return False
        for further in range(at + 1, min(at + 4, len(tokens))):
            if tokens[further].kind != "word" or not tokens[further].capital:
                break
            if any(h.cat == "pword" for h in hits[further]):
                return False
        rows = self._gazetteer.longest(names_of, at)[1]
        return not any(r.population >= _TOWN or r.slug or r.preferred for r in rows)

    def _long_place(self, at: int, tokens: Sequence[Token], names_of: list[str]) -> Name | None:
        """A common word may still open a name of several words ("Port Sudan", "نهر النيجر")."""
        size, rows = self._gazetteer.longest(names_of, at)
        if size > 1 and (not self._capitals or any(t.capital for t in tokens[at + 1 : at + size])):
            return Name(at, at + size, "place", "", (), rows)
        return None

    def _look(self, stem: str, names_of: list[str], at: int) -> tuple[int, tuple[PlaceRow, ...]]:
        if stem == names_of[at]:
            return self._gazetteer.longest(names_of, at)
        window = [stem, *names_of[at + 1 : at + 5]]
        return self._gazetteer.longest(window, 0)

    def _trusted(
        self,
        at: int,
        size: int,
        rows: Sequence[PlaceRow],
        hits: list[list[Hit]],
        announced: bool,
        labels: tuple[str, ...],
    ) -> bool:
        """Without capitals a short village name is believed only where the words around announce a place."""
        if announced or size > 1:
            return True
        if max(r.population for r in rows) >= 50_000 or any(r.slug or r.preferred for r in rows):
            return True
        before = hits[at - 1] if at else []
        placed = any(h.cat == "prep" and h.ref in _LOCAL for h in before) or any(
            label in ("with", "in") for label in labels
        )
        return placed and max(r.population for r in rows) >= 500


_KNOWN_FAR = 200_000  # inhabitants from which a town outside the countries of a report is believed without capitals
_TOWN = 10_000  # inhabitants from which a name behind another one is a second place
_KNOWN_FAR_CAPITAL = 50_000  # and with them
_FAR_HINTED = 20_000  # and where words announce a place
_REMEMBERED = 60_000
_INSIDE_NAMES = frozenset({"-", "/", "(", ")", "–"})
_LOCAL = frozenset({"in", "near", "from", "at", "toward", "into", "around", "between"})
_COMMON = frozenset({
    "pred", "light", "party", "src", "say", "acc", "cite", "prep", "and", "or", "contrast", "comp", "rel", "sub", "neg",
    "negdet", "def", "indef", "dem", "poss", "be", "have", "plight", "fut", "modp", "modh", "prosub", "proobj", "anaph",
    "adv", "verb", "theme", "st", "stv", "est", "pword", "dir", "conn", "title", "dom", "mode", "ctx", "capital", "country",
})  # fmt: skip
_NO_SUFFIX = frozenset(
    {"and", "or", "contrast", "rel", "def", "indef", "dem", "fut", "modp", "adv", "title", "st", "ctx"}
)
_VERBAL_LABELS = frozenset({"and", "then", "future", "to", "emphasis"})


def _believable(row: PlaceRow, countries: frozenset[str], capitals: bool) -> bool:
    """Whether a bare name may mean this place. Without capitals any word may look like a far village: it must be near or known."""
    if not Gazetteer.plausible(row, countries):
        return False
    if _near(row, countries) or row.preferred or bool(row.slug):
        return True
    return row.population >= (_KNOWN_FAR_CAPITAL if capitals else _KNOWN_FAR)


def _near(row: PlaceRow, countries: frozenset[str]) -> bool:
    """Whether the place lies in a country of the report."""
    return row.country in countries or bool(countries.intersection(row.countries))


def _itself(norm: str) -> tuple[str]:
    """The readings of a further word of a name: names are written as they are."""
    return (norm,)


def _takes(item: Item, labels: tuple[str, ...]) -> bool:
    """Whether a word of this kind can carry these particles: verbs take no article, futures no nouns."""
    if item.feat.startswith("v:"):
        if item.feat.startswith("v:past") and ("future" in labels or "to" in labels):
            return False
        return all(label in _VERBAL_LABELS for label in labels)
    if item.cat in ("prep", "comp", "rel", "neg", "sub", "adv", "st", "fut", "acc"):
        return all(label in ("and", "then", "to", "with") for label in labels)
    return "future" not in labels


def _better(one: Name, other: Name) -> bool:
    if one.last != other.last:
        return one.last > other.last
    if len(one.labels) != len(other.labels):
        return len(one.labels) < len(other.labels)
    return _NAME_ORDER[one.cat] < _NAME_ORDER[other.cat]
