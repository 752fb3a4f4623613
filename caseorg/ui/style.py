"""How standard controls look: flat, calm and measured by the text size; drawn over Qt's Fusion style."""

from __future__ import annotations

from enum import StrEnum, auto

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette, QPen
from PySide6.QtWidgets import (
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionHeader,
    QStyleOptionMenuItem,
    QStyleOptionProgressBar,
    QStyleOptionSlider,
    QStyleOptionTab,
    QWidget,
)

from caseorg.ui import icons
from caseorg.ui.text_size import px
from caseorg.ui.theme import color

_CORNER = 6
_FIELD_HEIGHT, _MAIN_HEIGHT = 36, 40


class ButtonKind(StrEnum):
    """How much a button asks to be pressed; kept as the widget's property `kind`."""

    plain = auto()
    main = auto()
    danger = auto()
    link = auto()
    quiet = auto()


_METRICS = {
    QStyle.PixelMetric.PM_IndicatorWidth: 20,
    QStyle.PixelMetric.PM_IndicatorHeight: 20,
    QStyle.PixelMetric.PM_ExclusiveIndicatorWidth: 20,
    QStyle.PixelMetric.PM_ExclusiveIndicatorHeight: 20,
    QStyle.PixelMetric.PM_CheckBoxLabelSpacing: 10,
    QStyle.PixelMetric.PM_RadioButtonLabelSpacing: 10,
    QStyle.PixelMetric.PM_SmallIconSize: 20,
    QStyle.PixelMetric.PM_ButtonIconSize: 20,
    QStyle.PixelMetric.PM_ListViewIconSize: 20,
    QStyle.PixelMetric.PM_ToolBarIconSize: 20,
    QStyle.PixelMetric.PM_TabBarIconSize: 20,
    QStyle.PixelMetric.PM_LargeIconSize: 32,
    QStyle.PixelMetric.PM_ScrollBarExtent: 16,
    QStyle.PixelMetric.PM_ScrollBarSliderMin: 36,
    QStyle.PixelMetric.PM_ScrollView_ScrollBarSpacing: 0,
    QStyle.PixelMetric.PM_DefaultFrameWidth: 1,
    QStyle.PixelMetric.PM_TextCursorWidth: 2,
    QStyle.PixelMetric.PM_MenuHMargin: 4,
    QStyle.PixelMetric.PM_MenuVMargin: 4,
    QStyle.PixelMetric.PM_MenuBarItemSpacing: 4,
    QStyle.PixelMetric.PM_LayoutLeftMargin: 0,
    QStyle.PixelMetric.PM_LayoutTopMargin: 0,
    QStyle.PixelMetric.PM_LayoutRightMargin: 0,
    QStyle.PixelMetric.PM_LayoutBottomMargin: 0,
    QStyle.PixelMetric.PM_LayoutHorizontalSpacing: 12,
    QStyle.PixelMetric.PM_LayoutVerticalSpacing: 8,
    QStyle.PixelMetric.PM_ButtonShiftHorizontal: 0,
    QStyle.PixelMetric.PM_ButtonShiftVertical: 0,
    QStyle.PixelMetric.PM_HeaderMargin: 12,
    QStyle.PixelMetric.PM_HeaderMarkSize: 16,
    QStyle.PixelMetric.PM_ToolTipLabelFrameWidth: 8,
}
_FIXED_METRICS = {QStyle.PixelMetric.PM_DefaultFrameWidth}

_HINTS = {
    QStyle.StyleHint.SH_EtchDisabledText: 0,
    QStyle.StyleHint.SH_DitherDisabledText: 0,
    QStyle.StyleHint.SH_ComboBox_Popup: 0,
    QStyle.StyleHint.SH_Menu_SubMenuPopupDelay: 150,
    # The underlined letters of "Alt + letter" are always there to be seen.
    QStyle.StyleHint.SH_UnderlineShortcut: 1,
    QStyle.StyleHint.SH_ItemView_ActivateItemOnSingleClick: 0,
    QStyle.StyleHint.SH_Widget_Animation_Duration: 0,
    QStyle.StyleHint.SH_ScrollBar_Transient: 0,
    QStyle.StyleHint.SH_ToolTipLabel_Opacity: 255,
    QStyle.StyleHint.SH_ToolTip_WakeUpDelay: 500,
}


_SIDES = {ButtonKind.link: 0, ButtonKind.quiet: 8}


