"""The right side of the window: the findings, or in their place what is missing, or one cell."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui.open_report import OpenReport
from perfeval_desktop.gui.widgets.findings_panel import FindingsPanel

if TYPE_CHECKING:
    from perfeval_desktop.gui.widgets.info_panel import InfoPanel
    from perfeval_desktop.gui.widgets.missing_panel import MissingPanel


class Side(Enum):
    """What the right side shows."""

    FINDINGS = auto()
    MISSING = auto()  # 还差什么
    INFO = auto()  # 这一格的信息


class SidePanels(QStackedWidget):
    """One panel at a time; all but the findings are made when they are first shown."""

    changed = Signal(object)  # Side
    left = Signal()  # the clerk wants the findings back
    place_chosen = Signal(object)  # FieldAddress
    finding_chosen = Signal(object)  # Finding

    def __init__(self, open_report: OpenReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._open_report = open_report
        self.shown = Side.FINDINGS
        self.findings = FindingsPanel(self)
        self._missing: MissingPanel | None = None
        self._info: InfoPanel | None = None
        self.addWidget(self.findings)

    @property
    def missing(self) -> MissingPanel:
        """The panel of what is left to do."""
        if self._missing is None:
            from perfeval_desktop.gui.widgets.missing_panel import MissingPanel

            self._missing = MissingPanel(self._open_report, self)
            self.addWidget(self._missing)
            self._missing.place_chosen.connect(self.place_chosen)
            self._missing.left.connect(self.left)
        return self._missing

    @property
    def info(self) -> InfoPanel:
        """The panel of one cell."""
        if self._info is None:
            from perfeval_desktop.gui.widgets.info_panel import InfoPanel

            self._info = InfoPanel(self._open_report, self)
            self.addWidget(self._info)
            self._info.finding_chosen.connect(self.finding_chosen)
            self._info.left.connect(self.left)
        return self._info

    def show_panel(self, side: Side) -> None:
        """Show a panel; what is missing gets the keyboard."""
        if side is self.shown:
            return
        self.shown = side
        if side is Side.INFO:
            self.setCurrentWidget(self.info)
        else:
            self.setCurrentWidget(self.missing if side is Side.MISSING else self.findings)
        self.changed.emit(side)
        if side is Side.MISSING:
            self.missing.begin()

    def focus_list(self) -> None:
        """Put the keyboard into the panel that is shown."""
        if self.shown is Side.INFO:
            self.info.text.setFocus()
        elif self.shown is Side.MISSING:
            self.missing.list.setFocus()
        else:
            self.findings.focus_list()

    def follow(self, address: FieldAddress | None) -> None:
        """The cursor is on another cell, or something changed there."""
        if self.shown is Side.INFO:
            self.info.show_field(address)
