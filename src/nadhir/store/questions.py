"""The desk's questions for claims: time, place, code, party, words, in any combination, newest first, a page at a time.

A page is found by walking one index, newest first, and passing over what the other filters do not want; which index is decided by
counting, up to a limit, how many rows each filter leaves. Texts that few have are found first, and their claims looked at one by one.

What was known earlier is found alike: row numbers grow with time, and so the rows that came later are passed over without being read. Most
of those tell of later days, which would all have to be passed over; there the walk leaps from day to day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, exists, func, select, text, tuple_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement, TextualSelect

from nadhir.store import tables as t
from nadhir.store.search import asked, fts5, tsquery
from nadhir.store.writing import day_number

_ENOUGH = 20_000  # rows beyond which one filter is as wide as another
_FEW = 2_000  # texts whose claims are looked at one by one
_CLAIMS_A_TEXT = 10  # or so


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What claims are asked for; an empty field asks for nothing in particular.

    `since` and `until`: days, both included, between which a claim's time ends (or it was published, where it is undated). `place`:
    a `place_key`. `country`: ISO 3166-1 alpha-3. `party`: the id of an actor, or `MLI-MIL`, on either side. `words`: full text of the report, words and "phrases",
    a minus before what must not be there. `doubtful`: also claims below the threshold. `limit`: most rows; `before`: the (day, row) that the
    last page ended with.
    """

    since: date | None = None
    until: date | None = None
    kind: str = ""
    code: str = ""
    status: str = ""
    country: str = ""
    place: str = ""
    party: str = ""
    words: str = ""
    report: str = ""
    doubtful: bool = False
    limit: int = 50
    before: tuple[int, int] | None = None


class _Walk(NamedTuple):
    """An index to walk: its columns of day and claim, and what it selects by itself."""

    day: ColumnElement[int]
    claim: ColumnElement[int]
    own: ColumnElement[bool]


class _Known(NamedTuple):
    """What was there as of then: the last batch, the last claim, and the day on which that was."""

    batch: int
    claim: int
    day: int


class beside(FunctionElement[Any]):  # noqa: N801  (it reads as a function)
    """A column by which SQLite shall not choose its way: it would take any index that fits, and sort what it finds there."""

    inherit_cache = True

    def __init__(self, column: ColumnElement[Any]) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(beside)
