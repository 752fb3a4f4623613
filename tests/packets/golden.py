"""The text of every paper, page by page, as it was looked at and found good.

Written anew only by hand, after looking at the pages: `python -m tests.packets.golden --write`.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from caseorg.domain.letter import LetterKind, PacketKind
from caseorg.packets.assembly import PacketChoices, plan_packet
from caseorg.packets.kinds import KINDS
from caseorg.packets.letters import plan_letter
from caseorg.packets.plan import PacketPlan
from caseorg.packets.recovery import RecoverySheet, plan_recovery_sheet
from caseorg.packets.subject import Choices
from tests.packets.reading import made, page_texts
from tests.packets.samples import (
    APPEAL_DAY,
    HELPER,
    an_id,
    luis,
    luis_packet,
    maria,
    marias,
    pages_for,
    with_bills_and_proof,
)

FOLDER = Path(__file__).parents[1] / "golden"

_LUIS = {LetterKind.appeal: "appeal", LetterKind.external_review: "appeal", LetterKind.letter_of_need: "appeal"}
_LATER = {LetterKind.timeline, LetterKind.medication_list, LetterKind.expense_summary, LetterKind.mailing_certificate}
SHEET = RecoverySheet(
    "Maria.caseorg",
    "Documents",
    date(2026, 11, 22),
    ("7K3M", "Q9XA", "22FD", "HW5N", "P0RT", "C4VE", "Y8ZJ"),
    "8HQ2M0WK71ZT3RVE9D5B",
    "SQLCipher 4 database.",
)


def letter_plan(kind: LetterKind) -> PacketPlan:
    """Plan the sample letter of one kind, in English."""
    if kind in _LUIS:
        to = an_id("brandt") if kind is LetterKind.letter_of_need else None
        days = {"last_day": date(2027, 7, 11), "send_by": date(2027, 7, 2)}
        return plan_letter(luis(), Choices(kind, APPEAL_DAY, an_id("appeal"), to_contact_id=to, **days))
    return plan_letter(with_bills_and_proof() if kind in _LATER else maria(), marias(kind))


def plans() -> dict[str, PacketPlan]:
    """Return every paper there is, each in each of its languages, and the packets."""
    found = {f"{kind}": letter_plan(kind) for kind in KINDS}
    kept = [kind for kind in KINDS.values() if kind.is_kept]
    for one in (row.kind for row in kept):
        snapshot = with_bills_and_proof() if one in _LATER else maria()
        found[f"{one}.es"] = plan_letter(snapshot, marias(one, language="es"))
    found["timeline.large"] = plan_letter(with_bills_and_proof(), marias(LetterKind.timeline, is_large=True))
    for kind in (LetterKind.call_script, LetterKind.question_sheet):
        found[f"{kind}.en+es"] = plan_letter(maria(), marias(kind, also_in="es"))
        found[f"{kind}.large"] = plan_letter(maria(), marias(kind, is_large=True))
    found["records_request.helper"] = plan_letter(maria(helpers=(HELPER,)), marias(LetterKind.records_request))
    found["records_request.large"] = plan_letter(maria(), marias(LetterKind.records_request, is_large=True))
    found["recovery_sheet"] = plan_recovery_sheet(SHEET, "en")
    found["recovery_sheet.es"] = plan_recovery_sheet(SHEET, "es")
    snapshot = luis()
    for kind in PacketKind:
        packet = luis_packet(snapshot, kind=kind)
        found[f"packet.{kind}"] = plan_packet(snapshot, packet, PacketChoices(APPEAL_DAY))
    return found


def text_of(plan: PacketPlan) -> str:
    """Return the text of a plan's pages, each under its number."""
    pdf, _written = made(plan, pages_for(plan).__getitem__)
    pages = (f"--- page {number} ---\n{text.strip()}\n" for number, text in enumerate(page_texts(pdf), 1))
    return "\n".join(pages)


def main() -> None:
    """Write all golden texts."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for name, plan in plans().items():
        (FOLDER / f"{name}.txt").write_text(text_of(plan), encoding="utf-8")


if __name__ == "__main__":
    if "--write" not in sys.argv:
        sys.exit("Look at the pages first. Then: python -m tests.packets.golden --write")
    main()
