"""Reads a saved e-mail: its words, and the files that came with it; and a saved web page. Runs in the worker."""

from __future__ import annotations

import email
import email.generator  # what writes an e-mail inside another, and would load it later
import email.policy
from email.message import EmailMessage
from typing import Any

from lxml import html

from caseorg.domain.errors import DamagedDocumentError

_HEADS = ("From", "To", "Cc", "Date", "Subject")
_MOST_PARTS = 1000


def words(data: bytes) -> str:
    """Return an e-mail as a printed one would read: who, to whom, when, about what, what it says, what is attached."""
    message = _message(data)
    heads = {head: " ".join(_head(message, head).split()) for head in _HEADS}
    lines = [f"{head}: {words}" for head, words in heads.items() if words]
    names = [name for name, _part in attachments(data)]
    if names:
        lines.append(f"Attached: {', '.join(names)}")
    return "\n".join([*lines, "", _body(message)])


def attachments(data: bytes) -> list[tuple[str, bytes]]:
    """Return the files that came with an e-mail, and the names they have there."""
    found = []
    for part in _parts(_message(data)):
        name = part.get_filename()
        if part.get_content_type() == "message/rfc822":
            found.append((name or "message.eml", part.get_payload(0).as_bytes()))
        elif name or part.get_content_disposition() == "attachment":
            payload = part.get_payload(decode=True)
            found.append((name or "file", payload if isinstance(payload, bytes) else b""))
    return found


def _message(data: bytes) -> EmailMessage:
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
    except RecursionError as error:
        raise DamagedDocumentError("") from error
    if not message.keys():
        raise DamagedDocumentError("")
    return message


def _parts(message: EmailMessage) -> list[Any]:
    """Return the parts of an e-mail that hold something, but not those of an e-mail attached to it."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        return [message]
    found: list[Any] = []
    waiting: list[Any] = list(message.iter_parts())
    while waiting:
        part = waiting.pop(0)
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            waiting[:0] = part.iter_parts()
        else:
            found.append(part)
        if len(found) + len(waiting) > _MOST_PARTS:
            raise DamagedDocumentError("")
    return found


def _head(message: EmailMessage, name: str) -> str:
    try:
        return str(message[name] or "")
    except MemoryError:
        raise
    except Exception:
        # It names an alphabet that could only be loaded from a file, or a day without end: errors of every class.
        return next((str(value) for head, value in message.raw_items() if head.lower() == name.lower()), "")


def _body(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    payload = body.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        text = raw.decode(body.get_content_charset("utf-8"), errors="replace")
    except (LookupError, OSError):
        text = raw.decode("utf-8", errors="replace")
    return words_of_html(text) if body.get_content_type() == "text/html" else text


def words_of_web_page(data: bytes) -> str:
    """Return the words of a web page that was saved, such as the summary of a visit from a portal."""
    for alphabet in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return words_of_html(data.decode(alphabet))
        except UnicodeDecodeError:
            continue
    raise DamagedDocumentError("")


def words_of_html(text: str) -> str:
    """Return the words of a web page, each block on a line of its own. No style, script or link is followed."""
    if not text.strip():
        return ""
    reader: Any = html  # it has no types
    root = reader.document_fromstring(text.encode(), parser=reader.HTMLParser(encoding="utf-8", no_network=True))
    for left_out in root.xpath("//script|//style|//head"):
        left_out.drop_tree()
    for block in root.xpath("//br|//p|//div|//tr|//li|//h1|//h2|//h3|//h4|//table"):
        block.tail = "\n" + (block.tail or "")
    for cell in root.xpath("//td|//th"):
        cell.tail = " " + (cell.tail or "")
    lines = (" ".join(line.split()) for line in root.text_content().splitlines())
    return "\n".join(lines)
