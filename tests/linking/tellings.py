"""Claims as tests tell them: a line each, with the fields that the test is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from nadhir.knowledge.lives import read_lives
from nadhir.knowledge.load import shipped
from nadhir.memory import UNKNOWN_ORIGIN, Origin, Told
from nadhir.records import Claim, Entity, Evidence, Interval, Place, Source, Span, content_id

LIVES = read_lives((shipped(),))

JNIM = Entity(text="JNIM", id="jnim", name="JNIM", country="IMG", sector="REB")
FLA = Entity(text="FLA", id="fla", name="Azawad Liberation Front", country="MLI", sector="REB")
ARMY = Entity(text="الجيش", id="mil-MLI", name="Malian army", country="MLI", sector="MIL")
GOV = Entity(text="Bamako", id="gov-MLI", name="Mali", country="MLI", sector="GOV")
GUNMEN = Entity(text="des hommes armés", country="MLI", sector="UAF")

KATI = Place(
    text="كاتي", name="Kati", country="MLI", lat=12.74, lon=-8.07, feature="settlement", precision=4, geonameid=2455558
)
KITA = Place(
    text="Kita", name="Kita", country="MLI", lat=13.03, lon=-9.49, feature="settlement", precision=4, geonameid=2455216
)
KIDAL = Place(
    text="Kidal", name="Kidal", country="MLI", lat=18.44, lon=1.4, feature="settlement", precision=4, geonameid=2455290
)
KAYES_REGION = Place(
    text="Kayes", name="Kayes Region", country="MLI", lat=14.0, lon=-10.0, feature="admin1", precision=2
)
RN6 = Place(text="RN6", name="RN6", country="MLI", feature="road", precision=3)
MALI = Place(text="مالي", name="Mali", country="MLI", feature="country", precision=1)


def day(number: int) -> date:
    """Day 1 is 1 October 2025; the crisis of the tests lasts some months from then."""
    return date.fromordinal(date(2025, 9, 30).toordinal() + number)


def outlet(name: str) -> Origin:
    return Origin(key=f"outlet:{name}", name=name, kind="outlet") if name else UNKNOWN_ORIGIN


def party(entity: Entity) -> Origin:
    return Origin(key=f"party:{entity.id}", name=entity.text, kind="party")


def tell(
    code: str,
    published: int,
    origin: Origin | str = "a",
    *,
    kind: str = "condition",
    places: Iterable[Place] = (KATI,),
    days: tuple[int, int] | None = None,
    role: str = "",
    stance: str = "says",
    publisher: str = "Gondor Post",
    country: str = "MLI",
    recorded: int | None = None,
    mark: str = "",
    **fields: Any,
) -> Told:
    """One claim told on day `published`, about `days`; with `role` its origin is the one source of the claim."""
    origin = outlet(origin) if isinstance(origin, str) else origin
    source = Source(name=origin.name, role=role, stance=stance, entity=origin.key.partition(":")[2])
    time = None if days is None else Interval(start=day(days[0]), end=day(days[1]), precision="day")
    places = tuple(places)
    key = content_id(code, str(published), origin.key, str(days), str(fields), str(places), mark, stance)
    claim = Claim(
        id=key,
        kind=kind,  # type: ignore[arg-type]
        code=code,
        places=places,
        time=time,
        sources=(source,) if role else (),
        evidence=Evidence(trigger=Span(0, 1)),
        confidence=0.9,
        **fields,
    )
    moment = day(recorded if recorded is not None else published)
    return Told(
        claim=claim,
        report=f"r{key}",
        version=f"v{key}",
        published=day(published),
        publisher=publisher,
        country=country,
        origin=origin,
        recorded=datetime(moment.year, moment.month, moment.day, 12, tzinfo=UTC),
    )
