"""From coded reports to what linking goes by: each claim with what its report says of itself."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from datetime import datetime

from nadhir.linking.geo import place_key
from nadhir.memory import Told, Version
from nadhir.records import Claim, Coded, Span
from nadhir.text import ENDS

_MARKS = re.compile("[\n" + re.escape("".join(sorted(e for e in ENDS if len(e) == 1))) + "]")
_SUPRA = frozenset({"IGO", "UNO", "EUR", "NGO", "IMG", "MNC"})  # what parties of no one country have for one
_CLOSERS = "»”\"'’)]"


def country_of(claims: tuple[Claim, ...]) -> str:
    """The country of most of a report's places and parties, each counted once, however often it is told; "" where none is told.

    A town that the gazetteer took for a namesake abroad is one place, though every claim may stand there.
    """
    where = {place_key(p): p.country for c in claims for p in c.places if p.country}
    who = {
        (e.id or e.sector, e.country)
        for c in claims
        for e in (*c.actors, *c.recipients)
        if len(e.country) == 3 and e.country not in _SUPRA
    }
    votes = Counter([*where.values(), *(country for _, country in who)])
    return min(votes, key=lambda country: (-votes[country], country), default="")


def sentences(text: str) -> list[Span]:
    """Where a text's sentences lie, by its full stops and line ends alone: near enough to show, and to compare words by."""
    starts = [0]
    for mark in _MARKS.finditer(text):
        if mark.group() == "\n":
            starts.append(mark.end())
            continue
        end = mark.end()
        while end < len(text) and text[end] in _CLOSERS:
            end += 1
        if end >= len(text) or text[end].isspace():
            starts.append(end)
    starts = sorted(set(starts))
    return [_stripped(text, a, b) for a, b in zip(starts, [*starts[1:], len(text)], strict=True) if text[a:b].strip()]


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))


def sentence_of(trigger: Span, found: list[Span]) -> tuple[int, Span]:
    """The number and span of the sentence in which a trigger begins."""
    number = max(0, bisect.bisect_right([s.start for s in found], trigger.start) - 1)
    return (number, found[number]) if found else (0, trigger)


def told_of(coded: Coded, version: Version, country: str) -> list[tuple[Told, int, Span]]:
    """Every claim of a coded version, doubtful ones too, with the number and the span of its sentence."""
    found = sentences(version.text)
    return [told_in(version, claim, coded.coder, country, found, version.recorded) for claim in coded.every]


def told_in(
    version: Version, claim: Claim, coder: str, country: str, found: list[Span], recorded: datetime
) -> tuple[Told, int, Span]:
    """One claim of a version, the number of its sentence and where that lies."""
    trigger = claim.evidence.trigger
    number, span = sentence_of(trigger, found)
    told = Told(
        claim=claim,
        report=version.report,
        version=version.id,
        published=version.published,
        publisher=version.publisher,
        title=version.title,
        language=version.language,
        address=version.address,
        country=country,
        words=version.text[trigger.start : trigger.end],
        sentence=version.text[span.start : span.end],
        coder=coder,
        recorded=recorded,
    )
    return told, number, span
