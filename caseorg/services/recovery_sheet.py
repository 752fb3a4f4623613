"""Makes the recovery sheet of an open case file, and tries parts of its code that somebody reads from paper."""

from __future__ import annotations

import hmac
import random
from datetime import date

from caseorg.base.language import _
from caseorg.services.letters import Made, write_pdf
from caseorg.services.workspace import Workspace
from caseorg.store.recovery_code import code_of, symbols_of

GROUPS = 7
ASKED = 2

# For a stranger in ten years. It says in full what docs/FORMAT.md says, so that the sheet alone is enough.
_TECHNICAL_NOTE = (
    "For someone who has only this sheet and the file: it is one SQLCipher 4 database. Take the first 26 characters of "
    "the code as digits in base 32 of 0123456789ABCDEFGHJKMNPQRSTVWXYZ, highest first; the number, in 16 bytes with "
    "the highest first, is the secret. The salt is the first 16 bytes of the file: the letters COF, the byte 1, and "
    "the 12 bytes given above in the same base 32 (20 characters). The key is HKDF-SHA-256 of the secret with that "
    "salt and the info “caseorg file 1”, 32 bytes. Open with PRAGMA key = \"x'KEYSALT'\", both in hexadecimal. The "
    "file's format is described in FORMAT.md."
)


def make_sheet(workspace: Workspace, today: date, language: str) -> Made:
    """Write the sheet as a PDF. It is kept nowhere; takes a moment, so call it on a worker."""
    from caseorg.packets.recovery import RecoverySheet, plan_recovery_sheet

    case_file = workspace.case_file
    sheet = RecoverySheet(
        file_name=case_file.path.name,
        place=str(case_file.path.parent),
        made_on=today,
        code_groups=tuple(code_of(case_file.seal.secret).split()),
        salt=symbols_of(case_file.seal.salt[4:]),
        technical_note=_TECHNICAL_NOTE,
    )
    return write_pdf(plan_recovery_sheet(sheet, language))


def groups_to_ask() -> tuple[int, ...]:
    """Choose which groups of the code to ask back, counted from 1."""
    return tuple(sorted(random.SystemRandom().sample(range(1, GROUPS + 1), ASKED)))


def are_right(workspace: Workspace, typed: dict[int, str]) -> bool:
    """Tell whether what was typed is what stands in these groups of the code."""
    groups = code_of(workspace.case_file.seal.secret).split()
    alike = str.maketrans({"I": "1", "L": "1", "O": "0"})
    said = ["".join(text.upper().split()).replace("-", "").translate(alike) for text in typed.values()]
    return all(
        hmac.compare_digest(text.encode(), groups[at - 1].encode()) for text, at in zip(said, typed, strict=True)
    )


def question(number: int) -> str:
    """Return what to ask for one group."""
    return _("Group {number} of the code").format(number=number)
