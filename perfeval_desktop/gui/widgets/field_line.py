"""The lines below the sheet: what the field of the cursor asks, in short."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from perfeval_desktop.domain.report import Entry, FieldAddress
from perfeval_desktop.domain.template import Carry, Role
from perfeval_desktop.domain.text import field_label, in_year
from perfeval_desktop.domain.values import display
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.gui.rich_text import escaped
from perfeval_desktop.services.last_year import last_value
from perfeval_desktop.services.projects import coverage_words
from perfeval_desktop.services.remarks import is_to_verify_at, remark_text

_ROLES = {Role.COMPUTED: "自动计算", Role.DEFAULT: "自动引用，可改写"}


class FieldLine(QLabel):
    """Label, unit and filling note; and what is special about the cell."""

    def __init__(self, open_report: OpenReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._open_report = open_report
        self.setWordWrap(True)
        self.setContentsMargins(14, 5, 14, 5)
        self.restyle()
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setObjectName("fieldInfo")

    def restyle(self) -> None:
        """There is room for two lines of the letters there are."""
        self.setMinimumHeight(self.fontMetrics().height() * 2 + 12)

    def show_field(self, address: FieldAddress | None) -> None:
        """Show a field; None shows nothing."""
        if address is None:
            self.setText("")
            return
        report = self._open_report.report
        field = report.template.fields[address.field]
        unit = field.unit or field.type.unit
        facts = (
            f"单位：{unit}" if unit else "",
            _ROLES.get(field.role, ""),
            self._last_year(address),
        )
        head = f"{field_label(field, report.year)}　{'　'.join(filter(None, facts))}"
        note = escaped(in_year(field.note, report.year))
        self.setText(f"<b>{escaped(head)}</b><br>{note}{''.join(self._special(address))}")

    def _last_year(self, address: FieldAddress) -> str:
        session = self._open_report.session
        value = last_value(session.report, address, session.value)
        numbers = session.report.template.numbers
        return f"上年：{display(value, numbers)}" if value is not None else ""

    def _reason(self, address: FieldAddress, entry: Entry | None) -> str:
        if entry is None or not entry.reason:
            return ""
        is_typed = self._open_report.report.template.fields[address.field].role is Role.INPUT
        return f"{'改数的原因' if is_typed else '照填理由'}：{entry.reason}"

    def _approved(self, address: FieldAddress) -> str:
        from perfeval_desktop.services.carried import approved_value

        session = self._open_report.session
        value = approved_value(session, address)
        shown = display(value, session.report.template.numbers)
        return f"批复的绩效目标：{shown}　已锁定；要改，填上以后写明原因" if shown else ""

    def _carried(self, address: FieldAddress) -> str:
        session = self._open_report.session
        if not session.history.is_carried_over(address):
            return ""
        field = session.report.template.fields[address.field]
        if field.carry is Carry.PREVIOUS:
            return "沿用上年的数，已锁定；要改，填上以后写明原因"
        return "沿用上年，看过了请按 Ctrl+Shift+O"

    def _special(self, address: FieldAddress) -> list[str]:
        report = self._open_report.report
        if not report.has_record(address.record):
            return []
        entry, remark = report.entry(address), remark_text(report, address)
        covered = coverage_words(report, address.record)
        said = (
            (f"▸ {covered}" if covered else "", True),
            (self._reason(address, entry), False),
            (self._carried(address), False),
            (self._approved(address), False),
            ("待核实" if is_to_verify_at(report, address) else "", True),
            (f"批注：{remark}" if remark else "", False),
        )
        words = ((escaped(text), is_strong) for text, is_strong in said if text)
        return [f"　<b>{text}</b>" if is_strong else f"　{text}" for text, is_strong in words]
