"""Whether a sense fits where its word stands: themes, classes of arguments, slots that must be filled, nouns that only point back."""

from __future__ import annotations

from nadhir.coding.arguments import is_agent
from nadhir.coding.holders import state_mention
from nadhir.coding.mentions import ARMED, Mention
from nadhir.coding.predication import Predication
from nadhir.coding.scan import Hit
from nadhir.coding.sentence import Sentence


class Constraints:
    """Judges the senses of a word. `left`: adjectives stand before their noun; `verb_first`: subjects may stand on either side."""

    def __init__(self, *, left: bool, verb_first: bool) -> None:
        self._left = left
        self._verb_first = verb_first

    def told(self, sentence: Sentence, found: Predication) -> bool:
        """Whether one of the themes is told that the sense asks for, before its arguments are looked for; an outlook may do without."""
        pred = found.pred
        if pred.theme:
            found.theme = self._theme(sentence, found, pred.theme, pred.loose)
        return not pred.theme or found.theme != "" or found.kind == "outlook"

    def __call__(self, sentence: Sentence, found: Predication, hit: Hit) -> bool:
        """Whether the sense fits with its arguments; `told` has looked for its theme."""
        pred = found.pred
        estimated = self._estimated(sentence, found)
        if pred.theme:
            if not found.theme and not (
                found.kind == "outlook" and (estimated or found.args.get("actors")) and _open(sentence, found)
            ):
                return False
            found.features["theme"] = 0.6 if found.theme else 0.0
        if pred.object and not self._class_of(sentence, found, pred.object, "obj"):
            return False
        if pred.code == "ACCUSE" and pred.theme and _things(found.args.functions.get("obj", [])):
            return False  # an army post that is attacked is not scolded
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
        for name in sentence.scan.names_in(*window):
            if name.cat == "demonym":
                if any(m.first <= name.first < m.last for m in sentence.mentions):
                    return False
                found.args.slots.setdefault("recipients", []).append(state_mention(sentence, name))
                found.features["argument"] = 0.3
                return True
        return False


def _things(objects: list[Mention]) -> bool:
    return bool(objects) and all(m.kind == "thing" for m in objects)


def _hidden_subject(found: Predication) -> bool:
    """A pronoun, or nothing, stands for the subject: of what class it is cannot be seen here."""
    return (
        found.args.pronoun == "subject"
        and not found.args.functions.get("subj")
        and any(not c.startswith("theme:") for c in found.pred.subject)
    )


def _open(sentence: Sentence, found: Predication) -> bool:
    """Whether it is told as possible or to come: by tense or modal, by the verb that rules it, or by an estimate."""
    verb = found.verb
    if verb is None:
        return True
    if verb.modal or verb.tense in ("fut", "cond"):
        return True
    return any(0 <= verb.first - v.last <= 3 and (v.tense == "cond" or v.modal) for v in sentence.verbs)


def _met(found: Predication, need: str) -> bool:
    """In a mutual deed the other party stands among the actors."""
    return need == "recipients" and (bool(found.args.functions.get("obj")) or len(found.args.get("actors")) > 1)


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
