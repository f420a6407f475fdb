"""Who said a thing first, as far as a report tells: the rules of `docs/linking.md`, in their order.

One report alone is read here; what other reports add (copies, outlets that cite one another) is settled in `nadhir.linking.relays`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from nadhir.linking.bylines import Byline, credited
from nadhir.linking.parties import Parties
from nadhir.memory import Origin, Told


def origin_of(told: Told, parties: Parties, bylines: Iterable[Byline] = (), copied_from: Sequence[str] = ()) -> Origin:
    """The origin of one claim.

    Reads the claim's chain, publisher, language, country and day of `told`; its own `origin` is not looked at. `bylines` are those of
    the report's text, relays among them are left out. `copied_from`: publishers of the texts that it was copied from, the
    nearest first. `why` of the result is one of `party office named group relay heard own byline copy communique` where it is
    known, and `unnamed_outlet agencies several_outlets no_publisher` where it is not.
    """
    path = tuple(n for n in (told.publisher, *(s.name for s in told.claim.sources)) if n)
    about = (*told.claim.actors, *told.claim.recipients)
    for source in reversed(told.claim.sources):
        voice = parties.voice(source, language=told.language, country=told.country, on=told.published, about=about)
        if voice.unnamed_outlet:
            return _unknown("unnamed_outlet", path)
        if voice.origin is not None:
            return _nearest(voice.origin, source is told.claim.sources[-1], path)
    return replace(_publisher(told, parties, tuple(credited(bylines)), copied_from), path=path)


def _nearest(origin: Origin, innermost: bool, path: tuple[str, ...]) -> Origin:
    """The innermost voice speaks for itself; a voice further out has only heard those further in."""
    return replace(origin, path=path, why=origin.why if innermost else "heard")


def _publisher(told: Told, parties: Parties, bylines: Sequence[Byline], copied_from: Sequence[str]) -> Origin:
    """Whose word a report is where nobody in it is held to it: the credited agency, the copied outlet, or the publisher."""
    own = parties.outlet(told.publisher, language=told.language, why="own") if told.publisher else None
    foreign: dict[str, Origin] = {}
    for byline in bylines:
        if byline.kind == "agencies":
            return _unknown("agencies")
        origin = parties.actor(byline.outlet, language=told.language) if byline.outlet else None
        origin = origin or parties.outlet(byline.name, language=told.language)
        if own is None or origin.key != own.key:
            foreign[origin.key] = replace(origin, why="byline")
    if len(foreign) > 1:
        return _unknown("several_outlets")
    if foreign:
        return next(iter(foreign.values()))
    if copied_from:
        return parties.outlet(copied_from[-1], language=told.language, why="copy")
    if own is None:
        return _unknown("no_publisher")
    return replace(own, why="heard") if told.claim.sources and own.kind == "outlet" else own


def independent(origins: Iterable[Origin]) -> tuple[Origin, ...]:
    """The known origins, each key once, in the order of their keys; unknown ones add nothing."""
    found: dict[str, Origin] = {}
    for origin in sorted(origins, key=lambda o: (o.key, o.name, o.path, o.why)):
        if origin.key and origin.kind != "unknown":
            found.setdefault(origin.key, origin)
    return tuple(found.values())


def _unknown(why: str, path: tuple[str, ...] = ()) -> Origin:
    return Origin(key="", name="", kind="unknown", path=path, why=why)
