"""Verb groups of languages with auxiliaries and articles.

Whether a form is a verb at all ("attack", "raid", "marche") is judged from its neighbours.
"""

from __future__ import annotations

from nadhir.coding.scan import Hit, Scan
from nadhir.coding.verb_group import NOUN_CATS, VERB_CATS, VerbGroup, ends_at, opening_of
from nadhir.knowledge.load import Pack

_DETERMINERS = ("def", "indef", "dem", "poss", "negdet")
_BREAKS = ("comp", "rel", "sub", "and", "contrast", "or")


class AuxiliaryVerbs:
    """Reads a verb group from its main verb backwards over auxiliaries, negations and adverbs."""

    def __init__(self, pack: Pack) -> None:
        self._noun_first = pack.script.adjective_after

    def __call__(self, scan: Scan, at: int, hits: list[Hit], first: int, last: int) -> VerbGroup | None:
        """The group whose verb may stand at a token; None where the token is a noun."""
        feats = {h.feat.split(":")[1] for h in hits}
        judged = self._reading(scan, at, feats, first)
        if judged == "noun":
            return None
        return self._group(scan, at, hits, first, last, judged == "attributive")

    def _reading(self, scan: Scan, at: int, feats: set[str], first: int) -> str:
        """verb, noun or attributive (a participle used as an adjective)."""
        nounlike = any(h.feat.startswith("n:") for h in scan.hits[at] if h.cat in ("pred", *NOUN_CATS, "say", "src"))
        probe, plain = at - 1, 0
        while probe >= first and plain < 3:
            if scan.has(probe, "be", "have", "fut", "modp", "modh", "prosub", "neg") and not scan.has(
                probe, *_DETERMINERS
            ):
                return "verb"
            prep = next((h for h in ends_at(scan, probe + 1, first) if h.cat == "prep"), None)
            if prep is not None and not scan.has(probe, "prosub"):
                if "ing" in feats and plain == 0:
                    return "verb"
                if "inf" in feats and plain == 0 and _infinitive_marker(scan, probe):
                    return "noun" if nounlike and prep.ref not in ("to", "for") else "verb"
                if nounlike or (not feats - {"inf", "pres", "subj", "imperf"} and prep.ref not in ("to", "for")):
                    return "noun"
                return "attributive" if "pp" in feats and plain == 0 else "verb"
            if scan.has(probe, *_DETERMINERS) or scan.tokens[probe].norm in ("'s", "s'"):
                if scan.has(probe, "proobj") and not nounlike:
                    return "verb"
                return "noun" if nounlike else ("attributive" if feats & {"pp", "ing"} else "verb")
            if scan.tokens[probe].kind == "number":
                participle = (
                    feats & {"pp"} and at + 1 < len(scan.tokens) and scan.has(at + 1, "party", "src") is not None
                )
                return "noun" if nounlike else "attributive" if participle else "verb"
            if scan.has(probe, "adv") and not scan.inside[probe]:
                probe -= 1
                continue
            if (
                self._noun_first
                and scan.has(probe, "party", "src")
                and feats & {"pres", "past", "imperf", "fut", "cond"}
            ):
                return "verb"
            if scan.inside[probe] or not _plain_word(scan, probe) or not nounlike:
                break
            probe -= 1
            plain += 1
        if nounlike:
            return self._after_phrase(scan, at, feats, first, plain, max(probe, first))
        return "verb"

    def _after_phrase(self, scan: Scan, at: int, feats: set[str], first: int, plain: int, before_at: int) -> str:
        """Noun or verb right after a noun phrase or at a clause's start: what follows decides."""
        if feats & {"past", "imperf", "fut", "cond"} and not feats & {"pres", "inf"}:
            return "verb"
        if at == first:
            return "noun"
        before = scan.tokens[at - 1]
        if before.kind == "mark":
            return "verb" if "ing" in feats and before.norm == "," else "noun"
        if (
            not self._noun_first
            and plain == 0
            and scan.inside[at - 1]
            and feats & {"pres"}
            and _bare_object(scan, at + 1)
        ):
            return "verb"
        if (
            (self._noun_first or before_at < at - 1)
            and plain == 0
            and (scan.inside[before_at] or scan.has(before_at, "party", "src"))
        ):
            return "verb"
        nxt = at + 1
        follows_object = nxt < len(scan.tokens) and (scan.has(nxt, *_DETERMINERS) or scan.tokens[nxt].capital)
        return "verb" if follows_object and plain == 0 else "noun"

    def _group(self, scan: Scan, at: int, hits: list[Hit], first: int, last: int, attributive: bool) -> VerbGroup:
        group = VerbGroup(at, max(h.last for h in hits), hits)
        feats = {h.feat.split(":")[1] for h in hits}
        group.attributive = attributive
        be = have = False
        probe = at - 1
        finite_feat = ""
        while probe >= first:
            hit = scan.has(probe, "be", "have", "fut", "modp", "modh", "neg", "adv", "proobj", "prosub")
            if hit is None or (hit.cat in ("prosub",) and probe < at - 4):
                break
            if hit.cat == "be":
                be, finite_feat = True, _finite(hit.feat) or finite_feat
            elif hit.cat == "have":
                have, finite_feat = True, _finite(hit.feat) or finite_feat
            elif hit.cat == "fut":
                group.tense, finite_feat = "fut", "fut"
            elif hit.cat in ("modp", "modh"):
                group.modal = "possible" if hit.cat == "modp" else "hypothetical"
                finite_feat = "modal"
            elif hit.cat == "neg":
                group.negated = True
            elif hit.cat == "prosub":
                group.pronoun = probe
                break
            elif hit.cat == "proobj":
                group.object_pronoun = True
            group.first = probe
            probe -= 1
        self._tense(group, scan, feats, be, have, finite_feat)
        opening_of(group, scan, first)
        if group.conj and feats == {"pp"} and not be and not have and self._perfect_before(scan, at, first):
            group.passive, group.finite, group.perfect = False, True, True
        return group

    @staticmethod
    def _perfect_before(scan: Scan, at: int, first: int) -> bool:
        """Whether a participle joined by "and" shares the auxiliary of a perfect: "a détruit des motos et récupéré des armes"."""
        for probe in range(at - 1, max(first, at - 16), -1):
            if scan.has(probe, "have") and not scan.has(probe, "pred"):
                return True
            if scan.tokens[probe].kind == "mark" or scan.has(probe, "be", "comp", "rel", "sub"):
                return False
        return False

    def _tense(self, group: VerbGroup, scan: Scan, feats: set[str], be: bool, have: bool, finite_feat: str) -> None:
        bare_auxiliary = (be or have) and not finite_feat and group.tense != "fut"
        group.reflexive = any(h.feat.endswith(":r") for h in group.hits)
        if be and "pp" in feats and not group.reflexive:
            group.passive = True
        elif be and "ing" in feats:
            group.passive = False
        elif "pp" in feats and not be and not have and not group.modal and group.tense != "fut":
            if "past" in feats and not group.attributive:
                group.passive = _agent_follows(scan, group.last)
                group.finite = not group.passive
            elif not feats & {"pres", "past", "imperf"}:
                group.passive, group.finite = True, False
        group.perfect = have
        if finite_feat in ("fut", "cond"):
            group.tense = finite_feat
        elif finite_feat == "modal":
            group.tense = "pres"
        elif be or have:
            group.tense = "past" if (have or finite_feat in ("past", "imperf")) else "pres"
        elif "past" in feats or "imperf" in feats:
            group.tense = "past"
        elif group.finite and group.tense != "fut":
            for feat in ("pres", "fut", "cond", "subj", "ing", "inf"):
                if feat in feats:
                    group.tense = feat
                    break
        marker = group.first - 1
        if "inf" in feats and not (group.modal or finite_feat) and marker >= 0:
            prep = scan.has(marker, "prep")
            if prep is not None or "pres" not in feats:
                group.tense, group.finite = "inf", False
        if group.tense == "ing" and not be:
            group.finite = False
        if bare_auxiliary:
            group.tense, group.finite = "inf", False


