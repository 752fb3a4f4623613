"""What the check finds in a letter or packet: must fix, good to have, fine. Each with the way to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.packets.plan import Finding, Level
from caseorg.ui.pages.refilled import Refilled
from caseorg.ui.pages.ways_to_fix import Mend
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import LinkButton
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.picture import Picture

WayToFix = Callable[[Finding], Mend | None]

_LOOKS = {
    Level.must_fix: ("octagon-x", "status.bad"),
    Level.good_to_have: ("triangle-alert", "status.warn"),
    Level.fine: ("circle-check", "status.ok"),
}


def level_words(level: Level) -> str:
    """Say how much a finding matters, in the language in use."""
    return {
        Level.must_fix: _("Must fix"),
        Level.good_to_have: _("Good to have"),
        Level.fine: _("Fine"),
    }[level]


class CheckList(Card):
    """The findings of a paper by level. It is filled anew only when they change, so the focus stays."""

    def __init__(self, fix: WayToFix, *, name: str) -> None:
        """Make it, empty.

        Args:
            fix: Gives what mends a finding, or None where nothing leads there.
            name: The object name, such as `letters.check`.
        """
        super().__init__(_("Check"), name=name)
        self._fix = fix
        self._shown: tuple[Finding, ...] | None = None
        self._lines = Refilled(gap=8)
        self.body.addWidget(self._lines)

    def show_findings(self, findings: Iterable[Finding]) -> None:
        """Show what was found."""
        found = tuple(findings)
        if found == self._shown:
            return
        self._shown = found
        lines: list[QWidget] = []
        for level in Level:
            mine = [each for each in found if each.level is level]
            if mine:
                lines.append(Label(level_words(level), Role.label))
            lines += [self._line(finding, found.index(finding)) for finding in mine]
        if not found:
            lines.append(Label(_("Nothing to check yet."), ink="text.secondary"))
        self._lines.show_parts(lines)
        self.setAccessibleDescription("\n".join(each.sentence for each in found if each.level is not Level.fine))

    def focus_first_fix(self) -> None:
        """Give the focus to the first button that mends something; what matters most stands first."""
        links = self._lines.findChildren(LinkButton)
        if links:
            links[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def sentences(self, level: Level) -> list[str]:
        """Return what is shown at one level."""
        return [each.sentence for each in self._shown or () if each.level is level]

    def _line(self, finding: Finding, number: int) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        set_gaps(row, gap=8)
        icon, ink = _LOOKS[finding.level]
        row.addWidget(Picture(icon, ink))
        row.addWidget(Label(finding.sentence), 1)
        mend = self._fix(finding) if finding.level is not Level.fine else None
        if mend is not None:
            words, act = mend
            spoken = _("{action}: {problem}").format(action=words, problem=finding.sentence)
            row.addWidget(LinkButton(words, act, name=f"{self.objectName()}.fix.{number}", spoken=spoken))
        return line
