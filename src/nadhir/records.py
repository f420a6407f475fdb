"""The records that rooms hand to each other: frozen, typed, without input or output.

Offsets are character offsets (code points) into `Report.text`, end exclusive, so `text[start:end]` is verbatim what was
written. Dates are ISO 8601. Coordinates are degrees, WGS 84. Field names are the codebook's (`docs/codebook.md`).
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Literal, NamedTuple

import msgspec

Kind = Literal["event", "condition", "relation", "outlook"]
StatusName = Literal["actual", "historical", "future", "hypothetical", "negated"]


class Span(NamedTuple):
    """A stretch of the report's text: `start` inclusive, `end` exclusive."""

    start: int
    end: int


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """Base of all records."""


class Issue(Record, frozen=True, kw_only=True):
    """Something that could not be read. `code` is an entry of the error texts; `where` names file and line."""

    code: str
    where: str = ""
    span: Span | None = None
    values: dict[str, str] = {}


class Report(Record, frozen=True, kw_only=True):
    """One report as it came in. `published` is the day of publication, None where unknown."""

    id: str
    text: str
    published: date | None = None
    publisher: str = ""
    title: str = ""
    language: str = ""
    address: str = ""
    author: str = ""

    @classmethod
    def make(
        cls,
        text: str,
        *,
        id: str = "",
        published: date | None = None,
        publisher: str = "",
        title: str = "",
        language: str = "",
        address: str = "",
        author: str = "",
    ) -> Report:
        """Build a report; without an `id` it gets the hash of publisher, address and text."""
        ident = id or content_id(publisher, address, text)
        return cls(
            id=ident,
            text=text,
            published=published,
            publisher=publisher,
            title=title,
            language=language,
            address=address,
            author=author,
        )


class Entity(Record, frozen=True, kw_only=True):
    """A party as written (`text`), and what it was resolved to; see the codebook for `country` and `sector`."""

    text: str
    span: Span | None = None
    id: str = ""
    name: str = ""
    country: str = ""
    sector: str = ""
    sectors: tuple[str, ...] = ()


class Place(Record, frozen=True, kw_only=True):
    """A place as written, resolved where possible. `precision`: 5 facility, 4 town, 3 district, 2 region, 1 country, 0 unresolved."""

    text: str
    span: Span | None = None
    name: str = ""
    country: str = ""
    lat: float | None = None
    lon: float | None = None
    feature: str = ""
    precision: int = 0
    geonameid: int | None = None
    candidates: tuple[str, ...] = ()


class Interval(Record, frozen=True, kw_only=True):
    """Days from `start` to `end`, both inclusive. `precision` is `open` where the words give no date."""

    start: date
    end: date
    precision: Literal["day", "week", "month", "year", "open"]
    text: str = ""
    span: Span | None = None


class Source(Record, frozen=True, kw_only=True):
    """One voice of the chain of who says it."""

    name: str
    role: str
    stance: str
    span: Span | None = None
    entity: str = ""


class Likelihood(Record, frozen=True, kw_only=True):
    """The estimative phrase as written and its band; probabilities from 0 to 1."""

    phrase: str
    low: float
    high: float
    span: Span | None = None


class Money(Record, frozen=True, kw_only=True):
    """A sum; `high` is None after "at least"."""

    low: float
    high: float | None
    currency: str


class Quantities(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Numbers that a claim gives: each a pair (low, high), `high` None after "at least"."""

    killed: tuple[int, int | None] | None = None
    injured: tuple[int, int | None] | None = None
    abducted: tuple[int, int | None] | None = None
    arrested: tuple[int, int | None] | None = None
    displaced: tuple[int, int | None] | None = None
    size: tuple[int, int | None] | None = None
    money: Money | None = None


class Evidence(Record, frozen=True, kw_only=True):
    """Where the words stand that carry each part of the claim."""

    trigger: Span
    actors: tuple[Span, ...] = ()
    recipients: tuple[Span, ...] = ()
    places: tuple[Span, ...] = ()
    time: Span | None = None
    numbers: tuple[Span, ...] = ()
    sources: tuple[Span, ...] = ()


class Claim(Record, frozen=True, kw_only=True):
    """One proposition that a report attributes to somebody. `cause` and `effect` are ids of claims, for `causes` only.

    `confidence`: the chance, 0 to 1, that the report makes a claim of this kind and code there; `doubtful`: it is below the threshold.
    """

    id: str
    kind: Kind
    code: str
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    actors: tuple[Entity, ...] = ()
    recipients: tuple[Entity, ...] = ()
    places: tuple[Place, ...] = ()
    time: Interval | None = None
    quantities: Quantities = Quantities()
    status: StatusName = "actual"
    sources: tuple[Source, ...] = ()
    likelihood: Likelihood | None = None
    evidence: Evidence
    confidence: float
    doubtful: bool = False
    cause: str = ""
    effect: str = ""
    cameo: str = ""
    acled: tuple[str, ...] = ()
    quad: str = ""
    score: float | None = None


class Coded(Record, frozen=True, kw_only=True):
    """What came out of one report: its language, its claims in order of their triggers, and what could not be read.

    `doubtful` are further claims whose confidence is below the threshold: kept for whoever asks, shown to nobody else.
    """

    report: Report
    language: str
    claims: tuple[Claim, ...]
    doubtful: tuple[Claim, ...] = ()
    issues: tuple[Issue, ...] = ()
    coder: str = ""

    @property
    def every(self) -> tuple[Claim, ...]:
        """All claims, the doubtful ones too, in order of their triggers."""
        return tuple(sorted((*self.claims, *self.doubtful), key=lambda c: c.evidence.trigger))


def content_id(*parts: str) -> str:
    """A short stable id of content: the first 16 hex digits of SHA-256 over the parts."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
