"""评分助手: proposed scores of one sheet, to accept or to replace with a reason."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import ScoreRefusedError, ValueParseError
from perfeval_desktop.domain.layout import SheetRef, sheet_label
from perfeval_desktop.domain.parsing import parse_value
from perfeval_desktop.domain.values import ValueType, number_of, plain
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.dialogs.spread_weights import ask_weights
from perfeval_desktop.gui.models.scores_model import ScoresModel
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.gui.widgets.score_strip import ScoreStrip
from perfeval_desktop.gui.widgets.scores_table import ScoresTable
from perfeval_desktop.services.scoring import (
    IndicatorScore,
    ScoreSummary,
    accept_all_edits,
    check_score,
    score_edits,
    summary,
)
from perfeval_desktop.services.weights import weight_edits


class ScoringAssistant(QDialog):
    """It stays open beside the sheet and follows every edit, made here or there."""

    def __init__(self, open_report: OpenReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._open_report = open_report
        self._ref: SheetRef | None = None
        self.model = ScoresModel(open_report, self)
        self.table = ScoresTable(self.model)
        self.strip = ScoreStrip(open_report.report.template.scoring.bands)
        self._execution = QLabel()
        self._message = QLabel()
        self._total = QLabel()
        self.accept_all_button = QPushButton("全部采用")
        self.spread_button = QPushButton("分配分值…")
        self._lay_out()
        self._connect()

    # What is shown

    def show_sheet(self, ref: SheetRef) -> None:
        """List the indicators of a sheet that is scored."""
        if ref == self._ref:
            return
        self._ref = ref
        self.setWindowTitle(f"评分助手 — {sheet_label(self._open_report.report, ref)}")
        self._message.clear()
        self.model.show_sheet(ref)
        self.table.go_to_row(0)
        self._show_rest()

    def refresh(self) -> None:
        """Follow an edit."""
        if not self.isVisible() or self._ref is None:
            return
        if not self._open_report.report.has_record(self._ref.record):
            self._ref = None
            self.close()
            return
        row = self.table.row()
        self.model.refresh()
        if self.table.row() != row or row < 0:
            self.table.go_to_row(row)
        self._show_rest()

    def message(self) -> str:
        """Return what was said last about a score."""
        return self._message.text()

    def total_text(self) -> str:
        """Return the line with totals and grades."""
        return self._total.text()

    def showEvent(self, event: QShowEvent) -> None:
        """While it was hidden it followed nothing."""
        super().showEvent(event)
        self.refresh()
        self.table.setFocus()

    def _show_rest(self) -> None:
        self._show_row()
        if self._ref is not None:
            told = summary(self._open_report.session, self._ref, self.model.indicators())
            self._execution.setText(f"预算执行率：{told.execution}")
            self._total.setText(_total_text(told))
            self.accept_all_button.setEnabled(told.open_proposals > 0)

    def _show_row(self) -> None:
        self.strip.show_indicator(self._current())

    def _current(self) -> IndicatorScore | None:
        indicators, row = self.model.indicators(), self.table.row()
        return indicators[row] if 0 <= row < len(indicators) else None

    # What is done

    def _on_accepted(self) -> None:
        """Enter in the table: a score the clerk gave herself is passed over."""
        current = self._current()
        if current is not None and current.is_own and not self.model.has_band(current.record):
            self._go_on()
        else:
            self._accept()

    def _accept(self) -> None:
        current = self._current()
        if current is None:
            return
        proposal = current.proposal
        if proposal.points is None:
            self._message.setText(f"{current.name}：{proposal.working}。")
        elif proposal.needs_reason and not (current.reason or self.strip.typed_reason):
            self.strip.ask_reason(plain(proposal.points), proposal.needs_reason)
        else:
            self._take(current, proposal.points, self.strip.typed_reason)

    def _on_accept_pressed(self) -> None:
        """The button takes what was typed; else what is proposed."""
        if self.strip.typed_score:
            self._on_score_entered(self.strip.typed_score)
        else:
            self._accept()

    def _on_score_entered(self, text: str) -> None:
        current, points = self._current(), self._parsed(text)
        if current is None or points is None:
            return
        try:
            due = check_score(self._open_report.report, current, points)
        except ScoreRefusedError as error:
            self._message.setText(error.reason)
            return
        if due and not self.strip.reason_line.text().strip():
            self.strip.ask_reason(plain(points), due)
        else:
            self._take(current, points, self.strip.reason_line.text().strip())

    def _on_reason_entered(self, text: str, reason: str) -> None:
        current, points = self._current(), self._parsed(text)
        if current is not None and points is not None:
            self._take(current, points, reason)

    def _parsed(self, text: str) -> Decimal | None:
        try:
            number = number_of(parse_value(ValueType.POINTS, text))
        except ValueParseError as error:
            self._message.setText(error.reason)
            return None
        if number is None:
            self._message.setText("请先填得分。")
        return number

    def _take(self, indicator: IndicatorScore, points: Decimal, reason: str) -> None:
        """Write a score with its reason, as one step, and go on to the next indicator."""
        try:
            edits = score_edits(self._open_report.report, indicator, points, reason)
        except ScoreRefusedError as error:
            self._message.setText(error.reason)
            return
        self.model.forget_band(indicator.record)
        self._message.clear()
        self._open_report.apply(edits, f"评分 {indicator.name}", Origin.TYPED)
        self._go_on()

    def _go_on(self) -> None:
        self.table.setFocus()
        self.table.go_to_row(self.table.row() + 1)

    def _choose_band(self, number: int) -> None:
        current, bands = self._current(), self._open_report.report.template.scoring.bands
        is_asked = number < len(bands) and self.strip.bands.button(number).isVisible()
        if current is not None and is_asked:
            self.model.choose_band(current.record, bands[number])
            self._show_rest()
            self.strip.show_proposed(self._current())

    def _accept_all(self) -> None:
        edits = accept_all_edits(self._open_report.report, self.model.indicators())
        self._open_report.apply(edits, "采用全部建议得分", Origin.TYPED)
        self.table.setFocus()

    def _spread(self) -> None:
        if self._ref is None:
            return
        parts = ask_weights(self._open_report.session, self._ref, self)
        if parts is not None:
            edits = weight_edits(self._open_report.report, parts)
            self._open_report.apply(edits, "分配分值", Origin.TYPED)
        self.table.setFocus()

    def _back_to_table(self) -> None:
        self._show_row()
        self.table.setFocus()

    # Making it

    def _lay_out(self) -> None:
        self._execution.setProperty("quiet", True)
        self._message.setWordWrap(True)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        keys = QLabel("回车采用　F2 改得分　1、2、3 选完成程度")
        keys.setProperty("quiet", True)
        top = QHBoxLayout()
        top.addWidget(self._execution, 1)
        top.addWidget(keys)
        close = QPushButton("关闭")
        close.clicked.connect(self.close)
        bottom = QHBoxLayout()
        bottom.addWidget(self._total, 1)
        for button in (self.spread_button, self.accept_all_button, close):
            button.setAutoDefault(False)
            bottom.addWidget(button)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.strip)
        column.addWidget(self._message)
        column.addLayout(bottom)
        open_at(self, 1080, 560)

    def _connect(self) -> None:
        self._open_report.changed.connect(lambda outcome: self.refresh())
        self.table.selectionModel().currentRowChanged.connect(lambda now, before: self._show_row())
        self.table.accepted.connect(self._on_accepted)
        self.table.score_wanted.connect(self.strip.ask_score)
        self.table.band_wanted.connect(self._choose_band)
        self.strip.band_chosen.connect(self._choose_band)
        self.strip.score_entered.connect(self._on_score_entered)
        self.strip.reason_entered.connect(self._on_reason_entered)
        self.strip.accept_pressed.connect(self._on_accept_pressed)
        self.strip.left.connect(self._back_to_table)
        self.accept_all_button.clicked.connect(self._accept_all)
        self.spread_button.clicked.connect(self._spread)


def _total_text(told: ScoreSummary) -> str:
    text = f"现在 {plain(told.total)} 分（{told.grade}）"
    if told.stated is not None:
        text += f"　表上总分填的是 {plain(told.stated)} 分"
    if told.open_proposals:
        text += f"　全部采用后 {plain(told.total_after)} 分（{told.grade_after}）"
    if told.most is not None:
        text += f"　执行率偏低，总分最高 {plain(told.most)} 分"
    return text + (f"　还缺 {told.missing_reasons} 个偏差原因" if told.missing_reasons else "")
