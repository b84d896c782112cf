"""Figures of the final accounts, read from a workbook or pasted, through the dialog."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.gui.dialogs.base_figures import BaseFiguresDialog
from perfeval_desktop.services.files import read_session
from tests.gui.hands import CTRL, Hands

PAGE = "核对底数"
ALL, GENERAL = "全部资金", "其中：一般公共预算"
COPIED = "项目\t金额\n支出合计\t1352843.52\n基本支出\t108.28万元\n办公经费\t见附表\n"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "支出决算表"
    for row in (
        ["支出决算表"],
        ["单位：元"],
        ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"],
        ["栏次", None, 1, 2, 3],
        [None, "合计", 1352843.52, 1082796.31, 270047.21],
    ):
        sheet.append(row)
    other = book.create_sheet("机构人员")
    other.append(["编制人数", 11])
    path = tmp_path / "部门决算.xlsx"
    book.save(path)
    return path


def choose_file(hands: Hands, path: Path) -> None:
    hands.name_file(path)
    hands.press("read_base_figures")


def work_dialog(hands: Hands, work: Callable[[BaseFiguresDialog], None]) -> list[list[str]]:
    """Arrange that the list is read, and worked by `work`."""
    seen: list[list[str]] = []

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, BaseFiguresDialog)
        seen.extend(lines(dialog))
        work(dialog)

    hands.answer_dialog(BaseFiguresDialog, answer)
    return seen


def lines(dialog: BaseFiguresDialog) -> list[list[str]]:
    model = dialog.table.model()
    return [
        [str(model.index(row, column).data()) for column in range(3)]
        for row in range(model.rowCount())
    ]


def fill(hands: Hands) -> Callable[[BaseFiguresDialog], None]:
    return lambda dialog: hands.qtbot.mouseClick(dialog.fill_button, Qt.MouseButton.LeftButton)


def copy(text: str) -> None:
    QApplication.clipboard().setText(text)


def last_batch(hands: Hands) -> tuple[str, Origin]:
    batch = hands.workspace.open_report.session.history.to_undo
    assert batch is not None
    return batch.label, batch.origin


def test_a_workbook_fills_the_page_in_one_step_that_undo_takes_back(
    sample: Hands, workbook: Path
) -> None:
    before = dict(sample.workspace.open_report.report.entries())
    seen = work_dialog(sample, fill(sample))
    choose_file(sample, workbook)
    assert [line[1:] for line in seen] == [
        ["1352843.52", "空着"], ["1082796.31", "空着"], ["270047.21", "空着"], ["11", "空着"],
    ]  # fmt: skip
    assert sample.current_sheet().sheet == PAGE
    assert sample.text("支出合计", ALL) == "1352843.52"
    assert sample.text("编制人数") == "11"
    assert sample.text("基本支出", GENERAL) == ""
    assert sample.bar() == "已填入 4 个数。按 Ctrl+Z 可以一起撤销。"
    assert last_batch(sample) == ("读入部门决算数", Origin.IMPORTED)
    sample.press("undo")
    assert dict(sample.workspace.open_report.report.entries()) == before
    sample.press("redo")
    assert sample.text("支出合计", ALL) == "1352843.52"


def test_nothing_is_filled_in_when_the_list_is_left(sample: Hands, workbook: Path) -> None:
    before = dict(sample.workspace.open_report.report.entries())
    work_dialog(sample, lambda dialog: sample.key(Qt.Key.Key_Escape))
    choose_file(sample, workbook)
    assert dict(sample.workspace.open_report.report.entries()) == before


def test_what_was_copied_is_pasted_with_ctrl_v_and_told_where_it_cannot_be(sample: Hands) -> None:
    sample.go_to_sheet(PAGE)
    sample.click(sample.find("支出合计", ALL))
    copy(COPIED)
    told: list[str] = []

    def work(dialog: BaseFiguresDialog) -> None:
        rows = range(dialog.unused_list.count())
        told.extend(dialog.unused_list.item(row).text() for row in rows)
        fill(sample)(dialog)

    work_dialog(sample, work)
    sample.key(Qt.Key.Key_V, CTRL)
    assert sample.text("支出合计", ALL) == "1352843.52"
    assert sample.text("基本支出", ALL) == "1082800"
    assert told == ["第4行第1格　办公经费：右边和下面都没有数。"]
    assert last_batch(sample) == ("粘贴部门决算数", Origin.PASTED)
    sample.key(Qt.Key.Key_Z, CTRL)
    assert sample.text("支出合计", ALL) == ""


def test_a_figure_that_stands_there_is_only_replaced_when_it_is_ticked(sample: Hands) -> None:
    sample.go_to_sheet(PAGE)
    sample.type_into("支出合计", ALL, text="5")
    sample.type_into("基本支出", ALL, text="1082800")
    copy("支出合计\t1352843.52\n基本支出\t1082800\n项目支出\t270000\n")

    def tick(dialog: BaseFiguresDialog) -> None:
        assert [each.field for each in dialog.chosen] == ["底数_项目支出"]
        assert [line[2] for line in lines(dialog)] == ["5", "已是这个数", "空着"]
        box = dialog.table.visualRect(dialog.table.model().index(0, 0))
        place = box.topLeft() + type(box.topLeft())(12, box.height() // 2)
        sample.qtbot.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert dialog.fill_button.text() == "填入 2 个数"
        fill(sample)(dialog)

    work_dialog(sample, tick)
    sample.press("paste_base_figures")
    assert sample.text("支出合计", ALL) == "1352843.52"
    assert sample.text("项目支出", ALL) == "270000"


def test_the_clerk_says_that_all_is_in_wan(sample: Hands) -> None:
    sample.go_to_sheet(PAGE)
    copy("基本支出\t108.28\n项目支出\t27\n")

    def work(dialog: BaseFiguresDialog) -> None:
        assert [line[1] for line in lines(dialog)] == ["108.28", "27"]
        dialog.unit_box.setFocus()
        sample.key(Qt.Key.Key_End)
        assert [line[1] for line in lines(dialog)] == ["1082800", "270000"]
        fill(sample)(dialog)

    work_dialog(sample, work)
    sample.press("paste_base_figures")
    assert sample.text("基本支出", ALL) == "1082800"


def test_one_figure_goes_into_the_current_cell(sample: Hands) -> None:
    sample.go_to_sheet(PAGE)
    sample.click(sample.find("公务接待费"))
    copy("4012.50\r\n")
    sample.key(Qt.Key.Key_V, CTRL)
    assert sample.text("公务接待费") == "4012.5"
    assert last_batch(sample)[1] is Origin.TYPED


def test_pasting_is_offered_on_that_page_alone_and_reading_on_every_one(
    sample: Hands,
) -> None:
    actions = sample.window.actions_by_id
    assert sample.current_sheet().sheet == "附件1-1"
    assert not actions["paste_base_figures"].isEnabled()
    assert actions["read_base_figures"].isEnabled()
    sample.go_to_sheet(PAGE)
    assert actions["paste_base_figures"].isEnabled()


@pytest.mark.parametrize("text", ["", "人员\t张三\n电话\t123\n"])
def test_what_has_nothing_for_the_page_is_said_in_the_bar(sample: Hands, text: str) -> None:
    sample.go_to_sheet(PAGE)
    copy(text)
    sample.press("paste_base_figures")
    assert sample.bar().startswith(("剪贴板里没有文字", "剪贴板里没有认出"))


def test_a_file_that_is_no_workbook_is_said_in_the_bar(sample: Hands, tmp_path: Path) -> None:
    path = tmp_path / "旧.xls"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600)
    choose_file(sample, path)
    assert sample.bar().startswith("读不了“旧.xls”：它是旧格式")
    assert "另存为 .xlsx" in sample.bar()


def test_what_was_read_is_kept_in_the_file(hands: Hands, tmp_path: Path, workbook: Path) -> None:
    from perfeval_desktop.services.files import create_report
    from tests.conftest import HETANG

    path = tmp_path / "报告.peval"
    create_report(path, HETANG, 2022, "甲单位").close()
    hands.open(path)
    work_dialog(hands, fill(hands))
    choose_file(hands, workbook)
    hands.wait_until_saved()
    hands.press("close_report")
    texts = {e.value.text for _, e in read_session(path).report.entries()}
    assert "1352843.52元" in texts
    hands.open(path)
    assert last_batch(hands) == ("读入部门决算数", Origin.IMPORTED)
