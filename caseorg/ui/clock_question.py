"""The bar above the page that asks whether the computer's day is right, where the entries say that it can't be."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QBoxLayout

from caseorg.base.language import _, short_date
from caseorg.domain.errors import CaseorgError
from caseorg.services.clock_question import ClockDoubt, ClockNotes, doubt_of, right_now
from caseorg.ui.widgets.chip import Status
from caseorg.ui.widgets.message_bar import MessageBar

if TYPE_CHECKING:
    from caseorg.ui.background import Background
    from caseorg.ui.bridge import Bridge
    from caseorg.ui.tell import Tell
    from caseorg.ui.upkeep import Upkeep


class ClockQuestion(MessageBar):
    """One for each window. It blocks nothing, and goes by itself when the clock is put right."""

    def __init__(self, upkeep: Upkeep, background: Background, bridge: Bridge, tell: Tell) -> None:
        """Make it; it looks when it is put into the window.

        Args:
            upkeep: The open file, and what is noted of it.
            background: Where the entries are read.
            bridge: What says that a new day began.
            tell: Where an answer is confirmed.
        """
        super().__init__("clock_question")
        self._upkeep, self._background, self._bridge, self._tell = upkeep, background, bridge, tell
        # Kept here, too: where nothing can be noted, the answer holds until the file is closed.
        self._noted = ClockNotes.of(upkeep.notes)
        self._doubt: ClockDoubt | None = None
        self._looks_again = False
        self._job = 0
        bridge.new_day.connect(self._new_day)

    def put_into(self, layout: QBoxLayout) -> None:
        """Stand at the end of a layout, after another language, too: what is on show is then said in that."""
        layout.addWidget(self)
        if self._doubt is not None and self.text():
            self._show(self._doubt)
        QTimer.singleShot(0, self, self.look)  # the rest of the window is not there yet

    def look(self) -> None:
        """Find out whether the day can be right."""
        workspace, noted = self._upkeep.workspace, self._noted
        if not workspace.is_closed:
            self._background.drop(self._job)
            self._job = self._background.run(
                lambda: doubt_of(workspace, noted), then=self._judged, failed=self._not_judged
            )

    def _new_day(self, _day: object) -> None:
        self.look()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate:  # somebody may come from setting the clock
            self._bridge.look_at_the_day()
        return super().event(event)

    def _judged(self, found: tuple[ClockDoubt | None, ClockNotes]) -> None:
        before, (doubt, noted) = self._doubt, found
        self._doubt = doubt
        self._note(noted)
        if doubt is not None and (doubt != before or self._looks_again):
            self._show(doubt, again=doubt == before)
        elif doubt is None and before is not None:
            self.clear()
            self._tell.done(self._counted_from())
        self._looks_again = False

    def _not_judged(self, error: BaseException) -> None:
        if not self._upkeep.workspace.is_closed and not isinstance(error, CaseorgError):
            self._background.failed(error)

    def _show(self, doubt: ClockDoubt, *, again: bool = False) -> None:
        still = _("The computer still shows {today}.").format(today=short_date(doubt.today))
        buttons = ((_("The day is right"), self._answer), (_("Look again"), self._look_again))
        words = f"{still} {doubt.words()}" if again else doubt.words()
        self.show_message(words, status=Status.warn, buttons=buttons)

    def _answer(self) -> None:
        before = self._noted
        self._background.drop(self._job)  # what is being found out knows nothing of the answer
        with suppress(CaseorgError):  # of a file that can't be read now it is asked once more
            self._note(right_now(self._upkeep.workspace))
            self._doubt = None
            self._tell.done(self._counted_from(), undo=lambda: self._ask_anew(before))

    def _ask_anew(self, noted: ClockNotes) -> None:
        self._note(noted)
        self.look()

    def _look_again(self) -> None:
        self._looks_again = True
        self._bridge.look_at_the_day()
        self.look()

    def _counted_from(self) -> str:
        day = short_date(self._upkeep.workspace.today())
        return _("The days left are counted from {day}.").format(day=day)

    def _note(self, noted: ClockNotes) -> None:
        if noted != self._noted:
            self._noted = noted
            self._upkeep.note(**noted._asdict())
