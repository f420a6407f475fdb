"""Subjects and objects where the verb may come before its subject, as in Arabic."""

from __future__ import annotations

from nadhir.coding.agreement import agrees, follows
from nadhir.coding.arguments import Arguments, group_of, is_agent, noun_of_action, verb_between
from nadhir.coding.mentions import Mention
from nadhir.coding.sentence import Sentence
from nadhir.coding.verbs import VerbGroup
from nadhir.coding.word_order import WordOrder, before, opening
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
        if not verb.conj or args.functions.get("obj") or not subject or subject[0].case == "subject":
            return
        shared = self._sharing(sentence, verb)
        if subject[0].first < verb.last or shared is None or shared.passive is True:
            return
        told = agrees(verb.form, self.subject(sentence, shared))
        if told < 2 <= agrees(verb.form, subject) and follows(verb.form, subject):
            return
        args.functions["obj"] = args.functions.pop("subj")
        self._share(sentence, verb, args)

    def subject_object(self, sentence: Sentence, verb: VerbGroup, args: Arguments, *, harm: bool) -> None:
        if verb.tense == "ing":
            self._circumstance(sentence, verb, args)
            return
        left = self._left(sentence, verb)
        right = self._right(sentence, verb)
        if right and left and self._taken_up(verb, left):
            args.add("obj" if verb.object_pronoun else "topic", left)
            args.add("subj", right[0])
            return
        if verb.passive:
            args.add("subj", right[0] if right else left)
            return
        if not left and right and verb.link == "rel" and verb.last - verb.main >= 2:
            args.add("obj", right[0])  # "what forms a threat to the security of X": the clause itself is the subject
            return
        if left:
            self._behind_topic(verb, args, left, right, harm)
            return
        if len(right) >= 2 and not verb.fate:
            self._pair(sentence, verb, args, right)
            return
        if right:
            self._single(sentence, verb, args, right[0], harm)
            return
        args.pronoun = "subject"
        self._share(sentence, verb, args)

    @staticmethod
    def _taken_up(verb: VerbGroup, left: list[Mention]) -> bool:
        """Whether a pronoun behind the verb stands for the antecedent, so that the verb has a subject of its own."""
        relative = verb.link == "rel" or (not verb.link and left[-1].last == verb.first)
        return relative and (verb.object_pronoun or verb.resumed)

    @staticmethod
    def _behind_topic(
        verb: VerbGroup, args: Arguments, left: list[Mention], right: list[list[Mention]], harm: bool
    ) -> None:
        args.add("subj", left)
        if right:
            args.add("obj", right[0])
        elif verb.passive is None and harm and not any(is_agent(m) for m in left):
            verb.passive = True
        elif verb.passive is None and harm and verb.link == "rel" and not verb.object_pronoun:
            verb.passive = all(m.number is not None for m in left)

    def _pair(self, sentence: Sentence, verb: VerbGroup, args: Arguments, right: list[list[Mention]]) -> None:
        """Two phrases behind the verb: subject and object, or two objects of a subject told before."""
        first, second = right[:2]
        if verb.object_pronoun or follows(verb.form, first):
            args.add("subj", first)
            args.add("obj", second)
            return
        args.add("obj", first)
        if second[0].case == "subject":
            args.add("subj", second)
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
        if verb.fate or verb.object_pronoun:
            args.add("subj", phrase)
            return
        victim = harm and (not is_agent(phrase[0]) or phrase[0].number is not None)
        shares = verb.conj and phrase[0].case != "subject" and self._shares(sentence, verb)
        if not follows(verb.form, phrase) and phrase[0].is_entity:
            args.add("obj", phrase)
            args.pronoun = "subject"
            self._share(sentence, verb, args)
        elif victim and shares and not _passive_agent(sentence, verb):
            args.add("obj", phrase)
            self._share(sentence, verb, args)
        elif victim:
            verb.passive = True
            args.add("subj", phrase)
        elif shares and not is_agent(phrase[0]) and phrase[0].cat != "source":
            args.add("obj", phrase)
            self._share(sentence, verb, args)
        else:
            args.add("subj", phrase)

    def _shares(self, sentence: Sentence, verb: VerbGroup) -> bool:
        """Whether a verb before has a subject that this one's form can go with."""
        shared = self._sharing(sentence, verb)
        if shared is None or shared.passive is True:
            return False
        return agrees(verb.form, self.subject(sentence, shared)) > 0

    def _share(self, sentence: Sentence, verb: VerbGroup, args: Arguments) -> None:
        shared = self._sharing(sentence, verb)
        if shared is not None:
            args.add("subj", self.subject(sentence, shared))

    def _sharing(self, sentence: Sentence, verb: VerbGroup) -> VerbGroup | None:
        """The verb before whose subject this one shares: the nearest of its tense in an open clause that its form goes with."""
        known = [
            v
            for v in sentence.verbs
            if v.last <= verb.first
            and v.first < verb.first
            and not v.attributive
            and (v.finite or v.tense == "inf")
            and not all(h.cat in ("be", "have") for h in v.hits)
        ]
        if not verb.conj or not verb.form:
            return known[-1] if known else None
        spare: VerbGroup | None = None
        for other in reversed(known):
            fit = agrees(verb.form, self.subject(sentence, other))
            if not fit:
                continue
            if other.tense == verb.tense and not self._closed(sentence, other, verb):
                return other
            spare = spare or other
        return spare or (known[-1] if known else None)

    def _closed(self, sentence: Sentence, other: VerbGroup, verb: VerbGroup) -> bool:
        """Whether the clause of a verb before has ended: a relative or dependent one, behind which a comma stands."""
        dependent = other.link in ("rel", "sub") or not (other.conj or other.link or other.first == sentence.first)
        if not dependent:
            return False
        if other.link not in ("rel", "sub"):
            left = self._left(sentence, other)
            dependent = bool(left) and not left[0].definite and self._taken_up(other, left)
        return dependent and any(sentence.scan.tokens[i].norm in COMMAS for i in range(other.last, verb.first))

    def _left(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        """A topic before its verb, as after "that" or at the head of a sentence, or the antecedent of a relative."""
        if verb.link == "rel":
            return before(sentence, opening(sentence, verb))
        if verb.conj:
            return []
        for mention in reversed(sentence.mentions):
            if mention.last > verb.main:
                continue
            if mention.prep:
                continue
            if sentence.verbs_between(mention.last, verb.first):
                return []
            gap = range(mention.last, verb.first)  # empty where an adjective was taken for the verb's adverb
            if any(
                sentence.scan.has(i, "comp", "sub", "contrast") or sentence.scan.tokens[i].norm in _STOPS for i in gap
            ):
                return []
            aside = any(sentence.scan.tokens[i].norm in COMMAS for i in gap)
            if (len(gap) > 2 or aside) and not self._topic(sentence, mention):
                return []
            group = group_of(sentence, mention)
            if agrees(verb.form, group):
                return group
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
