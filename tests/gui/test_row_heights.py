"""Rows grow and shrink with their texts: only what changed is measured, and nothing is missed."""

from __future__ import annotations

import random

import pytest
from PySide6.QtWidgets import QApplication

from perfeval_desktop.domain.layout import GridCell
from perfeval_desktop.gui.widgets.row_heights import RowHeights
from perfeval_desktop.gui.widgets.sheet_delegate import SheetDelegate
from perfeval_desktop.gui.widgets.sheet_view import SheetView
from tests.gui.hands import Hands

LONG = "因为年中追加了任务，实际完成的比年初批复的目标多出一倍还不止，" * 4
SHEETS = ("附件1-1 基础数据表", "附件1-2 整体支出自评表", "附件1-3 自治奖励经费")
TEXTS = ("", "短", LONG, f"{LONG}\n{LONG}", "95%", "12.5")


def shown(view: SheetView) -> list[int]:
    return [view.rowHeight(row) for row in range(view.model().rowCount())]


def measured_anew(view: SheetView) -> list[int]:
    """The same by another delegate, which has no text from before."""
    delegate = SheetDelegate()
    own = view.itemDelegate()
    assert isinstance(own, SheetDelegate)
    delegate.scale = own.scale

    def width_of(cell: GridCell) -> int:
        return sum(view.columnWidth(cell.column + each) for each in range(cell.columns))

    model = view.model()
    return RowHeights(model, delegate, width_of).measure_all()  # type: ignore[arg-type]


@pytest.mark.parametrize("sheet", SHEETS)
def test_after_any_edits_every_row_is_as_high_as_if_all_were_measured_anew(
    sample: Hands, sheet: str
) -> None:
    sample.go_to_sheet(sheet)
    report, view, choose = sample.workspace.open_report, sample.view, random.Random(sheet)
    report.ask_reason = lambda question: "照原件填写"  # over a computed value
    first = shown(view)
    seen = set()
    for _ in range(40):
        fields = view.model().table.fields_in_reading_order()  # type: ignore[attr-defined]
        for cell in choose.sample(fields, 3):
            report.enter(cell.address, choose.choice(TEXTS))  # some are refused, as they would be
        QApplication.processEvents()
        assert shown(view) == measured_anew(view)
        seen.add(tuple(shown(view)))
    assert len(seen) > 4, "the edits moved heights"
    while report.session.history.to_undo is not None:
        report.undo()
    QApplication.processEvents()
    assert shown(view) == first


def test_rows_that_come_and_go_leave_every_height_right(sample: Hands) -> None:
    sample.go_to_sheet("附件1-2 整体支出自评表")
    sample.click(sample.find("数量指标", "三级指标"))
    for action in ("insert_row", "insert_row", "move_row_up", "undo", "undo", "redo"):
        sample.press(action)
        QApplication.processEvents()
        assert shown(sample.view) == measured_anew(sample.view)
