"""Subjects and objects where the verb may come before its subject, as in Arabic."""

from __future__ import annotations

from nadhir.coding.arguments import Arguments, group_of, is_agent, noun_of_action, verb_between
from nadhir.coding.mentions import Mention
from nadhir.coding.sentence import Sentence
from nadhir.coding.verbs import VerbGroup
from nadhir.coding.word_order import WordOrder, before, opening, previous_verb
from nadhir.text import BREAKS, COMMAS, DASHES

_STOPS = DASHES | BREAKS | {"\n"}


class VerbFirst(WordOrder):
    """Verb, subject, object; or a topic before the verb."""

    verb_first = True

    def agent_behind(self, sentence: Sentence, carrier: VerbGroup, noun_end: int, *, by: bool) -> list[Mention] | None:
        """The phrase right behind a light verb that follows its noun («هجوم شنه مسلحون»)."""
        if carrier.main < noun_end:
            return None
        right = self._right(sentence, carrier)
        return right[0] if right else []

    def addressee(self, sentence: Sentence, verb: VerbGroup, args: Arguments) -> None:
        """Behind a coordinated verb of address a single party is who is spoken to: «واتهمت الجزائر»."""
        subject = args.functions.get("subj")
        if not verb.conj or args.functions.get("obj") or not subject:
            return
        if subject[0].first >= verb.last and self._shares(sentence, verb):
            args.functions["obj"] = args.functions.pop("subj")
            self._share(sentence, verb, args)

    def subject_object(self, sentence: Sentence, verb: VerbGroup, args: Arguments, *, harm: bool) -> None:
        if verb.tense == "ing":
            self._circumstance(sentence, verb, args)
            return
        left = self._left(sentence, verb)
        right = self._right(sentence, verb)
        if verb.object_pronoun and left and right and verb.link != "comp" and left[-1].last == verb.first:
            args.add("obj", left)
            args.add("subj", right[0])
            return
        if verb.passive:
            args.add("subj", right[0] if right else left)
            return
        if not left and right and verb.link == "rel" and verb.last - verb.main >= 2:
            args.add("obj", right[0])  # "what forms a threat to the security of X": the clause itself is the subject
            return
        if left:
            args.add("subj", left)
            if right:
                args.add("obj", right[0])
            elif verb.passive is None and harm and not any(is_agent(m) for m in left):
                verb.passive = True
            elif verb.passive is None and harm and verb.link == "rel" and not right and not verb.object_pronoun:
                verb.passive = all(m.number is not None for m in left)
            return
        if len(right) >= 2:
            args.add("subj", right[0])
            args.add("obj", right[1])
            return
        if right:
            self._single(sentence, verb, args, right[0], harm)
            return
        args.pronoun = "subject"
        self._share(sentence, verb, args)

    def _circumstance(self, sentence: Sentence, verb: VerbGroup, args: Arguments) -> None:
        """A participle of circumstance ("adding that", "متهما الجيش") has the subject of the main verb before it."""
        right = self._right(sentence, verb)
        if right:
            args.add("obj", right[0])
        self._share(sentence, verb, args)
        if not args.functions.get("subj"):
            args.pronoun = "subject"

    def _single(self, sentence: Sentence, verb: VerbGroup, args: Arguments, phrase: list[Mention], harm: bool) -> None:
        """One phrase behind a verb: its subject, the subject of a passive, or the object of a subject told before."""
        victim = harm and (not is_agent(phrase[0]) or phrase[0].number is not None)
        if victim and verb.conj and self._shares(sentence, verb) and not _passive_agent(sentence, verb):
            args.add("obj", phrase)
            self._share(sentence, verb, args)
        elif victim:
            verb.passive = True
            args.add("subj", phrase)
        elif verb.conj and not is_agent(phrase[0]) and phrase[0].cat != "source" and self._shares(sentence, verb):
            args.add("obj", phrase)
            self._share(sentence, verb, args)
        else:
            args.add("subj", phrase)

    def _shares(self, sentence: Sentence, verb: VerbGroup) -> bool:
        previous = previous_verb(sentence, verb)
        return previous is not None and previous.passive is not True

    def _share(self, sentence: Sentence, verb: VerbGroup, args: Arguments) -> None:
        previous = previous_verb(sentence, verb)
        if previous is not None and previous.first < verb.first:
            args.add("subj", self.subject(sentence, previous))

    def _left(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        """A topic before its verb, as after "that" or at the head of a sentence, or the antecedent of a relative."""
        if verb.link == "rel":
            return before(sentence, opening(sentence, verb))
        if verb.conj:
            return []
        for mention in reversed(sentence.mentions):
            if mention.last > verb.first:
                continue
            if mention.prep:
                continue
            if sentence.verbs_between(mention.last, verb.first):
                return []
            gap = range(mention.last, verb.first)
            if any(
                sentence.scan.has(i, "comp", "sub", "contrast") or sentence.scan.tokens[i].norm in _STOPS for i in gap
            ):
                return []
            aside = any(sentence.scan.tokens[i].norm in COMMAS for i in gap)
            if (len(gap) > 2 or aside) and not self._topic(sentence, mention):
                return []
            return group_of(sentence, mention)
        return []

    @staticmethod
    def _topic(sentence: Sentence, mention: Mention) -> bool:
        """Whether a phrase opens its clause, so that a verb further on may be its own: after "that", or at the head."""
        if mention.first - sentence.first <= 2:
            return True
        return any(
            sentence.scan.has(mention.first - back, "comp") for back in (1, 2) if mention.first - back >= sentence.first
        )

    def _right(self, sentence: Sentence, verb: VerbGroup) -> list[list[Mention]]:
        end = sentence.reach_right(verb.last)
        out: list[list[Mention]] = []
        groups: set[int] = set()
        for mention in sentence.mentions:
            if mention.first < verb.last:
                continue
            if mention.first >= end:
                break
            if mention.prep:
                if not out:
                    continue
                break
            if verb_between(sentence, verb.last, mention.first) or noun_of_action(sentence, verb.last, mention.first):
                break
            if mention.coord not in groups:
                groups.add(mention.coord)
                out.append(group_of(sentence, mention))
        return out


def _passive_agent(sentence: Sentence, verb: VerbGroup) -> bool:
    end = sentence.reach_right(verb.last)
    return any(m.prep in ("by", "at_hands") and verb.last <= m.first < end for m in sentence.mentions)
