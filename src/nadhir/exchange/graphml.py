"""GraphML: the network as a directed multigraph, for Gephi, yEd, NetworkX and the like. Attributes are typed.

Nodes are parties, edges are ties. A tie whose second party nobody names ("profits from mining") gets a node of its own, `named` false.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import IO

from nadhir.exchange.header import Export
from nadhir.exchange.rows import name
from nadhir.memory import Tie
from nadhir.records import Entity

# What XML 1.0 cannot hold; a raw line end inside an attribute would be read back as a space.
_UNXML = re.compile("[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")


def write_network(ties: Iterable[Tie], out: IO[bytes], export: Export) -> None:
    """Write the graph in UTF-8. It is held in memory; edges bear `code`, `mode`, first and last day, and who says and denies it."""
    import networkx as nx  # noqa: PLC0415

    header = export.header
    graph = nx.MultiDiGraph(what=header.what, version=header.version)
    if header.as_of:
        graph.graph["as_of"] = header.as_of.isoformat()
    for tie in ties:
        source = _node(graph, tie.actor)
        if tie.recipient is None:
            target = f"{_clean(tie.key)}/unnamed"
            graph.add_node(target, label=_clean(tie.mode or tie.code), named=False)
        else:
            target = _node(graph, tie.recipient)
        graph.add_edge(source, target, key=_clean(tie.key), **_edge(tie))
    nx.write_graphml(graph, out, encoding="utf-8", prettyprint=True, named_key_ids=True)


def _node(graph: object, entity: Entity) -> str:
    """Add a party unless it is there; its node's id: that of the knowledge base, else made of its name, country and sector."""
    key = _clean(entity.id or f"{name(entity)}/{entity.country}/{entity.sector}")
    attributes = {
        "label": _clean(name(entity)) or key,
        "country": _clean(entity.country),
        "sector": _clean(entity.sector),
        "named": True,
        "known": bool(entity.id),
    }
    if key not in graph:  # type: ignore[operator]
        graph.add_node(key, **attributes)  # type: ignore[attr-defined]
    return key


def _edge(tie: Tie) -> dict[str, str | int]:
    days = {"first_seen": tie.first, "last_seen": tie.last}
    return {
        "code": _clean(tie.code),
        "mode": _clean(tie.mode),
        "asserted": len(tie.claims),
        "denied": len(tie.denied),
        "asserted_by": _clean("; ".join(o.name or o.key for o in tie.asserted_by)),
        "denied_by": _clean("; ".join(o.name or o.key for o in tie.denied_by)),
        "origins": len(tie.asserted_by),
        **{name: day.isoformat() for name, day in days.items() if day},
    }


def _clean(text: str) -> str:
    return _UNXML.sub(" ", text)
