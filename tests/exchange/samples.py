"""A few records of invented things, and a writer in memory."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from nadhir.exchange.formats import writer_of
from nadhir.exchange.header import Export, What, export_of
from nadhir.memory import Figure, Incident, Kept, Origin, Statement, Tie, Told, Version
from nadhir.records import Claim, Entity, Evidence, Interval, Place, Quantities, Source, Span

AS_OF = datetime(2025, 11, 9, 12, tzinfo=UTC)
ARMY = Entity(text="الجيش", id="mil-MLI", name="Malian army", country="MLI", sector="MIL")
JNIM = Entity(text="المسلحون", id="jnim", name="JNIM", country="IMG", sector="REB")
VILLAGERS = Entity(text="villagers", country="MLI", sector="CVL")
RUSSIANS = Entity(text="Russian soldiers", country="RUS", sector="MIL")
GAO = Place(
    text="غاو", name="Gao", country="MLI", lat=16.27, lon=-0.04, feature="settlement", precision=4, geonameid=2457163
)
SEGOU = Place(text="Ségou", name="Ségou Region", country="MLI", lat=13.9, lon=-5.6, feature="admin1", precision=2)
DAY = Interval(start=date(2025, 11, 3), end=date(2025, 11, 3), precision="day", text="الاثنين")
REUTERS = Origin(key="outlet:reuters", name="Reuters", kind="outlet", path=("Radio Arnor",), why="named")


def claim(**changes: Any) -> Claim:
    fields: dict[str, Any] = {
        "id": "00000000000000c1",
        "kind": "event",
        "code": "ASSAULT",
        "modes": ("firearms",),
        "actors": (JNIM,),
        "recipients": (ARMY,),
        "places": (GAO,),
        "time": DAY,
        "quantities": Quantities(killed=(5, None)),
        "sources": (Source(name="الجيش المالي", role="military", stance="says"),),
        "evidence": Evidence(trigger=Span(8, 12)),
        "confidence": 0.8125,
        "acled": ("Battles", "Armed clash"),
        "quad": "material conflict",
        "score": -9.3,
        "cameo": "19",
    }
    return Claim(**(fields | changes))


def told(**changes: Any) -> Told:
    own = {name: changes.pop(name) for name in list(changes) if name in Told.__struct_fields__}
    fields: dict[str, Any] = {
        "claim": claim(**changes),
        "report": "r1",
        "version": "r1-1",
        "published": date(2025, 11, 5),
        "publisher": "Radio Arnor",
        "title": "هجوم قرب غاو",
        "language": "ar",
        "address": "https://example.org/1",
        "country": "MLI",
        "words": "قتلوا",
        "sentence": "قال الجيش إن مسلحين قتلوا خمسة جنود قرب غاو.",
        "coder": "rules-1",
        "origin": REUTERS,
        "recorded": datetime(2025, 11, 5, 8, 30, tzinfo=UTC),
    }
    return Told(**(fields | own))


def incident(**changes: Any) -> Incident:
    fields: dict[str, Any] = {
        "id": "00000000000000i1",
        "code": "ASSAULT",
        "modes": ("firearms",),
        "quad": "material conflict",
        "actors": (JNIM,),
        "recipients": (ARMY,),
        "place": GAO,
        "country": "MLI",
        "start": date(2025, 11, 3),
        "end": date(2025, 11, 3),
        "figures": (Figure(what="killed", low=3, best=5, high=None, claims=("c1", "c2")),),
        "claims": ("c1", "c2"),
        "denied": ("c3",),
        "publishers": ("Radio Arnor", "Gondor Times"),
        "languages": ("ar", "en"),
        "origins": (REUTERS,),
        "independent": 1,
        "digit": 2,
        "ledger": (
            Statement(
                claim="c1", published=date(2025, 11, 4), publisher="Radio Arnor", origin=REUTERS, says="قتلوا خمسة"
            ),
            Statement(
                claim="c3", published=date(2025, 11, 5), publisher="X", origin=REUTERS, says="it did not", denies=True
            ),
        ),
        "first": date(2025, 11, 4),
        "last": date(2025, 11, 5),
    }
    return Incident(**(fields | changes))


def tie(**changes: Any) -> Tie:
    fields: dict[str, Any] = {
        "key": "t1",
        "code": "allied_with",
        "actor": JNIM,
        "recipient": ARMY,
        "first": date(2025, 1, 2),
        "last": date(2025, 1, 2),
        "claims": ("c1", "c2"),
        "denied": ("c3",),
        "asserted_by": (REUTERS,),
        "denied_by": (REUTERS,),
    }
    return Tie(**(fields | changes))


def kept() -> Kept:
    return Kept(recorded=AS_OF, author="nadhir", version=version(), coder="nadhir-0", claims=(claim(),))


def written(what: What, form: str, records: Iterable[Any], export: Export | None = None) -> str | bytes:
    """What a writer writes."""
    writer = writer_of(what, form)
    out: Any = io.BytesIO() if writer.binary else io.StringIO(newline="")
    writer.write(records, out, export or export_of(what, as_of=AS_OF))
    value: str | bytes = out.getvalue()
    return value


def text(what: What, form: str, records: Iterable[Any], export: Export | None = None) -> str:
    value = written(what, form, records, export)
    assert isinstance(value, str)
    return value


def version(**changes: Any) -> Version:
    fields: dict[str, Any] = {"id": "r1-1", "report": "r1", "number": 1, "text": "قال الجيش …\nGao", "recorded": AS_OF}
    return Version(**(fields | changes))
