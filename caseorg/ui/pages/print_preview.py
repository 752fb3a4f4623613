"""The page in front as a paper: to look at, to print, or to save."""

from __future__ import annotations

from caseorg.base.language import _
from caseorg.packets.plan import PacketPlan
from caseorg.services import letters
from caseorg.services.printed_page import plan_page
from caseorg.ui import paper
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages.printed_parts import parts_of
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.page_preview import PagePreview
from caseorg.ui.widgets.progress_row import ProgressRow


class PrintPreviewPage(Page):
    """One paper, made of what another page shows."""

    name = "print_preview"
    title = "Print"
    purpose = "A clean copy of the page, without buttons."
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.print_button = Button(
            _("Print"), self.print, kind=ButtonKind.main, icon="printer", name="print_preview.print"
        )
        self.save_button = Button(_("Save as PDF"), self.save, icon="save", name="print_preview.save")
        self.add_main_button(self.print_button, command="main")
        self.add_main_button(self.save_button)
        self.commands["print"] = self.print
        self.progress = ProgressRow(_("Making the paper"), name="print_preview.progress")
        self.preview = PagePreview(context.background, name="print_preview.paper")
        self.made: letters.Made | None = None
        # After a lock or in another language this page comes back without its paper.
        self.empty = Label(_("There is nothing to print yet. Go to the page you want on paper, then choose Print."))
        self.empty.setObjectName("print_preview.empty")
        for widget in (self.empty, self.progress, self.preview):
            self.body.addWidget(widget)
        self.progress.hide()
        self.preview.hide()
        self._let_print()

    def show_copy(self, page: Page) -> None:
        """Make the paper of a page, in the background."""
        context = self.context
        snapshot = None
        if page.needs_case and context.case_id is not None:
            snapshot = context.workspace.load_case(context.case_id)
        is_sample = any(line.is_sample for line in context.workspace.case_lines())
        parts, today = parts_of(page), context.today()
        plan = plan_page(page.shown_title(), parts, snapshot, today, is_sample=is_sample)
        self.made = None
        self._let_print()
        self.empty.hide()
        self.preview.hide()
        self.progress.show()
        context.background.run(lambda plan=plan: letters.write_pdf(plan), then=self._show, failed=self._failed)

    def print(self) -> None:
        """Open the computer's print dialog."""
        if self.made is not None:
            made = self.made
            paper.print_pdf(
                self.context, self.window(), made.pdf, made.written.page_count, made.plan.title, goes_out=False
            )

    def save(self) -> None:
        """Ask for a place, and save the paper there."""
        if self.made is not None:
            plan: PacketPlan = self.made.plan
            paper.save_pdf(self.context, self.window(), self.made.pdf, plan.file_name, goes_out=False)

    def _show(self, made: letters.Made) -> None:
        self.made = made
        self.progress.hide()
        self.preview.show()
        paper.show_paper(self.preview, made.pdf, made.written.page_count, made.plan.title)
        self._let_print()

    def _failed(self, error: BaseException) -> None:
        self.progress.hide()
        self.empty.show()
        self.context.tell.error(error)

    def _let_print(self) -> None:
        for button in (self.print_button, self.save_button):
            button.setEnabled(self.made is not None)
