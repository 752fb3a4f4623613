"""The worker process for discs of scans: what is on them, their files, a look at an image."""

from __future__ import annotations

from caseorg.documents import dicom, disc_files, disc_parts, scan_pictures
from caseorg.documents.serving import Task, serve

TASKS: dict[str, Task] = {
    "disc": dicom.disc,
    "disc_parts": disc_parts.disc_parts,
    "scan_picture": scan_pictures.scan_picture,
}


def main() -> None:
    """Answer requests until standard input is closed."""
    serve(TASKS, _warm_up, scan_pictures.forget)


def _warm_up() -> None:
    dicom.warm_up()
    disc_files.warm_up()
    scan_pictures.warm_up()


if __name__ == "__main__":
    main()
