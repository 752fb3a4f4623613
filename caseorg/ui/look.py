"""Applies how the screen is to look, at the start and while windows are open."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from caseorg.base import language
from caseorg.ui import text_size, theme
from caseorg.ui.paint import use_thick_ring
from caseorg.ui.remembered import Look, Remembered
from caseorg.ui.style import PaperStyle
from caseorg.ui.theme import Theme
from caseorg.ui.widgets.focus_ring import FocusRing


class Appearance(QObject):
    """How the screen looks now. Changing it shows at once; with `remember` it is kept."""

    language_changed = Signal()
    changed = Signal()

    def __init__(self, application: QApplication, remembered: Remembered, look: Look, *, family: str = "") -> None:
        """Apply a look to the application; `family` stands in for the computer's own interface font."""
        super().__init__(application)
        self._application, self._remembered, self.look = application, remembered, look
        application.setStyle(PaperStyle())
        text_size.start(family)
        language.use(look.language)
        self._words_of_qt: QTranslator | None = None
        self._translate_qt()
        text_size.use(look.text_size, easy_read=look.easy_read)
        application.setPalette(theme.use(Theme(look.theme)))
        self.ring = FocusRing(application)
        self._thicken()
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
            self._words_of_qt = QTranslator(self)
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            if self._words_of_qt.load(QLocale(self.look.language), "qtbase", "_", folder):
                self._application.installTranslator(self._words_of_qt)

    def _computer_changed(self) -> None:
        if self.look.theme == Theme.computer.value:
            self._application.setPalette(theme.use(Theme.computer))
