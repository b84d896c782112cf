"""What is asked, and what becomes of the data when the answer is no."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox

from perfeval_desktop.gui.dialogs.new_report import NewReportDialog
from perfeval_desktop.gui.dialogs.stated_value import StatedValueDialog
from perfeval_desktop.services.files import create_report, read_session
from tests.conftest import HETANG
from tests.gui.hands import CTRL, Hands, button

FUNDS = ("年度资金总额", "全年执行数")


# A new report


def ask_for_new(hands: Hands, work: Callable[[NewReportDialog], None]) -> None:
    def fill_in(dialog: QDialog) -> None:
        assert isinstance(dialog, NewReportDialog)
        dialog.unit_line.setFocus()
        hands.type("甲单位")
        work(dialog)
        hands.qtbot.mouseClick(button(dialog, "取消"), Qt.MouseButton.LeftButton)

    hands.answer_dialog(NewReportDialog, fill_in)
    hands.press("new")


def type_path(hands: Hands, dialog: NewReportDialog, path: str) -> None:
    dialog.path_line.setFocus()
    dialog.path_line.selectAll()
    hands.type(path)


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("{folder}/没有/新报告", "没有这个文件夹，请另选一个。"),
        ("{folder}/文件.txt/新报告", "没有这个文件夹，请另选一个。"),
        ("{folder}/已有", "已经有这个文件了，请换一个文件名。"),
        ("新报告", "请选择报告放在哪里、叫什么名字。"),
        ("{folder}/.peval", "请选择报告放在哪里、叫什么名字。"),
    ],
)
def test_a_report_is_not_created_where_it_cannot_be(
    hands: Hands, tmp_path: Path, path: str, problem: str
) -> None:
    (tmp_path / "文件.txt").touch()
    (tmp_path / "已有.peval").write_bytes(b"mine")

    def work(dialog: NewReportDialog) -> None:
        type_path(hands, dialog, path.format(folder=tmp_path))
        assert dialog.problem_label.text() == problem
        assert not dialog.create_button.isEnabled()
        type_path(hands, dialog, f"{tmp_path}/新报告")
        assert dialog.problem_label.text() == ""
        assert dialog.create_button.isEnabled()

    ask_for_new(hands, work)
    assert (tmp_path / "已有.peval").read_bytes() == b"mine"
    assert hands.window.workspace is None, "cancelled"
    assert not (tmp_path / "新报告.peval").exists()


def test_the_file_name_follows_year_and_unit_until_it_is_changed(
    hands: Hands, tmp_path: Path
) -> None:
    def work(dialog: NewReportDialog) -> None:
        assert dialog.path_line.text().endswith("2022年度绩效自评_甲单位.peval")
        dialog.year_box.setValue(2023)
        assert dialog.path_line.text().endswith("2023年度绩效自评_甲单位.peval")
        type_path(hands, dialog, f"{tmp_path}/自己起的名.peval")
        dialog.year_box.setValue(2024)
        assert dialog.path_line.text() == f"{tmp_path}/自己起的名.peval"

    ask_for_new(hands, work)


# A value typed over a computed one


@pytest.fixture
def project(hands: Hands) -> Hands:
    """A project's sheet of the sample, whose total is computed: 20."""
    hands.open_sample()
    hands.go_to_sheet("附件1-3 自治奖励经费")
    assert hands.text(*FUNDS) == "20"
    return hands


def type_over_total(hands: Hands, text: str, work: Callable[[StatedValueDialog], None]) -> None:
    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, StatedValueDialog)
        work(dialog)

    hands.answer_dialog(StatedValueDialog, answer)
    hands.type_into(*FUNDS, text)


def is_stated(hands: Hands) -> bool:
    model = hands.view.model()
    return bool(model.state(hands.find(*FUNDS)).is_stated)  # type: ignore[attr-defined]


@pytest.mark.parametrize("way", ["button", "escape"])
def test_without_a_reason_the_computed_value_stays_and_nothing_is_recorded(
    project: Hands, way: str
) -> None:
    def refuse(dialog: StatedValueDialog) -> None:
        assert not dialog.keep_button.isEnabled()
        if way == "escape":
            project.key(Qt.Key.Key_Escape)
        else:
            project.qtbot.mouseClick(dialog.computed_button, Qt.MouseButton.LeftButton)

    undo = project.window.actions_by_id["undo"].text()
    type_over_total(project, "25", refuse)
    assert project.text(*FUNDS) == "20"
    assert not is_stated(project)
    assert project.window.actions_by_id["undo"].text() == undo


