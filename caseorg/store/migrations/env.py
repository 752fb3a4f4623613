"""What Alembic runs: the revisions in `versions`, on the connection it was handed, in one transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
