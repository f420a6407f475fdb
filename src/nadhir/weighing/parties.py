"""Who may fill a slot of a claim, and the features that speak for each candidate."""

from __future__ import annotations

from collections.abc import Iterator

from nadhir.coding.mentions import ARMED
from nadhir.records import Entity
from nadhir.weighing.around import Around
from nadhir.weighing.view import Candidate, Occurrence, distance, key_of


def party_candidates(around: Around, slot: str) -> list[Candidate[Entity]]:
    """Candidates for `slot` ("actors" or "recipients"), each party once, with the features of its best phrase."""
    draft = around.draft
    chosen: list[Entity] = getattr(draft, slot)
    other: list[Entity] = draft.recipients if slot == "actors" else draft.actors
    rule, opposite = {key_of(e): e for e in chosen}, {key_of(e): e for e in other}
    spans = {m.span for m in around.found.args.get(slot)}
    out: list[Candidate[Entity]] = [Candidate(None, list(_nobody(around, slot, chosen)))]
    for key in dict.fromkeys((*around.phrases, *map(key_of, (*chosen, *other)))):
        occurrences = around.phrases.get(key, [])
        entity = rule.get(key) or opposite.get(key)
        if entity is not None:
            ruled = "opposite" if key not in rule else "rule" if entity.span in spans else "inherited"
            out.append(Candidate(entity, _features(around, entity, _best(around, occurrences, entity), ruled)))
            continue
        best = _best(around, occurrences, None)
        if best is None:
            continue
        ruled = "rest" if chosen else "open"
        features = around.unruled.get((key, ruled))
        if features is None:
            features = around.unruled[key, ruled] = _features(around, best.entity, best, ruled)
        out.append(Candidate(best.entity, features))
    return out


def _best(around: Around, occurrences: list[Occurrence], ruled: Entity | None) -> Occurrence | None:
    """The phrase that stands for the party: the one that the rules took, else an argument, else the nearest."""
    if len(occurrences) == 1:
        return occurrences[0]
    found = around.found

    def rank(o: Occurrence) -> tuple[bool, bool, int, int]:
        gap = max(o.mention.first - found.last, found.first - o.mention.last)
        return (
            not (ruled is not None and o.entity is ruled),
            id(o.mention) not in around.functions,
            abs(o.sentence - around.here),
            gap,
        )

    return min(occurrences, key=rank, default=None)


def _nobody(around: Around, slot: str, chosen: list[Entity]) -> Iterator[str]:
    """What speaks for naming nobody: the code, and how the trigger stands."""
    draft, form = around.draft, around.form
    state = "filled" if chosen else "empty"
    yield f"nobody {state}"
    yield f"nobody {state} code={draft.code}"
    yield f"nobody {state} form={form}"
    yield f"nobody kind={draft.kind} form={form}"
    yield f"nobody code={draft.code} form={form}"
    yield f"nobody {state} status={draft.status}"
    yield f"nobody {state} pronoun={around.pronoun} form={form}"
    yield f"nobody {state} parties={min(len(around.view.parties.get(draft.sentence, ())), 4)}"
    yield f"nobody sense={around.found.pred.id}"
    if slot == "recipients":
        yield f"nobody actors={bool(draft.actors)} code={draft.code}"


def _features(around: Around, entity: Entity, best: Occurrence | None, ruled: str) -> list[str]:
    """What speaks for a party that the rules put where `ruled` says: rule, inherited, opposite, rest or open."""
    view, draft = around.view, around.draft
    sector = entity.sector or entity.country
    told = view.told.get(best.key if best is not None else key_of(entity), 0)
    out = [
        ruled,
        f"{ruled} form={around.form}",
        f"{ruled} code={draft.code}",
        f"{ruled} sector={sector}",
        f"{ruled} kind={draft.kind}",
        f"sector={sector} code={draft.code}",
        f"sector={sector} kind={draft.kind}",
        f"known={bool(entity.id)} {ruled}",
        f"home={entity.country == view.focus} {ruled}",
        f"told={min(told, 4)} {ruled}",
    ]
    if entity.sector in ARMED:
        out.append(f"armed {ruled}")
    if best is None:
        out.append(f"nowhere {ruled}")
    elif best.sentence != around.here:
        out += _elsewhere(around, best, ruled)
    else:
        out += _beside(around, best, ruled)
    out += _neighbours(around, entity, ruled)
    return out


def _elsewhere(around: Around, best: Occurrence, ruled: str) -> list[str]:
    """How far the sentence is that names the party, and whether it opens with it."""
    back = around.here - best.sentence
    first = next(iter(around.view.entities[best.sentence]), None)
    return [
        f"back={back} {ruled}",
        f"back={back} {ruled} pronoun={around.pronoun}",
        f"topic={first is best} back={back} {ruled}",
    ]


def _beside(around: Around, best: Occurrence, ruled: str) -> list[str]:
    """Where the phrase stands in the sentence of the trigger, and how it is put."""
    found, form, code, mention = around.found, around.form, around.draft.code, best.mention
    where = distance(found.sentence, found, mention.first, mention.last)
    side = where.partition("-")[0]
    function = around.functions.get(id(mention), "none")
    order = "verb-first" if around.view.transcript.verb_first else "subject-first"
    out = [
        f"at={where} {ruled}",
        f"at={where} form={form} {order}",
        f"function={function} form={form}",
        f"function={function} code={code}",
        f"function={function} {ruled}",
        f"prep={mention.prep} form={form} {side}",
        f"prep={mention.prep} {ruled}",
        f"phrase={mention.cat} {ruled}",
        f"phrase={mention.kind} definite={mention.definite} {ruled}",
    ]
    if mention.role or mention.source_noun:
        out.append(f"speaker {ruled}")
    lower, upper = sorted((mention.first, found.first))
    out.append(f"verbs={min(found.sentence.verbs_between(lower, upper), 3)} {ruled} {side}")
    for covering in around.covered.get(id(mention), ()):
        out += [
            f"voice covering={covering} {ruled}",
            f"voice covering={covering} code={code}",
            f"voice covering={covering} form={form} pronoun={around.pronoun} {ruled}",
        ]
    entities = around.view.entities[best.sentence]
    out.append(f"first={bool(entities) and entities[0] is best} {ruled}")
    out.append(f"alone={len(entities) == 1} {ruled}")
    return out


def _neighbours(around: Around, entity: Entity, ruled: str) -> list[str]:
    """How the claims around use the party."""
    draft, previous, usage = around.draft, around.previous, around.view.usage
    party = (entity.country, entity.sector)
    out = []
    if previous is not None:
        near = min(draft.sentence - previous.sentence, 2)
        for name, filled in (("actor", "actors"), ("recipient", "recipients")):
            if usage.fills(previous, entity, filled):
                out += [
                    f"before={name} near={near} {ruled}",
                    f"before={name} {previous.kind}>{draft.kind} {ruled}",
                    f"before={name} same-code={previous.code == draft.code} {ruled}",
                ]
    out.append(f"used-actors={min(usage.elsewhere(draft, entity, 'actors'), 3)} {ruled}")
    out.append(f"used-recipients={min(usage.elsewhere(draft, entity, 'recipients'), 3)} {ruled}")
    if party in around.beside["actors"]:
        out.append(f"acts-beside {ruled}")
    if party in around.beside["recipients"]:
        out.append(f"suffers-beside {ruled}")
    if party in around.chain:
        out.append(f"in-chain {ruled} code={draft.code}")
        out.append(f"in-chain {ruled}")
    return out
