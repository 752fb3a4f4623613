"""How standard controls look: flat, calm and measured by the text size; drawn over Qt's Fusion style."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import (
    QMenuBar,
    QProxyStyle,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionSlider,
    QWidget,
)

from caseorg.ui import button_look, shapes
from caseorg.ui.text_size import px

_FIELD_HEIGHT = 36


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
    QStyle.PixelMetric.PM_SliderThickness: 24,
    QStyle.PixelMetric.PM_SliderControlThickness: 24,
    QStyle.PixelMetric.PM_SliderLength: 24,
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


class PaperStyle(QProxyStyle):
    """Fusion with our sizes and flat shapes in the theme's colors."""

    def __init__(self) -> None:
        super().__init__("Fusion")
        self._primitives = {
            QStyle.PrimitiveElement.PE_PanelLineEdit: shapes.field,
            QStyle.PrimitiveElement.PE_FrameLineEdit: shapes.field_line,
            QStyle.PrimitiveElement.PE_Frame: shapes.frame,
            QStyle.PrimitiveElement.PE_PanelButtonCommand: shapes.button,
            QStyle.PrimitiveElement.PE_PanelButtonTool: shapes.tool_button,
            QStyle.PrimitiveElement.PE_FrameDefaultButton: shapes.nothing,
            QStyle.PrimitiveElement.PE_IndicatorCheckBox: shapes.check_mark,
            QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck: shapes.check_mark,
            QStyle.PrimitiveElement.PE_IndicatorRadioButton: shapes.radio_mark,
            # Around whole controls the ring is a widget of its own, and lists mark their own rows.
            QStyle.PrimitiveElement.PE_FrameFocusRect: shapes.nothing,
            QStyle.PrimitiveElement.PE_FrameGroupBox: shapes.nothing,
            QStyle.PrimitiveElement.PE_PanelStatusBar: shapes.nothing,
            QStyle.PrimitiveElement.PE_FrameStatusBarItem: shapes.nothing,
            QStyle.PrimitiveElement.PE_IndicatorArrowDown: shapes.arrow_down,
            QStyle.PrimitiveElement.PE_FrameTabBarBase: shapes.nothing,
        }
        self._controls = {
            QStyle.ControlElement.CE_ProgressBarGroove: shapes.progress_groove,
            QStyle.ControlElement.CE_ProgressBarContents: shapes.progress_part,
            QStyle.ControlElement.CE_ProgressBarLabel: shapes.nothing,
            QStyle.ControlElement.CE_HeaderSection: shapes.header_section,
            QStyle.ControlElement.CE_HeaderEmptyArea: shapes.header_section,
            QStyle.ControlElement.CE_TabBarTabShape: shapes.tab,
            QStyle.ControlElement.CE_MenuBarEmptyArea: shapes.nothing,
            QStyle.ControlElement.CE_MenuBarItem: shapes.menu_bar_item,
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
            with_icon = bool(not option.icon.isNull() and option.text)
            return button_look.size(button_look.kind_of(widget), size, with_icon=with_icon)
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
            return QSize(size.width() + _menu_padding(widget), max(px(_FIELD_HEIGHT), size.height() + px(12)))
        if kind == types.CT_TabBarTab:
            return QSize(size.width() + px(24), max(px(_FIELD_HEIGHT), size.height() + px(12)))
        if kind == types.CT_HeaderSection:
            return QSize(made.width(), max(px(_FIELD_HEIGHT), made.height()))
        return made

    def subElementRect(self, element, option, widget=None):  # type: ignore[no-untyped-def, override]
        made = super().subElementRect(element, option, widget)
        if element == QStyle.SubElement.SE_LineEditContents and not shapes.draws_itself(widget):
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
            shapes.button_label(option, painter, widget)
        else:
            super().drawControl(element, option, painter, widget)

    def drawComplexControl(self, control, option, painter, widget=None):  # type: ignore[no-untyped-def, override]
        if control == QStyle.ComplexControl.CC_ComboBox:
            arrow_at = self._combo_part(option, QStyle.SubControl.SC_ComboBoxArrow, widget)
            shapes.combo(option, painter, arrow_at)
        elif control == QStyle.ComplexControl.CC_ScrollBar:
            shapes.scroll_bar(option, painter, self._scroll_part(option, QStyle.SubControl.SC_ScrollBarSlider, widget))
        elif control == QStyle.ComplexControl.CC_Slider:
            handle = self.subControlRect(control, option, QStyle.SubControl.SC_SliderHandle, widget)
            shapes.slider(option, painter, handle)
        else:
            super().drawComplexControl(control, option, painter, widget)


_LEAST_MENU_PADDING = 8


def _menu_padding(bar: QWidget | None) -> int:
    """Return the room around the title of a menu: less where large text would push the last menus out of sight."""
    wanted = px(20)
    if not isinstance(bar, QMenuBar) or not bar.actions():
        return wanted
    titles = [action.text().replace("&", "") for action in bar.actions()]
    taken = sum(bar.fontMetrics().horizontalAdvance(title) for title in titles) + len(titles) * px(4) + px(8)
    return max(_LEAST_MENU_PADDING, min(wanted, (bar.width() - taken) // len(titles)))