def _bare_object(scan: Scan, at: int) -> bool:
    """Whether a noun without article comes next, so that the word before is its verb: "Iran supplies weapons"."""
    if (
        at >= len(scan.tokens)
        or scan.tokens[at].kind != "word"
        or scan.has(at, "prep", "and", "comp", "rel", "be", "have", "neg")
    ):
        return False
    return not any(
        h.feat.startswith("v:") and not h.feat.endswith("ing")
        for h in scan.hits[at]
        if h.cat in ("be", "have", "verb", "say")
    )


def _agent_follows(scan: Scan, at: int) -> bool:
    """Whether "by" and a party come next: "blockade imposed by militants", but not "said by telephone"."""
    hit = scan.has(at, "prep")
    if hit is None or hit.ref != "by":
        return False
    return any(
        scan.inside[i] or scan.has(i, "party", "src") for i in range(hit.last, min(hit.last + 4, len(scan.tokens)))
    )


def _finite(feat: str) -> str:
    name = feat.split(":")[1] if ":" in feat else ""
    return name if name in ("pres", "past", "imperf", "fut", "cond", "subj") else ""


def _infinitive_marker(scan: Scan, at: int) -> bool:
    hit = scan.has(at, "prep")
    return hit is not None and hit.ref in ("to", "of", "for", "without", "before", "after", "in", "into")


def _plain_word(scan: Scan, at: int) -> bool:
    token = scan.tokens[at]
    if token.kind != "word":
        return False
    return not any(h.cat in VERB_CATS or h.cat in _BREAKS for h in scan.hits[at])
