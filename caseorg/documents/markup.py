"""Parses XML of others without entities, outside files or depth (T-XML). Runs in the worker process."""

from __future__ import annotations

from typing import Any

from lxml import etree

from caseorg.domain.errors import DamagedDocumentError, HugeDocumentError

MAX_DEPTH = 256
MAX_BYTES = 128 << 20


def parse(data: bytes) -> Any:
    """Return the root of an XML document.

    Raises:
        DamagedDocumentError: It is none, declares a document type, or is nested more than 256 deep.
        HugeDocumentError: It has more than 128 MiB.
    """
    if len(data) > MAX_BYTES:
        raise HugeDocumentError("")
    try:
        root = _root(data)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedDocumentError("") from error
    info = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise DamagedDocumentError("")
    return root


def _root(data: bytes) -> Any:
    parser = etree.XMLParser(**_STRICT)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        # Hospitals forget to declare a prefix such as `sdtc:`. Everything else about such a file is whole.
        errors = list(parser.error_log)
        if not errors or any(each.domain != etree.ErrorDomains.NAMESPACE for each in errors):
            raise
        return etree.fromstring(data, etree.XMLParser(recover=True, **_STRICT))


# Without `huge_tree` the library itself refuses 256 levels, and texts of more than 10 MB.
_STRICT: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
