"""What linking goes by, of one event claim: small, since every claim is compared with many.

Days are counted from 1970-01-01. Within a report, a claim that names no place or day of its own takes those of the claim before it of the
same code ("they set fire to the vehicles"): `borrowed` says so, and what is borrowed counts half.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from zlib import crc32

import msgspec

from nadhir.linking.geo import EARTH_KM, place_key, radius_km
from nadhir.memory import Told
from nadhir.records import Claim, Entity, Place, Span
from nadhir.text import fold_name

_EPOCH = date(1970, 1, 1)
_WORD = re.compile(r"[^\W\d_]{4,}|\d+")
_ROOT = 5  # letters of a word that count: endings differ from one retelling to the next
_BORROW = 4  # sentences back from which a place or a day is taken
_TOLD_LATE = 3  # days from what happened to who speaks of it, in a lead
_DETAIL = 2  # sentences after the lead in which its day is told
_PRECISE = 4  # a town, or finer
_KM_A_DEGREE = math.pi * EARTH_KM / 180
UNRESOLVED_KM = 20_000.0  # half round the earth: nobody knows where
ASTRAY_KM = 1500.0  # further than this from all that a report tells of, a town is hardly the one meant


class Sketch(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """An event claim for comparison. `start` and `end`: its days, -1 where it has none; `exact`: dated to the day.

    `place`: the key of its place, "" for none; `lat`, `lon` in degrees; `radius` in kilometres; `fine`: a town or finer. `actors` and
    `recipients`: ids of named parties; `actor_kinds` and `recipient_kinds`: `MLI-MIL`. `killed`: low and high, -1 where open or
    untold. `words`: hashes of the sentence's words. `also`: keys of further towns that the claim names. `home`: the country that the
    report is about; `astray`: its
    place is rather a namesake, see `_homed`.
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
    home: str = ""
    also: tuple[str, ...] = ()

    @property
    def days(self) -> tuple[int, int]:
        """The days between which it happened, or was published where it is undated."""
        return (self.start, self.end) if self.start >= 0 else (self.published, self.published)


def sketch(told: Told, sentence: int) -> Sketch:
    """The sketch of an event claim that stands in the sentence of that number."""
    claim = told.claim
    own = _own(told)
    place = _best([p for p in claim.places if within(p.span, own)]) or _best(claim.places)
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
        radius=min(radius_km(place), UNRESOLVED_KM) if place else UNRESOLVED_KM,
        fine=bool(place) and place is not None and place.precision >= _PRECISE,
        country=place.country if place and place.country else told.country,
        home=told.country,
        actors=_ids(claim.actors),
        actor_kinds=_kinds(claim.actors),
        recipients=_ids(claim.recipients),
        recipient_kinds=_kinds(claim.recipients),
        killed=(killed[0], -1 if killed[1] is None else killed[1]) if killed else (-1, -1),
        words=_words(told.sentence),
        sure=claim.confidence,
        also=tuple(dict.fromkeys(place_key(p) for p in claim.places if p is not place and _fine(p))),
    )


def situated(sketches: Sequence[Sketch]) -> list[Sketch]:
    """The sketches of one report in order, with places and days lent by those before."""
    out: list[Sketch] = []
    for one in _homed(sketches):
        before = [b for b in reversed(out) if b.code == one.code and one.sentence - b.sentence <= _BORROW]
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
    return [_lead(one, out) for one in out]


def _lead(one: Sketch, every: Sequence[Sketch]) -> Sketch:
    """A lead that names no town often gives the day on which somebody spoke; a sentence soon after it, where and when it was."""
    if one.sentence > 0 or not one.exact or one.borrowed_day or one.published - one.start > 1:
        return one
    for later in every:
        fresh = later.exact and 0 < one.start - later.start <= _TOLD_LATE and 0 < later.sentence <= _DETAIL
        if fresh and later.code == one.code and _in_town(later) and not _in_town(one):
            return msgspec.structs.replace(one, start=later.start, end=later.end, borrowed_day=True)
    return one


def _in_town(one: Sketch) -> bool:
    return one.fine or (bool(one.place) and one.radius >= UNRESOLVED_KM)


def _homed(sketches: Sequence[Sketch]) -> list[Sketch]:
    """The sketches of one report, with those towns marked `astray` for whose country no party and no other place speaks, and that lie
    far from every other place. They are rather namesakes of a village that no gazetteer has, and count to the report's country."""
    by_country: dict[str, set[str]] = {}
    for one in sketches:
        by_country.setdefault(one.country, set()).add(one.place)
        for kind in (*one.actor_kinds, *one.recipient_kinds):
            by_country.setdefault(kind.partition("-")[0], set()).add("")
    return [
        msgspec.structs.replace(one, astray=True, country=one.home)
        if one.fine
        and one.home not in ("", one.country)
        and by_country[one.country] <= {one.place}
        and _alone(one, sketches)
        else one
        for one in sketches
    ]


def _alone(one: Sketch, sketches: Sequence[Sketch]) -> bool:
    """Whether no other place of the report lies within `ASTRAY_KM`; one whose point nobody knows does not."""
    return not any(s.place != one.place and apart_km(one, s) <= ASTRAY_KM for s in sketches)


def apart_km(a: Sketch, b: Sketch) -> float:
    """Kilometres on the plane that touches the sphere between the two: within a hundredth below 500 km, and it need not be better.

    NaN where either has no point.
    """
    east = (b.lon - a.lon + 180) % 360 - 180
    middle = math.cos(math.radians((a.lat + b.lat) / 2))
    return _KM_A_DEGREE * math.hypot(b.lat - a.lat, east * middle)


def _best(places: Sequence[Place]) -> Place | None:
    """The finest place, of equals the first told; what no gazetteer knows is mostly a village, so it counts as a town."""
    return max(places, key=lambda p: _PRECISE if _fine(p) else p.precision, default=None)


def _fine(place: Place) -> bool:
    return place.precision == 0 or place.precision >= _PRECISE


def _own(told: Told) -> Span:
    """Where the claim's own sentence lies."""
    trigger = told.claim.evidence.trigger
    before = max(0, told.sentence.find(told.words))
    return Span(trigger.start - before, trigger.start - before + len(told.sentence))


def within(span: Span | None, own: Span) -> bool:
    """Whether a span lies in the sentence; without a span, or without a sentence, it is taken to."""
    return span is None or own.end <= own.start or (span.start < own.end and span.end > own.start)


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


@lru_cache(maxsize=32)  # the claims of one sentence follow one another
def _words(sentence: str) -> tuple[int, ...]:
    roots = {word[:_ROOT] if not word.isdigit() else word for word in _WORD.findall(fold_name(sentence))}
    return tuple(sorted(crc32(root.encode()) for root in roots))
