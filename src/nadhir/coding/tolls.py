"""How many: the dead, the wounded, the taken, the displaced, the troops or the crowd that a claim counts.

A number may stand beside the party ("12 soldiers"), before its own noun ("30 wounded"), or only behind the verb ("killing 14"); a party
named alone is one, and a dual is two.
"""

from __future__ import annotations

from nadhir.coding.drafts import Draft
from nadhir.coding.mentions import Mention
from nadhir.coding.predication import Predication
from nadhir.knowledge.load import Pack
from nadhir.reading.numbers import Number
from nadhir.records import Span
from nadhir.text import BREAKS

_COUNTS = ("count", "one")
_NEAR = 8  # how many tokens behind or before the trigger a number may stand that no party carries
_PERSONAL = frozenset({"killed", "injured", "abducted", "arrested"})

Range = tuple[int, int | None]


def count(found: Predication, draft: Draft, pack: Pack) -> None:
    """Fill the quantities of a draft from its predication and the numbers of its sentence."""
    if draft.kind == "event" and draft.code == "ASSAULT":
        _toll_words(found, draft)
    toll = found.pred.toll or ("" if _quantity_of(draft) else _verb_toll(found, draft, pack))
    quantity = toll or _quantity_of(draft)
    if not quantity or quantity in draft.quantities:
        return
    number = _number(found, quantity, toll)
    if number is not None:
        draft.quantities[quantity] = (0, 0) if number.kind == "none" else (number.low, number.high)
        draft.numbers.append(number.span)
        return
    named = _named(found, toll) if draft.status != "negated" else None
    if named is not None:
        draft.quantities[quantity] = named[0]
        draft.numbers.append(named[1])


def _verb_toll(found: Predication, draft: Draft, pack: Pack) -> str:
    """What the verb counts in another of its senses: "a bomb killed five soldiers" is a bombing told by a verb of killing."""
    if draft.code != "ASSAULT" or found.verb is None:
        return ""
    tolls = {
        p.toll
        for h in found.verb.hits
        if h.cat == "pred" and (p := pack.predicates[int(h.ref)]).code == "ASSAULT" and p.toll
    }
    return tolls.pop() if len(tolls) == 1 else ""


def _toll_words(found: Predication, draft: Draft) -> None:
    """Numbers with their own noun in the predicate's reach: "12 dead", "une vingtaine de blessés", "خمسة جرحى"."""
    sentence = found.sentence
    for number in sentence.numbers:
        if number.kind not in (*_COUNTS, "none") or number.last >= sentence.last:
            continue
        if number.kind == "none" and draft.status == "negated":
            continue
        for at in range(number.last, min(number.last + 3, sentence.last)):
            hit = sentence.scan.has(at, "toll")
            if hit is not None and hit.ref not in draft.quantities and _unparted(found, number.first):
                draft.quantities[hit.ref] = (0, 0) if number.kind == "none" else (number.low, number.high)
                draft.numbers.append(number.span)
                break
            if sentence.scan.tokens[at].kind != "word" or sentence.scan.has(at, "and"):
                break
    _pairs(found, draft)


def _pairs(found: Predication, draft: Draft) -> None:
    """A dual counts two without a number: "قتيلين", "جريحان"."""
    sentence = found.sentence
    for at in sentence.scan.where(sentence.first, sentence.last, "toll"):
        for hit in sentence.scan.hits[at]:
            dual = hit.cat == "toll" and hit.feat == "n:du" and hit.ref not in draft.quantities
            if dual and _unparted(found, at) and not any(n.last == at for n in sentence.numbers):
                token = sentence.scan.tokens[at]
                draft.quantities[hit.ref] = (2, 2)
                draft.numbers.append(Span(token.start, token.end))


def _unparted(found: Predication, at: int) -> bool:
    """Whether no strong mark parts the number from the predicate."""
    first, last = sorted((at, found.first))
    return not any(found.sentence.scan.tokens[i].norm in BREAKS for i in range(first, last))


def _quantity_of(draft: Draft) -> str:
    if draft.code == "displacement":
        return "displaced"
    if draft.kind != "event":
        return ""
    if draft.code in ("MOBILIZE", "PROTEST"):
        return "size"
    if "abduct" in draft.modes:
        return "abducted"
    return "arrested" if "arrest" in draft.modes else ""


def _number(found: Predication, quantity: str, toll: str) -> Number | None:
    """The number of a quantity: right before a noun, beside a party of the slot, or near a verb that only counts."""
    before = [n for n in found.sentence.numbers if n.last == found.first and n.kind in _COUNTS]
    if before and found.form in ("noun", "adj", "phrase"):
        return before[-1]
    slots = ("actors", "recipients") if quantity == "size" else ("recipients",)
    for slot in slots:
        for mention in found.args.get(slot):
            if mention.number is not None and mention.number.kind in _COUNTS:
                return mention.number
    for function in ("obj", "subj", "of"):
        for mention in found.args.functions.get(function, []):
            if mention.cat == "count" and mention.number is not None:
                return mention.number
    return _loose(found, toll) if toll in _PERSONAL else None


def _loose(found: Predication, toll: str) -> Number | None:
    """A number that no known party carries: "killing three firemen", "put the death toll at six", "no soldier was killed"."""
    sentence = found.sentence
    begin, end = sentence.clause(found.first)
    own = {id(m.number) for m in sentence.mentions if m.number is not None and m.cat != "count"}
    own -= {id(m.number) for m in found.args.get("recipients")}
    free = [
        n
        for n in sentence.numbers
        if n.kind in (*_COUNTS, "none")
        and id(n) not in own
        and not _tolled(found, n, toll)
        and _unparted(found, n.first)
    ]
    after = [n for n in free if 0 <= n.first - found.last <= _NEAR and not sentence.verbs_between(found.last, n.first)]
    before = [n for n in free if begin <= n.first < n.last <= found.first and found.first - n.last <= _NEAR]
    passive = found.verb is not None and found.verb.passive is True
    first, second = (before, after[:1]) if passive else (after[:1], [])
    chosen = first[-1:] or second
    return chosen[0] if chosen and chosen[0].first < max(end, found.last + _NEAR) else None


def _tolled(found: Predication, number: Number, toll: str) -> bool:
    """Whether a noun behind the number says that it counts something else ("nine wounded")."""
    sentence = found.sentence
    for at in range(number.last, min(number.last + 2, sentence.last)):
        hit = sentence.scan.has(at, "toll")
        if hit is not None:
            return hit.ref != toll
    return False


def _named(found: Predication, toll: str) -> tuple[Range, Span] | None:
    """One person named alone is one, a dual is two; groups, collectives and plurals without a number are not counted."""
    if toll not in _PERSONAL:
        return None
    met = [m for m in found.args.get("recipients") if m.is_entity]
    if not met or any(not _countable(m) for m in met):
        return None
    total = sum(2 if m.pair else 1 for m in met)
    return (total, total), met[0].span


def _countable(mention: Mention) -> bool:
    if mention.pair:
        return True
    return mention.kind == "person" and not mention.plural and mention.cat in ("party", "named", "source")
