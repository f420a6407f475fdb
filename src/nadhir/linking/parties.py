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
from nadhir.text import CLOSING, OPENING, fold_name
from nadhir.tokens import Token

_BRACKETS = re.compile(r"\s*[(\[].*?[)\]]")
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
    """Names to keys. Built once from the knowledge; keeps nothing of what it is asked."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._packs = {code: _Words(pack) for code, pack in knowledge.packs.items()}
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
        for written in (name, _BRACKETS.sub("", name)):
            found = self._publishers.get(_plain(written))
            if found is not None:
                origin = self.actor(found, language=language)
                if origin is not None:
                    return Origin(
                        key=origin.key,
                        name=origin.name,
                        kind=origin.kind,
                        why=why if origin.kind == "outlet" else "communique",
                    )
        for words in self._packs.values():
            body = words.body(name)
            if body is not None:
                return Origin(key=f"party:{body}", name=name, kind="party", why="communique")
        bare = [n for w in self._packs.values() if (n := w.title(_BRACKETS.sub("", name)))]
        return Origin(key=f"outlet:{min(bare, key=len, default=_plain(name))}", name=name, kind="outlet", why=why)

    # --- voices -------------------------------------------------------------------------------------------------------

    def voice(
        self, source: Source, *, language: str, country: str = "", on: date | None = None, about: Sequence[Entity] = ()
    ) -> Voice:
        """What one voice of a chain is.

        `country` is the report's (ISO 3166-1 alpha-3), for "the army"; `about` are the parties of the claim: a group that speaks
        without its name ("the group said") is most often one of them.
        """
        known = self.actor(source.entity, on=on, language=language) if source.entity else None
        words = self._packs.get(language)
        if words is None:
            return Voice(known)
        reading = words.read(source.name)
        if known is not None:
            # "a Malian army officer" may resolve to the army, but the army did not say it.
            return NOBODY if reading.nameless and known.kind == "party" else Voice(known)
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
        return Voice(_party(_plain(source.name), source.name, "named")) if source.role in _BODY_ROLES else NOBODY

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
        self._numbers = {n for words in pack.numbers.values.values() for w in words if " " not in (n := _plain(w))}

    def read(self, name: str) -> _Reading:
        """What a name says: an office with its country, a nameless voice, an outlet, a proper name."""
        tokens = [t for t in self._tokenizer(name) if t.kind in ("word", "number")]
        hits = list(self._hits(tokens))
        cats = {cat for _, _, cat, _ in hits}
        offices = [(first, ref) for first, _, cat, ref in hits if cat == "office"]
        speaker = bool(cats & {"speakers"})
        nameless = bool(cats & {"nameless"}) and not speaker
        if offices and nameless and self._capitals:  # "the interior minister, a former general"
            nameless = True
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
        return f"{country}-{sector}" if country and sector and not media else None  # type: ignore[return-value]

    def title(self, name: str) -> str:
        """The folded name of an outlet without the words that say that it is one; "" where nothing is left: "a Spanish paper"."""
        opened = next((i for i, c in enumerate(name) if c in OPENING), -1)
        if opened >= 0:  # «ساحل إنفو»
            inside = re.split("[" + re.escape("".join(CLOSING)) + "]", name[opened + 1 :])[0]
            if inside.strip():
                return self._bare(inside) or _plain(inside)
        return self._bare(name)

    def _bare(self, name: str) -> str:
        tokens = [t for t in self._tokenizer(name) if t.kind in ("word", "number")]
        covered = {
            i
            for first, last, cat, _ in self._hits(tokens)
            if cat in ("kinds", "media", "describing")
            for i in range(first, last)
        }
        rest = [t for i, t in enumerate(tokens) if i not in covered and not self._function(t)]
        left = [t for t in rest if not self._is_name(t, "demonym")]
        if not left or (self._capitals and not any(t.capital or t.kind == "number" for t in left)):
            return ""
        return " ".join(t.name for t in rest)

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

    def _function(self, token: Token) -> bool:
        norms = [token.norm]
        items = [item for item, _ in self._words.match(token.norm, 0, norms, self._morphology.stems)]
        return (
            any(i.cat in ("def", "indef", "prep", "and", "dem", "poss", "anaph") for i in items) and not token.capital
        )

    def _counts(self, token: Token) -> bool:
        return token.kind == "number" or bool(self._numbers & set(self._morphology.stems(token.norm)))

    def _proper(self, tokens: Sequence[Token], hits: Sequence[tuple[int, int, str, str]]) -> bool:
        """Whether a name is in it: a capital behind the first word, or in Arabic a word with the article in no list of ours."""
        covered = {i for first, last, cat, _ in hits if cat != "office" for i in range(first, last)}
        left = [(i, t) for i, t in enumerate(tokens) if i not in covered and not self._is_name(t, "demonym")]
        if self._capitals:
            return any(t.capital and (i > 0 or (len(t.text) > 1 and t.text.isupper())) for i, t in left)
        article = self._morphology.article
        return any(t.norm.startswith(article) and len(t.norm) - len(article) >= 3 for i, t in left if i > 0)


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


def _plain(name: str) -> str:
    """A name for keys: folded, without marks, and without the Arabic or Latin article in front."""
    return " ".join(_WORD.findall(fold_name(name).replace("-", " ")))
