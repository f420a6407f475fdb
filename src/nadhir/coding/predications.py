"""Predicates in a sentence: which sense a word has there, judged by its arguments, themes and neighbours.

All senses of a trigger are tried; constraints reject, the rest is scored, the best is kept. The features of the winner are kept
too, so that a claim can say why it was coded.
"""

from __future__ import annotations

from collections.abc import Iterable

from nadhir.coding.arguments import Arguments, is_agent
from nadhir.coding.frames import ArgumentFinder
from nadhir.coding.mentions import ARMED, Mention
from nadhir.coding.scan import Hit, Name
from nadhir.coding.sentence import Sentence
from nadhir.coding.verbs import VerbGroup
from nadhir.knowledge.load import Knowledge, Pack
from nadhir.knowledge.schema import Frame, LightVerbs, Predicate
from nadhir.records import Span
from nadhir.text import BRACKETS, COMMAS, DASHES, OPENING

_HARM_FRAMES = frozenset({"harm", "suffer", "act", "fall"})

_ADDRESSED = frozenset({"ACCUSE", "REQUEST", "THREATEN"})


class Predication:
    """A predicate found with its arguments; `features` name what spoke for this sense."""

    __slots__ = (
        "args", "carrier", "code", "features", "first", "form", "governor", "kind", "last", "light", "likelihood", "modes", "negdet", "passive",
        "pred", "quantities", "score", "sentence", "status", "theme", "times", "verb",
    )  # fmt: skip

    def __init__(self, pred: Predicate, kind: str, sentence: Sentence, first: int, last: int, form: str) -> None:
        self.pred = pred
        self.code = pred.code
        self.kind = kind
        self.sentence = sentence
        self.first = first
        self.last = last
        self.form = form
        self.verb: VerbGroup | None = None
        self.carrier: VerbGroup | None = None
        self.light: LightVerbs | None = None
        self.args = Arguments()
        self.theme = ""
        self.negdet = False
        self.passive = False
        self.score = 0.0
        self.features: dict[str, float] = {}
        self.modes: list[str] = list(pred.modes)
        self.status = "actual"
        self.governor: Predication | None = None
        self.quantities: dict[str, tuple[int, int | None]] = {}
        self.likelihood: tuple[str, Span] | None = None
        self.times: list[object] = []

    @property
    def span(self) -> Span:
        """Character offsets of the trigger."""
        tokens = self.sentence.scan.tokens
        return Span(tokens[self.first].start, tokens[self.last - 1].end)

    def __repr__(self) -> str:
        return f"<{self.pred.id} {self.code} {self.form} {self.status} {self.score:.1f} {self.args.slots}>"


