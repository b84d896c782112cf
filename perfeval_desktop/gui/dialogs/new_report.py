"""Ask for what a new report needs: template, year, unit, and where the file goes."""

from __future__ import annotations

from collections.abc import Sequence
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
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.naming import safe_file_name
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.new_file import problem_of_path, typed_path
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.exporting import ask_path
from perfeval_desktop.services.catalogue import TemplateName, usual_template

_FIRST_YEAR, _LAST_YEAR = 2015, 2099
_FLAGS = Qt.ItemDataRole.UserRole - 1  # where a combo box keeps what an item allows


@dataclass(frozen=True, slots=True)
class NewReportRequest:
    """What the clerk asked for."""

    template_id: str
    year: int
    unit: str
    path: Path


class NewReportDialog(QDialog):
    """The file's name follows year and unit until the clerk changes it."""

    def __init__(
        self, templates: Sequence[TemplateName], folder: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("新建年度报告")
        self._folder = Path(folder)
        self._is_path_own = False
        self.template_box = QComboBox()
        self._offer(templates)
        self.year_box = QSpinBox()
        self.year_box.lineEdit().setTextMargins(6, 0, 0, 0)  # as the other boxes have
        self.year_box.setRange(_FIRST_YEAR, _LAST_YEAR)
        self.unit_line = QLineEdit()
        self.unit_line.setPlaceholderText("单位全称，与公章一致")
        self.path_line = QLineEdit()
        self.problem_label = QLabel()
        self.problem_label.setTextFormat(Qt.TextFormat.PlainText)
        self.problem_label.setProperty("quiet", True)
        self.problem_label.setWordWrap(True)
        self.create_button = QPushButton("建立")
        self.create_button.setDefault(True)
        self._lay_out()
        self._connect()
        self._on_template_changed()
        self.unit_line.setFocus()

    def ask(self) -> NewReportRequest | None:
        """Show the dialog; None when nothing is to be created."""
        return self.request() if self.exec() == QDialog.DialogCode.Accepted else None

    def propose(self, template_id: str, year: int, unit: str) -> None:
        """Fill in what a document says that is brought in; the clerk may change it."""
        for at in range(self.template_box.count()):
            template = self.template_box.itemData(at)  # None for the name of a region
            if template is not None and template.id == template_id:
                self.template_box.setCurrentIndex(at)
        if year:
            self.year_box.setValue(year)
        self.unit_line.setText(unit)

    def _template(self, at: int) -> TemplateName:
        template: TemplateName = self.template_box.itemData(at)
        return template

    def request(self) -> NewReportRequest:
        """Return what stands in the dialog."""
        template: TemplateName = self.template_box.currentData()
        return NewReportRequest(template.id, self.year_box.value(), self._unit(), self._path())

    def _offer(self, templates: Sequence[TemplateName]) -> None:
        """List them under their regions; what has no template behind it cannot be chosen."""
        region = None
        for template in templates:
            if template.region != region:
                region = template.region
                self.template_box.addItem(region or "其他")
                model = self.template_box.model()
                model.setData(model.index(self.template_box.count() - 1, 0), 0, _FLAGS)
            self.template_box.addItem(f"　{template.full_name}", template)
        if templates:
            usual = templates[usual_template(templates)]
            self.template_box.setCurrentIndex(self.template_box.findData(usual))

    def _lay_out(self) -> None:
        browse = QPushButton("浏览…")
        browse.setAutoDefault(False)
        self.path_line.setAccessibleName("保存到")
        browse.clicked.connect(self._on_browse)
        path_row = QHBoxLayout()
        path_row.addWidget(self.path_line, 1)
        path_row.addWidget(browse)
        form = QFormLayout()
        form.setSpacing(10)
        form.addRow("表样：", self.template_box)
        form.addRow("年度：", self.year_box)
        form.addRow("单位名称：", self.unit_line)
        form.addRow("保存到：", path_row)
        buttons = button_row(leaving_button(self), self.create_button, beside=self.problem_label)
        column = QVBoxLayout(self)
        column.setSpacing(16)
        column.addLayout(form)
        column.addLayout(buttons)
        open_at(self, 620)

    def _connect(self) -> None:
        self.template_box.currentIndexChanged.connect(self._on_template_changed)
        self.year_box.valueChanged.connect(self._suggest_path)
        self.unit_line.textChanged.connect(self._suggest_path)
        self.path_line.textEdited.connect(self._on_path_edited)
        self.path_line.textChanged.connect(self._check)
        self.create_button.clicked.connect(self.accept)

    def _on_template_changed(self) -> None:
        template = self.template_box.currentData()
        if template is not None and template.year:
            self.year_box.setValue(template.year)
        self._suggest_path()

    def _on_path_edited(self) -> None:
        self._is_path_own = True

    def _on_browse(self) -> None:
        path = ask_path(self, "报告放在哪里", Path(self.path_line.text()), ".peval")
        if path is not None:
            self._is_path_own = True
            self.path_line.setText(str(path))

    def _suggest_path(self) -> None:
        if not self._is_path_own:
            unit = self._unit()
            named = f"{self.year_box.value()}年度绩效自评{'_' + unit if unit else ''}"
            name = f"{safe_file_name(named)}.peval"
            self.path_line.setText(str(self._folder / name))
        self._check()

    def _check(self) -> None:
        problem = self._problem()
        self.problem_label.setText(problem)
        self.create_button.setEnabled(not problem)

    def _problem(self) -> str:
        if self.template_box.currentData() is None:
            return "没有安装任何表样。"
        if not self._unit():
            return "请填单位名称。"
        return problem_of_path(self._path())

    def _unit(self) -> str:
        return self.unit_line.text().strip(" 　")

    def _path(self) -> Path:
        return typed_path(self.path_line.text())
