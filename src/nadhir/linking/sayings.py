"""What conditions, ties and track records ask of a claim alike: when it speaks, whether it denies, who has a stake in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from nadhir.knowledge.lives import Lives
from nadhir.memory import Told
from nadhir.records import Claim, Entity, Source
from nadhir.text import fold_name

_NAYSAYING = frozenset({"denies", "doubts"})
# Under which armed groups go where a report does not name them: "gunmen" may be any of them, of whatever country.
_NAMELESS = frozenset({"REB", "UAF"})


def published_on(told: Told) -> date:
    """The day on which a claim became known: that of publication, else that on which the desk took it in."""
    return told.published or told.recorded.date()


def days_of(told: Told) -> tuple[date, date]:
    """The first and last day that a claim speaks of, the last no later than its publication; without dates, that day alone.

    A claim about days yet to come (a slip of reading, or an announcement) speaks as of its publication.
    """
    known = published_on(told)
    time = told.claim.time
    if time is None or time.precision == "open" or time.start > known:
        return known, known
    return time.start, max(time.start, min(time.end, known))


def denies(claim: Claim) -> bool:
    """Whether a claim says that it is not so: it is negated, or all who are said to say it deny or doubt it."""
    if claim.status == "negated":
        return True
    return claim.status == "actual" and bool(claim.sources) and all(s.stance in _NAYSAYING for s in claim.sources)


def known_by(tolds: Iterable[Told], as_of: date, recorded_by: datetime | None = None) -> list[Told]:
    """The claims that were published by `as_of` (and taken in by `recorded_by`), each once, in an order of their own.

    A claim given twice counts as taken in at the first time.
    """
    found: dict[str, Told] = {}
    for told in tolds:
        if published_on(told) > as_of or (recorded_by is not None and told.recorded > recorded_by):
            continue
        other = found.get(told.claim.id)
        if other is None or (told.recorded, told.version) < (other.recorded, other.version):
            found[told.claim.id] = told
    return sorted(found.values(), key=lambda t: (published_on(t), t.claim.id))


def party_key(entity: Entity) -> str:
    """A key that two records share when they name the same party: the id, else country, sector and folded name.

    "Fighters" of one report and those of another are one generic party of their country; a named party is never one of them.
    """
    if entity.id:
        return entity.id
    name = " ".join(fold_name(entity.name or entity.text).split())
    return f"{entity.country}-{entity.sector}:{name}"


def same_party(one: Entity, other: Entity) -> bool:
    """Whether two may be the same party: by id; a generic one (no id) is any of its country and sector, and unnamed gunmen or
    rebels are any armed group."""
    if one.id and other.id:
        return one.id == other.id
    if {one.sector, other.sector} <= _NAMELESS:
        return True
    return bool(one.sector) and (one.country, one.sector) == (other.country, other.sector)


def distinct(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Each party once, as first written."""
    return tuple({party_key(e): e for e in reversed([*entities])}.values())[::-1]


def interested(told: Told, lives: Lives) -> bool:
    """Whether a claim comes from a party to the conflict or an official: by the role of the source that is the origin, else
    by the sector of the party that it is. Outlets and unknown origins are not."""
    origin = told.origin
    if origin.kind != "party":
        return False
    claim = told.claim
    source = _source_of(origin.key, origin.name, claim.sources)
    if source is not None:
        return source.role in lives.roles
    ident = origin.key.partition(":")[2]
    for entity in (*claim.actors, *claim.recipients):
        if entity.id == ident:
            return entity.sector in lives.sectors
    return ident.rpartition("-")[2] in lives.sectors or (bool(claim.sources) and claim.sources[-1].role in lives.roles)


def _source_of(key: str, name: str, sources: Sequence[Source]) -> Source | None:
    """The source of the chain that is the origin, by id, else by name."""
    by_id = [s for s in sources if s.entity and key == f"party:{s.entity}"]
    by_name = [s for s in sources if fold_name(s.name) == fold_name(name)]
    return next(iter((*by_id, *by_name)), None)
