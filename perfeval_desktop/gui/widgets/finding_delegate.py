"""Draws one finding of the panel: sentence, both values at the decimal point, what was said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from perfeval_desktop.domain.findings import Finding, FindingState
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.models.findings_model import FindingsModel, Said, SheetHead, said_text
from perfeval_desktop.gui.wrapped_text import WrappedText

Index = QModelIndex | QPersistentModelIndex

ICON = 16
_LEFT = 32  # where the sentence begins, behind the icon
_RIGHT = 12
_GAP = 8
_DIFFERENCE = "相差"
_FIGURE = re.compile(r"[-+−]?\d[\d,]*")


class FindingDelegate(QStyledItemDelegate):
    """Icon and sentence; below it both sides, the difference in bold, and what was said of it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = _row(index)
        width = self._width(option)
        if not isinstance(row, Finding):
            return QSize(width, option.fontMetrics.height() + 14)
        sentence = _wrapped(row.message, option.font, width).height
        figures = _line_height(option.font) * len(_figures(row))
        below = sum(_height_below(words, option.font, width) for words, _ in _words(index, row))
        return QSize(width, int(sentence) + figures + int(below) + 3 * _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = _row(index)
        rect: QRect = option.rect
        colours = theme.colours()
        painter.save()
        painter.setFont(option.font)
        if isinstance(row, SheetHead):
            _draw_head(painter, rect, f"{row.label}", row.count)
        elif isinstance(row, Finding):
            if self._is_selected(index):
                painter.fillRect(rect, QColor(colours.accent_soft))
                painter.fillRect(rect.adjusted(0, 0, 3 - rect.width(), 0), QColor(colours.accent))
            self._draw_finding(painter, rect, row, index)
        painter.restore()

    def _draw_finding(self, painter: QPainter, rect: QRect, finding: Finding, index: Index) -> None:
        """What is explained steps back: a tick for the icon, and quiet text."""
        colours = theme.colours()
        is_settled = _said(index, finding).state is FindingState.EXPLAINED
        settled = theme.icon("circle-check", "done")
        icon = settled if is_settled else theme.severity_icon(finding.severity.code)
        icon.paint(painter, rect.left() + 10, rect.top() + _GAP + 1, ICON, ICON)
        ink = QColor(colours.quiet if is_settled else colours.text)
        painter.setPen(ink)
        place = QRectF(rect).adjusted(_LEFT, _GAP, -_RIGHT, 0)
        sentence = _wrapped(finding.message, painter.font(), rect.width())
        sentence.draw_from_top(painter, place)
        top = rect.top() + _GAP + int(sentence.height) + _GAP // 2
        room = QRect(rect.left() + _LEFT, top, rect.width() - _LEFT - _RIGHT, 0)
        bottom = _draw_figures(painter, room, _figures(finding), ink)
        for words, colour in _words(index, finding):
            painter.setPen(QColor(colour))
            _wrapped(words, painter.font(), rect.width()).draw_from_top(
                painter, place.adjusted(0, bottom + _GAP // 2 - place.top(), 0, 0)
            )
            bottom += int(_height_below(words, painter.font(), rect.width()))
        painter.setPen(QColor(colours.line))
        painter.drawLine(rect.left() + _LEFT, rect.bottom(), rect.right() - 8, rect.bottom())

    def _is_selected(self, index: Index) -> bool:
        """Ask the view: the option's state would have PySide make its largest class at start."""
        view = self.parent()
        return isinstance(view, QListView) and view.selectionModel().isSelected(index)

    def _width(self, option: QStyleOptionViewItem) -> int:
        view = self.parent()
        return view.viewport().width() if isinstance(view, QListView) else option.rect.width()


def _row(index: Index) -> object:
    model = index.model()
    return model.row(index) if isinstance(model, FindingsModel) else None


def _said(index: Index, finding: Finding) -> Said:
    model = index.model()
    assert isinstance(model, FindingsModel)
    return model.said(finding)


def _words(index: Index, finding: Finding) -> list[tuple[str, str]]:
    """Return what stands under the figures, with its colour: the likely cause, what was said."""
    model = index.model()
    assert isinstance(model, FindingsModel)
    colours, said = theme.colours(), model.said(finding)
    is_stale = said.state is FindingState.STALE
    words = (
        (model.cause(finding), colours.quiet),
        (said_text(said), colours.warning if is_stale else colours.done),
    )
    return [each for each in words if each[0]]


def _height_below(words: str, font: QFont, width: int) -> float:
    return _wrapped(words, font, width).height + _GAP // 2


def _wrapped(text: str, font: QFont, width: int) -> WrappedText:
    return WrappedText(text, font, width - _LEFT - _RIGHT, Qt.AlignmentFlag.AlignLeft)


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


def _draw_figures(
    painter: QPainter, room: QRect, lines: list[tuple[str, str, bool]], ink: QColor
) -> int:
    """Labels at the left, figures at the right, one under the other at the decimal point.

    Returns:
        Where the lines end.
    """
    plain, bold = QFont(painter.font()), QFont(painter.font())
    bold.setBold(True)
    fonts = [bold if is_bold else plain for _, _, is_bold in lines]
    texts = [text for _, text, _ in lines]
    lefts = point_aligned(texts, [QFontMetrics(font) for font in fonts], room.right())
    height = _line_height(plain)
    baseline = room.top() + (height + painter.fontMetrics().ascent()) // 2
    for (label, text, _), font, left in zip(lines, fonts, lefts, strict=True):
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(left, baseline, text)
        painter.setPen(QColor(theme.colours().quiet))
        space = left - room.left() - _GAP
        name = painter.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, space)
        painter.drawText(room.left(), baseline, name)
        baseline += height
    painter.setFont(plain)
    return room.top() + height * len(lines)


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
