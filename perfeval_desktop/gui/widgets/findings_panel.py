"""The validation panel: what does not agree, both values, the difference; a click goes there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.template import Severity
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.models.findings_model import FindingsModel, SheetHead
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.gui.wrapped_text import WrappedText

Index = QModelIndex | QPersistentModelIndex

_ICON = 16
_LEFT = 32  # where the sentence begins, behind the icon
_GAP = 8
_DIFFERENCE = "相差"
_FIGURE = re.compile(r"[-+−]?\d[\d,]*")
_ALL_WELL = "没有发现问题。\n\n还没有填的不算问题；填完以后按 F9 全审，连没填的一起查。"
_ALL_WELL_COMPLETE = "全审没有发现问题。"


class FindingsPanel(QWidget):
    """Counts, the 全审 switch, and the list."""

    finding_activated = Signal(object)  # Finding

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("pane", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(240)
        self._open_report: OpenReport | None = None
        self._model = FindingsModel()
        self._counts = {severity: (QLabel(), QLabel()) for severity in Severity}
        self.complete_check_button = QToolButton()
        self.list = _FindingsList(self._model)
        self._well = QLabel(_ALL_WELL)
        self._stack = QStackedWidget()
        self._lay_out()
        self.list.chosen.connect(self.finding_activated)

    def set_report(self, open_report: OpenReport) -> None:
        """Follow a report."""
        self._open_report = open_report
        open_report.findings_changed.connect(self.refresh)
        open_report.changed.connect(self.refresh)
        self.refresh()

    def set_complete_check_action(self, action: QAction) -> None:
        """Let the panel's button be the same as the action of the menu."""
        self.complete_check_button.setDefaultAction(action)
        self.complete_check_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def refresh(self) -> None:
        """Show the findings there are now, and keep the chosen one."""
        if self._open_report is None:
            return
        chosen = self._model.row(self.list.currentIndex())
        self._model.show(self._open_report)
        if isinstance(chosen, Finding):
            self.list.setCurrentIndex(self._model.index(self._model.row_of(chosen.key)))
        findings = self._model.findings()
        for severity, (_, number) in self._counts.items():
            number.setText(str(sum(each.severity is severity for each in findings)))
        is_complete = self._open_report.is_complete_check
        self._well.setText(_ALL_WELL_COMPLETE if is_complete else _ALL_WELL)
        self._stack.setCurrentWidget(self.list if findings else self._well)

    def findings(self) -> list[Finding]:
        """Return what is listed, in the order of the list."""
        return self._model.findings()

    def select(self, finding: Finding) -> None:
        """Mark a finding as the one that is looked at, and show it."""
        self.list.setCurrentIndex(self._model.index(self._model.row_of(finding.key)))

    def messages(self) -> list[str]:
        """Return the sentences that are listed."""
        return [each.message for each in self._model.findings()]

    def titles(self) -> list[str]:
        """Return the titles of what is listed."""
        return [each.title for each in self._model.findings()]

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 8, 8)
        head.setSpacing(4)
        for severity, (sign, number) in self._counts.items():
            sign.setPixmap(theme.severity_icon(severity.code).pixmap(_ICON, _ICON))
            for label in (sign, number):
                label.setToolTip(severity.value)
                head.addWidget(label)
            number.setAccessibleName(f"{severity.value}问题")
            head.addSpacing(8)
        head.addStretch(1)
        head.addWidget(self.complete_check_button)
        self._well.setWordWrap(True)
        self._well.setContentsMargins(20, 28, 20, 20)
        self._well.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._well.setProperty("quiet", True)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._well)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._stack, 1)


