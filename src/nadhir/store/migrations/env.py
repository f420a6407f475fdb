"""How Alembic reaches the store: on the connection that `upkeep.migrate` hands in, inside its transaction."""

from __future__ import annotations

from alembic import context

from nadhir.store.tables import METADATA, SCHEMA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=SCHEMA,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
