"""The whole schema: the case file's own tables beside those of the records, and the fingerprint of it all."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import Field, SQLModel

from caseorg.store import rows, search_index  # noqa: F401 - rows: its tables belong to the schema
from caseorg.store.columns import moment_field

SCHEMA_NUMBER = 3


class FileRow(SQLModel, table=True):
    """The one row that says which file this is."""

    __tablename__ = "case_file"
    id: int = Field(default=1, primary_key=True)
    file_id: UUID
    made_at: datetime = moment_field()


class HistoryRow(SQLModel, table=True):
    """One step: its label, its time, and each record before and after as JSON (after: only what differs)."""

    __tablename__ = "history"
    number: int | None = Field(default=None, primary_key=True)
    case_id: str | None = None
    label: str
    at: datetime = moment_field()
    state: str
    changes: str


class DraftRow(SQLModel, table=True):
    """What is half typed in one form."""

    __tablename__ = "drafts"
    key: str = Field(primary_key=True)
    entries: str
    at: datetime = moment_field()


class AttachmentRow(SQLModel, table=True):
    """The bytes of one file, known by their SHA-256, in numbered chunks."""

    __tablename__ = "attachments"
    sha256: str = Field(primary_key=True)
    size: int
    chunk_count: int


class ChunkRow(SQLModel, table=True):
    """One mebibyte, or the rest, of an attachment."""

    __tablename__ = "attachment_chunks"
    sha256: str = Field(primary_key=True, foreign_key="attachments.sha256")
    number: int = Field(primary_key=True)
    bytes: bytes


class PreparedRow(SQLModel, table=True):
    """Clean pages made from an attachment; they can be made again."""

    __tablename__ = "prepared_pages"
    sha256: str = Field(primary_key=True, foreign_key="attachments.sha256")
    maker: int = Field(primary_key=True)
    pdf_sha256: str = Field(foreign_key="attachments.sha256")
    details: str


class SearchLineRow(SQLModel, table=True):
    """Which record a line of the text index is about."""

    __tablename__ = "search_lines"
    number: int | None = Field(default=None, primary_key=True)
    record_id: str = Field(unique=True, index=True)
    kind: str
    case_id: str | None = None


class SearchEditedRow(SQLModel, table=True):
    """A record that was edited, whose words the text index has yet to take over."""

    __tablename__ = "search_edited"
    record_id: str = Field(primary_key=True)
    kind: str


class SearchStateRow(SQLModel, table=True):
    """Which version of the program made the text index; 0 while it is being made."""

    __tablename__ = "search_state"
    id: int = Field(default=1, primary_key=True)
    maker: int


class AlembicRow(SQLModel, table=True):
    """The name of the last migration, where Alembic looks for it."""

    __tablename__ = "alembic_version"
    version_num: str = Field(primary_key=True, max_length=32)


@cache
def schema_texts() -> tuple[str, ...]:
    """Return the statements that make an empty case file, in an order that works."""
    tables = SQLModel.metadata.sorted_tables
    made: list[CreateTable | CreateIndex] = [CreateTable(table) for table in tables]
    made += [CreateIndex(index) for table in tables for index in sorted(table.indexes, key=lambda each: str(each.name))]
    texts = (" ".join(str(statement.compile(dialect=sqlite.dialect())).split()) for statement in made)
    return (*texts, *search_index.TEXTS)


@cache
def own_mark() -> str:
    """Return the fingerprint of the schema this program makes."""
    return schema_mark(list(schema_texts()))


OWN_TABLES = "name not in (select name from pragma_table_list where type = 'shadow')"
"""Leaves out the tables that the engine makes for itself to keep the text index in."""


def statements_in(connection: Any) -> list[str]:
    """Return what a file's tables and indexes were made with."""
    wanted = f"select sql from sqlite_master where sql is not null and {OWN_TABLES}"  # noqa: S608 - the names are ours
    return [row[0] for row in connection.execute(wanted)]


def schema_mark(statements: list[str]) -> str:
    """Return a fingerprint of a file's tables and indexes, text for text but for quotes and spaces.

    Args:
        statements: What `sqlite_master` holds in its column `sql`, in any order.
    """
    plain = sorted("".join(text.replace('"', "").split()) for text in statements)
    return sha256("\n".join(plain).encode()).hexdigest()
