"""The step: several changes that stand or fall together, under one label."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from caseorg.domain.changes import ChangeSet
from caseorg.domain.record import Record
from caseorg.domain.share import Share
from caseorg.store import bases
from caseorg.store.keeping_many import KeptMany
from caseorg.store.seal import Seal
from caseorg.store.share import Beginning
from caseorg.store.store import Transaction


class Step:
    """Several changes that stand or fall together, under one label."""

    def __init__(self, transaction: Transaction, now: datetime, today: date) -> None:
        self._transaction = transaction
        self.now, self._today = now, today
        self.change_set: ChangeSet | None = None

    def save(self, record: Record) -> None:
        """Write a record, new or revised."""
        self._transaction.save(record)

    def add(self, records: Sequence[Record]) -> None:
        """Write records that are new, all of one kind."""
        self._transaction.add(records)

    def remove(self, record: Record) -> None:
        """Move a record to Recently removed."""
        self._transaction.save(record.revised(removed_on=self._today))

    def put_back(self, record: Record) -> None:
        """Bring a removed record back."""
        self._transaction.save(record.revised(removed_on=None))

    def keep(self, data: bytes) -> str:
        """Keep the bytes of a file; return their SHA-256 in hex."""
        return self._transaction.keep(data)

    def keep_base(self, base: Beginning) -> str:
        """Keep a state to compare with, without what the file has no more; return its SHA-256 in hex."""
        return bases.keep_base(self._transaction.driver, base)

    def take_share(self, share: Share) -> None:
        """Write a share of another file whose bytes were taken; they keep nothing that this file does not have."""
        self._transaction.save(bases.taken_in(self._transaction.driver, share))

    def finish(self, kept: KeptMany) -> None:
        """Say that the bytes of many files are there, which were written before this step."""
        kept.finish(self._transaction.driver)

    def take_bytes(self, digests: Iterable[str], source: Path, seal: Seal) -> None:
        """Keep the bytes of documents of another case file that this one does not have."""
        self._transaction.take_bytes(digests, source, seal)

    def keep_prepared(self, digest: str, maker: int, pdf: bytes, details: dict[str, Any]) -> None:
        """Keep clean pages made from kept bytes."""
        self._transaction.keep_prepared(digest, maker, pdf, details)
