"""How likely the report makes a claim: the features that speak for a draft as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from nadhir.coding.drafts import Draft
from nadhir.coding.mentions import ARMED
from nadhir.weighing.view import View, form_of


def claim_features(view: View, draft: Draft) -> Iterator[str]:
    """Features of a draft beside those of its report; what its slots hold is read as the rules left it."""
    found = draft.predication
    yield f"code={draft.code}"
    yield f"kind={draft.kind} status={draft.status}"
    yield f"code={draft.code} status={draft.status}"
    yield f"actors={min(len(draft.actors), 2)} kind={draft.kind}"
    yield f"recipients={min(len(draft.recipients), 2)} kind={draft.kind}"
    yield f"places={bool(draft.places)} kind={draft.kind}"
    yield f"voiced={bool(draft.sources)} kind={draft.kind}"
    beside = view.by_sentence.get(draft.sentence, [])
    yield f"beside={min(len(beside), 5)}"
    twins = sum(d.code == draft.code and d.kind == draft.kind for d in beside)
    yield f"twins={min(twins, 3)}"
    yield f"report={_band(len(view.transcript.drafts))}"
    if found is None:
        yield f"without a predicate code={draft.code}"
        return
    form = form_of(found)
    yield f"form={form} kind={draft.kind}"
    yield f"form={form} code={draft.code}"
    yield f"form={form} actors={bool(draft.actors)} recipients={bool(draft.recipients)} kind={draft.kind}"
    yield f"sense={found.pred.id}"
    yield f"sense={found.pred.id} form={form}"
    words = found.last - found.first
    yield f"words={min(words, 3)} form={form}"
    yield f"theme={found.theme != ''} kind={draft.kind}"
    yield f"governed={found.governor.code if found.governor is not None else ''}"
    if found.pred.code != draft.code:
        yield f"turned={found.pred.code}>{draft.code}"
    if draft.likelihood is not None:
        yield "estimated"
    if draft.quantities:
        yield f"counted code={draft.code}"
    if draft.time is not None:
        yield f"dated kind={draft.kind}"
    yield f"pronoun={found.args.pronoun != ''} form={form}"
    if found.verb is not None:
        yield f"tense={found.verb.tense} kind={draft.kind}"
        yield f"link={found.verb.link} kind={draft.kind}"
    inside = any(m.first <= found.first < m.last for m in found.sentence.mentions)
    yield f"inside-phrase={inside} form={form}"


def report_features(view: View) -> list[str]:
    """What kind of report it is: war words in sport or cooking name no armed party, no state, no voice and hardly a place."""
    parties = [o.entity for found in view.parties.values() for o in found]
    armed = {e.id for e in parties if e.id and e.sector in ARMED}
    states = {e.id for e in parties if e.id and e.sector not in ARMED}
    generic = sum(1 for e in parties if not e.id and e.sector in ARMED)
    voices = {v.name for found in view.attributions.values() for a in found for v in a.voices}
    counts = {"armed": armed, "states": states, "places": set(view.places_told), "voices": voices}
    return [
        *(f"report {name}={min(len(members), 3)}" for name, members in counts.items()),
        f"report armed={bool(armed)} generic={min(generic, 2)} voices={min(len(voices), 2)}",
        f"report armed={bool(armed or generic)} states={bool(states)} voices={bool(voices)}",
    ]


def _band(count: int) -> str:
    return "0-2" if count <= 2 else "3-5" if count <= 5 else "6-9" if count <= 9 else "10-"
