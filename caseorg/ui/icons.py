"""Line icons from Lucide, tinted with the theme's colors and drawn at any size."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from caseorg.base import resources
from caseorg.ui import theme
from caseorg.ui.text_size import px

SIZE, SIDEBAR_SIZE, LARGE_SIZE = 20, 24, 32


class _LineIcon(QIconEngine):
    """Draws one icon in the color its role has at that moment, so a change of theme needs no new icons."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name, self._role = name, role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        role = self._role
        if mode == QIcon.Mode.Disabled:
            role = "text.disabled"
        elif mode == QIcon.Mode.Selected:
            role = "select.text"
        draw(painter, QRectF(rect), self._name, role)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        drawn = QPixmap(size)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return drawn

    def clone(self) -> QIconEngine:
        return _LineIcon(self._name, self._role)


def icon(name: str, role: str = "text.primary") -> QIcon:
    """Return the icon `name` in the color of `role`; it follows the theme."""
    return QIcon(_LineIcon(name, role))


def draw(painter: QPainter, rect: QRectF, name: str, role: str = "text.primary") -> None:
    """Draw the icon `name` into `rect` in the color of `role`."""
    _renderer(name, theme.color(role).name()).render(painter, rect)


def icon_size(at_100: int = SIZE) -> QSize:
    """Return the size of an icon at the text size in use."""
    return QSize(px(at_100), px(at_100))


def source(name: str) -> str:
    """Return the text of an icon file, in which its color is still open."""
    return resources.path(f"icons/{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _renderer(name: str, color: str):  # type: ignore[no-untyped-def]
    # QtSvg takes 15 ms and more to load, which the first paint does not have.
    from PySide6.QtSvg import QSvgRenderer

    return QSvgRenderer(QByteArray(source(name).replace("currentColor", color).encode()))
