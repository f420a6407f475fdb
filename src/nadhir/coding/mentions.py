"""Noun phrases that stand for parties, places and voices, and what is read off their words."""

from __future__ import annotations

from nadhir.coding.scan import Hit, Scan
from nadhir.knowledge.gazetteer import PlaceRow
from nadhir.knowledge.schema import Actor
from nadhir.reading.numbers import Number
from nadhir.records import Span

ARMED = frozenset({"MIL", "REB", "UAF", "PRM", "COP", "CRM", "SPY"})


class Mention:
    """One noun phrase. Token indices are into the report's tokens; `sector` and `country` may still be empty."""

    __slots__ = (
        "actor",
        "anaphor",
        "case",
        "cat",
        "coord",
        "country",
        "definite",
        "demonym",
        "feature",
        "first",
        "gender",
        "generic",
        "head",
        "home",
        "inner",
        "kind",
        "last",
        "lead",
        "name",
        "number",
        "pair",
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
        self.pair = False  # a dual: two of them
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
        self.case = ""  # subject or object, where the ending tells
        self.gender = ""  # f or m, where the ending tells

    @property
    def is_entity(self) -> bool:
        """Whether the phrase can fill an actor or recipient slot."""
        return self.cat in ("named", "state", "seat", "party", "source", "pronoun")

    def __repr__(self) -> str:
        return f"<{self.cat} {self.first}-{self.last} {self.prep}|{self.actor or self.name or self.party_id}|{self.country}|{self.sector}>"


def take_actor(core: Mention, actor: Actor) -> None:
    """Make the phrase stand for an actor whom the knowledge names."""
    core.cat, core.actor = "named", actor.id
    core.name = actor.names.get("en", [actor.id])[0]
    core.country, core.sector, core.sectors = actor.country, actor.sector, tuple(actor.sectors)
    core.role = actor.role
    core.person = actor.kind == "person"
    core.kind = "person" if core.person else "group"
    core.definite = True


def ending(scan: Scan, at: int, back: int, first: int) -> list[Hit]:
    start = at - back
    if start < first:
        return []
    return [h for h in scan.hits[start] if h.last == at]


def labels_at(scan: Scan, at: int) -> tuple[str, ...]:
    for hit in scan.hits[at]:
        if hit.labels:
            return hit.labels
    return ()


def clitic_prep(labels: tuple[str, ...]) -> str:
    for label in labels:
        if label in ("with", "to", "as"):
            return label
    return ""


def plain(scan: Scan, at: int) -> bool:
    """A word that nothing is known of, or only that it is an adverb or cue: it may be an adjective."""
    token = scan.tokens[at]
    if token.kind != "word" or scan.inside[at]:
        return False
    return all(
        h.cat in ("adv", "mode", "ctx", "dom", "dir", "theme", "capital", "pword", "notname", "country")
        for h in scan.hits[at]
    )
