"""The arguments of a predicate: parties and places by grammatical function, then by slot.

Every candidate gets a function (`subj`, `obj` or a preposition label); the predicate's frame turns functions into slots.
"""

from __future__ import annotations

from nadhir.coding.mentions import ARMED, Mention
from nadhir.coding.sentence import Sentence

AGENTIVE = frozenset({"by", "at_hands"})
# Which function fills its slot first.
_ORDER = {name: at for at, name in enumerate(("by", "at_hands", "subj", "between", "pre", "of", "obj"))}
AGENTS = ARMED | {"GOV", "LEG", "JUD", "PTY", "OPP"}


class Arguments:
    """Mentions by slot, and mentions by function for the constraints of the predicate."""

    __slots__ = ("functions", "pronoun", "slots")

    def __init__(self) -> None:
        self.slots: dict[str, list[Mention]] = {}
        self.functions: dict[str, list[Mention]] = {}
        self.pronoun = ""  # "subject" where a pronoun or nothing stands for the subject

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


def adjuncts(sentence: Sentence, at: int, args: Arguments) -> None:
    end = sentence.reach_right(at)
    for mention in sentence.mentions:
        if mention.first < at or not mention.prep or _cited(sentence, mention):
            continue
        if mention.first >= end:
            break
        if sum(1 for m in sentence.mentions if at <= m.first < mention.first and m.prep) >= 4:
            break
        if label(sentence, mention) in AGENTIVE and participle_between(sentence, at, mention.first):
            continue
        args.add(label(sentence, mention), [mention])


def label(sentence: Sentence, mention: Mention) -> str:
    """What governs the phrase, by the longest preposition that ends before it: "sous le feu de" is no "de"."""
    at = mention.prep_at
    if at < 0:
        return mention.prep
    hits = sentence.scan.hits
    end = max((h.last for h in hits[at] if h.cat == "prep" and h.last <= mention.first), default=-1)
    for start in range(max(at - 4, sentence.first), at):
        for hit in hits[start]:
            if hit.cat == "prep" and hit.last == end:
                return hit.ref
    return mention.prep


def participle_between(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a participle in between takes the agent that follows ("a ceasefire brokered by elders")."""
    return any(
        first <= v.main < last
        and v.passive
        and not v.finite
        and not (v.first == first and any(h.cat == "light" for h in v.hits))
        for v in sentence.verbs
    )


def in_compound(sentence: Sentence, mention: Mention) -> bool:
    """Whether the phrase is only the first half of an adjective: "a Kenyan-led mission", "Russian-backed rebels"."""
    at, tokens = mention.last, sentence.scan.tokens
    if at >= sentence.last or not tokens[at].glued or tokens[at].kind != "word":
        return False
    return any(h.feat.startswith("v:pp") for h in sentence.scan.hits[at])


def of_unknown(sentence: Sentence, mention: Mention, after: int, people: frozenset[str] = frozenset()) -> bool:
    """A complement of a noun that nobody knows ("a delegation of elders", "une colonne de l'armée") stands for it.

    So does that of one who leads ("the head of the army"); `people` are the predicates whose nouns mean such persons.
    """
    at = mention.prep_at if mention.prep_at >= 0 else mention.first
    if mention.prep not in ("of", "from") and not (mention.prep == "to" and mention.prep_at < 0):
        return False
    if at <= after or at - after > 5 or mention.cat == "place":
        return False
    head = at - 1
    token = sentence.scan.tokens[head]
    leader = _leader(sentence, at, after, people)
    if leader >= 0:
        head = leader
    elif token.kind != "word" or any(
        h.cat in ("pred", "src", "say", "conn") and not (h.cat == "say" and h.feat.startswith("v:pp"))
        for h in sentence.scan.hits[head]
    ):
        return False
    return not any(
        sentence.scan.has(i, "comp", "rel", "and")
        or sentence.scan.tokens[i].kind == "mark"
        or any(h.cat == "prep" and h.ref != "of" for h in sentence.scan.hits[i])
        for i in range(after, head)
    )


def _leader(sentence: Sentence, end: int, after: int, people: frozenset[str]) -> int:
    """The token at which a noun for one who leads begins that ends at `end`, else -1."""
    for at in range(max(after, end - 4), end):
        if any(
            h.ref in people and h.cat == "pred" and h.feat.startswith("n:") and h.last == end
            for h in sentence.scan.hits[at]
        ):
            return at
    return -1


def _cited(sentence: Sentence, mention: Mention) -> bool:
    """Whether "according to" or the like governs the phrase: a voice is no party to the deed."""
    start = max(mention.first - 4, sentence.first)
    return any(
        h.cat in ("acc", "cite") and h.last == mention.first
        for at in range(start, mention.first)
        for h in sentence.scan.hits[at]
    )


def verb_between(sentence: Sentence, first: int, last: int) -> bool:
    return any(first <= v.main < last and not v.attributive for v in sentence.verbs)


def noun_of_action(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a noun of action stands in between, so that what follows is its complement ("threatened with targeting X")."""
    return any(
        h.cat == "pred" and h.feat.startswith("n:") and not any(m.first <= at < m.last for m in sentence.mentions)
        for at in range(first, last)
        for h in sentence.scan.hits[at]
    )


def fill(args: Arguments, table: dict[str, str]) -> None:
    """Functions to slots; places go to places, and a party already placed is not placed again."""
    taken: set[int] = set()
    for function in sorted(args.functions, key=lambda f: _ORDER.get(f, len(_ORDER))):
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
