"""From the window: 花脸稿, 更正说明, and the figures of 舍位平衡."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTextBrowser

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.gui.dialogs.checks_list import ChecksDialog
from perfeval_desktop.gui.dialogs.choose_earlier import ChooseEarlierDialog
from perfeval_desktop.gui.models.sheet_model import SheetModel
from perfeval_desktop.gui.widgets.cell_marks import Sign, signs_of
from perfeval_desktop.services.finalising import finalise_edits, reopen_edits
from tests.balanced import balanced_file
from tests.gui.hands import Hands
from tests.gui.test_check_lists import save_as

BASE = "附件1-1 基础数据表"
DONE = "2022年决算数"
FIRST, SECOND = "1、双随机", "2、自治奖励"


@pytest.fixture
def opened(hands: Hands) -> list[Path]:
    """What is opened in the system's viewer, which tests do not have."""
    paths: list[Path] = []

    def note(path: Path) -> bool:
        paths.append(path)
        return True

    hands.window.open_document = note
    return paths


@pytest.fixture
def sample(hands: Hands) -> Hands:
    hands.open_sample()
    hands.go_to_sheet(BASE)
    return hands


def finalise(hands: Hands) -> None:
    report, session = hands.workspace.open_report, hands.workspace.open_report.session
    report.apply(finalise_edits(session, "财政局要求"), "定稿", Origin.STATUS)
    report.apply(reopen_edits(session.report, "财政局退回"), "取消定稿", Origin.STATUS)


def printed(path: Path) -> str:
    return "".join("".join(p.extract_text() for p in PdfReader(path).pages).split())


def test_a_marked_copy_is_made_against_the_chosen_state_and_opened(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: list[Path]
) -> None:
    finalise(sample)
    sample.type_into("编制数", text="12")
    path = tmp_path / "花脸稿.pdf"
    asked = save_as(monkeypatch, path)
    seen: list[list[str]] = []

    def take(dialog: ChooseEarlierDialog) -> None:
        seen.append([each.partition("　")[0] for each in dialog.list.texts()])
        sample.qtbot.keyClick(dialog.list, Qt.Key.Key_Return)

    sample.answer_dialog(ChooseEarlierDialog, take)
    sample.press("marked_copy")
    assert seen[0][0] == "第1稿"
    assert asked == ["2022年度株洲市荷塘区物业服务指导中心整体支出绩效自评报告花脸稿.pdf"]
    assert opened == [path]
    assert "本稿与第1稿" in printed(path)


def test_a_marked_copy_that_is_given_up_leaves_no_file(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: list[Path]
) -> None:
    sample.type_into("编制数", text="12")
    asked = save_as(monkeypatch, tmp_path / "花脸稿.pdf")
    sample.answer_dialog(ChooseEarlierDialog, ChooseEarlierDialog.reject)
    sample.press("marked_copy")
    assert asked == []
    assert opened == []


def test_without_an_earlier_state_a_sentence_says_so(sample: Hands) -> None:
    sample.press("marked_copy")
    assert "没有以前的稿子" in sample.workspace.message_bar.text


def test_a_correction_is_made_of_what_changed_since_the_final(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: list[Path]
) -> None:
    finalise(sample)
    sample.type_into("编制数", text="12")
    path = tmp_path / "更正.pdf"
    asked = save_as(monkeypatch, path)
    sample.press("correction")
    assert asked == ["2022年度株洲市荷塘区物业服务指导中心整体支出绩效自评报告更正说明.pdf"]
    assert opened == [path]
    assert "编制数1112" in printed(path)


def test_with_two_finals_the_corrected_one_is_asked_for(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: list[Path]
) -> None:
    finalise(sample)
    sample.type_into("编制数", text="12")
    finalise(sample)
    sample.type_into("编制数", text="13")
    path = tmp_path / "更正.pdf"
    save_as(monkeypatch, path)

    def take_the_first(dialog: ChooseEarlierDialog) -> None:
        sample.qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
        sample.qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)

    sample.answer_dialog(ChooseEarlierDialog, take_the_first)
    sample.press("correction")
    assert opened == [path]
    assert "编制数1113" in printed(path)


