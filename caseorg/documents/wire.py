"""Carries requests to the worker process and answers back, as plain data over two pipes."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from typing import Any, BinaryIO, NamedTuple

from caseorg.domain import errors

MAX_HEAD = 64 << 20
MAX_BLOB = 512 << 20

# What the worker may say went wrong. It sends the name; the sentence is written on this side.
REFUSALS: dict[str, Callable[[str], errors.CaseorgError]] = {
    kind.__name__: kind
    for kind in (
        errors.DamagedDocumentError,
        errors.EmptyDocumentError,
        errors.HugeDocumentError,
        errors.LockedPdfError,
        errors.LockedArchiveError,
        errors.NoDecoderError,
        errors.NoHealthDataError,
        errors.UnsafeArchiveError,
        errors.UnshownDocumentError,
        errors.UnwritableTextError,
    )
}

_LENGTHS = struct.Struct(">IQ")


class Message(NamedTuple):
    """A small JSON head and, beside it, bytes that would be clumsy in JSON."""

    head: dict[str, Any]
    blob: bytes | None = None


def send(pipe: BinaryIO, message: Message) -> None:
    """Write one message: two lengths, the head, the bytes. A length of 2⁶⁴-1 says that there are no bytes."""
    head = json.dumps(message.head).encode()
    blob_length = (1 << 64) - 1 if message.blob is None else len(message.blob)
    pipe.write(_LENGTHS.pack(len(head), blob_length) + head)
    if message.blob:
        pipe.write(message.blob)
    pipe.flush()


def receive(pipe: BinaryIO, make_room: Callable[[], None] | None = None) -> Message:
    """Read one message. `make_room` is called before its bytes are read, if it has some.

    Raises:
        EOFError: The other side ended.
        ValueError: What came is no message.
    """
    head_length, blob_length = _LENGTHS.unpack(_exactly(pipe, _LENGTHS.size))
    has_blob = blob_length != (1 << 64) - 1
    if head_length > MAX_HEAD or (has_blob and blob_length > MAX_BLOB):
        raise ValueError("a message is longer than any can be")
    try:
        head = json.loads(_exactly(pipe, head_length))
    except RecursionError as error:
        raise ValueError("a head is nested too deeply") from error
    if not isinstance(head, dict):
        raise ValueError("a head is not a JSON object")
    if not has_blob:
        return Message(head)
    if make_room is not None:
        make_room()
    return Message(head, _exactly(pipe, blob_length))


def _exactly(pipe: BinaryIO, length: int) -> bytes:
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data
