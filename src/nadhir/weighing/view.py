"""A report as the candidates see it: who was named where, how often, and by whom the claims around were filled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Generic, TypeVar

import msgspec

from nadhir.coding.drafts import Draft
from nadhir.coding.mentions import Mention
from nadhir.coding.predication import Predication
from nadhir.coding.sites import Anaphor, fits, kind_of
from nadhir.coding.transcript import Transcript
from nadhir.records import Entity
from nadhir.weighing.usage import Usage

Key = tuple[str, str, str]
T = TypeVar("T")

_REACH = 13  # how many sentences back words such as "the town" may point


class Candidate(msgspec.Struct, Generic[T], frozen=True):
    """What may fill a slot, None for nobody or no place told, and the features that hold of it."""

    value: T | None
    features: list[str]


class Occurrence:
    """A mention with its entity and where it stands."""

    __slots__ = ("entity", "key", "mention", "sentence")

    def __init__(self, mention: Mention, entity: Entity, sentence: int) -> None:
        self.mention = mention
        self.entity = entity
        self.sentence = sentence
        self.key = key_of(entity)


class View:
    """Occurrences of a transcript by sentence, and their counts. Built once a report."""

    def __init__(self, transcript: Transcript) -> None:
        self.transcript = transcript
        self.focus = transcript.focus[0] if transcript.focus else ""
        self.sentences = {s.index: s for s in transcript.sentences}
        self.attributions = {s.index: a for s, a in zip(transcript.sentences, transcript.attributions, strict=True)}
        self.parties: dict[int, list[Occurrence]] = {
            index: [
                Occurrence(m, transcript.resolver(m), index)
                for m in sentence.mentions
                if (m.is_entity or (m.cat == "count" and m.number is not None))
                and not (m.cat == "source" and not m.sector)
            ]
            for index, sentence in self.sentences.items()
        }
        self.told = Counter(o.key for found in self.parties.values() for o in found)
        self.entities = {i: [o for o in found if o.mention.is_entity] for i, found in self.parties.items()}
        self.placed = {i: s.sites for i, s in self.sentences.items()}
        self._names: dict[Mention, str] = {}
        self.places_told = Counter(self.name_of(m) for found in self.placed.values() for m in found)
        self.finer = {country_of(m) for found in self.placed.values() for m in found if kind_of(m) != "country"}
        self._tokens = transcript.sentences[0].scan.tokens if transcript.sentences else []
        self.usage = Usage(transcript.drafts)
        self.topics = _topics(transcript.drafts)
        self._places_used = Counter(n for d in transcript.drafts for n in {self.name_of(m) for m in d.places})
        self._home = {id(m): i for i, found in self.placed.items() for m in found}
        self.by_sentence: dict[int, list[Draft]] = {}
        for draft in transcript.drafts:
            self.by_sentence.setdefault(draft.sentence, []).append(draft)

    def name_of(self, mention: Mention) -> str:
        """What makes two phrases one place: the best row of the gazetteer, the country, or the words."""
        name = self._names.get(mention)
        if name is None:
            name = self._names[mention] = self._name(mention)
        return name

    def _name(self, mention: Mention) -> str:
        if mention.cat in ("state", "seat"):
            return f"{mention.cat} {mention.country}"
        if mention.rows:
            return f"{mention.rows[0].name} {mention.rows[0].country}"
        return self.transcript.text[mention.span.start : mention.span.end]

    def sentence_of(self, mention: Mention, here: int) -> int:
        """The index of the sentence that a place mention stands in; `here` where it is none of the report's own."""
        return self._home.get(id(mention), here)

    def places_used(self, name: str) -> int:
        """In how many drafts the rules put the place."""
        return self._places_used.get(name, 0)

    def dateline(self, mention: Mention) -> bool:
        """Whether the place only says where the report was filed."""
        return mention.first <= 1 and mention.last < len(self._tokens) and self._tokens[mention.last].kind == "mark"

    def meant(self, draft: Draft, anaphor: Anaphor) -> str:
        """The name of the place that words of the draft's sentence point back to, "" if none fits."""
        here = self.sentences.get(draft.sentence)
        before = [m for m in here.sites if m.last <= anaphor.at and fits(anaphor.feature, m)] if here else []
        if before:
            return self.name_of(before[-1])
        topic = self.topics.get(id(draft))
        if topic is not None:
            for mention in topic.places:
                if fits(anaphor.feature, mention):
                    return self.name_of(mention)
        for index in range(draft.sentence - 1, draft.sentence - _REACH, -1):
            for mention in reversed(self.placed.get(index, ())):
                if fits(anaphor.feature, mention):
                    return self.name_of(mention)
        return ""


def _topics(drafts: Sequence[Draft]) -> dict[int, Draft]:
    """id(draft) -> the draft told before it that has places."""
    out: dict[int, Draft] = {}
    last: Draft | None = None
    for draft in drafts:
        if last is not None:
            out[id(draft)] = last
        if draft.places and draft.code != "causes":
            last = draft
    return out


def country_of(mention: Mention) -> str:
    """The country of a place phrase, by its first sense."""
    return mention.rows[0].country if mention.rows else mention.country


def key_of(entity: Entity) -> Key:
    """What makes two entities one candidate: the id, else name, country and sector."""
    return (entity.id, "", "") if entity.id else (entity.name, entity.country, entity.sector)


def form_of(found: Predication) -> str:
    """How the trigger stands in its clause: active or passive verb, noun of action, noun with a verb that carries it, other."""
    if found.form == "verb" and found.verb is not None:
        if found.verb.passive:
            return "passive"
        return "active" if found.verb.finite else "nonfinite"
    if found.form == "noun":
        return "carried" if found.carrier is not None else "noun"
    return "state"


def functions_of(found: Predication) -> dict[int, str]:
    """id(mention) -> the grammatical function under which the predicate's arguments have it."""
    out: dict[int, str] = {}
    for function, mentions in found.args.functions.items():
        for mention in mentions:
            out.setdefault(id(mention), function)
    return out
