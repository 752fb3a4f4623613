"""Applies how the screen is to look, at the start and while windows are open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from caseorg.base import language
from caseorg.ui import text_size, theme
from caseorg.ui.paint import use_thick_ring
from caseorg.ui.remembered import Look, Remembered
from caseorg.ui.theme import Theme
from caseorg.ui.widgets.focus_ring import FocusRing

if TYPE_CHECKING:
    from PySide6.QtCore import QTranslator


class Appearance(QObject):
    """How the screen looks now. Changing it shows at once; with `remember` it is kept."""

    language_changed = Signal()
    changed = Signal()

    def __init__(
        self,
        application: QApplication,
        remembered: Remembered,
        look: Look,
        *,
        family: str = "",
        complete: bool = True,
    ) -> None:
        """Apply a look to the application.

        Args:
            application: The application.
            remembered: Where the look is kept.
            look: The look to begin with.
            family: Stands in for the computer's own interface font.
            complete: Whether to load all of it now, and not only what the first window needs.
        """
        super().__init__(application)
        self._application, self._remembered, self.look = application, remembered, look
        text_size.start(family)
        language.use(look.language)
        self._words_of_qt: QTranslator | None = None
        self._translate_qt()
        text_size.use(look.text_size, easy_read=look.easy_read)
        application.setPalette(theme.use_at_first(Theme(look.theme)))
        self.ring = FocusRing(application)
        self._thicken()
        self._is_complete = False
        if complete:
            self.complete()

    def complete(self) -> None:
        """Load what the first paint does without: the style of Qt's own controls, and what the computer wishes."""
        for step in self.steps_to_complete():
            step()

    def steps_to_complete(self) -> tuple[Callable[[], object], ...]:
        """Return what `complete` does, as steps between which the window can do something else."""
        return () if self._is_complete else (_load_enumerations, _load_style, self._take_style)

    def _take_style(self) -> None:
        if not self._is_complete:
            from caseorg.ui.style import PaperStyle

            self._is_complete = True
            self._application.setStyle(PaperStyle())
            self.ring.complete()
            self._computer_changed()
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._computer_changed)

    def show(self, look: Look, *, remember: bool = True) -> None:
        """Show another look from now on.

        Args:
            look: The look.
            remember: Whether the next start shows it, too.
        """
        before, self.look = self.look, look
        if look.theme != before.theme:
            self._application.setPalette(theme.use(Theme(look.theme)))
        if (look.text_size, look.easy_read) != (before.text_size, before.easy_read):
            text_size.use(look.text_size, easy_read=look.easy_read)
        if look.thick_ring != before.thick_ring:
            self._thicken()
        if remember:
            self._remembered.keep_look(look)
        if look.language != before.language:
            language.use(look.language)
            self._translate_qt()
            self.language_changed.emit()
        self.changed.emit()

    def _thicken(self) -> None:
        use_thick_ring(self.look.thick_ring)
        self.ring.draw_anew()

    def _translate_qt(self) -> None:
        if self._words_of_qt is not None:
            self._application.removeTranslator(self._words_of_qt)
        if self.look.language != "en":
            from PySide6.QtCore import QLibraryInfo, QLocale

            from caseorg.ui.words_of_qt import WordsOfQt

            self._words_of_qt = WordsOfQt(self)
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            if self._words_of_qt.load(QLocale(self.look.language), "qtbase", "_", folder):
                self._application.installTranslator(self._words_of_qt)

    def _computer_changed(self) -> None:
        if self.look.theme == Theme.computer.value:
            self._application.setPalette(theme.use(Theme.computer))


def _load_enumerations() -> None:
    """Have PySide make all of `Qt`, which it does the first time it is named."""
    from PySide6.QtCore import Qt  # noqa: F401


def _load_style() -> None:
    from caseorg.ui import style  # noqa: F401
