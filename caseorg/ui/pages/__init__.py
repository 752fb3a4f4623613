"""The table of pages, in the order of the sidebar; those without a group are led to by others."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseorg.ui.page import Page


def all_pages() -> tuple[type[Page], ...]:
    """Return every page, in the order of the sidebar."""
    # Imported here, once a case file is open: pages load the records and the services. One line for each page.
    from caseorg.ui.interview.page import InterviewPage

    return (InterviewPage,)
