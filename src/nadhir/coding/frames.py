"""Who does what to whom: the frames of verbs and of nouns of action, filled from the phrases around them.

Nothing here knows a language: word order comes from the pack's script, words from its lists.
"""

from __future__ import annotations

from nadhir.coding.arguments import AGENTIVE, Arguments, adjuncts, fill, group_of, label
from nadhir.coding.mentions import Mention
from nadhir.coding.sentence import Sentence
from nadhir.coding.subject_first import SubjectFirst
from nadhir.coding.verb_first import VerbFirst
from nadhir.coding.verbs import VerbGroup
from nadhir.coding.word_order import WordOrder
from nadhir.knowledge.schema import Frame
from nadhir.text import BREAKS, COMMAS, OPENING


class ArgumentFinder:
    """Finds subjects, objects and adjuncts.

    `verb_first`: the subject may follow its verb; `people`: the predicates whose nouns mean one who leads.
    """

    def __init__(self, verb_first: bool, people: frozenset[str] = frozenset()) -> None:
        self._order: WordOrder = VerbFirst() if verb_first else SubjectFirst(people)

    def of_verb(
        self, sentence: Sentence, verb: VerbGroup, frame: Frame, *, harm: bool, address: bool = False
    ) -> Arguments:
        """Arguments of a verb group under a frame.

        `harm`: its object is a victim, for passives that spelling hides; `address`: its object is somebody spoken to, so that a
        single party behind a coordinated verb is that and not a new speaker.
        """
        args = Arguments()
        self._order.subject_object(sentence, verb, args, harm=harm)
        if address:
            self._order.addressee(sentence, verb, args)
        adjuncts(sentence, verb.last, args)
        spelled = any(h.feat.startswith("v:") for h in verb.hits)
        if verb.passive is False and spelled and frame.verb.get("subj") == "actors":
            args.functions.pop("by", None)  # an active verb has its agent before it
        table = dict(frame.verb)
        table.setdefault("at_hands", table.get("by", ""))
        if verb.passive and "obj" in table:
            table["subj"] = table["obj"] if table["obj"] != "both" else table["subj"]
            table["obj"] = frame.verb.get("subj", "recipients") if self._order.verb_first else table["obj"]
        fill(args, table)
        if harm and not self._order.verb_first and not args.get("recipients"):
            _completed(sentence, verb, args)
        return args

    def subject(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        """The mentions that are the subject of a verb group, of whatever voice."""
        return self._order.subject(sentence, verb)

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
        if not self._order.verb_first:
            _blamed(sentence, last, args)
            _behind_verb(sentence, last, args)
        table = dict(frame.noun)
        table["pre"] = _pre_slot(frame)
        fill(args, table)
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
        behind = self._order.agent_behind(sentence, carrier, last, by=slot == "by")
        if behind is not None:
            args.add(slot, behind)
        else:
            subject = [m for m in self.subject(sentence, carrier) if not (first <= m.first < last)]
            args.add(slot, [m for m in subject if m.is_entity])
            if not subject:
                args.pronoun = "subject"

    def _happened(self, sentence: Sentence, carrier: VerbGroup, args: Arguments) -> None:
        """Parties behind a verb of happening: "clashes broke out between the army and militiamen"."""
        inner = Arguments()
        adjuncts(sentence, carrier.last, inner)
        for function in ("between", "with", "against", "by"):
            args.add(function, inner.functions.get(function, []))

    def _modifier_before(self, sentence: Sentence, first: int) -> Mention | None:
        """A name or demonym written right before the noun ("RSF shelling", "Mali's blockade")."""
        if self._order.verb_first:
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

    def _after_noun(self, sentence: Sentence, last: int, args: Arguments) -> None:
        end = sentence.reach_right(last)
        seen_other = False
        for mention in sentence.mentions:
            if mention.first < last:
                continue
            if mention.first >= end:
                break
            if not mention.prep:
                if _annexed(sentence, last, mention) and self._order.verb_first and not args.functions.get("of"):
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
            if distance > 4 or _other_noun(sentence, last, mention.prep_at if mention.prep_at >= 0 else mention.first):
                break
            if mention.prep in AGENTIVE and _of_another(sentence, last, mention):
                continue
            if mention.prep == "of" and (seen_other or mention.prep_at - last > 2):
                continue
            seen_other = True
            args.add(label(sentence, mention), [mention])


def _completed(sentence: Sentence, verb: VerbGroup, args: Arguments) -> None:
    """Whom a fixed phrase harms: the party in "cost the lives of ten soldiers", "a coûté la vie à dix soldats"."""
    if verb.last - verb.main < 2:
        return
    behind = next((m for m in sentence.mentions if m.prep in ("of", "to") and m.prep_at == verb.last), None)
    if behind is not None and behind.is_entity and behind not in args.get("actors"):
        args.slots["recipients"] = group_of(sentence, behind)


def _blamed(sentence: Sentence, last: int, args: Arguments) -> None:
    """Whom fixed phrases make the doer of the deed told before: "the attack was blamed on X", "imputée à X"."""
    for at in range(last, min(last + 16, sentence.last)):
        if sentence.scan.tokens[at].norm in BREAKS or (at > last and _other_noun(sentence, last, at)):
            return
        for hit in sentence.scan.hits[at]:
            if hit.cat == "prep" and hit.ref in AGENTIVE and hit.last - hit.first > 1:
                blamed = [m for m in sentence.mentions if 0 <= m.first - hit.last <= 2 and m.is_entity]
                if blamed:
                    args.functions["by"] = group_of(sentence, blamed[0])
                    return


def _annexed(sentence: Sentence, last: int, mention: Mention) -> bool:
    """Whether a phrase follows in annexation; a quotation mark or a quantifier may open it."""
    if not 0 <= mention.first - last <= 2:
        return False
    return all(
        sentence.scan.tokens[i].norm in OPENING or sentence.scan.has(i, "negdet", "indef", "adv") is not None
        for i in range(last, mention.first)
    )


def _behind_verb(sentence: Sentence, last: int, args: Arguments) -> None:
    """What a verb parts from its subject, a noun of action: "an attack was carried out on Sunday against the camp"."""
    verb = next((v for v in sentence.verbs if v.first >= last and v.finite and not v.attributive), None)
    if verb is None or verb.conj or verb.link or verb.first - last > 6 or verb.first >= sentence.clause(last - 1)[1]:
        return
    tokens = sentence.scan.tokens[last : verb.first]
    if any(t.kind != "word" for t in tokens) or any(
        last <= m.first < verb.first and not m.prep for m in sentence.mentions
    ):
        return
    behind = Arguments()
    adjuncts(sentence, verb.last, behind)
    for function in ("against", "between"):
        if function not in args.functions:
            args.add(function, behind.functions.get(function, []))


def _of_another(sentence: Sentence, last: int, agent: Mention) -> bool:
    """Whether a participle right behind another phrase takes the agent: "an attack on a base used by French troops"."""
    inner = [v for v in sentence.verbs if last <= v.main < agent.first and v.passive and not v.finite]
    return any(m.first >= last and m.last == v.first for v in inner for m in sentence.mentions)


def _other_noun(sentence: Sentence, last: int, end: int) -> bool:
    """Whether another noun of action stands before `end`: what follows is that one's."""
    return any(
        h.cat == "pred" and h.feat.startswith("n:")
        for at in sentence.scan.where(last + 1, end, "pred")
        if not sentence.scan.inside[at] and not any(m.first <= at < m.last for m in sentence.mentions)
        for h in sentence.scan.hits[at]
    )


def _pre_slot(frame: Frame) -> str:
    return "actors" if "actors" in frame.noun.get("of", "") or frame.noun.get("by") == "actors" else "recipients"
