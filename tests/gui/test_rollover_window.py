"""In the window: the next year from last year's file, marks, locks, and last year's wording."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QListWidget, QMessageBox, QPushButton

from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui.dialogs.change_carried import ChangeCarriedDialog
from perfeval_desktop.gui.dialogs.next_year import NextYearDialog
from perfeval_desktop.gui.widgets.cell_marks import Sign, signs_of
from perfeval_desktop.gui.widgets.narrative_editor import NarrativeEditor
from perfeval_desktop.resources import STATE_DIR_VARIABLE
from perfeval_desktop.services.rollover import roll_over
from tests.gui.hands import CTRL, SHIFT, Hands, button, child

BEFORE = "2022年决算数"


@pytest.fixture(scope="module")
def made_next(made_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of 2023 over the sample's, made once."""
    folder = tmp_path_factory.mktemp("next")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(STATE_DIR_VARIABLE, str(folder / "state"))
        document, _ = roll_over(made_sample, folder / "2023.peval", "hunan/hetang/2023-沿用")
        document.close()
    return folder / "2023.peval"


@pytest.fixture
def carried(hands: Hands, made_next: Path, tmp_path: Path) -> Hands:
    """The window with the report of 2023 as it was begun."""
    hands.open(Path(shutil.copyfile(made_next, tmp_path / "2023.peval")))
    return hands


@pytest.fixture
def chapters(carried: Hands) -> Hands:
    """The same, with its narrative shown."""
    carried.go_to_sheet("报告正文")
    carried.wait_until_checked()
    return carried


def narrative(hands: Hands) -> NarrativeEditor:
    assert hands.workspace.narrative is not None
    return hands.workspace.narrative


def signs_at(hands: Hands, row: str, column: str = "") -> list[Sign]:
    model = hands.view.model()
    return list(signs_of(model.state(hands.find(row, column))))  # type: ignore[attr-defined]


def outline(hands: Hands) -> list[str]:
    found = child(hands.window, QListWidget, "outline")
    assert isinstance(found, QListWidget)
    return [found.item(row).text().strip("　") for row in range(found.count())]


def work_dialog(hands: Hands, kind: type[QDialog], work: Callable[[QDialog], None]) -> list[bool]:
    """Arrange for the dialog, and note that it came."""
    came: list[bool] = []

    def answer(dialog: QDialog) -> None:
        came.append(True)
        work(dialog)

    hands.answer_dialog(kind, answer)
    return came


def give_reason(dialog: QDialog) -> None:
    assert isinstance(dialog, ChangeCarriedDialog)
    assert not dialog.change_button.isEnabled(), "no change without a reason"
    dialog.reason_box.setFocus()
    QTest.keyClicks(dialog.reason_box, "B-23")
    QTest.mouseClick(dialog.change_button, Qt.MouseButton.LeftButton)


def keep(dialog: QDialog) -> None:
    assert isinstance(dialog, ChangeCarriedDialog)
    QTest.mouseClick(dialog.keep_button, Qt.MouseButton.LeftButton)


# Beginning the year


def test_from_the_start_page_to_a_started_report_of_the_next_year(
    hands: Hands, made_sample: Path, tmp_path: Path
) -> None:
    last = Path(shutil.copyfile(made_sample, tmp_path / "2022.peval"))
    before = last.read_bytes()
    said: list[str] = []

    def create(dialog: QDialog) -> None:
        assert isinstance(dialog, NextYearDialog)
        said.append(dialog.path_line.text())
        QTest.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)

    hands.name_file(last)
    hands.answer_dialog(NextYearDialog, create)
    with hands.qtbot.waitSignal(hands.window.settled, timeout=20_000):
        link = button(hands.window, "沿用上年的文件建立今年的…")
        hands.qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert said == [str(tmp_path / "2023年度绩效自评_株洲市荷塘区物业服务指导中心.peval")]
    assert hands.window.report_file is not None
    assert str(hands.window.report_file.path) == said[0]
    assert "2022 年度的报告建立 2023 年度的报告" in hands.bar()
    assert hands.text("公用经费", BEFORE) == "29.35"
    assert last.read_bytes() == before


def test_a_file_that_is_no_report_is_refused_before_anything_is_asked(
    hands: Hands, tmp_path: Path
) -> None:
    path = tmp_path / "坏.peval"
    path.write_bytes(b"0" * 200)
    said: list[str] = []

    def read(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        said.append(dialog.text())
        dialog.accept()

    hands.name_file(path)
    hands.answer_dialog(QMessageBox, read)
    hands.press("rollover")
    assert "打不开“坏.peval”" in said[0]
    assert hands.window.workspace is None


def test_the_dialog_refuses_the_name_of_a_file_that_is_there(
    hands: Hands, made_sample: Path, tmp_path: Path
) -> None:
    last = Path(shutil.copyfile(made_sample, tmp_path / "2022.peval"))

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, NextYearDialog)
        dialog.path_line.setFocus()
        dialog.path_line.selectAll()
        QTest.keyClicks(dialog.path_line, str(last))
        assert not dialog.create_button.isEnabled()
        assert "已经有这个文件了" in dialog.problem_label.text()
        dialog.reject()

    hands.name_file(last)
    came = work_dialog(hands, NextYearDialog, look)
    hands.press("rollover")
    assert came
    assert [each.name for each in tmp_path.iterdir() if each.name != "state"] == ["2022.peval"]


