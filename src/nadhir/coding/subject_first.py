"""Subjects and objects where the subject comes before its verb, as in English and French."""

from __future__ import annotations

from nadhir.coding.arguments import Arguments, adjuncts, group_of, in_compound, of_unknown, verb_between
from nadhir.coding.mentions import Mention
from nadhir.coding.sentence import Sentence
from nadhir.coding.verbs import VerbGroup
from nadhir.coding.word_order import WordOrder, before, opening
from nadhir.text import CLOSING, COMMAS

POSSESSIVES = frozenset({"'s", "'", "s'"})


class SubjectFirst(WordOrder):
    """Subject, verb, object; verbs of saying may stand before who speaks."""

    verb_first = False

    def __init__(self, people: frozenset[str] = frozenset()) -> None:
        self._people = people  # the predicates whose nouns mean one who leads

    def agent_behind(self, sentence: Sentence, carrier: VerbGroup, noun_end: int, *, by: bool) -> list[Mention] | None:
        """The "by" phrase of a passive ("raids carried out by the army")."""
        if not carrier.passive and not (by and carrier.main >= noun_end and not carrier.finite):
            return None
        inner = Arguments()
        adjuncts(sentence, carrier.last, inner)
        return inner.functions.get("by", [])

    def subject_object(self, sentence: Sentence, verb: VerbGroup, args: Arguments, *, harm: bool) -> None:
        relative_object: list[Mention] = []
        if verb.link == "rel":
            subject, relative_object = self._relative(sentence, verb)
        elif verb.pronoun >= 0:
            args.pronoun = "subject"
            subject = self._meant(sentence, verb)
        elif verb.finite:
            subject = self._finite(sentence, verb)
            if subject and subject[0].first >= verb.last:
                args.add("subj", subject)
                return
            if not subject:
                args.pronoun = "subject"
        elif verb.tense == "inf":
            subject = self._control(sentence, verb, _governor(sentence, verb))
        elif verb.tense == "ing":
            subject = self._adjacent_before(sentence, verb) if not verb.cont else []
            subject = subject or self._shared(sentence, verb)
        else:
            subject = before(sentence, verb.first)
        args.add("subj", subject)
        args.add("obj", relative_object or self._object_right(sentence, verb))

    def _relative(self, sentence: Sentence, verb: VerbGroup) -> tuple[list[Mention], list[Mention]]:
        """Subject and object in a relative clause, one of which is its antecedent."""
        start = opening(sentence, verb)
        antecedent = before(sentence, start)
        inner = [m for m in sentence.mentions if m.first >= start and m.last <= verb.first and not m.prep]
        if inner:
            return group_of(sentence, inner[-1]), antecedent
        behind = self._object_right(sentence, verb)
        if behind and sentence.scan.has(start, "comp"):
            return behind, antecedent  # "que dirige X": the relative is the object
        return antecedent, []

    def _finite(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        """The subject of a finite verb that has no pronoun: behind it, shared with the verb before, or to its left."""
        subject = self._past_aside(sentence, verb)
        if not subject and _after_mark(sentence, verb):
            subject = self._inverted(sentence, verb)
        if not subject and verb.conj and self._and_right_before(sentence, verb):
            subject = self._shared(sentence, verb)
        subject = subject or self._left_subject(sentence, verb) or self._inverted(sentence, verb)
        return subject or (self._shared(sentence, verb) if verb.conj else [])

    def _meant(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        """Whom a pronoun takes up in its own sentence: who speaks, the subject of the clause before, or of the main clause to come."""
        if any(h.cat == "say" for h in verb.hits):
            return []  # the sources settle who goes on speaking
        told = [v for v in sentence.verbs if v.last <= verb.pronoun and v.finite and not v.attributive]
        if told:
            return [m for m in self.subject(sentence, told[-1]) if m.is_entity]
        if verb.link != "sub":
            return []
        main = next((v for v in sentence.verbs if v.first > verb.last and v.finite and not v.attributive), None)
        if main is None or main.pronoun >= 0 or main.link:
            return []
        return [m for m in self._left_subject(sentence, main) if m.first >= verb.last]

    def _shared(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        """The subject of the verb before, for a verb that has none of its own."""
        previous = _governor(sentence, verb)
        if previous is None or (previous.passive and verb.tense == "ing"):
            return []  # "the patrol was ambushed, killing five": the ambushers did
        return self.subject(sentence, previous)

    @staticmethod
    def _and_right_before(sentence: Sentence, verb: VerbGroup) -> bool:
        return verb.pronoun < 0 and any(
            h.cat == "and" and h.last == verb.first for h in sentence.scan.hits[verb.first - 1]
        )

    def _left_subject(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        aside = self._past_aside(sentence, verb)
        if aside:
            return aside
        antecedent = self._past_relative(sentence, verb)
        if antecedent:
            return antecedent
        start = sentence.reach_left(verb.first)
        if verb.conj and start == verb.first:
            start = sentence.reach_left(verb.first - 1) if verb.first > sentence.first else verb.first
        best: Mention | None = None
        for mention in reversed(sentence.mentions):
            if mention.last > verb.first:
                continue
            if mention.prep and not of_unknown(sentence, mention, _opened(sentence, mention, start), self._people):
                continue
            if self._cut(sentence, mention, verb, start):
                continue
            best = mention
            break
        if best is None or best.cat == "place":
            owner = self._possessor(sentence, verb)
            if owner is not None:
                return group_of(sentence, owner)
        if best is None:
            return []
        outer = self._parenthetical(sentence, best, verb)
        if outer is not None:
            return [*group_of(sentence, outer), *group_of(sentence, best)]
        if not best.is_entity and best.cat not in ("place", "count"):
            return []
        return group_of(sentence, best)

    @staticmethod
    def _possessor(sentence: Sentence, verb: VerbGroup) -> Mention | None:
        """Whose people the subject is, where nobody knows its noun: "Islamic State's Sahel branch", "Haftar's side"."""
        for mention in sentence.mentions:
            if mention.prep or not mention.is_entity or not 2 <= verb.first - mention.last <= 5:
                continue
            between = sentence.scan.tokens[mention.last + 1 : verb.first]
            known = any(sentence.scan.has(t.index, "prep", "and", "comp", "rel", "sub") for t in between)
            if (
                sentence.scan.tokens[mention.last].norm in POSSESSIVES
                and not known
                and all(t.kind == "word" for t in between)
            ):
                return mention
        return None

    def _past_aside(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        """The phrase before ", which … ," or ", deployed since 2021," where such an aside stands right before the verb."""
        tokens, scan = sentence.scan.tokens, sentence.scan
        close = next((i for i in range(verb.first - 1, sentence.first, -1) if tokens[i].kind == "mark"), -1)
        if close < 0 or tokens[close].norm != "," or verb.first - close > 3 or scan.has(verb.first - 1, "and", "sub"):
            return []
        participles = {
            v.first
            for v in sentence.verbs
            if (not v.finite and v.tense != "inf") or any(h.feat.startswith("v:pp") for h in v.hits)
        }
        for mention in reversed(sentence.mentions):
            begin = mention.last + 1
            if mention.last >= close - 1 or tokens[mention.last].norm != "," or mention.prep or not mention.is_entity:
                continue
            opened = scan.has(begin, "rel") is not None or begin in participles
            prep = scan.has(begin, "prep")
            if not opened and prep is not None:  # ", for its part,"; ", sur lesquelles …,"
                opened = close - begin <= 5 or scan.has(prep.last, "rel") is not None
            inner = [v for v in sentence.verbs if begin < v.main < close and v.finite and not (v.conj or v.attributive)]
            if opened and len([v for v in inner if v.first > begin]) <= 1 and (not inner or begin not in participles):
                return group_of(sentence, mention)
            if close - begin > 30:
                break
        return []

    def _past_relative(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        """The antecedent of a relative clause that stands between a subject and its verb: "soldiers who escorted tankers were"."""
        earlier = [v for v in sentence.verbs if v.last <= verb.first and v.finite and not v.attributive]
        if not earlier or verb.conj or verb.link in ("comp", "sub"):
            return []
        other = earlier[-1]
        while other.conj and len(earlier) > 1 and other.link != "rel":
            earlier.pop()
            other = earlier[-1]
        if other.link != "rel":
            return []
        if any(
            sentence.scan.has(i, "comp", "sub", "contrast") and not sentence.scan.has(i, "rel")
            for i in range(other.last, verb.first)
        ):
            return []
        return before(sentence, opening(sentence, other))

    def _parenthetical(self, sentence: Sentence, inner: Mention, verb: VerbGroup) -> Mention | None:
        """The phrase before ", most of them soldiers," between which and the verb the inner one only stands as an aside."""
        tokens = sentence.scan.tokens
        closed = any(tokens[i].norm == "," for i in range(inner.last, verb.first))
        opening = next(
            (i for i in range(inner.first - 1, max(inner.first - 5, sentence.first), -1) if tokens[i].norm == ","), -1
        )
        if not closed or opening < 0:
            return None
        return next((m for m in sentence.mentions if m.last == opening and not m.prep and m.is_entity), None)

    def _cut(self, sentence: Sentence, mention: Mention, verb: VerbGroup, start: int) -> bool:
        """Whether something parts a left phrase from the verb: another finite verb that is not in a clause of its own."""
        for other in sentence.verbs:
            if mention.last <= other.main < verb.first and other.finite and not other.attributive:
                if other.link in ("rel", "sub") and mention.last <= other.first:
                    continue
                if _parted(sentence, other, verb):
                    continue
                return True
        for at in range(mention.last, verb.first):
            hit = sentence.scan.has(at, "comp", "sub", "contrast")
            if hit is not None and not sentence.scan.has(at, "rel", "prep", "dem"):
                return True
            if sentence.scan.tokens[at].norm in (":", ";"):
                return True
        return mention.first < sentence.first or start < 0

    def _inverted(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        """A subject behind its verb ("a déclaré le ministre", "said the minister"), for verbs of saying alone."""
        if not any(h.cat == "say" for h in verb.hits):
            return []
        if any(h.cat == "pred" for h in verb.hits) and not _after_mark(sentence, verb):
            return []  # "accuses France": whoever stands behind is spoken to
        for mention in sentence.mentions:
            if mention.first >= verb.last and not mention.prep:
                return group_of(sentence, mention) if mention.first - verb.last <= 2 else []
        return []

    def _adjacent_before(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        for mention in sentence.mentions:
            if mention.last == verb.first and mention.is_entity:
                return group_of(sentence, mention)
        return []

    def _control(self, sentence: Sentence, verb: VerbGroup, governor: VerbGroup | None) -> list[Mention]:
        """The subject of an infinitive: the object of the verb that governs it where that asks or orders, else its subject."""
        if governor is None:
            return []
        between = [m for m in sentence.mentions if governor.last <= m.first and m.last <= verb.first and m.is_entity]
        if between and not between[-1].prep:
            return group_of(sentence, between[-1])
        return self.subject(sentence, governor) if governor is not verb else []

    def _object_right(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        """The first phrase behind the verb without preposition, or whose preposition is part of the verb ("depend on")."""
        inside = [m for m in sentence.mentions if verb.main < m.first and m.last == verb.last and m.is_entity]
        if inside and inside[-1].prep in ("on", "at", "against"):
            return group_of(sentence, inside[-1])  # named in the fixed phrase itself: "fired on protesters"
        end = sentence.reach_right(verb.last)
        start = self._past_inserted(sentence, verb.last, end)
        for mention in sentence.mentions:
            if mention.last <= start or mention.inner or mention.first < verb.main or in_compound(sentence, mention):
                continue
            if mention.first >= end or verb_between(sentence, start, mention.first):
                break
            if any(sentence.scan.tokens[i].norm in COMMAS | CLOSING for i in range(start, mention.first)):
                break
            if (
                not mention.prep
                or verb.main <= mention.prep_at < verb.last
                or of_unknown(sentence, mention, start, self._people)
            ):
                return group_of(sentence, mention)
            if not mention.place_ok:
                break
        return []

    @staticmethod
    def _past_inserted(sentence: Sentence, at: int, end: int) -> int:
        """The token behind what is inserted between a verb and its object: "killed, by all accounts, 60 soldiers"."""
        tokens = sentence.scan.tokens
        opened = at
        while opened < end and (opened in sentence.occupied or sentence.scan.has(opened, "adv")):
            opened += 1
        if opened >= end or tokens[opened].norm != "," or not sentence.scan.has(opened + 1, "prep"):
            return at
        for close in range(opened + 2, min(opened + 12, end)):
            if tokens[close].norm == ",":
                follows = any(m.first == close + 1 for m in sentence.mentions)
                return close + 1 if follows else at
        return at


def _opened(sentence: Sentence, mention: Mention, start: int) -> int:
    """Where the phrase around a mention begins at the earliest: behind the last comma before it."""
    marks = [i for i in range(start, mention.first) if sentence.scan.tokens[i].norm in COMMAS]
    return marks[-1] + 1 if marks else start


def _parted(sentence: Sentence, auxiliary: VerbGroup, verb: VerbGroup) -> bool:
    """Whether only a time or place parts an auxiliary from its verb: "had in June ruled out"."""
    if not any(h.cat == "have" for h in auxiliary.hits) or not any(h.feat.startswith("v:pp") for h in verb.hits):
        return False
    return verb.first - auxiliary.last <= 6 and all(
        at in sentence.occupied or sentence.scan.has(at, "prep", "adv", "def") is not None
        for at in range(auxiliary.last, verb.first)
    )


def _governor(sentence: Sentence, verb: VerbGroup) -> VerbGroup | None:
    """The verb before, whose subject a verb without one shares; its fixed phrase may reach into this one ("disent avoir tué")."""
    earlier = [
        v for v in sentence.verbs if v.main < verb.first and not v.attributive and (v.finite or v.tense == "inf")
    ]
    return earlier[-1] if earlier else None


def _after_mark(sentence: Sentence, verb: VerbGroup) -> bool:
    """Whether a comma, quotation mark or dash stands right before the group: ", a déclaré le ministre"."""
    return verb.first > sentence.first and sentence.scan.tokens[verb.first - 1].kind == "mark"
