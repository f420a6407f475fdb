"""Where and when a draft holds: read from its clause, else its sentence, else from the deed told before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nadhir.coding.drafts import SPEECH, Draft
from nadhir.coding.mentions import Mention
from nadhir.coding.predication import Predication
from nadhir.coding.sentence import Sentence
from nadhir.reading.times import TimeExpression
from nadhir.text import COMMAS

if TYPE_CHECKING:
    from nadhir.coding.coder import Memory

_LOCAL = frozenset(
    {
        "in",
        "near",
        "at",
        "around",
        "into",
        "toward",
        "on",
        "from",
        "to",
        "between",
        "through",
        "along",
        "over",
        "under",
        "of",
        "with",
    }
)
_AT = frozenset({"in", "at", "near", "around", "into", "toward", "from", "to"})
# What happens somewhere: where no place is told, it is where the thing told before was.
_PLACED = frozenset({
    "ASSAULT", "COERCE", "RETREAT", "PROTEST", "MOBILIZE", "AID", "CONCEDE", "control_lost", "control_held", "shortage",
    "price_rise", "siege", "route_cut", "service_suspended", "access_denied", "displacement", "force_degraded", "hardship",
    "force_pressure", "unrest", "security_worsening", "security_improving", "humanitarian_crisis", "takeover",
})  # fmt: skip


def circumstances(draft: Draft, sentence: Sentence, memory: Memory) -> None:
    """Where and when: from the clause, else the sentence, else the deed told before."""
    found = draft.predication
    if found is None:
        return
    if not draft.places:
        draft.places = _places(found, draft, sentence)
    if draft.time is None:
        draft.time = _time(found, draft, sentence)
    if draft.places and draft.kind in ("event", "condition"):
        memory.last_places = (sentence.index, list(draft.places))
    elif draft.code in _PLACED and draft.status != "future" and sentence.index - memory.last_places[0] <= 2:
        draft.places = list(memory.last_places[1])
    before = memory.last_event
    if before is None or draft.kind == "relation" or draft.code in SPEECH:
        return
    near = sentence.index - before.sentence <= 2 and draft.status in ("actual", "negated")
    if near and draft.time is None and draft.kind == "event":
        draft.time = before.time


def _places(found: Predication, draft: Draft, sentence: Sentence) -> list[Mention]:
    if draft.kind == "relation" or draft.code in ("ACCUSE", "REJECT", "THREATEN", "REQUEST"):
        return []
    spans = {e.span for e in draft.actors + draft.recipients}
    placed = [
        m
        for m in sentence.mentions
        if m.place_ok
        and m.span not in spans
        and (m.cat in ("place", "capital") or m.prep in _AT or (m.cat == "seat" and m.prep == "to"))
    ]
    moving = draft.code in ("displacement", "RETREAT")
    placed = [m for m in placed if m.cat in ("place", "capital") or m.prep]
    placed = [m for m in placed if moving or not (m.prep == "from" and (m.cat == "state" or found.form != "noun"))]
    if not placed:
        return _homes(found, draft)
    first, last = sentence.clause(found.first)
    near = [m for m in placed if first <= m.first < last]
    homes = _homes(found, draft)
    if homes and not near:
        return homes
    chosen = near or placed
    best = _finest(sentence, min(chosen, key=lambda m: _distance(found, m)), placed)
    group = [m for m in chosen if m.coord == best.coord or (m.first >= best.last and m.first - best.last <= 6)]
    return group or [best]


def _homes(found: Predication, draft: Draft) -> list[Mention]:
    """For a state, the place that the people touched or the speaker are said to be of: "residents of Fassala"."""
    if draft.kind != "condition":
        return []
    people = [*found.args.get("recipients"), *(v.mention for v, _ in draft.sources)]
    return [m.home for m in people if m.home is not None][:1]


def _time(found: Predication, draft: Draft, sentence: Sentence) -> TimeExpression | None:
    usable = [t for t in sentence.times if t.interval is not None or t.anchor == "anaphoric"]
    usable = [t for t in usable if t.role not in ("frequency", "duration", "background") and not t.dateline]
    if not usable:
        return None
    first, last = sentence.clause(found.first)
    near = [t for t in usable if first <= t.first < last]
    if draft.kind == "relation":
        usable = [t for t in near if min(abs(t.first - found.last), abs(found.first - t.last)) <= 8]
        if not usable:
            return None
    return min(near or usable, key=lambda t: min(abs(t.first - found.last), abs(found.first - t.last)))


def _finest(sentence: Sentence, place: Mention, placed: Sequence[Mention]) -> Mention:
    """The place before the comma where `place` only says where that lies: "in Djibo, in northern Burkina Faso"."""
    for other in placed:
        start = place.prep_at if place.prep_at >= 0 else min(place.lead, place.first)
        between = sentence.scan.tokens[other.last : start]
        if between and len(between) <= 2 and between[0].norm in COMMAS and place.prep in ("in", "of", "from", ""):
            wide = place.cat == "state" or (place.rows and place.rows[0].feature in ("area", "region", "country"))
            if wide and other.cat == "place":
                return other
    return place


def _distance(found: Predication, mention: Mention) -> float:
    gap = mention.first - found.last if mention.first >= found.last else found.first - mention.last
    return gap + (0 if mention.prep in _AT else 3 if mention.prep in _LOCAL and mention.prep != "of" else 12)
