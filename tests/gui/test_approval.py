"""In the window: the approved targets read in, shown, locked, and a change that needs a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.gui.dialogs.approval import ApprovalDialog
from perfeval_desktop.gui.dialogs.change_carried import ChangeCarriedDialog
from tests.approval_forms import Approval, Target, write_word
from tests.gui.hands import Hands

OWN = "附件1-3 自治奖励经费"
TARGETS = (
    Target("数量指标", "发放奖励小区数", "≥20个", "20"),
    Target("服务对象满意度指标", "居民满意度", "≥95%", "10"),
)
PROJECT = Approval("按时发放奖励。", TARGETS, "自治奖励经费")


@pytest.fixture
def document(tmp_path: Path) -> Path:
    return write_word(tmp_path / "申报表.docx", PROJECT)


def lines(dialog: ApprovalDialog) -> list[list[str]]:
    model = dialog.table.model()
    return [
        [str(model.index(row, column).data()) for column in range(4)]
        for row in range(model.rowCount())
    ]


def read_in(hands: Hands, document: Path, *keys: Qt.Key) -> list[list[str]]:
    """Choose the document, press keys in the list, and accept."""
    seen: list[list[str]] = []

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ApprovalDialog)
        seen.extend(lines(dialog))
        for key in keys:
            QTest.keyClick(dialog.table, key)
        QTest.mouseClick(dialog.fill_button, Qt.MouseButton.LeftButton)

    hands.name_file(document)
    hands.answer_dialog(ApprovalDialog, answer)
    hands.press("read_approval")
    return seen


@pytest.fixture
def approved(sample: Hands, document: Path) -> Hands:
    read_in(sample, document)
    sample.go_to_sheet(OWN)
    return sample


def changes(hands: Hands) -> list[list[str]]:
    """Arrange for the question before a locked cell is changed, and give a reason."""
    asked: list[list[str]] = []

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ChangeCarriedDialog)
        assert not dialog.change_button.isEnabled(), "no change without a reason"
        asked.append([dialog.windowTitle(), dialog.keep_button.text()])
        dialog.reason_box.setFocus()
        QTest.keyClicks(dialog.reason_box, "B-23")
        QTest.mouseClick(dialog.change_button, Qt.MouseButton.LeftButton)

    hands.answer_dialog(ChangeCarriedDialog, answer)
    return asked


def test_the_list_shows_both_and_fills_what_is_ticked_in_one_step(
    sample: Hands, document: Path
) -> None:
    report = sample.workspace.open_report.report
    before = report.copy()
    seen = read_in(sample, document, Qt.Key.Key_Space)  # the goal, which is there otherwise
    assert [each[0] for each in seen] == ["自治奖励经费"] * 3
    assert seen[0][1:3] == ["预期目标", "按时发放奖励。"]
    assert seen[1][1:] == ["数量指标", "发放奖励小区数　≥20个　20分", "空着"]
    assert seen[2][1:] == ["服务对象满意度指标", "居民满意度　≥95%　10分", "居民满意度　≥100"]
    sample.go_to_sheet(OWN)
    assert sample.text("发放奖励小区数", "年度指标值") == "≥20个"
    assert sample.text("居民满意度", "年度指标值") == "≥100", "not ticked"
    assert "按时发放奖励。" in sample.drawn()
    assert "填了 2 项" in sample.bar()
    batch = sample.workspace.open_report.session.history.to_undo
    assert batch is not None
    assert batch.origin is Origin.IMPORTED
    sample.press("undo")
    assert report.holds_the_same(before)


def test_nothing_is_read_when_the_list_is_left(sample: Hands, document: Path) -> None:
    report = sample.workspace.open_report.report
    before = report.copy()
    sample.name_file(document)
    sample.answer_dialog(ApprovalDialog, lambda dialog: sample.key(Qt.Key.Key_Escape))
    sample.press("read_approval")
    assert report.holds_the_same(before)


def test_typing_in_an_approved_cell_asks_and_keeps_the_reason(approved: Hands) -> None:
    asked = changes(approved)
    approved.type_into("发放奖励小区数", "年度指标值", "15")
    assert asked == [["改批复的绩效目标？", "不改，保留批复的"]]
    assert approved.text("发放奖励小区数", "年度指标值") == "15"
    approved.click(approved.find("发放奖励小区数", "年度指标值"))
    line = approved.workspace.field_line.text()
    assert "批复的绩效目标：≥20个" in line
    assert "改数的原因：B-23" in line
    approved.press("field_info")
    info = approved.workspace.side.info.text.toPlainText()
    assert "批复的绩效目标" in info
    assert "≥20个\n已锁定，改要写原因" in info
    approved.press("undo")
    assert approved.text("发放奖励小区数", "年度指标值") == "≥20个"


def test_a_cell_that_nobody_approved_is_typed_into_without_a_question(approved: Hands) -> None:
    approved.type_into("发放奖励小区数", "实际完成值", "21")
    assert approved.text("发放奖励小区数", "实际完成值") == "21"


def test_an_approved_cell_is_not_emptied(approved: Hands) -> None:
    approved.click(approved.find("发放奖励小区数", "年度指标值"))
    approved.key(Qt.Key.Key_Delete)
    assert approved.text("发放奖励小区数", "年度指标值") == "≥20个"
    assert "是批复的绩效目标，没有清空" in approved.bar()


def test_a_second_approval_is_taken_without_a_question(approved: Hands, tmp_path: Path) -> None:
    changed = PROJECT._replace(targets=[TARGETS[0]._replace(value="≥25个"), TARGETS[1]])
    words: list[str] = []

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ApprovalDialog)
        words.append(dialog.words)
        QTest.mouseClick(dialog.tick_button, Qt.MouseButton.LeftButton)
        QTest.mouseClick(dialog.fill_button, Qt.MouseButton.LeftButton)

    approved.name_file(write_word(tmp_path / "变更.docx", changed))
    approved.answer_dialog(ApprovalDialog, answer)
    approved.press("read_approval")
    assert "以前读入的“申报表.docx”会换成这一份" in words[0]
    assert approved.text("发放奖励小区数", "年度指标值") == "≥25个"
    approved.press("undo")
    assert approved.text("发放奖励小区数", "年度指标值") == "≥20个"


def test_a_document_without_targets_changes_nothing(sample: Hands, tmp_path: Path) -> None:
    from docx import Document

    path = tmp_path / "通知.docx"
    document = Document()
    document.add_paragraph("关于召开会议的通知")
    document.save(str(path))
    report = sample.workspace.open_report.report
    before = report.copy()
    sample.name_file(path)
    sample.press("read_approval")
    assert "没有认出批复的绩效目标" in sample.bar()
    assert report.holds_the_same(before)
