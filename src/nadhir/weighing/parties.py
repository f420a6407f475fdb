"""Who may fill a slot of a claim, and the features that speak for each candidate."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from nadhir.coding.mentions import ARMED
from nadhir.records import Entity
from nadhir.weighing.around import Around
from nadhir.weighing.usage import Party
from nadhir.weighing.view import Candidate, Occurrence, key_of

_REMEMBERED = 16_384


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
        best = around.nearest.get(key) or _best(around, occurrences, None)
        if best is None:
            continue
        around.nearest[key] = best
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
    out = [
        *_put(ruled, around.form, draft.code, draft.kind),
        *_of_sector(ruled, entity.sector or entity.country, draft.code, draft.kind),
        *_known(
            ruled,
            entity.id != "",
            entity.country == view.focus,
            min(view.told.get(best.key if best is not None else key_of(entity), 0), 4),
            entity.sector in ARMED,
        ),
    ]
    if best is None:
        out.append(f"nowhere {ruled}")
    elif best.sentence != around.here:
        opens = next(iter(view.entities[best.sentence]), None) is best
        out += _elsewhere(ruled, around.here - best.sentence, around.pronoun, opens)
    else:
        out += _beside(around, best, ruled)
    out += _neighbours(around, (entity.country, entity.sector), ruled)
    return out


# Features that take few values: what was written once need not be written again for the next candidate.


@lru_cache(maxsize=_REMEMBERED)
def _put(ruled: str, form: str, code: str, kind: str) -> tuple[str, ...]:
    """What the rules made of the party, in a deed of this form and code."""
    return ruled, f"{ruled} form={form}", f"{ruled} code={code}", f"{ruled} kind={kind}"


@lru_cache(maxsize=_REMEMBERED)
def _of_sector(ruled: str, sector: str, code: str, kind: str) -> tuple[str, ...]:
    """Of what sector, or country where it has none, the party is."""
    return f"{ruled} sector={sector}", f"sector={sector} code={code}", f"sector={sector} kind={kind}"


@lru_cache(maxsize=_REMEMBERED)
def _known(ruled: str, known: bool, home: bool, told: int, armed: bool) -> tuple[str, ...]:
    """Whether it has a name, is at home in the report, and is told often."""
    out = (f"known={known} {ruled}", f"home={home} {ruled}", f"told={told} {ruled}")
    return (*out, f"armed {ruled}") if armed else out


@lru_cache(maxsize=_REMEMBERED)
def _elsewhere(ruled: str, back: int, pronoun: bool, opens: bool) -> tuple[str, ...]:
    """How far the sentence is that names the party, and whether it opens with it."""
    at = f"back={back} {ruled}"
    return at, f"{at} pronoun={pronoun}", f"topic={opens} {at}"


@lru_cache(maxsize=_REMEMBERED)
def _used(ruled: str, acting: int, suffering: int, acts: bool, suffers: bool) -> tuple[str, ...]:
    """In how many other claims of the report, and whether in others of the sentence, the party acts or suffers."""
    out = [f"used-actors={acting} {ruled}", f"used-recipients={suffering} {ruled}"]
    if acts:
        out.append(f"acts-beside {ruled}")
    if suffers:
        out.append(f"suffers-beside {ruled}")
    return tuple(out)


def _beside(around: Around, best: Occurrence, ruled: str) -> list[str]:
    """Where the phrase stands in the sentence of the trigger, and how it is put."""
    form, code, mention = around.form, around.draft.code, best.mention
    where = around.distance(mention.first, mention.last)
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
    out.append(f"verbs={min(around.verbs_between(mention.first), 3)} {ruled} {side}")
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


def _neighbours(around: Around, party: Party, ruled: str) -> list[str]:
    """How the claims around use the party."""
    draft, previous, usage = around.draft, around.previous, around.view.usage
    out: list[str] = []
    if previous is not None:
        near = min(draft.sentence - previous.sentence, 2)
        for name, filled in (("actor", "actors"), ("recipient", "recipients")):
            if usage.fills(previous, party, filled):
                out += [
                    f"before={name} near={near} {ruled}",
                    f"before={name} {previous.kind}>{draft.kind} {ruled}",
                    f"before={name} same-code={previous.code == draft.code} {ruled}",
                ]
    out += _used(
        ruled,
        min(usage.elsewhere(draft, party, "actors"), 3),
        min(usage.elsewhere(draft, party, "recipients"), 3),
        party in around.beside["actors"],
        party in around.beside["recipients"],
    )
    if party in around.chain:
        out.append(f"in-chain {ruled} code={draft.code}")
        out.append(f"in-chain {ruled}")
    return out
