"""Before a block is pasted that does not fit as it is: what would be filled in, and what not."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QLabel,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.gui import theme
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.widgets.sentence_list import SentenceList
from perfeval_desktop.services.pasting import Plan

_BESIDE_TEXT = 44


class PastePreview(QDialog):
    """`plan` is what is to be done: amounts taken for 万元, or for 元 when the box is ticked."""

    def __init__(self, plan: Plan, in_yuan: Plan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("粘贴")
        self._plans = (plan, in_yuan)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.yuan_box = QCheckBox("这些金额是元，换算成万元（原来的元一并保留）")
        self.yuan_box.setVisible(plan.is_in_yuan)
        self.yuan_box.toggled.connect(self._show_plan)
        self.list = SentenceList(_BESIDE_TEXT)
        self.list.setAccessibleName("填不进去的")
        self.paste_button = QPushButton()
        self.paste_button.setDefault(True)
        self.paste_button.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        for part in (self.words, self.yuan_box, self.list):
            column.addWidget(part)
        column.addStretch(1)
        column.addLayout(button_row(leaving_button(self, "不粘贴"), self.paste_button))
        self._show_plan()
        open_at(self, 560, 380)

    @property
    def plan(self) -> Plan:
        """What is to be done."""
        return self._plans[self.yuan_box.isChecked()]

    def _show_plan(self) -> None:
        plan = self.plan
        rows = f"，表里增加 {plan.added} 行" if plan.added else ""
        refused = f"；下面 {len(plan.refused)} 个填不进去" if plan.refused else ""
        self.words.setText(f"可以填 {plan.filled} 格{rows}{refused}。填了可以一起撤销。")
        self.list.clear()
        icon = theme.severity_icon("warning")
        for each in plan.refused:
            self.list.addItem(QListWidgetItem(icon, f"{each.where}　“{each.text}”：{each.reason}"))
        self.list.setVisible(bool(plan.refused))
        self.list.measure()
        self.paste_button.setText(f"填这 {plan.filled} 格")
        self.paste_button.setEnabled(bool(plan.edits))
