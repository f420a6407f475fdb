"""The records of the desk's memory: what was told, by whom first, which claims tell of the same incident, what people judged.

Like those of `nadhir.records` they are frozen and typed, without input or output. Days are ISO 8601 days; moments are UTC with a
zone. Ids are hashes of content. Shares and scores lie from 0 to 1.

    report ─► version ─► claim ─┬─► origin    who said it first, as far as can be told
                                ├─► incident  what happened, as the claims that tell of it have it (events)
                                ├─► condition how a thing stands, and since when (conditions)
                                └─► tie       who stands how to whom (relations)
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from nadhir.records import Claim, Coded, Entity, Issue, Place, Record, Report

OriginKind = Literal["party", "outlet", "unknown"]
JudgementKind = Literal["accept", "correct", "reject", "merge", "split", "grade", "undo"]
Letter = Literal["A", "B", "C", "D", "E", "F"]  # Admiralty: reliability of a source; F: cannot be judged


class Version(Record, frozen=True, kw_only=True):
    """One state of a report's text. `report` is the id that all its versions share; `number` counts from 1.

    `recorded` is the moment when the desk took it in: what was recorded later is not known `as_of` an earlier moment.
    """

    id: str
    report: str
    number: int
    text: str
    title: str = ""
    published: date | None = None
    publisher: str = ""
    author: str = ""
    language: str = ""
    address: str = ""
    recorded: datetime


class Origin(Record, frozen=True, kw_only=True):
    """Who said a thing first, as far as the report tells.

    `key` is the same for the same origin in all reports and languages: `party:<actor id>`, `party:<country>-<sector>` or
    `outlet:<actor id or folded name>`; "" is unknown, and unknown origins never add independence. `path`: the names of the voices
    from the publisher inwards. `why` is the rule that decided, a code with a text in three languages.
    """

    key: str
    name: str
    kind: OriginKind
    path: tuple[str, ...] = ()
    why: str = ""


UNKNOWN_ORIGIN = Origin(key="", name="", kind="unknown", why="nobody_named")


class Copy(Record, frozen=True, kw_only=True):
    """A version whose text is taken from another's. `share`: how much of the shorter text stands in the other.

    `why`: `text` (the words alone), `byline`, `named` (the text names the outlet), with `text` before it where both hold.
    """

    version: str
    of: str
    share: float
    why: str = "text"


class Told(Record, frozen=True, kw_only=True):
    """A claim, and what its report says of itself: what linking and exchange go by.

    `country`: ISO 3166-1 alpha-3 of the country that the report's claims mostly stand in, "" where none. `words`: the trigger as
    written. `sentence`: the sentence around it. `recorded`: when the desk took the claim in.
    """

    claim: Claim
    report: str
    version: str
    published: date | None = None
    publisher: str = ""
    title: str = ""
    language: str = ""
    address: str = ""
    country: str = ""
    words: str = ""
    sentence: str = ""
    coder: str = ""
    origin: Origin = UNKNOWN_ORIGIN
    recorded: datetime


class Feature(Record, frozen=True, kw_only=True):
    """One reason of a score: its name, its value, the weight it has, and which values decided."""

    name: str
    value: float
    weight: float
    detail: str = ""


class Link(Record, frozen=True, kw_only=True):
    """A claim's place in an incident: how well it fits, and why. `by`: `machine`, or the id of the judgement that put it there."""

    claim: str
    incident: str
    score: float
    features: tuple[Feature, ...] = ()
    by: str = "machine"


class Figure(Record, frozen=True, kw_only=True):
    """A number of an incident (killed, injured, …) as its claims have it.

    `low` and `high` span all independent figures, `high` None after an "at least" that nobody bounds; `best` follows the rule of
    `docs/linking.md`. `sided`: claims whose figure comes from a party to the incident; they are shown, and neither averaged nor
    preferred. `claims`: all claims that give a figure.
    """

    what: str
    low: int
    best: int | None
    high: int | None
    claims: tuple[str, ...]
    sided: tuple[str, ...] = ()
    rule: str = ""


class Contradiction(Record, frozen=True, kw_only=True):
    """Claims of one incident that cannot all be true: `one` says `saying`, `other` says `against`.

    `kind`: `denied`, `actors`, `toll`, `place` or `time`. `since`: the day from which both stood.
    """

    kind: Literal["denied", "actors", "toll", "place", "time"]
    one: tuple[str, ...]
    other: tuple[str, ...]
    saying: str
    against: str
    since: date | None = None


