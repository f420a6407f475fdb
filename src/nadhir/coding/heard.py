"""The voices of a report as they are heard: under whom, by which name, and who goes on where a sentence says only "he added"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nadhir.coding.mentions import Mention
from nadhir.coding.sentence import Sentence
from nadhir.coding.speakers import whole
from nadhir.coding.voices import Attribution, Voice, role_of
from nadhir.text import fold


class Heard:
    """What is remembered of the voices of one report. `last`: who spoke last, outlets only where nobody else did."""

    def __init__(self, text: str, article: str) -> None:
        self._text = text
        self._article = article
        self._heard: list[Voice] = []
        self.last: list[Voice] = []

    def knows(self, party: str) -> bool:
        """Whether a voice of that party noun was heard."""
        return any(v.party_id == party for v in self._heard)

    def outlets(self) -> bool:
        """Whether an outlet was heard."""
        return any(v.outlet for v in self._heard)

    def voices(self, sentence: Sentence, mentions: Iterable[Mention]) -> list[Voice]:
        """The voices of phrases but for those that add nobody: the publisher's own ("this station"), a speaker's own outlet."""
        return [self.voice(sentence, m) for m in mentions if not self._publisher(sentence, m)]

    def _publisher(self, sentence: Sentence, mention: Mention) -> bool:
        near = sentence.scan.has(mention.first, "dem") is not None and mention.cat == "source"
        if mention.possessed and role_of(mention) == "outlet":
            return True  # "carried by its media arm": the mouth of the one who speaks
        return near and role_of(mention) in ("outlet", "ngo") and not self.outlets()

    def voice(self, sentence: Sentence, mention: Mention) -> Voice:
        """The voice of a mention; one that was heard before keeps its chain, and an outlet told again in short its name."""
        mention = whole(sentence, mention)
        name = self._text[mention.span.start : mention.span.end]
        voice = Voice(mention, name, role_of(mention))
        opening = sentence.scan.tokens[mention.first].norm
        definite = mention.definite or (bool(self._article) and opening.startswith(self._article))
        earlier = self._earlier(voice, definite=definite)
        if earlier is None and any(sentence.scan.has(i, "same") for i in range(mention.first, mention.last)):
            earlier = next((v for v in reversed(self._heard) if not v.outlet), None)
        if earlier is not None and earlier.mention is not mention:
            voice.under = earlier.under
            voice.sector, voice.country = voice.sector or earlier.sector, voice.country or earlier.country
            if voice.role == "anonymous":
                voice.role = earlier.role
            if definite and mention.generic and voice.outlet:
                voice.name, voice.actor = earlier.name, voice.actor or earlier.actor
        self._heard.append(voice)
        return voice

    def _earlier(self, voice: Voice, *, definite: bool) -> Voice | None:
        again = definite and not voice.actor
        words = self._words(voice.name) if again else frozenset()
        for heard in reversed(self._heard):
            if voice.actor and heard.actor == voice.actor:
                return heard
            if again and voice.party_id and heard.party_id == voice.party_id:
                return heard
            if voice.mention.person and heard.name == voice.name:
                return heard
            if again and voice.outlet and heard.outlet and voice.mention.generic:
                return heard
            if again and words and voice.mention.generic and words <= self._words(heard.name):
                return heard
        if again and voice.role == "anonymous" and voice.mention.generic and len(words) == 1 and not voice.party_id:
            return next((v for v in reversed(self._heard) if v.outlet), None)  # "the website", "the weekly"
        return None

    def _words(self, name: str) -> frozenset[str]:
        """The words of a name that may tell it from others, without article."""
        words = (part.strip("«»,()\"'") for part in fold(name).split())
        return frozenset(w for word in words if len(w := word.removeprefix(self._article)) > 2)

    def remember(self, found: Sequence[Attribution]) -> None:
        """Who goes on where the next sentence says only "he added"."""
        if not found:
            return
        main = [a for a in found if a.entry is not None] or list(found)
        voices = main[-1].voices
        self.last = [v for v in voices if not v.outlet] or voices


def again(voice: Voice) -> Voice:
    """A voice told before that goes on: its own record, so that what is learned of it here changes nothing there."""
    out = Voice(voice.mention, voice.name, voice.role)
    out.span, out.actor, out.sector, out.country = voice.span, voice.actor, voice.sector, voice.country
    out.party_id, out.under = voice.party_id, voice.under
    return out
