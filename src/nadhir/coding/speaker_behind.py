"""Speakers where the subject follows its verb, or is a topic before it."""

from __future__ import annotations

from nadhir.coding.arguments import group_of
from nadhir.coding.mentions import Mention
from nadhir.coding.sentence import Sentence
from nadhir.coding.speakers import CLOSED, REACH, SpeakerFinder, Speakers, made, speaks
from nadhir.coding.verbs import VerbGroup
from nadhir.text import BREAKS, CLOSING, DASHES, OPENING

_PARTICLE = 3  # letters of a word that is a particle with a pronoun («لنا», «لها») rather than somebody


class SpeakerBehind(SpeakerFinder):
    """The speaker follows the verb, or is a topic before it."""

    def of(self, sentence: Sentence, verb: VerbGroup, *, relays: bool) -> Speakers:
        scan = sentence.scan
        if verb.tense == "ing":
            return Speakers(back=True)
        right = self._right(sentence, verb, relays=relays)
        if verb.link == "rel":
            if right:
                return Speakers(right, inverted=True)
            return Speakers(self._antecedent(sentence, verb), back=False)
        left = [] if verb.conj and "and" in scan.hits[verb.main][0].labels else self._left(sentence, verb)
        if left and (not right or left[-1].last >= verb.first):
            return Speakers(left)
        if right and self._addressed(sentence, verb, right):
            return Speakers(back=True)
        if right:
            return Speakers(right, inverted=True)
        earlier = (
            [v for v in sentence.verbs if v.last <= verb.first and v.finite and not v.attributive] if verb.conj else []
        )
        if earlier and not any(h.cat == "say" for h in earlier[-1].hits):
            return Speakers(self._right(sentence, earlier[-1], relays=False), back=True, shared=True)
        return Speakers(left, back=not left)

    @staticmethod
    def _addressed(sentence: Sentence, verb: VerbGroup, right: list[Mention]) -> bool:
        """Behind a coordinated verb of accusing or the like a single party is who is spoken to: «واتهمت الجزائر»."""
        if not verb.conj or not any(h.cat == "pred" for h in verb.hits):
            return False
        if not any(v.last <= verb.first and v.finite and not v.attributive for v in sentence.verbs):
            return False
        end = right[-1].last
        return not any(end <= m.first <= end + 3 and not m.prep and speaks(m) for m in sentence.mentions)

    def unknown(self, sentence: Sentence, at: int) -> Mention | None:
        """Up to three unknown words right behind a verb or preposition."""
        scan = sentence.scan
        first = last = at
        while last < min(first + 4, sentence.last) and scan.tokens[last].kind == "word":
            if scan.has(last, *CLOSED) or (last > first and scan.inside[last]):
                break
            if any(h.cat == "pred" or h.feat.startswith("v:") for h in scan.hits[last]):
                break
            if last > first and any(
                lab in ("and", "to", "with", "as", "then") for h in scan.hits[last] for lab in h.labels
            ):
                break
            last += 1
        if last == first and first + 2 < sentence.last and scan.tokens[first].norm in OPENING:
            close = next(
                (i for i in range(first + 2, min(first + 7, sentence.last)) if scan.tokens[i].norm in CLOSING), -1
            )
            if close > 0:
                return made(sentence, first + 1, close)
        if last == first or first in sentence.occupied or scan.inside[first]:
            return None
        if len(scan.tokens[first].norm) <= (_PARTICLE if last - first == 1 else _PARTICLE - 1):
            return None
        if any(h.feat.startswith(("v:", "n:")) and h.cat in ("pred", "say", "toll") for h in scan.hits[first]):
            return None
        return made(sentence, first, last)

    def _right(self, sentence: Sentence, verb: VerbGroup, *, relays: bool) -> list[Mention]:
        """The phrase behind the verb; asides of time and place between commas may stand before it."""
        scan = sentence.scan
        tokens = scan.tokens
        at = verb.last
        for mention in sentence.mentions:
            if mention.last <= verb.last or mention.inner:
                continue
            if mention.first - verb.last > 14:
                break
            between = range(at, mention.first)
            if any(scan.has(i, "comp") or tokens[i].norm in BREAKS | OPENING for i in between) and not (
                mention.first - verb.last == 1 and tokens[verb.last].norm in OPENING
            ):
                break
            if any(
                (h.cat == "pred" and h.feat.startswith("n:")) or h.cat == "pword" for i in between for h in scan.hits[i]
            ) or sentence.verbs_between(verb.last, mention.first):
                break
            if mention.prep:
                if relays and mention.prep in ("about", "from"):
                    break
                at = mention.last
                continue
            stranger = self._stranger(sentence, verb, mention)
            if stranger is not None:
                return [stranger]
            if (
                mention.first - at > 2
                or not speaks(mention)
                or (mention.number is not None and mention.cat == "party" and not mention.role)
            ):
                break
            return [m for m in group_of(sentence, mention) if speaks(m) and not m.prep]
        stranger = self.unknown(sentence, verb.last)
        return [] if stranger is None else [stranger]

    def _stranger(self, sentence: Sentence, verb: VerbGroup, mention: Mention) -> Mention | None:
        """Unknown words between the verb and a phrase that is only their complement: «أفاد منتخب محلي في غاو»."""
        if mention.first - verb.last < 1:
            return None
        found = self.unknown(sentence, verb.last)
        if found is None or found.last > mention.first:
            return None
        return found

    def _left(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        """A topic: the phrase before the verb, at the head of its clause or right before it."""
        scan = sentence.scan
        start = max(sentence.first, verb.first - REACH)
        for at in range(verb.first - 1, start - 1, -1):
            if scan.tokens[at].norm in BREAKS | DASHES or scan.has(at, "comp", "contrast", "sub"):
                start = at + 1
                break
            if any(v.main == at and v.finite and not v.attributive and v.link != "rel" for v in sentence.verbs):
                relative = any(scan.has(i, "rel") for i in range(start, at))
                if not relative and not _described(sentence, at):
                    start = at + 1
                    break
        for mention in sentence.mentions:
            if mention.first < start or mention.inner or mention.last > verb.main:
                continue
            if mention.prep or (mention.first - start > 3 and mention.last < verb.first):
                continue
            if not speaks(mention):
                return []
            return [m for m in group_of(sentence, mention) if speaks(m) and m.last <= verb.main]
        return []

    def _antecedent(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        before = [m for m in sentence.mentions if m.last <= verb.first and verb.first - m.last <= 3 and not m.inner]
        return group_of(sentence, before[-1]) if before and speaks(before[-1]) else []


def _described(sentence: Sentence, at: int) -> bool:
    """A verb right behind an indefinite phrase describes it: «خبير استضافه موقع …»."""
    return any(m.last == at and not m.definite for m in sentence.mentions)
