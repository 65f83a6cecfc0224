"""Alembic's entry point: runs the scripts on the connection that `migrate` holds."""

from alembic import context

from walks.store.migrations import connection_of
from walks.store.tables import metadata

context.configure(connection=connection_of(context.config.attributes), target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
