"""`causes`: what the report says brought about what, between claims that stand around a connecting word."""

from __future__ import annotations

from collections.abc import Sequence

from nadhir.coding.drafts import Draft
from nadhir.coding.scan import Hit
from nadhir.coding.sentence import Sentence
from nadhir.knowledge.load import Pack
from nadhir.records import Span

_RESULTS = frozenset({"condition", "event", "outlook"})


def link_causes(pack: Pack, sentence: Sentence, drafts: list[Draft], earlier: Sequence[Draft]) -> list[Draft]:
    """The drafts of a sentence with `causes` drafts among them, in order of the text."""
    out = list(drafts)
    seen: set[tuple[int, int]] = set()
    for at in sentence.scan.where(sentence.first, sentence.last, "conn"):
        for hit in sentence.scan.hits[at]:
            if hit.cat != "conn":
                continue
            if hit.feat.startswith("v:") and not any(v.main == at for v in sentence.verbs):
                continue
            if hit.feat.startswith("n:") and any(v.main == at for v in sentence.verbs):
                continue
            made = _link(pack, sentence, hit, drafts, earlier)
            if made is not None and made.cause is not None and made.effect is not None:
                pair = (id(made.cause), id(made.effect))
                if pair not in seen:
                    seen.add(pair)
                    out.append(made)
            break
    out.sort(key=lambda d: d.trigger.start)
    return out


def _link(pack: Pack, sentence: Sentence, hit: Hit, drafts: Sequence[Draft], earlier: Sequence[Draft]) -> Draft | None:
    connector = pack.connectors[int(hit.ref)]
    tokens = sentence.scan.tokens
    start, end = tokens[hit.first].start, tokens[hit.last - 1].end
    results = [d for d in drafts if d.kind in _RESULTS]
    before = [d for d in results if d.trigger.start < start]
    after = [d for d in results if d.trigger.start >= start and d.trigger.end > start]
    order = connector.order
    opens = hit.feat.startswith("v:") and pack.script.verb_first and (not before or "and" in hit.labels)
    if opens and order == "cause-effect" and len(after) >= 2:
        # "وأدى إغلاق الطريق إلى نقص": the verb comes first, then the cause, then the effect.
        before, after = [after[0]], after[1:]
    elif not before and order == "effect-cause" and len(after) >= 2:
        # "Because of the blockade, petrol is scarce": both stand behind the connector, the cause first.
        before, after, order = [after[0]], after[1:], "cause-effect"
    elif not before and order == "cause-effect":
        before = [d for d in earlier if d.kind in _RESULTS and d.sentence >= sentence.index - 1]
    if not before or not after:
        return None
    left, right = before[-1], after[0]
    cause, effect = (left, right) if order == "cause-effect" else (right, left)
    if cause is effect or (effect.kind == "event" and cause.kind == "event" and cause.code == effect.code):
        return None
    # Its parties and places are those of the two claims; the codebook gives it none of its own.
    draft = Draft(None, "relation", "causes", sentence.index, Span(start, end))
    draft.cause, draft.effect = cause, effect
    if effect.kind == "condition" and not effect.actors and cause.kind == "event":
        effect.actors = list(cause.actors)  # who brought the deed about is said to have caused the state
    draft.time = effect.time or cause.time
    draft.sources = list(effect.sources)
    draft.status = "hypothetical" if "hypothetical" in (cause.status, effect.status) else "actual"
    return draft
