"""From a predication to a draft: who is meant where a pronoun or nothing stands, what an estimate makes of it, who says it.

The rules are the codebook's: the speaker of an accusation or threat is its actor; a denial is the denied claim, negated; a claim of
responsibility is the deed claimed; what is estimated, expected or warned of is an outlook.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from nadhir.coding.drafts import SPEECH, Draft, add_entity, keys
from nadhir.coding.mentions import Mention
from nadhir.coding.parties import ActorResolver
from nadhir.coding.predication import Predication
from nadhir.coding.sentence import Sentence
from nadhir.coding.sources import SourceReader
from nadhir.coding.tolls import count
from nadhir.coding.voices import Attribution, Voice, role_of
from nadhir.knowledge.load import Knowledge, Pack
from nadhir.records import Span

if TYPE_CHECKING:
    from nadhir.coding.coder import Memory

# The id, in every pack, of the party noun for "the two sides".
BOTH_SIDES = "both-sides"
_FATES = frozenset({"state", "suffer", "fall", "linked"})
_GOODS = frozenset(
    {
        "shortage",
        "price_rise",
        "service_suspended",
        "route_cut",
        "hardship",
        "unrest",
        "security_worsening",
        "security_improving",
    }
)
_PEOPLE = frozenset({"CVL", "REF", "AGR", "LAB", "MED", "EDU", "REL", "MIL", "COP", "REB"})
_LISTING = frozenset({"including", "among"})
_EXPECTED = frozenset({"likely", "highly_likely", "almost_certain"})


class Completer:
    """Makes drafts. Built once for a pack."""

    def __init__(self, pack: Pack, knowledge: Knowledge) -> None:
        self._pack = pack
        self._codes = {c.id: c for c in knowledge.ontology.codes}

    def __call__(
        self,
        found: Predication,
        attributions: Sequence[Attribution],
        resolver: ActorResolver,
        sources: SourceReader,
        memory: Memory,
    ) -> Draft | None:
        """The draft of a predication, or None where it is no claim after all."""
        draft = Draft(found, found.kind, found.code, found.sentence.index, found.span)
        draft.status, draft.modes = found.status, list(found.modes)
        draft.likelihood = found.likelihood
        draft.sources = sources.chain(attributions, found.first)
        for slot, into in (("actors", draft.actors), ("recipients", draft.recipients)):
            for mention in found.args.get(slot):
                if mention.cat == "source" and not mention.sector:
                    continue  # a report or a source does nothing itself
                if mention.party_id == BOTH_SIDES:
                    for entity in resolver.two_sides():
                        add_entity(into, entity)
                    continue
                if mention.kind == "thing" and draft.kind == "condition" and draft.code in _GOODS:
                    continue  # the school that is shut is no party; its pupils would be
                if mention.cat not in ("count", "partitive", "capital", "place"):
                    for meant in _members(found.sentence, mention):
                        add_entity(into, resolver(meant))
        self._listed_actors(found, draft, resolver)
        self._theme_mode(found, draft)
        self._outlook(found, draft, attributions)
        if draft.kind == "outlook" and not self._expected(found, draft, attributions):
            return None
        if draft.kind == "event":
            draft.contexts = self._contexts(found)
        self._missing_actor(found, draft, attributions, memory)
        self._responsibility(found, draft, memory)
        self._speaker(found, draft, memory)
        count(found, draft, self._pack)
        self._affected(draft)
        self._falling(found, draft, memory)
        draft.recipients = [
            e for e in draft.recipients if not any(e.span == a.span and e.text == a.text for a in draft.actors)
        ]
        return draft

    def _contexts(self, found: Predication) -> list[str]:
        """What the event is about: PLOVER's contexts whose words stand in its clause, in order of the text."""
        scan = found.sentence.scan
        told = scan.where(*found.sentence.clause(found.first), "ctx")
        hits = (h for at in told for h in scan.hits[at] if h.cat == "ctx")
        return list(dict.fromkeys(self._pack.contexts[int(h.ref)].id for h in hits))

    @staticmethod
    def _listed_actors(found: Predication, draft: Draft, resolver: ActorResolver) -> None:
        """A relation told by a noun, without subject: the parties listed before it ("powers, among them A and B, by arming C")."""
        if draft.kind != "relation" or draft.actors or found.form != "noun":
            return
        for mention in found.sentence.mentions:
            if mention.prep in _LISTING and 0 < found.first - mention.last <= 12 and mention.is_entity:
                add_entity(draft.actors, resolver(mention))

    # --- modes and outlooks -----------------------------------------------------------------------------------------

    def _theme_mode(self, found: Predication, draft: Draft) -> None:
        modes = self._codes[draft.code].modes
        if found.kind == "relation":
            for at in range(found.last, min(found.sentence.reach_right(found.last), found.last + 14)):
                for hit in found.sentence.scan.hits[at]:
                    if hit.cat == "theme" and hit.ref in modes and hit.ref not in draft.modes:
                        draft.modes.append(hit.ref)
        if found.theme and found.theme in modes and found.theme not in draft.modes:
            draft.modes.append(found.theme)
        if draft.kind != "event":
            return
        sentence = found.sentence
        for at in range(max(sentence.first, found.first - 5), min(sentence.last, found.last + 7)):
            for hit in sentence.scan.hits[at]:
                if hit.cat == "mode":
                    cue = self._pack.modes[int(hit.ref)]
                    if cue.id in modes and (not cue.codes or draft.code in cue.codes) and cue.id not in draft.modes:
                        draft.modes.append(cue.id)

    def _outlook(self, found: Predication, draft: Draft, attributions: Sequence[Attribution]) -> None:
        """Under an estimate, a forecast or a warning an event or condition is what somebody expects."""
        if draft.kind == "outlook" or not found.pred.outlook or draft.status == "historical":
            return
        speech = self._forecaster(found, attributions) and (found.form != "noun" or self._told(found, attributions))
        unsure = found.status in ("future", "hypothetical")
        to_come = found.form == "noun" and draft.kind == "condition" and found.status == "hypothetical"
        if draft.likelihood is not None or to_come or (speech and (found.form == "noun" or unsure)):
            draft.kind, draft.code, draft.modes = "outlook", found.pred.outlook, []
            if draft.status == "actual":
                draft.status = "future"

    def _forecaster(self, found: Predication, attributions: Sequence[Attribution]) -> bool:
        return any(a.entry is not None and a.entry.outlook and a.first <= found.first < a.last for a in attributions)

    @staticmethod
    def _told(found: Predication, attributions: Sequence[Attribution]) -> bool:
        """Whether a noun of action is itself what is forecast or warned of, close behind the verb that does so."""
        return any(
            a.entry is not None and a.entry.outlook and a.verb is not None and 0 <= found.first - a.verb.last <= 7
            for a in attributions
        )

    def _expected(self, found: Predication, draft: Draft, attributions: Sequence[Attribution]) -> bool:
        """An outlook needs somebody who expects: an estimate, a modal, a future, a forecast or a warning."""
        warned = self._forecaster(found, attributions)
        if draft.likelihood is not None:
            band = draft.likelihood[0]
            if draft.status in ("actual", "future"):
                draft.status = "future" if band in _EXPECTED else "hypothetical"
            return True
        if draft.status in ("future", "hypothetical", "negated"):
            return True
        if warned or found.pred.future:
            draft.status = "hypothetical"
            return True
        return False

    # --- parties ----------------------------------------------------------------------------------------------------

    def _missing_actor(
        self, found: Predication, draft: Draft, attributions: Sequence[Attribution], memory: Memory
    ) -> None:
        governor = found.governor
        accused = (
            governor is not None
            and governor.code == "ACCUSE"
            and "disapprove" not in governor.pred.modes
            and governor.last <= found.first
        )
        if accused and draft.code != "ACCUSE" and not (found.verb is not None and found.verb.finite):
            draft.actors = []
        if draft.actors:
            return
        if governor is not None and accused:
            for mention in governor.args.get("recipients"):
                add_entity(draft.actors, memory.resolver(mention))
            if draft.actors:
                draft.recipients = [e for e in draft.recipients if e not in draft.actors]
                return
        if draft.kind == "event" and draft.status == "negated":
            denier = next(
                (
                    a
                    for a in attributions
                    if a.entry is not None and a.entry.negates and a.first <= found.first < a.last
                ),
                None,
            )
            if denier is not None and denier.voices and found.form in ("noun", "verb") and not draft.recipients:
                add_entity(draft.actors, memory.resolver(denier.voices[-1].mention))
                return
        if draft.code in SPEECH and draft.kind == "event" and draft.sources and not (found.verb and found.verb.passive):
            voice, _ = draft.sources[-1]
            if not voice.outlet and not (voice.mention.cat == "source" and not voice.sector):
                add_entity(draft.actors, memory.resolver(voice.mention))
                return
        if (
            found.args.pronoun == "subject"
            and found.form == "verb"
            and found.verb is not None
            and not found.verb.passive
        ):
            self._pronoun(found, draft, memory)

    def _pronoun(self, found: Predication, draft: Draft, memory: Memory) -> None:
        """A pronoun or no subject at all: the actors of the claim before, in this paragraph. States have no such subject."""
        frame = found.pred.frame or self._codes[found.pred.code].frame
        if frame in _FATES or draft.kind in ("condition", "outlook"):
            return
        verb = found.verb
        if verb is not None and verb.pronoun < 0 and verb.first - found.sentence.clause(verb.first)[0] > 3:
            return  # something stands before the verb that may be its subject, though no list knows it
        for earlier in reversed(memory.drafts[-4:]):
            if found.sentence.index - earlier.sentence > 2:
                break
            if earlier.actors and earlier.kind in ("event", "relation"):
                for entity in earlier.actors:
                    if keys([entity]).isdisjoint(keys(draft.recipients)):
                        add_entity(draft.actors, entity)
                return

    @staticmethod
    def _falling(found: Predication, draft: Draft, memory: Memory) -> None:
        """What collapses is the state, where the words beside the collapse say state or regime and name no party."""
        if draft.code in ("takeover", "control_lost") and not draft.places:
            draft.places = [m for m in found.args.get("recipients") if m.cat == "seat" and m.place_ok]
        if draft.code != "collapse" or draft.recipients:
            return
        sentence = found.sentence
        for at in range(found.first, min(found.last + 5, sentence.last)):
            hit = sentence.scan.has(at, "theme")
            if hit is not None and hit.ref == "regime":
                token = sentence.scan.tokens[at]
                state = memory.resolver.state_of_report(token.text, Span(token.start, token.end))
                if state is not None:
                    draft.recipients.append(state)
                return

    def blamed(self, draft: Draft, drafts: Sequence[Draft], memory: Memory) -> None:
        """Whoever condemns or vows to answer a deed means those who did it, in this sentence or the deed told before."""
        if draft.recipients or draft.kind != "event":
            return
        if not (draft.code == "ACCUSE" and "disapprove" in draft.modes) and draft.code != "THREATEN":
            return
        deeds = [
            d
            for d in drafts
            if d is not draft and d.kind == "event" and d.trigger.start > draft.trigger.start and d.actors
        ]
        deed = deeds[0] if deeds else memory.last_event
        if deed is not None and deed.sentence >= draft.sentence - 3:
            draft.recipients = [e for e in deed.actors if e not in draft.actors]

    def _affected(self, draft: Draft) -> None:
        """Whom a state of goods, prices, roads or services touches are people; owners of the goods are not told."""
        if draft.kind == "condition" and draft.code in _GOODS:
            draft.recipients = [e for e in draft.recipients if e.sector in _PEOPLE or e.country in ("UNO", "NGO")]
        if draft.code == "displacement" or "deport" in draft.modes:  # who flees or is driven out is displaced
            draft.recipients = [
                msgspec.structs.replace(e, sector="REF") if e.sector == "CVL" else e for e in draft.recipients
            ]

    def _responsibility(self, found: Predication, draft: Draft, memory: Memory) -> None:
        if not (found.pred.responsibility or (found.light is not None and found.light.responsibility)):
            return
        deed = next((d for d in reversed(memory.drafts) if d.code == "ASSAULT" and d.kind == "event"), None)
        if deed is not None:
            draft.recipients = draft.recipients or [e for e in deed.recipients if e not in draft.actors]
            draft.places = draft.places or list(deed.places)
            draft.time = deed.time
            draft.modes = [m for m in deed.modes if m not in draft.modes] + draft.modes
        if draft.actors and not any(v.actor and v.actor == draft.actors[0].id for v, _ in draft.sources):
            mention = next(iter(found.args.get("actors")), None)
            if mention is not None:
                voice = Voice(mention, draft.actors[0].text, "armed-group")
                draft.sources = [*draft.sources, (voice, "claims")]
        draft.sources = [
            (v, "claims" if v.actor and draft.actors and v.actor == draft.actors[0].id else s) for v, s in draft.sources
        ]

    def _speaker(self, found: Predication, draft: Draft, memory: Memory) -> None:
        """The actor of a speech act is no source of it; the accuser is a source of what the accused is said to have done."""
        if draft.kind == "event" and draft.code in SPEECH:
            spans = {a.span for a in draft.actors}
            ids = {a.id for a in draft.actors if a.id}
            draft.sources = [
                (v, s) for v, s in draft.sources if v.span not in spans and not (v.actor and v.actor in ids)
            ]
        governor = found.governor
        if (
            governor is not None
            and governor.code == "ACCUSE"
            and draft.code != "ACCUSE"
            and governor.last <= found.first
        ):
            accuser = next(iter(governor.args.get("actors")), None)
            if accuser is not None and not any(v.span == accuser.span for v, _ in draft.sources):
                voice = Voice(accuser, memory.text[accuser.span.start : accuser.span.end], role_of(accuser))
                draft.sources = [*draft.sources, (voice, "alleges")]


def _members(sentence: Sentence, mention: Mention) -> list[Mention]:
    """The named members of a generic party that are told right behind it: "foreign powers, among them A, B and C"."""
    if not mention.generic:
        return [mention]
    named = [m for m in sentence.mentions if m.prep == "including" and 0 <= m.first - mention.last <= 4 and m.is_entity]
    if not named:
        return [mention]
    return [m for m in sentence.mentions if m.coord == named[0].coord]
