"""From the window: an export notes its codes, and a paper is checked with the keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.paper import Medium
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui.dialogs.verify_paper import VerifyPaperDialog
from perfeval_desktop.services.check_codes import codes_now
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import read_session
from perfeval_desktop.services.finalising import finalise_edits
from perfeval_desktop.services.papers import note_paper
from perfeval_desktop.services.projects import delete_line_edits
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.verifying import Outcome
from tests.gui.hands import CTRL, SHIFT, Hands

Key = Qt.Key
BASE, STAFF = SheetRef("附件1-1"), FieldAddress("", "编制数")


@pytest.fixture(autouse=True)
def _no_viewer(hands: Hands) -> None:
    hands.window.open_document = lambda path: True


def session_of(hands: Hands) -> Session:
    return hands.workspace.open_report.session


def export(hands: Hands, path: Path) -> None:
    hands.window.file_actions.export_pdf_to(path)


def dialog_of(hands: Hands) -> VerifyPaperDialog:
    hands.press("verify_paper")
    (dialog,) = hands.window.findChildren(VerifyPaperDialog)
    hands.qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def texts(table: object, row: int) -> list[str]:
    return [table.item(row, column).text() for column in range(table.columnCount())]  # type: ignore[attr-defined]


def test_an_export_is_noted_in_the_file_and_is_no_change(sample: Hands, tmp_path: Path) -> None:
    window, session = sample.window, session_of(sample)
    changed: list[object] = []
    sample.workspace.open_report.changed.connect(changed.append)
    sample.workspace.open_report.findings_changed.connect(lambda: changed.append("findings"))
    states: list[str] = []
    window.saved_state.changed.connect(states.append)
    export(sample, tmp_path / "报告.pdf")
    assert changed == []
    assert not window.actions_by_id["undo"].isEnabled()
    sample.qtbot.waitUntil(lambda: window.saved_state.text.startswith("已保存"))
    assert "正在保存…" not in states
    (paper,) = read_session(window.report_file.path).report.papers  # type: ignore[union-attr]
    assert (paper.medium, paper.place, paper.person) == ("PDF", 1, session.person)
    document = pypdfium2.PdfDocument(tmp_path / "报告.pdf")
    assert f"全文 {paper.code}" in document[0].get_textpage().get_text_range()
    document.close()


def test_a_final_report_is_exported_and_noted(sample: Hands, tmp_path: Path) -> None:
    session = session_of(sample)
    session.apply(finalise_edits(session, "先行报送"), "定稿", Origin.STATUS)
    export(sample, tmp_path / "报告.pdf")
    assert [each.state for each in session.report.papers] == ["第1稿"]
    assert "已导出" in sample.bar()


def test_an_export_that_fails_notes_nothing(sample: Hands, tmp_path: Path) -> None:
    export(sample, tmp_path / "没有这个文件夹" / "报告.pdf")
    assert "未能导出" in sample.bar()
    assert session_of(sample).report.papers == ()


def test_the_narrative_goes_on_being_checked_when_a_paper_is_noted_meanwhile(
    sample: Hands,
) -> None:
    open_report = sample.workspace.open_report
    sample.workspace.show_sheet(BASE)
    sample.type_into("2、出国经费", "2022年预算数", "5")
    note_paper(open_report.session, codes_now(open_report.session), Medium.PRINT)
    assert open_report.is_checking, "what is being read is that of before the note"
    sample.wait_until_checked()
    findings = open_report.session.engine.findings()
    fresh = Session(open_report.report.copy(), lambda batch: None)
    assert findings == fresh.engine.findings()


def test_a_paper_is_checked_and_its_changes_visited_with_the_keyboard_alone(
    sample: Hands, tmp_path: Path
) -> None:
    export(sample, tmp_path / "报告.pdf")
    page = codes_now(session_of(sample)).sheets[BASE]
    sample.workspace.show_sheet(BASE)
    sample.type_into("2、出国经费", "2022年预算数", "5")
    sample.workspace.show_sheet(SheetRef("封面"))
    dialog = dialog_of(sample)
    assert QApplication.focusWidget() is dialog.edit
    sample.type(page.lower().replace("-", ""))
    assert dialog.edit.text() == page
    sample.key(Key.Key_Return)
    assert dialog.verdict is not None
    assert dialog.verdict.outcome is Outcome.CHANGED
    assert dialog.words.startswith("这是修改记录第1步的附件1-1，后来有 2 处不同")
    rows = [texts(dialog.changes, row) for row in range(dialog.changes.rowCount())]
    assert ["附件1-1", "出国经费（2022年预算数）", "0", "5"] in rows
    sample.key(Key.Key_Tab)
    sample.key(Key.Key_Tab)
    assert QApplication.focusWidget() is dialog.changes
    for _ in range(next(n for n, row in enumerate(rows) if "出国" in row[1])):
        sample.key(Key.Key_Down)
    sample.key(Key.Key_Return)
    assert sample.current_sheet() == BASE
    assert sample.text_here() == "5"
    assert dialog.isVisible(), "the next change is looked at from there"


def test_a_code_is_put_in_groups_while_it_is_typed(sample: Hands) -> None:
    dialog = dialog_of(sample)
    sample.type("7xem")
    assert dialog.edit.text() == "7XEM"
    sample.type("x")
    assert dialog.edit.text() == "7XEM-X"
    sample.type("ＮＣ ")  # as an input method gives it
    assert dialog.edit.text() == "7XEM-XNC"
    for _ in range(4):
        sample.key(Key.Key_Backspace)
    assert dialog.edit.text() == "7XE"
    sample.key(Key.Key_Home)
    sample.type("mm")
    assert (dialog.edit.text(), dialog.edit.cursorPosition()) == ("MM7X-E", 2)
    QApplication.clipboard().setText("  JT5W PC8X 5MAK 95KJ ")
    sample.key(Key.Key_A, CTRL)
    sample.key(Key.Key_V, CTRL)
    assert dialog.edit.text() == "JT5W-PC8X-5MAK-95KJ"


def test_a_slip_is_said_in_words_with_its_group(sample: Hands) -> None:
    code = codes_now(session_of(sample)).report
    dialog = dialog_of(sample)
    sample.type(code[:5] + "O" + code[6:])
    sample.key(Key.Key_Return)
    assert "第2组里有“O”" in dialog.words
    assert dialog.changes.isHidden()
    sample.type("2")
    assert dialog.verdict is None, "what was said is not about what is typed now"


def test_the_paper_of_now_is_said_to_be_so_and_what_that_proves(sample: Hands) -> None:
    dialog = dialog_of(sample)
    sample.type(codes_now(session_of(sample)).report)
    sample.key(Key.Key_Return)
    assert "和现在的数据一致" in dialog.words
    proof = [each.text() for each in dialog.findChildren(type(dialog._proof))]
    assert any("不能说明纸是谁打印、谁盖章的" in each for each in proof)


def test_earlier_papers_are_listed_newest_first_and_enter_checks_one(
    sample: Hands, tmp_path: Path
) -> None:
    session = session_of(sample)
    export(sample, tmp_path / "1.pdf")
    session.apply(entry_edits(session.report, STAFF, "12"), "填写", Origin.TYPED)
    export(sample, tmp_path / "2.pdf")
    dialog = dialog_of(sample)
    newest, first = session.report.papers[1], session.report.papers[0]
    assert [texts(dialog.papers, row)[3] for row in (0, 1)] == [newest.code, first.code]
    assert texts(dialog.papers, 1)[1:3] == ["修改记录第1步", "PDF 报送版"]
    sample.key(Key.Key_Tab, SHIFT)
    while QApplication.focusWidget() is not dialog.papers:
        sample.key(Key.Key_Tab)
    sample.key(Key.Key_Down)
    sample.key(Key.Key_Return)
    assert dialog.edit.text() == first.code
    assert dialog.verdict is not None
    assert dialog.verdict.outcome is Outcome.CHANGED


def test_a_change_whose_row_is_gone_says_so_instead_of_leading_nowhere(
    sample: Hands, tmp_path: Path
) -> None:
    session = session_of(sample)
    export(sample, tmp_path / "报告.pdf")
    line = session.report.children("", "项目明细")[-1]
    session.apply(delete_line_edits(session.report, line), "删除", Origin.ROWS)
    dialog = dialog_of(sample)
    sample.type(session.report.papers[0].code)
    sample.key(Key.Key_Return)
    rows = [texts(dialog.changes, row) for row in range(dialog.changes.rowCount())]
    gone = next(n for n, row in enumerate(rows) if row[3] == "（已删除）")
    dialog.changes.setFocus()
    dialog.changes.setCurrentCell(gone, 0)
    sample.key(Key.Key_Return)
    assert "已经删除" in sample.bar()
