"""Who does what to whom: the arguments of a predicate, found by position, preposition and kind of party.

Every candidate gets a grammatical function (`subj`, `obj` or a preposition label); the predicate's frame turns functions
into slots. Nothing here knows a language: word order comes from the pack's script, words from its lists.
"""

from __future__ import annotations

from nadhir.coding.mentions import ARMED, Mention
from nadhir.coding.sentence import Sentence
from nadhir.coding.verbs import VerbGroup
from nadhir.knowledge.schema import Frame
from nadhir.text import BREAKS, CLOSING, COMMAS, DASHES, OPENING

_STOPS = DASHES | BREAKS | {"\n"}
AGENTS = ARMED | {"GOV", "LEG", "JUD", "PTY", "OPP"}


class Arguments:
    """Mentions by slot, and mentions by function for the constraints of the predicate."""

    __slots__ = ("functions", "implied_subject", "pronoun", "slots")

    def __init__(self) -> None:
        self.slots: dict[str, list[Mention]] = {}
        self.functions: dict[str, list[Mention]] = {}
        self.pronoun = ""  # "subject" where a pronoun or nothing stands for the subject
        self.implied_subject: VerbGroup | None = None

    def add(self, function: str, mentions: list[Mention]) -> None:
        known = self.functions.setdefault(function, [])
        known.extend(m for m in mentions if m not in known)

    def get(self, slot: str) -> list[Mention]:
        """Mentions of a slot, in order of the text."""
        return self.slots.get(slot, [])


def group_of(sentence: Sentence, mention: Mention) -> list[Mention]:
    """The mention and those coordinated with it."""
    return [m for m in sentence.mentions if m.coord == mention.coord]


def is_agent(mention: Mention) -> bool:
    """Whether the party is of a kind that acts in conflicts: armed, governing, named, a state."""
    return (
        mention.sector in AGENTS or mention.cat in ("state", "seat") or (mention.cat == "named" and not mention.person)
    )


# --- verbs --------------------------------------------------------------------------------------------------


