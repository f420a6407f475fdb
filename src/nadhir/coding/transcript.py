"""All that the coder read in one report: its drafts, and the sentences, voices and parties from which they were made."""

from __future__ import annotations

from collections.abc import Sequence

from nadhir.coding.drafts import Draft
from nadhir.coding.parties import ActorResolver
from nadhir.coding.scan import Scan
from nadhir.coding.sentence import Sentence
from nadhir.coding.sources import Attribution


class Transcript:
    """The coder's result for one report. `attributions[i]` are the voices of `sentences[i]`; `focus` the countries, most told first;
    `verb_first`: whether subjects of the language may follow their verbs."""

    __slots__ = ("attributions", "drafts", "focus", "resolver", "sentences", "text", "title", "verb_first")

    def __init__(
        self,
        text: str,
        focus: Sequence[str],
        resolver: ActorResolver,
        drafts: list[Draft],
        title: Scan | None,
        *,
        verb_first: bool,
    ) -> None:
        self.text = text
        self.focus = list(focus)
        self.resolver = resolver
        self.drafts = drafts
        self.title = title
        self.verb_first = verb_first
        self.sentences: list[Sentence] = []
        self.attributions: list[list[Attribution]] = []
