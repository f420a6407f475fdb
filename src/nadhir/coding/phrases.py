"""Noun phrases grown around their cores.

To the left over numbers, determiners and modifiers, to the right over adjectives, complements ("fighters of the M23", "قوات
الجيش المالي") and bracketed acronyms. What a phrase is governed by (its preposition) and what it is coordinated with is kept;
who it is, is settled in `parties`.
"""

from __future__ import annotations

from collections.abc import Sequence

from nadhir.coding.agreement import Agreement
from nadhir.coding.coordination import coordinate, dateline_end, joined, mark_spans, twins
from nadhir.coding.cores import CoreFinder
from nadhir.coding.governors import annexed_to, contracted
from nadhir.coding.mentions import ARMED, Mention, clitic_prep, ending, labels_at, plain, take_actor
from nadhir.coding.scan import Scan
from nadhir.knowledge.load import Knowledge, Pack
from nadhir.reading.numbers import Number
from nadhir.text import CLOSING, OPENING

_OFFICE = frozenset({"official", "military", "armed-group", "diplomat"})
_VOICES = _OFFICE | {"igo"}


class Phraser:
    """Finds the mentions of a sentence."""

    def __init__(self, pack: Pack, knowledge: Knowledge) -> None:
        self._pack = pack
        self._actors = knowledge.actors
        self._left = not pack.script.adjective_after
        self._verb_first = pack.script.verb_first
        self._find = CoreFinder(pack, knowledge)
        self._agreement = Agreement(pack.script)

    def __call__(
        self, scan: Scan, first: int, last: int, numbers: Sequence[Number], occupied: frozenset[int] = frozenset()
    ) -> list[Mention]:
        """Mentions of the sentence at tokens `first` to `last`, in order, complements marked `inner`."""
        ends = {n.last: n for n in numbers}
        counted = frozenset(n.last - 1 for n in numbers if n.kind == "count")
        cores = [c for c in self._find(scan, first, last, counted) if c.cat != "place" or c.first not in occupied]
        out: list[Mention] = []
        skip_to = first
        for at, core in enumerate(cores):
            if core.first < skip_to:
                core.inner = True
                continue
            skip_to = self._grow(core, at, cores, scan, first, last, ends)
            out.append(core)
        out = twins(scan, out, self._left)
        mark_spans(scan, out)
        coordinate(scan, out, self._left)
        for mention in out:
            self._agreement.mark(scan, mention)
        return [m for m in out if m.last > dateline_end(scan, first, last)]

    def _grow(
        self, core: Mention, at: int, cores: list[Mention], scan: Scan, first: int, last: int, ends: dict[int, Number]
    ) -> int:
        """Widen the phrase; returns the token behind it, so that swallowed cores are skipped."""
        end = self._grow_right(core, at, cores, scan, last)
        self._grow_left(core, scan, first, ends)
        self._governor(core, scan, first, ends)
        return end

    def _grow_right(self, core: Mention, at: int, cores: list[Mention], scan: Scan, last: int) -> int:
        end = core.last
        following = at + 1
        for _ in range(6):
            end = self._quoted_name(core, cores, following, scan, end)
            end = self._adjectives(core, scan, end, last)
            end = self._bracket(core, scan, end, last)
            following = _next_core(cores, following, end)
            self._inner_outlet(core, cores, following, scan, end, last)
            step = self._complement(core, cores, following, scan, end)
            if step == end:
                break
            end = step
        core.last = end
        if core.generic and (core.role or core.sector):
            core.last = self._personal_name(core, scan, end, last)
        return core.last

    def _adjectives(self, core: Mention, scan: Scan, end: int, last: int) -> int:
        """Adjectives behind the noun, one of which may be a demonym."""
        if self._left or not core.generic:
            return end
        probe = end
        while probe < min(end + 3, last):
            name = scan.opening.get(probe)
            if name is not None and name.cat == "demonym":
                core.demonym = core.demonym or name.ref
                core.country = core.country or name.ref
                return name.last
            if name is not None or not plain(scan, probe):
                break
            probe += 1
        return end

    def _quoted_name(self, core: Mention, cores: list[Mention], following: int, scan: Scan, end: int) -> int:
        """A name in quotation marks behind its kind: "صحيفة «الشرق»", "le quotidien « El Watan »"."""
        if not core.generic or end + 2 >= len(scan.tokens) or scan.tokens[end].norm not in OPENING:
            return end
        following = _next_core(cores, following, end)
        if following >= len(cores) or cores[following].first != end + 1 or cores[following].cat != "named":
            return self._unknown_title(core, scan, end)
        other = cores[following]
        if other.last < len(scan.tokens) and scan.tokens[other.last].norm in CLOSING:
            self._absorb(core, other)
            if core.source_noun and other.role == "outlet":
                core.actor, core.cat, core.role, core.generic = other.actor, "named", "outlet", False
            return other.last + 1
        return end

    @staticmethod
    def _unknown_title(core: Mention, scan: Scan, end: int) -> int:
        """An outlet that nobody knows, by its title in quotation marks."""
        if not (core.source_noun and core.role == "outlet"):
            return end
        for close in range(end + 2, min(end + 8, len(scan.tokens))):
            if scan.tokens[close].norm in CLOSING:
                core.generic, core.definite = False, True
                return close + 1
        return end

    def _bracket(self, core: Mention, scan: Scan, end: int, last: int) -> int:
        """An acronym or gloss in brackets behind a name belongs to it."""
        if end + 2 < last and scan.tokens[end].norm == "(":
            for close in range(end + 2, min(end + 7, last)):
                if scan.tokens[close].norm == ")":
                    inside = scan.names_in(end + 1, close)
                    if core.generic and inside and inside[0].cat == "actor":
                        take_actor(core, self._actors[inside[0].ref])
                        core.generic = False
                    elif not core.generic and inside and inside[0].cat not in ("actor",):
                        return end
                    return close + 1
        return end

    def _complement(self, core: Mention, cores: list[Mention], following: int, scan: Scan, end: int) -> int:
        """A complement in the genitive or by annexation; an English possessor before its noun."""
        if following >= len(cores):
            return end
        other = cores[following]
        gap = other.first - end
        if gap < 0:
            return end
        tokens = scan.tokens
        if (
            gap == 0
            and core.generic
            and core.kind == "person"
            and other.cat == "named"
            and other.person
            and not other.prep
        ):
            take_actor(
                core, self._actors[other.actor]
            )  # "President X", "العقيد فلان": the person, in the person's office
            core.generic = False
            return other.last
        if gap == 0:
            if other.first > 0 and tokens[end - 1].kind == "mark":
                return end
            if core.definite and core.role in _VOICES and other.prep == "to" and other.cat in ("named", "state"):
                return self._absorb(core, other) if other.role != "outlet" else end  # "الأمين العام للأمم المتحدة"
            if self._left:
                if other.generic and not core.generic:  # "JNIM fighters", "Kinshasa government"
                    return self._absorb_head(core, other)
                return end
            if core.source_noun and other.cat == "named" and other.role == "outlet" and other.prep in ("", "to", "of"):
                return self._published_by(core, other)
            if (
                core.generic
                and not other.prep
                and not joined(scan, other)
                and core.home is None
                and (not core.definite or other.person or not self._verb_first)
            ):  # annexation, apposition: "قوات الجيش", "la ville de" has a gap
                return self._absorb(core, other) if self._verb_first or not other.generic else end
            return end
        between = tokens[end : other.first]
        if self._left and gap == 1 and between[0].norm in ("'s", "'", "s'") and other.generic and not core.generic:
            return self._absorb_head(core, other)
        start = end
        while (
            not self._left
            and start < other.first
            and start - end < 2
            and plain(scan, start)
            and not scan.has(start, "prep")
        ):
            start += 1
        if other.first - start <= 3 and core.generic and self._genitive(scan, start, other.first):
            if core.source_noun and other.cat == "named" and other.role == "outlet":
                return self._published_by(core, other)
            return self._absorb(core, other)
        return end

    def _genitive(self, scan: Scan, first: int, last: int) -> bool:
        """Whether tokens `first` to `last` are a genitive preposition with at most an article or adjective behind it."""
        hit = scan.has(first, "prep")
        if hit is None or hit.last > last:
            return False
        if hit.ref not in ("of", "from") or (hit.ref == "from" and not (self._verb_first or self._left)):
            return False
        return all(scan.has(i, "def", "dem") or plain(scan, i) for i in range(hit.last, last))

    def _inner_outlet(
        self, core: Mention, cores: list[Mention], following: int, scan: Scan, end: int, last: int
    ) -> None:
        """ "A report by the site X": the site's own name is read first, so that the report speaks with its voice."""
        if not core.source_noun or core.role == "outlet" or following >= len(cores):
            return
        other = cores[following]
        if other.source_noun and other.role == "outlet" and other.generic and 0 <= other.first - end <= 3:
            other.last = self._grow_right(other, following, cores, scan, last)

    def _published_by(self, core: Mention, other: Mention) -> int:
        """A report, article or site of a named outlet speaks with that outlet's voice."""
        core.actor, core.name, core.role, core.country, core.sector = (
            other.actor,
            other.name,
            "outlet",
            other.country,
            other.sector,
        )
        core.cat, core.definite, core.generic = "named", True, False
        return other.last

    def _absorb_head(self, core: Mention, head: Mention) -> int:
        """A name modifies the party noun that follows: the noun is the head."""
        name_actor, name_country, sector = core.actor, core.country, core.sector
        was = core.cat
        core.cat, core.party_id, core.kind, core.generic = "party", head.party_id, head.kind, True
        core.head, core.anaphor = head.head, False
        core.source_noun = head.source_noun
        core.role = head.role or core.role
        core.plural, core.pair = head.plural, head.pair
        if was == "named" and _same_side(head, sector):
            core.cat, core.generic = "named", False
        else:
            core.actor, core.name = "", head.name
            core.sector, core.sectors = head.sector or sector, head.sectors
            core.country = head.country or name_country or (core.rows[0].country if core.rows else "")
            if was in ("state", "seat"):
                core.state = name_actor
        core.place_ok = False
        return head.last

    def _absorb(self, core: Mention, other: Mention) -> int:
        """A party noun takes who or where it belongs to from its complement."""
        if core.cat == "partitive":
            core.cat = "party"
        core.definite = core.definite or other.definite or other.cat in ("named", "state")
        if other.cat == "named" and not other.person and _same_side(core, other.sector):
            core.cat, core.generic = "named", False
            core.actor, core.name, core.sector, core.sectors = other.actor, other.name, other.sector, other.sectors
            core.country = other.country
        elif other.cat == "party" and core.kind in ("person", "group") and _same_side(core, other.sector):
            core.sector, core.sectors = other.sector, other.sectors
            core.country = core.country or other.country
            core.anaphor = other.anaphor and other.definite
        elif other.cat == "place":
            core.home = other
            core.country = core.country or (other.rows[0].country if other.rows else "")
        else:
            core.country = core.country or other.country
            if core.role in _OFFICE and other.sector in ("REB", "PRM", "CRM"):
                core.sector = other.sector
                core.role = "armed-group" if core.role in ("official", "military") else core.role
            elif core.source_noun and not core.sector and core.kind == "person" and other.cat == "named":
                core.sector = other.sector
        return other.last

    def _personal_name(self, core: Mention, scan: Scan, end: int, last: int) -> int:
        """A person's name behind an office or a title: capitalised words, in Arabic up to two unknown words."""
        if not self._pack.script.capitals:
            return end
        probe = end
        while probe < min(end + 4, last):
            token = scan.tokens[probe]
            if token.kind != "word" or not token.capital or scan.has(probe, "def", "indef", "prep"):
                break
            name = scan.opening.get(probe)
            if name is not None and name.cat in ("actor", "demonym", "state"):
                break
            probe += 1
        core.person = core.person or probe > end
        return probe

    def _grow_left(self, core: Mention, scan: Scan, first: int, ends: dict[int, Number]) -> None:
        probe = core.first
        for _ in range(5):
            if probe in ends and ends[probe].first >= first:
                number = ends[probe]
                if number.kind in ("count", "one", "none"):
                    core.number = core.number or number
                    probe = core.first = number.first
                    continue
                break
            if probe > first and contracted(scan, probe - 1, first):
                break
            if probe <= first or clitic_prep(labels_at(scan, probe)):
                break
            if scan.has(probe - 1, "def", "dem", "poss") and not scan.has(probe - 1, "comp"):
                core.definite = True
                core.possessed = core.possessed or scan.has(probe - 1, "poss") is not None
                probe = core.first = probe - 1
                continue
            if scan.has(probe - 1, "indef", "negdet"):
                probe = core.first = probe - 1
                break
            if core.place_ok and scan.has(probe - 1, "dir"):
                probe = core.first = probe - 1
                core.feature = core.feature or "area"
                continue
            demonym = scan.closing.get(probe)
            if demonym is not None and demonym.cat == "demonym" and core.generic:
                core.demonym = core.demonym or demonym.ref
                core.country = core.country or demonym.ref
                probe = core.first = demonym.first
                continue
            if core.generic and self._left and plain(scan, probe - 1):
                probe -= 1
                continue
            break

    def _governor(self, core: Mention, scan: Scan, first: int, ends: dict[int, Number]) -> None:
        """The preposition that governs the phrase; "five of its soldiers" is governed as the number is."""
        lead = min(core.lead, core.first)
        if scan.has(lead - 1, "def"):
            lead -= 1
        prep = next((h for back in (1, 2, 3) for h in ending(scan, lead, back, first) if h.cat == "prep"), None)
        if prep is None and lead < core.first:
            core.prep = core.prep or clitic_prep(labels_at(scan, lead))
        if prep is not None and prep.ref in ("of", "from", "among") and prep.first in ends and core.number is None:
            number = ends[prep.first]
            if number.kind in ("count", "one"):
                core.number = number
                core.first = number.first
                core.prep = ""
                self._governor(core, scan, first, {})
                return
        if self._verb_first and prep is None and not core.prep and core.number is None:
            annexed_to(core, scan, lead, first)
        if core.place_ok and core.prep == "with" and prep is None:
            core.prep = "in"  # a written-together "with" before a place is "in"
        if prep is not None:
            core.prep, core.prep_at = prep.ref, prep.first
        elif core.number is not None and not core.prep:
            core.prep = clitic_prep(labels_at(scan, core.first))


def _same_side(head: Mention, sector: str) -> bool:
    """Whether a party noun before a name only counts its people ("fighters of", "members of", "a patrol of")."""
    if head.source_noun or head.role in ("official", "diplomat", "analyst"):
        return False
    if head.sector in ("", "UNK") or head.sector == sector:
        return True
    return sector in ARMED and head.sector in ARMED


def _next_core(cores: list[Mention], at: int, end: int) -> int:
    while at < len(cores) and cores[at].first < end:
        at += 1
    return at
