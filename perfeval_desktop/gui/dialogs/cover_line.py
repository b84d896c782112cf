"""Ask which 附件1-3 covers a project line, or why it needs none."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.report import Report
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.services.projects import (
    Exemption,
    exemption_kinds,
    exemption_of,
    form_of_lines,
    project_form,
    sheet_of_line,
    sheets_of_projects,
)

Coverage = tuple[str, Exemption | None]  # the sheet's id ("" for none), the exemption


class CoverLineDialog(QDialog):
    """Three choices: a sheet that is there, none yet, or exempt with kind and reason."""

    def __init__(self, report: Report, line: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report, self._line = report, line
        self._form = project_form(report)
        self.setWindowTitle(f"这一行由哪张{self._form}覆盖")
        self.sheet_choice = QRadioButton(f"由这张{self._form}覆盖：")
        self.none_choice = QRadioButton(f"还没有{self._form}")
        self.exempt_choice = QRadioButton(f"免报{self._form}，类别：")
        self.sheet_box = QComboBox()
        self.sheet_box.setAccessibleName(self._form)
        for sheet, name in sheets_of_projects(report).items():
            self.sheet_box.addItem(name, sheet)
        self.kind_box = QComboBox()
        self.kind_box.addItems(list(exemption_kinds(report)))
        self.kind_box.setAccessibleName("免报类别")
        self.reason_edit = QLineEdit()
        self.reason_edit.setAccessibleName("免报原因")
        self.reason_edit.setPlaceholderText("原因，例如：低于区财政局规定的 5 万元限额")
        self.save_button = QPushButton("就这样定")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.accept)
        self.cancel_button = leaving_button(self, "不改了")
        self._lay_out()
        self._show_current()
        for choice in (self.sheet_choice, self.none_choice, self.exempt_choice):
            choice.toggled.connect(self._on_chosen)
        self.sheet_box.activated.connect(lambda: self.sheet_choice.setChecked(True))
        self.kind_box.activated.connect(lambda: self.exempt_choice.setChecked(True))
        self.reason_edit.textEdited.connect(self._on_reason_edited)
        self._on_chosen()
        open_at(self, 480)

    @property
    def coverage(self) -> Coverage:
        """What was chosen."""
        if self.sheet_choice.isChecked():
            return str(self.sheet_box.currentData()), None
        if self.exempt_choice.isChecked():
            return "", Exemption(self.kind_box.currentText(), self.reason_edit.text().strip())
        return "", None

    def _lay_out(self) -> None:
        words = QLabel(
            f"{form_of_lines(self._report)}的“{self._report.record_name(self._line)}”：几行并成一个项目填报的，"
            f"都指明同一张{self._form}，金额按这几行之和核对；免报的项目在核对合计时扣除。"
        )
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.sheet_choice, 0, 0)
        grid.addWidget(self.sheet_box, 0, 1)
        grid.addWidget(self.none_choice, 1, 0, 1, 2)
        grid.addWidget(self.exempt_choice, 2, 0)
        grid.addWidget(self.kind_box, 2, 1)
        grid.addWidget(self.reason_edit, 3, 1)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(words)
        column.addLayout(grid)
        column.addLayout(button_row(self.cancel_button, self.save_button))

    def _show_current(self) -> None:
        """Start from what holds now; what the form or the report does not have cannot be chosen."""
        sheet = sheet_of_line(self._report, self._line)
        exemption = exemption_of(self._report, self._line)
        self.sheet_choice.setEnabled(self.sheet_box.count() > 0)
        for part in (self.exempt_choice, self.kind_box, self.reason_edit):
            part.setVisible(self.kind_box.count() > 0)
        if sheet:
            self.sheet_box.setCurrentIndex(self.sheet_box.findData(sheet))
        if exemption is not None:
            if self.kind_box.findText(exemption.kind) < 0:
                self.kind_box.addItem(exemption.kind)
            self.kind_box.setCurrentText(exemption.kind)
            self.reason_edit.setText(exemption.reason)
        chosen = self.sheet_choice if sheet else self.none_choice
        chosen = self.exempt_choice if exemption is not None else chosen
        chosen.setChecked(True)
        chosen.setFocus()

    def _on_reason_edited(self) -> None:
        self.exempt_choice.setChecked(True)
        self._on_chosen()

    def _on_chosen(self) -> None:
        """An exemption needs its reason."""
        is_given = not self.exempt_choice.isChecked() or bool(self.reason_edit.text().strip())
        self.save_button.setEnabled(is_given)


def ask_coverage(report: Report, line: str, parent: QWidget | None) -> Coverage | None:
    """Return what covers the line; None when the clerk changed nothing."""
    dialog = CoverLineDialog(report, line, parent)
    is_chosen = dialog.exec() == QDialog.DialogCode.Accepted
    return dialog.coverage if is_chosen else None
