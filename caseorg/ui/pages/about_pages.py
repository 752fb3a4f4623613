"""What stands in the Help menu beside the help texts: our information, this program, and a report for its makers."""

from __future__ import annotations

import tomllib

from caseorg.base import language, resources
from caseorg.base.language import _
from caseorg.base.version import program_version
from caseorg.domain.errors import CaseorgError
from caseorg.services.help_texts import help_text
from caseorg.services.licences import Part, all_parts
from caseorg.services.makers_report import makers_report
from caseorg.ui import paper
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.forms.inputs import TextInput
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages.panel import Panel
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.help_parts import HelpParts
from caseorg.ui.widgets.label import Label

_MOST_REPORT_LINES = 400
_MOST_LICENCE_LINES = 40
"""Some licences have two thousand lines: those are scrolled in their own box."""


class AboutInformationPage(Page):
    """What Caseorg does and does not do, and how its rules are checked."""

    name = "about_information"
    title = "About our information"
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.body.addWidget(HelpParts(help_text(self.name)))
        links = FlowRow(
            LinkButton(_("When our rules were last checked"), lambda: context.go_to("settings"), name="about.rules"),
            LinkButton(_("Where to get human help"), lambda: context.go_to("human_help"), name="about.human_help"),
        )
        self.body.addWidget(links)


class AboutPage(Page):
    """The version, and the parts that others made, each with its licence."""

    name = "about"
    title = "About Caseorg"
    purpose = "Get a second medical opinion, one step at a time."
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        column = self.add_section()
        column.addWidget(Label(_("Version: {version}").format(version=program_version())))
        column.addWidget(Label(_("License: Apache License 2.0. You may use, change and share it.")))
        column.addWidget(Label(_("Caseorg does not use the internet.")))
        self.list = RecordTable(
            _("Parts made by others"),
            (
                Column(_("Part"), lambda row: row["name"]),
                Column(_("What for"), lambda row: _said(row["what"])),
                Column(_("License"), lambda row: _said(row["licence"])),
            ),
            lambda row: ", ".join((row["name"], _said(row["what"]), _said(row["licence"]))),
            name="about.parts",
            key=lambda row: row["name"],
        )
        made = self.add_section(_("Parts made by others"))
        made.addWidget(self.list)
        every = LinkButton(
            _("All parts, their versions and license texts"), lambda: context.go_to("licences"), name="about.licences"
        )
        made.addWidget(FlowRow(every))
        parts = tomllib.loads(resources.path("help/parts.toml").read_text(encoding="utf-8"))
        self.list.set_rows(parts["part"])


def _said(words: str | dict[str, str]) -> str:
    """Return words of the list of parts in the language in use; a license's own name is the same in all."""
    return words if isinstance(words, str) else words[language.current()]


class LicencesPage(Page):
    """Every part with its version, and the licence text of the one that is chosen."""

    name = "licences"
    title = "Parts and licenses"
    purpose = "What others made and let us use. Open one to read its license."
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.list = RecordTable(
            _("Parts and licenses"),
            (
                Column(_("Part"), lambda part: part.name),
                Column(_("Version"), lambda part: part.version),
                Column(_("Part of"), lambda part: part.inside),
                Column(_("License"), lambda part: part.licence),
            ),
            lambda part: ", ".join(filter(None, (part.name, part.version, part.inside, part.licence))),
            name="licences.parts",
            key=lambda part: part.name,
        )
        self.body.addWidget(self.list)
        self.panel = Panel(self, name="licences.panel", hides=[self.list])
        self.body.addWidget(self.panel)
        self.list.opened.connect(self._show)
        self.list.set_rows(all_parts())

    def _show(self, part: Part) -> None:
        title = _("License of {part}").format(part=part.name)
        text = TextInput(12, 100, "licences.text", most=_MOST_LICENCE_LINES)
        text.setReadOnly(True)
        text.setAccessibleName(title)
        text.setPlainText(part.text())
        self.panel.open_task(title, text)


class MakersReportPage(Page):
    """The report, to be read before it is saved."""

    name = "makers_report"
    title = "Report for the makers"
    purpose = "It has no health details. Read it first. Nothing is sent."
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.add_main_button(
            Button(_("Save the report"), self.save, kind=ButtonKind.main, icon="save", name="makers_report.save"),
            command="main",
        )
        # As high as its lines: the page scrolls, not a part of it.
        self.text = TextInput(12, 100, "makers_report.text", most=_MOST_REPORT_LINES)
        self.text.setAccessibleName(_("The report"))
        self.text.setReadOnly(True)
        self.body.addWidget(self.text)

    def reload(self) -> None:
        context = self.context
        report = makers_report(context.workspace, context.appearance.look._asdict(), context.preferences.settings)
        self.text.setPlainText(report)

    def save(self) -> None:
        """Ask where to put it, and write it there for its owner's eyes only."""
        target = self.context.files.place(self.window(), "caseorg-report.txt", _("Text (*.txt)"))
        if target is None:
            return
        try:
            paper.write_pdf(target, self.text.toPlainText().encode())
        except CaseorgError as error:
            self.context.tell.error(error, (_("Save as..."), self.save))
            return
        self.context.tell.done(_("The report is saved."))
