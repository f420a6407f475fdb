"""Relation claims as a network: who is said to stand how to whom, by whom, from when to when; and what is said to cause what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import combinations, product
from typing import NamedTuple

from nadhir.knowledge.lives import Lives
from nadhir.linking.sayings import days_of, denies, known_by, party_key
from nadhir.memory import Origin, Tie, Told
from nadhir.records import Entity

CAUSES = "causes"  # joins claims, not parties
_HELD = frozenset({"actual", "historical", "negated"})  # of what may come to be the network says nothing


class Cause(NamedTuple):
    """One claim said to have brought about another: ids of the two and of the claim that says so."""

    claim: str
    cause: str
    effect: str
    denied: bool
    origin: Origin


class _Edge(NamedTuple):
    key: str
    code: str
    mode: str
    actor: Entity
    recipient: Entity | None


def ties(
    tolds: Iterable[Told], lives: Lives, *, as_of: date = date.max, recorded_by: datetime | None = None
) -> list[Tie]:
    """The edges of the network, sorted by key; `lives.mutual` names the relations that have no direction.

    A claim without an actor is no edge (it names but one end), one without a recipient an edge into nowhere ("lives off gold
    mining"). `claims` is empty where somebody denies what nobody is heard to say. `first` and `last` are days that the claims
    for it speak of, those against it where there are no others.
    """
    found: defaultdict[str, list[tuple[_Edge, Told]]] = defaultdict(list)
    for told in known_by(tolds, as_of, recorded_by):
        claim = told.claim
        if claim.kind == "relation" and claim.code != CAUSES and claim.status in _HELD and not claim.doubtful:
            for edge in _edges(told, claim.code in lives.mutual):
                found[edge.key].append((edge, told))
    return [_tie(found[key]) for key in sorted(found)]


def causes(tolds: Iterable[Told], *, as_of: date = date.max, recorded_by: datetime | None = None) -> list[Cause]:
    """What is said to have brought about what, claim by claim, in order of publication."""
    return [
        Cause(t.claim.id, t.claim.cause, t.claim.effect, denies(t.claim), t.origin)
        for t in known_by(tolds, as_of, recorded_by)
        if t.claim.code == CAUSES and t.claim.status in _HELD and t.claim.cause and t.claim.effect
    ]


def _edges(told: Told, mutual: bool) -> Iterator[_Edge]:
    claim = told.claim
    for actor, recipient in _pairs(claim.actors, claim.recipients, mutual):
        ends = [party_key(e) if e is not None else "" for e in (actor, recipient)]
        if ends[0] == ends[1]:
            continue
        if mutual and recipient is not None and ends[0] > ends[1]:
            actor, recipient, ends = recipient, actor, ends[::-1]
        for mode in claim.modes or ("",):
            yield _Edge("/".join((claim.code, mode, *ends)), claim.code, mode, actor, recipient)


def _pairs(
    actors: tuple[Entity, ...], recipients: tuple[Entity, ...], mutual: bool
) -> Iterator[tuple[Entity, Entity | None]]:
    """Actor by recipient. "A and B are allied" is one list of actors: every two of it, only where the relation is mutual.

    "A and B are allied with C" does not say how A stands to B.
    """
    if recipients:
        yield from product(actors, recipients)
    elif mutual and len(actors) > 1:
        yield from combinations(actors, 2)
    else:
        yield from ((actor, None) for actor in actors)


def _tie(told: list[tuple[_Edge, Told]]) -> Tie:
    edge = min((e for e, _ in told), key=_writing)
    for_it = [t for _, t in told if not denies(t.claim)]
    against = [t for _, t in told if denies(t.claim)]
    days = [days_of(t) for t in (for_it or against)]
    return Tie(
        key=edge.key,
        code=edge.code,
        mode=edge.mode,
        actor=edge.actor,
        recipient=edge.recipient,
        first=min(begin for begin, _ in days),
        last=max(end for _, end in days),
        claims=tuple(dict.fromkeys(t.claim.id for t in for_it)),
        denied=tuple(dict.fromkeys(t.claim.id for t in against)),
        asserted_by=_origins(for_it),
        denied_by=_origins(against),
    )


def _writing(edge: _Edge) -> tuple[str, ...]:
    """Of several writings of the two ends the same is shown whatever came first."""
    ends = (edge.actor, edge.recipient)
    return tuple(f"{e.name}|{e.text}|{e.span}" if e is not None else "" for e in ends)


def _origins(tolds: Iterable[Told]) -> tuple[Origin, ...]:
    """The known origins, each once, by key."""
    once: dict[str, Origin] = {}
    for told in tolds:
        if told.origin.key:
            once.setdefault(told.origin.key, told.origin)
    return tuple(once[key] for key in sorted(once))
