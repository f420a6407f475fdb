"""Light verbs: which verb carries a noun of action ("carried out a raid")."""

from __future__ import annotations

from collections.abc import Sequence

from nadhir.coding.scan import Hit
from nadhir.coding.sentence import Sentence
from nadhir.coding.verbs import VerbGroup
from nadhir.knowledge.schema import LightVerbs


def carrier_of(
    sentence: Sentence, hit: Hit, code: str, light: Sequence[LightVerbs]
) -> tuple[VerbGroup | None, LightVerbs | None]:
    """The light verb that carries a noun of action, and its entry."""
    for verb in sentence.verbs:
        entries = [light[int(h.ref)] for h in verb.hits if h.cat == "light"]
        entries = [e for e in entries if not e.nouns_of or code in e.nouns_of]
        if not entries:
            continue
        entry = max(entries, key=lambda e: bool(e.nouns_of))
        if entry.object and verb.first >= hit.last and not sentence.verbs_between(hit.last, verb.first):
            return verb, entry
        if verb.last <= hit.first:
            if _clear(sentence, verb.last, hit.first):
                return verb, entry
        elif (
            0 <= verb.first - hit.last <= 6
            and (not verb.finite or verb.link == "rel" or verb.object_pronoun or verb.passive)
            and (not sentence.verbs_between(hit.last, verb.main))
        ):
            return verb, entry
    return None, None


def _clear(sentence: Sentence, first: int, last: int) -> bool:
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
        if at in sentence.occupied or (hit is not None and hit.ref == "of" and at - 1 in sentence.occupied):
            continue  # "carried out dozens of arrests"
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
