"""A document is brought in through the window: from the menu, the start page, or dropped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from docx import Document
from openpyxl import load_workbook
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QProgressDialog, QPushButton

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import ReadingCancelledError
from perfeval_desktop.gui.dialogs.import_preview import ImportPreview
from perfeval_desktop.gui.dialogs.last_import import LastImportDialog
from perfeval_desktop.gui.dialogs.new_report import NewReportDialog
from perfeval_desktop.gui.tasks import IsCancelled, OnStep, run_cancellable
from perfeval_desktop.gui.widgets.start_page import StartPage
from perfeval_desktop.services.files import create_report
from perfeval_desktop.services.import_review import Kind
from tests.conftest import HETANG
from tests.gui.hands import Hands, button

UNIT = "荷塘区某服务中心"


def write_document(path: Path, year: int = 2022) -> Path:
    """Write last year's report as a unit has it: a chapter, and the beginning of 附件1-1."""
    document = Document()
    document.add_paragraph(f"{year}年度部门整体支出绩效自评报告")
    document.add_paragraph("一、部门（单位）基本情况")
    document.add_paragraph("（二）机构设置情况")
    document.add_paragraph("中心设两个股室。")
    document.add_paragraph("附件1-1")
    document.add_paragraph(f"{year}年度部门整体支出绩效评价基础数据表")
    table = document.add_table(rows=7, cols=4)
    for row, texts in enumerate(
        (
            ("财政供养人员情况（人）", "编制数", f"{year}年实际在职人数", "控制率"),
            ("", "11", "6", ""),
            ("经费控制情况（万元）", f"{year - 1}年决算数", f"{year}年预算数", f"{year}年决算数"),
            ("公用经费", "99.4", "8.74", "29.35"),
            ("其中：办公经费", "13.41", "6.31", "8.11"),
            ("政府采购金额", "——", "29", "54.38"),
            ("表样里没有的一行", "", "", "7.77"),
        )
    ):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    document.save(str(path))
    return path


