"""Which text was made from which: exact comparison of two versions that a shared key brought together, and who had it from whom.

Shared words alone do not make a copy: the communiqués of one ministry and the price lists of one newsroom share more of their words
than a wire story and its edited reprint do. What tells them apart is what changes: a copy keeps the numbers, days and names
of its model, a form is filled with others. Measured pairs: `tests/cases/linking/copies.yml`, thresholds: `docs/linking.md`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from nadhir.knowledge.load import Knowledge, Pack, tokenizer_of
from nadhir.linking.bylines import Byline, BylineReader, credited
from nadhir.linking.parties import Parties
from nadhir.linking.shingles import shingles
from nadhir.memory import Copy, Version
from nadhir.text import CLOSING, ENDS, OPENING, fold
from nadhir.tokens import Token

# Share of the shorter text's runs of three words that stand in the longer. Measured: edited copies .66 to .82, follow-ups in other
# words at most .02, forms filled anew .48 to .68.
SHARE = 0.4
# Share of the shorter text's numbers, days and names that stand in the longer. Measured: copies .70 to 1, filled forms at most .50.
DETAILS = 0.6
# With fewer details than this their share says nothing; then nearly all words must be shared.
FEW, ALL = 3, 0.75
_SHORTEST = 12  # runs of three words; below, two one-line flashes of the same news look like copies


class CopyFinder:
    """Compares texts of the languages that the knowledge has. Built once; keeps nothing between calls."""

    def __init__(self, knowledge: Knowledge, parties: Parties | None = None) -> None:
        self._parties = parties or Parties(knowledge)
        self._readers = {code: BylineReader(pack, knowledge.actors) for code, pack in knowledge.packs.items()}
        self._details = {code: _Details(pack) for code, pack in knowledge.packs.items()}

    def bylines(self, version: Version) -> tuple[Byline, ...]:
        """The bylines of a version's text and title; none in a language without a pack."""
        reader = self._readers.get(version.language)
        return () if reader is None else reader(version.text, version.title)

    def compare(self, new: Version, old: Version) -> Copy | None:
        """Whether one of two versions of different reports was made from the other, and which; None where neither was.

        `Copy.version` is the one that has it from `Copy.of`: the one that names the other's outlet, else the later published, else the
        later recorded, else the one with the greater id, so that the order of the arguments changes nothing. Texts in two languages
        are never copies of one another.
        """
        if new.report == old.report or new.language != old.language:
            return None
        share = self._share(new, old)
        if share is None:
            return None
        taker, giver, named = self._direction(new, old)
        return Copy(version=taker.id, of=giver.id, share=share, why=f"text {named}" if named else "text")

    def _share(self, one: Version, other: Version) -> float | None:
        shorter, longer = sorted((shingles(one.text), shingles(other.text)), key=len)
        if len(shorter) < _SHORTEST:
            return None
        share = len(shorter & longer) / len(shorter)
        if share < SHARE:
            return None
        finder = self._details.get(one.language)
        few, many = sorted(
            (
                (len(shingles(v.text)), v.id, finder(v.text) if finder is not None else frozenset())
                for v in (one, other)
            ),
            key=lambda x: x[:2],
        )
        details, others = few[2], many[2]
        kept = len(details & others) / len(details) if details else 0.0
        enough = kept >= DETAILS if len(details) >= FEW else share >= ALL
        return round(share, 3) if enough else None

    def _direction(self, one: Version, other: Version) -> tuple[Version, Version, str]:
        """(who has it, from whom, `byline` or `named` where the words of one of them say so)."""
        for said in ("byline", "named"):
            found = [(t, g) for t, g in ((one, other), (other, one)) if self._names(t, g, said == "byline")]
            if len(found) == 1:
                return (*found[0], said)
        giver, taker = sorted((one, other), key=_order)
        return taker, giver, ""

    def _names(self, taker: Version, giver: Version, byline: bool) -> bool:
        """Whether a text credits (`byline`) or names the other's publisher. Naming oneself tells nothing."""
        if not giver.publisher:
            return False
        key, own = (self._parties.outlet(v.publisher, language=v.language).key for v in (giver, taker))
        if key == own:
            return False
        bylines = self.bylines(taker)
        return any(
            self.key_of(b, taker.language) == key
            for b in (credited(bylines) if byline else bylines)
            if b.kind != "agencies"
        )

    def key_of(self, byline: Byline, language: str = "") -> str:
        """The key of the outlet that a byline credits."""
        origin = self._parties.actor(byline.outlet) if byline.outlet else None
        return origin.key if origin is not None else self._parties.outlet(byline.name, language=language).key


class _Details:
    """What a form leaves blank: numbers, days and months, names."""

    def __init__(self, pack: Pack) -> None:
        self._tokenizer = tokenizer_of(pack.script)
        self._capitals = pack.script.capitals
        numbers = {w for value, words in pack.numbers.values.items() if value > 1 for w in words}
        calendar = [*pack.calendar.weekdays.values(), *pack.calendar.months.values()]
        ordinals = [w for words in pack.numbers.ordinals.values() for w in words]
        self._words = frozenset(_parts([*numbers, *ordinals, *(w for words in calendar for w in words)]))
        self._clitics = tuple(fold(c) for c in pack.script.clitics.proclitics)

    def __call__(self, text: str) -> frozenset[str]:
        """The folded details of a text."""
        found = set()
        fresh = True  # a capital after a full stop is none
        for token in self._tokenizer(text):
            if token.kind == "number" or self._listed(token):
                found.add(token.norm)
            elif self._capitals and token.kind == "word" and token.capital and not fresh:
                found.add(token.name)
            fresh = (
                token.kind == "break"
                or token.text in ENDS
                or token.text in OPENING
                or token.text in CLOSING
                or token.text == ":"
            )
        return frozenset(found)

    def _listed(self, token: Token) -> bool:
        norm = token.norm
        return norm in self._words or any(norm.startswith(c) and norm[len(c) :] in self._words for c in self._clitics)


def _parts(words: Iterable[str]) -> Iterable[str]:
    """The words of numbers and days of which each is one: «كانون الثاني» tells as much by its second word alone as "fin" tells nothing."""
    return {fold(w) for w in words if " " not in w and len(w) > 2}


def _order(version: Version) -> tuple[date, str, str]:
    return (version.published or date.max, version.recorded.isoformat(), version.id)
