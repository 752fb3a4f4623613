"""Qt's own words in the language of the screen, with keys called what is printed on them in the United States."""

from __future__ import annotations

from PySide6.QtCore import QTranslator

_PRINTED_ON_KEYS = frozenset({"Ctrl", "Shift", "Alt", "Enter", "Return", "Esc", "Del", "Ins", "Home", "End"})


class WordsOfQt(QTranslator):
    """Qt's translations, but for the names of keys: who looks for “Ctrl” finds no “Control” on the keyboard."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:  # type: ignore[override]
        if context == "QShortcut" and source in _PRINTED_ON_KEYS:
            return source
        return super().translate(context, source, disambiguation or "", n)
