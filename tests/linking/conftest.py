"""What the tests of linking share: the knowledge, loaded once, and records with little in them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from nadhir.knowledge.load import Knowledge, load
from nadhir.linking.copies import CopyFinder
from nadhir.linking.parties import Parties
from nadhir.memory import UNKNOWN_ORIGIN, Origin, Told, Version
from nadhir.records import Claim, Evidence, Source, Span

NOON = datetime(2025, 11, 5, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture(scope="session")
def parties(knowledge: Knowledge) -> Parties:
    return Parties(knowledge)


@pytest.fixture(scope="session")
def finder(knowledge: Knowledge, parties: Parties) -> CopyFinder:
    return CopyFinder(knowledge, parties)


def version(ident: str, text: str, language: str, *, publisher: str = "", day: int = 5, hour: int = 12) -> Version:
    return Version(
        id=ident,
        report=f"report of {ident}",
        number=1,
        text=text,
        language=language,
        publisher=publisher,
        published=date(2025, 11, day) if day else None,
        recorded=datetime(2025, 11, 20, hour, tzinfo=UTC),
    )


def claim(ident: str, sources: tuple[Source, ...] = ()) -> Claim:
    evidence = Evidence(trigger=Span(0, 1))
    return Claim(id=ident, kind="event", code="ASSAULT", sources=sources, evidence=evidence, confidence=0.9)


def told(
    ident: str,
    publisher: str,
    origin: Origin = UNKNOWN_ORIGIN,
    *,
    sources: tuple[Source, ...] = (),
    language: str = "en",
    country: str = "",
    version: str = "",
    day: int = 5,
) -> Told:
    return Told(
        claim=claim(ident, sources),
        report=version or ident,
        version=version or ident,
        published=date(2025, 11, day),
        publisher=publisher,
        language=language,
        country=country,
        origin=origin,
        recorded=NOON,
    )
