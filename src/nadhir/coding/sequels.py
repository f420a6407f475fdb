"""Who did it, where a sentence goes on about a deed told before without saying so again.

"Gunmen stormed a village. Two churches were burnt down and nine people killed": the passive and "the attack" take their actor from the
deed told last; those whom the police had dispersed are the ones "arrested" after.
"""

from __future__ import annotations

from collections.abc import Sequence

from nadhir.coding.drafts import Draft, keys
from nadhir.coding.sentence import Sentence

_FAR = 1  # how many sentences on a deed is still the one spoken of
_GUARDS = frozenset({"COP", "MIL", "SPY", "GOV"})
_ANSWERS = {
    "REJECT": frozenset({"REQUEST", "AGREE"}),
    "ASSAULT": frozenset({"PROTEST"}),
    "COERCE": frozenset({"PROTEST"}),
}
_TOLD = frozenset({"actual", "historical"})


def go_on(drafts: Sequence[Draft], earlier: Sequence[Draft], sentence: Sentence) -> None:
    """Give the deeds of a sentence that name no actor the actor of the deed that they go on about."""
    for draft in drafts:
        if draft.actors or draft.kind != "event" or draft.status not in _TOLD or not _silent(draft, sentence):
            continue
        for deed in reversed([*earlier, *(d for d in drafts if d.trigger.start < draft.trigger.start)]):
            if draft.sentence - deed.sentence > _FAR:
                break
            if deed.actors and _same_story(deed, draft):
                draft.actors = [e for e in deed.actors if keys([e]).isdisjoint(keys(draft.recipients))]
                break


def answered(drafts: Sequence[Draft], earlier: Sequence[Draft]) -> None:
    """Give deeds that name nobody whom they meet those to whom they answer: who asked is refused, who protested is dispersed."""
    for draft in drafts:
        if draft.recipients or draft.kind != "event" or draft.status == "hypothetical":
            continue
        wanted = _ANSWERS.get(draft.code)
        if wanted is None:
            continue
        if draft.code != "REJECT" and not (draft.actors and all(e.sector in _GUARDS for e in draft.actors)):
            continue
        for deed in reversed([*earlier, *(d for d in drafts if d.trigger.start < draft.trigger.start)]):
            if draft.sentence - deed.sentence > _FAR:
                break
            if deed.kind == "event" and deed.code in wanted and deed.actors:
                crowd = [e for e in deed.actors if keys([e]).isdisjoint(keys(draft.actors))]
                if draft.code != "REJECT":
                    crowd = [e for e in crowd if e.sector not in _GUARDS]
                draft.recipients = crowd
                break


def _silent(draft: Draft, sentence: Sentence) -> bool:
    """Whether the words leave the actor out: a passive, a count of victims, or a noun with its article."""
    found = draft.predication
    if found is None:
        return False
    if found.verb is not None and found.form == "verb":
        return found.verb.passive is True or bool(draft.toll)
    return bool(draft.toll) or _definite(sentence, found.first)


def _definite(sentence: Sentence, at: int) -> bool:
    """Whether an article or a demonstrative stands before a noun or on it."""
    scan = sentence.scan
    return any("the" in h.labels for h in scan.hits[at]) or scan.has(at - 1, "def", "dem") is not None


def _same_story(deed: Draft, draft: Draft) -> bool:
    if deed.kind != "event" or deed.status not in _TOLD:
        return False
    if draft.code == "ASSAULT":
        return deed.code == "ASSAULT"
    if draft.code == "COERCE":
        return deed.code in ("ASSAULT", "COERCE") and all(e.sector in _GUARDS for e in deed.actors)
    return False
