"""Predicates in a sentence: which sense a word has there, judged by its arguments, themes and neighbours.

All senses of a trigger are tried; constraints reject, the rest is scored, the best is kept. `features` name what spoke for the winner.
"""

from __future__ import annotations

from collections.abc import Iterable

from nadhir.coding.carriers import carrier_of
from nadhir.coding.constraints import Constraints
from nadhir.coding.frames import ArgumentFinder
from nadhir.coding.holders import HolderFinder
from nadhir.coding.predication import Predication
from nadhir.coding.scan import Hit
from nadhir.coding.sentence import Sentence
from nadhir.coding.verbs import VerbGroup
from nadhir.knowledge.load import Knowledge, Pack
from nadhir.knowledge.schema import Frame, Predicate

_HARM_FRAMES = frozenset({"harm", "suffer", "act", "fall"})

_ADDRESSED = frozenset({"ACCUSE", "REQUEST", "THREATEN"})


class PredicateFinder:
    """Finds the predications of a sentence. Built once for a pack."""

    def __init__(self, pack: Pack, knowledge: Knowledge) -> None:
        self._pack = pack
        self._frames = knowledge.ontology.frames
        self._codes = {c.id: c for c in knowledge.ontology.codes}
        leaders = frozenset(str(i) for i, p in enumerate(pack.predicates) if p.code == "leads")
        self.arguments = ArgumentFinder(pack.script.verb_first, leaders)
        self._verb_first = pack.script.verb_first
        left = not pack.script.adjective_after
        self._holders = HolderFinder(self.arguments, left=left)
        self._fits = Constraints(left=left, verb_first=self._verb_first)

    def frame(self, pred: Predicate) -> Frame:
        """The frame of a predicate, its own or its code's."""
        return self._frames[pred.frame or self._codes[pred.code].frame]

    def __call__(self, sentence: Sentence) -> list[Predication]:
        nouns = [] if self._verb_first else _reread(sentence)
        verbs = {v.main: v for v in sentence.verbs if v not in nouns}
        out: list[Predication] = []
        covered = sentence.first
        for at in sentence.scan.where(sentence.first, sentence.last, "pred"):
            if sentence.scan.inside[at] or at in sentence.occupied:
                continue
            hits = _senses(h for h in sentence.scan.hits[at] if h.cat == "pred" and h.last <= sentence.last)
            if not hits:
                continue
            options = [o for o in (self._option(sentence, h, verbs.get(at)) for h in hits) if o is not None]
            if not options:
                continue
            best = max(options, key=lambda o: (o.last, o.score))
            if best.first < covered and out:
                continue
            if best.verb is not None:
                best.verb.passive = best.passive
            covered = max(covered, best.last)
            out.append(best)
        return out

    def _option(self, sentence: Sentence, hit: Hit, group: VerbGroup | None) -> Predication | None:
        pred = self._pack.predicates[int(hit.ref)]
        form = _form(hit, group) or self._masdar(sentence, hit, group)
        if form is None or any(sentence.scan.inside[i] for i in range(hit.first, hit.last)):
            return None
        if group is not None and form == "verb" and (_glued(sentence, hit)):
            return None
        found = Predication(pred, self._codes[pred.code].kind, sentence, hit.first, hit.last, form)
        if not self._fits.told(sentence, found) or not self._argue(found, hit, group):
            return None
        frame = self.frame(pred)
        self._holders.modifiers(sentence, hit, found, frame)
        self._holders.purpose_actor(sentence, found)
        if form == "noun":
            self._holders.possessor(sentence, hit, found, frame)
        if found.kind == "relation" or (found.kind == "condition" and form == "noun"):
            self._holders.apposition(sentence, found, frame)
        found.negdet = _negative_determiner(sentence, hit)
        if not self._fits(sentence, found, hit):
            return None
        _score(found, hit)
        found.passive = bool(found.verb is not None and found.verb.passive)
        return found

    def _argue(self, found: Predication, hit: Hit, group: VerbGroup | None) -> bool:
        """Fill in the arguments by form; False where a noun lacks the light verb without which it is no deed."""
        sentence, pred, frame = found.sentence, found.pred, self.frame(found.pred)
        if found.form == "verb" and group is not None:
            harm = (pred.frame or self._codes[pred.code].frame) in _HARM_FRAMES
            found.verb = group
            group.passive = group.spelled_passive
            found.args = self.arguments.of_verb(sentence, group, frame, harm=harm, address=pred.code in _ADDRESSED)
            return True
        if found.form != "noun":
            found.verb = _pseudo_verb(sentence, hit)
            found.args = self.arguments.of_verb(sentence, found.verb, frame, harm=False)
            return True
        found.carrier, found.light = carrier_of(sentence, hit, pred.code, self._pack.light)
        carried = found.light.subject if found.light is not None else "actors"
        if pred.light_only and found.carrier is None:
            return False
        found.args = self.arguments.of_noun(sentence, hit.first, hit.last, frame, found.carrier, carried)
        if found.light is not None and found.light.object and found.carrier is not None:
            self.arguments.objects_of(sentence, found.carrier, found.light.object, found.args)
        return True

    def _masdar(self, sentence: Sentence, hit: Hit, group: VerbGroup | None) -> str | None:
        """A past form behind a preposition is the noun of action that is spelled alike ("بهدف فرض حصار")."""
        if not self._verb_first or group is not None or not hit.feat.startswith("v:past"):
            return None
        behind = any(
            h.cat == "prep" and h.last == hit.first
            for b in (1, 2, 3)
            if hit.first - b >= sentence.first
            for h in sentence.scan.hits[hit.first - b]
        )
        return "noun" if behind or sentence.scan.has(hit.first - 1, "st") is not None else None


