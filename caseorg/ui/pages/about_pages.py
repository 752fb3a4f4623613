"""What stands in the Help menu beside the help texts: our information, this program, and a report for its makers."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from caseorg.base import language, resources
from caseorg.base.language import _
from caseorg.base.version import program_version
from caseorg.services.help_texts import help_text
from caseorg.services.makers_report import makers_report
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.forms.inputs import TextInput
from caseorg.ui.page import Page, PageContext
from caseorg.ui.paper import PdfNotWrittenError
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.help_parts import HelpParts
from caseorg.ui.widgets.label import Label

_MOST_REPORT_LINES = 400


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
        column.addWidget(Label(_("Licence: Apache License 2.0. You may use, change and share it.")))
        column.addWidget(Label(_("Caseorg does not use the internet.")))
        self.list = RecordTable(
            _("Parts made by others"),
            (
                Column(_("Part"), lambda row: row["name"]),
                Column(_("What for"), lambda row: row["what"][language.current()]),
                Column(_("Licence"), lambda row: row["licence"]),
            ),
            lambda row: ", ".join((row["name"], row["what"][language.current()], row["licence"])),
            name="about.parts",
            key=lambda row: row["name"],
        )
        self.add_section(_("Parts made by others")).addWidget(self.list)
        parts = tomllib.loads(resources.path("help/parts.toml").read_text(encoding="utf-8"))
        self.list.set_rows(parts["part"])


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
            _write(self.text.toPlainText(), target)
        except OSError:
            self.context.tell.error(PdfNotWrittenError(target.name))
            return
        self.context.tell.done(_("The report is saved."))


def _write(report: str, target: Path) -> None:
    descriptor = os.open(target, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(report)
