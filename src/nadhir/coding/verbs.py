"""Finds the verb groups of a sentence: the verb with its auxiliaries, and what they say of time, voice, negation and possibility."""

from __future__ import annotations

from nadhir.coding.auxiliary_verbs import AuxiliaryVerbs
from nadhir.coding.clitic_verbs import CliticVerbs
from nadhir.coding.scan import Hit, Scan
from nadhir.coding.verb_group import VERB_CATS, VerbGroup
from nadhir.knowledge.load import Pack

__all__ = ["VerbFinder", "VerbGroup"]


class VerbFinder:
    """Finds the verb groups of a sentence."""

    def __init__(self, pack: Pack) -> None:
        self._read = CliticVerbs(pack) if pack.script.verb_first else AuxiliaryVerbs(pack)
        self._reflexives = frozenset(pack.reflexives) | frozenset(f"{r[0]}'" for r in pack.reflexives)

    def __call__(self, scan: Scan, first: int, last: int, occupied: frozenset[int] = frozenset()) -> list[VerbGroup]:
        """Verb groups of tokens `first` to `last`; `occupied` tokens belong to numbers and dates."""
        out: list[VerbGroup] = []
        free = first
        for at in scan.where(first, last, *VERB_CATS):
            group = self._group(scan, at, first, last) if at >= free and at not in occupied else None
            if group is not None and not _only_auxiliary(group, scan, last):
                group.spelled_passive = group.passive
                out.append(group)
                free = max(at + 1, min(group.last, group.main + 3))
        return out

    def _group(self, scan: Scan, at: int, first: int, last: int) -> VerbGroup | None:
        if scan.inside[at]:
            return None
        hits = self._reflexive(scan, at, [h for h in scan.hits[at] if h.cat in VERB_CATS and h.feat.startswith("v:")])
        return self._read(scan, at, hits, first, last) if hits else None

    def _reflexive(self, scan: Scan, at: int, hits: list[Hit]) -> list[Hit]:
        """A reflexive verb is read only behind its pronoun, and behind that nothing else is if there is one."""
        if not self._reflexives or not any(h.feat.endswith(":r") for h in hits):
            return hits
        pronoun = any(scan.tokens[i].norm in self._reflexives for i in range(max(at - 4, 0), at))
        return [h for h in hits if h.feat.endswith(":r") == pronoun]


def _only_auxiliary(group: VerbGroup, scan: Scan, last: int) -> bool:
    """An auxiliary right before another verb is part of that verb's group, not a verb of its own."""
    if not any(h.cat in ("be", "have") for h in group.hits):
        return False
    for ahead in range(group.main + 1, min(group.main + 5, last)):
        hits = scan.hits[ahead]
        if any(
            h.feat.split(":")[1] in ("pp", "ing", "past", "pres")
            for h in hits
            if h.feat.startswith("v:") and h.cat in VERB_CATS
        ):
            return True
        if not any(h.cat in ("neg", "adv", "proobj") for h in hits):
            return False
    return False
