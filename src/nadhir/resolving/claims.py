"""From drafts to claims: places resolved together, intervals fixed, ids and crosswalks added, everything frozen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from nadhir.coding.drafts import Draft
from nadhir.coding.mentions import Mention
from nadhir.knowledge.gazetteer import Gazetteer, PlaceRow, name_key
from nadhir.knowledge.load import Knowledge
from nadhir.reading.times import TimeExpression, shift_future
from nadhir.records import (
    Claim,
    Entity,
    Evidence,
    Interval,
    Likelihood,
    Place,
    Quantities,
    Report,
    Source,
    Span,
    content_id,
)
from nadhir.resolving.places import PlaceContext, PlaceMention, resolve

_YEAR = 366


class Freezer:
    """Makes claims of the drafts of one report."""

    def __init__(self, knowledge: Knowledge, gazetteer: Gazetteer, version: str) -> None:
        self._knowledge = knowledge
        self._gazetteer = gazetteer
        self._version = version
        self._codes = {c.id: c for c in knowledge.ontology.codes}
        self._bands = {b.id: b for b in knowledge.ontology.bands}

    def __call__(
        self,
        report: Report,
        drafts: Sequence[Draft],
        focus: Sequence[str],
        threshold: float,
        named: frozenset[str] = frozenset(),
    ) -> tuple[Claim, ...]:
        """Claims, those below `threshold` marked doubtful, in order of their triggers; `cause` and `effect` are ids of others among them."""
        places = self.places(report.text, [m for d in drafts for m in d.places], focus, named)
        ids = [self._id(report, d) for d in drafts]
        by_draft = {id(d): ident for d, ident in zip(drafts, ids, strict=True)}
        out = []
        for draft, ident in zip(drafts, ids, strict=True):
            out.append(self._claim(report, draft, ident, by_draft, places, threshold))
        return tuple(out)

    def _id(self, report: Report, draft: Draft) -> str:
        return content_id(
            report.id, f"{draft.trigger.start}-{draft.trigger.end}", draft.kind, draft.code, draft.status, self._version
        )

    def _claim(
        self, report: Report, draft: Draft, ident: str, ids: dict[int, str], places: dict[int, Place], threshold: float
    ) -> Claim:
        text = report.text
        code = self._codes[draft.code]
        time = self._time(draft, report.published)
        status = draft.status
        if status == "actual" and draft.kind != "relation" and _past(time, report.published):
            status = "historical"
        found = tuple(dict.fromkeys(places[id(m)] for m in draft.places if id(m) in places))
        found = _distinct(found)
        likelihood = None
        if draft.likelihood is not None and draft.kind == "outlook":
            band = self._bands[draft.likelihood[0]]
            span = draft.likelihood[1]
            likelihood = Likelihood(phrase=text[span.start : span.end], low=band.low, high=band.high, span=span)
        score = code.score
        acled = tuple(code.acled)
        for mode in draft.modes:
            score = code.mode_scores.get(mode, score)
            acled = tuple(code.acled_modes.get(mode, acled))
        return Claim(
            id=ident,
            kind=code.kind,  # type: ignore[arg-type]
            code=draft.code,
            modes=tuple(m for m in draft.modes if m in code.modes),
            contexts=tuple(draft.contexts),
            actors=tuple(draft.actors),
            recipients=tuple(draft.recipients),
            places=found,
            time=time,
            quantities=Quantities(**draft.quantities),  # type: ignore[arg-type]
            status=status,  # type: ignore[arg-type]
            sources=tuple(
                Source(name=_bare(v.name), role=v.role or "anonymous", stance=stance, span=v.span, entity=v.actor)
                for v, stance in draft.sources
            ),
            likelihood=likelihood,
            evidence=_evidence(draft, found, time),
            confidence=round(draft.confidence, 3),
            doubtful=draft.confidence < threshold,
            cause=ids.get(id(draft.cause), "") if draft.cause is not None else "",
            effect=ids.get(id(draft.effect), "") if draft.effect is not None else "",
            cameo=code.cameo,
            acled=acled,
            quad=code.quad,
            score=score,
        )

    # --- time ---------------------------------------------------------------------------------------------------

    def _time(self, draft: Draft, published: date | None) -> Interval | None:
        """The interval of the draft's time expression; undated claims are `open` at the publication date."""
        expression: TimeExpression | None = draft.time
        if expression is not None:
            if draft.status in ("future", "hypothetical") and published is not None:
                expression = shift_future(expression, published)
            interval = expression.interval
            if interval is not None:
                return interval
        if published is None:
            return None
        return Interval(start=published, end=published, precision="open")

    # --- places -------------------------------------------------------------------------------------------------

    def places(
        self, text: str, mentions: Iterable[Mention], focus: Sequence[str], named: frozenset[str] = frozenset()
    ) -> dict[int, Place]:
        """id(mention) -> place, for place mentions of one report, resolved together.

        `focus`: the report's countries, most spoken of first; `named`: those that it names by more than a town.
        """
        weights = {country: max(1.0 - 0.35 * rank, 0.1) for rank, country in enumerate(focus[:4])}
        asked: list[PlaceMention] = []
        keys: list[int] = []
        out: dict[int, Place] = {}
        for key, mention in {id(m): m for m in mentions}.items():
            if mention.cat == "state":
                out[key] = self._country(mention, text)
                continue
            asked.append(self._asked(mention, text, focus))
            keys.append(key)
        resolved = resolve(asked, PlaceContext(focus=weights, named=named), self._gazetteer)
        for key, place in zip(keys, resolved, strict=True):
            # What no gazetteer knows stays unresolved (precision 0), in the country that the report is about.
            home = focus[0] if focus else ""
            out[key] = place if place.country or not home else msgspec.structs.replace(place, country=home)
        return out

    def _asked(self, mention: Mention, text: str, focus: Sequence[str]) -> PlaceMention:
        """What the place resolver is asked for a mention; "the capital" is asked by the name of the country's capital."""
        words = text[mention.span.start : mention.span.end]
        country = mention.country if mention.cat == "seat" else mention.demonym
        key = name_key(words.strip("«»“”\"' ")) if mention.cat == "seat" else ""
        rows: tuple[PlaceRow, ...] = ()
        if mention.cat == "capital":
            country = mention.country or mention.demonym or (focus[0] if focus else "")
            known = self._knowledge.countries.get(country)
            key = name_key(known.capitals["en"][0]) if known is not None and known.capitals.get("en") else ""
        if mention.cat == "seat" or (mention.state and not mention.rows):
            country = mention.country
            known = self._knowledge.countries.get(mention.country)
            key = name_key(known.capitals["en"][0]) if known is not None and known.capitals.get("en") else key
            rows = self._seat_rows(mention.country, words)
        return PlaceMention(
            text=words,
            span=mention.span,
            key=key,
            candidates=mention.rows or rows,
            hint_feature=mention.feature if mention.feature != "area" else "",
            hint_country=country,
        )

    def _seat_rows(self, country: str, words: str) -> tuple[PlaceRow, ...]:
        """The town that a seat of government is, of several that a country has: "Cotonou" is not Porto-Novo."""
        known = self._knowledge.countries.get(country)
        if known is None:
            return ()
        key = name_key(words)
        for name in (n for names in known.capitals.values() for n in names if name_key(n) in key):
            rows = [r for r in self._gazetteer.lookup(name_key(name)) if r.country == country]
            if rows:
                return (max(rows, key=lambda r: r.population),)
        return ()

    def _country(self, mention: Mention, text: str) -> Place:
        country = self._knowledge.countries[mention.country]
        words = text[mention.span.start : mention.span.end]
        return Place(
            text=words,
            span=mention.span,
            name=country.names["en"][0],
            country=country.code,
            feature="country",
            precision=1,
        )


