"""Verb groups: the verb with its auxiliaries, and what they say of time, voice, negation and possibility.

Whether a form is a verb at all ("attack", "raid", "قصف", "marche") is judged from its neighbours.
"""

from __future__ import annotations

from nadhir.coding.agreement import Agreement
from nadhir.coding.scan import Hit, Scan
from nadhir.knowledge.load import Pack
from nadhir.text import COMMAS, fold

_VERB_CATS = frozenset({"pred", "say", "light", "verb", "est", "conn", "stv", "be", "have"})
_NOUN_CATS = frozenset({"party", "src", "theme", "pword"})
_DETERMINERS = ("def", "indef", "dem", "poss", "negdet")
_BREAKS = ("comp", "rel", "sub", "and", "contrast", "or")


class VerbGroup:
    """`first` to `last`: auxiliaries and verb; `main`: the verb's token; `passive` is None where spelling hides it."""

    __slots__ = (
        "attributive", "conj", "cont", "fate", "finite", "first", "form", "hits", "last", "link", "main", "modal", "negated",
        "object_pronoun", "passive", "perfect", "pronoun", "reflexive", "resumed", "spelled_passive", "sub", "tense",
    )  # fmt: skip

    def __init__(self, main: int, last: int, hits: list[Hit]) -> None:
        self.first = main
        self.main = main
        self.last = last
        self.hits = hits
        self.tense = "past"
        self.passive: bool | None = False
        self.spelled_passive: bool | None = False  # `passive` as spelling alone tells it
        self.finite = True
        self.negated = False
        self.modal = ""
        self.perfect = False
        self.reflexive = False
        self.attributive = False
        self.link = ""  # what opens its clause: comp, rel, sub or ""
        self.sub = ""  # the label of the subordinator
        self.conj = False
        self.cont = False
        self.pronoun = -1
        self.object_pronoun = False
        self.form = ""  # p, f or m: the subject that its endings ask for
        self.fate = False  # it only tells what befalls its subject
        self.resumed = False  # a preposition with a pronoun takes up the antecedent: "that the army holds (it)"

    def __repr__(self) -> str:
        refs = ",".join(f"{h.cat}:{h.ref}" for h in self.hits)
        voice = {True: "passive", False: "active", None: "?"}[self.passive]
        return f"<{self.first}-{self.main}-{self.last} {refs} {self.tense} {voice} fin={self.finite} neg={self.negated} {self.modal} {self.link}{self.sub}>"


