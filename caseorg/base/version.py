"""Which version of Caseorg this is."""

from __future__ import annotations

from caseorg.base.language import marked


def program_version() -> str:
    """Return the version that was installed, or that it runs from source."""
    from importlib import metadata  # 10 ms that only a report and a page need

    try:
        return metadata.version("caseorg")
    except metadata.PackageNotFoundError:
        return marked("from source")
