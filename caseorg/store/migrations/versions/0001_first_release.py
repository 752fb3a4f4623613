"""The first tables, made whole by the program itself; every later revision starts from here."""

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing: a file of this version was made with these tables."""
