"""What is asked about a denial and its appeals: the six questions of the letter, the whole sheet, and the decision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from caseorg.base.language import _
from caseorg.domain import problems
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.denial import Appeal, AppealDecision, AppealLevel, Denial
from caseorg.domain.errors import Problem
from caseorg.domain.plan import PlanKind
from caseorg.domain.record import Record
from caseorg.domain.words import word_for
from caseorg.services import denials
from caseorg.ui.forms.form import RecordForm, References, Section
from caseorg.ui.page import PageContext
from caseorg.ui.pages import choices
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.pages.short_form import Ask, ShortForm, asks_field, day_asked, one_of

_WITH_DRUG_PLAN = {PlanKind.medicare, PlanKind.medicare_advantage}
_LETTER = ("notice_date", "received_date", "reason_text", "stated_last_day", "send_to")


class _LetterForm(RecordForm):
    """What the forms of a denial share: a drug plan of Medicare is asked about where the plan is Medicare's."""

    record_type = Denial
    needed = {"what": "Enter what was denied. The letter says it."}  # noqa: RUF012 - never changed

    def __init__(self, context: PageContext, record: Record | None = None, **more: Any) -> None:
        super().__init__(context, record, **more)
        kinds = {plan.kind for plan in case_on_show(context).plans}
        self.rows["part_d"].setVisible(bool(kinds & _WITH_DRUG_PLAN))

    def look_across(self, record: Record) -> Sequence[Problem]:
        return problems.of_denial(record) if isinstance(record, Denial) else ()


class NewDenialForm(_LetterForm):
    """The six questions about a letter that says no, and whether waiting is dangerous."""

    undo_label = "Add a denial"
    sections = (
        Section("", ("what", *_LETTER, "part_d")),
        Section(
            "Is it urgent?",
            ("waiting_is_dangerous",),
            note="If waiting could harm your health, your plan has to decide faster. Your doctor can say so.",
        ),
    )

    def write(self, record: Record) -> None:
        if isinstance(record, Denial):
            denials.add_denial(self.context.workspace, record)


class DenialForm(_LetterForm):
    """Everything a letter that says no may state."""

    undo_label = "Edit denial"
    sections = (
        Section("The letter", ("what", *_LETTER, "part_d", "send_to_fax", "claim_number", "document_id")),
        Section("Is it urgent?", ("waiting_is_dangerous", "effective_date")),
        Section(
            "The care",
            ("timing", "date_of_service", "contact_id", "denied_cents", "cost_id"),
        ),
        Section(
            "More from the letter",
            ("level", "received_evidence", "claim_adjustment_code", "remark_code", "rating_period_start"),
        ),
    )


class AppealForm(RecordForm):
    """One appeal: what it says, when it went out, and what came of it."""

    record_type = Appeal
    undo_label = "Edit appeal"
    sections = (
        Section("The appeal", ("level", "is_expedited", "filed_on", "received_on", "reference_number", "letter_id")),
        Section("In your own words", ("what_they_decided", "why_wrong", "what_we_ask", "why_late")),
        Section("What came of it", ("extended_on", "decision", "decided_on", "decision_document_id", "notes")),
    )


def references(read: Callable[[], CaseSnapshot]) -> References:
    """Return what may be chosen in these forms, as the case stands when it is asked."""
    return {
        "contact_id": lambda: choices.contact_choices(read()),
        "document_id": lambda: choices.document_choices(read()),
        "decision_document_id": lambda: choices.document_choices(read()),
        "letter_id": lambda: choices.letter_choices(read()),
        "cost_id": lambda: [(cost.id, cost.what or _("A bill")) for cost in read().costs],
    }


class DecisionForm(ShortForm):
    """What was decided about an appeal. A no asks for what the next step needs."""

    _after_no = ("reason_text", "stated_last_day", "send_to", "send_to_fax")

    def __init__(self, context: PageContext, snapshot: CaseSnapshot, appeal: Appeal) -> None:
        form = "decision"

        def act(entries: dict[str, Any]) -> None:
            denials.record_decision(context.workspace, appeal, denials.Decided(**entries))

        answers = [(each, each.value, word_for(each)) for each in AppealDecision]
        super().__init__(
            context,
            (
                one_of(form, "decision", _("What did they decide?"), answers, needed=_("Choose what they decided.")),
                day_asked(form, "decided_on", _("Date on their letter"), None),
                Ask(asks_field(form, Denial, "received_date")),
                *(Ask(asks_field(form, Denial, name)) for name in self._after_no),
                Ask(asks_field(form, Denial, "document_id"), choices=choices.document_choices(snapshot)),
            ),
            act,
            key=f"{form}:{appeal.id}",
        )
        self.editor("decision").edited.connect(self._arrange)
        self._arrange()

    def _arrange(self) -> None:
        """Ask for what the next step needs only where there is one."""
        for name in self._after_no:
            self.rows[name].setVisible(self.editor("decision").entry() in (AppealDecision.no, AppealDecision.partly))


def sent_already(context: PageContext, denial: Denial, level: AppealLevel) -> ShortForm:
    """Ask when an appeal went out that was made without our letter."""
    form = "sent_already"

    def act(entries: dict[str, Any]) -> None:
        with context.workspace.step(_("Note that you appealed")) as step:
            step.save(
                Appeal.made(
                    case_id=denial.case_id,
                    denial_id=denial.id,
                    level=level,
                    is_expedited=bool(denial.waiting_is_dangerous),
                    **entries,
                )
            )

    return ShortForm(
        context,
        (
            day_asked(form, "filed_on", _("Day you sent it"), context.today()),
            Ask(asks_field(form, Appeal, "received_on")),
            Ask(asks_field(form, Appeal, "reference_number")),
        ),
        act,
        key=f"{form}:{denial.id}:{level.value}",
    )
