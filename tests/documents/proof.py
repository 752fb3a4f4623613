"""Looks into saved bytes for anything that acts, points out of the file or hides in it; apart from the cleaner."""

from __future__ import annotations

import re
import shutil
import subprocess
import warnings
from io import BytesIO
from pathlib import Path

import pikepdf

ACTIVE = frozenset(
    "/JS /JavaScript /Launch /SubmitForm /ImportData /GoToR /GoToE /Rendition /RichMedia /Movie /Sound /3D /AA "
    "/OpenAction /XFA /EmbeddedFiles /FileAttachment /Metadata /Thumb /PieceInfo /StructTreeRoot /URI".split()
)

_STREAM = re.compile(rb"\bstream\r?\n.*?\bendstream\b", re.DOTALL)


def active_things(saved: bytes, folder: Path | None = None) -> set[str]:
    """Return what is active in a PDF: by walking each object, and by searching it as a second program writes it."""
    found: set[str] = set()
    with pikepdf.open(BytesIO(saved)) as pdf:
        waiting: list[object] = [pdf.trailer, *pdf.objects]
        while waiting:
            thing = waiting.pop()
            if isinstance(thing, pikepdf.Name) and str(thing) in ACTIVE:
                found.add(str(thing))
            elif isinstance(thing, pikepdf.Array):
                waiting.extend(part for part in thing if not _is_elsewhere(part))
            elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                found.update(key for key in thing.keys() if key in ACTIVE)  # noqa: SIM118
                waiting.extend(thing[key] for key in thing.keys() if not _is_elsewhere(thing[key]))  # noqa: SIM118
        plain = BytesIO()
        with warnings.catch_warnings():
            # Sources are odd in ways that do not matter here.
            warnings.simplefilter("ignore", pikepdf.PageCopyWarning)
            pdf.save(plain, qdf=True, static_id=True)
    texts = [plain.getvalue()]
    if folder is not None and shutil.which("qpdf"):
        (folder / "saved.pdf").write_bytes(saved)
        how = ["--qdf", "--no-original-object-ids", "--normalize-content=n"]
        run = subprocess.run(
            ["qpdf", *how, folder / "saved.pdf", folder / "plain.pdf"], check=False, capture_output=True
        )
        assert run.returncode in (0, 3), "3: written, with warnings about a foreign stream"
        texts.append((folder / "plain.pdf").read_bytes())
    for text in texts:
        outside = _STREAM.sub(b"", text).decode("latin-1")
        found.update(name for name in ACTIVE if re.search(re.escape(name) + r"(?![A-Za-z0-9])", outside))
    return found


def _is_elsewhere(thing: object) -> bool:
    """An object with a number of its own is walked by itself."""
    return isinstance(thing, pikepdf.Object) and thing.is_indirect
