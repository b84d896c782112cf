"""Which checks use a cell, what passed, and the cells that no check uses, in the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui.dialogs.checks_list import ChecksDialog
from perfeval_desktop.gui.models.sheet_model import SheetModel
from tests.gui.hands import SHIFT, Hands

UNCOVERED = "基本支出预算调整_本年预算"


def listed(hands: Hands) -> ChecksDialog:
    found = hands.workspace.findChild(ChecksDialog)
    assert isinstance(found, ChecksDialog)
    assert found.isVisible()
    return found


def at(hands: Hands, field: str) -> None:
    hands.workspace.show_field(FieldAddress("", field))


def test_the_checks_of_a_cell_are_listed_and_enter_goes_to_the_finding(sample: Hands) -> None:
    at(sample, "其他资金")
    sample.key(Qt.Key.Key_F7, SHIFT)
    dialog = listed(sample)
    assert dialog.words == f"其他资金：有 {dialog.list.count()} 项审核用到。"
    assert dialog.list.texts()[0] == "按收入性质分 应等于 按支出性质分　有问题"
    assert any(each.endswith("通过") for each in dialog.list.texts())
    dialog.activateWindow()
    sample.qtbot.waitUntil(lambda: QApplication.focusWidget() is dialog.list)
    sample.key(Qt.Key.Key_Return)
    chosen = sample.workspace.findings_panel.chosen()
    assert [each.check for each in chosen] == ["1-2.收支平衡"]
    assert sample.view.current_field() == chosen[0].places[0]


def test_the_menu_over_a_cell_offers_it(sample: Hands) -> None:
    at(sample, "其他资金")
    menu = sample.window._window_actions().row_menu()
    action = next(each for each in menu.actions() if "哪些审核用到这一格" in each.text())
    action.trigger()
    assert listed(sample).words.startswith("其他资金：")


def test_a_finding_put_right_since_is_said_to_be(sample: Hands) -> None:
    at(sample, "其他资金")
    sample.press("checks_of_cell")
    sample.go_to_sheet("附件1-2 整体支出自评表")
    sample.type_into("其他资金", text="33.57")
    dialog = listed(sample)
    dialog.list.itemActivated.emit(dialog.list.item(0))
    assert sample.bar() == "这个问题已经改好了。"


def test_the_line_under_the_panel_counts_and_opens_all_checks(sample: Hands) -> None:
    button = sample.workspace.findings_panel.checks_button
    sample.qtbot.waitUntil(lambda: button.text().startswith("已核对 "))
    sample.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = listed(sample)
    sample.qtbot.waitUntil(lambda: dialog.words.startswith(button.text()))
    before = button.text()
    assert any("通过" in each for each in dialog.list.texts())
    dialog.close()
    sample.go_to_sheet("附件1-2 整体支出自评表")
    sample.type_into("其他资金", text="33.57")
    sample.qtbot.waitUntil(lambda: button.text() != before)


def test_cells_without_a_check_are_hatched_on_request(sample: Hands) -> None:
    at(sample, UNCOVERED)

    def hatched() -> set[str]:
        model = sample.view.model()
        assert isinstance(model, SheetModel)
        cells = [each for each in model.table.cells.values() if model.state(each).is_uncovered]
        return {each.address.field for each in cells if each.address is not None}

    def picture() -> object:
        cell = sample.view.currentIndex()
        return sample.view.viewport().grab(sample.view.visualRect(cell)).toImage()

    plain = picture()
    assert hatched() == set()
    sample.press("show_uncovered")
    assert UNCOVERED in hatched()
    assert picture() != plain
    assert "编制数" not in hatched()
    sample.press("show_uncovered")
    assert hatched() == set()
    assert picture() == plain


def test_what_rounding_makes_is_listed_on_request_and_a_line_goes_to_the_sum(
    sample: Hands,
) -> None:
    """In the sample 64.48 + 10.24 is written as 74.71 in the narrative."""
    sample.press("roundings")
    dialog = listed(sample)
    assert dialog.windowTitle() == "尾差"
    assert dialog.words.startswith(f"有 {dialog.list.count()} 处")
    row = next(row for row, each in enumerate(dialog.list.texts()) if "64.48" in each)
    text = dialog.list.texts()[row]
    assert "写出来差 0.01，四舍五入最多能差 0.015" in text
    assert "74.71" in text
    assert "10.24" in text
    dialog.list.itemActivated.emit(dialog.list.item(row))
    assert sample.current_sheet().sheet == "报告正文"