def test_a_correction_is_refused_kindly_before_a_file_is_asked_for(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = save_as(monkeypatch, tmp_path / "更正.pdf")
    sample.press("correction")
    assert "还没有定过稿" in sample.workspace.message_bar.text
    finalise(sample)
    sample.press("correction")
    assert "一样，没有什么可以更正的" in sample.workspace.message_bar.text
    assert asked == []


def test_a_file_that_cannot_be_written_is_said_and_nothing_is_opened(
    sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: list[Path]
) -> None:
    finalise(sample)
    sample.type_into("编制数", text="12")
    save_as(monkeypatch, tmp_path / "没有的文件夹" / "更正.pdf")
    sample.press("correction")
    assert "未能导出“更正.pdf”" in sample.workspace.message_bar.text
    assert opened == []


# 舍位平衡


@pytest.fixture
def balanced(hands: Hands, tmp_path: Path) -> Hands:
    path = tmp_path / "舍位.peval"
    balanced_file(path)
    hands.open(path)
    hands.go_to_sheet(BASE)
    for row, text in ((FIRST, "0.004"), (SECOND, "20.004")):
        hands.type_into(row, DONE, text=text)
    return hands


def is_marked(hands: Hands, row: str) -> bool:
    model = hands.view.model()
    assert isinstance(model, SheetModel)
    return Sign.BALANCED in signs_of(model.state(hands.find(row, DONE)))


def test_adjusted_figures_are_marked_as_soon_as_they_are_and_shown_as_typed(
    balanced: Hands,
) -> None:
    assert is_marked(balanced, FIRST)
    assert not is_marked(balanced, SECOND)
    model = balanced.view.model()
    assert isinstance(model, SheetModel)
    assert model.text(balanced.find(FIRST, DONE)) == "0", "the screen shows the rounded figure"
    balanced.type_into(FIRST, DONE, text="1")
    assert not is_marked(balanced, FIRST)
    balanced.press("undo")
    assert is_marked(balanced, FIRST)


def test_a_mark_that_an_edit_elsewhere_brings_is_painted(balanced: Hands) -> None:
    model = balanced.view.model()
    assert isinstance(model, SheetModel)
    place = balanced.find(FIRST, DONE).address
    assert place is not None
    painted: list[int] = []
    model.dataChanged.connect(lambda first, last, roles: painted.append(first.row()))
    balanced.type_into(SECOND, DONE, text="20")
    assert not is_marked(balanced, FIRST), "what is left over is not half a digit any more"
    assert model.index_of(place).row() in painted


def test_the_panel_says_what_a_cell_is_printed_as(balanced: Hands) -> None:
    balanced.click(balanced.find(FIRST, DONE))
    balanced.press("field_info")
    texts = [each.toPlainText() for each in balanced.workspace.side.findChildren(QTextBrowser)]
    words = "0.01（舍位平衡：各项加起来等于打印的项目支出（2022年决算数））"
    assert any(words in each for each in texts)


def test_the_list_names_every_adjusted_figure_and_a_click_goes_there(balanced: Hands) -> None:
    balanced.press("balanced_figures")
    (dialog,) = balanced.workspace.findChildren(ChecksDialog)
    texts = dialog.list.texts()
    assert dialog.words.startswith(f"打印时有 {len(texts)} 处调末位")
    first = next(each for each in texts if each.startswith("附件1-1 双随机"))
    assert "是 0.004，四舍五入为 0，打印成 0.01，各项加起来等于打印的项目支出" in first
    item = dialog.list.item(texts.index(first))
    place = dialog.list.visualItemRect(item).center()
    balanced.qtbot.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QApplication.processEvents()
    assert balanced.view.current_field() == balanced.find(FIRST, DONE).address


def test_under_a_template_without_it_the_list_says_so(sample: Hands) -> None:
    sample.press("balanced_figures")
    (dialog,) = sample.workspace.findChildren(ChecksDialog)
    assert dialog.words.startswith("这套表样打印时不做舍位平衡")
    assert dialog.list.texts() == []
