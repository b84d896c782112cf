"""看表样: a template as its form, with the id of the field in each cell, and all its checks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from perfeval_desktop.domain.edits import Batch
from perfeval_desktop.domain.layout import GridCell, sheet_label
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import ReportTemplate, SheetKind
from perfeval_desktop.domain.text import in_year
from perfeval_desktop.gui import theme
from perfeval_desktop.gui.dialogs.buttons import button_row, leaving_button
from perfeval_desktop.gui.dialogs.sizes import open_at
from perfeval_desktop.gui.models.sheet_model import CellState, SheetModel
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.gui.widgets.sentence_list import SentenceList
from perfeval_desktop.gui.widgets.sheet_view import SheetView
from perfeval_desktop.services.catalogue import TemplateName, usual_template
from perfeval_desktop.services.template_view import (
    Seen,
    all_checks,
    field_lines,
    see_folder,
    see_installed,
    see_pack,
    view_session,
)

_FORMS, _CHECKS, _FAULTS = range(3)
_PICK = "点一格，看它是哪一项、怎样算、哪些审核用到它。"


class _Nowhere:
    """Nothing is changed here, so nothing is stored."""

    def submit(self, batch: Batch) -> None: ...

    def publish_now(self) -> None: ...


class _FormModel(SheetModel):
    """The name of a field stands where its value would, as the template's files write it."""

    def text(self, cell: GridCell) -> str:
        fields = self.open_report.report.template.fields
        return "".join(
            each if isinstance(each, str) else f"{{{fields[each.address.field].name}}}"
            for each in cell.segments
        )

    def state(self, cell: GridCell) -> CellState:
        """Nothing is to be filled in here, and nothing is wrong."""
        return CellState(role=super().state(cell).role)


