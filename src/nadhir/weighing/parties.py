"""Who may fill a slot of a claim, and the features that speak for each candidate."""

from __future__ import annotations

from collections.abc import Iterator

from nadhir.coding.drafts import Draft
from nadhir.coding.mentions import ARMED
from nadhir.coding.predication import Predication
from nadhir.records import Entity
from nadhir.weighing.view import Candidate, Key, Occurrence, View, distance, form_of, functions_of, key_of

_BACK = 3  # how many sentences back a party is looked for


def party_candidates(view: View, draft: Draft, slot: str) -> list[Candidate[Entity]]:
    """Candidates for `slot` ("actors" or "recipients"), each party once, with the features of its best phrase."""
    found = draft.predication
    if found is None:
        return []
    chosen: list[Entity] = getattr(draft, slot)
    other: list[Entity] = draft.recipients if slot == "actors" else draft.actors
    phrases: dict[Key, list[Occurrence]] = {}
    for occurrence in _reach(view, draft):
        phrases.setdefault(occurrence.key, []).append(occurrence)
    for named in [*chosen, *other]:
        phrases.setdefault(key_of(named), [])
    rule, opposite = {key_of(e): e for e in chosen}, {key_of(e): e for e in other}
    out: list[Candidate[Entity]] = [Candidate(None, list(_nobody(view, draft, found, slot, chosen)))]
    for key, occurrences in phrases.items():
        best = _best(occurrences, found, rule.get(key) or opposite.get(key))
        entity = rule.get(key) or opposite.get(key) or (best.entity if best is not None else None)
        if entity is None:
            continue
        ruled = "rule" if key in rule else "opposite" if key in opposite else "rest" if chosen else "open"
        if ruled == "rule" and not any(m.span == entity.span for m in found.args.get(slot)):
            ruled = "inherited"
        features = list(_features(view, draft, found, entity, best, ruled))
        out.append(Candidate(entity, features))
    return out


def _reach(view: View, draft: Draft) -> Iterator[Occurrence]:
    """The phrases of the sentence and of those before it, nearest sentence first."""
    for index in range(draft.sentence, draft.sentence - _BACK - 1, -1):
        yield from view.parties.get(index, ())
    yield from view.parties.get(draft.sentence + 1, ())


def _best(occurrences: list[Occurrence], found: Predication, ruled: Entity | None) -> Occurrence | None:
    """The phrase that stands for the party: the one that the rules took, else an argument, else the nearest."""
    functions = functions_of(found)

    def rank(o: Occurrence) -> tuple[bool, bool, int, int]:
        here = o.sentence == found.sentence.index
        gap = max(o.mention.first - found.last, found.first - o.mention.last)
        return (
            not (ruled is not None and o.entity is ruled),
            id(o.mention) not in functions,
            0 if here else abs(o.sentence - found.sentence.index),
            gap,
        )

    return min(occurrences, key=rank, default=None)


def _nobody(view: View, draft: Draft, found: Predication, slot: str, chosen: list[Entity]) -> Iterator[str]:
    """What speaks for naming nobody: the code, and how the trigger stands."""
    state = "filled" if chosen else "empty"
    form = form_of(found)
    yield f"nobody {state}"
    yield f"nobody {state} code={draft.code}"
    yield f"nobody {state} form={form}"
    yield f"nobody kind={draft.kind} form={form}"
    yield f"nobody code={draft.code} form={form}"
    yield f"nobody {state} status={draft.status}"
    yield f"nobody {state} pronoun={found.args.pronoun != ''} form={form}"
    yield f"nobody {state} parties={min(len(view.parties.get(draft.sentence, ())), 4)}"
    yield f"nobody sense={found.pred.id}"
    if slot == "recipients":
        yield f"nobody actors={bool(draft.actors)} code={draft.code}"


