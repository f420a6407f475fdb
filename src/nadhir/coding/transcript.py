"""All that the coder read in one report: its drafts, and the sentences, voices and parties from which they were made."""

from __future__ import annotations

from collections.abc import Sequence

from nadhir.coding.drafts import Draft
from nadhir.coding.parties import ActorResolver
from nadhir.coding.sentence import Sentence
from nadhir.coding.voices import Attribution


class Transcript:
    """The coder's result for one report. `attributions[i]` are the voices of `sentences[i]`; `focus` the countries, most told first;
    `named` those that more than a town speaks for; `language` is that of the pack; `verb_first`: whether its subjects may follow their verbs."""

    __slots__ = ("attributions", "drafts", "focus", "language", "named", "resolver", "sentences", "text", "verb_first")

    def __init__(
        self,
        text: str,
        focus: Sequence[str],
        resolver: ActorResolver,
        drafts: list[Draft],
        *,
        named: frozenset[str] = frozenset(),
        language: str,
        verb_first: bool,
    ) -> None:
        self.text = text
        self.focus = list(focus)
        self.named = named
        self.resolver = resolver
        self.drafts = drafts
        self.language = language
        self.verb_first = verb_first
        self.sentences: list[Sentence] = []
        self.attributions: list[list[Attribution]] = []
