"""Two or three views of one page, side by side as buttons that stay down."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Group

_MOST = 3


class Switch(Group):
    """A choice of views, at most three, so that it never wraps."""

    def __init__(
        self,
        spoken: str,
        views: Sequence[str],
        chosen: Callable[[int], object],
        *,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(spoken, name=name, parent=parent)
        if len(views) > _MOST:
            raise ValueError("a switch has at most three views")
        row = QHBoxLayout(self)
        set_gaps(row, gap=4)
        self._buttons = QButtonGroup(self)
        for at, words in enumerate(views):
            button = Button(words, name=f"{name}.{at}")
            button.setCheckable(True)
            button.setAccessibleDescription(spoken)
            self._buttons.addButton(button, at)
            row.addWidget(button)
        row.addStretch(1)
        self._buttons.button(0).setChecked(True)
        self._buttons.idClicked.connect(chosen)

    def view(self) -> int:
        """Return the number of the view on show."""
        return self._buttons.checkedId()