class VerbFinder:
    """Finds the verb groups of a sentence."""

    def __init__(self, pack: Pack) -> None:
        self._verb_first = pack.script.verb_first
        script = pack.script
        self._agreement = Agreement(script)
        self._resumptive = frozenset(fold(w) for w in script.agreement.get("resumptive", ()))
        self._enclitics = tuple(fold(e) for e in script.clitics.enclitics)
        self._predicates = pack.predicates
        self._zero_passive = script.zero_passive
        self._passive_vowel = script.passive_vowel
        self._noun_endings = tuple(script.noun_endings)
        self._subjunctive = frozenset(fold(word) for word in script.subjunctive)
        self._noun_first = pack.script.adjective_after
        self._reflexives = frozenset(pack.reflexives) | frozenset(f"{r[0]}'" for r in pack.reflexives)

    def __call__(self, scan: Scan, first: int, last: int, occupied: frozenset[int] = frozenset()) -> list[VerbGroup]:
        """Verb groups of tokens `first` to `last`; `occupied` tokens belong to numbers and dates."""
        out: list[VerbGroup] = []
        at = first
        while at < last:
            group = self._group(scan, at, first, last) if at not in occupied else None
            at += 1
            if group is not None and not _only_auxiliary(group, scan, last):
                group.spelled_passive = group.passive
                out.append(group)
                at = max(at, min(group.last, group.main + 3))
        return out

    def _group(self, scan: Scan, at: int, first: int, last: int) -> VerbGroup | None:
        if scan.inside[at]:
            return None
        hits = self._reflexive(scan, at, [h for h in scan.hits[at] if h.cat in _VERB_CATS and h.feat.startswith("v:")])
        if not hits:
            return None
        if self._verb_first:
            if not self._verb_first_reading(scan, at, hits, first):
                return None
            return self._group_verb_first(scan, at, hits, first)
        feats = {h.feat.split(":")[1] for h in hits}
        judged = self._latin_reading(scan, at, feats, first)
        if judged == "noun":
            return None
        return self._group_latin(scan, at, hits, first, last, judged == "attributive")

    def _reflexive(self, scan: Scan, at: int, hits: list[Hit]) -> list[Hit]:
        """A reflexive verb is read only behind its pronoun, and behind that nothing else is if there is one."""
        if not self._reflexives or not any(h.feat.endswith(":r") for h in hits):
            return hits
        pronoun = any(scan.tokens[i].norm in self._reflexives for i in range(max(at - 4, 0), at))
        return [h for h in hits if h.feat.endswith(":r") == pronoun]

    # --- languages with auxiliaries and articles --------------------------------------------------------------

    def _latin_reading(self, scan: Scan, at: int, feats: set[str], first: int) -> str:
        """verb, noun or attributive (a participle used as an adjective)."""
        nounlike = any(h.feat.startswith("n:") for h in scan.hits[at] if h.cat in ("pred", *_NOUN_CATS, "say", "src"))
        probe, plain = at - 1, 0
        while probe >= first and plain < 3:
            if scan.has(probe, "be", "have", "fut", "modp", "modh", "prosub", "neg") and not scan.has(
                probe, *_DETERMINERS
            ):
                return "verb"
            prep = next((h for h in _ends_at(scan, probe + 1, first) if h.cat == "prep"), None)
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

    def _group_latin(self, scan: Scan, at: int, hits: list[Hit], first: int, last: int, attributive: bool) -> VerbGroup:
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
        self._tense_latin(group, scan, feats, be, have, finite_feat)
        _opening(group, scan, first)
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

    def _tense_latin(
        self, group: VerbGroup, scan: Scan, feats: set[str], be: bool, have: bool, finite_feat: str
    ) -> None:
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

    # --- languages that begin with the verb and write their clitics ----------------------------------------------

    def _verb_first_reading(self, scan: Scan, at: int, hits: list[Hit], first: int) -> bool:
        nounlike = [
            h for h in scan.hits[at] if h.cat in _NOUN_CATS or (h.cat in ("pred", "say") and h.feat.startswith("n:"))
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
            return not all(h.cat in ("be", "have") for h in hits) or True
        labels = hits[0].labels
        if any("the" in h.labels for h in nounlike) or any(
            lab in ("with", "to", "as") for h in nounlike for lab in h.labels
        ):
            return "future" in labels
        if scan.tokens[at].text.endswith(self._noun_endings):
            return False
        if at == first or scan.tokens[at - 1].kind in ("mark", "break"):
            return _followed_by_phrase(scan, at) or scan.has(at + 1, "prep") is not None
        if any(h.cat == "prep" for h in _ends_at(scan, at, first)):
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
        return any(h.cat in ("party",) for h in before) or any(n.last == at and n.cat != "place" for n in scan.names)

    def _vowelled(self, scan: Scan, at: int) -> bool:
        """Whether the passive's vowel is written, or "that he" stands before, behind which no noun comes."""
        if self._passive_vowel and self._passive_vowel in scan.tokens[at].text[1:4]:
            return True
        hit = scan.has(at - 1, "comp")
        return hit is not None and scan.tokens[at - 1].norm.endswith(self._enclitics)

    def _group_verb_first(self, scan: Scan, at: int, hits: list[Hit], first: int) -> VerbGroup:
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
        self._words_of_group(group, scan, at, hits)
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
        _opening(group, scan, first)
        if group.link == "comp" and group.tense == "pres":
            group.finite = scan.tokens[group.first - 1].norm not in self._subjunctive
            if not group.finite:
                group.tense = "inf"
        if "and" in labels or "then" in labels:
            group.conj = True
        return group

    def _words_of_group(self, group: VerbGroup, scan: Scan, at: int, hits: list[Hit]) -> None:
        """What its endings ask of a subject, whether it can have an object, and what a pronoun behind it takes up."""
        suffix = min((h.suffix for h in hits), key=len)
        labels = min((h.labels for h in hits), key=len)
        group.form = self._agreement.form(scan.tokens[at].norm, "past" not in group.tense, suffix, len(labels))
        frames = [self._predicates[int(h.ref)].frame for h in hits if h.cat == "pred"]
        group.fate = bool(frames) and all(f in ("suffer", "fall") for f in frames)
        behind = min(group.last, len(scan.tokens) - 1)
        group.resumed = scan.tokens[behind].norm in self._resumptive


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


def _ends_at(scan: Scan, end: int, first: int) -> list[Hit]:
    return [h for back in (1, 2, 3) if end - back >= first for h in scan.hits[end - back] if h.last == end]


def _infinitive_marker(scan: Scan, at: int) -> bool:
    hit = scan.has(at, "prep")
    return hit is not None and hit.ref in ("to", "of", "for", "without", "before", "after", "in", "into")


def _plain_word(scan: Scan, at: int) -> bool:
    token = scan.tokens[at]
    if token.kind != "word":
        return False
    return not any(h.cat in _VERB_CATS or h.cat in _BREAKS for h in scan.hits[at])


def _opening(group: VerbGroup, scan: Scan, first: int) -> None:
    """What stands right before the group: a complementizer, relative pronoun, subordinator, conjunction or infinitive marker."""
    at = group.first
    if group.pronoun >= 0:
        at = group.pronoun
    for hit in sorted(_ends_at(scan, at, first), key=lambda h: h.cat != "comp"):
        if hit.cat in ("rel", "comp"):
            group.link = group.link or hit.cat
        elif hit.cat == "sub" and group.link != "comp":
            group.link, group.sub = "sub", hit.ref
        elif hit.cat == "and":
            group.conj = True
        elif (hit.cat == "prep" and hit.ref == "without") or (hit.cat == "st" and hit.ref == "negated"):
            group.negated = True
    if at - 1 >= first and scan.tokens[at - 1].norm in COMMAS and not group.finite:
        group.cont = True


def _only_auxiliary(group: VerbGroup, scan: Scan, last: int) -> bool:
    """An auxiliary right before another verb is part of that verb's group, not a verb of its own."""
    if not any(h.cat in ("be", "have") for h in group.hits):
        return False
    for ahead in range(group.main + 1, min(group.main + 5, last)):
        hits = scan.hits[ahead]
        if any(
            h.feat.split(":")[1] in ("pp", "ing", "past", "pres")
            for h in hits
            if h.feat.startswith("v:") and h.cat in _VERB_CATS
        ):
            return True
        if not any(h.cat in ("neg", "adv", "proobj") for h in hits):
            return False
    return False


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
