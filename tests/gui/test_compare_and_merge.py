"""From the window: 比较 with a state and a file, 合并 of a copy that somebody else filled in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui.dialogs.compare import CompareDialog
from perfeval_desktop.gui.dialogs.merge import MergeDialog
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import (
    create_from_data_file,
    open_report,
    read_session,
    sample_data,
    start_session,
)
from perfeval_desktop.services.finalising import finalise_edits
from tests.gui.hands import Hands, button
from tests.gui.save_as import save_as

BASE = "附件1-1 基础数据表"
WORKING = "2022年实际在职人数"


@pytest.fixture
def mine(hands: Hands, tmp_path: Path) -> Path:
    """A file that is open, and was copied before."""
    path = tmp_path / "我的.peval"
    create_from_data_file(path, sample_data()).close()
    shutil.copy(path, tmp_path / "对方的.peval")
    hands.open(path)
    hands.go_to_sheet(BASE)
    return path


@pytest.fixture
def theirs(mine: Path) -> Path:
    return mine.with_name("对方的.peval")


def typed_there(path: Path, **texts: str) -> None:
    """Somebody types into the copy, on another machine."""
    document = open_report(path)
    session = start_session(document, document.commit)
    session.person = "王强"
    for field, text in texts.items():
        edits = entry_edits(session.report, FieldAddress("", field), text)
        session.apply(edits, f"填写 {field}", Origin.TYPED)
    document.close()


def compare_dialog(hands: Hands) -> CompareDialog:
    hands.press("compare")
    dialog = hands.window.findChild(CompareDialog)
    assert isinstance(dialog, CompareDialog)
    return dialog


def listed(dialog: CompareDialog) -> list[list[str]]:
    rows = dialog.rows
    texts = []
    for row in range(rows.rowCount()):
        items = [rows.item(row, column) for column in range(rows.columnCount())]
        texts.append([item.text() if item is not None else "" for item in items])
    return texts


def test_the_report_is_compared_with_an_earlier_state_and_a_row_leads_to_its_cell(
    hands: Hands, mine: Path
) -> None:
    hands.type_into("编制数", text="12")
    hands.go_to_sheet("封面")
    dialog = compare_dialog(hands)
    hands.qtbot.mouseClick(dialog.compare_button, Qt.MouseButton.LeftButton)
    assert ["附件1-1", "编制数", "11", "12"] in listed(dialog)
    dialog.rows.setCurrentCell(listed(dialog).index(["附件1-1", "编制数", "11", "12"]), 0)
    hands.qtbot.keyClick(dialog.rows, Qt.Key.Key_Return)
    assert hands.current_sheet().sheet == "附件1-1"
    assert hands.view.current_field() == FieldAddress("", "编制数")


def test_it_is_compared_with_another_file_and_the_result_exported(
    hands: Hands, mine: Path, theirs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed_there(theirs, 编制数="12")
    hands.window.open_document = lambda path: True
    dialog = compare_dialog(hands)
    hands.name_file(theirs)
    hands.qtbot.mouseClick(dialog.file_button, Qt.MouseButton.LeftButton)
    assert listed(dialog) == [["附件1-1", "编制数", "12", "11"]]
    path = tmp_path / "不同.xlsx"
    save_as(monkeypatch, path)
    hands.qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    assert load_workbook(path)["比较"]["A4"].value == "附件1-1"


def test_a_comparison_says_when_the_report_has_changed_since(hands: Hands, mine: Path) -> None:
    hands.type_into("编制数", text="12")
    dialog = compare_dialog(hands)
    hands.qtbot.mouseClick(dialog.compare_button, Qt.MouseButton.LeftButton)
    hands.type_into("编制数", text="13")
    assert "再比一遍" in dialog.words
    hands.qtbot.mouseClick(dialog.again_button, Qt.MouseButton.LeftButton)
    assert ["附件1-1", "编制数", "11", "13"] in listed(dialog)


def merge(hands: Hands, theirs: Path) -> None:
    hands.name_file(theirs)
    hands.press("merge")


def test_a_copy_is_merged_in_one_step_after_every_conflict_was_chosen_about(
    hands: Hands, mine: Path, theirs: Path
) -> None:
    typed_there(theirs, 编制数="13", 在职人数="8")
    hands.type_into("编制数", text="12")
    seen: list[bool] = []

    def choose(dialog: MergeDialog) -> None:
        seen.append(dialog.merge_button.isEnabled())
        assert hands.text("编制数") == "12", "nothing is changed before"
        hands.qtbot.mouseClick(button(dialog, "用对方的(&T)"), Qt.MouseButton.LeftButton)
        seen.append(dialog.merge_button.isEnabled())
        hands.qtbot.mouseClick(dialog.merge_button, Qt.MouseButton.LeftButton)

    hands.answer_dialog(MergeDialog, choose)
    merge(hands, theirs)
    assert seen == [False, True]
    assert (hands.text("编制数"), hands.text(WORKING)) == ("13", "8")
    assert "已经合并王强的副本" in hands.bar()
    hands.press("undo")
    assert (hands.text("编制数"), hands.text(WORKING)) == ("12", "6")
    hands.press("redo")
    hands.wait_until_saved()
    assert read_session(mine).report.merged, "the file keeps what was taken in"
    merge(hands, theirs)
    assert "没有新的内容" in hands.bar()


def test_leaving_the_dialog_changes_nothing(hands: Hands, mine: Path, theirs: Path) -> None:
    typed_there(theirs, 在职人数="8")
    steps = hands.workspace.open_report.session.history.last_number
    hands.answer_dialog(MergeDialog, lambda dialog: dialog.reject())
    merge(hands, theirs)
    assert hands.workspace.open_report.session.history.last_number == steps
    assert hands.text(WORKING) == "6"
    assert "没有改动" in hands.bar()


def test_what_is_no_copy_of_this_report_is_refused_with_what_to_do(
    hands: Hands, mine: Path, tmp_path: Path
) -> None:
    other = tmp_path / "另一份.peval"
    create_from_data_file(other, sample_data()).close()
    merge(hands, other)
    assert "比较" in hands.bar()
    merge(hands, mine)
    assert "正在填的这个文件" in hands.bar()
    junk = tmp_path / "不是.peval"
    junk.write_bytes(b"x" * 5000)
    merge(hands, junk)
    assert "打不开" in hands.bar()


def test_a_final_report_takes_nothing_in(hands: Hands, mine: Path) -> None:
    report, session = hands.workspace.open_report, hands.workspace.open_report.session
    report.apply(finalise_edits(session, "财政局要求"), "定稿", Origin.STATUS)
    assert not hands.window.actions_by_id["merge"].isEnabled()
    assert hands.window.actions_by_id["compare"].isEnabled()
