"""A made packet sent in several faxes: each is kept as it was made, with its own proof of sending."""

from __future__ import annotations

import json
from collections.abc import Sequence

from caseorg.base.language import _
from caseorg.domain.letter import LetterKind, LetterStatus, Packet
from caseorg.packets.parts import bundles, cover_of, write_bundle
from caseorg.packets.subject import Choices
from caseorg.services import letters
from caseorg.services.workspace import Workspace

FEWEST = 5
"""A fax of fewer pages would be mostly covers."""


def can_be_divided(packet: Packet) -> bool:
    """Tell whether a packet is made, and is not itself one fax of several."""
    return packet.status is not LetterStatus.draft and "parts" in _manifest(packet) and "fax" not in _manifest(packet)


def make_fax_parts(workspace: Workspace, packet: Packet, limit: int) -> tuple[Packet, ...]:
    """Divide a made packet into faxes of at most `limit` pages with their covers, and keep each, in one step.

    The packet's own fax cover is left out, since each fax has one that counts its own pages.

    Raises:
        DamagedDocumentBytesError: If the packet's bytes are no longer whole.
    """
    snapshot = workspace.load_case(packet.case_id)
    pdf = letters.pdf_of(workspace, packet)
    parts = _manifest(packet)["parts"]
    first = 2 if parts[0]["part"] == LetterKind.fax_cover.value else 1
    starts = [int(part["first_page"]) for part in parts]
    choices = Choices(LetterKind.fax_cover, workspace.today(), packet.about_id)
    made: list[Packet] = []
    with workspace.step(_("Divide a packet into faxes")) as step:
        for bundle in bundles(starts, first, packet.page_count or 1, max(limit, FEWEST)):
            cover = letters.write_pdf(cover_of(snapshot, choices, bundle)).pdf
            data = write_bundle(pdf, cover, bundle, [(part["title"], int(part["first_page"])) for part in parts])
            made.append(letters.keep_part(step, packet.revised(made_on=workspace.today()), bundle, data, kind="fax"))
    return tuple(made)


def _manifest(packet: Packet) -> dict[str, Sequence[dict[str, str]]]:
    found = json.loads(packet.manifest) if packet.manifest else {}
    return found if isinstance(found, dict) else {}
