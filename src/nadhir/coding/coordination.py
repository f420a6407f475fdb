"""Phrases that belong together by "and", "or" and commas; datelines, whose places are told by nobody."""

from __future__ import annotations

from copy import copy
from itertools import pairwise

from nadhir.coding.mentions import Mention, labels_at, plain
from nadhir.coding.scan import Name, Scan
from nadhir.records import Span
from nadhir.text import BRACKETS, COMMAS, DASHES


def dateline_end(scan: Scan, first: int, last: int) -> int:
    """The token behind a dateline ("BAMAKO, Oct 14 -", "باماكو -"), else `first`: a place in it is told by nobody."""
    if first > 0 and scan.tokens[first - 1].kind != "break":
        return first
    for at in range(first + 1, min(first + 12, last)):
        token = scan.tokens[at]
        if token.norm in DASHES:
            opened = first in scan.opening or scan.tokens[first].text.isupper()
            return at + 1 if opened else first
        if token.kind == "mark" and token.norm not in COMMAS | BRACKETS | {".", "/"}:
            return first
    if scan.tokens[first].text.isupper() and first + 1 < last and len(scan.tokens[first].text) > 3:
        for at in range(first + 1, min(first + 5, last)):
            if scan.tokens[at].norm == ".":
                return at + 1
    return first


def mark_spans(scan: Scan, mentions: list[Mention]) -> None:
    """Set the character span of each phrase from its tokens."""
    for mention in mentions:
        mention.span = Span(scan.tokens[mention.first].start, scan.tokens[mention.last - 1].end)


def twins(scan: Scan, mentions: list[Mention], adjective_first: bool) -> list[Mention]:
    """The phrases with those that share their noun: "Mozambican and Tanzanian marines", "les armées malienne et russe"."""
    demonyms = [n for n in scan.names if n.cat == "demonym"]
    taken = {at for m in mentions for at in range(m.first, m.last)}
    out = list(mentions)
    for mention in mentions if demonyms else ():
        body, _, home = mention.actor.partition("-")
        if (
            mention.cat not in ("party", "named")
            or mention.country == ""
            or (mention.actor and home != mention.country)
        ):
            continue
        edge = mention.first if adjective_first else mention.last
        for name in reversed(demonyms) if adjective_first else demonyms:
            if not _shares(scan, name, edge, adjective_first) or name.first in taken or name.ref == mention.country:
                continue
            twin = copy(mention)
            twin.first, twin.last, twin.number = name.first, name.last, None
            twin.country = twin.demonym = name.ref
            twin.actor = f"{body}-{name.ref}" if mention.actor else ""
            out.append(twin)
            edge = name.first if adjective_first else name.last
    return sorted(out, key=lambda m: m.first)


def _shares(scan: Scan, name: Name, edge: int, adjective_first: bool) -> bool:
    """Whether a demonym stands before or behind token `edge` with only "and" or a comma between."""
    between = range(name.last, edge) if adjective_first else range(edge, name.first)
    if len(between) == 0:
        return not adjective_first and name.first == edge and "and" in name.labels
    return len(between) == 1 and (scan.tokens[between[0]].norm in COMMAS or scan.has(between[0], "and") is not None)


def coordinate(scan: Scan, mentions: list[Mention], adjective_first: bool = False) -> None:
    """Phrases joined by "and", "or" or commas share a group; a later one without preposition is governed as the first.

    A comma alone joins only where the list ends with "and": "A, B and C", but not "according to A, B".
    """
    group = 0
    links = [""] + [_link(scan, one.last, other, adjective_first) for one, other in pairwise(mentions)]
    for at, mention in enumerate(mentions):
        if links[at] == "and" or (links[at] == "comma" and _ends_in_and(links, at)):
            before = mentions[at - 1]
            mention.coord = before.coord
            if not mention.prep:
                mention.prep = before.prep
        else:
            group += 1
            mention.coord = group


def _ends_in_and(links: list[str], at: int) -> bool:
    for link in links[at + 1 :]:
        if link != "comma":
            return link == "and"
    return False


def joined(scan: Scan, mention: Mention) -> bool:
    """Whether "and" is written together with the first word of a phrase."""
    name = scan.opening.get(mention.first)
    return "and" in labels_at(scan, mention.first) or (name is not None and "and" in name.labels)


def _link(scan: Scan, end: int, mention: Mention, adjective_first: bool) -> str:
    begin = mention.prep_at if mention.prep_at >= 0 else mention.first
    while adjective_first and end + 1 < begin <= mention.first and mention.first - begin < 2 and plain(scan, begin - 1):
        begin -= 1  # "soldiers and allied clan fighters"
    between = range(end, begin)
    if any(scan.has(i, "acc", "cite") for i in range(end, mention.first)) or any(
        h.cat in ("acc", "cite") and h.last == mention.first
        for i in range(max(end - 2, 0), mention.first)
        for h in scan.hits[i]
    ):
        return ""
    if joined(scan, mention):
        adjectives = len(between) <= 2 and all(
            plain(scan, i) for i in between
        )  # "the deterrence forces and brigade 444"
        return "and" if adjectives or all(scan.tokens[i].norm in COMMAS for i in between) else ""
    if not 0 < len(between) <= 2:
        return ""
    if all(scan.tokens[i].norm in COMMAS or scan.has(i, "and", "or") for i in between):
        return "and" if any(scan.has(i, "and", "or") for i in between) else "comma"
    return ""
