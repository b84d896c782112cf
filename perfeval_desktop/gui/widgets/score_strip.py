"""Below the assistant's table: the chosen indicator with its band, its score and its reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.scoring import Kind
from perfeval_desktop.domain.scoring_rules import Band
from perfeval_desktop.domain.values import plain
from perfeval_desktop.services.scoring import IndicatorScore

_BAND_HINT = "目标是文字：请选完成程度，也可以在表里按 1、2、3"


class ScoreStrip(QWidget):
    """It shows one indicator and says what was typed; it writes nothing."""

    band_chosen = Signal(int)
    score_entered = Signal(str)  # Enter in the score
    reason_entered = Signal(str, str)  # Enter in the reason: score, reason
    accept_pressed = Signal()
    left = Signal()  # Escape: back to the table

    def __init__(self, bands: Sequence[Band], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = QLabel()
        self._name.setProperty("heading", True)
        self._working = QLabel()
        self._working.setProperty("quiet", True)
        self._working.setWordWrap(True)
        self.bands = QButtonGroup(self)
        self.score_line = QLineEdit()
        self.reason_line = QLineEdit()
        self._of = QLabel()
        self.accept_button = QPushButton("采用这一项")
        self._lay_out(bands)
        self._connect()

    def show_indicator(self, indicator: IndicatorScore | None) -> None:
        """Show an indicator as it stands; None empties the strip."""
        self.setEnabled(indicator is not None)
        if indicator is None:
            self._name.setText("这张表还没有填指标")
            self._working.clear()
            return
        proposal = indicator.proposal
        is_open = proposal.kind is Kind.QUALITATIVE and proposal.band is None
        self._name.setText(indicator.name)
        self._working.setText(_BAND_HINT if is_open else proposal.working)
        self._show_band(indicator)
        points = indicator.score if indicator.score is not None else proposal.points
        self.score_line.setText("" if points is None else plain(points))
        self._of.setText("" if indicator.weight is None else f"/ {plain(indicator.weight)} 分")
        self.reason_line.setText(indicator.reason or indicator.note)
        due = "" if indicator.reason else indicator.reason_due
        self.reason_line.setPlaceholderText(f"{due}，请写原因和改进措施" if due else "")
        self.accept_button.setEnabled(proposal.points is not None)

    def show_proposed(self, indicator: IndicatorScore | None) -> None:
        """Put the proposed score into the line, as after another band was chosen."""
        if indicator is not None and indicator.proposal.points is not None:
            self.score_line.setText(plain(indicator.proposal.points))

    @property
    def typed_score(self) -> str:
        """The score as the clerk typed it, "" while what is shown was put there."""
        return self.score_line.text() if self.score_line.isModified() else ""

    @property
    def typed_reason(self) -> str:
        """The reason as the clerk typed it, "" while what is shown was put there."""
        return self.reason_line.text().strip() if self.reason_line.isModified() else ""

    def ask_score(self) -> None:
        """Put the keyboard into the score."""
        self.score_line.setFocus()
        self.score_line.selectAll()

    def ask_reason(self, score: str, due: str) -> None:
        """Put the keyboard into the reason for a score, and say why it is due."""
        if self.score_line.text() != score:
            self.score_line.setText(score)
        self.reason_line.setPlaceholderText(f"{due}，请写原因，再按回车")
        self.reason_line.setFocus()
        self.reason_line.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape in a line goes back to the table and drops what was typed."""
        key = event.key() if isinstance(event, QKeyEvent) else None
        if event.type() == QEvent.Type.KeyPress and key == Qt.Key.Key_Escape:
            self.left.emit()
            return True
        return super().eventFilter(watched, event)

    def _lay_out(self, bands: Sequence[Band]) -> None:
        head = QHBoxLayout()
        head.addWidget(self._name)
        head.addWidget(self._working, 1)
        line = QHBoxLayout()
        line.setSpacing(8)
        for number, band in enumerate(bands):
            button = QRadioButton(band.name)
            self.bands.addButton(button, number)
            line.addWidget(button)
        self.score_line.setFixedWidth(self.fontMetrics().horizontalAdvance("0") * 9)
        self.score_line.setAccessibleName("得分")
        self.reason_line.setAccessibleName("偏差原因")
        self.accept_button.setAutoDefault(False)
        for label in (self._name, self._working):
            label.setTextFormat(Qt.TextFormat.PlainText)
        for widget in (QLabel("得分"), self.score_line, self._of, QLabel("偏差原因")):
            line.addWidget(widget)
        line.addWidget(self.reason_line, 1)
        line.addWidget(self.accept_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addLayout(line)

    def _connect(self) -> None:
        self.bands.idClicked.connect(self.band_chosen)
        self.accept_button.clicked.connect(self.accept_pressed)
        self.score_line.textEdited.connect(lambda _: self.accept_button.setEnabled(True))
        self.score_line.returnPressed.connect(
            lambda: self.score_entered.emit(self.score_line.text())
        )
        self.reason_line.returnPressed.connect(
            lambda: self.reason_entered.emit(
                self.score_line.text(), self.reason_line.text().strip()
            )
        )
        for line in (self.score_line, self.reason_line):
            line.installEventFilter(self)

    def _show_band(self, indicator: IndicatorScore) -> None:
        """No button is down while the clerk has not chosen and the words do not say it."""
        proposal = indicator.proposal
        self.bands.setExclusive(False)
        for button in self.bands.buttons():
            button.setVisible(proposal.kind is Kind.QUALITATIVE)
            button.setChecked(proposal.band is not None and button.text() == proposal.band.name)
        self.bands.setExclusive(True)
