"""Records as hypothesis makes them: any shape that the types allow, in three scripts, with what breaks careless writers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from nadhir.memory import Contradiction, Figure, Incident, Origin, Statement, Tie, Told, Version
from nadhir.records import (
    Claim,
    Entity,
    Evidence,
    Interval,
    Likelihood,
    Money,
    Place,
    Quantities,
    Source,
    Span,
)

AWKWARD = [
    "", "=1+1", "-3", "@SUM(A1)", "a,b", 'said "no"', "two\nlines", "carriage\rreturn", "tab\t", "قوات الدعم السريع", "Forces armées",
    "\u202eevil", "a | b", "'quoted", "<b>&amp;", "\x00null", "\x0bvertical", "😀", " lead", "#date",
]  # fmt: skip
words = st.one_of(st.sampled_from(AWKWARD), st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
idents = st.text("0123456789abcdef", min_size=16, max_size=16)
days = st.dates(date(1989, 1, 1), date(2100, 12, 31))
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda d: d.replace(tzinfo=UTC))
countries = st.sampled_from(["", "MLI", "SDN", "KOS", "IMG", "UNO", "XXX"])
sectors = st.sampled_from(["", "GOV", "MIL", "REB", "UAF", "CVL", "JRN", "UNK", "PRE"])
codes = st.sampled_from(
    [("event", "ASSAULT", "drone"), ("event", "ASSAULT", ""), ("event", "PROTEST", "riot"), ("event", "AID", ""), ("event", "AGREE", ""),
     ("condition", "shortage", "fuel"), ("relation", "funds", ""), ("relation", "profits_from", "mining"), ("outlook", "coup", "")]
)  # fmt: skip
numbers = st.integers(0, 10**12)
pairs = st.tuples(numbers, st.none() | numbers)
shares = st.floats(0, 1)


def spans() -> st.SearchStrategy[Span]:
    return st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).map(lambda p: Span(min(p), max(p)))


def tuples(items: st.SearchStrategy[Any], **limits: int) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(items, max_size=2, **limits).map(tuple)


entities = st.builds(
    Entity,
    text=words,
    span=st.none() | spans(),
    id=st.sampled_from(["", "jnim", "gov-MLI"]),
    name=words,
    country=countries,
    sector=sectors,
    sectors=tuples(sectors),
)
places = st.builds(
    Place,
    text=words,
    span=st.none() | spans(),
    name=words,
    country=countries,
    lat=st.none() | st.floats(-90, 90),
    lon=st.none() | st.floats(-180, 180),
    feature=st.sampled_from(["", "country", "admin1", "admin2", "settlement", "river", "facility"]),
    precision=st.integers(0, 5),
    geonameid=st.none() | st.integers(1, 10**8),
    candidates=tuples(words),
)
intervals = st.builds(
    lambda a, b, precision, text: Interval(start=min(a, b), end=max(a, b), precision=precision, text=text),
    days,
    days,
    st.sampled_from(["day", "week", "month", "year", "open"]),
    words,
)
quantities = st.builds(
    Quantities,
    killed=st.none() | pairs,
    injured=st.none() | pairs,
    abducted=st.none() | pairs,
    displaced=st.none() | pairs,
    money=st.none() | st.builds(Money, low=st.floats(0, 1e12), high=st.none() | st.floats(0, 1e12), currency=words),
)
sources = st.builds(Source, name=words, role=words, stance=words, span=st.none() | spans(), entity=words)
evidence = st.builds(
    Evidence, trigger=spans(), actors=tuples(spans()), time=st.none() | spans(), numbers=tuples(spans())
)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    kind, code, mode = draw(codes)
    return Claim(
        id=draw(idents),
        kind=kind,
        code=code,
        modes=(mode,) if mode else (),
        contexts=draw(tuples(st.sampled_from(["military", "health"]))),
        actors=draw(tuples(entities)),
        recipients=draw(tuples(entities)),
        places=draw(tuples(places)),
        time=draw(st.none() | intervals),
        quantities=draw(quantities),
        status=draw(st.sampled_from(["actual", "historical", "future", "hypothetical", "negated"])),
        sources=draw(tuples(sources)),
        likelihood=draw(
            st.none() | st.builds(Likelihood, phrase=words, low=shares, high=shares, span=st.none() | spans())
        ),
        evidence=draw(evidence),
        confidence=draw(shares),
        doubtful=draw(st.booleans()),
        acled=("Battles", "Armed clash") if code == "ASSAULT" else (),
        quad="material conflict" if code == "ASSAULT" else "",
        score=draw(st.none() | st.floats(-10, 10)),
    )


origins = st.builds(
    Origin, key=words, name=words, kind=st.sampled_from(["party", "outlet", "unknown"]), path=tuples(words), why=words
)
tolds = st.builds(
    Told,
    claim=claims(),
    report=idents,
    version=idents,
    published=st.none() | days,
    publisher=words,
    title=words,
    language=st.sampled_from(["", "ar", "fr", "en"]),
    address=st.sampled_from(["", "https://example.org/1"]),
    country=countries,
    words=words,
    sentence=words,
    coder=words,
    origin=origins,
    recorded=moments,
)
figures = st.builds(
    Figure,
    what=st.sampled_from(["killed", "injured", "displaced"]),
    low=numbers,
    best=st.none() | numbers,
    high=st.none() | numbers,
    claims=tuples(idents),
    sided=tuples(idents),
    rule=words,
)
incidents = st.builds(
    Incident,
    id=idents,
    code=st.sampled_from(["ASSAULT", "PROTEST", "AGREE", "COERCE", "AID"]),
    modes=st.sampled_from([(), ("drone",), ("arrest",)]),
    actors=tuples(entities),
    recipients=tuples(entities),
    place=st.none() | places,
    country=countries,
    start=st.none() | days,
    end=st.none() | days,
    figures=tuples(figures),
    claims=tuples(idents, min_size=1),
    denied=tuples(idents),
    publishers=tuples(words),
    languages=tuples(st.sampled_from(["ar", "fr", "en"])),
    origins=tuples(origins),
    independent=st.integers(0, 5),
    circles=tuples(tuples(words)),
    digit=st.integers(1, 6),
    contradictions=tuples(
        st.builds(
            Contradiction,
            kind=st.sampled_from(["denied", "toll"]),
            one=tuples(idents),
            other=tuples(idents),
            saying=words,
            against=words,
            since=st.none() | days,
        )
    ),
    ledger=tuples(
        st.builds(
            Statement,
            claim=idents,
            published=st.none() | days,
            publisher=words,
            origin=origins,
            says=words,
            denies=st.booleans(),
            killed=st.none() | pairs,
        )
    ),
    first=st.none() | days,
    last=st.none() | days,
)
ties = st.builds(
    Tie,
    key=idents,
    code=st.sampled_from(["funds", "allied_with", "profits_from"]),
    mode=st.sampled_from(["", "mining"]),
    actor=entities,
    recipient=st.none() | entities,
    first=st.none() | days,
    last=st.none() | days,
    claims=tuples(idents),
    denied=tuples(idents),
    asserted_by=tuples(origins),
    denied_by=tuples(origins),
)
versions = st.builds(
    Version,
    id=idents,
    report=idents,
    number=st.integers(1, 9),
    text=words,
    title=words,
    published=st.none() | days,
    publisher=words,
    author=words,
    language=words,
    address=words,
    recorded=moments,
)
RECORDS = {"claims": tolds, "incidents": incidents, "network": ties, "reports": versions}
