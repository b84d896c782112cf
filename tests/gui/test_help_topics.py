"""F1 opens the handbook at the place that fits, in every window, modal dialogs included."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

import perfeval_desktop.gui.dialogs
from perfeval_desktop.gui.dialogs.base_figures import BaseFiguresDialog
from perfeval_desktop.gui.dialogs.choose_cell import ChooseCellDialog
from perfeval_desktop.gui.dialogs.choose_earlier import ChooseEarlierDialog
from perfeval_desktop.gui.dialogs.consequences import ConsequencesDialog
from perfeval_desktop.gui.dialogs.cover_line import CoverLineDialog
from perfeval_desktop.gui.dialogs.explain_findings import ExplainFindingsDialog
from perfeval_desktop.gui.dialogs.finalise import FinaliseDialog
from perfeval_desktop.gui.dialogs.find_replace import FindReplaceDialog
from perfeval_desktop.gui.dialogs.handbook import Handbook
from perfeval_desktop.gui.dialogs.new_report import NewReportDialog
from perfeval_desktop.gui.dialogs.paste_preview import PastePreview
from perfeval_desktop.gui.dialogs.scoring_assistant import ScoringAssistant
from perfeval_desktop.gui.dialogs.stated_value import StatedValueDialog
from perfeval_desktop.gui.help_topics import TOPICS
from perfeval_desktop.gui.widgets.four_steps import FourSteps
from tests.gui.hands import Hands
from tests.gui.test_handbook import handbook, heading

F1 = Qt.Key.Key_F1
Go = Callable[[Hands], object]


def focus_on_narrative(hands: Hands) -> None:
    hands.go_to_sheet("报告正文")
    hands.workspace.focus_sheet()


PLACES: dict[str, tuple[Go, str]] = {
    "an input cell": (lambda hands: hands.click(hands.find("编制数")), "二、填数"),
    "a grey cell": (lambda hands: hands.click(hands.find("控制率")), "为什么这里是灰的"),
    "the findings": (
        lambda hands: hands.workspace.findings_panel.list.setFocus(),
        "四、看懂问题",
    ),
    "what is missing": (lambda hands: hands.press("missing"), "还差什么没有填"),
    "the narrative": (focus_on_narrative, "写正文"),
    "the base figures": (lambda hands: hands.go_to_sheet("核对底数"), "核对底数"),
}


@pytest.mark.parametrize("place", PLACES)
def test_f1_in_the_window(sample: Hands, place: str) -> None:
    go, title = PLACES[place]
    go(sample)
    sample.key(F1)
    assert heading(sample) == title


def test_f1_on_the_start_page(hands: Hands) -> None:
    hands.qtbot.waitUntil(lambda: hands.window.findChild(FourSteps) is not None)
    hands.key(F1)
    assert heading(hands) == "一、四步做完一份报告"


def test_f1_on_a_score_leads_to_the_scores(sample: Hands) -> None:
    sample.go_to_sheet("附件1-2 整体支出自评表")
    table = sample.view.model().table  # type: ignore[attr-defined]
    scores = [
        cell
        for cell in table.cells.values()
        if cell.address is not None and cell.address.field.endswith(".得分")
    ]
    sample.click(scores[0])
    sample.key(F1)
    assert heading(sample) == "五、打分：评分助手"


# Dialogs beside the window


def test_f1_in_find_and_replace(sample: Hands) -> None:
    sample.press("find_replace")
    dialog = sample.window.findChild(FindReplaceDialog)
    assert isinstance(dialog, FindReplaceDialog)
    sample.qtbot.waitUntil(dialog.find_edit.hasFocus)
    sample.key(F1)
    assert heading(sample) == "查找和替换"


def test_f1_in_the_scoring_assistant(sample: Hands) -> None:
    sample.go_to_sheet("附件1-2 整体支出自评表")
    sample.press("scoring_assistant")
    dialog = sample.window.findChild(ScoringAssistant)
    assert isinstance(dialog, ScoringAssistant)
    sample.qtbot.waitUntil(dialog.isActiveWindow)
    sample.key(F1)
    assert heading(sample) == "五、打分：评分助手"


# Dialogs that wait for an answer


def paste(text: str) -> Go:
    def go(hands: Hands) -> None:
        hands.click(hands.find("编制数"))
        QApplication.clipboard().setText(text)
        hands.press("paste")

    return go


def paste_base_figures(hands: Hands) -> None:
    hands.go_to_sheet("核对底数")
    QApplication.clipboard().setText("项目\t决算数\n基本支出\t1082800")
    hands.press("paste_base_figures")


def explain(hands: Hands) -> None:
    panel = hands.workspace.findings_panel
    finding = next(each for each in panel.findings() if each.severity.code == "warning")
    hands.workspace.jump_to(finding)
    hands.press("explain_findings")


def state(hands: Hands) -> None:
    hands.click(hands.find("控制率"))
    hands.type("60")
    hands.key(Qt.Key.Key_Return)


def cover(hands: Hands) -> None:
    hands.click(hands.find("6、基层治理"))
    hands.press("cover_line")


def change_and_follow(hands: Hands) -> None:
    hands.type_into("编制数", text="12")
    hands.wait_until_checked()
    hands.press("consequences")


def change_and_mark(hands: Hands) -> None:
    hands.type_into("编制数", text="12")
    hands.press("marked_copy")


MODAL: dict[type[QDialog], tuple[Go, str]] = {
    PastePreview: (paste("11人左右"), "怎样从 Excel 贴进来"),
    BaseFiguresDialog: (paste_base_figures, "核对底数"),
    ChooseEarlierDialog: (change_and_mark, "花脸稿和更正说明"),
    ChooseCellDialog: (lambda hands: hands.press("go_to"), "怎样走到要填的格"),
    ConsequencesDialog: (change_and_follow, "领导改了一个数"),
    CoverLineDialog: (cover, "几行并成一项、免报附件1-3"),
    ExplainFindingsDialog: (explain, "数没有填错，怎样说明"),
    FinaliseDialog: (lambda hands: hands.press("finalise"), "怎样定稿"),
    NewReportDialog: (lambda hands: hands.press("new"), "一、四步做完一份报告"),
    StatedValueDialog: (state, "为什么这里是灰的"),
}


@pytest.mark.parametrize("kind", MODAL)
def test_f1_in_a_dialog_that_waits(sample: Hands, kind: type[QDialog]) -> None:
    go, title = MODAL[kind]
    seen: list[str] = []

    def look(dialog: QDialog) -> None:
        sample.key(F1)
        seen.append(heading(sample))
        dialog.reject()

    sample.answer_dialog(kind, look)
    go(sample)
    assert seen == [title]
    assert handbook(sample).isVisible(), "it stays when the dialog is left"


def test_the_handbook_can_be_used_over_a_dialog_that_waits_and_afterwards(sample: Hands) -> None:
    seen: list[str] = []

    def click_on(title: str) -> str:
        """Click as the window system does: what a modal dialog blocks gets nothing."""
        book = handbook(sample)
        item = book.headings.findItems(title, Qt.MatchFlag.MatchContains)[0]
        book.headings.scrollToItem(item)
        place = book.headings.visualItemRect(item).center()
        window = book.windowHandle()
        assert window is not None
        on_window = book.headings.viewport().mapTo(book, place)
        QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=on_window)
        return heading(sample)

    def look(dialog: QDialog) -> None:
        sample.key(F1)
        seen.append(click_on("怎样打印盖章"))
        assert QApplication.activeModalWidget() is dialog
        dialog.reject()

    sample.answer_dialog(FinaliseDialog, look)
    sample.press("finalise")
    assert seen == ["怎样打印盖章"]
    assert click_on("二、填数") == "二、填数"
    assert len(sample.window.findChildren(Handbook)) == 1


def test_a_handbook_that_was_open_comes_over_the_dialog(sample: Hands) -> None:
    sample.press("handbook")
    place = handbook(sample).geometry()
    seen: list[bool] = []

    def look(dialog: QDialog) -> None:
        sample.key(F1)
        seen.append(handbook(sample).parentWidget() is dialog)
        dialog.reject()

    sample.answer_dialog(FinaliseDialog, look)
    sample.press("finalise")
    assert seen == [True]
    assert handbook(sample).parentWidget() is sample.window
    assert handbook(sample).geometry() == place


def test_a_question_of_the_program_has_f1_as_well(sample: Hands) -> None:
    seen: list[str] = []

    def look(dialog: QDialog) -> None:
        sample.key(F1)
        seen.append(heading(sample))
        dialog.reject()

    sample.answer_dialog(QMessageBox, look)
    sample.press("about")
    assert seen == ["二、填数"], "that of the sheet under it"


# The table


def test_each_dialog_has_a_heading_of_its_own(sample: Hands) -> None:
    sample.press("handbook")
    titles = handbook(sample).heading_titles()
    assert [title for title in TOPICS.values() if title not in titles] == []
    package = perfeval_desktop.gui.dialogs
    modules = [
        importlib.import_module(f"{package.__name__}.{each.name}")
        for each in pkgutil.iter_modules(package.__path__)
    ]
    dialogs = {
        name
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, type)
        and issubclass(value, QDialog)
        and value.__module__ == module.__name__
    }
    assert dialogs - set(TOPICS) == {"Handbook"}, "add a line to gui/help_topics.py"
