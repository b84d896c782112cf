"""The chapters of the narrative that were carried over from last year and nobody looked at yet."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import REPORT, Severity
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.gui.prose_marks import Mark

SIGN = "« "


class CarriedChapters(QObject):
    """Tells which they are, marks the years that were moved on, and offers to say it is seen."""

    seen = Signal(object)  # FieldAddress

    def __init__(self, open_report: OpenReport, parent: QWidget) -> None:
        super().__init__(parent)
        self._open_report = open_report
        self._links: dict[str, QPushButton] = {}

    @property
    def are_there(self) -> bool:
        """Whether anything can be carried over at all."""
        return self._open_report.report.last_year is not None

    def is_carried(self, field: str) -> bool:
        """Say whether a chapter is still as it was carried over."""
        address = FieldAddress(REPORT, field)
        session = self._open_report.session
        return bool(field) and self.are_there and session.history.is_carried_over(address)

    def make_link(self, field: str, parent: QWidget) -> QPushButton:
        """Return what is pressed once a chapter was looked at, hidden where nothing is to be."""
        link = self._links[field] = QPushButton("« 沿用上年的文字，看过了", parent)
        link.setObjectName(f"seen:{field}")
        link.setToolTip("不用改的，按一下，记号就去掉（Ctrl+Shift+O）；改过的自动去掉")
        link.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        link.clicked.connect(lambda: self.seen.emit(FieldAddress(REPORT, field)))
        return link

    def show_links(self) -> None:
        """Offer it where it is still to be done."""
        for field, link in self._links.items():
            link.setVisible(self._open_report.can_edit and self.is_carried(field))

    def year_marks(self) -> Mapping[FieldAddress, list[Mark]]:
        """Return the years that were moved on, to be underlined in their chapters."""
        if not self.are_there:
            return {}
        from perfeval_desktop.services.carried import shifted_years

        found: dict[FieldAddress, list[Mark]] = {}
        for field in self._links:
            address = FieldAddress(REPORT, field)
            for each in shifted_years(self._open_report.session, address):
                tip = f"上年写的是 {each.before} 年，沿用时改成了 {each.after} 年，请看一看对不对"
                mark = Mark(each.span.start, each.span.end, Severity.HINT, tip)
                found.setdefault(address, []).append(mark)
        return found
