"""From the window: every paper is written in the fonts that were chosen for the report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.paper import PaperChoices
from perfeval_desktop.exporting.official_fonts import FONTS_DIR_VARIABLE
from perfeval_desktop.gui.dialogs.choose_earlier import ChooseEarlierDialog
from perfeval_desktop.gui.dialogs.readiness import ReadinessDialog
from perfeval_desktop.services.explaining import explain_edits
from perfeval_desktop.services.finalising import finalise_edits, reopen_edits
from perfeval_desktop.services.print_job import PrintJob
from tests.gui.hands import Hands, button
from tests.gui.test_check_lists import save_as
from tests.integration.made_fonts import office_machine
from tests.pdf_fonts import fonts_in


def press(action: str) -> Callable[[Hands], None]:
    return lambda sample: sample.press(action)


def marked_copy(sample: Hands) -> None:
    sample.answer_dialog(
        ChooseEarlierDialog, lambda dialog: sample.qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    )
    sample.press("marked_copy")


def readiness(sample: Hands) -> None:
    sample.press("stamp_readiness")
    dialog = sample.window.findChild(ReadinessDialog)
    assert isinstance(dialog, ReadinessDialog)
    sample.qtbot.mouseClick(button(dialog, "打印这张表…"), Qt.MouseButton.LeftButton)


PAPERS = {
    "空白表样": press("blank_form"),
    "负责人阅签单": press("signatory_page"),
    "更正说明": press("correction"),
    "审核情况说明": press("export_explanations"),
    "花脸稿": marked_copy,
    "盖章前检查单": readiness,
}


@pytest.fixture
def changed(sample: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hands:
    """A report with something to correct and to explain, on an office PC."""
    monkeypatch.setenv(FONTS_DIR_VARIABLE, str(office_machine(tmp_path / "fonts")))
    report = sample.workspace.open_report
    report.apply(finalise_edits(report.session, "财政局要求"), "定稿", Origin.STATUS)
    report.apply(reopen_edits(report.report, "财政局退回"), "取消定稿", Origin.STATUS)
    sample.type_into("编制数", text="12")
    report.apply(explain_edits(report.report, report.session.engine.findings(True)[:1], "增编"), "")
    sample.window.open_document = lambda path: True
    return sample


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("is_official", [True, False])
def test_a_paper_is_written_in_the_fonts_of_the_report(
    name: str, is_official: bool, changed: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choices = PaperChoices(uses_official_fonts=is_official)
    changed.window.settings.print_job = PrintJob(choices)
    path = tmp_path / "纸.pdf"
    save_as(monkeypatch, path)
    PAPERS[name](changed)
    assert ("SimSun" in fonts_in(path)) is is_official
