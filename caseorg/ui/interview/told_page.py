"""“What were you told?”: the person's own words, before they fade."""

from __future__ import annotations

from datetime import date

from caseorg.base.language import _
from caseorg.domain.errors import CaseorgError, Problem
from caseorg.domain.health import Diagnosis, PlannedCare
from caseorg.domain.kinds import Kind
from caseorg.services.told import Told, save_what_was_told
from caseorg.ui.doing import attempt
from caseorg.ui.forms.choosing import editor_for
from caseorg.ui.forms.fields import FieldSpec
from caseorg.ui.interview.short_screen import ShortScreen


class ToldPage(ShortScreen):
    """Keeps what was told, who said it, and what is planned."""

    name = "told"
    title = "What were you told?"
    purpose = "Write it the way you remember it. You can change it later."
    next_page = "plan"
    main_words = "Save and continue"
    shows = (Diagnosis,)

    def build(self) -> None:
        self._ask("words", _("In your own words"), kind=Kind.long_text)
        self._ask("told_on", _("When"), _("Like 11/20/2026, or “yesterday”"), holds=date)
        self._ask("told_by", _("Who said it"))
        self._ask("planned", _("What is planned next"), holds=PlannedCare)
        self._ask("planned_on", _("The date of that, if there is one"), holds=date)

    def reload(self) -> None:
        """Show what was written down before."""
        if self.context.case_id is None:
            return
        snapshot = self.context.workspace.load_case(self.context.case_id)
        if snapshot.diagnoses:
            sheet = snapshot.diagnoses[0]
            kept = Told(sheet.told, sheet.told_on, sheet.told_by, sheet.planned, sheet.planned_on)
            for name, row in self.rows.items():
                row.editor.show_value(getattr(kept, name))

    def go_on(self) -> None:
        """Show what comes next: the plan, unless there is one already."""
        case_id = self.context.case_id
        has_plan = case_id is not None and bool(self.context.workspace.load_case(case_id).plans)
        self.context.go_to("next_steps" if has_plan else self.next_page)

    def finish(self) -> None:
        """Save it and go on."""
        entries = self.read()
        if entries is None or self.context.case_id is None:
            return
        if not any(entries.values()):
            self.show_problems([Problem("words", _("Write down what you were told, or press Later."))])
            return
        try:
            save_what_was_told(self.context.workspace, self.context.case_id, Told(**entries))  # type: ignore[arg-type]
        except CaseorgError as error:
            self.context.tell.error(error)
            return
        self.go_on()

    def _ask(self, name: str, title: str, hint: str = "", *, holds: type = str, kind: Kind | None = None) -> None:
        spec = FieldSpec("told", name, title, hint, holds, kind, holds is not str, is_list=False)
        editor = editor_for(spec, self.context.today)
        editor.removal_asked.connect(lambda: self._remove(name))
        self.add(editor)

    def _remove(self, name: str) -> None:
        """Take away a date that was kept; a blank field would leave it as it was."""
        snapshot = self.context.workspace.load_case(self.context.case_id) if self.context.case_id else None
        if snapshot is not None and snapshot.diagnoses:
            without = snapshot.diagnoses[0].revised(**{name: None})
            label = _("Remove “{title}”").format(title=self.rows[name].editor.spec.title)
            attempt(self.context, lambda: self.context.workspace.save(without, label), label)
