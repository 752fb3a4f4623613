"""The opinions side by side on one page of paper, to print or to save. It is the person's own and goes to nobody."""

from __future__ import annotations

from collections.abc import Callable

from caseorg.base import language
from caseorg.domain.letter import Letter, LetterKind
from caseorg.services import letters
from caseorg.ui import paper
from caseorg.ui.page import Page
from caseorg.ui.pages.sheets import case_on_show


def print_it(page: Page) -> None:
    """Print the page through the computer's dialog."""

    def show(made: letters.Made) -> None:
        pages, title = made.written.page_count, made.plan.title
        paper.print_pdf(page.context, page.window(), made.pdf, pages, title, goes_out=False)

    _make(page, show)


def save_it(page: Page) -> None:
    """Save the page as a PDF where the person wants it."""

    def show(made: letters.Made) -> None:
        paper.save_pdf(page.context, page.window(), made.pdf, made.plan.file_name, goes_out=False)

    _make(page, show)


def _make(page: Page, then: Callable[[letters.Made], None]) -> None:
    context = page.context
    sheet = Letter(case_id=case_on_show(context).case.id, kind=LetterKind.comparison, language=language.current())
    plan = letters.plan_of(context.workspace, sheet)
    context.background.run(lambda: letters.write_pdf(plan), then=then, failed=context.tell.error)
