"""The shapes of what linking knows: `bylines.yml` of a language pack, `actors/houses.yml`."""

from __future__ import annotations

from nadhir.knowledge.schema import Strict


class Office(Strict, frozen=True, kw_only=True):
    """Nouns of a public body or its head, who speak for it: "the army", "the governor". `sector` as in the codebook."""

    sector: str
    nouns: list[str]
    note: str = ""


class Bylines(Strict, frozen=True, kw_only=True):
    """`bylines.yml`: how newsrooms of the language credit one another, and which voices have a name.

    `short`: outlet id -> signs that stand for it in credits only. `agencies`: several that are not named. `together`: words
    before an outlet that shared in a text ("with AFP"). `credit`: words before the outlet that a text is from ("Source:").
    `relay`: words before the outlet that told it ("citing"). `filler`: words that may stand in a credit beside names.

    Of voices: `offices` speak for a public body. `speakers` speak for whomever the words behind them name ("spokesman",
    "statement"). `nameless`: their words before an office make an unnamed voice of it ("army source"), alone they are one.
    `media`: outlets that nobody names ("local media"). `kinds`: words for an outlet that are no part of its name ("newspaper").
    `describing`: adjectives that give an outlet no name either.
    """

    short: dict[str, list[str]]
    agencies: list[str]
    together: list[str]
    credit: list[str]
    relay: list[str]
    filler: list[str]
    offices: list[Office]
    speakers: list[str]
    nameless: list[str]
    media: list[str]
    kinds: list[str]
    describing: list[str]


class House(Strict, frozen=True, kw_only=True):
    """Outlets that speak with one voice: `members` are counted as `id`, an outlet or the party whose mouthpiece they are."""

    id: str
    members: list[str]
    note: str = ""