class ArgumentFinder:
    """Finds subjects, objects and adjuncts. `verb_first`: the subject may follow its verb."""

    def __init__(self, verb_first: bool) -> None:
        self._verb_first = verb_first

    def of_verb(
        self, sentence: Sentence, verb: VerbGroup, frame: Frame, *, harm: bool, address: bool = False
    ) -> Arguments:
        """Arguments of a verb group under a frame.

        `harm`: its object is a victim, for passives that spelling hides; `address`: its object is somebody spoken to, so that a
        single party behind a coordinated verb is that and not a new speaker.
        """
        args = Arguments()
        if self._verb_first:
            self._subject_object_vso(sentence, verb, args, harm)
            if address and verb.conj and not args.functions.get("obj") and len(args.functions.get("subj", [])) >= 1:
                first = args.functions["subj"][0]
                if first.first >= verb.last and self._shares(sentence, verb):
                    args.functions["obj"] = args.functions.pop("subj")
                    self._share(sentence, verb, args)
        else:
            self._subject_object_svo(sentence, verb, args)
        self._adjuncts(sentence, verb.last, args)
        passive = bool(verb.passive)
        table = dict(frame.verb)
        if passive and "obj" in table:
            table["subj"] = table["obj"] if table["obj"] != "both" else table["subj"]
            table["obj"] = frame.verb.get("subj", "recipients") if self._verb_first else table["obj"]
        _fill(args, table)
        return args

    def subject(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        """The mentions that are the subject of a verb group, of whatever voice."""
        args = Arguments()
        if self._verb_first:
            self._subject_object_vso(sentence, verb, args, False)
        else:
            self._subject_object_svo(sentence, verb, args)
        return args.functions.get("subj", [])

    def _subject_object_svo(self, sentence: Sentence, verb: VerbGroup, args: Arguments) -> None:
        subject: list[Mention] = []
        relative_object: list[Mention] = []
        if verb.link == "rel":
            between = [
                m for m in sentence.mentions if m.last <= verb.first and m.first >= self._opening(sentence, verb)
            ]
            antecedent = self._before(sentence, self._opening(sentence, verb))
            inner = [m for m in between if not m.prep]
            behind = self._object_right(sentence, verb)
            if inner:
                subject, relative_object = group_of(sentence, inner[-1]), antecedent
            elif behind and sentence.scan.has(self._opening(sentence, verb), "comp"):
                subject, relative_object = behind, antecedent  # "que dirige X": the relative is the object
            else:
                subject = antecedent
        elif verb.pronoun >= 0:
            args.pronoun = "subject"
        elif not verb.finite and verb.tense == "inf":
            args.implied_subject = self._previous_verb(sentence, verb)
            subject = self._control(sentence, verb, args.implied_subject)
        elif not verb.finite and verb.tense == "ing":
            subject = self._adjacent_before(sentence, verb) if not verb.cont else []
            if not subject:
                args.implied_subject = self._previous_verb(sentence, verb)
                if args.implied_subject is not None:
                    subject = self.subject(sentence, args.implied_subject)
        elif not verb.finite:
            subject = self._before(sentence, verb.first)
        else:
            subject = self._inverted(sentence, verb) if _after_mark(sentence, verb) else []
            if not subject and verb.conj and self._and_right_before(sentence, verb):
                args.implied_subject = self._previous_verb(sentence, verb)
                if args.implied_subject is not None:
                    subject = self.subject(sentence, args.implied_subject)
            if not subject:
                subject = self._left_subject(sentence, verb) or self._inverted(sentence, verb)
            if subject and subject[0].first >= verb.last:
                args.add("subj", subject)
                return
            if not subject and verb.conj:
                args.implied_subject = self._previous_verb(sentence, verb)
                if args.implied_subject is not None:
                    subject = self.subject(sentence, args.implied_subject)
            if not subject:
                args.pronoun = "subject"
        args.add("subj", subject)
        args.add("obj", relative_object or self._object_right(sentence, verb))

    @staticmethod
    def _and_right_before(sentence: Sentence, verb: VerbGroup) -> bool:
        return verb.pronoun < 0 and any(
            h.cat == "and" and h.last == verb.first for h in sentence.scan.hits[verb.first - 1]
        )

    def _opening(self, sentence: Sentence, verb: VerbGroup) -> int:
        at = verb.first if verb.pronoun < 0 else verb.pronoun
        while at > sentence.first and not sentence.scan.has(at - 1, "rel"):
            at -= 1
        return at - 1

    def _left_subject(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        antecedent = self._past_relative(sentence, verb)
        if antecedent:
            return antecedent
        start = sentence.reach_left(verb.first)
        if verb.conj and start == verb.first:
            start = sentence.reach_left(verb.first - 1) if verb.first > sentence.first else verb.first
        best: Mention | None = None
        for mention in reversed(sentence.mentions):
            if mention.last > verb.first or (mention.prep and not _of_unknown(sentence, mention, start)):
                continue
            if self._cut(sentence, mention, verb, start):
                continue
            best = mention
            break
        if best is None:
            return []
        outer = self._parenthetical(sentence, best, verb)
        if outer is not None:
            return [*group_of(sentence, outer), *group_of(sentence, best)]
        if not best.is_entity and best.cat not in ("place", "count"):
            return []
        return group_of(sentence, best)

    def _past_relative(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        """The antecedent of a relative clause that stands between a subject and its verb: "soldiers who escorted tankers were"."""
        before = [v for v in sentence.verbs if v.last <= verb.first and v.finite and not v.attributive]
        if not before or verb.conj or verb.link in ("comp", "sub"):
            return []
        other = before[-1]
        while other.conj and len(before) > 1 and other.link != "rel":
            before.pop()
            other = before[-1]
        if other.link != "rel":
            return []
        if any(
            sentence.scan.has(i, "comp", "sub", "contrast") and not sentence.scan.has(i, "rel")
            for i in range(other.last, verb.first)
        ):
            return []
        return self._before(sentence, self._opening(sentence, other))

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
        for mention in sentence.mentions:
            if mention.first >= verb.last and not mention.prep:
                return group_of(sentence, mention) if mention.first - verb.last <= 2 else []
        return []

    def _before(self, sentence: Sentence, at: int) -> list[Mention]:
        """The phrase that ends at or just before token `at`, whatever governs it."""
        best: Mention | None = None
        for mention in sentence.mentions:
            if mention.last <= at and at - mention.last <= 4:
                best = mention
        if best is None or sentence.verbs_between(best.last, at):
            return []
        return group_of(sentence, best)

    def _adjacent_before(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        for mention in sentence.mentions:
            if mention.last == verb.first and mention.is_entity:
                return group_of(sentence, mention)
        return []

    def _previous_verb(self, sentence: Sentence, verb: VerbGroup) -> VerbGroup | None:
        before = [
            v for v in sentence.verbs if v.last <= verb.first and not v.attributive and (v.finite or v.tense == "inf")
        ]
        return before[-1] if before else None

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
        end = sentence.reach_right(verb.last)
        for mention in sentence.mentions:
            if mention.last <= verb.last or mention.inner or mention.first < verb.main:
                continue
            if mention.first >= end or _verb_between(sentence, verb.last, mention.first):
                break
            if any(sentence.scan.tokens[i].norm in COMMAS | CLOSING for i in range(verb.last, mention.first)):
                break
            if (
                not mention.prep
                or verb.main <= mention.prep_at < verb.last
                or _of_unknown(sentence, mention, verb.last)
            ):
                return group_of(sentence, mention)
            if not mention.place_ok:
                break
        return []

    # --- verb-first languages ------------------------------------------------------------------------------------

    def _subject_object_vso(self, sentence: Sentence, verb: VerbGroup, args: Arguments, harm: bool) -> None:
        if verb.tense == "ing":
            self._circumstance(sentence, verb, args)
            return
        left = self._left_vso(sentence, verb)
        right = self._right_vso(sentence, verb)
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
            self._single_vso(sentence, verb, args, right[0], harm)
            return
        args.pronoun = "subject"
        self._share(sentence, verb, args)

    def _circumstance(self, sentence: Sentence, verb: VerbGroup, args: Arguments) -> None:
        """A participle of circumstance ("adding that", "متهما الجيش") has the subject of the main verb before it."""
        right = self._right_vso(sentence, verb)
        if right:
            args.add("obj", right[0])
        self._share(sentence, verb, args)
        if not args.functions.get("subj"):
            args.pronoun = "subject"

    def _single_vso(
        self, sentence: Sentence, verb: VerbGroup, args: Arguments, phrase: list[Mention], harm: bool
    ) -> None:
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
        previous = self._previous_verb(sentence, verb)
        return previous is not None and previous.passive is not True

    def _share(self, sentence: Sentence, verb: VerbGroup, args: Arguments) -> None:
        previous = self._previous_verb(sentence, verb)
        args.implied_subject = previous
        if previous is not None and previous.first < verb.first:
            args.add("subj", self.subject(sentence, previous))

    def _left_vso(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        """A topic before its verb, as after "that" or at the head of a sentence, or the antecedent of a relative."""
        if verb.link == "rel":
            return self._before(sentence, self._opening(sentence, verb))
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

    def _right_vso(self, sentence: Sentence, verb: VerbGroup) -> list[list[Mention]]:
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
            if _verb_between(sentence, verb.last, mention.first) or _noun_of_action(sentence, verb.last, mention.first):
                break
            if mention.coord not in groups:
                groups.add(mention.coord)
                out.append(group_of(sentence, mention))
        return out

    # --- adjuncts and nouns --------------------------------------------------------------------------------------

    def _adjuncts(self, sentence: Sentence, at: int, args: Arguments) -> None:
        end = sentence.reach_right(at)
        for mention in sentence.mentions:
            if mention.first < at or not mention.prep or _cited(sentence, mention):
                continue
            if mention.first >= end:
                break
            if sum(1 for m in sentence.mentions if at <= m.first < mention.first and m.prep) >= 4:
                break
            args.add(mention.prep, [mention])

    def of_noun(
        self, sentence: Sentence, first: int, last: int, frame: Frame, carrier: VerbGroup | None, carried: str
    ) -> Arguments:
        """Arguments of a noun of action at tokens `first` to `last`; `carrier` is the light verb that carries it, if any."""
        args = Arguments()
        if carrier is not None:
            self._carried(sentence, first, last, carrier, carried, args)
        before = self._modifier_before(sentence, first)
        if before is not None:
            args.add("pre", group_of(sentence, before))
        self._after_noun(sentence, last, args)
        table = dict(frame.noun)
        table["pre"] = _pre_slot(frame)
        _fill(args, table)
        return args

    def objects_of(self, sentence: Sentence, carrier: VerbGroup, slot: str, args: Arguments) -> None:
        """The parties behind a light verb whose objects do the deed: "clashes pitted Druze against Bedouin"."""
        end = sentence.reach_right(carrier.last)
        for mention in sentence.mentions:
            if (
                carrier.last <= mention.first < end
                and mention.is_entity
                and mention.prep in ("", "to", "against", "with", "and")
            ) and mention not in args.get(slot):
                args.slots.setdefault(slot, []).append(mention)

    def _carried(
        self, sentence: Sentence, first: int, last: int, carrier: VerbGroup, carried: str, args: Arguments
    ) -> None:
        if not carried:
            self._happened(sentence, carrier, args)
            return
        slot = "by" if carried == "actors" else "against"
        if carrier.main >= last and (carrier.passive or not carrier.finite) and not self._verb_first and slot == "by":
            inner = Arguments()
            self._adjuncts(sentence, carrier.last, inner)
            args.add(slot, inner.functions.get("by", []))
        elif carrier.main >= last and self._verb_first:
            right = self._right_vso(sentence, carrier)
            args.add(slot, right[0] if right else [])
        elif carrier.passive and not self._verb_first:
            inner = Arguments()
            self._adjuncts(sentence, carrier.last, inner)
            args.add(slot, inner.functions.get("by", []))
        else:
            subject = [m for m in self.subject(sentence, carrier) if not (first <= m.first < last)]
            args.add(slot, [m for m in subject if m.is_entity])
            if not subject:
                args.pronoun = "subject"

    def _happened(self, sentence: Sentence, carrier: VerbGroup, args: Arguments) -> None:
        """Parties behind a verb of happening: "clashes broke out between the army and militiamen"."""
        inner = Arguments()
        self._adjuncts(sentence, carrier.last, inner)
        for function in ("between", "with", "against", "by"):
            args.add(function, inner.functions.get(function, []))

    def _modifier_before(self, sentence: Sentence, first: int) -> Mention | None:
        """A name or demonym written right before the noun ("RSF shelling", "Mali's blockade")."""
        if self._verb_first:
            return None
        for mention in sentence.mentions:
            gap = first - mention.last
            if gap < 0 or gap > 3 or mention.cat == "count":
                continue
            between = sentence.scan.tokens[mention.last : first]
            if any(t.kind != "word" for t in between):
                continue
            if any(
                sentence.scan.has(t.index, "prep", "def", "indef", "and", "comp", "rel", "neg", "adv") for t in between
            ):
                continue
            if any(v.main in range(mention.last, first) for v in sentence.verbs):
                continue
            return mention
        return None

    @staticmethod
    def _annexed(sentence: Sentence, last: int, mention: Mention) -> bool:
        """Whether a phrase follows in annexation; a quotation mark or a quantifier may open it."""
        if not 0 <= mention.first - last <= 2:
            return False
        return all(
            sentence.scan.tokens[i].norm in OPENING or sentence.scan.has(i, "negdet", "indef", "adv") is not None
            for i in range(last, mention.first)
        )

    @staticmethod
    def _other_noun(sentence: Sentence, last: int, mention: Mention) -> bool:
        """Whether another noun of action stands in between: what follows is that one's."""
        start = mention.prep_at if mention.prep_at >= 0 else mention.first
        return any(
            h.cat == "pred" and h.feat.startswith("n:") and not sentence.scan.inside[at]
            for at in range(last + 1, start)
            for h in sentence.scan.hits[at]
            if not any(m.first <= at < m.last for m in sentence.mentions)
        )

    def _after_noun(self, sentence: Sentence, last: int, args: Arguments) -> None:
        end = sentence.reach_right(last)
        seen_other = False
        for mention in sentence.mentions:
            if mention.first < last:
                continue
            if mention.first >= end:
                break
            if not mention.prep:
                if self._annexed(sentence, last, mention) and self._verb_first and not args.functions.get("of"):
                    args.add("of", group_of(sentence, mention))
                    continue
                if mention.coord in {m.coord for ms in args.functions.values() for m in ms}:
                    continue
                break
            if any(sentence.scan.tokens[i].norm in COMMAS for i in range(last, mention.first)) and not any(
                m.coord == mention.coord for ms in args.functions.values() for m in ms
            ):
                break
            distance = sum(1 for m in sentence.mentions if last <= m.first < mention.first)
            if distance > 4 or self._other_noun(sentence, last, mention):
                break
            if mention.prep == "of" and (seen_other or mention.prep_at - last > 2):
                continue
            seen_other = True
            args.add(mention.prep, [mention])


def _of_unknown(sentence: Sentence, mention: Mention, after: int) -> bool:
    """A complement of a noun that nobody knows ("a delegation of elders", "une colonne de l'armée") stands for it."""
    at = mention.prep_at if mention.prep_at >= 0 else mention.first
    if mention.prep not in ("of", "from") and not (mention.prep == "to" and mention.prep_at < 0):
        return False
    if at <= after or at - after > 5 or mention.cat == "place":
        return False
    head = at - 1
    token = sentence.scan.tokens[head]
    if token.kind != "word" or any(h.cat in ("pred", "src", "say", "theme", "conn") for h in sentence.scan.hits[head]):
        return False
    between = range(after, head)
    return not any(
        sentence.scan.has(i, "prep", "comp", "rel", "and") or sentence.scan.tokens[i].kind == "mark" for i in between
    )


def _cited(sentence: Sentence, mention: Mention) -> bool:
    """Whether "according to" or the like governs the phrase: a voice is no party to the deed."""
    start = max(mention.first - 4, sentence.first)
    return any(
        h.cat in ("acc", "cite") and h.last == mention.first
        for at in range(start, mention.first)
        for h in sentence.scan.hits[at]
    )


def _after_mark(sentence: Sentence, verb: VerbGroup) -> bool:
    """Whether a comma, quotation mark or dash stands right before the group: ", a déclaré le ministre"."""
    return verb.first > sentence.first and sentence.scan.tokens[verb.first - 1].kind == "mark"


def _pre_slot(frame: Frame) -> str:
    return "actors" if "actors" in frame.noun.get("of", "") or frame.noun.get("by") == "actors" else "recipients"


def _verb_between(sentence: Sentence, first: int, last: int) -> bool:
    return any(first <= v.main < last and not v.attributive for v in sentence.verbs)


def _noun_of_action(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a noun of action stands in between, so that what follows is its complement ("threatened with targeting X")."""
    return any(
        h.cat == "pred" and h.feat.startswith("n:") and not any(m.first <= at < m.last for m in sentence.mentions)
        for at in range(first, last)
        for h in sentence.scan.hits[at]
    )


def _passive_agent(sentence: Sentence, verb: VerbGroup) -> bool:
    end = sentence.reach_right(verb.last)
    return any(m.prep in ("by", "at_hands") and verb.last <= m.first < end for m in sentence.mentions)


def _fill(args: Arguments, table: dict[str, str]) -> None:
    """Functions to slots; places go to places, and a party already placed is not placed again."""
    taken: set[int] = set()
    order = ["by", "at_hands", "subj", "between", "pre", "of", "obj"]
    functions = sorted(args.functions, key=lambda f: order.index(f) if f in order else 99)
    for function in functions:
        slots = table.get(function, "").split()
        for mention in args.functions[function]:
            if id(mention) in taken or not slots:
                continue
            slot = "places" if function == "in" and mention.cat in ("state", "seat") else _slot(slots, mention, args)
            if slot is None:
                continue
            taken.add(id(mention))
            args.slots.setdefault(slot, []).append(mention)
    for ms in args.slots.values():
        ms.sort(key=lambda m: m.first)


def _slot(slots: list[str], mention: Mention, args: Arguments) -> str | None:
    if mention.cat == "seat" and mention.prep in ("on", "in", "near", "at") and "actors" not in slots[:1]:
        return "places"
    if mention.cat in ("place", "capital"):
        return "places" if slots[0] in ("recipients", "places", "both", "actors") else None
    if slots[0] == "both":
        return "actors"
    if slots[0] == "places":
        return "places" if mention.place_ok else None
    if slots[0] == "instrument":
        return None
    if len(slots) > 1:
        taken = bool(args.slots.get(slots[0]))
        fits = is_agent(mention) and mention.kind != "thing"
        if slots[0] == "actors":
            return "actors" if fits and not taken else "recipients"
        return slots[1] if taken and fits else slots[0]
    return slots[0]
