"""Possible second doctors side by side: a row for each thing that matters, a column for each doctor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, short_date
from caseorg.domain.people import CaseContact
from caseorg.services.people import Candidate
from caseorg.ui.pages.people_detail import network_words, quoted_words, report_words
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

_PAGE = "people_and_places"


@dataclass(frozen=True)
class _Row:
    """One thing that matters, with what is known of it for each doctor."""

    title: str
    cells: tuple[str, ...]


class Comparison(QWidget):
    """The table, and below it a choice for each doctor."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        choose: Callable[[CaseContact], object],
        fill_in: Callable[[CaseContact], object],
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        set_gaps(column, gap=16)
        names = [_name(each) for each in candidates]
        self.list = RecordTable(
            _("Compare second doctors"),
            [
                Column(_("What"), lambda row: row.title),
                *(Column(name, lambda row, at=at: row.cells[at], grows=True) for at, name in enumerate(names)),
            ],
            lambda row: _spoken(row, names),
            name=f"{_PAGE}.comparison",
            key=lambda row: row.title,
        )
        self.list.set_rows(_rows(candidates))
        column.addWidget(self.list)
        column.addWidget(Label(_("You choose. The program does not rank doctors."), ink="text.secondary"))
        for each in candidates:
            column.addWidget(_buttons(each, choose, fill_in))

    def focus_first(self) -> None:
        """Give the focus to the table."""
        self.list.view().setFocus()


def _rows(candidates: Sequence[Candidate]) -> list[_Row]:
    read: tuple[tuple[str, Callable[[Candidate], str]], ...] = (
        (_("Place"), lambda each: each.place),
        (_("In network"), lambda each: network_words(each.link)),
        (_("Cost they quoted"), lambda each: quoted_words(each.link)),
        (
            _("Earliest visit"),
            lambda each: short_date(each.link.earliest_visit) if each.link.earliest_visit else "",
        ),
        (_("How far, or by video"), lambda each: each.link.distance),
        (_("What they need"), lambda each: each.link.they_need),
        (_("Gives a written report"), lambda each: report_words(each.link)),
    )
    return [_Row(title, tuple(cell(each) or _("Not known yet") for each in candidates)) for title, cell in read]


def _buttons(
    candidate: Candidate, choose: Callable[[CaseContact], object], fill_in: Callable[[CaseContact], object]
) -> FlowRow:
    link, name = candidate.link, candidate.contact.name
    row = FlowRow(name=f"{_PAGE}.choices")
    if not candidate.is_chosen:
        words = _("Choose {name}").format(name=name)
        row.add(Button(words, lambda: choose(link), icon="check", name=f"{_PAGE}.choose.{link.id}"))
    words = _("Fill in more about {name}").format(name=name)
    row.add(Button(words, lambda: fill_in(link), icon="pencil", name=f"{_PAGE}.fill_in.{link.id}"))
    return row


def _name(candidate: Candidate) -> str:
    name = candidate.contact.name or _("No name yet")
    return _("{name} (chosen)").format(name=name) if candidate.is_chosen else name


def _spoken(row: _Row, names: Sequence[str]) -> str:
    said = [_("{name}: {words}").format(name=name, words=cell) for name, cell in zip(names, row.cells, strict=True)]
    return ". ".join([row.title, *said])
