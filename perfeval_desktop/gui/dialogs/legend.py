"""The legend (图例): every state of a cell, drawn as on the sheets, with what it means."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QVBoxLayout, QWidget

from perfeval_desktop.domain.template import Role, Severity
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.device_pixels import DevicePixels
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.models.sheet_model import CellState
from perfeval_desktop.gui.widgets.cell_marks import background, draw_state, draw_uncovered

_TYPED = CellState(Role.INPUT)
# What is shown in the cell, its state, and what that means.
LEGEND = (
    ("17.15", _TYPED, "要填的格，已经填了"),
    ("", CellState(Role.INPUT, is_unfilled=True), "要填的格，还空着"),
    ("54.55%", CellState(Role.COMPUTED), "自动计算，不用填"),
    ("27", CellState(Role.DEFAULT), "自动引用别处的数，可以改写"),
    ("98", CellState(Role.COMPUTED, is_stated=True), "照填：填的数和算出来的不同，写了理由"),
    ("125.98", _TYPED._replace(severity=Severity.ERROR), "强制性问题：一定有错，要改"),
    ("64.48", _TYPED._replace(severity=Severity.WARNING), "核实性问题：改，或者写明原因"),
    ("30余次", _TYPED._replace(severity=Severity.HINT), "提示性问题：供参考"),
    ("74.71", _TYPED._replace(is_explained=True), "有过问题，已经说明"),
    ("18.2", _TYPED._replace(is_carried_over=True), "沿用上年，还没有看过、改过"),
    ("20", _TYPED._replace(is_to_verify=True), "待核实：自己标的，核实了再去掉"),
    ("10", _TYPED._replace(is_balanced=True), "舍位平衡：打印时末位调一点，加起来等于合计"),
    ("11", _TYPED._replace(has_remark=True), "有批注，鼠标停在上面就看得到"),
    ("24.27", _TYPED._replace(is_lit=True), "右边正在看的问题涉及的格"),
    ("3.2", _TYPED._replace(is_uncovered=True), "没有审核用到的格（打开显示时）"),
)
_CELL = QSize(96, 34)
_ROWS = (len(LEGEND) + 1) // 2


class Legend(QDialog):
    """Stays open beside the sheet; the key that opened it, or Esc, closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("图例")
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        for place, (text, state, meaning) in enumerate(LEGEND):
            column, row = divmod(place, _ROWS)  # two beside each other: low screens have room
            words = QLabel(meaning)
            words.setWordWrap(True)
            grid.addWidget(_Sample(text, state, meaning), row, 2 * column)
            grid.addWidget(words, row, 2 * column + 1)
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        whole = QVBoxLayout(self)
        whole.addLayout(grid)
        whole.addStretch(1)
        whole.addLayout(button_row(leaving_button(self, "关闭")))
        open_at(self, 640)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F11 closes what it opened."""
        if event.key() == Qt.Key.Key_F11:
            self.close()
        else:
            super().keyPressEvent(event)


class _Sample(QWidget):
    """A cell of the form in one state."""

    def __init__(self, text: str, state: CellState, meaning: str) -> None:
        super().__init__()
        self._text, self._state = text, state
        self.setFixedSize(_CELL)
        self.setAccessibleName(meaning)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        pixels = DevicePixels(painter)
        box = pixels.box(self.rect())
        pixels.fill(box, background(self._state))
        if self._state.is_uncovered:
            draw_uncovered(painter, self.rect())
        painter.setPen(QColor(theme.colours().ink))
        painter.setFont(theme.form_font("FormSong", 15))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(0, 0, -12, 0), right, self._text)
        pixels.frame(box, pixels.rule, QColor(theme.colours().rule))
        draw_state(painter, pixels, box, self._state)
