"""Ask how the points of each head are to be spread over its indicators, and show what comes out."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.errors import ScoreRefusedError
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.values import plain
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.weights import HeadPlan, execution_weight, head_plans, spread

Parts = list[tuple[HeadPlan, list[Decimal]]]
_STEPS = (("整数分", Decimal(1)), ("每份 0.5 分", Decimal("0.5")))


class SpreadWeightsDialog(QDialog):
    """A line for each head with the points its indicators would get."""

    def __init__(self, session: Session, ref: SheetRef, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("分配分值")
        self._session, self._ref = session, ref
        self.parts: Parts = []
        self._plans = head_plans(session, ref)
        self._sums = {plan.head.name: _sum_box(plan) for plan in self._plans}
        self._previews = {plan.head.name: QLabel() for plan in self._plans}
        self.even_button = QRadioButton("平均分配")
        self.proportional_button = QRadioButton("按现在的分值比例分配")
        self.step_buttons = [QRadioButton(name) for name, _ in _STEPS]
        self._problem = QLabel()
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self.spread_button = QPushButton("分配")
        self._lay_out()
        self._connect()
        self._preview()
        open_at(self, 520)

    def problem(self) -> str:
        """Return why nothing can be spread, or what stays without an indicator."""
        return self._problem.text()

    def _preview(self) -> None:
        sums = {name: Decimal(str(box.value())) for name, box in self._sums.items()}
        step = next(s for b, (_, s) in zip(self.step_buttons, _STEPS, strict=True) if b.isChecked())
        is_proportional = self.proportional_button.isChecked()
        try:
            self.parts = spread(self._session, self._ref, sums, step, is_proportional)
            problem = _left_over(self.parts)
        except ScoreRefusedError as error:
            self.parts, problem = [], error.reason
        for plan, points in self.parts or [(plan, []) for plan in self._plans]:
            self._previews[plan.head.name].setText("、".join(plain(each) for each in points) or "—")
        self._problem.setText(problem)
        self.spread_button.setEnabled(any(points for _, points in self.parts))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setColumnStretch(2, 1)
        grid.addWidget(QLabel("执行率"), 0, 0)
        grid.addWidget(QLabel(f"{plain(execution_weight(self._session, self._ref))} 分"), 0, 1)
        for row, plan in enumerate(self._plans, 1):
            name = plan.head.name
            grid.addWidget(QLabel(f"{name}（{len(plan.takers)} 个）"), row, 0)
            is_fixed = plan.head.least == plan.head.most
            fixed = QLabel(f"{plain(plan.head.points)} 分")
            grid.addWidget(fixed if is_fixed else self._sums[name], row, 1)
            grid.addWidget(self._previews[name], row, 2)
            self._previews[name].setWordWrap(True)
        self._problem.setWordWrap(True)
        self._problem.setProperty("quiet", True)
        self.spread_button.setDefault(True)
        buttons = button_row(leaving_button(self), self.spread_button, beside=self._problem)
        column = QVBoxLayout(self)
        column.setSpacing(14)
        column.addLayout(grid)
        column.addLayout(self._choice(self.even_button, self.proportional_button))
        column.addLayout(self._choice(*self.step_buttons))
        column.addLayout(buttons)

    def _choice(self, *buttons: QRadioButton) -> QHBoxLayout:
        group, row = QButtonGroup(self), QHBoxLayout()
        for button in buttons:
            group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        buttons[0].setChecked(True)
        group.idClicked.connect(lambda _: self._preview())
        return row

    def _connect(self) -> None:
        for box in self._sums.values():
            box.valueChanged.connect(lambda _: self._preview())
        self.spread_button.clicked.connect(self.accept)


def _sum_box(plan: HeadPlan) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setDecimals(1)
    box.setSingleStep(0.5)
    box.setSuffix(" 分")
    box.setRange(float(plan.head.least), float(plan.head.most))
    box.setValue(float(plan.head.points))
    return box


def _left_over(parts: Parts) -> str:
    empty = [plan.head.name for plan, points in parts if not points]
    return f"{'、'.join(empty)}没有填年度指标值，分不出去。" if empty else ""


def ask_weights(session: Session, ref: SheetRef, parent: QWidget | None) -> Parts | None:
    """Return how the points are to be spread, None when nothing is to be changed."""
    dialog = SpreadWeightsDialog(session, ref, parent)
    return dialog.parts if dialog.exec() == QDialog.DialogCode.Accepted else None
