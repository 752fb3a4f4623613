"""What is asked about a denial and its appeals: the six questions of the letter, the whole sheet, and the decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain import problems
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.denial import Appeal, AppealDecision, AppealLevel, Denial
from caseorg.domain.document import Document
from caseorg.domain.errors import Problem
from caseorg.domain.plan import PlanKind
from caseorg.domain.record import Record, SourceKind
from caseorg.domain.words import word_for
from caseorg.services import denials, letter_desk
from caseorg.services.paths import plan_title
from caseorg.ui.forms.form import RecordForm, References, Section
from caseorg.ui.page import PageContext
from caseorg.ui.pages import choices
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.pages.short_form import Ask, ShortForm, asks_field, day_asked, one_of

_ONLY_WITH = {
    "part_d": {PlanKind.medicare, PlanKind.medicare_advantage},
    "part_b_drug": {PlanKind.medicare_advantage},
    "dismissed": {PlanKind.medicare_advantage},
    "ending_care": {PlanKind.medicare},
    "no_proper_notice": {PlanKind.medicaid},
    "rating_period_start": {PlanKind.medicaid},
    "about": {PlanKind.tricare},
    "va_question": {PlanKind.va},
}
"""What only letters of some kinds of plan can say; the others are not asked."""
_LETTER = ("notice_date", "received_date", "reason_text", "stated_last_day", "send_to")


class _LetterForm(RecordForm):
    """What the forms of a denial share: what only some plans write is asked where the case has such a plan."""

    record_type = Denial
    needed = {"what": "Enter what was denied. The letter says it."}  # noqa: RUF012 - never changed

    def __init__(self, context: PageContext, record: Record | None = None, **more: Any) -> None:
        super().__init__(context, record, **more)
        snapshot = case_on_show(context)
        for name, row in self.rows.items():
            if name == "plan_id":
                row.setVisible(len(snapshot.plans) > 1)
            elif name in _ONLY_WITH and not self._says(name):
                row.setVisible(_fits(name, snapshot))

    def _says(self, name: str) -> bool:
        """Tell whether the letter has an entry there; then it is shown whatever the plan is now."""
        return self.record is not None and getattr(self.record, name) is not None

    def look_across(self, record: Record) -> Sequence[Problem]:
        return problems.of_denial(record) if isinstance(record, Denial) else ()


class NewDenialForm(_LetterForm):
    """The six questions about a letter that says no, and whether waiting is dangerous."""

    undo_label = "Add a denial"
    sections = (
        Section("", ("what", "plan_id", *_LETTER, "part_d", "part_b_drug", "ending_care", "about", "va_question")),
        Section(
            "Is it urgent?",
            ("waiting_is_dangerous",),
            note="If waiting could harm your health, your plan has to decide faster. Your doctor can say so.",
        ),
    )

    def write(self, record: Record) -> None:
        if isinstance(record, Denial):
            denials.add_denial(self.context.workspace, record)


class LetterDenialForm(NewDenialForm):
    """What a letter that says no states, asked with the letter beside it."""

    sections = (
        Section("", ("what", "plan_id", "notice_date", "received_date", "stated_last_day", "reason_text")),
        Section("", ("claim_number", "denied_cents", "send_to", "send_to_fax")),
        Section("", ("part_d", "part_b_drug", "ending_care", "about", "va_question")),
        NewDenialForm.sections[-1],
    )

    def __init__(self, context: PageContext, letter: Document) -> None:
        self._letter = letter
        snapshot = case_on_show(context)
        given = {
            "case_id": letter.case_id,
            "document_id": letter.id,
            "source_kind": SourceKind.document,
            "source_document_id": letter.id,
        }
        super().__init__(context, given=given, references=references(lambda: snapshot), draft=str(letter.id))

    def write(self, record: Record) -> None:
        if isinstance(record, Denial):
            letter_desk.add_denial(self.context.workspace, record, self._letter)


class DenialForm(_LetterForm):
    """Everything a letter that says no may state."""

    undo_label = "Edit denial"
    sections = (
        Section("The letter", ("what", "plan_id", *_LETTER, "send_to_fax", "claim_number", "document_id")),
        Section("Is it urgent?", ("waiting_is_dangerous", "effective_date", "ending_care", "no_proper_notice")),
        Section(
            "The care",
            ("timing", "date_of_service", "contact_id", "denied_cents", "cost_id", "part_d", "part_b_drug"),
        ),
        Section(
            "More from the letter",
            (
                "level",
                "dismissed",
                "about",
                "va_question",
                "received_evidence",
                "claim_adjustment_code",
                "remark_code",
                "rating_period_start",
            ),
        ),
    )


def _fits(name: str, snapshot: CaseSnapshot, plan_id: UUID | None = None) -> bool:
    """Tell whether a letter can say this: whether a plan of the case, or the one that is named, is of such a kind."""
    named = [plan for plan in snapshot.plans if plan.id == plan_id]
    return any(plan.kind in _ONLY_WITH[name] for plan in named or snapshot.plans)


class AppealForm(RecordForm):
    """One appeal: what it says, when it went out, and what came of it."""

    record_type = Appeal
    undo_label = "Edit appeal"
    sections = (
        Section("The appeal", ("level", "is_expedited", "filed_on", "received_on", "reference_number", "letter_id")),
        Section("In your own words", ("what_they_decided", "why_wrong", "what_we_ask", "why_late")),
        Section(
            "What came of it",
            ("facts_asked_on", "extended_on", "decision", "decided_on", "decision_document_id", "notes"),
        ),
    )


def references(read: Callable[[], CaseSnapshot]) -> References:
    """Return what may be chosen in these forms, as the case stands when it is asked."""
    return {
        "contact_id": lambda: choices.contact_choices(read()),
        "document_id": lambda: choices.document_choices(read()),
        "decision_document_id": lambda: choices.document_choices(read()),
        "letter_id": lambda: choices.letter_choices(read()),
        "plan_id": lambda: [(plan.id, plan_title(plan)) for plan in read().plans],
        "cost_id": lambda: [(cost.id, cost.what or _("A bill")) for cost in read().costs],
    }


class DecisionForm(ShortForm):
    """What was decided about an appeal. A no asks for what the next step needs and the first letter left open."""

    _of_the_letter = ("reason_text", "stated_last_day", "send_to", "send_to_fax")
    _of_the_law = ("timing", "part_d", "part_b_drug", "about")

    def __init__(self, context: PageContext, snapshot: CaseSnapshot, appeal: Appeal) -> None:
        form = "decision"

        def act(entries: dict[str, Any]) -> None:
            denials.record_decision(context.workspace, appeal, denials.Decided(**entries))

        denial = next((each for each in snapshot.denials if each.id == appeal.denial_id), None)
        self._after_no = (*self._of_the_letter, *self._still_open(snapshot, denial))
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

    def _still_open(self, snapshot: CaseSnapshot, denial: Denial | None) -> Iterator[str]:
        """Give what the rules of the next step turn on: a dismissal, and what the letter before did not say."""
        plan_id = denial.plan_id if denial else None
        if _fits("dismissed", snapshot, plan_id):
            yield "dismissed"
        for name in self._of_the_law:
            is_open = denial is None or getattr(denial, name) is None
            if is_open and (name not in _ONLY_WITH or _fits(name, snapshot, plan_id)):
                yield name

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
