"""What the clerk notes on cells, and what the window tells of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.gui.widgets.side_panels import Side
from perfeval_desktop.services.causes import cell_label
from perfeval_desktop.services.last_year import carry_over_edits
from perfeval_desktop.services.remarks import remark_edits, remark_text, to_verify_edits

if TYPE_CHECKING:
    from perfeval_desktop.domain.report import FieldAddress
    from perfeval_desktop.gui.dialogs.legend import Legend
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.workspace import Workspace

_NO_FIELD = "请先把光标放在一格上。"
_NO_LAST_YEAR = "还没有读入上年文件：请用“审核 → 对照上年文件”选上年的 .peval 文件。"


class CellActions:
    """The actions over cells; each is a method `do_…`, named in `actions.py`."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._workspace = workspace
        self._open_report = workspace.open_report
        self._legend: Legend | None = None
        for name in ("field_info", "show_last_year", "enter_yuan"):
            window.actions_by_id[name].setChecked(False)
        workspace.side.changed.connect(self._check_info)

    def do_remark(self) -> None:
        """Ask what is to be noted on the cell of the cursor."""
        from perfeval_desktop.gui.dialogs.remark import RemarkDialog

        self._workspace.flush()
        address = self._field_here()
        if address is None:
            return
        report = self._open_report.report
        label = cell_label(report, address)
        dialog = RemarkDialog(label, remark_text(report, address), self._window)
        if dialog.exec():
            edits = remark_edits(report, address, dialog.text)
            self._open_report.apply(edits, f"批注 {label}", Origin.REMARKED)

    def do_to_verify(self) -> None:
        """Mark the chosen cells 待核实, or take the mark off."""
        self._workspace.flush()
        here = self._field_here()
        if here is None:
            return
        view = self._workspace.view
        places = view.chosen_fields() if view is not None else [here]
        edits = to_verify_edits(self._open_report.report, places)
        self._open_report.apply(edits, f"待核实 {len(edits)} 格", Origin.REMARKED)

    def do_carry_over(self) -> None:
        """Put last year's figures into the chosen cells."""
        self._workspace.flush()
        view, session = self._workspace.view, self._open_report.session
        if view is None:
            return
        if session.report.last_year is None:
            self._workspace.message_bar.say(_NO_LAST_YEAR)
            return
        edits = carry_over_edits(session.report, view.chosen_fields(), session.value)
        if edits:
            self._open_report.apply(edits, f"填上年的数 {len(edits)} 格", Origin.CARRIED_OVER)
        else:
            self._workspace.message_bar.say("选中的格在上年文件里没有数，或者已经是上年的数。")

    def do_enter_yuan(self) -> None:
        """Take bare amounts for 元, or for 万元 again."""
        self._workspace.flush()
        self._open_report.enters_yuan = self._window.actions_by_id["enter_yuan"].isChecked()
        self._window.show_money_unit()

    def do_show_last_year(self) -> None:
        """Write last year's figure above each amount, or not any more."""
        action = self._window.actions_by_id["show_last_year"]
        if action.isChecked() and self._open_report.report.last_year is None:
            action.setChecked(False)
            self._workspace.message_bar.say(_NO_LAST_YEAR)
        self._workspace.show_last_year(action.isChecked())

    def do_field_info(self) -> None:
        """Tell everything about the cell of the cursor at the right, or show the findings."""
        self._workspace.flush()
        is_on = self._window.actions_by_id["field_info"].isChecked()
        self._workspace.show_side(Side.INFO if is_on else Side.FINDINGS)

    def do_legend(self) -> None:
        """Show what the colours and marks of cells mean, or put that away again."""
        from perfeval_desktop.gui.dialogs.legend import Legend

        if self._legend is None:
            self._legend = Legend(self._workspace)
        if self._legend.isVisible():
            self._legend.close()
            return
        self._legend.show()
        self._legend.activateWindow()

    def _check_info(self, side: Side) -> None:
        self._window.actions_by_id["field_info"].setChecked(side is Side.INFO)

    def _field_here(self) -> FieldAddress | None:
        address = self._workspace.field_here()
        if address is None:
            self._workspace.message_bar.say(_NO_FIELD)
        return address