def test_with_a_reason_the_typed_value_stands_marked_and_can_be_taken_back(
    project: Hands,
) -> None:
    def keep(dialog: StatedValueDialog) -> None:
        assert "25" in dialog.keep_button.text()
        assert "20" in dialog.computed_button.text()
        project.type("按批复数")
        project.qtbot.mouseClick(dialog.keep_button, Qt.MouseButton.LeftButton)

    type_over_total(project, "25", keep)
    assert project.text(*FUNDS) == "25"
    assert is_stated(project)
    project.click(project.find(*FUNDS))
    project.key(Qt.Key.Key_Backspace, CTRL)
    assert project.text(*FUNDS) == "20"
    assert not is_stated(project)


def test_typing_what_is_computed_anyway_asks_nothing(project: Hands) -> None:
    project.type_into(*FUNDS, "20.00")
    assert project.text(*FUNDS) == "20"
    assert not is_stated(project)


# What is refused


@pytest.mark.parametrize("typed", ["abc", "12a", "1.2.3", "二十"])
def test_letters_in_an_amount_are_said_in_the_bar_and_the_old_value_stays(
    hands: Hands, typed: str
) -> None:
    hands.open_sample()
    hands.type_into("政府采购金额", "2022年决算数", typed)
    assert hands.bar().startswith("政府采购")
    assert hands.bar().endswith("原来的内容没有改动。")
    assert hands.text("政府采购金额", "2022年决算数") == "54.38"
    hands.type_into("政府采购金额", "2022年决算数", "55")
    assert hands.text("政府采购金额", "2022年决算数") == "55"


# Closing when the file cannot be written


@pytest.fixture
def unwritable(hands: Hands, tmp_path: Path) -> Path:
    """An open report with an edit, whose folder has gone (a stick that was pulled out)."""
    path = tmp_path / "U盘" / "报告.peval"
    path.parent.mkdir()
    create_report(path, HETANG, 2022, "甲单位").close()
    hands.open(path)
    hands.type_into("编制数", text="11")
    path.parent.rename(away(path))
    return path


def away(path: Path) -> Path:
    return path.parent.with_name("拔出来的U盘")


def close_and_choose(hands: Hands, text: str) -> list[str]:
    choices: list[str] = []

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        choices.extend(each.text() for each in dialog.buttons())
        hands.qtbot.mouseClick(button(dialog, text), Qt.MouseButton.LeftButton)

    hands.answer_dialog(QMessageBox, answer)
    hands.press("close_report")
    return choices


def test_going_on_keeps_the_report_open_with_what_was_typed(hands: Hands, unwritable: Path) -> None:
    choices = close_and_choose(hands, "继续填写")
    assert set(choices) == {"另存为…", "先关闭，下次打开时接着写", "继续填写"}
    assert hands.text("编制数") == "11"
    away(unwritable).rename(unwritable.parent)  # the stick is back
    hands.press("close_report")
    assert hands.window.workspace is None
    assert {e.value.text for _, e in read_session(unwritable).report.entries()} >= {"11"}


def test_closing_all_the_same_keeps_the_edit_for_the_next_start(
    hands: Hands, unwritable: Path
) -> None:
    close_and_choose(hands, "先关闭，下次打开时接着写")
    assert hands.window.workspace is None
    away(unwritable).rename(unwritable.parent)
    hands.open(unwritable)
    assert hands.text("编制数") == "11"
    assert "一处也没有丢" in hands.bar()


def test_saving_elsewhere_writes_the_report_there_and_closes(
    hands: Hands, unwritable: Path, tmp_path: Path
) -> None:
    other = tmp_path / "硬盘上.peval"

    def then(dialog: QDialog) -> None:
        hands.name_file(other)
        hands.qtbot.mouseClick(button(dialog, "另存为…"), Qt.MouseButton.LeftButton)

    hands.answer_dialog(QMessageBox, then)
    hands.press("close_report")
    assert hands.window.workspace is None
    assert {e.value.text for _, e in read_session(other).report.entries()} >= {"11"}
