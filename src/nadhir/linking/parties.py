"""Whose voice a voice is: the one look-up of publishers and speakers, by their names in all languages.

A state speaks with few voices: its bodies and office-holders are joined by country and sector (`party:MLI-MIL`), since the foreign
ministry repeating the presidency adds nothing. Everybody else is an actor of the files, or a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from nadhir.knowledge.lexicon import Lookup
from nadhir.knowledge.load import Knowledge, Pack, tokenizer_of
from nadhir.knowledge.schema import Actor
from nadhir.memory import Origin, OriginKind
from nadhir.reading.morphology import Morphology
from nadhir.records import Entity, Source
from nadhir.text import CLOSING, OPENING, fold, fold_name
from nadhir.tokens import Token

_BRACKETS = re.compile(
    r"\s*[(\[].*?(?:[)\]]|$)"
)  # a name as cut from a text may lack its closing one: "the Front (FLA"
_REMEMBERED = 20_000
_WORD = re.compile(r"\w+")
# Roles of the codebook whose holders speak for a body of the state, and the sector of that body.
_STATE_ROLES = {"official": "GOV", "military": "MIL"}
_BODY_ROLES = frozenset({"igo", "ngo", "anonymous", "medic", "analyst"})


class Voice(NamedTuple):
    """What a voice is: `origin` where it can be held to what it says; `unnamed` outlets can not, and hide whoever they heard."""

    origin: Origin | None
    unnamed_outlet: bool = False


NOBODY = Voice(None)


class Parties:
    """Names to keys. Built once from the knowledge; what it has been asked it remembers for speed alone."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._packs = {code: _Words(pack) for code, pack in knowledge.packs.items()}
        self._articles = frozenset(a for words in self._packs.values() for a in words.articles)
        self._small = frozenset(w for words in self._packs.values() for w in words.small)
        self._asked: dict[tuple[str, str], Origin] = {}
        self._publishers: dict[str, str] = {}
        actors = sorted(knowledge.actors.values(), key=lambda a: a.kind != "outlet")  # outlets first: they publish
        for actor in actors:
            for names in actor.names.values():
                for name in names:
                    self._publishers.setdefault(_plain(name), actor.id)
        for pack in knowledge.packs.values():
            for outlet, signs in pack.bylines.short.items():
                for sign in signs:
                    self._publishers.setdefault(_plain(sign), outlet)

    # --- actors -------------------------------------------------------------------------------------------------------

    def actor(self, ident: str, *, on: date | None = None, language: str = "", why: str = "") -> Origin | None:
        """The origin that an actor of the files is; None where there is no such actor. `on`: the day, for office-holders."""
        actor = self._knowledge.actors.get(self._knowledge.houses.get(ident, ident))
        if actor is None:
            return None
        names = actor.names.get(language) or next(iter(actor.names.values()))
        kind: OriginKind = "outlet" if actor.kind == "outlet" else "party"
        return Origin(key=f"{kind}:{_key(actor, on)}", name=names[0], kind=kind, why=why or kind)

    def outlet(self, name: str, *, language: str = "", why: str = "relay") -> Origin:
        """The origin that an outlet or publisher is, by its name in any language: an actor, a body of a state, or its own name."""
        origin = self._asked.get((name, language))
        if origin is None:
            if len(self._asked) >= _REMEMBERED:
                self._asked.clear()
            origin = self._asked[name, language] = self._outlet(name, language)
        return Origin(key=origin.key, name=origin.name, kind=origin.kind, why=origin.why or why)

    def _outlet(self, name: str, language: str) -> Origin:
        known = self._by_name(name, language)
        if known is not None:
            return Origin(
                key=known.key, name=known.name, kind=known.kind, why="" if known.kind == "outlet" else "communique"
            )
        for pack in self._packs.values():
            body = pack.body(name)
            if body:
                return Origin(key=f"party:{body}", name=name, kind="party", why="communique")
        words = self._packs.get(language)
        bare = words.title(_BRACKETS.sub("", name)) if words is not None else ""
        return Origin(key=f"outlet:{self._large(bare or _plain(name))}", name=name, kind="outlet")

    def _large(self, plain: str) -> str:
        """A name without articles and prepositions of any language: "Le Courrier du Djoliba" is also quoted in English."""
        words = [w for w in plain.split() if w not in self._small]
        return " ".join(words) or plain

    def _by_name(self, name: str, language: str) -> Origin | None:
        for written in (name, _BRACKETS.sub("", name)):
            plain = _plain(written)
            found = self._publishers.get(plain) or self._publishers.get(self._without_article(plain))
            if found is not None:
                return self.actor(found, language=language)
        return None

    def _without_article(self, plain: str) -> str:
        head, _, rest = plain.partition(" ")
        return rest if rest and head in self._articles else plain

    # --- voices -------------------------------------------------------------------------------------------------------

    def voice(
        self, source: Source, *, language: str, country: str = "", on: date | None = None, about: Sequence[Entity] = ()
    ) -> Voice:
        """What one voice of a chain is.

        `country` is the report's (ISO 3166-1 alpha-3), for "the army"; `about` are the parties of the claim: a group that speaks
        without its name ("the group said") is most often one of them.
        """
        known = (
            self.actor(source.entity, on=on, language=language)
            if source.entity
            else self._by_name(source.name, language)
        )
        words = self._packs.get(language)
        if words is None:
            return Voice(known)
        reading = words.read(source.name)
        if known is not None:
            # "a Malian army officer" may resolve to the army, but the army did not say it.
            return NOBODY if reading.nameless and _is_body(known) else Voice(known)
        if reading.sector and not reading.nameless:
            where = reading.country or country
            return Voice(_party(f"{where}-{reading.sector}", source.name, "office")) if where else NOBODY
        if source.role == "outlet" or reading.outlet:
            title = words.title(source.name)
            return Voice(self.outlet(title, language=language)) if title else Voice(None, unnamed_outlet=True)
        if source.role == "armed-group" and not reading.indefinite:
            return self._group(source, reading, about, country, on, language)
        if reading.nameless or reading.indefinite or not reading.proper:
            return NOBODY
        if source.role in _STATE_ROLES:
            where = reading.country or country
            return Voice(_party(f"{where}-{_STATE_ROLES[source.role]}", source.name, "office")) if where else NOBODY
        name = self._without_article(_plain(_BRACKETS.sub("", source.name)))
        return Voice(_party(name, source.name, "named")) if source.role in _BODY_ROLES else NOBODY

    def _group(
        self, source: Source, reading: _Reading, about: Sequence[Entity], country: str, on: date | None, language: str
    ) -> Voice:
        if not reading.speaker and reading.nameless:
            return NOBODY
        for entity in about:
            actor = self._knowledge.actors.get(entity.id)
            if actor is not None and actor.kind == "armed-group":
                return Voice(self.actor(entity.id, on=on, language=language))
        where = reading.country or country
        return Voice(_party(f"{where}-REB", source.name, "office")) if where else NOBODY


