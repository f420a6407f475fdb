"""Event claims as tests tell them, and their sketches: a line each, with what the test is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from nadhir.linking.sketch import Sketch, situated, sketch
from nadhir.memory import UNKNOWN_ORIGIN, Incident, Origin, Told
from nadhir.records import Claim, Evidence, Interval, Place, Quantities, Span, content_id
from tests.linking.tellings import KATI, day

SIDON = Place(
    text="Sido", name="Sidon", country="LBN", lat=33.56, lon=35.37, feature="settlement", precision=4, geonameid=268064
)
VILLAGE = Place(text="Sido", name="Sido", country="MLI")


def event(
    ident: str,
    on: int | tuple[int, int] | None = 5,
    *,
    code: str = "ASSAULT",
    quad: str = "Q4",
    report: str = "",
    places: Sequence[Place] = (KATI,),
    killed: tuple[int, int | None] | None = None,
    origin: Origin = UNKNOWN_ORIGIN,
    published: int = 6,
    language: str = "en",
    publisher: str = "Gondor Post",
    country: str = "MLI",
    sentence: str = "",
    precision: str = "day",
    minute: int = 0,
    **fields: Any,
) -> Told:
    """A claim of report `report` (else one of its own) that something happened on day `on`; None leaves it undated. `minute`: of when it was taken in."""
    first, last = (on, on) if isinstance(on, int) else on or (published, published)
    kind: Any = precision if on is not None else "open"
    claim = Claim(
        id=content_id(ident),
        kind="event",
        code=code,
        quad=quad,
        places=tuple(places),
        time=Interval(start=day(first), end=day(last), precision=kind),
        quantities=Quantities(killed=killed),
        evidence=Evidence(trigger=Span(0, 1)),
        confidence=0.9,
        **fields,
    )
    return Told(
        claim=claim,
        report=report or f"report of {ident}",
        version=f"version of {report or ident}",
        published=day(published),
        publisher=publisher,
        language=language,
        country=country,
        words=ident,
        sentence=sentence,
        origin=origin,
        recorded=datetime(2025, 12, 1, 12, minute, tzinfo=UTC),
    )


def drawn(*tolds: Told) -> list[Sketch]:
    """The sketches of one report's claims, each in a sentence of its own."""
    return situated([sketch(told, number) for number, told in enumerate(tolds)])


def one(told: Told) -> Sketch:
    """The sketch of a report's only claim."""
    return drawn(told)[0]


def ungraded(incident: Incident, _: object) -> int:
    """In place of the credibility digit, which other tests are about."""
    return 6
