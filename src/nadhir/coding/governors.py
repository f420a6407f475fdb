"""What stands before a phrase and governs it: the noun that it is annexed to, an article that is also a preposition."""

from __future__ import annotations

from nadhir.coding.mentions import Mention, clitic_prep, ending, labels_at
from nadhir.coding.scan import Scan


def annexed_to(core: Mention, scan: Scan, lead: int, first: int) -> None:
    """The phrase is annexed to a common noun ("على مواقع الجيش", "لأمن الجزائر"): what governs that noun governs it."""
    at = lead - 1
    if at < first or scan.tokens[at].kind != "word" or scan.inside[at]:
        return
    hits = scan.hits[at]
    if any(
        h.feat.startswith("v:") or h.cat in ("pred", "src", "party", "say", "comp", "rel", "prep", "and", "neg")
        for h in hits
    ):
        return
    label = clitic_prep(labels_at(scan, at))
    if label:
        core.prep, core.prep_at = label, at
        return
    before = next((h for back in (1, 2, 3) for h in ending(scan, at, back, first) if h.cat == "prep"), None)
    if before is not None:
        core.prep, core.prep_at = before.ref, before.first


def contracted(scan: Scan, at: int, first: int) -> bool:
    """A word that is an article and a preposition ("des") is the preposition behind a noun, the article elsewhere."""
    if not (scan.has(at, "indef") and scan.has(at, "prep")) or at == first:
        return False
    before = scan.tokens[at - 1]
    if before.kind != "word":
        return False
    if scan.inside[at - 1]:
        return True
    hits = scan.hits[at - 1]
    noun = not hits or any(
        h.feat.startswith("n:") for h in hits if h.cat in ("pred", "party", "theme", "src", "pword", "toll")
    )
    return noun and not any(h.cat in ("prep", "and", "be", "have", "comp", "adv") for h in hits)