# Marks


def test_carried_cells_are_marked_until_they_are_seen_or_changed(carried: Hands) -> None:
    assert Sign.CARRIED_OVER in signs_at(carried, "编制数")
    carried.click(carried.find("编制数"))
    carried.key(Qt.Key.Key_O, CTRL, SHIFT)
    assert Sign.CARRIED_OVER not in signs_at(carried, "编制数")
    assert carried.text("编制数") == "11"
    carried.press("undo")
    assert Sign.CARRIED_OVER in signs_at(carried, "编制数")
    carried.type_into("编制数", text="12")
    assert Sign.CARRIED_OVER not in signs_at(carried, "编制数")
    carried.press("confirm_carried")
    assert "没有沿用上年、还没看过" in carried.bar()


def test_a_chapter_is_marked_in_the_outline_and_its_link_says_it_is_seen(chapters: Hands) -> None:
    assert "« 八、下一步改进措施" in outline(chapters)
    link = child(narrative(chapters), QPushButton, "seen:改进措施")
    assert link.isVisibleTo(narrative(chapters))
    text = narrative(chapters).editor("改进措施").text()
    narrative(chapters).focus_field(FieldAddress("", "改进措施"))
    chapters.qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert "八、下一步改进措施" in outline(chapters)
    assert not link.isVisibleTo(narrative(chapters))
    assert narrative(chapters).editor("改进措施").text() == text


def test_what_is_typed_into_a_chapter_takes_its_mark_off(chapters: Hands) -> None:
    editor = narrative(chapters).editor("其他说明")
    editor.setFocus()
    chapters.type("今年无。")
    narrative(chapters).flush()
    assert "十、其他需要说明的情况" in outline(chapters)


def test_years_that_were_moved_on_are_underlined_and_tell_what_they_were(chapters: Hands) -> None:
    editor = narrative(chapters).editor("人员情况")
    place = editor.toPlainText().index("2023")
    assert "上年写的是 2022 年，沿用时改成了 2023 年" in editor.tip_at(place + 1)
    editor.setFocus()
    chapters.key(Qt.Key.Key_O, CTRL, SHIFT)
    chapters.wait_until_checked()
    assert "沿用时改成了" not in editor.tip_at(editor.toPlainText().index("2023") + 1)


def test_last_years_wording_stands_beside_the_chapter(chapters: Hands) -> None:
    editor = narrative(chapters).editor("人员情况")
    editor.setFocus()
    chapters.type("改了。")
    chapters.press("last_text")
    shown = chapters.workspace.side.info.text.toPlainText()
    assert "上年的写法" in shown
    assert "2022 年度在编人数 6 人" in shown
    narrative(chapters).editor("存在问题").setFocus()
    assert "临时性的交办任务" in chapters.workspace.side.info.text.toPlainText()


# Locked figures


def test_last_years_figure_is_changed_with_a_reason_only_and_undone_as_one(carried: Hands) -> None:
    came = work_dialog(carried, ChangeCarriedDialog, give_reason)
    carried.type_into("公用经费", BEFORE, text="30")
    assert came
    assert carried.text("公用经费", BEFORE) == "30"
    carried.click(carried.find("公用经费", BEFORE))
    assert "改数的原因：B-23" in carried.workspace.field_line.text()
    carried.press("undo")
    assert carried.text("公用经费", BEFORE) == "29.35"


def test_without_a_reason_last_years_figure_stands(carried: Hands) -> None:
    came = work_dialog(carried, ChangeCarriedDialog, keep)
    carried.type_into("公用经费", BEFORE, text="30")
    assert came
    assert carried.text("公用经费", BEFORE) == "29.35"
    assert Sign.CARRIED_OVER in signs_at(carried, "公用经费", BEFORE)


def test_opening_a_locked_cell_and_leaving_it_asks_nothing(carried: Hands) -> None:
    carried.click(carried.find("公用经费", BEFORE))
    carried.key(Qt.Key.Key_F2)
    carried.key(Qt.Key.Key_Return)
    assert carried.text("公用经费", BEFORE) == "29.35"
    assert Sign.CARRIED_OVER in signs_at(carried, "公用经费", BEFORE)


def test_emptying_leaves_locked_figures_and_empties_the_others(carried: Hands) -> None:
    carried.type_into("公用经费", "2023年预算数", text="8")
    carried.click(carried.find("公用经费", BEFORE))
    carried.key(Qt.Key.Key_Right, SHIFT)
    carried.key(Qt.Key.Key_Delete)
    assert carried.text("公用经费", BEFORE) == "29.35"
    assert carried.text("公用经费", "2023年预算数") == ""
    assert "没有清空" in carried.bar()
