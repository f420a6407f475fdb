"""What only several reports show: copied texts, and outlets that cite one another in a ring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from nadhir.linking.parties import Parties
from nadhir.memory import Copy, Origin, Told
from nadhir.records import Record

_CIRCULAR = "circular"


class Relay(Record, frozen=True, kw_only=True):
    """An outlet that cites an outlet for a claim: `publisher` and `outlet` are keys of origins."""

    publisher: str
    outlet: str
    claim: str
    published: date | None = None


def rings(relays: Iterable[Relay]) -> tuple[tuple[str, ...], ...]:
    """Outlets that cite one another in a circle, within the claims given: each ring sorted, and the rings too.

    A ring is a strongly connected component of two outlets or more. One that cites itself is none.
    """
    import networkx as nx  # noqa: PLC0415  (a third of a second that most calls do without)

    graph = nx.DiGraph()
    graph.add_edges_from(
        (r.publisher, r.outlet) for r in relays if r.publisher and r.outlet and r.publisher != r.outlet
    )
    found = (tuple(sorted(c)) for c in nx.strongly_connected_components(graph) if len(c) > 1)
    return tuple(sorted(found))


def as_outlets(tolds: Iterable[Told], parties: Parties) -> list[Told]:
    """The claims, with a named voice that others here publish under taken for the outlet that it is: "Sahel Monitor reports"."""
    every = list(tolds)
    publishers = {_publisher(told, parties) for told in every}
    return [_as_outlet(told, parties, publishers) for told in every]


def _as_outlet(told: Told, parties: Parties, publishers: Collection[str]) -> Told:
    if told.origin.why != "named":
        return told
    outlet = parties.outlet(told.origin.name, language=told.language)
    if outlet.kind != "outlet" or outlet.key not in publishers:
        return told
    return replace(told, origin=replace(outlet, path=told.origin.path))


def relays_of(tolds: Iterable[Told], parties: Parties) -> tuple[Relay, ...]:
    """The relays among claims whose origins are set: publisher and origin are different outlets, not by byline or copy."""
    out = []
    for told in tolds:
        publisher = _publisher(told, parties)
        if (
            told.origin.kind == "outlet"
            and publisher
            and told.origin.key != publisher
            and told.origin.why in ("relay", "heard")
        ):
            out.append(
                Relay(publisher=publisher, outlet=told.origin.key, claim=told.claim.id, published=told.published)
            )
    return tuple(out)


def settle(tolds: Sequence[Told], copies: Iterable[Copy], parties: Parties) -> dict[str, Origin]:
    """Claim id -> origin, for the claims of one incident with the origins that `origin_of` gave them.

    First copies: what a copied text says in its own outlet's name is counted as that of the text it was made from, where that one
    tells of the incident too. Then relays are followed inwards: who cites an outlet that itself cites another has the other's
    origin. Outlets that only cite each other in a ring have none (`circular`); one that somebody in the ring reports of its
    own, or has from outside, is told by that one. Order of the arguments makes no difference.
    """
    tolds = sorted(tolds, key=_order)
    origins = _copied(tolds, copies, parties)
    heard: dict[str, list[Origin]] = defaultdict(list)  # publisher -> what its claims of this incident go back to
    for told in tolds:
        heard[_publisher(told, parties)].append(origins[told.claim.id])
    return {t.claim.id: _followed(origins[t.claim.id], _publisher(t, parties), heard) for t in tolds}


def _copied(tolds: Sequence[Told], copies: Iterable[Copy], parties: Parties) -> dict[str, Origin]:
    by_version: dict[str, list[Told]] = defaultdict(list)
    for told in tolds:
        by_version[told.version].append(told)
    source: dict[str, Copy] = {}
    for copy in sorted(copies, key=lambda c: (c.version, -c.share, c.of)):
        source.setdefault(copy.version, copy)
    out: dict[str, Origin] = {}
    for told in tolds:
        root = _root(told.version, source, by_version)
        own = told.origin.kind == "outlet" and told.origin.key == _publisher(told, parties)
        if root == told.version or not own:
            out[told.claim.id] = told.origin
            continue
        out[told.claim.id] = replace(_word_of(by_version[root], parties, told), path=told.origin.path, why="copy")
    return out


def _root(version: str, source: Mapping[str, Copy], told: Mapping[str, object]) -> str:
    """The text furthest back from which a version was copied and which tells of the incident; itself where there is none."""
    seen, at, root = {version}, version, version
    while at in source and source[at].of not in seen:
        at = source[at].of
        seen.add(at)
        root = at if at in told else root
    return root


def _word_of(tolds: Sequence[Told], parties: Parties, copier: Told) -> Origin:
    """Whose word the copied text is: its credited agency, else its publisher."""
    by_line = [t.origin for t in tolds if t.origin.why in ("byline", "agencies", "several_outlets")]
    if by_line:
        return min(by_line, key=lambda o: o.key)
    publisher = min(t.publisher for t in tolds)
    return (
        parties.outlet(publisher, language=copier.language)
        if publisher
        else replace(tolds[0].origin, key="", kind="unknown")
    )


def _followed(origin: Origin, publisher: str, heard: Mapping[str, Sequence[Origin]]) -> Origin:
    """Where a relayed claim comes from: the origin that the cited outlet itself gives for the incident, and so on inwards."""
    at, seen = origin, {publisher}
    if origin.kind != "outlet" or origin.key == publisher:
        return origin
    while at.kind == "outlet" and at.key in heard:
        own = heard[at.key]
        if any(o.key == at.key for o in own):
            return _led(origin, at)  # it reported the thing of its own
        seen.add(at.key)
        outside = [o for o in own if o.kind == "party" or (o.kind == "outlet" and o.key not in seen)]
        if not outside:
            ring = any(o.kind == "outlet" for o in own)
            mine = next((o for o in heard.get(publisher, ()) if o.key == publisher), None)
            if ring and mine is not None:  # what the others have, they have from here
                return replace(mine, path=origin.path)
            return replace(origin, key="", name="", kind="unknown", why=_CIRCULAR if ring else own[0].why)
        at = outside[0]
    return _led(origin, at)


def _led(origin: Origin, end: Origin) -> Origin:
    return origin if end.key == origin.key else replace(end, path=origin.path)


def _publisher(told: Told, parties: Parties) -> str:
    return parties.outlet(told.publisher, language=told.language).key if told.publisher else ""


def _order(told: Told) -> tuple[date, str, str]:
    return (told.published or date.max, told.recorded.isoformat(), told.claim.id)