class PredicateFinder:
    """Finds the predications of a sentence. Built once for a pack."""

    def __init__(self, pack: Pack, knowledge: Knowledge) -> None:
        self._pack = pack
        self._frames = knowledge.ontology.frames
        self._codes = {c.id: c for c in knowledge.ontology.codes}
        self.arguments = ArgumentFinder(pack.script.verb_first)
        self._left = not pack.script.adjective_after
        self._verb_first = pack.script.verb_first

    def frame(self, pred: Predicate) -> Frame:
        """The frame of a predicate, its own or its code's."""
        return self._frames[pred.frame or self._codes[pred.code].frame]

    def __call__(self, sentence: Sentence) -> list[Predication]:
        verbs = {v.main: v for v in sentence.verbs}
        out: list[Predication] = []
        covered = sentence.first
        for at in range(sentence.first, sentence.last):
            if sentence.scan.inside[at] or at in sentence.occupied:
                continue
            hits = _senses(h for h in sentence.scan.hits[at] if h.cat == "pred" and h.last <= sentence.last)
            if not hits:
                continue
            options = [o for o in (self._option(sentence, h, verbs.get(at)) for h in hits) if o is not None]
            if not options:
                continue
            best = max(options, key=lambda o: (o.last, o.score))
            longest = [o for o in options if o.last == best.last]
            best = max(longest, key=lambda o: o.score)
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
        found = Predication(pred, self._codes[pred.code].kind, sentence, hit.first, hit.last, form)
        frame = self.frame(pred)
        harm = (pred.frame or self._codes[pred.code].frame) in _HARM_FRAMES
        if form == "verb" and group is not None:
            found.verb = group
            group.passive = group.spelled_passive
            found.args = self.arguments.of_verb(sentence, group, frame, harm=harm, address=pred.code in _ADDRESSED)
        elif form == "noun":
            found.carrier, found.light = self._carrier(sentence, hit)
            carried = found.light.subject if found.light is not None else "actors"
            if pred.light_only and found.carrier is None:
                return None
            found.args = self.arguments.of_noun(sentence, hit.first, hit.last, frame, found.carrier, carried)
            if found.light is not None and found.light.object and found.carrier is not None:
                self.arguments.objects_of(sentence, found.carrier, found.light.object, found.args)
        else:
            found.verb = _pseudo_verb(sentence, hit)
            found.args = self.arguments.of_verb(sentence, found.verb, frame, harm=False)
        self._modifiers(sentence, hit, found)
        self._purpose_actor(sentence, found)
        if form == "noun":
            self._possessor(sentence, hit, found, frame)
        if found.kind == "relation" or (found.kind == "condition" and form == "noun"):
            self._apposition(sentence, found)
        found.negdet = _negative_determiner(sentence, hit)
        if not self._fits(sentence, found, hit):
            return None
        self._score(found, hit)
        found.passive = bool(found.verb is not None and found.verb.passive)
        return found

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

    def _possessor(self, sentence: Sentence, hit: Hit, found: Predication, frame: Frame) -> None:
        """Whose deed "its attack", "leur refus" or a pronoun suffix tells: the subject told before in the sentence."""
        slot = "actors" if frame.noun.get("of", "").startswith("actors") or found.kind == "relation" else "recipients"
        owned = bool(hit.suffix) or (
            sentence.scan.has(hit.first - 1, "poss") is not None and hit.first > sentence.first
        )
        if not owned or found.args.get(slot) or found.kind == "condition":
            return
        for verb in reversed([v for v in sentence.verbs if v.last <= hit.first and not v.attributive]):
            subject = [m for m in self.arguments.subject(sentence, verb) if m.is_entity]
            if subject:
                found.args.slots[slot] = subject
                return

    def _purpose_actor(self, sentence: Sentence, found: Predication) -> None:
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
            subject = [m for m in self.arguments.subject(sentence, before[-1]) if m.is_entity]
            if subject:
                found.args.slots["actors"] = subject

    # --- light verbs ------------------------------------------------------------------------------------------------

    def _carrier(self, sentence: Sentence, hit: Hit) -> tuple[VerbGroup | None, LightVerbs | None]:
        """The light verb that carries a noun of action, and its entry."""
        code = self._pack.predicates[int(hit.ref)].code
        for verb in sentence.verbs:
            entries = [self._pack.light[int(h.ref)] for h in verb.hits if h.cat == "light"]
            entries = [e for e in entries if not e.nouns_of or code in e.nouns_of]
            if not entries:
                continue
            entry = max(entries, key=lambda e: bool(e.nouns_of))
            if entry.object and verb.first >= hit.last and not sentence.verbs_between(hit.last, verb.first):
                return verb, entry
            if verb.last <= hit.first:
                if self._clear(sentence, verb.last, hit.first):
                    return verb, entry
            elif (
                0 <= verb.first - hit.last <= 6
                and (not verb.finite or verb.link == "rel" or verb.object_pronoun or verb.passive)
                and (not sentence.verbs_between(hit.last, verb.main))
            ):
                return verb, entry
        return None, None

    def _clear(self, sentence: Sentence, first: int, last: int) -> bool:
        """Nothing but the noun's own determiners and adjectives, or the verb's subject, stands between."""
        if last - first > 9:
            return False
        for at in range(first, last):
            if (
                sentence.scan.tokens[at].kind in ("mark", "break")
                or sentence.scan.has(at, "comp", "rel", "sub", "and", "contrast")
            ) and not any(m.first <= at < m.last for m in sentence.mentions):
                return False
            hit = sentence.scan.has(at, "prep")
            if at in sentence.occupied:
                continue
            if (
                hit is not None
                and not any(m.first <= at < m.last or m.prep_at == at for m in sentence.mentions)
                and at > first
            ):
                return False
            if any(v.main == at for v in sentence.verbs):
                return False
        return not any(
            h.feat.startswith("n:")
            for at in range(first, last)
            for h in sentence.scan.hits[at]
            if h.cat == "pred" and not any(m.first <= at < m.last for m in sentence.mentions)
        )

    # --- modifiers, themes, constraints -------------------------------------------------------------------------------

    def _modifiers(self, sentence: Sentence, hit: Hit, found: Predication) -> None:
        """A demonym beside a noun of action is its actor: "Israeli raid", "غارة إسرائيلية", "frappe israélienne"."""
        if found.form != "noun" or found.args.get("actors"):
            return
        name = None
        for candidate in sentence.scan.names:
            if candidate.cat != "demonym":
                continue
            if self._left and candidate.last <= hit.first and hit.first - candidate.last <= 2:
                between = range(candidate.last, hit.first)
                if all(
                    sentence.scan.tokens[i].kind == "word" and not sentence.scan.has(i, "prep", "and") for i in between
                ):
                    name = candidate
            elif not self._left and 0 <= candidate.first - hit.last <= 1:
                name = candidate
        if name is None or any(m.first <= name.first < m.last for m in sentence.mentions):
            return
        mention = _state_mention(sentence, name)
        if found.pred.code in ("ASSAULT", "MOBILIZE"):
            mention.sector = "MIL"
        frame = self.frame(found.pred)
        slot = "actors" if "actors" in " ".join(frame.noun.values()) else "recipients"
        found.args.slots.setdefault(slot, []).insert(0, mention)

    def _apposition(self, sentence: Sentence, found: Predication) -> None:
        """Of whom a relation or state is told by apposition or copula: "JNIM, the branch of al-Qaeda", "X is a rival of"."""
        frame = self.frame(found.pred)
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
                if _apposed(sentence, verb.last, found.first) or (
                    slot == "actors" and found.form == "noun" and self._within(sentence, verb, found)
                ):
                    holder = self.arguments.subject(sentence, verb)
        taken = {id(m) for ms in found.args.slots.values() for m in ms}
        holder = [m for m in holder if id(m) not in taken and m.is_entity]
        if holder:
            found.args.slots[slot] = holder

    @staticmethod
    def _within(sentence: Sentence, verb: VerbGroup, found: Predication) -> bool:
        """Whether the noun lies in the clause of the verb, so that the verb's subject may be its doer."""
        first, last = sentence.clause(found.first)
        return (
            first <= verb.main < last
            and found.first - verb.last <= 14
            and not sentence.verbs_between(verb.last, found.first)
        )

    def _fits(self, sentence: Sentence, found: Predication, hit: Hit) -> bool:
        pred = found.pred
        estimated = self._estimated(sentence, found)
        if pred.theme:
            found.theme = self._theme(sentence, found, pred.theme, pred.loose)
            if not found.theme and not (
                found.kind == "outlook" and (estimated or found.args.get("actors")) and _open(sentence, found)
            ):
                return False
            found.features["theme"] = 0.6 if found.theme else 0.0
        if pred.object and not self._class_of(sentence, found, pred.object, "obj"):
            return False
        if pred.subject and not self._class_of(sentence, found, pred.subject, "subj") and not _hidden_subject(found):
            return False
        for need in pred.needs:
            if estimated:
                break
            if need == "any":
                if not any(found.args.slots.values()):
                    return False
            elif not found.args.get(need) and not _met(found, need):
                return False
        if found.verb is not None and pred.passive_only and not found.verb.passive:
            return False
        if found.form == "noun":
            return self._noun_fits(sentence, found, hit)
        return True

    def _estimated(self, sentence: Sentence, found: Predication) -> bool:
        """Whether a nearby estimate speaks of this: "an escalation is likely" needs nobody who escalates."""
        if found.form != "noun" or not (found.kind == "outlook" or found.pred.outlook):
            return False
        near = range(max(sentence.first, found.first - 6), min(sentence.last, found.last + 9))
        return any(h.cat == "est" for at in near for h in sentence.scan.hits[at])

    def _noun_fits(self, sentence: Sentence, found: Predication, hit: Hit) -> bool:
        """A bare definite noun only points back; a noun that modifies another noun is no event."""
        nxt = hit.last
        if self._left and nxt < sentence.last and _modifies_next(sentence, nxt):
            return False
        definite = "the" in hit.labels or bool(hit.suffix) or _definite_before(sentence, hit.first)
        if not definite or found.carrier is not None or found.theme or hit.last - hit.first > 1:
            return True
        if any(
            h.cat == "est" for at in range(hit.last, min(hit.last + 6, sentence.last)) for h in sentence.scan.hits[at]
        ):
            return True
        return any(found.args.slots.values())

    def _theme(self, sentence: Sentence, found: Predication, wanted: list[str], loose: bool) -> str:
        first, last = self._reach(sentence, found, loose)
        best, best_distance = "", 999
        for at in range(first, last):
            if found.first <= at < found.last and found.last - found.first == 1:
                continue
            for hit in sentence.scan.hits[at]:
                if hit.cat == "theme" and hit.ref in wanted:
                    distance = min(abs(at - found.first), abs(at - found.last))
                    if distance < best_distance:
                        best, best_distance = hit.ref, distance
        return best

    def _reach(self, sentence: Sentence, found: Predication, loose: bool) -> tuple[int, int]:
        if loose:
            first, last = sentence.clause(found.first)
            far = 12 if found.kind == "relation" else 8
            return max(sentence.first, min(first, found.first - 8)), min(sentence.last, max(last, found.last + far))
        right = min(sentence.reach_right(found.last), found.last + 9)
        if found.form == "noun":
            left = found.first - 2 if self._left else found.first
            return max(left, sentence.first), right
        return max(sentence.reach_left(found.first), found.first - 9, sentence.first), right

    def _class_of(self, sentence: Sentence, found: Predication, wanted: list[str], function: str) -> bool:
        verb = found.verb
        if verb is not None and verb.passive:
            function = "subj" if function == "obj" else "by"
        if found.form == "noun":
            mentions: list[Mention] = [m for ms in found.args.functions.values() for m in ms]
            window = (found.last, min(sentence.reach_right(found.last), found.last + 6))
        else:
            mentions = list(found.args.functions.get(function, []))
            if function == "obj":
                mentions += found.args.get("recipients") + found.args.get("places")
            window = _window(sentence, found, function, both=self._verb_first)
        for name in wanted:
            if name.startswith("theme:"):
                theme = name[6:]
                if any(h.cat == "theme" and h.ref == theme for at in range(*window) for h in sentence.scan.hits[at]):
                    found.features["argument"] = 0.5
                    found.theme = found.theme or theme
                    return True
            elif any(_is_class(m, name) for m in mentions):
                found.features["argument"] = 0.5
                return True
        if function == "obj" and {"government", "entity"} & set(wanted):
            return self._demonym_object(sentence, found, window)
        return False

    def _demonym_object(self, sentence: Sentence, found: Predication, window: tuple[int, int]) -> bool:
        """An adjective of nationality in the object stands for its state: "opposes any Ethiopian outlet to the sea"."""
        for name in sentence.scan.names:
            if name.cat == "demonym" and window[0] <= name.first < window[1]:
                if any(m.first <= name.first < m.last for m in sentence.mentions):
                    return False
                found.args.slots.setdefault("recipients", []).append(_state_mention(sentence, name))
                found.features["argument"] = 0.3
                return True
        return False

    def _score(self, found: Predication, hit: Hit) -> None:
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


