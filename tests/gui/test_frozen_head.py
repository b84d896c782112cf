"""While a table scrolls, the head of what is read stays visible at the top."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from perfeval_desktop.gui.main_window import MainWindow
from perfeval_desktop.gui.widgets.frozen_head import FrozenHead, head_blocks
from tests.gui.hands import CTRL, Hands
from tests.gui.twice import passed_at_200_percent

BASE, WHOLE, OWN = "附件1-1 基础数据表", "附件1-2 整体支出自评表", "附件1-3 自治奖励经费"
INDICATORS = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]


@pytest.fixture
def low(hands: Hands) -> Hands:
    """The sample in a low window."""
    hands.window.resize(1366, 420)
    hands.open_sample()
    return hands


def scroll(hands: Hands, value: int) -> None:
    hands.view.verticalScrollBar().setValue(value)
    QApplication.processEvents()


def frozen(hands: Hands) -> FrozenHead | None:
    """The head that lies over the table, None where there is none to be seen."""
    found = hands.view.viewport().findChildren(FrozenHead)
    assert len(found) <= 1
    return found[0] if found and found[0].isVisible() else None


def frozen_texts(hands: Hands) -> list[str]:
    """What the rows of the head say that lies over the table."""
    head, model = frozen(hands), hands.view.sheet_model
    if head is None:
        return []
    cells = [cell for place, cell in sorted(model.table.cells.items()) if cell.row in head.rows]
    return ["".join(model.text(cell).split()) for cell in cells]


def picture(hands: Hands, rect: QRect) -> QImage:
    """What is to be seen in a part of the table."""
    grabbed: QImage = hands.view.viewport().grab(rect).toImage()
    return grabbed.convertToFormat(QImage.Format.Format_RGB32)


def head_row(hands: Hands, label: str) -> int:
    return hands.find_label(label).row


@pytest.mark.parametrize("sheet", [WHOLE, OWN])
def test_the_head_of_the_indicators_stays_while_they_scroll(low: Hands, sheet: str) -> None:
    low.go_to_sheet(sheet)
    assert frozen_texts(low) == []
    row = head_row(low, "三级指标")
    scroll(low, low.view.rowViewportPosition(row))
    assert frozen_texts(low) == [], "the head itself is at the top"
    scroll(low, low.view.verticalScrollBar().value() + 1)
    assert frozen_texts(low)[1:8] == INDICATORS
    scroll(low, low.view.verticalScrollBar().value() + 600)
    assert frozen_texts(low)[1:8] == INDICATORS
    head = frozen(low)
    assert head is not None
    assert head.geometry().topLeft() == QPoint(0, 0)
    assert low.view.covered_height == head.height()
    scroll(low, 0)
    assert frozen_texts(low) == []
    assert low.view.covered_height == 0


def test_it_is_drawn_as_the_table_draws_it(low: Hands) -> None:
    """Compared pixel by pixel; a label that goes on below the head is left out."""
    for sheet, label in ((BASE, "经费控制情况（万元）"), (WHOLE, "三级指标"), (OWN, "三级指标")):
        low.go_to_sheet(sheet)
        view = low.view
        row = head_row(low, label)
        scroll(low, view.rowViewportPosition(max(row - 2, 0)))
        assert frozen(low) is None, "no shade of another lies on what is compared"
        cells = [c for c in view.sheet_model.table.cells.values() if c.row == row and c.rows == 1]
        assert len(cells) >= 4
        for cell in cells:
            rect = view.visualRect(view.sheet_model.index(cell.row, cell.column))
            itself = picture(low, rect.adjusted(0, 1, 0, 0))
            scroll(low, view.verticalScrollBar().value() + 300)
            assert frozen(low) is not None
            kept = QRect(rect.left(), 0, rect.width(), rect.height())
            assert picture(low, kept.adjusted(0, 1, 0, 0)) == itself, view.sheet_model.text(cell)
            scroll(low, view.verticalScrollBar().value() - 300)


def test_the_next_head_pushes_the_one_before_away(low: Hands) -> None:
    view, row = low.view, head_row(low, "批复规模（㎡）")
    low.click(low.find("批复规模"))
    for _ in range(6):
        low.key(Qt.Key.Key_Plus, CTRL)
    scroll(low, view.verticalScrollBar().value() + view.rowViewportPosition(row) - 20)
    head = frozen(low)
    assert head is not None
    assert frozen_texts(low)[0] == "经费控制情况（万元）"
    assert head.y() < 0
    assert low.view.covered_height - 3 == 20, "its lower edge is where the next head begins"
    scroll(low, view.verticalScrollBar().value() + 30)
    assert frozen_texts(low)[1:3] == ["批复规模（㎡）", "实际规模（㎡）"]


def test_a_head_is_for_the_rows_its_own_cells_span(low: Hands) -> None:
    """As on paper: what the 楼堂馆所 rows have above them is none of 厉行节约 below."""
    table = low.view.sheet_model.table
    first, second = head_blocks(table)
    assert first.end == second.first == head_row(low, "批复规模（㎡）")
    assert second.end == head_row(low, "厉行节约保障措施")
    low.go_to_sheet(WHOLE)
    goals, indicators = head_blocks(low.view.sheet_model.table)
    assert goals.end == indicators.first == head_row(low, "三级指标")
    assert indicators.end == head_row(low, "总分")


def is_clear(hands: Hands) -> bool:
    """Whether the whole cell of the cursor is to be seen, below the head."""
    rect = hands.view.visualRect(hands.view.currentIndex())
    low_enough = rect.top() >= hands.view.covered_height
    return low_enough and rect.bottom() < hands.view.viewport().height()


def test_the_cell_of_the_cursor_is_never_covered(low: Hands) -> None:
    low.go_to_sheet(WHOLE)
    low.click(low.find("专项经费"))
    places = set()
    for key, times in (
        (Qt.Key.Key_Down, 20),
        (Qt.Key.Key_Up, 40),
        (Qt.Key.Key_PageDown, 5),
        (Qt.Key.Key_PageUp, 6),
        (Qt.Key.Key_Tab, 30),
    ):
        for _ in range(times):
            low.key(key)
            places.add((low.here().row, low.view.covered_height > 0))
            assert is_clear(low), f"{key} {low.text_here()!r}\n{low.view.covered_height}"
    assert len([row for row, is_frozen in places if is_frozen]) > 15
    low.key(Qt.Key.Key_End, CTRL)
    assert is_clear(low)


def test_page_down_goes_as_far_as_there_is_room_below_the_head(low: Hands) -> None:
    low.go_to_sheet(WHOLE)
    low.click(low.find("专项经费"))
    view, before = low.view, low.here().row
    room = view.viewport().height() - view.covered_height
    assert room < view.viewport().height()
    low.key(Qt.Key.Key_PageDown)
    rows = range(before, low.here().row)
    assert len(rows) > 1
    assert sum(view.rowHeight(row) for row in (*rows, before)) <= room, "a row stays in sight"


def test_jumping_to_a_field_shows_it_below_the_head(low: Hands) -> None:
    low.go_to_sheet(WHOLE)
    for cell in list(low.view.sheet_model.table.fields_in_reading_order())[::7]:
        assert cell.address is not None
        low.view.focus_field(cell.address)
        assert is_clear(low)


def test_the_wheel_goes_through_and_a_click_chooses_nothing(low: Hands) -> None:
    low.go_to_sheet(WHOLE)
    scroll(low, 600)
    head, bar = frozen(low), low.view.verticalScrollBar()
    assert head is not None
    cursor = low.view.currentIndex()
    low.workspace.sheet_list.setFocus()
    for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
        QTest.mouseClick(head, button, pos=head.rect().center())
    QTest.mouseDClick(head, Qt.MouseButton.LeftButton, pos=head.rect().center())
    assert low.view.currentIndex() == cursor
    assert low.view.state() != low.view.State.EditingState
    assert low.view.hasFocus()
    before, middle = bar.value(), QPointF(head.rect().center())
    event = QWheelEvent(
        middle, head.mapToGlobal(middle), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(head, event)
    assert bar.value() > before


def test_a_table_that_is_not_scrolled_has_no_second_head(sample: Hands) -> None:
    for name in (OWN, WHOLE, BASE):
        sample.go_to_sheet(name)
        assert sample.view.frozen_head is None


def test_it_follows_rows_that_come_and_the_width_of_the_window(low: Hands) -> None:
    low.go_to_sheet(WHOLE)
    scroll(low, 600)
    low.window.resize(1000, 420)
    QApplication.processEvents()
    scroll(low, 600)
    head, row = frozen(low), head_row(low, "三级指标")
    assert head is not None
    assert head.width() == low.view.viewport().width()
    assert head.height() - 3 == low.view.rowHeight(row)
    low.click(low.find("专项经费"))
    low.key(Qt.Key.Key_Plus, CTRL)
    QApplication.processEvents()
    assert frozen_texts(low)[1:8] == INDICATORS
    low.view.resize(low.view.width(), 100)
    QApplication.processEvents()
    assert frozen_texts(low) == [], "a head that would leave too little to read is let go"


def test_it_can_be_let_go_and_that_is_remembered(low: Hands) -> None:
    low.go_to_sheet(WHOLE)
    scroll(low, 600)
    action = low.window.actions_by_id["freeze_head"]
    assert action.isChecked()
    assert frozen(low) is not None
    low.press("freeze_head")
    assert frozen(low) is None
    assert low.view.covered_height == 0
    assert MainWindow().settings.has_frozen_head is False
    low.go_to_sheet(OWN)
    scroll(low, 600)
    assert frozen(low) is None
    low.press("close_report")
    low.open_sample()
    assert not action.isChecked()
    low.go_to_sheet(WHOLE)
    scroll(low, 600)
    assert frozen(low) is None
    low.press("freeze_head")
    assert frozen_texts(low)[1:8] == INDICATORS


@pytest.mark.slow
def test_it_is_exact_at_200_percent() -> None:
    chosen = "test_it_is_drawn or test_the_cell_of_the_cursor or test_the_next_head"
    assert passed_at_200_percent(__file__, "-k", chosen) == 3
