"""“Your health plan”: one choice, and one more for a plan with a network."""

from __future__ import annotations

from caseorg.base.language import _
from caseorg.domain.errors import CaseorgError
from caseorg.domain.plan import Plan, PlanKind, PlanNetwork
from caseorg.domain.words import word_for
from caseorg.ui.forms.fields import FieldSpec
from caseorg.ui.forms.radio_editor import RadioEditor
from caseorg.ui.interview.short_screen import ShortScreen

_WITH_NETWORK = (PlanKind.employer, PlanKind.marketplace, PlanKind.medicare_advantage)


class PlanPage(ShortScreen):
    """Keeps what kind of plan it is. “Not sure” is an answer."""

    name = "plan"
    title = "Your health plan"
    purpose = "The rules differ by the kind of plan. “Not sure” is fine."
    main_words = "Save and continue"
    shows = (Plan,)

    def build(self) -> None:
        kinds = [(kind, kind.value, word_for(kind)) for kind in PlanKind]
        kind = FieldSpec("plan", "kind", _("What kind of plan do you have?"), "", PlanKind, None, True, False)
        row = self.add(RadioEditor(kind, [*kinds, (None, "not_sure", _("Not sure"))]))
        row.editor.edited.connect(self._arrange)
        networks = [(network, network.value, word_for(network)) for network in PlanNetwork]
        network = FieldSpec(
            "plan", "network", _("Which type is it?"), _("It is often on your card."), PlanNetwork, None, True, False
        )
        self.add(RadioEditor(network, [*networks, (None, "not_sure", _("Not sure"))]))
        self._arrange()

    def reload(self) -> None:
        """Show what was chosen before."""
        plan = self._plan()
        if plan is not None:
            self.rows["kind"].editor.show_value(plan.kind)
            self.rows["network"].editor.show_value(plan.network)
        self._arrange()

    def finish(self) -> None:
        """Save the plan and go on."""
        entries = self.read()
        if entries is None or self.context.case_id is None:
            return
        plan = self._plan() or Plan(case_id=self.context.case_id)
        kept = {name: value for name, value in entries.items() if value is not None}
        try:
            self.context.workspace.save(plan.revised(**kept), _("Choose the plan"))
        except CaseorgError as error:
            self.context.tell.error(error)
            return
        self.go_on()

    def _plan(self) -> Plan | None:
        if self.context.case_id is None:
            return None
        plans = self.context.workspace.load_case(self.context.case_id).plans
        return plans[0] if plans else None

    def _arrange(self) -> None:
        self.rows["network"].setVisible(self.rows["kind"].editor.entry() in _WITH_NETWORK)
