"""The desk's questions for claims: time, place, code, party, words, in any combination, newest first, a page at a time.

A page is found by walking one index, newest first, and passing over what the other filters do not want; which index is decided by
counting, up to a limit, how many rows each filter leaves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, select, text, tuple_
from sqlalchemy.sql.expression import SelectBase, TextualSelect

from nadhir.store import tables as t
from nadhir.store.search import asked, fts5, tsquery
from nadhir.store.writing import day_number

_ENOUGH = 20_000  # rows beyond which one filter is as wide as another


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
    """An index to walk: its table, the columns of day and claim, what it selects by itself, and whether rows may repeat."""

    day: ColumnElement[int]
    claim: ColumnElement[int]
    own: ColumnElement[bool]


def numbers(
    connection: Connection, question: Question, upto: int | None, stemmers: Mapping[str, str]
) -> list[tuple[int, int]]:
    """The (day, row number) of the claims that answer, newest first. `upto`: the last batch that is known, None for all."""
    walk = _narrowest(connection, _walks(question))
    query = select(walk.day, walk.claim).where(walk.own, *_span(question, walk)).distinct()
    if walk.claim is not t.CLAIMS.c.seq:
        query = query.join(t.CLAIMS, t.CLAIMS.c.seq == walk.claim)
    query = query.where(*_filters(question, walk, upto))
    if question.words:
        wanted = _versions(connection, question.words, stemmers)
        if wanted is None:
            return []
        query = query.where(t.CLAIMS.c.version.in_(wanted))
    query = query.order_by(walk.day.desc(), walk.claim.desc()).limit(question.limit)
    return [(day, claim) for day, claim in connection.execute(query)]


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
    if question.kind and not question.code:
        walks.append(_Walk(c.day, c.seq, c.kind == question.kind))
    return walks or [_Walk(c.day, c.seq, c.seq > 0)]


def _party(party: str) -> ColumnElement[bool]:
    country, dash, sector = party.partition("-")
    if dash and country.isupper() and sector.isupper():
        return and_(t.PARTIES.c.country == country, t.PARTIES.c.sector == sector)
    return t.PARTIES.c.entity == party


def _narrowest(connection: Connection, walks: Sequence[_Walk]) -> _Walk:
    if len(walks) == 1:
        return walks[0]

    def rows(walk: _Walk) -> int:
        some = select(walk.claim).where(walk.own).limit(_ENOUGH)
        return connection.scalar(select(func.count()).select_from(some.subquery())) or 0

    return min(walks, key=rows)


def _span(question: Question, walk: _Walk) -> list[ColumnElement[bool]]:
    found = []
    if question.since:
        found.append(walk.day >= day_number(question.since))
    if question.until:
        found.append(walk.day <= day_number(question.until))
    if question.before:
        found.append(tuple_(walk.day, walk.claim) < question.before)
    return found


def _filters(question: Question, walk: _Walk, upto: int | None) -> list[ColumnElement[bool]]:
    c = t.CLAIMS.c
    # The code stands in every index, the other columns in the claims' own.
    code = c.code if walk.claim is c.seq else walk.claim.table.c.code
    equal = [
        (code, question.code), (c.country, question.country), (c.kind, question.kind), (c.status, question.status),
    ]  # fmt: skip
    found = [column == value for column, value in equal if value]
    if question.party and walk.claim is not t.PARTIES.c.claim:
        found.append(exists().where(t.PARTIES.c.claim == c.seq, _party(question.party)))
    if question.place and walk.claim is not t.PLACES.c.claim:
        found.append(exists().where(t.PLACES.c.claim == c.seq, t.PLACES.c.key == question.place))
    if question.report:
        found.append(c.version.in_(select(t.VERSIONS.c.no).where(t.VERSIONS.c.report == question.report)))
    if not question.doubtful:
        found.append(c.doubtful.is_(False))
    if upto is not None:
        found.append(c.batch <= upto)
    return [*found, counts(upto)]


def counts(upto: int | None) -> ColumnElement[bool]:
    """Whether a claim counts: it was not replaced by a newer version or coding, nor rejected, or it was taken back in since."""
    r = t.RETIRED.c
    known = [r.claim == t.CLAIMS.c.seq] if upto is None else [r.claim == t.CLAIMS.c.seq, r.batch <= upto]
    last = select(r.retired).where(*known).order_by(r.id.desc()).limit(1).scalar_subquery()
    return func.coalesce(last, False).is_(False)


def _versions(connection: Connection, words: str, stemmers: Mapping[str, str]) -> SelectBase | TextualSelect | None:
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