@pytest.fixture(scope="module")
def word(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A document of 2022, made once."""
    return write_document(tmp_path_factory.mktemp("word") / "去年的报告.docx")


@pytest.fixture
def opened(hands: Hands, tmp_path: Path) -> Hands:
    """The window with a new report of 2022."""
    path = tmp_path / "报告.peval"
    create_report(path, HETANG, 2022, UNIT).close()
    hands.open(path)
    return hands


def import_it(
    hands: Hands, path: Path, work: Callable[[ImportPreview], None] | None = None
) -> None:
    """Choose the file, let the preview be worked, and press 导入."""

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ImportPreview)
        if work is not None:
            work(dialog)
        dialog.import_button.click()

    hands.answer_dialog(ImportPreview, answer)
    hands.name_file(path)
    hands.press("import_document")


def last_label(hands: Hands) -> str:
    batch = hands.workspace.open_report.session.history.to_undo
    return batch.label if batch is not None else ""


def test_a_document_comes_into_the_open_report_as_one_step(opened: Hands, word: Path) -> None:
    import_it(opened, word)
    assert opened.text("编制数") == "11"
    assert opened.text("政府采购金额", "2022年决算数") == "54.38"
    assert last_label(opened) == "导入 去年的报告.docx"
    session = opened.workspace.open_report.session
    batch = session.history.to_undo
    assert batch is not None
    assert batch.origin is Origin.IMPORTED
    assert "去年的报告.docx" in opened.bar()
    button(opened.window, "撤销导入").click()
    assert opened.text("编制数") == ""
    assert last_label(opened) != "导入 去年的报告.docx"


def test_what_was_not_taken_stays_at_hand_after_the_import(
    opened: Hands, word: Path, tmp_path: Path
) -> None:
    def work(dialog: ImportPreview) -> None:
        assert dialog.review.count(Kind.NOT_TAKEN) > 0

    import_it(opened, word, work)
    assert "没有放进去" in opened.bar()
    seen: list[str] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, LastImportDialog)
        seen.extend(each.source for each in dialog.rows)
        path = tmp_path / "清单.xlsx"
        opened.name_file(path)
        dialog.save_button.click()
        dialog.reject()

    opened.answer_dialog(LastImportDialog, look)
    button(opened.window, "看没有放进去的").click()
    assert "7.77" in seen
    sheet = load_workbook(tmp_path / "清单.xlsx").active
    assert sheet is not None
    assert "7.77" in {str(cell.value) for row in sheet.iter_rows() for cell in row}


def test_leaving_the_preview_changes_nothing(opened: Hands, word: Path) -> None:
    before = opened.workspace.open_report.session.history.last_number
    opened.answer_dialog(ImportPreview, lambda dialog: dialog.reject())
    opened.window.import_actions.import_path(word)
    assert opened.workspace.open_report.session.history.last_number == before
    assert opened.text("编制数") == ""


def test_a_correction_by_hand_is_what_is_brought_in(opened: Hands, word: Path) -> None:
    def work(dialog: ImportPreview) -> None:
        at = next(n for n, p in enumerate(dialog.review.plan.pieces) if p.source == "11")
        dialog.review.take_out([at])

    import_it(opened, word, work)
    assert opened.text("编制数") == ""
    assert opened.text("2022年实际在职人数") == "6"


def test_what_stands_there_is_shown_with_both_values_and_can_be_kept(
    opened: Hands, word: Path
) -> None:
    opened.type_into("编制数", text="12")
    said: list[str] = []

    def work(dialog: ImportPreview) -> None:
        said.append(dialog.left_words)
        dialog.corrections.keep_all_action.trigger()

    import_it(opened, word, work)
    assert "换掉报告里原来的内容" in said[0]
    assert opened.text("编制数") == "12"
    assert opened.text("2022年实际在职人数") == "6"


def test_a_new_report_starts_from_a_document(hands: Hands, word: Path, tmp_path: Path) -> None:
    path = tmp_path / "新的.peval"

    def ask(dialog: QDialog) -> None:
        assert isinstance(dialog, NewReportDialog)
        assert dialog.year_box.value() == 2022
        assert dialog.template_box.currentData().id == HETANG
        hands.answer_dialog(ImportPreview, lambda preview: preview.import_button.click())
        dialog.unit_line.setText(UNIT)
        dialog.path_line.setText(str(path))
        dialog.create_button.click()

    hands.answer_dialog(NewReportDialog, ask)
    hands.name_file(word)
    page = hands.window.findChild(StartPage)
    assert page is not None
    start = next(b for b in page.findChildren(QPushButton) if "Word" in b.accessibleName())
    start.click()
    hands.wait_until_opened()
    hands.qtbot.waitUntil(lambda: hands.text("编制数") == "11")
    assert hands.window.report_file is not None
    assert hands.window.report_file.path == path


def test_leaving_the_preview_of_a_new_report_makes_no_file(
    hands: Hands, word: Path, tmp_path: Path
) -> None:
    path = tmp_path / "新的.peval"

    def ask(dialog: QDialog) -> None:
        assert isinstance(dialog, NewReportDialog)
        hands.answer_dialog(ImportPreview, lambda preview: preview.reject())
        dialog.unit_line.setText(UNIT)
        dialog.path_line.setText(str(path))
        dialog.create_button.click()

    hands.answer_dialog(NewReportDialog, ask)
    hands.window.import_actions.import_path(word)
    assert hands.window.workspace is None
    assert not path.exists()


def test_a_document_of_another_year_asks_where_it_goes(opened: Hands, tmp_path: Path) -> None:
    other = write_document(tmp_path / "前年.docx", 2021)
    asked: list[str] = []

    def answer(box: QDialog) -> None:
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        button(box, "不导入").click()

    opened.answer_dialog(QMessageBox, answer)
    opened.window.import_actions.import_path(other)
    assert "2021" in asked[0]
    assert opened.text("编制数") == ""


def test_a_file_that_is_none_is_refused_in_a_sentence(opened: Hands, tmp_path: Path) -> None:
    broken = tmp_path / "坏的.docx"
    broken.write_bytes(b"PK\x03\x04 nothing of a document")
    opened.window.import_actions.import_path(broken)
    assert "坏的.docx" in opened.bar()
    assert "没有改动" in opened.bar()


def test_a_report_that_is_final_or_only_shown_takes_no_document(opened: Hands, word: Path) -> None:
    opened.workspace.open_report.session.read_only = "这份文件只能看。"
    opened.window.import_actions.import_path(word)
    assert "只能看" in opened.bar()
    assert opened.text("编制数") == ""
    opened.workspace.open_report.session.read_only = ""


def test_a_document_that_is_dropped_on_the_window_is_brought_in(opened: Hands, word: Path) -> None:
    window = opened.window
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(word))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place = QPoint(400, 400)
    done: list[bool] = []

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ImportPreview)
        dialog.import_button.click()
        done.append(True)

    opened.answer_dialog(ImportPreview, answer)
    enter = QDragEnterEvent(place, Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(
        window, QDropEvent(QPointF(place), Qt.DropAction.CopyAction, data, left, none)
    )
    opened.qtbot.waitUntil(lambda: bool(done) and opened.text("编制数") == "11", timeout=20_000)


def test_other_files_are_not_taken_when_dropped(hands: Hands, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "照片.jpg"))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(400, 400), Qt.DropAction.CopyAction, data, left, none)
    enter.ignore()
    QApplication.sendEvent(hands.window, enter)
    assert not enter.isAccepted()


def test_reading_that_is_cancelled_ends_by_itself_and_changes_nothing(opened: Hands) -> None:
    never = Event()

    def work(on_step: OnStep, is_cancelled: IsCancelled) -> str:
        while not is_cancelled():
            never.wait(0.005)  # as it waits for another process
        raise ReadingCancelledError

    def cancel() -> None:
        for progress in opened.window.findChildren(QProgressDialog):
            button(progress, "取消").click()

    QTimer.singleShot(20, cancel)
    done = run_cancellable(opened.window, "正在读…", work)
    assert done.is_cancelled
    assert done.error is None
    assert done.value is None
