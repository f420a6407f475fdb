"""Where noun phrases begin: names, party nouns, "the capital", peoples, and names that nobody knows."""

from __future__ import annotations

from nadhir.coding.mentions import Mention, clitic_prep, plain, take_actor
from nadhir.coding.scan import Hit, Name, Scan
from nadhir.knowledge.load import Knowledge, Pack
from nadhir.text import fold


class CoreFinder:
    """Finds the cores of a sentence's phrases; how far a phrase reaches around its core is settled in `phrases`."""

    def __init__(self, pack: Pack, knowledge: Knowledge) -> None:
        self._pack = pack
        self._actors = knowledge.actors
        self._left = not pack.script.adjective_after
        self._verb_first = pack.script.verb_first
        self._article = fold(pack.script.clitics.article)

    def __call__(self, scan: Scan, first: int, last: int, counted: frozenset[int]) -> list[Mention]:
        """Cores at tokens `first` to `last`, in order; `counted` are the tokens that end a count."""
        capitals = frozenset(scan.where(first, last, "capital"))
        parties = frozenset(scan.where(first, last, "party", "src"))
        titles = frozenset(scan.where(first, last, "title"))
        out: list[Mention] = []
        at = first
        while at < last:
            name = scan.opening.get(at)
            core = self._name_core(name) if name is not None else None
            if name is None and at in capitals:
                core = self._capital_core(scan, at, last)
            if name is not None and name.cat == "demonym":
                core = self._people_core(scan, name, last, counted)
            party = self._party_core(scan, at) if at in parties and (not scan.inside[at] or core is None) else None
            if core is not None and (party is None or core.last >= party.last):
                self._announced(core, scan, first)
                out.append(core)
                at = core.last
            elif party is not None and party.last <= last:
                out.append(party)
                at = party.last
            else:
                unknown = None
                if name is None and (scan.tokens[at].capital or at in titles or not self._pack.script.capitals):
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
        if title is None and not self._pack.script.capitals:
            return None
        end = title.last if title is not None else at
        most = 4 if self._pack.script.capitals else 3
        while end < min(at + most + 1, last) and self._name_word(scan, end):
            end += 1
        size = end - (title.last if title is not None else at)
        if size < (1 if title is not None else 2):
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
        core.prep = clitic_prep(name.labels)
        if name.cat == "actor":
            take_actor(core, self._actors[name.ref])
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
        if any(n.cat in ("seat", "place", "state") for n in scan.names_in(hit.last, hit.last + 3)):
            return None
        if not ("the" in hit.labels or scan.has(at - 1, "def", "poss") or self._has_article(scan, at)):
            return None
        core = Mention(at, hit.last, at)
        core.cat, core.place_ok, core.generic, core.prep = "capital", True, True, clitic_prep(hit.labels)
        return core

    def _people_core(self, scan: Scan, name: Name, last: int, counts: frozenset[int]) -> Mention | None:
        """A demonym that is a noun: "4,000 Afghans", "les Palestiniens", "ثلاثة موريتانيين"."""
        before = scan.tokens[name.first - 1] if name.first else None
        if before is None or before.kind == "mark":
            return None
        counted = before.kind == "number" or before.index in counts
        determined = scan.has(name.first - 1, "def", "indef", "dem", "poss") is not None
        if not counted and not determined:
            return None
        if (
            self._left
            and name.last < last
            and (
                plain(scan, name.last)
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
        forms = {h.feat.split(":")[1] for h in scan.hits[at] if h.last == found.last and h.feat.startswith("n:")}
        core.plural = bool(forms & {"pl", "du"})
        core.pair = "du" in forms and not forms & {"pl", "sg"}  # the accusative of a sound plural is spelled alike
        core.cat = "modifier" if self._modifies(scan, found.last) else core.cat
        core.definite = (
            "the" in found.labels
            or bool(found.suffix)
            or self._has_article(scan, at)
            or (found.last > at + 1 and self._has_article(scan, found.last - 1))
            or scan.has(at, "def") is not None
        )
        core.possessed = bool(found.suffix)
        core.prep = clitic_prep(found.labels)
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