def kind_of(widget: QWidget | None) -> ButtonKind:
    """Return the kind of a button, plain unless it says otherwise."""
    given = widget.property("kind") if widget is not None else None
    return ButtonKind(given) if given else ButtonKind.plain


def rounded(rect: QRect | QRectF, corner: float = _CORNER) -> QPainterPath:
    """Return a rounded outline whose 1 px line lies wholly inside `rect`."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), px(corner), px(corner))
    return path


def draw_box(
    painter: QPainter, rect: QRect | QRectF, fill: QColor | None, line: QColor | None, corner: float = _CORNER
) -> None:
    """Draw a flat box with round corners."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(line, 1) if line is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawPath(rounded(rect, corner))
    painter.restore()


def draw_ring(painter: QPainter, inner: QRectF, thick: bool = False) -> None:
    """Draw the two lines that show where the keyboard is, around `inner`."""
    width = 4 if thick else 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for step, role in enumerate(("focus.inner", "focus.outer")):
        out = width * (step + 0.5)
        painter.setPen(QPen(color(role), width))
        corner = px(_CORNER) + out
        painter.drawRoundedRect(inner.adjusted(-out, -out, out, out), corner, corner)
    painter.restore()


class PaperStyle(QProxyStyle):
    """Fusion with our sizes and flat shapes in the theme's colors."""

    def __init__(self) -> None:
        super().__init__("Fusion")
        self.thick_ring = False
        self._primitives = {
            QStyle.PrimitiveElement.PE_PanelLineEdit: self._field,
            QStyle.PrimitiveElement.PE_FrameLineEdit: self._field_line,
            QStyle.PrimitiveElement.PE_Frame: self._frame,
            QStyle.PrimitiveElement.PE_PanelButtonCommand: self._button,
            QStyle.PrimitiveElement.PE_PanelButtonTool: self._tool_button,
            QStyle.PrimitiveElement.PE_FrameDefaultButton: self._nothing,
            QStyle.PrimitiveElement.PE_IndicatorCheckBox: self._check_mark,
            QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck: self._check_mark,
            QStyle.PrimitiveElement.PE_IndicatorRadioButton: self._radio_mark,
            QStyle.PrimitiveElement.PE_FrameFocusRect: self._item_focus,
            QStyle.PrimitiveElement.PE_FrameGroupBox: self._nothing,
            QStyle.PrimitiveElement.PE_PanelStatusBar: self._nothing,
            QStyle.PrimitiveElement.PE_FrameStatusBarItem: self._nothing,
            QStyle.PrimitiveElement.PE_IndicatorArrowDown: self._arrow_down,
            QStyle.PrimitiveElement.PE_FrameTabBarBase: self._nothing,
        }
        self._controls = {
            QStyle.ControlElement.CE_ProgressBarGroove: self._progress_groove,
            QStyle.ControlElement.CE_ProgressBarContents: self._progress_part,
            QStyle.ControlElement.CE_ProgressBarLabel: self._nothing,
            QStyle.ControlElement.CE_HeaderSection: self._header_section,
            QStyle.ControlElement.CE_HeaderEmptyArea: self._header_section,
            QStyle.ControlElement.CE_TabBarTabShape: self._tab,
            QStyle.ControlElement.CE_MenuBarEmptyArea: self._nothing,
            QStyle.ControlElement.CE_MenuBarItem: self._menu_bar_item,
        }

    # Sizes

    def pixelMetric(self, metric, option=None, widget=None):  # type: ignore[no-untyped-def, override]
        length = _METRICS.get(metric)
        if length is None:
            return super().pixelMetric(metric, option, widget)
        return length if metric in _FIXED_METRICS else px(length)

    def styleHint(self, hint, option=None, widget=None, returnData=None):  # type: ignore[no-untyped-def, override]  # noqa: N803
        given = _HINTS.get(hint)
        return super().styleHint(hint, option, widget, returnData) if given is None else given

    def sizeFromContents(self, kind, option, size, widget=None):  # type: ignore[no-untyped-def, override]
        made = super().sizeFromContents(kind, option, size, widget)
        types = QStyle.ContentsType
        if kind == types.CT_PushButton:
            return self._button_size(option, size, widget)
        if kind in (types.CT_LineEdit, types.CT_CheckBox, types.CT_RadioButton):
            return made.expandedTo(QSize(0, px(_FIELD_HEIGHT)))
        if kind == types.CT_ComboBox:
            return QSize(size.width() + px(52), max(px(_FIELD_HEIGHT), size.height() + px(12)))
        if kind == types.CT_ToolButton:
            return made.expandedTo(QSize(px(_FIELD_HEIGHT), px(_FIELD_HEIGHT)))
        if kind == types.CT_MenuItem:
            separator = option.menuItemType == option.MenuItemType.Separator
            return QSize(made.width() + px(24), px(9) if separator else max(px(_FIELD_HEIGHT), made.height()))
        if kind == types.CT_MenuBarItem:
            return QSize(size.width() + px(20), max(px(_FIELD_HEIGHT), size.height() + px(12)))
        if kind == types.CT_TabBarTab:
            return QSize(size.width() + px(24), max(px(_FIELD_HEIGHT), size.height() + px(12)))
        if kind == types.CT_HeaderSection:
            return QSize(made.width(), max(px(_FIELD_HEIGHT), made.height()))
        return made

    def _button_size(self, option: QStyleOptionButton, size: QSize, widget: QWidget | None) -> QSize:
        kind = kind_of(widget)
        height = _MAIN_HEIGHT if kind in (ButtonKind.main, ButtonKind.danger) else _FIELD_HEIGHT
        side = _SIDES.get(kind, 16)
        gap = px(6) if not option.icon.isNull() and option.text else 0
        return QSize(size.width() + 2 * px(side) + gap, max(px(height), size.height() + px(10)))

    def subElementRect(self, element, option, widget=None):  # type: ignore[no-untyped-def, override]
        made = super().subElementRect(element, option, widget)
        if element == QStyle.SubElement.SE_LineEditContents:
            return made.adjusted(px(8), 0, -px(8), 0)
        return made

    def subControlRect(self, control, option, part, widget=None):  # type: ignore[no-untyped-def, override]
        complex_ = QStyle.ComplexControl
        if control == complex_.CC_ComboBox:
            return self._combo_part(option, part, widget)
        if control == complex_.CC_ScrollBar:
            return self._scroll_part(option, part, widget)
        return super().subControlRect(control, option, part, widget)

    def _combo_part(self, option: QStyleOptionComboBox, part: QStyle.SubControl, widget: QWidget | None) -> QRect:
        whole, arrow, edge = option.rect, px(36), px(10)
        if part == QStyle.SubControl.SC_ComboBoxArrow:
            inside = QRect(whole.right() - arrow + 1, whole.top(), arrow, whole.height())
        elif part == QStyle.SubControl.SC_ComboBoxEditField:
            inside = whole.adjusted(edge, 1, -arrow, -1)
        else:
            return super().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, widget)
        return self.visualRect(option.direction, whole, inside)

    def _scroll_part(self, option: QStyleOptionSlider, part: QStyle.SubControl, widget: QWidget | None) -> QRect:
        """Leave out the arrows at the ends: the bar is the whole way."""
        whole = option.rect
        parts = QStyle.SubControl
        if part in (parts.SC_ScrollBarAddLine, parts.SC_ScrollBarSubLine):
            return QRect()
        if part == parts.SC_ScrollBarGroove:
            return whole
        upright = option.orientation == Qt.Orientation.Vertical
        length = whole.height() if upright else whole.width()
        span = option.maximum - option.minimum
        size = length if not span else max(px(36), length * option.pageStep // (span + option.pageStep))
        size = min(size, length)
        start = QStyle.sliderPositionFromValue(
            option.minimum, option.maximum, option.sliderPosition, length - size, option.upsideDown
        )
        first, last = {
            parts.SC_ScrollBarSlider: (start, size),
            parts.SC_ScrollBarSubPage: (0, start),
            parts.SC_ScrollBarAddPage: (start + size, length - start - size),
        }.get(part, (0, 0))
        if upright:
            return QRect(whole.left(), whole.top() + first, whole.width(), last)
        return self.visualRect(option.direction, whole, QRect(whole.left() + first, whole.top(), last, whole.height()))

    # Shapes

    def drawPrimitive(self, element, option, painter, widget=None):  # type: ignore[no-untyped-def, override]
        draw = self._primitives.get(element)
        if draw is None:
            super().drawPrimitive(element, option, painter, widget)
        else:
            draw(option, painter, widget)

    def drawControl(self, element, option, painter, widget=None):  # type: ignore[no-untyped-def, override]
        draw = self._controls.get(element)
        if draw is not None:
            draw(option, painter, widget)
        elif element == QStyle.ControlElement.CE_PushButtonLabel:
            self._button_label(option, painter, widget)
        else:
            super().drawControl(element, option, painter, widget)

    def drawComplexControl(self, control, option, painter, widget=None):  # type: ignore[no-untyped-def, override]
        if control == QStyle.ComplexControl.CC_ComboBox:
            self._combo(option, painter, widget)
        elif control == QStyle.ComplexControl.CC_ScrollBar:
            self._scroll_bar(option, painter, widget)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def _nothing(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        """Draw nothing where Fusion would draw a line too many."""

    def _field(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        bad = widget is not None and widget.property("problem")
        line = color("status.bad") if bad else _line(option)
        draw_box(painter, option.rect, option.palette.color(QPalette.ColorRole.Base), line)

    def _field_line(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        draw_box(painter, option.rect, None, _line(option))

    def _frame(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        if widget is not None and widget.property("field"):
            self._field(option, painter, widget)
        else:
            draw_box(painter, option.rect, None, color("line.subtle"), 2)

    def _button(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        kind = kind_of(widget)
        state = option.state
        on = bool(state & QStyle.StateFlag.State_Enabled)
        pressed = bool(state & (QStyle.StateFlag.State_Sunken | QStyle.StateFlag.State_On))
        over = bool(state & QStyle.StateFlag.State_MouseOver) and on
        if kind is ButtonKind.main:
            fill, line = ("accent.hover" if over or pressed else "accent.fill"), None
        elif kind is ButtonKind.danger:
            fill, line = "danger.fill", None
        elif kind is ButtonKind.link:
            fill, line = None, None
        elif kind is ButtonKind.quiet:
            fill, line = ("row.hover" if over or pressed else None), None
        else:
            fill, line = ("row.hover" if over or pressed else "surface"), "border.control"
        if not on and kind not in (ButtonKind.link, ButtonKind.quiet):
            fill, line = "window", "line.subtle"
        draw_box(painter, option.rect, color(fill) if fill else None, color(line) if line else None)

    def _button_label(self, option: QStyleOptionButton, painter: QPainter, widget: QWidget | None) -> None:
        kind = kind_of(widget)
        role = {ButtonKind.main: "accent.text", ButtonKind.danger: "danger.text", ButtonKind.link: "link"}.get(kind)
        if not option.state & QStyle.StateFlag.State_Enabled:
            role = "text.disabled"
        rect = option.rect
        painter.save()
        painter.setPen(color(role or "text.primary"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextShowMnemonic
        width = painter.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, option.text).width()
        gap = px(8) if not option.icon.isNull() and option.text else 0
        picture = option.iconSize.width() if not option.icon.isNull() else 0
        side = px(_SIDES.get(kind, 16))
        left_aligned = widget is not None and bool(widget.property("leftAligned"))
        start = rect.left() + side if left_aligned else rect.center().x() - (width + gap + picture) // 2
        if picture:
            at = QRect(start, rect.center().y() - picture // 2, picture, picture)
            option.icon.paint(
                painter, self.visualRect(option.direction, rect, at), Qt.AlignmentFlag.AlignCenter, _mode(option)
            )
        words = QRect(start + picture + gap, rect.top(), rect.right() - start - picture - gap, rect.height())
        words = self.visualRect(option.direction, rect, words)
        painter.drawText(
            words, flags | QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft), option.text
        )
        if kind is ButtonKind.link:
            under = words.top() + (rect.height() + painter.fontMetrics().ascent()) // 2 + px(1)
            painter.drawLine(words.left(), under, words.left() + width, under)
        painter.restore()

    def _tool_button(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        flags = QStyle.StateFlag
        if (
            option.state & (flags.State_MouseOver | flags.State_Sunken | flags.State_On)
            and option.state & flags.State_Enabled
        ):
            draw_box(painter, option.rect, color("row.hover"), None)

    def _check_mark(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
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
            self._tick(painter, QRectF(option.rect), partly, color("accent.text" if on else "text.primary"))
        else:
            draw_box(painter, option.rect, color("surface" if on else "window"), _line(option), 4)

    def _tick(self, painter: QPainter, rect: QRectF, partly: bool, ink: QColor) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink, px(2.5), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        side, left, top = rect.width(), rect.left(), rect.top()
        points = ((0.27, 0.5), (0.73, 0.5)) if partly else ((0.24, 0.53), (0.42, 0.71), (0.77, 0.32))
        painter.drawPolyline([QPointF(left + x * side, top + y * side) for x, y in points])
        painter.restore()

    def _radio_mark(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
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

    def _item_focus(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        """Ring a row from inside; around whole controls the ring is a widget of its own."""
        if widget is not None and widget.property("ringInside") and option.state & QStyle.StateFlag.State_HasFocus:
            out = 4 if not self.thick_ring else 8
            draw_ring(painter, QRectF(option.rect).adjusted(out, out, -out, -out), self.thick_ring)

    def _arrow_down(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        side = px(16)
        middle = option.rect.center()
        at = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
        on = bool(option.state & QStyle.StateFlag.State_Enabled)
        icons.draw(painter, at, "chevron-down", "text.secondary" if on else "text.disabled")

    def _combo(self, option: QStyleOptionComplex, painter: QPainter, widget: QWidget | None) -> None:
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        on = bool(option.state & QStyle.StateFlag.State_Enabled)
        fill = "window" if not on else "row.hover" if over else "surface"
        draw_box(painter, option.rect, color(fill), _line(option))
        arrow = QStyleOption(option)
        arrow.rect = self.subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxArrow, widget
        )
        arrow.state = option.state
        self._arrow_down(arrow, painter, widget)

    def _scroll_bar(self, option: QStyleOptionSlider, painter: QPainter, widget: QWidget | None) -> None:
        handle = self._scroll_part(option, QStyle.SubControl.SC_ScrollBarSlider, widget)
        if option.maximum <= option.minimum:
            return
        edge = px(3)
        held = bool(option.state & QStyle.StateFlag.State_MouseOver) or bool(
            option.state & QStyle.StateFlag.State_Sunken
        )
        draw_box(
            painter,
            handle.adjusted(edge, edge, -edge, -edge),
            color("text.secondary" if held else "border.control"),
            None,
            5,
        )

    def _progress_groove(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        draw_box(painter, _bar(option.rect), color("sunken"), color("border.control"), 5)

    def _progress_part(self, option: QStyleOptionProgressBar, painter: QPainter, widget: QWidget | None) -> None:
        span = option.maximum - option.minimum
        rect = _bar(option.rect)
        if span > 0:
            rect.setWidth(max(0, rect.width() * (option.progress - option.minimum) // span))
        if rect.width() > 0:
            draw_box(painter, rect, color("accent.fill"), None, 5)

    def _header_section(self, option: QStyleOptionHeader, painter: QPainter, widget: QWidget | None) -> None:
        painter.fillRect(option.rect, color("surface"))
        painter.setPen(color("border.control"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())

    def _tab(self, option: QStyleOptionTab, painter: QPainter, widget: QWidget | None) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if option.state & QStyle.StateFlag.State_MouseOver and not chosen:
            draw_box(painter, option.rect.adjusted(2, 2, -2, -2), color("row.hover"), None)
        line = QRect(option.rect.left(), option.rect.bottom() - px(3) + 1, option.rect.width(), px(3))
        painter.fillRect(
            line if chosen else line.adjusted(0, px(3) - 1, 0, 0), color("accent.fill" if chosen else "line.subtle")
        )

    def _menu_bar_item(self, option: QStyleOptionMenuItem, painter: QPainter, widget: QWidget | None) -> None:
        chosen = option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_Sunken)
        if chosen and option.state & QStyle.StateFlag.State_Enabled:
            draw_box(painter, option.rect.adjusted(0, px(3), 0, -px(3)), color("row.hover"), None, 4)
        painter.setPen(color("text.primary"))
        painter.drawText(option.rect, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic, option.text)


def _line(option: QStyleOption) -> QColor:
    return color("border.control" if option.state & QStyle.StateFlag.State_Enabled else "line.subtle")


def _mode(option: QStyleOption):  # type: ignore[no-untyped-def]
    from PySide6.QtGui import QIcon

    return QIcon.Mode.Normal if option.state & QStyle.StateFlag.State_Enabled else QIcon.Mode.Disabled


def _bar(rect: QRect) -> QRect:
    height = px(10)
    return QRect(rect.left(), rect.center().y() - height // 2, rect.width(), height)
