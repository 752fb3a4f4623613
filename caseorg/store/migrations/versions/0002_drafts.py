"""A place in the file for what is half typed in a form."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of drafts, letter for letter as the program makes it in a new file."""
    op.execute(
        "CREATE TABLE drafts ( key VARCHAR NOT NULL, entries VARCHAR NOT NULL, at VARCHAR NOT NULL, PRIMARY KEY (key) )"
    )
