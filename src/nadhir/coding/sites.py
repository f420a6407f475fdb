"""The places that a sentence tells: its own phrases, those inside other phrases, and those that its words point back to."""

from __future__ import annotations

from collections.abc import Sequence

from nadhir.coding.mentions import Mention
from nadhir.coding.scan import Name, Scan
from nadhir.records import Span

# What a word announces -> what the place that it points back to may be; what is not listed points to any.
_ANSWERS = {
    "settlement": frozenset({"settlement", "seat", "admin2", "facility", ""}),
    "admin1": frozenset({"admin1", "admin2", "area"}),
    "admin2": frozenset({"admin2", "admin1", "area", "settlement"}),
    "area": frozenset({"area", "admin1", "admin2", "settlement", "facility", "seat", ""}),
    "": frozenset({"settlement", "seat", "admin2", "admin1", "area", "facility", ""}),
}


class Anaphor:
    """Words that point back to a place: "the town", "cette région", "هناك"; `feature` is what they say of it."""

    __slots__ = ("at", "feature", "last")

    def __init__(self, at: int, last: int, feature: str) -> None:
        self.at = at
        self.last = last
        self.feature = feature


def find_sites(scan: Scan, first: int, last: int, mentions: Sequence[Mention]) -> list[Mention]:
    """All place phrases of a sentence in order. Those inside a party's phrase are marked `inner`."""
    own = [m for m in mentions if m.place_ok]
    homes = [m.home for m in mentions if m.home is not None and m.home.place_ok]
    for home in homes:
        home.inner = True
        home.span = Span(scan.tokens[home.first].start, scan.tokens[home.last - 1].end)
    known = [*own, *homes]
    for name in scan.names_in(first, last):
        if name.cat not in ("place", "seat"):
            continue
        if any(m.first < name.last and name.first < m.last for m in known):
            continue
        known.append(_inside(scan, name))
    for site in known:
        if site.inner:
            site.role = next((m.role for m in mentions if m.first <= site.first < m.last and m.role), "")
    known.extend(_capitals(scan, first, last, known))
    known = [m for m in known if m.cat == "capital" or not _seat_of(scan, m, first)]
    return sorted(known, key=lambda m: m.first)


def _seat_of(scan: Scan, site: Mention, first: int) -> bool:
    """Whether the place only says whose capital another is: "El Obeid, the capital of North Kordofan"."""
    lead = min(site.lead, site.first)
    for back in (1, 2, 3):
        at = lead - back
        if at < first:
            return False
        hit = scan.has(at, "capital")
        if hit is not None:
            return hit.last <= lead
        if not scan.has(at, "prep", "def"):
            return False
    return False


def _capitals(scan: Scan, first: int, last: int, known: Sequence[Mention]) -> list[Mention]:
    """ "The capital" inside another phrase: "the people of the capital"."""
    out = []
    for at in scan.where(first, last, "capital"):
        hit = next((h for h in scan.hits[at] if h.cat == "capital" and "the" in h.labels), scan.has(at, "capital"))
        if hit is None or any(m.first < hit.last and at < m.last for m in known):
            continue
        if not ("the" in hit.labels or scan.has(at - 1, "def", "poss")) or _named(scan, hit.last):
            continue
        site = Mention(at, hit.last, at)
        site.cat, site.place_ok, site.generic, site.inner, site.prep = "capital", True, True, True, "of"
        site.span = Span(scan.tokens[at].start, scan.tokens[hit.last - 1].end)
        out.append(site)
    return out


def _inside(scan: Scan, name: Name) -> Mention:
    """The place that a name stands for which another phrase, or a dateline, has swallowed."""
    site = Mention(name.first, name.last, name.first)
    site.cat, site.rows, site.place_ok, site.inner = name.cat, name.rows, True, True
    if name.cat == "seat":
        site.country = site.state = name.ref
        site.sector, site.actor = "GOV", f"gov-{name.ref}"
    site.span = Span(scan.tokens[name.first].start, scan.tokens[name.last - 1].end)
    for back in (1, 2):
        hit = scan.has(name.first - back, "prep")
        if hit is not None:
            site.prep, site.prep_at = hit.ref, hit.first
            break
    return site


def find_anaphors(scan: Scan, first: int, last: int) -> list[Anaphor]:
    """Words that point back to a place."""
    out = []
    for at in scan.where(first, last, "pword", "here"):
        hit = scan.has(at, "pword")
        if hit is not None and not _named(scan, hit.last):
            determined = "the" in hit.labels or (at > first and scan.has(at - 1, "def", "dem", "poss") is not None)
            if determined:
                out.append(Anaphor(at, hit.last, hit.ref))
                continue
        here = scan.has(at, "here")
        if here is not None and not scan.has(here.last, "be", "have"):  # "there is", "il y a"
            out.append(Anaphor(at, here.last, ""))
    return out


def _named(scan: Scan, at: int) -> bool:
    """Whether a name follows that says which: "the town of Djibo", "مدينة الفاشر"."""
    for start in (at, at + 1, at + 2):
        name = scan.opening.get(start)
        if name is not None and (start < at + 2 or scan.has(at, "prep") is not None):
            return name.cat != "demonym" or start == at
    return False


def kind_of(site: Mention) -> str:
    """What sort of place a phrase is, as far as its words or its first sense tell."""
    if site.cat in ("seat", "capital"):
        return "seat"
    if site.cat == "state":
        return "country"
    return site.feature or (site.rows[0].feature if site.rows else "")


def fits(anaphor: str, site: Mention) -> bool:
    """Whether a place can be what a word points back to."""
    wanted = _ANSWERS.get(anaphor)
    return wanted is None or kind_of(site) in wanted
