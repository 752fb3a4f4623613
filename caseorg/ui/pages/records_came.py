"""“It came”: which file it came in, picked or dropped here, whether it was all of it, and on which day."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QVBoxLayout

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.document import Document
from caseorg.domain.requests import RequestedItem
from caseorg.services import requests
from caseorg.services.records_list import ItemLine
from caseorg.ui.forms.choice_editors import RecordEditor
from caseorg.ui.page import PageContext
from caseorg.ui.pages import choices
from caseorg.ui.pages.documents_adding import Adding, can_take
from caseorg.ui.pages.short_form import Ask, ShortForm, asks_field, day_asked, one_of
from caseorg.ui.text_size import Role
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

_FORM = "it_came"


class ItCameForm(ShortForm):
    """What came. A file that is picked or dropped here is kept with the documents at once, and chosen."""

    def __init__(self, context: PageContext, snapshot: CaseSnapshot, line: ItemLine) -> None:
        self._item = line.item
        answers = ((True, "all", _("All of it came")), (False, "some", _("Some of it came")))
        super().__init__(
            context,
            (
                one_of(_FORM, "all_of_it", _("How much came?"), answers, True),
                day_asked(_FORM, "day", _("Day it came"), context.today()),
                Ask(
                    asks_field(_FORM, RequestedItem, "document_id"),
                    line.item.document_id,
                    choices=choices.document_choices(snapshot),
                ),
            ),
            self._keep,
            key=f"{_FORM}:{line.item.id}",
        )
        self._adding = Adding(context, snapshot.case.id, self._choose, self)
        pick = Button(_("Choose a file..."), self._pick, icon="paperclip", name=f"{_FORM}.pick")
        words = _("Or drop a file here. Is it on paper? Take a picture of it first.")
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        for widget in (FlowRow(pick), Label(words, Role.small, "text.secondary"), self._adding.place):
            column.insertWidget(column.indexOf(self.buttons), widget)
        self.setAcceptDrops(True)

    def _pick(self) -> None:
        self._adding.add_paths(self._context.files.files_to_add(self.window())[:1])

    def _choose(self, document: Document) -> None:
        editor = self.editor("document_id")
        assert isinstance(editor, RecordEditor)
        editor.offer(document.id, document.name)
        editor.show_value(document.id)
        editor.edited.emit()

    def _keep(self, entries: dict[str, Any]) -> None:
        snapshot = self._context.workspace.load_case(self._item.case_id)
        document = next((each for each in snapshot.documents if each.id == entries["document_id"]), None)
        requests.it_came(
            self._context.workspace, self._item, entries["day"], all_of_it=entries["all_of_it"], document=document
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if can_take(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        # Never a move: the program that let go of the file would remove it.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._adding.add_pasted(event.mimeData())
