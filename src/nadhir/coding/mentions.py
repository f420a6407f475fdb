"""Noun phrases that stand for parties, places and voices: names, generic parties and what modifies them.

A phrase is grown around a core (a name or a party noun): to the left over numbers, determiners and modifiers, to the right
over adjectives, complements ("fighters of the M23", "قوات الجيش المالي") and bracketed acronyms. What a phrase is governed
by (its preposition) and what it is coordinated with is kept; who it is, is settled in `resolving`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nadhir.coding.scan import Hit, Name, Scan
from nadhir.knowledge.gazetteer import PlaceRow
from nadhir.knowledge.load import Knowledge, Pack
from nadhir.knowledge.schema import Actor
from nadhir.reading.numbers import Number
from nadhir.records import Span
from nadhir.text import BRACKETS, CLOSING, COMMAS, DASHES, OPENING, fold

ARMED = frozenset({"MIL", "REB", "UAF", "PRM", "COP", "CRM", "SPY"})
_OFFICE = frozenset({"official", "military", "armed-group", "diplomat"})
_VOICES = _OFFICE | {"igo-official"}


class Mention:
    """One noun phrase. Token indices are into the report's tokens; `sector` and `country` may still be empty."""

    __slots__ = (
        "actor",
        "anaphor",
        "cat",
        "coord",
        "country",
        "definite",
        "demonym",
        "feature",
        "first",
        "generic",
        "head",
        "home",
        "inner",
        "kind",
        "last",
        "lead",
        "name",
        "number",
        "party_id",
        "person",
        "place_ok",
        "plural",
        "possessed",
        "prep",
        "prep_at",
        "role",
        "rows",
        "sector",
        "sectors",
        "source_noun",
        "span",
        "state",
    )  # fmt: skip

    def __init__(self, first: int, last: int, head: int) -> None:
        self.first = first
        self.last = last
        self.head = head
        self.lead = first  # where the word begins that announces a place ("the town of")
        self.span = Span(0, 0)
        self.cat = ""  # named, state, seat, place, party, source, pronoun
        self.actor = ""
        self.name = ""
        self.country = ""
        self.sector = ""
        self.sectors: tuple[str, ...] = ()
        self.role = ""
        self.kind = "group"
        self.party_id = ""
        self.definite = False
        self.anaphor = False
        self.generic = False
        self.plural = False
        self.demonym = ""
        self.state = ""
        self.prep = ""
        self.prep_at = -1
        self.number: Number | None = None
        self.rows: tuple[PlaceRow, ...] = ()
        self.feature = ""
        self.place_ok = False
        self.inner = False
        self.person = False
        self.possessed = False
        self.home: Mention | None = None  # the place that the phrase names as theirs ("residents of Gao")
        self.source_noun = False
        self.coord = 0

    @property
    def is_entity(self) -> bool:
        """Whether the phrase can fill an actor or recipient slot."""
        return self.cat in ("named", "state", "seat", "party", "source", "pronoun")

    def __repr__(self) -> str:
        return f"<{self.cat} {self.first}-{self.last} {self.prep}|{self.actor or self.name or self.party_id}|{self.country}|{self.sector}>"