def _plain(element: Any, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(beside, "sqlite")
def _unsearched(element: Any, compiler: Any, **options: Any) -> str:
    return "+" + str(compiler.process(element.clauses, **options))


def numbers(
    connection: Connection, question: Question, upto: int | None, stemmers: Mapping[str, str]
) -> list[tuple[int, int]]:
    """The (day, row number) of the claims that answer, newest first. `upto`: the last batch that is known, None for all."""
    known = None if upto is None else _known(connection, upto)
    texts = _texts(connection, question, stemmers)
    if texts == []:
        return []
    walk, rows = _narrowest(connection, question, _walks(question))
    if isinstance(texts, list) and _passed(connection, question, len(texts), rows) > len(texts) * _CLAIMS_A_TEXT:
        return _of_texts(connection, question, texts, known)
    query = _passing(question, walk, texts, known)
    days = _days(question, walk)
    if known is None or ((latest := _latest(question)) is not None and latest <= known.day):
        return _page(connection, query.where(*days), walk, question.limit)
    found = _page(connection, _leaping(question, query, walk, known.day), walk, question.limit)
    if len(found) == question.limit or (question.since and day_number(question.since) > known.day):
        return found
    return found + _page(connection, query.where(*days, walk.day <= known.day), walk, question.limit - len(found))


def _page(connection: Connection, query: Select[int, int], walk: _Walk, limit: int) -> list[tuple[int, int]]:
    ordered = query.order_by(walk.day.desc(), walk.claim.desc()).limit(limit)
    return [(day, claim) for day, claim in connection.execute(ordered)]


def _passing(
    question: Question, walk: _Walk, texts: list[int] | TextualSelect | None, known: _Known | None
) -> Select[int, int]:
    """Rows of a walk that pass all filters but those of days."""
    query = select(walk.day, walk.claim).where(walk.own, *_filters(question, walk, known)).distinct()
    if walk.claim is not t.CLAIMS.c.seq:
        query = query.join(t.CLAIMS, t.CLAIMS.c.seq == walk.claim)
    return query if texts is None else query.where(beside(t.CLAIMS.c.version).in_(texts))


def _leaping(question: Question, query: Select[int, int], walk: _Walk, day: int) -> Select[int, int]:
    """Rows of a walk that tell of days later than one: it leaps from day to day, and looks at what was known of each."""
    bounds = [walk.day <= latest] if (latest := _latest(question)) is not None else []
    first = max(day, day_number(question.since) - 1) if question.since else day
    days = (
        select(func.min(walk.day).label("day")).where(walk.own, walk.day > first, *bounds).cte("days", recursive=True)
    )
    following = select(func.min(walk.day)).where(walk.own, walk.day > days.c.day, *bounds).scalar_subquery()
    days = days.union_all(select(following).where(days.c.day.is_not(None)))
    return query.where(walk.day.in_(select(days.c.day)), *_after(question, walk))


def _of_texts(
    connection: Connection, question: Question, texts: list[int], known: _Known | None
) -> list[tuple[int, int]]:
    """The claims of some texts that pass all filters."""
    c = t.CLAIMS.c
    walk = _Walk(beside(c.day), c.seq, c.version.in_(texts))
    query = select(c.day, c.seq).where(walk.own, *_days(question, walk), *_filters(question, walk, known))
    return _page(connection, query, walk, question.limit)


def _walks(question: Question) -> list[_Walk]:
    c, p, g = t.CLAIMS.c, t.PARTIES.c, t.PLACES.c
    walks = []
    if question.party:
        walks.append(_Walk(p.day, p.claim, _party(question.party)))
    if question.place:
        walks.append(_Walk(g.day, g.claim, g.key == question.place))
    if question.code:
        walks.append(_Walk(c.day, c.seq, c.code == question.code))
    if question.country:
        walks.append(_Walk(c.day, c.seq, c.country == question.country))
    if question.code and question.country:
        walks.sort(key=lambda walk: walk.claim is not c.seq)  # of walks as wide, those whose index has both
    if question.status and question.status != t.USUAL:
        # In as many words as the index has them, which holds the unusual ones alone.
        walks.append(_Walk(c.day, c.seq, and_(c.status == question.status, t.UNUSUAL)))
    if question.kind and not question.code:
        walks.append(_Walk(c.day, c.seq, c.kind == question.kind))
    return walks or [_Walk(c.day, c.seq, c.day.is_not(None))]


def _party(party: str) -> ColumnElement[bool]:
    country, dash, sector = party.partition("-")
    if dash and country.isupper() and sector.isupper():
        return and_(t.PARTIES.c.country == country, t.PARTIES.c.sector == sector)
    return t.PARTIES.c.entity == party


def _narrowest(connection: Connection, question: Question, walks: Sequence[_Walk]) -> tuple[_Walk, int]:
    """The walk that passes the fewest rows, and how many; they are not counted where there is no choice."""
    if len(walks) == 1 and not (question.words or question.report):
        return walks[0], _ENOUGH

    def rows(walk: _Walk) -> int:
        some = select(walk.claim).where(walk.own, *_days(question, walk)).limit(_ENOUGH)
        return connection.scalar(select(func.count()).select_from(some.subquery())) or 0

    counted = [(walk, rows(walk)) for walk in walks]
    return min(counted, key=lambda c: c[1])


def _passed(connection: Connection, question: Question, texts: int, rows: int) -> int:
    """How many of a walk's rows will be passed, or so, until a page of claims of so many texts is found."""
    others = (question.code, question.country, question.place, question.party, question.status, question.kind)
    if sum(1 for o in others if o) > 1 or question.report:
        return rows  # whatever passes one filter may yet fail the others
    every = connection.scalar(select(func.max(t.VERSIONS.c.no))) or 0
    return min(rows, question.limit * every // texts)


def _days(question: Question, walk: _Walk) -> list[ColumnElement[bool]]:
    """The days of a walk. There is one upper bound, the nearest, since an index is entered by one."""
    found = [walk.day >= day_number(question.since)] if question.since else []
    if (latest := _latest(question)) is not None:
        found.append(walk.day <= latest)
    return [*found, *_after(question, walk)]


def _after(question: Question, walk: _Walk) -> list[ColumnElement[bool]]:
    """What comes after the page before, on its last day too."""
    return [tuple_(beside(walk.day), beside(walk.claim)) < question.before] if question.before else []


def _latest(question: Question) -> int | None:
    bounds = [day_number(question.until)] if question.until else []
    return min([*bounds, question.before[0]] if question.before else bounds, default=None)


def _filters(question: Question, walk: _Walk, known: _Known | None) -> list[ColumnElement[bool]]:
    c = t.CLAIMS.c
    # The code stands in every index, the other columns in the claims' own.
    code = c.code if walk.claim is c.seq else walk.claim.table.c.code
    equal = [
        (code, question.code), (c.country, question.country), (c.kind, question.kind), (c.status, question.status),
    ]  # fmt: skip
    found: list[ColumnElement[bool]] = [beside(column) == value for column, value in equal if value]
    if question.party and walk.claim is not t.PARTIES.c.claim:
        found.append(exists().where(t.PARTIES.c.claim == c.seq, _party(question.party)))
    if question.place and walk.claim is not t.PLACES.c.claim:
        found.append(exists().where(t.PLACES.c.claim == c.seq, t.PLACES.c.key == question.place))
    if not question.doubtful:
        found.append(c.doubtful.is_(False))
    if known is not None:
        found += [walk.claim <= known.claim, c.batch <= known.batch]
    return [*found, counts(None if known is None else known.batch)]


def _known(connection: Connection, upto: int) -> _Known:
    """What was there up to a batch."""
    c = t.CLAIMS.c
    last = select(c.seq).where(c.batch <= upto).order_by(c.batch.desc(), c.seq.desc()).limit(1)
    recorded = connection.scalar(select(t.BATCHES.c.recorded).where(t.BATCHES.c.id == upto))
    return _Known(
        upto, connection.scalar(last) or 0, day_number(datetime.fromisoformat(recorded).date()) if recorded else 0
    )


def counts(upto: int | None) -> ColumnElement[bool]:
    """Whether a claim counts: it was not replaced by a newer version or coding, nor rejected, or it was taken back in since."""
    r = t.RETIRED.c
    known = [r.claim == t.CLAIMS.c.seq] if upto is None else [r.claim == t.CLAIMS.c.seq, r.batch <= upto]
    last = select(r.retired).where(*known).order_by(r.id.desc()).limit(1).scalar_subquery()
    return func.coalesce(last, False).is_(False)


def _texts(connection: Connection, question: Question, stemmers: Mapping[str, str]) -> list[int] | TextualSelect | None:
    """The versions that have the words, or are of the report: a list of few, a query for many; None where any will do."""
    if question.report:
        own = select(t.VERSIONS.c.no).where(t.VERSIONS.c.report == question.report)
        few = list(connection.scalars(own))
        if not question.words or not few:
            return few
        wanted = _having(connection, question.words, stemmers)
        some = set(few) & set(connection.scalars(wanted)) if wanted is not None else set()
        return sorted(some)
    if not question.words:
        return None
    wanted = _having(connection, question.words, stemmers)
    if wanted is None:
        return []
    few = list(islice(connection.scalars(wanted), _FEW + 1))
    return few if len(few) <= _FEW else wanted


def _having(connection: Connection, words: str, stemmers: Mapping[str, str]) -> TextualSelect | None:
    """The versions whose text has the words; None where nothing can have them."""
    parts = asked(words, tuple(dict.fromkeys(stemmers.values())))
    lite = connection.dialect.name == "sqlite"
    question = fts5(parts) if lite else tsquery(parts)
    if not question:
        return None
    found = "search MATCH :words" if lite else "words @@ CAST(:words AS tsquery)"
    return (
        text(f"SELECT rowid FROM search WHERE {found}")
        .bindparams(bindparam("words", question))
        .columns(t.VERSIONS.c.no)
    )