def _score(found: Predication, hit: Hit) -> None:
    features = found.features
    features["base"] = 1.0
    # A passive or an adjective tells how things stand, an active verb or a noun carried by one tells a deed.
    stands = found.form in ("adj", "phrase") or bool(found.verb and found.verb.passive)
    if found.kind in ("event", "condition"):
        features["voice"] = 0.05 if stands == (found.kind == "condition") else -0.05
    features["words"] = 0.3 * (hit.last - hit.first - 1)
    features["given"] = found.pred.weight
    features["slots"] = 0.15 * sum(bool(ms) for ms in found.args.slots.values())
    found.score = sum(features.values())


def _senses(hits: Iterable[Hit]) -> list[Hit]:
    """One hit for each predicate and word class: a form that is past and participle is one sense."""
    seen: dict[tuple[str, str, int], Hit] = {}
    for hit in hits:
        seen.setdefault((hit.ref, hit.feat.split(":")[0], hit.last), hit)
    return list(seen.values())


def _form(hit: Hit, group: VerbGroup | None) -> str | None:
    if hit.feat.startswith("v:"):
        return "verb" if group is not None and any(h.ref == hit.ref and h.cat == "pred" for h in group.hits) else None
    if hit.feat.startswith("n:"):
        return (
            None if group is not None and not group.attributive and any(h.cat == "pred" for h in group.hits) else "noun"
        )
    return "adj" if hit.feat.startswith("adj") else "phrase"


def _glued(sentence: Sentence, hit: Hit) -> bool:
    """Whether the word is the second half of a compound: "a Kenyan-led mission" tells of no leading."""
    return sentence.scan.tokens[hit.first].glued and sentence.scan.tokens[hit.first - 1].kind == "word"


def _reread(sentence: Sentence) -> list[VerbGroup]:
    """Words that were taken for verbs before all verbs were known, and are nouns that only stand before another noun or a verb."""
    nouns = []
    for at, group in enumerate(sentence.verbs):
        following = sentence.verbs[at + 1] if at + 1 < len(sentence.verbs) else None
        if _stranded(sentence, group) or (following is not None and _subject_of(sentence, group, following)):
            group.attributive = True
            nouns.append(group)
    return nouns


def _nounlike(sentence: Sentence, group: VerbGroup) -> bool:
    if group.tense != "pres" or group.conj or group.link or group.modal or group.negated:
        return False
    return any(h.feat.startswith("n:") for h in sentence.scan.hits[group.main])


def _subject_of(sentence: Sentence, group: VerbGroup, following: VerbGroup) -> bool:
    """Whether another finite verb follows at once, so that this is its subject: "US strikes killed"."""
    past = following.tense == "past" or following.perfect or following.passive is True
    return _nounlike(sentence, group) and following.first == group.main + 1 and following.finite and past


def _stranded(sentence: Sentence, group: VerbGroup) -> bool:
    """Whether the "verb" is a noun of a compound: right behind the object of a verb no other verb may follow so.

    "Killed a Hezbollah rocket officer", but "said Hezbollah rockets hit": what is said may be a clause.
    """
    if not _nounlike(sentence, group) or group.first != group.main or group.pronoun >= 0:
        return False
    object_ = next((m for m in sentence.mentions if m.last == group.first and not m.prep), None)
    return object_ is not None and any(
        v.last == object_.first and v.finite and not v.attributive and not any(h.cat in ("say", "stv") for h in v.hits)
        for v in sentence.verbs
    )


def _pseudo_verb(sentence: Sentence, hit: Hit) -> VerbGroup:
    """A fixed phrase or predicative adjective takes its subject as a verb does."""
    for verb in sentence.verbs:
        if verb.main < hit.first <= verb.last + 3 and any(h.cat in ("be", "have", "verb") for h in verb.hits):
            group = VerbGroup(hit.first, hit.last, [hit])
            group.first, group.tense, group.negated, group.modal = verb.first, verb.tense, verb.negated, verb.modal
            group.link, group.sub, group.conj = verb.link, verb.sub, verb.conj
            group.passive = False
            return group
    group = VerbGroup(hit.first, hit.last, [hit])
    group.tense, group.passive = "pres", False
    probe = hit.first - 1
    while probe >= max(sentence.first, hit.first - 3):
        aux = sentence.scan.has(probe, "be", "have", "neg", "fut", "modp", "modh", "adv", "prosub")
        if aux is None:
            break
        if aux.cat == "prosub":
            group.pronoun = group.first = probe
            break
        if aux.cat == "neg":
            group.negated = True
        elif aux.cat == "fut":
            group.tense = "fut"
        elif aux.cat in ("modp", "modh"):
            group.modal = "possible" if aux.cat == "modp" else "hypothetical"
        group.first = probe
        probe -= 1
    return group


def _negative_determiner(sentence: Sentence, hit: Hit) -> bool:
    return any(
        sentence.scan.has(hit.first - back, "negdet", "neg") is not None
        for back in (1, 2)
        if hit.first - back >= sentence.first and sentence.scan.tokens[hit.first - 1].kind == "word"
    )
