"""Ask before projects are deleted together with their filled 附件1-3."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from perfeval_desktop.domain.report import Report
from perfeval_desktop.services.projects import project_form
from perfeval_desktop.services.rows import sheets_deleted_along

_MOST_NAMES = 6


def confirm_deletion(report: Report, rows: list[str], parent: QWidget) -> bool:
    """Say whether to delete; only projects whose filled sheets would go with them are asked for."""
    sheets = sheets_deleted_along(report, rows)
    if not sheets:
        return True
    title, text, words = _of_one(report, rows[0]) if len(rows) == 1 else _of_all(report, sheets)
    box = QMessageBox(QMessageBox.Icon.Question, title, text, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)  # a name may look like markup
    delete = box.addButton(words, QMessageBox.ButtonRole.DestructiveRole)
    box.addButton("不删除", QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return box.clickedButton() is delete


def _of_one(report: Report, row: str) -> tuple[str, str, str]:
    name = report.record_name(row)
    text = f"“{name}”的{project_form(report)}已经填了内容，会和这一行一起删除。删除后可以撤销。"
    return f"删除 {name}", text, f"删除项目和{project_form(report)}"


def _of_all(report: Report, sheets: list[str]) -> tuple[str, str, str]:
    names = "".join(f"“{report.record_name(each)}”" for each in sheets[:_MOST_NAMES])
    all_names = f"{names}等 {len(sheets)} 个项目" if len(sheets) > _MOST_NAMES else names
    form = project_form(report)
    text = f"{all_names}的{form}已经填了内容，会和选中的行一起删除。删除后可以一次撤销。"
    return "删除选中的行", text, f"删除这些行和 {len(sheets)} 张{form}"