def _features(
    view: View, draft: Draft, found: Predication, entity: Entity, best: Occurrence | None, ruled: str
) -> Iterator[str]:
    code, form = draft.code, form_of(found)
    sector = entity.sector or entity.country
    yield ruled
    yield f"{ruled} form={form}"
    yield f"{ruled} code={code}"
    yield f"{ruled} sector={sector}"
    yield f"{ruled} kind={draft.kind}"
    yield f"sector={sector} code={code}"
    yield f"sector={sector} kind={draft.kind}"
    yield f"known={bool(entity.id)} {ruled}"
    yield f"home={entity.country == view.focus} {ruled}"
    told = min(view.told[key_of(entity)], 4)
    yield f"told={told} {ruled}"
    if entity.sector in ARMED:
        yield f"armed {ruled}"
    yield from _position(view, found, best, ruled, form, code)
    yield from _neighbours(view, draft, entity, ruled)


def _position(
    view: View, found: Predication, best: Occurrence | None, ruled: str, form: str, code: str
) -> Iterator[str]:
    """Where the phrase stands and how it is put."""
    if best is None:
        yield f"nowhere {ruled}"
        return
    mention = best.mention
    if best.sentence != found.sentence.index:
        back = found.sentence.index - best.sentence
        yield f"back={back} {ruled}"
        yield f"back={back} {ruled} pronoun={found.args.pronoun != ''}"
        first = next((o for o in view.parties[best.sentence] if o.mention.is_entity), None)
        yield f"topic={first is best} back={back} {ruled}"
        return
    where = distance(found.sentence, found, mention.first, mention.last)
    function = functions_of(found).get(id(mention), "none")
    order = "verb-first" if view.transcript.verb_first else "subject-first"
    yield f"at={where} {ruled}"
    yield f"at={where} form={form} {order}"
    yield f"function={function} form={form}"
    yield f"function={function} code={code}"
    yield f"function={function} {ruled}"
    yield f"prep={mention.prep} form={form} {where.split('-')[0]}"
    yield f"prep={mention.prep} {ruled}"
    yield f"phrase={mention.cat} {ruled}"
    yield f"phrase={mention.kind} definite={mention.definite} {ruled}"
    if mention.role or mention.source_noun:
        yield f"speaker {ruled}"
    lower, upper = sorted((mention.first, found.first))
    yield f"verbs={min(found.sentence.verbs_between(lower, upper), 3)} {ruled} {where.split('-')[0]}"
    voices = [(v, a) for a in view.attributions.get(best.sentence, ()) for v in a.voices if v.mention is mention]
    for _, attribution in voices:
        covering = attribution.first <= found.first < attribution.last
        yield f"voice covering={covering} {ruled}"
        yield f"voice covering={covering} code={code}"
        yield f"voice covering={covering} form={form} pronoun={found.args.pronoun != ''} {ruled}"
    parties = [o for o in view.parties[best.sentence] if o.mention.is_entity]
    yield f"first={bool(parties) and parties[0] is best} {ruled}"
    yield f"alone={len(parties) == 1} {ruled}"


def _neighbours(view: View, draft: Draft, entity: Entity, ruled: str) -> Iterator[str]:
    """How the claims around use the party."""
    usage = view.usage
    previous = usage.before(draft)
    if previous is not None:
        near = min(draft.sentence - previous.sentence, 2)
        for name, filled in (("actor", "actors"), ("recipient", "recipients")):
            if usage.fills(previous, entity, filled):
                yield f"before={name} near={near} {ruled}"
                yield f"before={name} {previous.kind}>{draft.kind} {ruled}"
                yield f"before={name} same-code={previous.code == draft.code} {ruled}"
    for name in ("actors", "recipients"):
        yield f"used-{name}={min(usage.elsewhere(draft, entity, name), 3)} {ruled}"
    beside = [d for d in view.by_sentence.get(draft.sentence, ()) if d is not draft]
    if any(usage.fills(d, entity, "actors") for d in beside):
        yield f"acts-beside {ruled}"
    if any(usage.fills(d, entity, "recipients") for d in beside):
        yield f"suffers-beside {ruled}"
    if any(v.sector == entity.sector and v.country == entity.country for v, _ in draft.sources):
        yield f"in-chain {ruled} code={draft.code}"
        yield f"in-chain {ruled}"
