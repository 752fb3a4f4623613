"""The table of pages, in the order of the sidebar; those without a group are led to by others."""

from __future__ import annotations

from caseorg.ui.interview.page import InterviewPage
from caseorg.ui.page import Page

PAGES: tuple[type[Page], ...] = (InterviewPage,)