class _Reading(NamedTuple):
    """What the words of a voice's name say of it."""

    sector: str = ""
    country: str = ""
    nameless: bool = False
    speaker: bool = False
    indefinite: bool = False
    outlet: bool = False
    proper: bool = False


class _Words:
    """The words of one language by which voices are told apart."""

    def __init__(self, pack: Pack) -> None:
        self._tokenizer = tokenizer_of(pack.script)
        self._morphology = Morphology(pack.script.clitics, pack.script.keep_whole)
        self._voices = Lookup(pack.voices)
        self._words = Lookup(pack.words)
        self._names = Lookup(pack.names)
        self._capitals = pack.script.capitals
        self.articles = tuple(
            _plain(word)
            for word, items in pack.words.items()
            for i in items
            if i.cat == "def" and not i.rest and _plain(word)
        )
        self.small = {
            _plain(word) for word, items in pack.words.items() for i in items if i.cat in ("def", "prep") and not i.rest
        }
        self._describing = {fold(w) for w in pack.bylines.describing}
        self._numbers = {n for words in pack.numbers.values.values() for w in words if " " not in (n := _plain(w))}

    def read(self, name: str) -> _Reading:
        """What a name says: an office with its country, a nameless voice, an outlet, a proper name."""
        tokens = [t for t in self._tokenizer(name) if t.kind in ("word", "number")]
        hits = list(self._hits(tokens))
        cats = {cat for _, _, cat, _ in hits}
        offices = [(first, ref) for first, _, cat, ref in hits if cat == "office"]
        speaker = bool(cats & {"speakers"})
        nameless = not speaker and any(
            cat == "nameless" and not (self._capitals and first and tokens[first].capital) for first, _, cat, _ in hits
        )  # the doctors of "Sudan Doctors Network" are part of a name
        indefinite = not speaker and (self._has(tokens[:2], "indef") or any(self._counts(t) for t in tokens[:2]))
        sector = "" if indefinite else next((ref for _, ref in offices), "")
        return _Reading(
            sector=sector,
            country=self._country(tokens),
            nameless=nameless,
            speaker=speaker,
            indefinite=indefinite,
            outlet=bool(cats & {"media", "kinds"}) and not offices and not nameless and self._headed(hits),
            proper=self._proper(tokens, hits),
        )

    def body(self, name: str) -> str:
        """ "Ministère de la Défense nationale (Niger)" -> `NER-GOV`: an office, and the country that its name tells; else ""."""
        tokens = [t for t in self._tokenizer(name) if t.kind == "word"]
        hits = list(self._hits(tokens))
        country = self._country(tokens)
        sector = next((ref for first, _, cat, ref in hits if cat == "office" and first <= 1), "")
        media = any(cat in ("media", "kinds") for first, _, cat, _ in hits if first == 0)
        return f"{country}-{sector}" if country and sector and not media else ""

    def title(self, name: str) -> str:
        """The folded name of an outlet without the words that only say what it is; "" where nothing is left: "a Spanish paper"."""
        opened = next((i for i, c in enumerate(name) if c in OPENING), -1)
        if opened >= 0:  # «ساحل إنفو»
            inside = re.split("[" + re.escape("".join(CLOSING)) + "]", name[opened + 1 :])[0]
            if inside.strip() and (not self._capitals or inside.strip()[0].isupper()):
                return _plain(inside)
        tokens = [t for t in self._tokenizer(name) if t.kind in ("word", "number")]
        return (self._title_cased if self._capitals else self._title_bare)(tokens)

    def _title_cased(self, tokens: Sequence[Token]) -> str:
        """Where capitals are written, a word for an outlet is part of the name if it has one: "the daily Volta Post", "Volta Daily"."""
        saying = {
            i
            for first, last, cat, _ in self._hits(tokens)
            if cat in ("kinds", "media", "describing")
            for i in range(first, last)
            if not tokens[i].capital or (first == 0 and cat == "describing")
        }
        if all(any(first <= i < last for first, last, _, _ in self._hits(tokens)) for i in range(len(tokens))):
            return ""  # "Media reports"
        if saying and max(saying) + 1 < len(tokens):
            behind = tokens[max(saying) + 1 :]
            if behind[0].capital:
                whole = saying == set(range(len(saying))) and all(
                    tokens[i].capital for i in saying
                )  # "Radio Ayorou FM"
                return self._joined(tokens if whole else behind)
            if any(t.capital for t in behind) and self._function(behind[0]):
                return ""  # "l'hebdomadaire de Maroua"
        left = [t for i, t in enumerate(tokens) if i not in saying and not self._function(t)]
        named = [t for t in left if t.capital and not self._is_name(t, "demonym")]
        return self._joined(left) if len(named) > 1 or (named and not saying) else ""  # "a Cúcuta radio station"

    def _title_bare(self, tokens: Sequence[Token]) -> str:
        """Without capitals: what stands behind the leading words for an outlet, if more than adjectives of theirs."""
        hits = {
            first: (last, cat) for first, last, cat, _ in self._hits(tokens) if cat in ("kinds", "media", "describing")
        }
        at = 0
        while at in hits:
            at = hits[at][0]
        left = [t for t in tokens[at:] if not self._is_name(t, "demonym")]
        left = [t for t in left if not any(s in self._describing for s in self._morphology.stems(t.norm))]
        return self._joined(tokens[at:]) if left else ""

    # --- words --------------------------------------------------------------------------------------------------------

    def _hits(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int, str, str]]:
        """Phrases of the voices' table: (first, behind the last, category, reference), longest first, none over another."""
        norms = [t.norm for t in tokens]
        at = 0
        while at < len(tokens):
            found = [
                (end, item)
                for stem in self._morphology.stems(norms[at])
                for item, end in self._voices.match(stem, at, norms, self._morphology.stems)
            ]
            if not found:
                at += 1
                continue
            last = max(end for end, _ in found)
            yield from {(at, last, item.cat, item.ref) for end, item in found if end == last}
            at = last

    def _headed(self, hits: Sequence[tuple[int, int, str, str]]) -> bool:
        return min(hits)[2] in ("media", "kinds", "describing")

    def _country(self, tokens: Sequence[Token]) -> str:
        names = [t.name for t in tokens]
        for cat in ("state", "demonym", "seat"):
            for at, name in enumerate(names):
                for stem in self._morphology.stems(name):
                    for item, _ in self._names.match(stem, at, names, self._morphology.stems):
                        if item.cat == cat:
                            return item.ref
        return ""

    def _is_name(self, token: Token, cat: str) -> bool:
        stems = self._morphology.stems(token.name)
        return any(
            item.cat == cat
            for s in stems
            for item, end in self._names.match(s, 0, [token.name], self._morphology.stems)
        )

    def _has(self, tokens: Sequence[Token], cat: str) -> bool:
        norms = [t.norm for t in tokens]
        return any(
            item.cat == cat
            for i, n in enumerate(norms)
            for item, _ in self._words.match(n, i, norms, self._morphology.stems)
        )

    def _joined(self, tokens: Sequence[Token]) -> str:
        return " ".join(t.name for t in tokens if not self._function(t)) or " ".join(t.name for t in tokens)

    def _function(self, token: Token) -> bool:
        """Articles, and small words that are not written with a capital: "Le Courrier du Fleuve" has two words of its own."""
        cats = {item.cat for item, _ in self._words.match(token.norm, 0, [token.norm], _itself)}
        return "def" in cats or (not token.capital and bool(cats & {"indef", "prep", "and", "dem", "poss", "anaph"}))

    def _counts(self, token: Token) -> bool:
        return token.kind == "number" or bool(self._numbers & set(self._morphology.stems(token.norm)))

    def _proper(self, tokens: Sequence[Token], hits: Sequence[tuple[int, int, str, str]]) -> bool:
        """Whether a name is in it: two words with capitals or a sign in capitals, or in Arabic a word with the article in no list of ours."""
        covered = {i for first, last, cat, _ in hits if cat != "office" for i in range(first, last)}
        left = [(i, t) for i, t in enumerate(tokens) if i not in covered and not self._is_name(t, "demonym")]
        if self._capitals:
            capitals = [t for _, t in left if t.capital and not self._function(t)]
            signs = [t for t in capitals if t.text.isupper() and len(t.name) > 2]  # "UGTT"
            return bool(signs) or len(capitals) > 1
        article = self._morphology.article
        return any(t.norm.startswith(article) and len(t.norm) - len(article) >= 3 for i, t in left if i > 0)


def _is_body(origin: Origin) -> bool:
    """Whether an origin is a body of a state: `party:MLI-MIL`."""
    return re.fullmatch(r"party:[A-Z]{3}-[A-Z]{3}", origin.key) is not None


def _party(key: str, name: str, why: str) -> Origin:
    return Origin(key=f"party:{key}", name=name, kind="party", why=why)


def _key(actor: Actor, on: date | None) -> str:
    """A body or office-holder of a state stands for the state's sector; others for themselves."""
    if actor.kind == "state-body":
        return f"{actor.country}-{actor.sector}"
    day = on.isoformat() if on is not None else ""
    held = [r for r in actor.roles if (not day or r.start <= day) and (not r.end or r.end >= day)]
    office = next((r for r in held if r.sector in ("GOV", "MIL", "COP", "SPY", "LEG", "JUD")), None)
    return f"{office.country}-{office.sector}" if actor.kind == "person" and office is not None else actor.id


def _itself(word: str) -> tuple[str, ...]:
    return (word,)


def _plain(name: str) -> str:
    """A name for keys: folded, without marks, and without the Arabic or Latin article in front."""
    return " ".join(_WORD.findall(fold_name(name).replace("-", " ")))