def _hidden_subject(found: Predication) -> bool:
    """A pronoun, or nothing, stands for the subject: of what class it is cannot be seen here."""
    return (
        found.args.pronoun == "subject"
        and not found.args.functions.get("subj")
        and any(not c.startswith("theme:") for c in found.pred.subject)
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


def _open(sentence: Sentence, found: Predication) -> bool:
    """Whether it is told as possible or to come: by tense or modal, by the verb that rules it, or by an estimate."""
    verb = found.verb
    if verb is None:
        return True
    if verb.modal or verb.tense in ("fut", "cond"):
        return True
    return any(0 <= verb.first - v.last <= 3 and (v.tense == "cond" or v.modal) for v in sentence.verbs)


def _state_mention(sentence: Sentence, name: Name) -> Mention:
    mention = Mention(name.first, name.last, name.first)
    mention.cat, mention.country, mention.sector, mention.state = "state", name.ref, "GOV", name.ref
    tokens = sentence.scan.tokens
    mention.span = Span(tokens[name.first].start, tokens[name.last - 1].end)
    return mention


def _met(found: Predication, need: str) -> bool:
    """In a mutual deed the other party stands among the actors."""
    return need == "recipients" and (bool(found.args.functions.get("obj")) or len(found.args.get("actors")) > 1)


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
        aux = sentence.scan.has(probe, "be", "have", "neg", "fut", "modp", "modh", "adv")
        if aux is None:
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


def _definite_before(sentence: Sentence, first: int) -> bool:
    for back in (1, 2, 3):
        at = first - back
        if at < sentence.first or sentence.scan.tokens[at].kind != "word":
            return False
        if sentence.scan.has(at, "def", "dem", "poss"):
            return True
        if sentence.scan.hits[at] and not sentence.scan.has(at, "adv", "mode", "ctx"):
            return False
    return False


def _modifies_next(sentence: Sentence, at: int) -> bool:
    token = sentence.scan.tokens[at]
    if token.kind != "word" or token.capital or token.glued:
        return False
    hits = sentence.scan.hits[at]
    if not hits:
        return token.kind == "word" and not token.glued
    return any(h.cat in ("party", "theme", "src", "pword") and h.feat.startswith("n:") for h in hits) and not any(
        h.cat in ("prep", "adv", "and", "comp", "rel") for h in hits
    )


def _window(sentence: Sentence, found: Predication, function: str, *, both: bool) -> tuple[int, int]:
    left = max(sentence.reach_left(found.first), found.first - 8)
    right = min(sentence.reach_right(found.last), found.last + 7)
    if function == "subj":
        return left, right if both else found.first
    return found.last, right


def _is_class(mention: Mention, name: str) -> bool:
    if name == "entity":
        return mention.is_entity
    if name == "place":
        return mention.place_ok
    if name == "armed":
        return mention.sector in ARMED
    if name == "government":
        return mention.sector in ("GOV", "LEG", "JUD") or mention.cat in ("state", "seat")
    if name == "person":
        return (mention.is_entity and (mention.kind == "person" or mention.person)) or mention.cat == "count"
    return is_agent(mention) if name == "agent" else False


def best_of(found: Iterable[Predication]) -> Predication | None:
    """The predication with the highest score."""
    return max(found, key=lambda p: p.score, default=None)
