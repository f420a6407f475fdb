"""Who does or suffers what a noun or an apposition tells, where no argument of its own says so: owners, holders, demonyms."""

from __future__ import annotations

from nadhir.coding.frames import ArgumentFinder
from nadhir.coding.mentions import Mention
from nadhir.coding.predication import Predication
from nadhir.coding.scan import Hit, Name
from nadhir.coding.sentence import Sentence
from nadhir.coding.verbs import VerbGroup
from nadhir.knowledge.schema import Frame
from nadhir.records import Span
from nadhir.text import BRACKETS, COMMAS, DASHES, OPENING


class HolderFinder:
    """Fills slots from the words around a predicate. `left`: adjectives stand before their noun."""

    def __init__(self, arguments: ArgumentFinder, *, left: bool) -> None:
        self._arguments = arguments
        self._left = left

    def possessor(self, sentence: Sentence, hit: Hit, found: Predication, frame: Frame) -> None:
        """Whose deed "its attack", "leur refus" or a pronoun suffix tells: the subject told before in the sentence."""
        slot = "actors" if frame.noun.get("of", "").startswith("actors") or found.kind == "relation" else "recipients"
        owned = bool(hit.suffix) or (
            sentence.scan.has(hit.first - 1, "poss") is not None and hit.first > sentence.first
        )
        if not owned or found.args.get(slot) or found.kind == "condition":
            return
        for verb in reversed([v for v in sentence.verbs if v.last <= hit.first and not v.attributive]):
            subject = [m for m in self._arguments.subject(sentence, verb) if m.is_entity]
            if subject:
                found.args.slots[slot] = subject
                return

    def purpose_actor(self, sentence: Sentence, found: Predication) -> None:
        """Who aims at a deed is who does what is told before: "launched attacks in order to impose a siege"."""
        if found.kind != "event" or found.form != "noun" or found.args.get("actors"):
            return
        near = range(max(sentence.first, found.first - 3), found.first)
        if not any(h.cat == "st" and h.ref == "purpose" for at in near for h in sentence.scan.hits[at]):
            return
        before = [
            v for v in sentence.verbs if v.last <= found.first and v.finite and not any(h.cat == "say" for h in v.hits)
        ]
        if before:
            subject = [m for m in self._arguments.subject(sentence, before[-1]) if m.is_entity]
            if subject:
                found.args.slots["actors"] = subject

    def modifiers(self, sentence: Sentence, hit: Hit, found: Predication, frame: Frame) -> None:
        """A demonym beside a noun of action is its actor: "Israeli raid", "غارة إسرائيلية", "frappe israélienne"."""
        if found.form != "noun" or found.args.get("actors"):
            return
        name = None
        scan = sentence.scan
        beside = (
            map(scan.closing.get, range(hit.first - 2, hit.first + 1))
            if self._left
            else map(scan.opening.get, (hit.last, hit.last + 1))
        )
        for candidate in beside:
            if candidate is None or candidate.cat != "demonym":
                continue
            if self._left:
                between = range(candidate.last, hit.first)
                if all(scan.tokens[i].kind == "word" and not scan.has(i, "prep", "and") for i in between):
                    name = candidate
            else:
                name = candidate
        if name is None or any(m.first <= name.first < m.last for m in sentence.mentions):
            return
        mention = state_mention(sentence, name)
        if found.pred.code in ("ASSAULT", "MOBILIZE"):
            mention.sector = "MIL"
        slot = "actors" if "actors" in " ".join(frame.noun.values()) else "recipients"
        found.args.slots.setdefault(slot, []).insert(0, mention)

    def apposition(self, sentence: Sentence, found: Predication, frame: Frame) -> None:
        """Of whom a relation or state is told by apposition or copula: "JNIM, the branch of al-Qaeda", "X is a rival of"."""
        holds = frame.verb.get("subj") == "actors"
        slot = "actors" if found.kind == "relation" or holds else "recipients"
        if found.args.get(slot) or (found.form == "verb" and found.verb is not None and found.verb.finite):
            return
        if found.form == "verb" and frame.verb.get("obj") != slot and frame.verb.get("subj") != slot:
            return
        if found.form == "verb" and found.verb is not None and found.verb.passive and frame.verb.get("obj") != slot:
            return
        holder: list[Mention] = []
        for mention in sentence.mentions:
            if mention.last <= found.first and mention.is_entity and _apposed(sentence, mention.last, found.first):
                holder = [m for m in sentence.mentions if m.coord == mention.coord]
        if not holder:
            for verb in sentence.verbs:
                if (
                    verb.last > found.first
                    or not verb.finite
                    or verb.attributive
                    or any(h.cat == "say" for h in verb.hits)
                ):
                    continue
                deed = found.code == "leads" and any(h.cat == "pred" for h in verb.hits)
                if deed:
                    continue  # who leads is met by the deed, and not told of as leading
                if _apposed(sentence, verb.last, found.first) or (
                    slot == "actors" and found.form == "noun" and _within(sentence, verb, found)
                ):
                    holder = self._arguments.subject(sentence, verb)
        taken = {id(m) for ms in found.args.slots.values() for m in ms}
        holder = [m for m in holder if id(m) not in taken and m.is_entity]
        if holder:
            found.args.slots[slot] = holder


def _within(sentence: Sentence, verb: VerbGroup, found: Predication) -> bool:
    """Whether the noun lies in the clause of the verb, so that the verb's subject may be its doer."""
    first, last = sentence.clause(found.first)
    return (
        first <= verb.main < last
        and found.first - verb.last <= 14
        and not sentence.verbs_between(verb.last, found.first)
    )


def _apposed(sentence: Sentence, first: int, last: int) -> bool:
    """Only a comma or bracket, articles and adjectives stand between."""
    if last - first > 5:
        return False
    marks = 0
    for at in range(first, last):
        token = sentence.scan.tokens[at]
        if token.kind == "mark":
            marks += token.norm in COMMAS | DASHES | BRACKETS
            if token.norm not in COMMAS | DASHES | BRACKETS | OPENING:
                return False
        elif sentence.scan.has(at, "prep", "comp", "rel", "and", "sub") or any(
            v.main == at and v.finite for v in sentence.verbs
        ):
            return False
    return marks <= 1


def state_mention(sentence: Sentence, name: Name) -> Mention:
    mention = Mention(name.first, name.last, name.first)
    mention.cat, mention.country, mention.sector, mention.state = "state", name.ref, "GOV", name.ref
    tokens = sentence.scan.tokens
    mention.span = Span(tokens[name.first].start, tokens[name.last - 1].end)
    return mention
