"""Ask before a project is deleted together with a filled 附件1-3."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

from perfeval_desktop.domain.report import Report
from perfeval_desktop.services.projects import lines_of_sheet, sheet_of_line
from perfeval_desktop.services.records import is_empty_record


def confirm_deletion(report: Report, record: str, parent: QWidget) -> bool:
    """Say whether to delete; only a project whose sheet would go with it is asked about."""
    sheet = sheet_of_line(report, record)
    if not sheet or lines_of_sheet(report, sheet) != [record] or is_empty_record(report, sheet):
        return True
    name = report.record_name(record)
    box = QMessageBox(
        QMessageBox.Icon.Question,
        f"删除 {name}",
        f"“{name}”的附件1-3已经填了内容，会和这一行一起删除。删除后可以撤销。",
        parent=parent,
    )
    delete = box.addButton("删除项目和附件1-3", QMessageBox.ButtonRole.DestructiveRole)
    box.addButton("不删除", QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return box.clickedButton() is delete
