"""One line for each place of an office's form: what it is called, and what goes in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.packets.own_form import FACTS
from caseorg.services.own_forms import OWN_WORDS, FormPlace
from caseorg.ui.forms.inputs import LineInput
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.choice import Choice
from caseorg.ui.widgets.label import Label

_NOTHING, _OWN = "", OWN_WORDS


def fact_words(fact: str) -> str:
    """Return what a person calls something that can be filled in."""
    return {
        "patient.full_name": _("Patient's name"),
        "patient.first_name": _("First name"),
        "patient.last_name": _("Last name"),
        "patient.date_of_birth": _("Date of birth"),
        "patient.address": _("Whole address"),
        "patient.street": _("Street"),
        "patient.town": _("City"),
        "patient.state": _("State"),
        "patient.zip": _("ZIP code"),
        "patient.phone": _("Patient's phone"),
        "patient.email": _("Patient's email"),
        "to.record_number": _("Record number at this office"),
        "helper.full_name": _("Helper's name"),
        "helper.relation": _("Who the helper is"),
        "helper.phone": _("Helper's phone"),
        "to.name": _("This office's name"),
        "to.address": _("This office's address"),
        "to.phone": _("This office's phone"),
        "to.fax": _("This office's fax"),
        "consultant.name": _("Second doctor's name"),
        "consultant.address": _("Second doctor's address"),
        "consultant.phone": _("Second doctor's phone"),
        "consultant.fax": _("Second doctor's fax"),
        "plan.name": _("Plan's name"),
        "coverage.member_id": _("Member ID"),
        "coverage.group_number": _("Group number"),
        "denial.claim_number": _("Claim number"),
        "denial.notice_date": _("Date of the denial letter"),
        "today": _("Today's date"),
    }[fact]


class OwnFormRows(QWidget):
    """The lines, made anew when another place comes or goes."""

    def __init__(self, chosen: Callable[[int, str], object], words_for: Callable[[str], str]) -> None:
        super().__init__()
        self.setObjectName("own_form.rows")
        self._chosen, self._words_for = chosen, words_for
        self._outer = QVBoxLayout(self)
        set_gaps(self._outer)
        self._inside = QWidget()
        self._outer.addWidget(self._inside)

    def show_places(self, places: Sequence[FormPlace]) -> None:
        """Show one line for each place."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        set_gaps(column, gap=12)
        for at, place in enumerate(places):
            column.addWidget(self._line(at, place))
        self._outer.replaceWidget(self._inside, inside)
        self._inside.hide()
        self._inside.deleteLater()
        self._inside = inside

    def _line(self, at: int, place: FormPlace) -> QWidget:
        line = QWidget()
        column = QVBoxLayout(line)
        set_gaps(column, gap=4)
        form = _("{label}, page {page}: new in this form") if place.is_new else _("{label}, page {page}")
        words = form.format(label=place.label, page=place.place.page)
        label, box = Label(words, Role.label), Choice(f"own_form.value.{at}", width=30)
        label.setBuddy(box)
        box.setAccessibleName(words)
        values = [(_NOTHING, _("Leave it empty"))]
        if place.is_box:
            values.append((f"{_OWN}x", _("Tick it")))
        else:
            values += [(_OWN, _("My own words")), *((fact, fact_words(fact)) for fact in FACTS)]
        for value, shown in values:
            box.addItem(shown, value)
        is_own = place.value.startswith(_OWN) and not place.is_box
        box.setCurrentIndex(max(0, box.findData(_OWN if is_own else place.value)))
        own = LineInput(30, f"own_form.words.{at}")
        own.setAccessibleName(_("Words for {label}").format(label=words))
        own.setText(place.value.removeprefix(_OWN) if is_own else "")
        own.setVisible(is_own)
        shown_words = Label(self._words_for(place.value) if not is_own and not place.is_box else "", Role.small)

        def choose(_index: int) -> None:
            value = str(box.currentData())
            own.setVisible(value == _OWN)
            shown_words.setText("" if place.is_box or value == _OWN else self._words_for(value))
            self._chosen(at, value + own.text() if value == _OWN else value)

        box.activated.connect(choose)
        own.editingFinished.connect(lambda: self._chosen(at, _OWN + own.text()))
        for widget in (label, box, own, shown_words):
            column.addWidget(widget)
        return line
