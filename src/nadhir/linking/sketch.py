"""What linking goes by, of one event claim: small, since every claim is compared with many.

Days are counted from 1970-01-01. Within a report, a claim that names no place or day of its own takes those of the claim before it of the
same quad class ("they set fire to the vehicles"): `borrowed` says so, and what is borrowed parts nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, timedelta
from zlib import crc32

import msgspec

from nadhir.linking.geo import place_key, radius_km
from nadhir.memory import Told
from nadhir.records import Claim, Entity, Place
from nadhir.text import fold_name

_EPOCH = date(1970, 1, 1)
_WORD = re.compile(r"[^\W\d_]{4,}|\d+")
_ROOT = 5  # letters of a word that count: endings differ from one retelling to the next
_BORROW = 4  # sentences back from which a place or a day is taken
_PRECISE = 4  # a town, or finer


class Sketch(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """An event claim for comparison. `start` and `end`: its days, -1 where it has none; `exact`: dated to the day.

    `place`: the key of its place, "" for none; `lat`, `lon` in degrees; `radius` in kilometres; `fine`: a town or finer. `actors` and
    `recipients`: ids of named parties; `actor_kinds` and `recipient_kinds`: `MLI-MIL`. `killed`: low and high, -1 where open or
    untold. `words`: hashes of the sentence's words.
    """

    claim: str
    report: str
    language: str
    sentence: int
    code: str
    modes: tuple[str, ...]
    quad: str
    denies: bool
    published: int
    start: int
    end: int
    exact: bool
    place: str
    lat: float
    lon: float
    radius: float
    fine: bool
    country: str
    actors: tuple[str, ...]
    actor_kinds: tuple[str, ...]
    recipients: tuple[str, ...]
    recipient_kinds: tuple[str, ...]
    killed: tuple[int, int]
    words: tuple[int, ...]
    borrowed_place: bool = False
    borrowed_day: bool = False
    sure: float = 1.0
    astray: bool = False

    @property
    def days(self) -> tuple[int, int]:
        """The days between which it happened, or was published where it is undated."""
        return (self.start, self.end) if self.start >= 0 else (self.published, self.published)


def sketch(told: Told, sentence: int) -> Sketch:
    """The sketch of an event claim that stands in the sentence of that number."""
    claim = told.claim
    place = _best(claim.places)
    home = told.country
    astray = place is not None and bool(home) and place.precision >= _PRECISE and place.country != home
    start, end, exact = _days(claim)
    killed = claim.quantities.killed
    return Sketch(
        claim=claim.id,
        report=told.report,
        language=told.language,
        sentence=sentence,
        code=claim.code,
        modes=claim.modes,
        quad=claim.quad,
        denies=claim.status == "negated",
        published=_number(told.published),
        start=start,
        end=end,
        exact=exact,
        place=place_key(place) if place else "",
        lat=place.lat if place and place.lat is not None else math.nan,
        lon=place.lon if place and place.lon is not None else math.nan,
        radius=min(radius_km(place), 20_000.0) if place else 20_000.0,
        fine=bool(place) and place is not None and place.precision >= _PRECISE,
        country=place.country if place and place.country and not astray else told.country,
        astray=astray,
        actors=_ids(claim.actors),
        actor_kinds=_kinds(claim.actors),
        recipients=_ids(claim.recipients),
        recipient_kinds=_kinds(claim.recipients),
        killed=(killed[0], -1 if killed[1] is None else killed[1]) if killed else (-1, -1),
        words=_words(told.sentence),
        sure=claim.confidence,
    )


def situated(sketches: Sequence[Sketch]) -> list[Sketch]:
    """The sketches of one report in order, with places and days lent by those before."""
    out: list[Sketch] = []
    for one in sketches:
        before = [b for b in reversed(out) if b.quad == one.quad and one.sentence - b.sentence <= _BORROW]
        lender = next((b for b in before if b.place), None)
        if not one.place and lender is not None:
            one = msgspec.structs.replace(
                one, place=lender.place, lat=lender.lat, lon=lender.lon, radius=lender.radius, fine=lender.fine,
                country=lender.country, borrowed_place=True, astray=lender.astray,
            )  # fmt: skip
        lender = next((b for b in before if b.start >= 0), None)
        if one.start < 0 and lender is not None:
            one = msgspec.structs.replace(
                one, start=lender.start, end=lender.end, exact=lender.exact, borrowed_day=True
            )
        out.append(one)
    return out


def _best(places: Sequence[Place]) -> Place | None:
    located = [p for p in places if p.lat is not None]
    return max(located, key=lambda p: p.precision) if located else (places[0] if places else None)


def _days(claim: Claim) -> tuple[int, int, bool]:
    time = claim.time
    if time is None or time.precision == "open":
        return -1, -1, False
    return (
        _number(time.start),
        _number(time.end),
        time.precision == "day" and time.end - time.start <= timedelta(days=1),
    )


def _number(day: date | None) -> int:
    return (day - _EPOCH).days if day else -1


def _ids(entities: Sequence[Entity]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(e.id for e in entities if e.id))


def _kinds(entities: Sequence[Entity]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{e.country}-{e.sector}" for e in entities if e.sector or e.country))


def _words(sentence: str) -> tuple[int, ...]:
    roots = {word[:_ROOT] if not word.isdigit() else word for word in _WORD.findall(fold_name(sentence))}
    return tuple(sorted(crc32(root.encode()) for root in roots))