class _FindingsList(QListView):
    chosen = Signal(object)  # Finding

    def __init__(self, model: FindingsModel) -> None:
        super().__init__()
        self._findings = model
        self.setModel(model)
        self.setItemDelegate(_FindingDelegate(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setMouseTracking(True)
        self.setAccessibleName("审核发现的问题")
        self.clicked.connect(self._choose)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the cell."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the sentences elsewhere."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _choose(self, index: Index) -> None:
        row = self._findings.row(index)
        if isinstance(row, Finding):
            self.chosen.emit(row)


class _FindingDelegate(QStyledItemDelegate):
    """Icon and sentence; below it both sides at the decimal point, and the difference in bold."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = _row(index)
        width = self._width(option)
        if not isinstance(row, Finding):
            return QSize(width, option.fontMetrics.height() + 14)
        sentence = _sentence(row, option.font, width).height
        figures = _line_height(option.font) * len(_figures(row))
        return QSize(width, int(sentence) + figures + 3 * _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = _row(index)
        rect: QRect = option.rect
        colours = theme.colours()
        painter.save()
        painter.setFont(option.font)
        if isinstance(row, SheetHead):
            _draw_head(painter, rect, f"{row.label}", row.count)
        elif isinstance(row, Finding):
            if option.state & QStyle.StateFlag.State_Selected:
                painter.fillRect(rect, QColor(colours.accent_soft))
                painter.fillRect(rect.adjusted(0, 0, 3 - rect.width(), 0), QColor(colours.accent))
            self._draw_finding(painter, rect, row)
        painter.restore()

    def _draw_finding(self, painter: QPainter, rect: QRect, finding: Finding) -> None:
        colours = theme.colours()
        icon = theme.severity_icon(finding.severity.code)
        icon.paint(painter, rect.left() + 10, rect.top() + _GAP + 1, _ICON, _ICON)
        painter.setPen(QColor(colours.text))
        sentence = _sentence(finding, painter.font(), rect.width())
        place = QRectF(rect).adjusted(_LEFT, _GAP, -12, 0)
        sentence.draw_from_top(painter, place)
        top = rect.top() + _GAP + int(sentence.height) + _GAP // 2
        room = QRect(rect.left() + _LEFT, top, rect.width() - _LEFT - 12, 0)
        _draw_figures(painter, room, _figures(finding))
        painter.setPen(QColor(colours.line))
        painter.drawLine(rect.left() + _LEFT, rect.bottom(), rect.right() - 8, rect.bottom())

    def _width(self, option: QStyleOptionViewItem) -> int:
        view = self.parent()
        return view.viewport().width() if isinstance(view, QListView) else option.rect.width()


def _row(index: Index) -> object:
    model = index.model()
    return model.row(index) if isinstance(model, FindingsModel) else None


def _sentence(finding: Finding, font: QFont, width: int) -> WrappedText:
    return WrappedText(finding.message, font, width - _LEFT - 12, Qt.AlignmentFlag.AlignLeft)


def _figures(finding: Finding) -> list[tuple[str, str, bool]]:
    """Return label and figure of each line, and whether it is set in bold."""
    lines = [(side.label, side.shown or "空", False) for side in (finding.left, finding.right)]
    if finding.difference is not None:
        lines.append((_DIFFERENCE, finding.difference_shown, True))
    return lines


def _line_height(font: QFont) -> int:
    """Chinese comes from another face than the digits, with taller lines."""
    return ceil(WrappedText("空0", font, 1_000, Qt.AlignmentFlag.AlignLeft).height)


def _draw_head(painter: QPainter, rect: QRect, label: str, count: int) -> None:
    colours = theme.colours()
    painter.fillRect(rect, QColor(colours.window))
    font = QFont(painter.font())
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(colours.text))
    room = rect.adjusted(12, 0, -12, 0)
    name = painter.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, room.width() - 40)
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, name)
    painter.setPen(QColor(colours.quiet))
    right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
    painter.drawText(room, right, str(count))


def _draw_figures(painter: QPainter, room: QRect, lines: list[tuple[str, str, bool]]) -> None:
    """Labels at the left, figures at the right, one under the other at the decimal point."""
    plain, bold = QFont(painter.font()), QFont(painter.font())
    bold.setBold(True)
    fonts = [bold if is_bold else plain for _, _, is_bold in lines]
    texts = [text for _, text, _ in lines]
    lefts = point_aligned(texts, [QFontMetrics(font) for font in fonts], room.right())
    height = _line_height(plain)
    baseline = room.top() + (height + painter.fontMetrics().ascent()) // 2
    for (label, text, _), font, left in zip(lines, fonts, lefts, strict=True):
        painter.setFont(font)
        painter.setPen(QColor(theme.colours().text))
        painter.drawText(left, baseline, text)
        painter.setPen(QColor(theme.colours().quiet))
        space = left - room.left() - _GAP
        name = painter.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, space)
        painter.drawText(room.left(), baseline, name)
        baseline += height


def point_aligned(texts: Sequence[str], faces: Sequence[QFontMetrics], right: int) -> list[int]:
    """Return where each text begins, so that decimal points are in line and none passes `right`.

    A word (空) has no decimal point: it ends where the longest figure does.
    """
    tails = [face.horizontalAdvance(_tail(text)) for text, face in zip(texts, faces, strict=True)]
    return [
        right - (max(tails) - tail if _FIGURE.match(text) else 0) - face.horizontalAdvance(text)
        for text, face, tail in zip(texts, faces, tails, strict=True)
    ]


def _tail(text: str) -> str:
    """Return what stands behind the whole number: the decimals, and a unit or a percent sign."""
    figure = _FIGURE.match(text)
    return text[figure.end() :] if figure is not None else ""
