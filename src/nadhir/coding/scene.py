"""Where a report plays at the moment: towns, and states named as places, move it from country to country.

A generic party ("police", "the army", "les autorités") belongs to the country at hand, not to the one that the report began with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nadhir.coding.mentions import Mention
from nadhir.coding.scan import Scan
from nadhir.text import DASHES

_LOCAL = frozenset({"in", "near", "at", "around", "inside", "within", "across"})
_CARRY = 1  # how many sentences without a place of their own go on where the last one played
_STAY = frozenset({"CVL", "REF", "AGR", "BUS", "LAB", "MED", "EDU", "REL", "SOC", ""})
_VAGUE = 3  # a name that lies in more countries than this tells none


class Scene:
    """The country at hand, sentence by sentence; `focus` are the report's countries, the most spoken of first."""

    def __init__(self, focus: Sequence[str]) -> None:
        self._focus = {country: rank for rank, country in enumerate(focus)}
        self._here: list[tuple[int, str]] = []
        self._sure = ""  # the country of the last place of the sentence that something says to be where it happens
        self._last = ""
        self._age = 0

    def see(self, scan: Scan, mentions: Iterable[Mention]) -> None:
        """Take the next sentence."""
        if self._sure:
            self._last, self._age = self._sure, 0
        self._age += 1
        self._here, self._sure = [], ""
        for mention in mentions:
            country = self._place(scan, mention)
            if country:
                self._here.append((mention.first, country))
                place = mention.home or mention
                if place.prep in _LOCAL or place.feature or place.cat != "place":
                    self._sure = country

    def country(self, mention: Mention) -> str:
        """The country of the place nearest before the phrase in its sentence, else behind it, else that of the sentence before."""
        if any(self._focus.get(country) == 0 for _, country in self._here):
            return next(iter(self._focus))
        before = [country for at, country in self._here if at < mention.first]
        if before:
            return before[-1]
        if self._here:
            return self._here[0][1]
        return self._last if self._age <= _CARRY and mention.sector not in _STAY else ""

    def _place(self, scan: Scan, mention: Mention) -> str:
        if mention.home is not None:
            return self._place(scan, mention.home)
        if mention.cat == "place" and mention.rows:
            if len({r.country for r in mention.rows}) > _VAGUE:
                return ""
            known = [r.country for r in mention.rows if r.country in self._focus]
            return min(known, key=lambda c: self._focus[c]) if known else mention.rows[0].country
        if mention.cat in ("state", "seat") and (mention.prep in _LOCAL - {"at"} or _heads(scan, mention)):
            return mention.country
        return ""


def _heads(scan: Scan, mention: Mention) -> bool:
    """Whether the name stands alone before a mark at the head of a paragraph: a dateline or the name of a section."""
    at = mention.first
    if at > 0 and scan.tokens[at - 1].kind != "break":
        return False
    return mention.last < len(scan.tokens) and scan.tokens[mention.last].norm in DASHES | {":", ".", "("}
