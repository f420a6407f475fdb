"""Reports that speak of attack and siege but of no conflict: sport, cinema, markets, weather. They make no claims."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from nadhir.coding.scan import Scan

# What argues for the report: words that only conflict has, and armies, armed groups and state bodies by their names.
_CONFLICT = "conflict"
# Distinct words of one subject from which a report may be about it, and their share of all words.
_LEAST = 3
_SHARE = 0.03
# A subject must outweigh what speaks of conflict so many times; words of further subjects help it by a half.
_OUTWEIGH = 1.75
# One army, armed group or state body by its name may pass by, several are a story: the words that the first and each further weigh.
_FIRST_NAME = 2
_FURTHER_NAME = 4
_TITLE_WEIGHT = 2


class _Subjects(NamedTuple):
    """Words found of each subject (those of the title twice), the distinct ones, and how much speaks of conflict."""

    counts: Counter[str]
    kinds: dict[str, set[str]]
    words: int
    conflict: int


def off_topic(scan: Scan, title: Scan | None) -> bool:
    """Whether words of another subject are so dense, and different enough, that the report is about that subject."""
    found = _subjects(scan, title)
    every = sum(len(kinds) for kinds in found.kinds.values())
    for subject, count in found.counts.items():
        distinct = len(found.kinds[subject])
        if distinct < _LEAST or count < _SHARE * found.words:
            continue
        if distinct + (every - distinct) / 2 > _OUTWEIGH * found.conflict:
            return True
    return False


def _subjects(scan: Scan, title: Scan | None) -> _Subjects:
    counts: Counter[str] = Counter()
    kinds: dict[str, set[str]] = {}
    against: set[str] = set()
    named: set[str] = set()
    words = 0
    for part, weight in ((scan, 1), (title, _TITLE_WEIGHT)):
        if part is None:
            continue
        words += sum(1 for token in part.tokens if token.kind == "word")
        named.update(n.ref for n in part.names if n.cat == "actor")
        for at in part.where(0, len(part.tokens), "dom"):
            if part.inside[at]:
                continue
            for hit in part.hits[at]:
                if hit.cat != "dom":
                    continue
                word = " ".join(token.norm for token in part.tokens[hit.first : hit.last])
                if hit.ref == _CONFLICT:
                    against.add(word)
                else:
                    counts[hit.ref] += weight
                    kinds.setdefault(hit.ref, set()).add(word)
    names = _FIRST_NAME + _FURTHER_NAME * (len(named) - 1) if named else 0
    return _Subjects(counts, kinds, words, len(against) + names)
