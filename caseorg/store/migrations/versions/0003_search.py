"""The text index, empty at first: the program fills it once the file is open."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the index, letter for letter as the program makes them in a new file."""
    op.execute(
        "CREATE TABLE search_lines ( number INTEGER NOT NULL, record_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, "
        "case_id VARCHAR, PRIMARY KEY (number) )"
    )
    op.execute("CREATE UNIQUE INDEX ix_search_lines_record_id ON search_lines (record_id)")
    op.execute(
        "CREATE TABLE search_edited ( record_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, PRIMARY KEY (record_id) )"
    )
    op.execute("CREATE TABLE search_state ( id INTEGER NOT NULL, maker INTEGER NOT NULL, PRIMARY KEY (id) )")
    op.execute(
        "CREATE VIRTUAL TABLE search_words USING fts5(name, words,"
        " tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
    )
    op.execute("insert into search_words (search_words, rank) values ('secure-delete', 1)")
    op.execute("insert into search_state (id, maker) values (1, 0)")
