"""Voices, and what they say: who speaks, in what role, with what stance, over which words."""

from __future__ import annotations

from collections.abc import Iterable

from nadhir.coding.mentions import Mention
from nadhir.coding.verbs import VerbGroup
from nadhir.knowledge.schema import Reporting
from nadhir.records import Span

_BY_SECTOR = {
    "GOV": "official", "MIL": "military", "COP": "official", "REB": "armed-group", "PRM": "armed-group", "JRN": "outlet",
    "MED": "medic", "CVL": "resident", "REF": "witness", "LEG": "official", "JUD": "official", "SPY": "official",
    "BUS": "official", "LAB": "ngo", "SOC": "ngo", "EDU": "analyst", "REL": "resident", "AGR": "resident", "ELI": "analyst",
    "PTY": "official", "OPP": "official", "CRM": "armed-group",
}  # fmt: skip


class Voice:
    """Somebody who speaks: name as written, role, who it is where known, and the chain under which it was heard."""

    __slots__ = ("actor", "country", "mention", "name", "party_id", "role", "sector", "span", "under")

    def __init__(self, mention: Mention, name: str, role: str) -> None:
        self.mention = mention
        self.name = name
        self.role = role
        self.span: Span | None = mention.span
        self.actor = mention.actor
        self.party_id = mention.party_id
        self.sector = mention.sector
        self.country = mention.country
        self.under: tuple[Voice, ...] = ()

    @property
    def outlet(self) -> bool:
        """Whether the voice relays others: an outlet, or a report."""
        return self.role == "outlet"

    def same(self, other: Voice) -> bool:
        """Whether both are the same voice, by name or by who it is."""
        return self.name == other.name or (bool(self.actor) and self.actor == other.actor)


class Attribution:
    """A voice, its stance, and the tokens that it covers. `entry` is the word of saying, `verb` its verb group.

    `at` and `end` are the tokens of the words of attribution themselves, speaker included; `after`: it stands behind what it covers.
    """

    __slots__ = ("after", "at", "end", "entry", "first", "last", "stance", "verb", "voices")

    def __init__(
        self, voices: list[Voice], stance: str, first: int, last: int, entry: Reporting | None, verb: VerbGroup | None
    ) -> None:
        self.voices = voices
        self.stance = stance
        self.first = first
        self.last = last
        self.entry = entry
        self.verb = verb
        self.at = verb.first if verb is not None else first
        self.end = verb.last if verb is not None else first
        self.after = False


def role_of(mention: Mention) -> str:
    """The source role of a party, from its own role or its sector."""
    if mention.role:
        return mention.role
    if mention.country in ("UNO", "IGO", "EUR"):
        return "igo"
    if mention.country == "NGO":
        return "ngo"
    return _BY_SECTOR.get(mention.sector, "anonymous")


def unique(voices: Iterable[Voice]) -> list[Voice]:
    """The voices, each once."""
    out: list[Voice] = []
    for voice in voices:
        if not any(voice.same(v) for v in out):
            out.append(voice)
    return out
