"""The packets of a case file, for the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.errors import FileExistsAlreadyError, GoneRecordError
from caseorg.domain.letter import Packet
from caseorg.services.documents import exhibit_pages
from caseorg.services.letters import gather_packet, write_pdf
from caseorg.services.outside import write_whole, written
from caseorg.services.workspace import Workspace


def list_packets(workspace: Workspace) -> list[dict[str, Any]]:
    """Return the packets of all cases, each with its plan and what the check found."""
    return [{**_described(workspace, packet), "case": snapshot.case.title} for snapshot, packet in _packets(workspace)]


def write_packet(workspace: Workspace, packet_id: str, target: Path) -> dict[str, Any]:
    """Write one packet, as the case stands now, into a new file; nothing in the case file changes.

    Raises:
        GoneRecordError: If there is no such packet.
        FileExistsAlreadyError: If there is a file already.
        PlaceNotWrittenError, DiskFullError: If it can't be written there; nothing is left of it.
        ExhibitError: If an exhibit can't be read; nothing is ever left out silently.
    """
    found = [(snapshot, packet) for snapshot, packet in _packets(workspace) if str(packet.id) == packet_id]
    if not found:
        raise GoneRecordError
    _refuse_what_is_there(target)
    snapshot, packet = found[0]
    made = write_pdf(gather_packet(workspace, packet), exhibit_pages(workspace, snapshot))
    _refuse_what_is_there(target)  # it may have come in the meantime
    write_whole(target, iter((made.pdf,)))
    written = made.written
    return {
        **_described(workspace, packet),
        "file": str(target),
        "pages": written.page_count,
        "size_bytes": written.size_bytes,
        "sha256": written.sha256,
    }


def _refuse_what_is_there(target: Path) -> None:
    """Refuse a place where something is already.

    Raises:
        FileExistsAlreadyError: If there is.
        PlaceNotWrittenError: If the disk does not say.
    """
    with written(target.name):
        if target.exists():
            raise FileExistsAlreadyError(target.name)


def _packets(workspace: Workspace) -> list[tuple[CaseSnapshot, Packet]]:
    snapshots = [workspace.load_case(line.case_id) for line in workspace.store.case_lines()]
    return [(snapshot, packet) for snapshot in snapshots for packet in snapshot.packets]


def _described(workspace: Workspace, packet: Packet) -> dict[str, Any]:
    plan = gather_packet(workspace, packet)
    return {
        "packet": str(packet.id),
        "kind": packet.kind.value,
        "to": packet.to_name,
        "status": packet.status.value,
        "exhibits": [f"{exhibit.letter} {exhibit.title}" for exhibit in plan.exhibits],
        "findings": [{"level": each.level.value, "sentence": each.sentence} for each in plan.findings],
    }
