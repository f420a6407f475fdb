"""Where and when a draft holds: read from its clause, else its sentence, else from the deed told before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nadhir.coding.coordination import dateline_end
from nadhir.coding.drafts import SPEECH, Draft
from nadhir.coding.mentions import Mention
from nadhir.coding.predication import Predication
from nadhir.coding.sentence import Sentence
from nadhir.coding.sites import Anaphor, fits, kind_of
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


# What is said, asked or judged: it holds where its own clause says so, else nowhere.
_SPOKEN = frozenset({
    "AGREE", "CONSULT", "SUPPORT", "SANCTION", "COOPERATE", "CONCEDE", "mediates", "talks", "deescalation", "escalation", "intervention",
    "coup", "collapse", "isolation", "cohesion_loss", "profits_from", "external_expansion", "threatens_security_of",
})  # fmt: skip
_NOWHERE = frozenset({"ACCUSE", "REJECT", "THREATEN", "REQUEST", "causes"})
_RELATIONS = frozenset({"profits_from"})
_AT_HOME = frozenset({"resident", "witness", "medic", "ngo", ""})  # who speaks of where they are
_OFFICES = frozenset({"official", "diplomat", "outlet", "analyst"})  # "the governor of Kharkiv" may be anywhere
_VAGUE = frozenset({"area", "country"})  # told beside a town, they only say where that lies
_GOVERNED = 12  # how much nearer a place is that the verb itself takes
_BACK = 3  # how many sentences the place told before is carried on


def circumstances(draft: Draft, sentence: Sentence, memory: Memory) -> None:
    """Where and when: from the clause, else the sentence, else the deed told before."""
    found = draft.predication
    if found is None:
        return
    if not draft.places:
        draft.places = _places(found, draft, sentence, memory)
    if draft.time is None:
        draft.time = _time(found, draft, sentence)
    if draft.places and draft.kind in ("event", "condition"):
        memory.last_places = (sentence.index, list(draft.places))
    back = sentence.index - memory.last_places[0]
    if not draft.places and draft.code in _PLACED and draft.status != "future" and back <= _BACK:
        draft.places = list(memory.last_places[1])
        draft.where = f"carried {back}"
    before = memory.last_event
    if before is None or draft.kind == "relation" or draft.code in SPEECH:
        return
    near = sentence.index - before.sentence <= 2 and draft.status in ("actual", "negated")
    if near and draft.time is None and draft.kind == "event":
        draft.time = before.time


def _places(found: Predication, draft: Draft, sentence: Sentence, memory: Memory) -> list[Mention]:
    if draft.code in _NOWHERE or (draft.kind == "relation" and draft.code not in _RELATIONS):
        return []
    placed = [m for m in sentence.sites if _usable(m, found, draft, sentence)]
    first, last = sentence.clause(found.first)
    near = [m for m in placed if first <= m.first < last]
    if near:
        draft.where = "clause"
        return _group(found, sentence, near, placed)
    back = _pointed_at(found, sentence, memory, first, last)
    draft.where = "pointed"
    if back or draft.code in _SPOKEN:
        return back
    if homes := _homes(found, draft):
        draft.where = "home"
        return homes
    if placed:
        draft.where = "sentence"
        return _group(found, sentence, placed, placed)
    return _pointed_at(found, sentence, memory, sentence.first, sentence.last)


def _usable(site: Mention, found: Predication, draft: Draft, sentence: Sentence) -> bool:
    """Whether a place of the sentence may be where the draft holds, and not who acts or where somebody speaks."""
    if site.span in {e.span for e in draft.actors + draft.recipients}:
        return False
    if site.first < dateline_end(sentence.scan, sentence.first, sentence.last):
        return False
    if site.cat not in ("place", "capital") and (
        site.inner or not (site.prep in _AT or (site.cat == "seat" and site.prep == "to"))
    ):
        return False
    if any(site.span.start < e.span.end and e.span.start < site.span.end for e in draft.actors if e.span is not None):
        return False
    if site.inner and site.role in _OFFICES:
        return False
    moving = draft.code in ("displacement", "RETREAT")
    if not moving and site.prep == "from" and (site.cat == "state" or found.form != "noun"):
        return False
    return not any(_speaks_at(v.mention, site) for v, _ in draft.sources if v.role not in _AT_HOME)


def _speaks_at(voice: Mention | None, site: Mention) -> bool:
    """Whether the place only says where the voice is: "a source in Bamako said"."""
    if voice is None:
        return False
    return -1 <= site.first - voice.last <= 2 or voice.first <= site.first < voice.last


def _group(found: Predication, sentence: Sentence, near: Sequence[Mention], placed: Sequence[Mention]) -> list[Mention]:
    """The nearest place and those told with it: "in Anka, Zamfara State", "in Téra and Gothèye"."""
    fine = [m for m in near if kind_of(m) not in _VAGUE] or near
    best = _finest(sentence, min(fine, key=lambda m: _distance(found, m)), placed)
    group = [best]
    for site in placed:
        if site is best or (kind_of(site) in _VAGUE and kind_of(best) not in _VAGUE):
            continue
        if site.coord == best.coord != 0 or 0 <= site.first - group[-1].last <= 3:
            group.append(site)
    return group


def _pointed_at(found: Predication, sentence: Sentence, memory: Memory, first: int, last: int) -> list[Mention]:
    """The place that words of the clause point back to: "the town", "there"."""
    anaphors = [a for a in sentence.anaphors if first <= a.at < last]
    if not anaphors:
        return []
    anaphor = min(anaphors, key=lambda a: abs(a.at - found.first))
    return antecedent(anaphor, sentence, memory)


def antecedent(anaphor: Anaphor, sentence: Sentence, memory: Memory) -> list[Mention]:
    """What words that point back mean: a fitting place before them, of the deed told before or of the sentences before."""
    before = [m for m in sentence.sites if m.last <= anaphor.at and not m.inner and fits(anaphor.feature, m)]
    if before:
        return before[-1:]
    if sentence.index - memory.last_places[0] <= 8:
        told = [m for m in memory.last_places[1] if fits(anaphor.feature, m)]
        if told:
            return told
    for earlier in reversed(memory.told[-8:]):
        for site in reversed(earlier.sites):
            if fits(anaphor.feature, site):
                return [site]
    return []


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
    if mention.inner:
        gap += 6
    if mention in found.args.get("places"):
        gap -= _GOVERNED
    return gap + (0 if mention.prep in _AT else 3 if mention.prep in _LOCAL and mention.prep != "of" else 6)
