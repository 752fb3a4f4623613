"""Large print copies for the person to keep; what goes to an office stays in regular print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from caseorg.base.language import _
from caseorg.domain.errors import CaseorgError
from caseorg.domain.letter import Letter, Packet
from caseorg.packets.plan import PacketPlan
from caseorg.services import letters, packet_drafts
from caseorg.services.workspace import Workspace


class ChangedSinceError(CaseorgError):
    """Something changed in the case, so a large copy would not say what the made paper says."""

    def __init__(self) -> None:
        super().__init__(_("Something has changed in your case since this was made, so a large copy would differ."))
        self.advice = _("Use “Make it again”, and save the large copy of the new one.")


def large_copy(workspace: Workspace, paper: Letter | Packet) -> Callable[[], letters.Made]:
    """Plan a large print copy of a made paper on this thread; return what writes it, on any thread.

    The same plan gives the same bytes, so the writer first makes the paper again as it was and compares.

    Raises:
        CaseorgError: By what is returned: if the case has changed since, or an exhibit can't be read.
    """
    regular, large = (_plan(workspace, paper, is_large=is_large) for is_large in (False, True))
    pages_of = packet_drafts.pages_for(workspace, paper) if isinstance(paper, Packet) else None

    def write() -> letters.Made:
        # The marks for folding may have been chosen differently since; they are nothing the paper says.
        ways = (regular, replace(regular, fold_marks=not regular.fold_marks))
        if not any(letters.is_unchanged(paper, letters.write_pdf(way, pages_of).pdf) for way in ways):
            raise ChangedSinceError
        return letters.write_pdf(large, pages_of)

    return write


def _plan(workspace: Workspace, paper: Letter | Packet, *, is_large: bool) -> PacketPlan:
    sized = paper.revised(large_print=is_large)
    return letters.plan_of(workspace, sized) if isinstance(sized, Letter) else letters.gather_packet(workspace, sized)
