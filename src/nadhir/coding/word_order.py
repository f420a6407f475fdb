"""What finds the subject and object of a verb group, and what all word orders share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from nadhir.coding.arguments import Arguments, group_of
from nadhir.coding.mentions import Mention
from nadhir.coding.sentence import Sentence
from nadhir.coding.verbs import VerbGroup


class WordOrder(ABC):
    """Subjects and objects in a language of one word order. Which one a language has is told by its script file."""

    verb_first: ClassVar[bool]

    @abstractmethod
    def subject_object(self, sentence: Sentence, verb: VerbGroup, args: Arguments, *, harm: bool) -> None:
        """Add `subj` and `obj`; `harm`: the object is a victim, for passives that spelling hides."""

    @abstractmethod
    def agent_behind(self, sentence: Sentence, carrier: VerbGroup, noun_end: int, *, by: bool) -> list[Mention] | None:
        """Who does the deed of a noun that ends at token `noun_end`, where that stands behind its light verb and not as the
        subject; None: look at the subject. `by`: the light verb's subject does the deed, else it suffers it.
        """

    def addressee(self, sentence: Sentence, verb: VerbGroup, args: Arguments) -> None:
        """Turn the single party behind a verb of address from subject to object, where the order allows to mistake it."""
        return

    def subject(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        """The mentions that are the subject of a verb group, of whatever voice."""
        args = Arguments()
        self.subject_object(sentence, verb, args, harm=False)
        return args.functions.get("subj", [])


def opening(sentence: Sentence, verb: VerbGroup) -> int:
    at = verb.first if verb.pronoun < 0 else verb.pronoun
    while at > sentence.first and not sentence.scan.has(at - 1, "rel"):
        at -= 1
    return at - 1


def before(sentence: Sentence, at: int) -> list[Mention]:
    """The phrase that ends at or just before token `at`, whatever governs it."""
    best: Mention | None = None
    for mention in sentence.mentions:
        if mention.last <= at and at - mention.last <= 4:
            best = mention
    if best is None or sentence.verbs_between(best.last, at):
        return []
    return group_of(sentence, best)
