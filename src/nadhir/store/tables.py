"""The tables. Rows of claims, links, origins, copies and judgements are only ever added; each names the batch that brought it.

A batch is one transaction, and its number grows with time, so that "as of a moment" is "up to that batch". `incident_heads` is no
memory but an index into it: it can be made anew from `incident_states`. Days are counted from 1970-01-01, so that they compare fast
and alike in both databases. Records are kept whole as JSON beside the columns that are searched.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

METADATA = MetaData()
SCHEMA = "nadhir_schema"  # the table that holds the schema's revision

# SQLite gives a row number only to INTEGER keys.
_NUMBER = BigInteger().with_variant(Integer, "sqlite")


def _batch() -> Column[int]:
    return Column("batch", _NUMBER, ForeignKey("batches.id"), nullable=False)


BATCHES = Table(
    "batches",
    METADATA,
    Column("id", _NUMBER, primary_key=True, autoincrement=False),
    Column("recorded", Text, nullable=False, index=True),  # ISO 8601, UTC, microseconds
    Column("author", Text, nullable=False),
)
REPORTS = Table(
    "reports",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("address", Text, nullable=False, index=True),
    _batch(),
)
VERSIONS = Table(
    "versions",
    METADATA,
    Column("no", _NUMBER, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("report", Text, ForeignKey("reports.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("published", Text),
    Column("publisher", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("country", Text, nullable=False),
    _batch(),
    UniqueConstraint("report", "number"),
)
CODINGS = Table(
    "codings",
    METADATA,
    Column("version", _NUMBER, ForeignKey("versions.no"), primary_key=True),
    Column("coder", Text, primary_key=True),
    Column("issues", LargeBinary, nullable=False),
    _batch(),
)
USUAL = "actual"  # most claims; those of the other statuses have an index of their own
_UNUSUAL = f"status <> '{USUAL}'"
CLAIMS = Table(
    "claims",
    METADATA,
    Column("seq", _NUMBER, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("version", _NUMBER, ForeignKey("versions.no"), nullable=False, index=True),
    Column("coder", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("day", Integer, nullable=False),  # the last day of its time, else the day of publication, else 0
    Column("country", Text, nullable=False),
    Column("doubtful", Boolean, nullable=False),
    Column("sentence_start", Integer, nullable=False),
    Column("sentence_end", Integer, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("sketch", LargeBinary),  # what linking goes by; events only
    _batch(),
    # The columns behind `seq` let a search pass over rows without reading them.
    Index("claims_day", "day", "seq"),
    Index("claims_code", "code", "day", "seq", "country"),
    Index("claims_kind", "kind", "day", "seq", "country"),
    Index("claims_country", "country", "day", "seq", "code"),
    Index("claims_batch", "batch", "seq"),
    Index("claims_status", "status", "day", "seq", sqlite_where=text(_UNUSUAL), postgresql_where=text(_UNUSUAL)),
)
UNUSUAL = text(_UNUSUAL)
PARTIES = Table(
    "parties",
    METADATA,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("claim", _NUMBER, ForeignKey("claims.seq"), nullable=False, index=True),
    Column("side", Text, nullable=False),  # a: actor, r: recipient
    Column("entity", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("sector", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("day", Integer, nullable=False),
    Index("parties_entity", "entity", "day", "claim", "code"),
    Index("parties_sector", "country", "sector", "day", "claim", "code"),
)
PLACES = Table(
    "places",
    METADATA,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("claim", _NUMBER, ForeignKey("claims.seq"), nullable=False, index=True),
    Column("key", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("day", Integer, nullable=False),
    Column("lat", Float),
    Column("lon", Float),
    Column("precision", SmallInteger, nullable=False),
    Index("places_key", "key", "day", "claim", "code"),
)
RETIRED = Table(
    "retired",
    METADATA,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("claim", _NUMBER, ForeignKey("claims.seq"), nullable=False),
    Column("retired", Boolean, nullable=False),  # False: it counts again
    Column("why", Text, nullable=False),  # version, coder, or a judgement's id
    _batch(),
    Index("retired_claim", "claim", "id"),
    Index("retired_why", "why"),
)
ORIGINS = Table(
    "origins",
    METADATA,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("claim", _NUMBER, ForeignKey("claims.seq"), nullable=False),
    Column("key", Text, nullable=False),
    Column("record", LargeBinary, nullable=False),
    _batch(),
    Index("origins_claim", "claim", "id"),
    Index("origins_key", "key", "claim"),
)
COPIES = Table(
    "copies",
    METADATA,
    Column("version", _NUMBER, ForeignKey("versions.no"), primary_key=True),
    Column("of", _NUMBER, ForeignKey("versions.no"), primary_key=True),
    Column("share", Float, nullable=False),
    Column("why", Text, nullable=False),
    _batch(),
)
TEXT_KEYS = Table(
    "text_keys",
    METADATA,
    Column("key", BigInteger, primary_key=True),
    Column("version", _NUMBER, ForeignKey("versions.no"), primary_key=True),
    sqlite_with_rowid=False,  # the key is the row: keys fall anywhere, and each would else be written in two places
)
MEMBERSHIPS = Table(
    "memberships",
    METADATA,
    Column("id", _NUMBER, primary_key=True, autoincrement=True),
    Column("claim", _NUMBER, ForeignKey("claims.seq"), nullable=False),
    Column("incident", Text, nullable=False),  # "": in none
    Column("score", Float, nullable=False),
    Column("features", LargeBinary, nullable=False),
    Column("by", Text, nullable=False),
    _batch(),
    Index("memberships_claim", "claim", "id"),
    Index("memberships_incident", "incident", "id"),
)
INCIDENT_STATES = Table(
    "incident_states",
    METADATA,
    Column("id", _NUMBER, primary_key=True, autoincrement=False),
    Column("incident", Text, nullable=False),
    Column("live", Boolean, nullable=False),  # False: merged into another, or left without claims
    Column("record", LargeBinary, nullable=False),
    _batch(),
    Index("incident_states_incident", "incident", "id"),
    Index("incident_states_batch", "batch"),
)
INCIDENT_HEADS = Table(
    "incident_heads",
    METADATA,
    Column("incident", Text, primary_key=True),
    Column("state", _NUMBER, nullable=False),
    Column("code", Text, nullable=False),
    Column("quad", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("independent", Integer, nullable=False),
    Index("incident_heads_block", "quad", "country", "last", "state", "first"),
    Index("incident_heads_last", "last"),
    sqlite_with_rowid=False,  # the indexes then hold the id, which is what is looked for
)
JUDGEMENTS = Table(
    "judgements",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("target", Text, nullable=False, index=True),
    Column("record", LargeBinary, nullable=False),
    _batch(),
)
FEEDS = Table(
    "feeds",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("record", LargeBinary, nullable=False),
)
