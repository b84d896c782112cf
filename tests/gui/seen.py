"""What a person would see of a window's widgets: whether texts fit, and what is read aloud."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTextEdit,
    QToolButton,
    QWidget,
)

_INTERACTIVE = (
    *(QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox),
    *(QLineEdit, QPlainTextEdit, QTextEdit),
)
_COMBO_EXTRA = 30  # arrow and margins


def cut_off(window: QWidget) -> list[str]:
    """Return what is shown in a window with less room than its text needs."""
    shown = [each for each in window.findChildren(QWidget) if each.isVisibleTo(window)]
    return [
        f"{type(each).__name__} {words!r}: {why}"
        for each in shown
        if not isinstance(each.window(), QMenu)
        for words, why in _lacking(each)
    ]


def _lacking(widget: QWidget) -> Iterator[tuple[str, str]]:
    if isinstance(widget, QLabel):
        yield from _label(widget)
    elif isinstance(widget, QPushButton | QToolButton | QCheckBox | QRadioButton):
        yield from _button(widget)
    elif isinstance(widget, QLineEdit):
        yield from _line(widget)
    elif isinstance(widget, QComboBox):
        words, room = widget.currentText(), widget.width() - _COMBO_EXTRA
        yield from _too_narrow(words, widget, room)
    elif isinstance(widget, QHeaderView) and widget.orientation() == Qt.Orientation.Horizontal:
        yield from _header(widget)


def _label(label: QLabel) -> Iterator[tuple[str, str]]:
    if not label.text() or (label.pixmap() is not None and not label.pixmap().isNull()):
        return
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        if needed > label.height() + 1:
            yield label.text(), f"{needed} high, has {label.height()}"
    elif label.minimumSizeHint().width() > label.width():
        yield label.text(), f"{label.minimumSizeHint().width()} wide, has {label.width()}"
    if label.fontMetrics().height() > label.height() + 1:
        yield label.text(), f"a line is {label.fontMetrics().height()}, has {label.height()}"


def _button(button: QAbstractButton) -> Iterator[tuple[str, str]]:
    is_icon = (
        isinstance(button, QToolButton)
        and button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
        and not button.icon().isNull()
    )
    if not button.text() or is_icon:
        return
    needed = _width(button.text().replace("&", ""), button)
    is_text = (
        isinstance(button, QToolButton)
        and button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextOnly
    )
    has_icon = not button.icon().isNull() and not is_text
    if has_icon and not isinstance(button, QRadioButton | QCheckBox):
        needed += button.iconSize().width() + 4
    if isinstance(button, QRadioButton | QCheckBox):
        needed += 22
    if needed > button.width():
        yield button.text(), f"{needed} wide, has {button.width()}"
    if button.fontMetrics().height() > button.height():
        yield button.text(), f"{button.fontMetrics().height()} high, has {button.height()}"


def _line(line: QLineEdit) -> Iterator[tuple[str, str]]:
    if isinstance(line.parent(), QAbstractSpinBox):
        yield from _too_narrow(line.text(), line, line.width())
    elif line.placeholderText() and not line.text():
        yield from _too_narrow(line.placeholderText(), line, line.width() - 12)
    if line.fontMetrics().height() > line.height():
        yield line.text(), f"{line.fontMetrics().height()} high, has {line.height()}"


def _header(header: QHeaderView) -> Iterator[tuple[str, str]]:
    if header.isHidden():
        return
    for section in range(header.count()):
        words = str(header.model().headerData(section, header.orientation()) or "")
        if not header.isSectionHidden(section):
            yield from _too_narrow(words, header, header.sectionSize(section) - 8)


def _too_narrow(words: str, widget: QWidget, room: int) -> Iterator[tuple[str, str]]:
    if _width(words, widget) > room:
        yield words, f"{_width(words, widget)} wide, has {room}"


def _width(words: str, widget: QWidget) -> int:
    return QFontMetrics(widget.font()).horizontalAdvance(words)


def outside(window: QWidget, screen: QRect) -> str:
    """Say by how much a window is larger than a screen, "" when it is not."""
    size = window.frameGeometry().size()
    fits = size.width() <= screen.width() and size.height() <= screen.height()
    return "" if fits else f"{type(window).__name__} is {size.width()} × {size.height()}"


# What is read aloud


def controls(window: QWidget) -> list[QWidget]:
    """Return what can be worked in a window; not the parts Qt makes of a control."""
    return [
        each
        for each in window.findChildren(QWidget)
        if isinstance(each, _INTERACTIVE)
        and each.window() is window
        and each.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not _is_part(each)
    ]


def _is_part(widget: QWidget) -> bool:
    owner = widget.parentWidget()
    while owner is not None:
        if isinstance(owner, QComboBox | QAbstractSpinBox | QLineEdit | QAbstractItemView):
            return True
        owner = owner.parentWidget()
    return isinstance(widget, QHeaderView)


def name_of(widget: QWidget) -> str:
    """Return what a screen reader calls a control."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip()


def description_of(widget: QWidget) -> str:
    """Return what a screen reader says of a control besides its name."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Description)
