"""Verb groups of languages that begin with the verb and write particles and pronouns together with it.

Whether a form is a verb at all ("قصف", "قتل") is judged from its neighbours.
"""

from __future__ import annotations

from nadhir.coding.agreement import Agreement
from nadhir.coding.scan import Hit, Scan
from nadhir.coding.verb_group import NOUN_CATS, VerbGroup, ends_at, opening_of
from nadhir.knowledge.load import Pack
from nadhir.text import fold


class CliticVerbs:
    """Reads a verb group: particles before the verb, clitics on it, what its endings say."""

    def __init__(self, pack: Pack) -> None:
        script = pack.script
        self._agreement = Agreement(script)
        self._resumptive = frozenset(fold(w) for w in script.agreement.get("resumptive", ()))
        self._enclitics = tuple(fold(e) for e in script.clitics.enclitics)
        self._predicates = pack.predicates
        self._zero_passive = script.zero_passive
        self._passive_vowel = script.passive_vowel
        self._noun_endings = tuple(script.noun_endings)
        self._subjunctive = frozenset(fold(word) for word in script.subjunctive)

    def __call__(self, scan: Scan, at: int, hits: list[Hit], first: int, last: int) -> VerbGroup | None:
        """The group whose verb may stand at a token; None where the token is a noun."""
        return self._group(scan, at, hits, first) if self._reading(scan, at, hits, first) else None

    def _reading(self, scan: Scan, at: int, hits: list[Hit], first: int) -> bool:
        nounlike = [
            h for h in scan.hits[at] if h.cat in NOUN_CATS or (h.cat in ("pred", "say") and h.feat.startswith("n:"))
        ]
        if scan.has(at, "adv") and any(h.feat.startswith("v:") for h in scan.hits[at + 1]):
            return False  # "فقد اقتحم": the particle, where a verb follows
        if all(h.feat.split(":")[1] == "ing" for h in hits):
            return (
                not any(h.cat == "party" for h in nounlike)
                or scan.has(at + 1, "party", "src") is not None
                or scan.inside[at + 1]
            )
        if not nounlike:
            return True
        labels = hits[0].labels
        if any("the" in h.labels for h in nounlike) or any(
            lab in ("with", "to", "as") for h in nounlike for lab in h.labels
        ):
            return "future" in labels
        if scan.tokens[at].text.endswith(self._noun_endings):
            return False
        if at == first or scan.tokens[at - 1].kind in ("mark", "break"):
            return _followed_by_phrase(scan, at) or scan.has(at + 1, "prep") is not None
        if any(h.cat == "prep" for h in ends_at(scan, at, first)):
            return False
        if scan.has(at - 1, "rel", "neg", "fut", "prosub", "modp") or self._vowelled(scan, at):
            return True
        if scan.tokens[at - 1].norm in self._subjunctive and all(h.feat.split(":")[1] == "pres" for h in hits):
            return True
        before = scan.hits[at - 1]
        if any(h.feat.startswith("v:") for h in before) and not any("and" in lab for lab in [labels]):
            return False
        if "and" in labels and _after_purpose(scan, at, first):
            return False
        if "and" in labels or "then" in labels:
            coordinated_noun = bool(before) and any(h.feat.startswith("n:") for h in before)
            return not coordinated_noun and _followed_by_phrase(scan, at)
        name = scan.closing.get(at)
        return any(h.cat == "party" for h in before) or (name is not None and name.cat != "place")

    def _vowelled(self, scan: Scan, at: int) -> bool:
        """Whether the passive's vowel is written, or "that he" stands before, behind which no noun comes."""
        if self._passive_vowel and self._passive_vowel in scan.tokens[at].text[1:4]:
            return True
        hit = scan.has(at - 1, "comp")
        return hit is not None and scan.tokens[at - 1].norm.endswith(self._enclitics)

    def _group(self, scan: Scan, at: int, hits: list[Hit], first: int) -> VerbGroup:
        group = VerbGroup(at, max(h.last for h in hits), hits)
        feats = {h.feat.split(":")[1] for h in hits}
        labels = {lab for h in hits for lab in h.labels}
        group.tense = "past" if "past" in feats else "pres" if feats - {"ing"} else "ing"
        if group.tense == "ing":
            group.finite, group.cont = False, True
        group.passive = None if self._zero_passive else False
        text = scan.tokens[at].text
        if self._passive_vowel and self._passive_vowel in text[1:4]:
            group.passive = True
        if "future" in labels:
            group.tense = "fut"
        if "pp" in feats:
            group.passive = True
        group.object_pronoun = any(h.suffix for h in hits)
        self._endings(group, scan, at, hits)
        probe = at - 1
        while probe >= max(first, at - 3):
            hit = scan.has(probe, "neg", "fut", "modp", "modh", "be", "adv")
            if hit is None:
                break
            if hit.cat == "neg" and group.tense == "pres" and scan.has(probe, "rel"):
                group.link = "rel"  # "ما يشكل": the particle that negates a past opens a relative before a present
                break
            if hit.cat == "neg":
                group.negated = True
            elif hit.cat == "fut":
                group.tense = "fut"
            elif hit.cat in ("modp", "modh") and group.tense == "pres":
                group.modal = "possible" if hit.cat == "modp" else "hypothetical"
            elif hit.cat == "be" and group.tense == "pres":
                group.tense = "past"
            group.first = probe
            probe -= 1
        opening_of(group, scan, first)
        if group.link == "comp" and group.tense == "pres":
            group.finite = scan.tokens[group.first - 1].norm not in self._subjunctive
            if not group.finite:
                group.tense = "inf"
        if "and" in labels or "then" in labels:
            group.conj = True
        return group

    def _endings(self, group: VerbGroup, scan: Scan, at: int, hits: list[Hit]) -> None:
        """What its endings ask of a subject, whether it can have an object, and what a pronoun behind it takes up."""
        suffix = min((h.suffix for h in hits), key=len)
        labels = min((h.labels for h in hits), key=len)
        group.form = self._agreement.form(scan.tokens[at].norm, "past" not in group.tense, suffix, len(labels))
        frames = [self._predicates[int(h.ref)].frame for h in hits if h.cat == "pred"]
        group.fate = bool(frames) and all(f in ("suffer", "fall") for f in frames)
        behind = min(group.last, len(scan.tokens) - 1)
        group.resumed = scan.tokens[behind].norm in self._resumptive


def _followed_by_phrase(scan: Scan, at: int) -> bool:
    """Whether a noun phrase or preposition comes next, as after a verb that opens its clause."""
    if at + 1 >= len(scan.tokens):
        return False
    nxt = scan.tokens[at + 1]
    if nxt.kind == "mark":
        return nxt.norm in ("«", '"', "“")
    return not scan.has(at + 1, "prep")


def _after_purpose(scan: Scan, at: int, first: int) -> bool:
    """Whether an aim was told just before, so that what "and" joins is a second aim: "with the aim of besieging … and isolating"."""
    for probe in range(at - 1, max(first, at - 9), -1):
        if scan.tokens[probe].kind != "word":
            return False
        if any(h.cat == "st" and h.ref == "purpose" for h in scan.hits[probe]):
            return True
    return False