class Phraser:
    """Finds the mentions of a sentence."""

    def __init__(self, pack: Pack, knowledge: Knowledge) -> None:
        self._pack = pack
        self._actors = knowledge.actors
        self._left = not pack.script.adjective_after
        self._verb_first = pack.script.verb_first
        self._number_ends: set[int] = set()
        self._article = fold(pack.script.clitics.article)

    def __call__(
        self, scan: Scan, first: int, last: int, numbers: Sequence[Number], occupied: frozenset[int] = frozenset()
    ) -> list[Mention]:
        """Mentions of the sentence at tokens `first` to `last`, in order, complements marked `inner`."""
        ends = {n.last: n for n in numbers}
        self._number_ends = {n.last - 1 for n in numbers if n.kind == "count"}
        cores = [c for c in self._cores(scan, first, last) if c.cat != "place" or c.first not in occupied]
        out: list[Mention] = []
        skip_to = first
        for at, core in enumerate(cores):
            if core.first < skip_to:
                core.inner = True
                continue
            skip_to = self._grow(core, at, cores, scan, first, last, ends)
            out.append(core)
        _mark_spans(scan, out)
        _coordinate(scan, out)
        return [m for m in out if m.last > dateline_end(scan, first, last)]

    # --- cores ----------------------------------------------------------------------------------------------

    def _cores(self, scan: Scan, first: int, last: int) -> list[Mention]:
        starts = {n.first: n for n in scan.names if first <= n.first < last}
        out: list[Mention] = []
        at = first
        while at < last:
            name = starts.get(at)
            core = self._name_core(name) if name is not None else self._capital_core(scan, at, last)
            if name is not None and name.cat == "demonym":
                core = self._people_core(scan, name, last)
            party = self._party_core(scan, at) if not scan.inside[at] or core is None else None
            if core is not None and (party is None or core.last >= party.last):
                self._announced(core, scan, first)
                out.append(core)
                at = core.last
            elif party is not None and party.last <= last:
                out.append(party)
                at = party.last
            else:
                unknown = None
                if name is None:
                    unknown = self._unknown_place(scan, at, first, last) or self._unknown_person(scan, at, last)
                if unknown is not None:
                    out.append(unknown)
                at = unknown.last if unknown is not None else at + 1
        return out

    def _announced(self, core: Mention, scan: Scan, first: int) -> None:
        """The kind of place that a word before the name announces: "the town of", "مدينة", "région de"."""
        if not core.place_ok:
            return
        for back in (1, 2, 3):
            at = core.first - back
            if at < first or scan.tokens[at].kind != "word":
                return
            hit = scan.has(at, "pword")
            if hit is not None:
                apart = [h for i in range(hit.last, core.first) for h in scan.hits[i] if h.cat == "prep"]
                if any(h.ref not in ("of", "from") for h in apart):
                    return  # "a base in Djibo": the base is not the place's kind
                core.feature = hit.ref
                core.lead = at
                core.cat = "place" if core.cat == "seat" else core.cat
                return
            if not scan.has(at, "prep", "def"):
                return

    def _unknown_place(self, scan: Scan, at: int, first: int, last: int) -> Mention | None:
        """A name that no gazetteer has, where a word announces a place or, with capitals, a local preposition does."""
        token = scan.tokens[at]
        if token.kind != "word" or scan.inside[at] or at == first or len(token.norm) < 3:
            return None
        latin = self._pack.script.capitals
        if latin and not token.capital:
            return None
        if any(h.cat not in ("adv", "ctx", "dom", "mode") for h in scan.hits[at]):
            return None
        hint = self._place_word_before(scan, at, first)
        if not latin and (
            hint not in ("settlement", "admin2")
            or not self._bare_word(scan, at - 1)
            or scan.hits[at]
            or self._has_article(scan, at)
        ):
            return None
        if not hint and not (latin and self._local_before(scan, at)):
            return None
        end = at + 1
        while (
            latin
            and end < min(at + 4, last)
            and scan.tokens[end].capital
            and scan.tokens[end].kind == "word"
            and not scan.inside[end]
        ):
            if scan.has(end, "party", "src"):
                return None
            end += 1
        core = Mention(at, end, at)
        core.cat, core.place_ok, core.feature = "place", True, hint
        self._announced(core, scan, first)
        return core

    def _unknown_person(self, scan: Scan, at: int, last: int) -> Mention | None:
        """A person whom nobody knows: two or more capitalised words, or a title with the words behind it."""
        title = scan.has(at, "title")
        end = title.last if title is not None else at
        most = 4 if self._pack.script.capitals else 3
        while end < min(at + most + 1, last) and self._name_word(scan, end):
            end += 1
        size = end - (title.last if title is not None else at)
        if size < (1 if title is not None else 2) or (title is None and not self._pack.script.capitals):
            return None
        core = Mention(at, end, at)
        core.cat, core.kind, core.person, core.definite = "party", "person", True, True
        return core

    def _name_word(self, scan: Scan, at: int) -> bool:
        token = scan.tokens[at]
        if token.kind != "word" or scan.inside[at] or len(token.norm) < 2:
            return False
        if self._pack.script.capitals:
            return token.capital and all(
                h.cat in ("dom", "ctx", "mode", "title", "adv", "theme") for h in scan.hits[at]
            )
        return not scan.hits[at] or all(h.cat in ("dom", "ctx", "mode") for h in scan.hits[at])

    @staticmethod
    def _place_word_before(scan: Scan, at: int, first: int) -> str:
        for back in (1, 2, 3):
            if at - back < first:
                return ""
            hit = scan.has(at - back, "pword")
            if hit is not None and hit.last <= at:
                return hit.ref
            if not scan.has(at - back, "prep", "def"):
                return ""
        return ""

    @staticmethod
    def _bare_word(scan: Scan, at: int) -> bool:
        """Whether the word of place stands right there without an article, as it does before a name."""
        hit = scan.has(at, "pword")
        return hit is not None and "the" not in hit.labels and hit.feat.endswith("sg")

    @staticmethod
    def _local_before(scan: Scan, at: int) -> bool:
        hit = scan.has(at - 1, "prep")
        return hit is not None and hit.last == at and hit.ref in ("in", "near", "at", "around")

    def _name_core(self, name: Name) -> Mention | None:
        if name.cat == "demonym":
            return None
        core = Mention(name.first, name.last, name.first)
        core.prep = _clitic_prep(name.labels)
        if name.cat == "actor":
            self._take_actor(core, self._actors[name.ref])
        elif name.cat in ("state", "seat"):
            core.cat, core.country, core.sector, core.place_ok = name.cat, name.ref, "GOV", True
            core.state = name.ref
            core.actor = f"gov-{name.ref}"
        else:
            core.cat, core.rows, core.place_ok = "place", name.rows, True
        return core

    def _capital_core(self, scan: Scan, at: int, last: int) -> Mention | None:
        """ "The capital", where no name follows that says which: the capital of the country that the report is about."""
        hit = scan.has(at, "capital")
        if hit is None or hit.last > last:
            return None
        if any(0 <= n.first - hit.last <= 2 and n.cat in ("seat", "place", "state") for n in scan.names):
            return None
        if not ("the" in hit.labels or scan.has(at - 1, "def", "poss") or self._has_article(scan, at)):
            return None
        core = Mention(at, hit.last, at)
        core.cat, core.place_ok, core.generic, core.prep = "capital", True, True, _clitic_prep(hit.labels)
        return core

    def _people_core(self, scan: Scan, name: Name, last: int) -> Mention | None:
        """A demonym that is a noun: "4,000 Afghans", "les Palestiniens", "ثلاثة موريتانيين"."""
        before = scan.tokens[name.first - 1] if name.first else None
        if before is None or before.kind == "mark":
            return None
        counted = before.kind == "number" or before.index in self._number_ends
        determined = scan.has(name.first - 1, "def", "indef", "dem", "poss") is not None
        if not counted and not determined:
            return None
        if (
            self._left
            and name.last < last
            and (
                _plain(scan, name.last)
                or (scan.hits[name.last] and any(h.feat.startswith("n:") for h in scan.hits[name.last]))
            )
        ):
            return None
        if not counted and not (self._pack.script.capitals and scan.tokens[name.first].capital):
            return None
        core = Mention(name.first, name.last, name.first)
        core.cat, core.kind, core.country, core.demonym = "party", "person", name.ref, name.ref
        core.sector, core.party_id, core.role, core.plural, core.generic = "CVL", "nationals", "resident", True, True
        return core

    def _take_actor(self, core: Mention, actor: Actor) -> None:
        core.cat, core.actor = "named", actor.id
        core.name = actor.names.get("en", [actor.id])[0]
        core.country, core.sector, core.sectors = actor.country, actor.sector, tuple(actor.sectors)
        core.role = actor.role
        core.person = actor.kind == "person"
        core.kind = "person" if core.person else "group"
        core.definite = True

    def _party_core(self, scan: Scan, at: int) -> Mention | None:
        found: Hit | None = None
        for hit in scan.hits[at]:
            if hit.cat in ("party", "src") and (
                found is None or (hit.last, hit.cat == "party") > (found.last, found.cat == "party")
            ):
                found = hit
        if found is None or self._is_verb(scan, at, found):
            return None
        if (
            any(h.cat == "pred" and h.feat == "phr" and h.last <= found.last and h.labels == () for h in scan.hits[at])
            and found.labels
        ):
            return None  # "بقيادة" is a relation before it is a party
        core = Mention(at, found.last, at)
        if found.cat == "party":
            entry = self._pack.parties[int(found.ref)]
            core.cat, core.sector, core.sectors = "party", entry.sector, tuple(entry.sectors)
            core.party_id, core.role, core.kind = entry.id, entry.role, entry.kind
            core.country, core.anaphor = entry.country, entry.anaphor
            core.name = entry.name
            if not (entry.sector or entry.role or entry.anaphor):
                core.cat = "partitive"
        else:
            source = self._pack.source_nouns[int(found.ref)]
            core.cat, core.sector, core.role, core.kind = "source", source.sector, source.role, source.kind
            core.party_id, core.anaphor, core.source_noun = source.id, source.anaphor, True
        twin = next((h for h in scan.hits[at] if h.cat == "src" and h.last == found.last), None)
        if twin is not None and found.cat == "party":
            core.source_noun = True
            core.role = core.role or self._pack.source_nouns[int(twin.ref)].role
        core.generic = True
        core.plural = found.feat.endswith(":pl")
        core.cat = "modifier" if self._modifies(scan, found.last) else core.cat
        core.definite = (
            "the" in found.labels
            or bool(found.suffix)
            or self._has_article(scan, at)
            or scan.has(at, "def") is not None
        )
        core.possessed = bool(found.suffix)
        core.prep = _clitic_prep(found.labels)
        return core

    def _modifies(self, scan: Scan, at: int) -> bool:
        """Whether the party noun only modifies the noun behind it: "army offensive", "military aid", "rebel positions"."""
        if not self._left or at >= len(scan.tokens) or scan.inside[at] or scan.tokens[at].kind != "word":
            return False
        hits = scan.hits[at]
        if any(
            h.cat in ("prep", "and", "be", "have", "adv", "comp", "rel", "neg", "modp", "modh", "fut") for h in hits
        ):
            return False
        nouns = any(h.cat in ("theme", "pword", "toll") or (h.cat == "pred" and h.feat.startswith("n:")) for h in hits)
        return nouns and not any(
            h.feat.startswith("v:") and h.feat.split(":")[1] in ("past", "pp", "ing") for h in hits
        )

    def _has_article(self, scan: Scan, at: int) -> bool:
        """Whether the article is written on the word itself, as in entries that are known with it."""
        return bool(self._article) and scan.tokens[at].norm.startswith(self._article)

    def _is_verb(self, scan: Scan, at: int, found: Hit) -> bool:
        """A word that is also a predicate's verb, where it stands as one ("troops" never, "guards", "officials" no)."""
        verb = next((h for h in scan.hits[at] if h.cat in ("pred", "say", "light") and h.feat.startswith("v:")), None)
        if self._verb_first:  # "وطالب المجلس": where the clause opens with it, the verb
            opens = at == 0 or scan.tokens[at - 1].kind in ("mark", "break")
            bare = "the" not in found.labels and not found.suffix and found.last == at + 1
            return verb is not None and opens and bare and "and" in found.labels
        if not self._left:
            return False
        before = scan.has(at - 1, "prosub", "modp", "modh", "fut", "be", "have")
        return verb is not None and before is not None

    # --- growing --------------------------------------------------------------------------------------------

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
        names = {n.first: n for n in scan.names if n.first >= end and n.first < end + 3}
        probe = end
        while probe < min(end + 3, last):
            name = names.get(probe)
            if name is not None and name.cat == "demonym":
                core.demonym = core.demonym or name.ref
                core.country = core.country or name.ref
                return name.last
            if name is not None or not _plain(scan, probe):
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
                    inside = [n for n in scan.names if end < n.first < close]
                    if core.generic and inside and inside[0].cat == "actor":
                        self._take_actor(core, self._actors[inside[0].ref])
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
            self._take_actor(
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
                core.generic and not other.prep and (not core.definite or other.person or not self._verb_first)
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
            and _plain(scan, start)
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
        return all(scan.has(i, "def", "dem") or _plain(scan, i) for i in range(hit.last, last))

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
        core.plural = head.plural
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
            if any(n.first == probe and n.cat in ("actor", "demonym", "state") for n in scan.names):
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
            if probe > first and self._contracted(scan, probe - 1, first):
                break
            if probe <= first or _clitic_prep(_labels(scan, probe)):
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
            demonym = next((n for n in scan.names if n.last == probe and n.cat == "demonym"), None)
            if demonym is not None and core.generic:
                core.demonym = core.demonym or demonym.ref
                core.country = core.country or demonym.ref
                probe = core.first = demonym.first
                continue
            if core.generic and self._left and _plain(scan, probe - 1):
                probe -= 1
                continue
            break

    @staticmethod
    def _annexed_to(core: Mention, scan: Scan, lead: int, first: int) -> None:
        """The phrase is annexed to a common noun ("على مواقع الجيش", "لأمن الجزائر"): what governs that noun governs it."""
        at = lead - 1
        if at < first or scan.tokens[at].kind != "word" or scan.inside[at]:
            return
        hits = scan.hits[at]
        if any(
            h.feat.startswith("v:") or h.cat in ("pred", "src", "party", "say", "comp", "rel", "prep", "and", "neg")
            for h in hits
        ):
            return
        label = _clitic_prep(_labels(scan, at))
        if label:
            core.prep, core.prep_at = label, at
            return
        before = next((h for back in (1, 2, 3) for h in _ending(scan, at, back, first) if h.cat == "prep"), None)
        if before is not None:
            core.prep, core.prep_at = before.ref, before.first

    @staticmethod
    def _contracted(scan: Scan, at: int, first: int) -> bool:
        """A word that is an article and a preposition ("des") is the preposition behind a noun, the article elsewhere."""
        if not (scan.has(at, "indef") and scan.has(at, "prep")) or at == first:
            return False
        before = scan.tokens[at - 1]
        if before.kind != "word":
            return False
        if scan.inside[at - 1]:
            return True
        hits = scan.hits[at - 1]
        noun = not hits or any(
            h.feat.startswith("n:") for h in hits if h.cat in ("pred", "party", "theme", "src", "pword", "toll")
        )
        return noun and not any(h.cat in ("prep", "and", "be", "have", "comp", "adv") for h in hits)

    def _governor(self, core: Mention, scan: Scan, first: int, ends: dict[int, Number]) -> None:
        """The preposition that governs the phrase; "five of its soldiers" is governed as the number is."""
        lead = min(core.lead, core.first)
        if scan.has(lead - 1, "def"):
            lead -= 1
        prep = next((h for back in (1, 2, 3) for h in _ending(scan, lead, back, first) if h.cat == "prep"), None)
        if prep is None and lead < core.first:
            core.prep = core.prep or _clitic_prep(_labels(scan, lead))
        if prep is not None and prep.ref in ("of", "from", "among") and prep.first in ends and core.number is None:
            number = ends[prep.first]
            if number.kind in ("count", "one"):
                core.number = number
                core.first = number.first
                core.prep = ""
                self._governor(core, scan, first, {})
                return
        if self._verb_first and prep is None and not core.prep and core.number is None:
            self._annexed_to(core, scan, lead, first)
        if core.place_ok and core.prep == "with" and prep is None:
            core.prep = "in"  # a written-together "with" before a place is "in"
        if prep is not None:
            core.prep, core.prep_at = prep.ref, prep.first
        elif core.number is not None and not core.prep:
            core.prep = _clitic_prep(_labels(scan, core.first))


def _ending(scan: Scan, at: int, back: int, first: int) -> list[Hit]:
    start = at - back
    if start < first:
        return []
    return [h for h in scan.hits[start] if h.last == at]


def _labels(scan: Scan, at: int) -> tuple[str, ...]:
    for hit in scan.hits[at]:
        if hit.labels:
            return hit.labels
    return ()


def _clitic_prep(labels: tuple[str, ...]) -> str:
    for label in labels:
        if label in ("with", "to", "as"):
            return label
    return ""


def _same_side(head: Mention, sector: str) -> bool:
    """Whether a party noun before a name only counts its people ("fighters of", "members of", "a patrol of")."""
    if head.source_noun or head.role in ("official", "diplomat", "analyst"):
        return False
    if head.sector in ("", "UNK") or head.sector == sector:
        return True
    return sector in ARMED and head.sector in ARMED


def _plain(scan: Scan, at: int) -> bool:
    """A word that nothing is known of, or only that it is an adverb or cue: it may be an adjective."""
    token = scan.tokens[at]
    if token.kind != "word" or scan.inside[at]:
        return False
    return all(
        h.cat in ("adv", "mode", "ctx", "dom", "dir", "theme", "capital", "pword", "notname", "country")
        for h in scan.hits[at]
    )


def _next_core(cores: list[Mention], at: int, end: int) -> int:
    while at < len(cores) and cores[at].first < end:
        at += 1
    return at


def dateline_end(scan: Scan, first: int, last: int) -> int:
    """The token behind a dateline ("BAMAKO, Oct 14 -", "باماكو -"), else `first`: a place in it is told by nobody."""
    if first > 0 and scan.tokens[first - 1].kind != "break":
        return first
    for at in range(first + 1, min(first + 12, last)):
        token = scan.tokens[at]
        if token.norm in DASHES:
            opened = any(n.first == first for n in scan.names) or scan.tokens[first].text.isupper()
            return at + 1 if opened else first
        if token.kind == "mark" and token.norm not in COMMAS | BRACKETS | {".", "/"}:
            return first
    if scan.tokens[first].text.isupper() and first + 1 < last and len(scan.tokens[first].text) > 3:
        for at in range(first + 1, min(first + 5, last)):
            if scan.tokens[at].norm == ".":
                return at + 1
    return first


def _mark_spans(scan: Scan, mentions: list[Mention]) -> None:
    for mention in mentions:
        mention.span = Span(scan.tokens[mention.first].start, scan.tokens[mention.last - 1].end)


def _coordinate(scan: Scan, mentions: list[Mention]) -> None:
    """Phrases joined by "and", "or" or commas share a group; a later one without preposition is governed as the first.

    A comma alone joins only where the list ends with "and": "A, B and C", but not "according to A, B".
    """
    group = 0
    links = [""] + [_link(scan, one.last, other) for one, other in pairwise(mentions)]
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


def _link(scan: Scan, end: int, mention: Mention) -> str:
    between = range(end, mention.prep_at if mention.prep_at >= 0 else mention.first)
    if any(scan.has(i, "acc", "cite") for i in range(end, mention.first)) or any(
        h.cat in ("acc", "cite") and h.last == mention.first
        for i in range(max(end - 2, 0), mention.first)
        for h in scan.hits[i]
    ):
        return ""
    if "and" in _labels(scan, mention.first) or any("and" in n.labels for n in scan.names if n.first == mention.first):
        return "and" if all(scan.tokens[i].norm in COMMAS for i in between) else ""
    if not 0 < len(between) <= 2:
        return ""
    if all(scan.tokens[i].norm in COMMAS or scan.has(i, "and", "or") for i in between):
        return "and" if any(scan.has(i, "and", "or") for i in between) else "comma"
    return ""
