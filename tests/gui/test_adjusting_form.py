"""表样 → 调整表样 by keys: words, rows in a sum, points, chapters; undo; the list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui.dialogs.adjust_form import AdjustFormDialog
from perfeval_desktop.gui.dialogs.adjustment import AdjustmentDialog
from perfeval_desktop.gui.dialogs.change_template import ChangeTemplateDialog
from perfeval_desktop.services.files import (
    create_from_data_file,
    open_report,
    sample_data,
    start_session,
)
from perfeval_desktop.services.moving import plan_move
from perfeval_desktop.templates.installed import load_installed
from perfeval_desktop.templates.texts import remake
from tests.gui.hands import CTRL, Hands, button

BASE = "附件1-1 基础数据表"
SELF = "附件1-2 整体支出自评表"
SPENT, BUDGET = "2022年决算数", "2022年预算数"
WHY = "财政局电话通知"


def choose(dialog: AdjustFormDialog, page: str, words: str) -> None:
    """Put the marker on a part as a clerk does: the page, then down to the words."""
    dialog.go_to(page)
    dialog.list.setFocus()
    texts = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    row = next(row for row, text in enumerate(texts) if words in text)
    dialog.list.setCurrentRow(0)
    for _ in range(row):
        press(dialog.list, Qt.Key.Key_Down)


def press(target: object, key: Qt.Key) -> None:
    from PySide6.QtTest import QTest

    QTest.keyClick(target, key)  # type: ignore[arg-type]


def fill(hands: Hands, words: str, why: str = WHY, *, then: str = "") -> None:
    """Answer the dialog of one adjustment; `then` is looked for in what it brings about."""

    def answer(dialog: AdjustmentDialog) -> None:
        if words:
            dialog.line.selectAll()
            hands.type(words) if dialog.line.hasFocus() else dialog.line.setText(words)
        dialog.reason.setFocus()
        dialog.reason.selectAll()
        hands.type(why)
        hands.key(Qt.Key.Key_Return)
        if dialog.isVisible():
            shown = [
                dialog.consequences.item(row).text() for row in range(dialog.consequences.count())
            ]
            assert any(then in each for each in shown), (dialog.fault.text(), shown)
            hands.qtbot.mouseClick(button(dialog, "看过了，照此调整"), Qt.MouseButton.LeftButton)

    hands.answer_dialog(AdjustmentDialog, answer)


def adjust(hands: Hands, work: Callable[[AdjustFormDialog], None]) -> None:
    """Work the dialog, then leave it by Escape."""

    def answer(dialog: AdjustFormDialog) -> None:
        work(dialog)
        press(dialog.list, Qt.Key.Key_Escape)

    hands.answer_dialog(AdjustFormDialog, answer)
    hands.press("adjust_form")


def made(dialog: AdjustFormDialog) -> list[str]:
    return [dialog.made.item(row).text() for row in range(dialog.made.count())]


def status(hands: Hands) -> str:
    return hands.window._form_label.text()


def test_a_label_is_renamed_and_undone_and_the_cursor_stays(sample: Hands) -> None:
    hands = sample
    hands.go_to_sheet(BASE)
    hands.click(hands.find("3、公务接待", SPENT))
    here = hands.here().address

    def rename(dialog: AdjustFormDialog) -> None:
        choose(dialog, "附件1-1", "公务接待")
        fill(hands, "4、接待费用")
        press(dialog.list, Qt.Key.Key_F2)
        assert "附件1-1 的“公务接待”改为“接待费用”" in made(dialog)[0]
        assert WHY in made(dialog)[0]

    adjust(hands, rename)
    assert hands.text("4、接待费用", SPENT) != ""
    assert hands.here().address == here
    assert status(hands) == "表样：本单位调整 1 处"
    assert "调整表样" in hands.bar()
    hands.key(Qt.Key.Key_Z, CTRL)
    assert hands.find("3、公务接待", SPENT).address == here
    assert status(hands) == ""
    hands.key(Qt.Key.Key_Y, CTRL)
    assert hands.find("4、接待费用", SPENT).address == here


def test_a_row_is_added_inside_a_sum_and_counted(sample: Hands) -> None:
    hands = sample
    hands.go_to_sheet(BASE)
    before = float(hands.text("三公经费", SPENT))

    def add(dialog: AdjustFormDialog) -> None:
        choose(dialog, "附件1-1", "公务接待")
        fill(hands, "4、其他接待", then="审核的算法跟着改")
        press(dialog.list, Qt.Key.Key_Insert)

    adjust(hands, add)
    found = {each.check for each in hands.workspace.open_report.findings()}
    hands.type_into("4、其他接待", SPENT, "1.5")
    assert float(hands.text("三公经费", SPENT)) == pytest.approx(before + 1.5)
    hands.wait_until_checked()
    now = {each.check for each in hands.workspace.open_report.findings()}
    assert "1-1.三公经费.本年决算" not in now - found, "the check counts the new row too"


@pytest.mark.slow
def test_removing_a_row_says_first_what_goes_and_undo_brings_it_back(
    sample: Hands, made_sample: Path
) -> None:
    hands = sample
    hands.go_to_sheet(BASE)
    stood = hands.text("会议费、培训费", BUDGET)
    assert stood

    def remove(dialog: AdjustFormDialog) -> None:
        choose(dialog, "附件1-1", "会议费")
        fill(hands, "", then="会清空：附件1-1")
        press(dialog.list, Qt.Key.Key_Delete)

    adjust(hands, remove)
    assert "会议费" not in hands.drawn()
    hands.key(Qt.Key.Key_Z, CTRL)
    assert hands.text("会议费、培训费", BUDGET) == stood


def test_points_of_a_head_change_everywhere(sample: Hands) -> None:
    hands = sample

    def change(dialog: AdjustFormDialog) -> None:
        choose(dialog, "一级指标的分值", "产出指标")
        fill(hands, "40")
        press(dialog.list, Qt.Key.Key_Return)

    adjust(hands, change)
    assert "产出指标（40分）" in "\n".join(hands.drawn_everywhere())
    heads = hands.workspace.open_report.report.template.scoring.heads
    assert str(heads[0].points) == "40"


@pytest.mark.slow
def test_a_chapter_is_added_moved_and_written_in(sample: Hands) -> None:
    hands = sample

    def add(dialog: AdjustFormDialog) -> None:
        choose(dialog, "报告正文", "存在的问题及原因分析")
        fill(hands, "典型经验做法")
        press(dialog.list, Qt.Key.Key_Insert)
        choose(dialog, "报告正文", "典型经验做法")
        hands.qtbot.mouseClick(dialog.up_button, Qt.MouseButton.LeftButton)
        texts = [dialog.list.item(row).text() for row in range(dialog.list.count())]
        at = next(row for row, text in enumerate(texts) if "典型经验做法" in text)
        assert texts[at].startswith("七、")
        assert "八、存在的问题及原因分析" in texts[at + 1]

    adjust(hands, add)
    report = hands.workspace.open_report.report
    field = next(each for each in report.template.prose_fields if "典型" in each)
    hands.go_to_sheet("报告正文")
    hands.workspace.show_field(FieldAddress("", field))
    hands.type("做法一。")
    hands.workspace.flush()
    value = report.value(FieldAddress("", field))
    assert value is not None
    assert value.text == "做法一。"
    headings = [each.text for each in report.template.sheet("报告正文").headings]
    assert "七、典型经验做法" in headings
    hands.press("undo")
    hands.press("undo")
    headings = [
        each.text for each in hands.workspace.open_report.report.template.sheet("报告正文").headings
    ]
    assert "八、典型经验做法" in headings, "moving back is a step of its own"


def test_what_is_not_possible_is_said_and_nothing_changes(sample: Hands) -> None:
    hands = sample
    texts = dict(hands.workspace.open_report.report.template.texts)
    said = []

    def answer(dialog: AdjustmentDialog) -> None:
        dialog.reason.setText(WHY)
        dialog.do_button.click()
        said.append(dialog.fault.text())
        dialog.reject()

    def remove(dialog: AdjustFormDialog) -> None:
        choose(dialog, "附件1-2", "年度资金总额")
        hands.answer_dialog(AdjustmentDialog, answer)
        press(dialog.list, Qt.Key.Key_Delete)

    adjust(hands, remove)
    assert "评分助手要用它" in said[0]
    assert hands.workspace.open_report.report.template.texts == texts


@pytest.mark.slow
def test_an_adjusted_form_is_there_again_when_the_file_is_opened(
    hands: Hands, tmp_path: Path
) -> None:
    path = tmp_path / "报告.peval"
    create_from_data_file(path, sample_data()).close()
    hands.open(path)

    def rename(dialog: AdjustFormDialog) -> None:
        choose(dialog, "附件1-1", "公务接待")
        fill(hands, "3、接待")
        press(dialog.list, Qt.Key.Key_F2)

    adjust(hands, rename)
    hands.wait_until_saved()
    assert hands.window.close_report()
    document = open_report(path)
    assert [each.reason for each in document.report.template.adjustments] == [WHY]
    assert document.verify_history() is None
    document.close()


def test_another_template_shows_what_it_brings_and_refuses_the_same(sample: Hands) -> None:
    hands = sample
    said = []

    def look(dialog: ChangeTemplateDialog) -> None:
        said.append((dialog.said.text(), dialog.do_button.isEnabled()))
        dialog.reject()

    hands.answer_dialog(ChangeTemplateDialog, look)
    hands.press("change_template")
    assert said == [("这份报告用的就是这套表样，没有不同。", False)]


@pytest.mark.slow
def test_a_newer_edition_is_offered_and_taken_in_one_step(hands: Hands, tmp_path: Path) -> None:
    path = tmp_path / "报告.peval"
    document = create_from_data_file(path, sample_data())
    session = start_session(document, document.commit)
    texts = dict(document.report.template.texts)
    first = everywhere_else(texts)
    plan = plan_move(session.report, remake(first))
    session.apply(plan.edits, plan.label, Origin.FORM)
    stood = session.report.value(FieldAddress("", "采购金额_本年决算"))
    assert stood is None
    document.close()
    hands.open(path)
    assert "这套表样的新版本" in hands.bar()
    said = []

    def take(dialog: ChangeTemplateDialog) -> None:
        said.append(dialog.said.text())
        dialog.do_button.setFocus()
        hands.key(Qt.Key.Key_Space)

    hands.answer_dialog(ChangeTemplateDialog, take)
    hands.qtbot.mouseClick(
        button(hands.workspace.message_bar, "看看有什么变化…"), Qt.MouseButton.LeftButton
    )
    assert "一处也不丢" in said[0]
    report = hands.workspace.open_report.report
    assert "政府采购金额_本年决算" in report.template.fields
    assert report.template.digest == load_installed(report.template.id).digest
    hands.press("undo")
    assert "采购金额_本年决算" in hands.workspace.open_report.report.template.fields


def everywhere_else(texts: dict[str, str]) -> dict[str, str]:
    """An earlier edition: one series was called otherwise."""
    return {
        name: text.replace("政府采购金额_", "采购金额_").replace(
            '[series."政府采购金额"]', '[series."采购金额"]'
        )
        for name, text in texts.items()
    }
