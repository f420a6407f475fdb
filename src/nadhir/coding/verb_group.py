"""A verb with its auxiliaries, and what stands before it."""

from __future__ import annotations

from nadhir.coding.scan import Hit, Scan
from nadhir.text import COMMAS

VERB_CATS = frozenset({"pred", "say", "light", "verb", "est", "conn", "stv", "be", "have"})
NOUN_CATS = frozenset({"party", "src", "theme", "pword"})


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


def ends_at(scan: Scan, end: int, first: int) -> list[Hit]:
    return [h for back in (1, 2, 3) if end - back >= first for h in scan.hits[end - back] if h.last == end]


def opening_of(group: VerbGroup, scan: Scan, first: int) -> None:
    """What stands right before the group: a complementizer, relative pronoun, subordinator, conjunction or infinitive marker."""
    at = group.first
    if group.pronoun >= 0:
        at = group.pronoun
    for hit in sorted(ends_at(scan, at, first), key=lambda h: h.cat != "comp"):
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
