"""How each standard control is drawn: flat, in the theme's colors."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComplex,
    QStyleOptionHeader,
    QStyleOptionMenuItem,
    QStyleOptionProgressBar,
    QStyleOptionSlider,
    QStyleOptionTab,
    QWidget,
)

from caseorg.ui import button_look, icons
from caseorg.ui.button_look import ButtonState, kind_of
from caseorg.ui.paint import draw_box
from caseorg.ui.text_size import px
from caseorg.ui.theme import color


def nothing(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Draw nothing where Fusion would draw a line too many."""


def draws_itself(widget: QWidget | None) -> bool:
    """Tell whether a field was there before the style and needs nothing of it."""
    return widget is not None and bool(widget.property("drawsItself"))


def field(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Draw a text field's ground and line; red where it has a problem."""
    if draws_itself(widget):
        return
    bad = widget is not None and widget.property("problem")
    line = color("status.bad") if bad else _line(option)
    draw_box(painter, option.rect, option.palette.color(QPalette.ColorRole.Base), line)


def field_line(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Draw a text field's line alone."""
    draw_box(painter, option.rect, None, _line(option))


def frame(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Draw the frame of a text box, or of a list."""
    if widget is not None and widget.property("field"):
        field(option, painter, widget)
    else:
        draw_box(painter, option.rect, None, color("line.subtle"), 2)


def button(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Draw a button's ground, flat, by its kind."""
    button_look.draw_ground(painter, option.rect, button_state(option, widget))


def button_label(option: QStyleOptionButton, painter: QPainter, widget: QWidget | None) -> None:
    """Draw a button's icon and words."""
    state = button_state(option, widget)
    painter.save()
    painter.setPen(color(button_look.ink(state)))
    button_look.draw_words(
        painter,
        option.rect,
        option.text,
        state,
        icon=None if option.icon.isNull() else option.icon,
        icon_side=option.iconSize.width(),
        mirrored=option.direction == Qt.LayoutDirection.RightToLeft,
        missing=widget.sizeHint().width() - widget.width() if widget is not None else 0,
    )
    painter.restore()


def button_state(option: QStyleOption, widget: QWidget | None) -> ButtonState:
    """Return the state of a button that the style is asked about."""
    flags = QStyle.StateFlag
    return ButtonState(
        kind_of(widget),
        enabled=bool(option.state & flags.State_Enabled),
        pressed=bool(option.state & flags.State_Sunken),
        over=bool(option.state & flags.State_MouseOver),
        checked=bool(option.state & flags.State_On),
    )


def tool_button(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Draw the ground of an icon button while the pointer is over it or it is pressed."""
    flags = QStyle.StateFlag
    if (
        option.state & (flags.State_MouseOver | flags.State_Sunken | flags.State_On)
        and option.state & flags.State_Enabled
    ):
        draw_box(painter, option.rect, color("row.hover"), None)


def check_mark(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Draw a check box: empty, checked or partly checked."""
    flags = QStyle.StateFlag
    on = bool(option.state & flags.State_Enabled)
    checked = bool(option.state & flags.State_On)
    partly = bool(option.state & flags.State_NoChange)
    if checked or partly:
        draw_box(
            painter,
            option.rect,
            color("accent.fill" if on else "line.subtle"),
            color("accent.fill" if on else "line.subtle"),
            4,
        )
        _tick(painter, QRectF(option.rect), partly, color("accent.text" if on else "text.primary"))
    else:
        draw_box(painter, option.rect, color("surface" if on else "window"), _line(option), 4)


def _tick(painter: QPainter, rect: QRectF, partly: bool, ink: QColor) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink, px(2.5), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    side, left, top = rect.width(), rect.left(), rect.top()
    points = ((0.27, 0.5), (0.73, 0.5)) if partly else ((0.24, 0.53), (0.42, 0.71), (0.77, 0.32))
    painter.drawPolyline([QPointF(left + x * side, top + y * side) for x, y in points])
    painter.restore()


def radio_mark(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Draw a radio button's circle."""
    flags = QStyle.StateFlag
    on, chosen = bool(option.state & flags.State_Enabled), bool(option.state & flags.State_On)
    rect = QRectF(option.rect).adjusted(1, 1, -1, -1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = color("accent.fill") if on else color("text.disabled")
    painter.setPen(QPen(ink, px(2)) if chosen else QPen(_line(option), 1))
    painter.setBrush(color("surface" if on else "window"))
    painter.drawEllipse(rect)
    if chosen:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        inset = rect.width() * 0.27
        painter.drawEllipse(rect.adjusted(inset, inset, -inset, -inset))
    painter.restore()


def arrow_down(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Draw the arrow that says that more opens below."""
    _draw_arrow(painter, option.rect, bool(option.state & QStyle.StateFlag.State_Enabled))


def _draw_arrow(painter: QPainter, rect: QRect, on: bool) -> None:
    side = px(16)
    middle = rect.center()
    at = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
    icons.draw(painter, at, "chevron-down", "text.secondary" if on else "text.disabled")


def combo(option: QStyleOptionComplex, painter: QPainter, arrow_at: QRect) -> None:
    """Draw a combo box with its arrow."""
    over = bool(option.state & QStyle.StateFlag.State_MouseOver)
    on = bool(option.state & QStyle.StateFlag.State_Enabled)
    fill = "window" if not on else "row.hover" if over else "surface"
    draw_box(painter, option.rect, color(fill), _line(option))
    _draw_arrow(painter, arrow_at, on)


def scroll_bar(option: QStyleOptionSlider, painter: QPainter, handle: QRect) -> None:
    """Draw a scroll bar's handle; there is no groove."""
    if option.maximum <= option.minimum:
        return
    edge = px(3)
    held = option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Sunken)
    ink = color("text.secondary" if held else "border.control")
    draw_box(painter, handle.adjusted(edge, edge, -edge, -edge), ink, None, 5)


def slider(option: QStyleOptionSlider, painter: QPainter, handle: QRect) -> None:
    """Draw a slider that lies: the way it goes, and a handle large enough for a hand that shakes."""
    on = bool(option.state & QStyle.StateFlag.State_Enabled)
    middle, half = option.rect.center().y(), px(3)
    groove = QRect(option.rect.left() + px(2), middle - half, option.rect.width() - px(4), 2 * half)
    draw_box(painter, groove, color("sunken"), color("border.control"), 3)
    draw_box(painter, handle.adjusted(1, 1, -1, -1), color("accent.fill" if on else "border.control"), None, 12)


def progress_groove(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Draw the way that progress still has to go."""
    draw_box(painter, _bar(option.rect), color("sunken"), color("border.control"), 5)


def progress_part(option: QStyleOptionProgressBar, painter: QPainter, widget: QWidget | None) -> None:
    """Draw the way that progress has gone."""
    span = option.maximum - option.minimum
    rect = _bar(option.rect)
    if span <= 0:
        # Nobody knows how far it is; a part that does not move says so without moving.
        rect.adjust(rect.width() // 3, 0, -rect.width() // 3, 0)
    else:
        rect.setWidth(max(0, rect.width() * (option.progress - option.minimum) // span))
    if rect.width() > 0:
        draw_box(painter, rect, color("accent.fill"), None, 5)


def header_section(option: QStyleOptionHeader, painter: QPainter, widget: QWidget | None) -> None:
    """Draw the ground of a table's header."""
    painter.fillRect(option.rect, color("surface"))
    painter.setPen(color("border.control"))
    painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())


def tab(option: QStyleOptionTab, painter: QPainter, widget: QWidget | None) -> None:
    """Draw a tab: the one on show is underlined."""
    chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    if option.state & QStyle.StateFlag.State_MouseOver and not chosen:
        draw_box(painter, option.rect.adjusted(2, 2, -2, -2), color("row.hover"), None)
    line = QRect(option.rect.left(), option.rect.bottom() - px(3) + 1, option.rect.width(), px(3))
    painter.fillRect(
        line if chosen else line.adjusted(0, px(3) - 1, 0, 0), color("accent.fill" if chosen else "line.subtle")
    )


def menu_bar_item(option: QStyleOptionMenuItem, painter: QPainter, widget: QWidget | None) -> None:
    """Draw the title of a menu."""
    chosen = option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_Sunken)
    if chosen and option.state & QStyle.StateFlag.State_Enabled:
        draw_box(painter, option.rect.adjusted(0, px(3), 0, -px(3)), color("row.hover"), None, 4)
    painter.setPen(color("text.primary"))
    painter.drawText(option.rect, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic, option.text)


def _line(option: QStyleOption) -> QColor:
    return color("border.control" if option.state & QStyle.StateFlag.State_Enabled else "line.subtle")


def _bar(rect: QRect) -> QRect:
    height = px(10)
    return QRect(rect.left(), rect.center().y() - height // 2, rect.width(), height)
