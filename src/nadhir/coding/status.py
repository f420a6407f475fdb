"""Did it happen: the status of a predication, from tense, modals, negation, purpose and what governs it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nadhir.coding.predication import Predication
from nadhir.coding.sentence import Sentence
from nadhir.coding.verbs import VerbGroup
from nadhir.coding.voices import Attribution
from nadhir.knowledge.load import Pack
from nadhir.records import Span
from nadhir.text import BRACKETS, BREAKS

# Predicates that swallow the clause they govern: what is asked, threatened or promised is not a claim of its own.
SWALLOWS = frozenset({"REQUEST", "THREATEN", "AGREE", "REJECT", "CONCEDE"})


class StatusReader:
    """Gives each predication its status and estimate."""

    def __init__(self, pack: Pack, bands: dict[str, tuple[float, float]]) -> None:
        self._pack = pack
        self._bands = bands
        self._verb_first = pack.script.verb_first

    def __call__(self, sentence: Sentence, found: Sequence[Predication], attributions: Sequence[Attribution]) -> None:
        for predication in found:
            predication.governor = self._governor(sentence, predication, found)
            predication.likelihood = self._estimate(sentence, predication)
            predication.status = self._status(sentence, predication, attributions)
        for before, predication in pairwise(found):
            self._coordinate(sentence, before, predication)

    @staticmethod
    def _coordinate(sentence: Sentence, before: Predication, predication: Predication) -> None:
        """A second aim after "and" is an aim too, of the same party: "in order to besiege the city and isolate the regime"."""
        if (
            before.form != "noun"
            or predication.form != "noun"
            or before.status != "hypothetical"
            or predication.status != "actual"
        ):
            return
        first, last = sentence.clause(before.first)
        joined = any("and" in h.labels for h in sentence.scan.hits[predication.first]) or sentence.scan.has(
            predication.first - 1, "and"
        )
        if not joined or not first <= predication.first < last or predication.first - before.last > 8:
            return
        predication.status = "hypothetical"
        if predication.kind == "event" and before.args.get("actors"):
            met = predication.args.get("actors") + predication.args.get("recipients")
            predication.args.slots["recipients"] = met
            predication.args.slots["actors"] = list(before.args.get("actors"))

    def _governor(self, sentence: Sentence, inner: Predication, found: Sequence[Predication]) -> Predication | None:
        """The speech predicate in whose infinitive, gerund, object or content clause this one stands."""
        best: Predication | None = None
        for outer in found:
            if outer is inner or (outer.verb is None and outer.form != "noun") or outer.last > inner.first:
                continue
            if outer.kind != "event" or (outer.code not in SWALLOWS and outer.code != "ACCUSE"):
                continue
            if sentence.verbs_between(outer.last, inner.first) and not _one_clause(sentence, outer.last, inner):
                continue
            if any(sentence.scan.tokens[i].norm in BREAKS | BRACKETS for i in range(outer.last, inner.first)):
                continue
            if inner.verb is not None and inner.verb.finite and inner.verb.conj and inner.verb.link != "comp":
                continue
            if inner.verb is not None and inner.verb.link == "rel":
                continue
            best = outer
        return best

    def _status(self, sentence: Sentence, found: Predication, attributions: Sequence[Attribution]) -> str:
        if found.pred.negated:
            return "actual" if self._negated(sentence, found, attributions) else "negated"
        if self._negated(sentence, found, attributions):
            return "negated"
        cue = self._cue(sentence, found)
        verb = found.verb or found.carrier
        if verb is not None and not (found.form == "noun" and verb is found.carrier and verb.attributive):
            judged = self._verb_status(sentence, found, verb)
            if judged:
                return judged
        if cue:
            return cue
        if found.form == "noun" and found.carrier is None:
            ruled = self._ruling_verb(sentence, found)
            if ruled is not None and (ruled.modal or ruled.sub == "condition"):
                return "hypothetical"
            if ruled is not None and ruled.tense == "fut" and found.kind != "condition":
                return "future"
            if self._of_the_future(sentence, found):
                return "hypothetical"
        if found.pred.future or (found.light is not None and found.light.future):
            return "future"
        return "actual"

    # --- negation -------------------------------------------------------------------------------------------------

    def _negated(self, sentence: Sentence, found: Predication, attributions: Sequence[Attribution]) -> bool:
        verb = found.verb or found.carrier
        if found.negdet or (verb is not None and verb.negated) or (found.light is not None and found.light.negated):
            return True
        for function in ("subj", "obj", "of"):
            for mention in found.args.functions.get(function, []):
                if mention.number is not None and mention.number.kind == "none":
                    return True
                if sentence.scan.has(mention.first, "negdet"):
                    return True
        for attribution in attributions:
            entry, verb = attribution.entry, attribution.verb
            if entry is None or verb is None:
                continue
            inside = attribution.first <= found.first < attribution.last
            if entry.outlook and verb.negated and (found.kind == "outlook" or found.pred.outlook):
                return inside  # "does not believe in an intervention"
            if entry.negates and not verb.negated and inside and self._denied(sentence, verb, found):
                return True
        return self._cued(sentence, found, "negated")

    def _denied(self, sentence: Sentence, verb: VerbGroup, found: Predication) -> bool:
        """Whether a denial reaches the predicate: its own clause, not a later "but" or "and confirmed that"."""
        for at in range(verb.last, found.first):
            if sentence.scan.has(at, "contrast"):
                return False
        if found.verb is not None and found.verb.link == "rel" and found.verb.first > verb.last:
            return False
        between = [
            v for v in sentence.verbs if verb.last <= v.main < found.first and any(h.cat == "say" for h in v.hits)
        ]
        return not between

    # --- cues -----------------------------------------------------------------------------------------------------

    def _cue(self, sentence: Sentence, found: Predication) -> str:
        for name in ("hypothetical", "future", "historical"):
            if self._cued(sentence, found, name):
                return name
        return "hypothetical" if self._purpose(sentence, found) else ""

    def _purpose(self, sentence: Sentence, found: Predication) -> bool:
        """A cue of purpose right before an infinitive, or before a noun with nothing but its determiners between."""
        start = found.verb.first if found.verb is not None else found.first
        if found.form == "verb" and found.verb is not None and found.verb.finite and found.verb.link != "comp":
            return False
        for at in range(max(sentence.first, start - 6), start):
            for hit in sentence.scan.hits[at]:
                if hit.cat == "st" and hit.ref == "purpose":
                    gap = start - hit.last
                    if gap == 0 and (found.form == "verb" or hit.last - hit.first > 1 or hit.feat != "phr"):
                        return True
                    if (
                        0 < gap <= 3
                        and found.form == "noun"
                        and hit.last - hit.first > 1
                        and not self._stopped(sentence, hit.last, start)
                    ):
                        return True
                    if gap == 0 and found.form == "noun" and self._verb_first:
                        return True
        return False

    def _cued(self, sentence: Sentence, found: Predication, name: str) -> bool:
        """A cue of the status lists, or a verb of planning or failing, right before the predicate in its clause."""
        first, _ = sentence.clause(found.first)
        start = max(first, found.first - (4 if name == "negated" else 6), sentence.first)
        for at in range(start, found.first):
            if at in sentence.occupied and name != "historical":
                continue
            for hit in sentence.scan.hits[at]:
                if hit.cat == "st" and hit.ref == name and not self._stopped(sentence, hit.last, found.first):
                    return True
                if hit.cat == "stv" and hit.ref == name and not self._stopped(sentence, hit.last, found.first):
                    return True
        return False

    @staticmethod
    def _stopped(sentence: Sentence, first: int, last: int) -> bool:
        return any(
            v.finite and first <= v.main < last - 0 and not v.attributive and v.main != last for v in sentence.verbs
        )

    # --- verbs ----------------------------------------------------------------------------------------------------

    def _verb_status(self, sentence: Sentence, found: Predication, verb: VerbGroup) -> str:
        if verb.sub in ("condition",) or self._conditional_clause(sentence, found):
            return "hypothetical"
        if verb.modal:
            return "hypothetical"
        if verb.sub == "purpose":
            return "hypothetical"
        if verb.tense == "fut":
            return "future"
        if verb.tense == "cond" and not verb.perfect:
            return "hypothetical"
        if verb.tense == "inf" and not verb.finite:
            ruling = next((v for v in sentence.verbs if 0 <= verb.first - v.last <= 3 and v is not verb), None)
            if ruling is not None and (ruling.tense == "cond" or ruling.modal):
                return "hypothetical"
            cue = self._cue(sentence, found)
            if cue:
                return cue
            return self._infinitive(sentence, verb)
        return ""

    def _of_the_future(self, sentence: Sentence, found: Predication) -> bool:
        """Whether the deed is the subject of a verb to come: "the fall of the city will not be a local event"."""
        after = [
            v for v in sentence.verbs if v.first >= found.last and v.finite and v.link not in ("rel", "comp", "sub")
        ]
        if not after or after[0].first - found.last > 5:
            return False
        verb = after[0]
        return verb.tense == "fut" or (
            self._verb_first and verb.tense == "pres" and any(h.cat == "be" for h in verb.hits)
        )

    @staticmethod
    def _ruling_verb(sentence: Sentence, found: Predication) -> VerbGroup | None:
        """The finite verb before a noun of action in its clause, close enough to rule it."""
        first, _ = sentence.clause(found.first)
        before = [
            v for v in sentence.verbs if first <= v.main and v.last <= found.first and v.finite and not v.attributive
        ]
        if not before or found.first - before[-1].last > 8 or any(h.cat == "say" for h in before[-1].hits):
            return None
        return before[-1]

    def _conditional_clause(self, sentence: Sentence, found: Predication) -> bool:
        first, _ = sentence.clause(found.first)
        hit = sentence.scan.has(first, "sub")
        return hit is not None and hit.ref == "condition" and not sentence.scan.has(first, "comp")

    def _infinitive(self, sentence: Sentence, verb: VerbGroup) -> str:
        marker = sentence.scan.has(verb.first - 1, "prep", "sub", "comp", "st")
        if marker is not None and (marker.ref in ("for", "purpose") or marker.cat == "comp"):
            return "hypothetical"
        before = [v for v in sentence.verbs if v.last <= verb.first]
        if before and any(h.cat == "stv" and h.ref in ("begin", "end") for h in before[-1].hits):
            return ""
        return "hypothetical" if marker is not None and marker.ref == "to" else ""

    # --- estimates ------------------------------------------------------------------------------------------------

    def _estimate(self, sentence: Sentence, found: Predication) -> tuple[str, Span] | None:
        """The estimative phrase whose clause holds the predicate, and its span; the nearest one in the sentence part."""
        best: tuple[int, str, Span] | None = None
        tokens = sentence.scan.tokens
        for at in sentence.scan.where(sentence.first, sentence.last, "est"):
            for hit in sentence.scan.hits[at]:
                if hit.cat != "est":
                    continue
                if hit.feat.startswith("v:") and not any(v.main == at for v in sentence.verbs):
                    continue
                if self._former(sentence, at):
                    continue
                distance = min(abs(found.first - hit.last), abs(hit.first - found.last))
                if self._parted(sentence, min(found.last, hit.last), max(found.first, hit.first)):
                    continue
                if best is None or distance < best[0]:
                    band = self._pack.estimates[int(hit.ref)].band
                    best = (distance, band, Span(tokens[hit.first].start, tokens[hit.last - 1].end))
        return None if best is None else (best[1], best[2])

    @staticmethod
    def _former(sentence: Sentence, at: int) -> bool:
        """Whether a cue of the past stands close before an estimate that is held no longer: "once thought unlikely"."""
        return any(
            h.cat == "st" and h.ref == "historical"
            for i in range(max(sentence.first, at - 4), at)
            for h in sentence.scan.hits[i]
        )

    @staticmethod
    def _parted(sentence: Sentence, first: int, last: int) -> bool:
        return any(
            sentence.scan.has(i, "contrast") or sentence.scan.tokens[i].norm in BREAKS for i in range(first, last)
        )


def _one_clause(sentence: Sentence, first: int, inner: Predication) -> bool:
    """Whether the only finite verb in between is the inner predicate's own, opened by a complementizer."""
    if inner.verb is None or inner.verb.link != "comp":
        return False
    return sentence.verbs_between(first, inner.verb.first) == 0
