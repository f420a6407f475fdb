"""The desk's memory."""

from __future__ import annotations

from alembic import op

from nadhir.store.tables import METADATA

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables and the index of words."""
    METADATA.create_all(op.get_bind())
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search USING fts5(words, content='', tokenize='unicode61 remove_diacritics 0')"
        )
    else:
        op.execute("CREATE TABLE search (rowid BIGINT PRIMARY KEY, words tsvector NOT NULL)")
        op.execute("CREATE INDEX search_words ON search USING gin (words)")