class TemplateViewDialog(QDialog):
    """One template at a time: an installed one, that of a folder, or that of a pack."""

    def __init__(self, installed: Sequence[TemplateName], parent: QWidget | None = None) -> None:
        """Show the first of the installed templates."""
        super().__init__(parent)
        self.setWindowTitle("看表样")
        self._installed = tuple(installed)
        self.seen: Seen | None = None
        self._open_report: OpenReport | None = None
        self.template_box = QComboBox()
        self.template_box.setAccessibleName("已安装的表样")
        self.template_box.setPlaceholderText("已安装的表样")
        for each in self._installed:
            self.template_box.addItem(
                f"{each.full_name}{'（安装的表样包）' if each.is_pack else ''}"
            )
        self.folder_button = QPushButton("看文件夹(&D)…")
        self.pack_button = QPushButton("看表样包(&P)…")
        self._where = QLabel()
        self._where.setWordWrap(True)
        self.sheet_list = QListWidget()
        self.sheet_list.setAccessibleName("表")
        self.pages = QStackedWidget()
        self.facts = QPlainTextEdit()
        self.facts.setAccessibleName("这一格")
        self.facts.setReadOnly(True)
        self.checks, self.faults = SentenceList(), SentenceList()
        self.checks.setAccessibleName("全部审核")
        self.faults.setAccessibleName("要改的错")
        self.tabs = QTabWidget()
        self._lay_out()
        self.template_box.activated.connect(self._on_chosen)
        self.folder_button.clicked.connect(self._ask_folder)
        self.pack_button.clicked.connect(self._ask_pack)
        self.sheet_list.currentRowChanged.connect(self._show_sheet)
        self.tabs.currentChanged.connect(self._measure)
        self.finished.connect(self._close_report)
        if self._installed:
            usual = usual_template(self._installed)
            self.template_box.setCurrentIndex(usual)
            self._on_chosen(usual)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.template_box, 1)
        for button in (self.folder_button, self.pack_button):
            button.setAutoDefault(False)
            top.addWidget(button)
        forms = QSplitter()
        for widget, share in ((self.sheet_list, 1), (self.pages, 5), (self.facts, 3)):
            forms.addWidget(widget)
            forms.setStretchFactor(forms.count() - 1, share)
        forms.setSizes([130, 640, 300])
        self.tabs.addTab(forms, "表")
        self.tabs.addTab(self.checks, "全部审核")
        self.tabs.addTab(self.faults, "要改的错")
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._where)
        column.addWidget(self.tabs, 1)
        column.addLayout(button_row(leaving_button(self, "关闭")))
        open_at(self, 1100, 660)

    # What is shown

    def show_seen(self, seen: Seen) -> None:
        """Show a template, or what is wrong with it."""
        self.seen = seen
        self._close_report()
        self.sheet_list.clear()
        self.checks.clear()
        self.faults.clear()
        self.facts.setPlainText(_PICK)
        self.faults.addItems(list(seen.faults))
        template = seen.template
        if template is None:
            self._where.setText(f"{seen.source}：有 {len(seen.faults)} 处要改，改好才能用。")
        else:
            self._where.setText(
                f"{template.name}　id：{template.id}　{template.year} 年度　"
                f"{len(template.sheets)} 张表，{len(template.fields)} 个填报项　"
                f"校验值 {template.digest[:16]}…"
            )
            self._fill(template)
        self.tabs.setTabText(_CHECKS, f"全部审核（{self.checks.count()}）")
        self.tabs.setTabText(_FAULTS, f"要改的错（{self.faults.count()}）")
        self.tabs.setTabEnabled(_FORMS, template is not None)
        self.tabs.setTabEnabled(_CHECKS, template is not None)
        self.tabs.setTabVisible(_FAULTS, template is None)
        self.tabs.setCurrentIndex(_FORMS if template is not None else _FAULTS)
        self._measure()

    def _fill(self, template: ReportTemplate) -> None:
        self._open_report = OpenReport(view_session(template), _Nowhere(), self)
        for check in all_checks(template):
            icon = theme.severity_icon(check.severity.code)
            self.checks.addItem(QListWidgetItem(icon, check.text))
        for ref in self._open_report.sheets():
            sheet = template.sheet(ref.sheet)
            if sheet.kind is SheetKind.NARRATIVE:
                self.pages.addWidget(self._chapters(template, ref.sheet))
            else:
                self.pages.addWidget(self._form(ref))
            label = ref.sheet if ref.record else sheet_label(self._open_report.report, ref)
            self.sheet_list.addItem(label)
        self.sheet_list.setCurrentRow(0)

    def _form(self, ref: object) -> QWidget:
        assert self._open_report is not None
        model = _FormModel(self._open_report, ref, self._open_report)  # type: ignore[arg-type]
        view = SheetView(model, self.pages)
        view.field_focused.connect(self._show_address)
        view.clicked.connect(lambda index: self._show_index(model, index))
        return view

    def _chapters(self, template: ReportTemplate, sheet_id: str) -> QWidget:
        chapters = SentenceList(parent=self.pages)
        chapters.setAccessibleName("正文的标题")
        headings = template.sheet(sheet_id).headings
        for each in headings:
            field = f"　{{{each.field}}}" if each.field else ""
            words = in_year(each.text, template.year)
            chapters.addItem("　　" * (each.level - 1) + words + field)
        chapters.currentRowChanged.connect(lambda row: self._show_field(headings[row].field))
        return chapters

    def _show_sheet(self, row: int) -> None:
        if 0 <= row < self.pages.count():
            self.pages.setCurrentIndex(row)
            self._measure()

    def _measure(self) -> None:
        for each in (self.checks, self.faults, self.pages.currentWidget()):
            if isinstance(each, SentenceList):
                each.measure()

    def _show_index(self, model: SheetModel, index: QModelIndex) -> None:
        cell = model.cell(index)
        self._show_address(cell.address if cell is not None else None)

    def _show_address(self, address: FieldAddress | None) -> None:
        self._show_field(address.field if address is not None else "")

    def _show_field(self, field: str) -> None:
        template = self.seen.template if self.seen is not None else None
        if template is None or field not in template.fields:
            self.facts.setPlainText(_PICK)
        else:
            self.facts.setPlainText("\n".join(field_lines(template, field)))

    # Choosing

    def _on_chosen(self, row: int) -> None:
        self.show_seen(see_installed(self._installed[row].id))

    def _ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "看哪个文件夹里的表样")
        self._see(name, see_folder)

    def _ask_pack(self) -> None:
        kinds = "表样包 (*.pevalforms *.zip)"
        name, _ = QFileDialog.getOpenFileName(self, "看哪个表样包", "", kinds)
        self._see(name, see_pack)

    def _see(self, name: str, see: Callable[[Path], Seen]) -> None:
        if name:
            self.template_box.setCurrentIndex(-1)
            self.show_seen(see(Path(name)))

    def _close_report(self) -> None:
        while (page := self.pages.widget(0)) is not None:
            self.pages.removeWidget(page)
            page.deleteLater()
        if self._open_report is not None:
            self._open_report.close()
            self._open_report.deleteLater()
            self._open_report = None