def _past(time: Interval | None, published: date | None) -> bool:
    """Whether a span ended more than a year before the report: history, not news."""
    if time is None or published is None or time.precision == "open":
        return False
    return (published - time.end).days >= _YEAR


def _distinct(places: Sequence[Place]) -> tuple[Place, ...]:
    """Most specific first, none twice, and no country where a place in it is named."""
    seen: set[tuple[str, str]] = set()
    out = []
    within = {p.country for p in places if p.feature not in ("country", "area")}
    places = [p for p in places if p.feature not in ("country", "area") or p.country not in within]
    for place in sorted(places, key=lambda p: -p.precision):
        if (place.name, place.country) not in seen:
            seen.add((place.name, place.country))
            out.append(place)
    return tuple(out)


def _bare(name: str) -> str:
    return name.strip(" «»“”\"'()،,")


def _evidence(draft: Draft, places: Sequence[Place], time: Interval | None) -> Evidence:
    def spans(entities: Sequence[Entity]) -> tuple[Span, ...]:
        return tuple(e.span for e in entities if e.span is not None)

    return Evidence(
        trigger=draft.trigger,
        actors=spans(draft.actors),
        recipients=spans(draft.recipients),
        places=tuple(p.span for p in places if p.span is not None),
        time=draft.time.span if draft.time is not None else None,
        numbers=tuple(dict.fromkeys(draft.numbers)),
        sources=tuple(v.span for v, _ in draft.sources if v.span is not None),
    )
