"""Ask for what the next year's report needs besides last year's file: the form, and where to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.naming import safe_file_name
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.new_file import problem_of_path, typed_path
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.exporting import ask_path
from perfeval_desktop.services.rollover import LastFile

_WHAT_HAPPENS = (
    "上年的本年决算数填进今年的上年决算数，锁定；单位、人员编制、项目名称、三级指标和正文沿用，"
    "年度顺延，没有看过的标着 « 记号；预算、执行数、指标值、分值、得分清空，重新填。"
    "审核说明、批注、打印记录不带过来。上年的文件只读，不会改动。"
)


@dataclass(frozen=True, slots=True)
class NextYearRequest:
    """What the clerk asked for."""

    last: Path
    path: Path
    template_id: str


class NextYearDialog(QDialog):
    """Whose file it is, which form the new year has, and what the new file is called."""

    def __init__(self, last: LastFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("沿用上年文件新建")
        self._last = last
        self.template_box = QComboBox()
        for form in last.forms:
            self.template_box.addItem(form.name, form.id)
        self.path_line = QLineEdit()
        self.path_line.setAccessibleName("保存到")
        self.problem_label = _plain("", is_quiet=True)
        self.create_button = QPushButton(f"建立 {last.year + 1} 年度报告")
        self.create_button.setDefault(True)
        self._lay_out()
        self.path_line.textChanged.connect(self._check)
        self.create_button.clicked.connect(self.accept)
        self.path_line.setText(str(self._suggested()))
        self.create_button.setFocus()
        self._check()

    def ask(self) -> NextYearRequest | None:
        """Show the dialog; None when nothing is to be created."""
        return self.request() if self.exec() == QDialog.DialogCode.Accepted else None

    def request(self) -> NextYearRequest:
        """Return what stands in the dialog."""
        return NextYearRequest(
            self._last.path, self._path(), str(self.template_box.currentData() or "")
        )

    def _lay_out(self) -> None:
        browse = QPushButton("浏览…")
        browse.setAutoDefault(False)
        browse.clicked.connect(self._on_browse)
        path_row = QHBoxLayout()
        path_row.addWidget(self.path_line, 1)
        path_row.addWidget(browse)
        form = QFormLayout()
        form.setSpacing(10)
        unit = self._last.unit or "没有填单位名称"
        form.addRow(
            "上年文件：", _plain(f"{self._last.path.name}（{unit}，{self._last.year} 年度）")
        )
        form.addRow("今年的表样：", self.template_box)
        form.addRow("保存到：", path_row)
        column = QVBoxLayout(self)
        column.setSpacing(16)
        column.addLayout(form)
        column.addWidget(_plain(_WHAT_HAPPENS, is_quiet=True))
        column.addLayout(
            button_row(leaving_button(self), self.create_button, beside=self.problem_label)
        )
        open_at(self, 660)

    def _suggested(self) -> Path:
        tail = f"_{self._last.unit}" if self._last.unit else ""
        name = safe_file_name(f"{self._last.year + 1}年度绩效自评{tail}")
        return self._last.path.parent / f"{name}.peval"

    def _on_browse(self) -> None:
        path = ask_path(self, "报告放在哪里", self._path(), ".peval")
        if path is not None:
            self.path_line.setText(str(path))

    def _check(self) -> None:
        problem = problem_of_path(self._path())
        self.problem_label.setText(problem)
        self.create_button.setEnabled(not problem)

    def _path(self) -> Path:
        return typed_path(self.path_line.text())


def _plain(text: str, *, is_quiet: bool = False) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("quiet", is_quiet)
    return label
