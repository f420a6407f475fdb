"""The desk's memory: its tables, the index of words, and what keeps rows from being changed."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)

revision = "0001"
down_revision = None

NUMBER = BigInteger().with_variant(Integer, "sqlite")
# Rows of these are added, and never changed or taken away. The others are indices (`incident_heads`, `search`) or settings (`feeds`).
KEPT = (
    "batches", "reports", "versions", "codings", "claims", "parties", "places", "retired", "origins", "copies", "text_keys",
    "memberships", "incident_states", "judgements",
)  # fmt: skip


def upgrade() -> None:
    """Make everything in an empty database."""
    _reports()
    _claims()
    _links()
    _judgements()
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def _reports() -> None:
    op.create_table(
        "batches",
        Column("id", NUMBER, autoincrement=False, nullable=False),
        Column("recorded", Text(), nullable=False),
        Column("author", Text(), nullable=False),
        PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_batches_recorded", "batches", ["recorded"])
    op.create_table(
        "reports",
        Column("id", Text(), nullable=False),
        Column("address", Text(), nullable=False),
        Column("batch", NUMBER, nullable=False),
        ForeignKeyConstraint(["batch"], ["batches.id"]),
        PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_reports_address", "reports", ["address"])
    op.create_table(
        "versions",
        Column("no", NUMBER, autoincrement=False, nullable=False),
        Column("id", Text(), nullable=False),
        Column("report", Text(), nullable=False),
        Column("number", Integer(), nullable=False),
        Column("text", Text(), nullable=False),
        Column("title", Text(), nullable=False),
        Column("published", Text(), nullable=True),
        Column("publisher", Text(), nullable=False),
        Column("author", Text(), nullable=False),
        Column("language", Text(), nullable=False),
        Column("address", Text(), nullable=False),
        Column("country", Text(), nullable=False),
        Column("batch", NUMBER, nullable=False),
        ForeignKeyConstraint(["batch"], ["batches.id"]),
        ForeignKeyConstraint(["report"], ["reports.id"]),
        PrimaryKeyConstraint("no"),
        UniqueConstraint("id"),
        UniqueConstraint("report", "number"),
    )
    op.create_table(
        "codings",
        Column("version", NUMBER, nullable=False),
        Column("coder", Text(), nullable=False),
        Column("issues", LargeBinary(), nullable=False),
        Column("batch", NUMBER, nullable=False),
        ForeignKeyConstraint(["batch"], ["batches.id"]),
        ForeignKeyConstraint(["version"], ["versions.no"]),
        PrimaryKeyConstraint("version", "coder"),
    )
    op.create_table(
        "text_keys",
        Column("key", BigInteger(), nullable=False),
        Column("version", NUMBER, nullable=False),
        ForeignKeyConstraint(["version"], ["versions.no"]),
        PrimaryKeyConstraint("key", "version"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "copies",
        Column("version", NUMBER, nullable=False),
        Column("of", NUMBER, nullable=False),
        Column("share", Float(), nullable=False),
        Column("why", Text(), nullable=False),
        Column("batch", NUMBER, nullable=False),
        ForeignKeyConstraint(["batch"], ["batches.id"]),
        ForeignKeyConstraint(["of"], ["versions.no"]),
        ForeignKeyConstraint(["version"], ["versions.no"]),
        PrimaryKeyConstraint("version", "of"),
    )


def _claims() -> None:
    op.create_table(
        "claims",
        Column("seq", NUMBER, autoincrement=False, nullable=False),
        Column("id", Text(), nullable=False),
        Column("version", NUMBER, nullable=False),
        Column("coder", Text(), nullable=False),
        Column("kind", Text(), nullable=False),
        Column("code", Text(), nullable=False),
        Column("status", Text(), nullable=False),
        Column("day", Integer(), nullable=False),
        Column("country", Text(), nullable=False),
        Column("doubtful", Boolean(), nullable=False),
        Column("sentence_start", Integer(), nullable=False),
        Column("sentence_end", Integer(), nullable=False),
        Column("record", LargeBinary(), nullable=False),
        Column("sketch", LargeBinary(), nullable=True),
        Column("batch", NUMBER, nullable=False),
        ForeignKeyConstraint(["batch"], ["batches.id"]),
        ForeignKeyConstraint(["version"], ["versions.no"]),
        PrimaryKeyConstraint("seq"),
        UniqueConstraint("id"),
    )
    op.create_index("claims_batch", "claims", ["batch", "seq"])
    op.create_index("claims_code", "claims", ["code", "day", "seq", "country"])
    op.create_index("claims_country", "claims", ["country", "day", "seq", "code"])
    op.create_index("claims_day", "claims", ["day", "seq"])
    op.create_index("claims_kind", "claims", ["kind", "day", "seq", "country"])
    unusual = text("status <> 'actual'")
    op.create_index("claims_status", "claims", ["status", "day", "seq"], sqlite_where=unusual, postgresql_where=unusual)
    op.create_index("ix_claims_version", "claims", ["version"])
    op.create_table(
        "parties",
        Column("id", NUMBER, autoincrement=True, nullable=False),
        Column("claim", NUMBER, nullable=False),
        Column("side", Text(), nullable=False),
        Column("entity", Text(), nullable=False),
        Column("country", Text(), nullable=False),
        Column("sector", Text(), nullable=False),
        Column("code", Text(), nullable=False),
        Column("day", Integer(), nullable=False),
        ForeignKeyConstraint(["claim"], ["claims.seq"]),
        PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_parties_claim", "parties", ["claim"])
    op.create_index("parties_entity", "parties", ["entity", "day", "claim", "code"])
    op.create_index("parties_sector", "parties", ["country", "sector", "day", "claim", "code"])
    op.create_table(
        "places",
        Column("id", NUMBER, autoincrement=True, nullable=False),
        Column("claim", NUMBER, nullable=False),
        Column("key", Text(), nullable=False),
        Column("code", Text(), nullable=False),
        Column("day", Integer(), nullable=False),
        Column("lat", Float(), nullable=True),
        Column("lon", Float(), nullable=True),
        Column("precision", SmallInteger(), nullable=False),
        ForeignKeyConstraint(["claim"], ["claims.seq"]),
        PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_places_claim", "places", ["claim"])
    op.create_index("places_key", "places", ["key", "day", "claim", "code"])
    op.create_table(
        "retired",
        Column("id", NUMBER, autoincrement=True, nullable=False),
        Column("claim", NUMBER, nullable=False),
        Column("retired", Boolean(), nullable=False),
        Column("why", Text(), nullable=False),
        Column("batch", NUMBER, nullable=False),
        ForeignKeyConstraint(["batch"], ["batches.id"]),
        ForeignKeyConstraint(["claim"], ["claims.seq"]),
        PrimaryKeyConstraint("id"),
    )
    op.create_index("retired_claim", "retired", ["claim", "id"])
    op.create_index("retired_why", "retired", ["why"])
    op.create_table(
        "origins",
        Column("id", NUMBER, autoincrement=True, nullable=False),
        Column("claim", NUMBER, nullable=False),
        Column("key", Text(), nullable=False),
        Column("record", LargeBinary(), nullable=False),
        Column("batch", NUMBER, nullable=False),
        ForeignKeyConstraint(["batch"], ["batches.id"]),
        ForeignKeyConstraint(["claim"], ["claims.seq"]),
        PrimaryKeyConstraint("id"),
    )
    op.create_index("origins_claim", "origins", ["claim", "id"])
    op.create_index("origins_key", "origins", ["key", "claim"])


def _links() -> None:
    op.create_table(
        "memberships",
        Column("id", NUMBER, autoincrement=True, nullable=False),
        Column("claim", NUMBER, nullable=False),
        Column("incident", Text(), nullable=False),
        Column("score", Float(), nullable=False),
        Column("features", LargeBinary(), nullable=False),
        Column("by", Text(), nullable=False),
        Column("batch", NUMBER, nullable=False),
        ForeignKeyConstraint(["batch"], ["batches.id"]),
        ForeignKeyConstraint(["claim"], ["claims.seq"]),
        PrimaryKeyConstraint("id"),
    )
    op.create_index("memberships_claim", "memberships", ["claim", "id"])
    op.create_index("memberships_incident", "memberships", ["incident", "id"])
    op.create_table(
        "incident_states",
        Column("id", NUMBER, autoincrement=False, nullable=False),
        Column("incident", Text(), nullable=False),
        Column("live", Boolean(), nullable=False),
        Column("record", LargeBinary(), nullable=False),
        Column("batch", NUMBER, nullable=False),
        ForeignKeyConstraint(["batch"], ["batches.id"]),
        PrimaryKeyConstraint("id"),
    )
    op.create_index("incident_states_batch", "incident_states", ["batch"])
    op.create_index("incident_states_incident", "incident_states", ["incident", "id"])
    op.create_table(
        "incident_heads",
        Column("incident", Text(), nullable=False),
        Column("state", NUMBER, nullable=False),
        Column("code", Text(), nullable=False),
        Column("quad", Text(), nullable=False),
        Column("country", Text(), nullable=False),
        Column("first", Integer(), nullable=False),
        Column("last", Integer(), nullable=False),
        Column("independent", Integer(), nullable=False),
        PrimaryKeyConstraint("incident"),
        sqlite_with_rowid=False,
    )
    op.create_index("incident_heads_block", "incident_heads", ["quad", "country", "last", "state", "first"])
    op.create_index("incident_heads_last", "incident_heads", ["last"])


def _judgements() -> None:
    op.create_table(
        "judgements",
        Column("id", Text(), nullable=False),
        Column("kind", Text(), nullable=False),
        Column("target", Text(), nullable=False),
        Column("record", LargeBinary(), nullable=False),
        Column("batch", NUMBER, nullable=False),
        ForeignKeyConstraint(["batch"], ["batches.id"]),
        PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_judgements_target", "judgements", ["target"])
    op.create_table(
        "feeds",
        Column("id", Text(), nullable=False),
        Column("record", LargeBinary(), nullable=False),
        PrimaryKeyConstraint("id"),
    )


def _sqlite() -> None:
    op.execute("CREATE VIRTUAL TABLE search USING fts5(words, content='', tokenize='unicode61 remove_diacritics 0')")
    for table in KEPT:
        for doing in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_kept_{doing.lower()} BEFORE {doing} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, 'rows of {table} are kept as they are'); END"
            )


def _postgresql() -> None:
    op.execute("CREATE TABLE search (rowid BIGINT PRIMARY KEY, words tsvector NOT NULL)")
    op.execute("CREATE INDEX search_words ON search USING gin (words)")
    op.execute(
        "CREATE FUNCTION nadhir_kept() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'rows of % are kept as they are', TG_TABLE_NAME; END $$"
    )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION nadhir_kept()"
        )