class Statement(Record, frozen=True, kw_only=True):
    """A line of an incident's ledger: who said what since when. `denies`: it says that it did not happen."""

    claim: str
    published: date | None
    publisher: str
    origin: Origin
    says: str
    denies: bool = False
    killed: tuple[int, int | None] | None = None


class Incident(Record, frozen=True, kw_only=True):
    """What happened, as the claims that tell of it have it. Never a fact: as sure as the independent origins behind it.

    `start` and `end`: days between which it happened. `origins`: the known ones, each once. `independent`: how many there are.
    `digit`: Admiralty credibility, 1 confirmed (two independent origins at least) to 5 improbable, 6 cannot be judged. `circles`:
    outlets that cite one another in a ring. `denied`: claims that say it did not happen.
    """

    id: str
    code: str
    modes: tuple[str, ...] = ()
    quad: str = ""
    actors: tuple[Entity, ...] = ()
    recipients: tuple[Entity, ...] = ()
    place: Place | None = None
    country: str = ""
    start: date | None = None
    end: date | None = None
    figures: tuple[Figure, ...] = ()
    claims: tuple[str, ...]
    denied: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    independent: int = 0
    circles: tuple[tuple[str, ...], ...] = ()
    digit: int = 6
    contradictions: tuple[Contradiction, ...] = ()
    ledger: tuple[Statement, ...] = ()
    first: date | None = None
    last: date | None = None


class Condition(Record, frozen=True, kw_only=True):
    """How a thing stands in a place on a day: its `state`, since when, last confirmed when, and until when that is believed.

    `state` is one of the states that `knowledge/ontology/lives.yml` gives the code (`open`, `restricted`, `cut`, …), or `unknown`
    once nobody has confirmed it for longer than its code allows. `history`: earlier states with the day each began.
    """

    key: str
    code: str
    mode: str = ""
    place: Place | None = None
    country: str = ""
    state: str
    since: date | None = None
    confirmed: date | None = None
    until: date | None = None
    actors: tuple[Entity, ...] = ()
    recipients: tuple[Entity, ...] = ()
    claims: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    history: tuple[tuple[str, date], ...] = ()


class Tie(Record, frozen=True, kw_only=True):
    """An edge of the network: who is said to stand how to whom, by whom, from when to when, and who denies it."""

    key: str
    code: str
    mode: str = ""
    actor: Entity
    recipient: Entity | None = None
    first: date | None = None
    last: date | None = None
    claims: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    asserted_by: tuple[Origin, ...] = ()
    denied_by: tuple[Origin, ...] = ()


class TrackRecord(Record, frozen=True, kw_only=True):
    """What became of the claims of one origin: how many others later corroborated, contradicted, or left standing alone.

    `letter`: the Admiralty grade that people gave it, `F` where nobody did; it is never computed from the figures beside it.
    """

    key: str
    name: str
    kind: OriginKind
    letter: Letter = "F"
    graded_by: str = ""
    claims: int = 0
    corroborated: int = 0
    contradicted: int = 0
    alone: int = 0


class Judgement(Record, frozen=True, kw_only=True):
    """What a person decided, beside what the machine did: a dated row that nothing overwrites.

    `target`: the id of a claim or incident, the key of an origin, or for `undo` the id of a judgement. `values`: what `correct`
    changes (field -> value), `merge` joins (`into`), `split` parts (`claims`), `grade` gives (`letter` or `digit`).
    """

    id: str
    kind: JudgementKind
    target: str
    values: dict[str, str | list[str]] = {}  # noqa: RUF012  (msgspec copies it)
    author: str
    reason: str = ""
    recorded: datetime


class Kept(Record, frozen=True, kw_only=True):
    """One thing that a store was given and keeps: the coding of a version, or a judgement. All else in a store is made of these.

    `recorded` and `author`: those of the transaction that brought it. `claims`: all that the coder made, the doubtful ones too.
    """

    recorded: datetime
    author: str
    version: Version | None = None
    coder: str = ""
    claims: tuple[Claim, ...] = ()
    issues: tuple[Issue, ...] = ()
    judgement: Judgement | None = None

    def coded(self, version: Version) -> Coded:
        """The coding as the coder gave it."""
        report = Report.make(
            version.text, id=version.id, published=version.published, publisher=version.publisher, title=version.title,
            language=version.language, address=version.address, author=version.author,
        )  # fmt: skip
        sure, doubtful = (tuple(c for c in self.claims if c.doubtful is wanted) for wanted in (False, True))
        return Coded(
            report=report,
            language=version.language,
            claims=sure,
            doubtful=doubtful,
            issues=self.issues,
            coder=self.coder,
        )
