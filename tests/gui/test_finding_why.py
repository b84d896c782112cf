"""A finding on request: likely cause, rule, figures, places; its cells are lit on every sheet."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.layout import SheetRef, sheet_of
from perfeval_desktop.gui.models.findings_model import FindingsModel
from perfeval_desktop.gui.models.sheet_model import SheetModel
from perfeval_desktop.gui.widgets.findings_panel import FindingsPanel
from tests.gui.hands import SHIFT, Hands

BALANCE = "1-2.收支平衡"
OVER_SHEETS = "表间.项目执行数合计"


def panel(hands: Hands) -> FindingsPanel:
    return hands.workspace.findings_panel


def finding(hands: Hands, check: str) -> Finding:
    return next(each for each in panel(hands).findings() if each.check == check)


def model(hands: Hands) -> FindingsModel:
    found = panel(hands).list.model()
    assert isinstance(found, FindingsModel)
    return found


def plain(html: str) -> str:
    return re.sub("<[^>]*>", " ", html)


def go_to(hands: Hands, check: str) -> Finding:
    found = finding(hands, check)
    hands.workspace.jump_to(found)
    panel(hands).list.setFocus()
    return found


def lit_cells(hands: Hands, ref: SheetRef) -> set[str]:
    hands.workspace.show_sheet(ref)
    sheet = hands.view.model()
    assert isinstance(sheet, SheetModel)
    cells = [each for each in sheet.table.cells.values() if sheet.state(each).is_lit]
    return {each.address.field for each in cells if each.address is not None}


def test_only_the_finding_that_is_looked_at_says_what_may_have_caused_it(sample: Hands) -> None:
    assert not any(model(sample).cause(each) for each in panel(sample).findings())
    found = go_to(sample, BALANCE)
    assert "上年结转" in model(sample).cause(found)
    assert [each for each in panel(sample).findings() if model(sample).cause(each)] == [found]
    other = go_to(sample, OVER_SHEETS)
    assert [each for each in panel(sample).findings() if model(sample).cause(each)] == [other]


def test_the_row_grows_with_its_cause_and_shrinks_again(sample: Hands) -> None:
    def height() -> int:
        view = panel(sample).list
        view.executeDelayedItemsLayout()
        row = model(sample).row_of(finding(sample, BALANCE).key)
        return view.visualRect(model(sample).index(row)).height()

    before = height()
    go_to(sample, BALANCE)
    assert height() > before + 20
    go_to(sample, OVER_SHEETS)
    assert height() == before


def test_the_cause_follows_an_edit(sample: Hands) -> None:
    go_to(sample, BALANCE)
    sample.go_to_sheet("附件1-2 整体支出自评表")
    sample.type_into("其他资金", text="23.12")
    sample.qtbot.waitUntil(lambda: "9.30" not in model(sample).cause(finding(sample, BALANCE)))


def test_enter_on_a_finding_gone_to_before_says_why_and_then_goes_there_again(
    sample: Hands,
) -> None:
    panel(sample).list.setFocus()
    sample.key(Qt.Key.Key_Home)
    sample.key(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is sample.view
    panel(sample).list.setFocus()
    sample.key(Qt.Key.Key_Return)
    assert panel(sample).detail.isVisible()
    sample.key(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is sample.view


def test_why_shows_rule_formula_and_the_figures_of_both_sides(sample: Hands) -> None:
    go_to(sample, BALANCE)
    panel(sample).why_button.click()
    words = " ".join(plain(panel(sample).detail.html).split())
    assert "按收入性质分 应等于 按支出性质分，四舍五入造成的不算。" in words
    assert "按收入性质分 = 按支出性质分" in words
    for figure in ("一般公共预算 101.71", "＋ 其他资金 24.27", "基本支出 108.28"):
        assert figure in words
    assert "解释不了 9.30" in words
    assert "依据：" in words
    panel(sample).why_button.click()
    assert not panel(sample).detail.isVisible()


def test_why_follows_the_figures(sample: Hands) -> None:
    go_to(sample, BALANCE)
    panel(sample).why_button.click()
    sample.go_to_sheet("附件1-2 整体支出自评表")
    sample.type_into("其他资金", text="23.12")
    sample.qtbot.waitUntil(lambda: "23.12" in panel(sample).detail.html)


def test_all_cells_are_lit_on_every_sheet_and_only_those(sample: Hands) -> None:
    found = go_to(sample, OVER_SHEETS)
    report = sample.workspace.open_report.report
    for ref in sample.workspace.open_report.sheets():
        if report.template.sheet(ref.sheet).kind.value != "table":
            continue
        wanted = {each.field for each in found.places if sheet_of(report, each) == ref}
        assert lit_cells(sample, ref) == wanted
    other = go_to(sample, BALANCE)
    home = sheet_of(report, other.places[0])
    assert home is not None
    assert lit_cells(sample, home) == {each.field for each in other.places}


def test_lit_cells_are_drawn_otherwise_than_others(sample: Hands) -> None:
    sample.go_to_sheet("附件1-2 整体支出自评表")
    before = sample.view.viewport().grab().toImage()
    panel(sample).select(finding(sample, BALANCE))
    after = sample.view.viewport().grab().toImage()
    lit = [
        sample.view.visualRect(sample.view.model().index(cell.row, cell.column))  # type: ignore[attr-defined]
        for cell in (sample.find("按收入性质分"), sample.find("按支出性质分"))
    ]
    for rect in lit:
        assert before.copy(rect) != after.copy(rect)
    beside = sample.find("其他资金")
    rect = sample.view.visualRect(sample.view.model().index(beside.row, beside.column))
    assert before.copy(rect) == after.copy(rect)


def test_over_several_sheets_the_places_are_links_that_jump(sample: Hands) -> None:
    found = go_to(sample, OVER_SHEETS)
    report = sample.workspace.open_report.report
    homes = {sheet_of(report, each) for each in found.places}
    panel(sample).why_button.click()
    links = re.findall("href='([0-9]+)'", panel(sample).detail.html)
    panel(sample).detail.setFocus()
    reached = set()
    for number in links:
        panel(sample).detail._on_link(number)
        reached.add(sample.current_sheet())
    assert homes <= reached
    assert len(homes) > 1


def test_the_links_are_reached_by_keyboard(sample: Hands) -> None:
    go_to(sample, OVER_SHEETS)
    panel(sample).why_button.click()
    sample.go_to_sheet("报告正文")
    panel(sample).detail.setFocus()
    sample.key(Qt.Key.Key_Tab)
    sample.key(Qt.Key.Key_Return)
    assert sample.current_sheet().sheet != "报告正文"
    sample.key(Qt.Key.Key_F8, SHIFT)
