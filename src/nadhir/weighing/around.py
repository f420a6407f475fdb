"""A draft among the claims around it: what the features of every candidate ask, found once a draft."""

from __future__ import annotations

from typing import NamedTuple

from nadhir.coding.drafts import Draft
from nadhir.coding.predication import Predication
from nadhir.weighing.usage import SLOTS, Party
from nadhir.weighing.view import Key, Occurrence, View, form_of, functions_of

_BACK = 3  # how many sentences back a party is looked for


class Pointed(NamedTuple):
    """Words that point back to a place: the name that they mean, "" if none fits; what they say of it; whether in the clause."""

    name: str
    feature: str
    near: bool


class Around:
    """A draft with its predicate. `nearest` and `unruled` keep the best phrases, and their features, of parties to whom the rules
    gave no slot: both slots ask for them."""

    def __init__(self, view: View, draft: Draft, found: Predication) -> None:
        self.view = view
        self.draft = draft
        self.found = found
        self.here = found.sentence.index
        self.form = form_of(found)
        self.functions = functions_of(found)
        self.pronoun = found.args.pronoun != ""
        self._clause = found.sentence.clause(found.first)
        self._mains = [v.main for v in found.sentence.verbs if v.finite and not v.attributive]
        self.previous = view.usage.before(draft)
        self.chain: set[Party] = {(v.country, v.sector) for v, _ in draft.sources}
        beside = [d for d in view.by_sentence.get(draft.sentence, ()) if d is not draft]
        self.beside = {slot: view.usage.parties(beside, slot) for slot in SLOTS}
        self.phrases = self._phrases()
        self.nearest: dict[Key, Occurrence] = {}
        self.unruled: dict[tuple[Key, str], list[str]] = {}
        self.covered = self._covered()
        self.pointed = self._pointed()
        self.names = {view.name_of(m) for m in draft.places}
        topic = view.topics.get(id(draft))
        self.topic = topic
        self.topic_names = {view.name_of(m) for m in topic.places} if topic is not None else set()
        self.names_before = {view.name_of(m) for m in self.previous.places} if self.previous is not None else set()

    def distance(self, first: int, last: int) -> str:
        """Where tokens `first` to `last` stand beside the trigger: side, whether in its clause, and how far."""
        after = first >= self.found.last
        gap = first - self.found.last if after else self.found.first - last
        inside = self._clause[0] <= first < self._clause[1]
        far = "0" if gap <= 1 else "1" if gap <= 4 else "2" if gap <= 9 else "3" if gap <= 18 else "4"
        return f"{'after' if after else 'before'}{'' if inside else '-other'}-{far}"

    def verbs_between(self, at: int) -> int:
        """How many finite verbs stand between token `at` and the trigger."""
        lower, upper = (at, self.found.first) if at < self.found.first else (self.found.first, at)
        return sum([lower <= main < upper for main in self._mains])

    def _phrases(self) -> dict[Key, list[Occurrence]]:
        """The phrases of the sentence and of those around it, nearest sentence first, by the party that they name."""
        out: dict[Key, list[Occurrence]] = {}
        at = self.draft.sentence
        for index in (*range(at, at - _BACK - 1, -1), at + 1):
            for occurrence in self.view.parties.get(index, ()):
                out.setdefault(occurrence.key, []).append(occurrence)
        return out

    def _covered(self) -> dict[int, list[bool]]:
        """id(mention) -> for each time that it speaks in the sentence, whether its words cover the trigger."""
        out: dict[int, list[bool]] = {}
        for attribution in self.view.attributions.get(self.here, ()):
            covering = attribution.first <= self.found.first < attribution.last
            for voice in attribution.voices:
                out.setdefault(id(voice.mention), []).append(covering)
        return out

    def _pointed(self) -> list[Pointed]:
        begin, end = self._clause
        return [
            Pointed(self.view.meant(self.draft, anaphor), anaphor.feature, begin <= anaphor.at < end)
            for anaphor in self.found.sentence.anaphors
        ]
