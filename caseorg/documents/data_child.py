"""The worker process for data: archives, e-mail, health data. It loads nothing that draws."""

from __future__ import annotations

from caseorg.documents import archive, health_data
from caseorg.documents.serving import Task, serve

TASKS: dict[str, Task] = {
    "parts": archive.parts,
    "health": health_data.read,
}


def main() -> None:
    """Answer requests until standard input is closed."""
    serve(TASKS, _warm_up, lambda: None)


def _warm_up() -> None:
    archive.warm_up()
    health_data.warm_up()


if __name__ == "__main__":
    main()
