"""The start page: files opened last, files that are gone, the sample, and a file that is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidget, QMessageBox, QPushButton

from perfeval_desktop.gui.widgets.start_page import StartPage
from perfeval_desktop.services.files import create_report
from tests.conftest import HETANG
from tests.gui.hands import Hands, button, child


@pytest.fixture
def files(hands: Hands, tmp_path: Path) -> list[Path]:
    """Two files that were opened and closed: 乙单位 last."""
    paths = [tmp_path / f"{name}单位.peval" for name in "甲乙"]
    for path in paths:
        create_report(path, HETANG, 2022, path.stem).close()
        hands.open(path)
        hands.press("close_report")
    return paths


def recent(hands: Hands) -> QListWidget:
    found = child(hands.window, QListWidget, "recentFiles")
    assert isinstance(found, QListWidget)
    return found


def names(hands: Hands) -> list[str]:
    shown = recent(hands)
    return [shown.item(row).text().splitlines()[0] for row in range(shown.count())]


def test_the_files_opened_last_come_first(hands: Hands, files: list[Path]) -> None:
    assert names(hands) == ["乙单位", "甲单位"]
    hands.open(files[0])
    hands.press("close_report")
    assert names(hands) == ["甲单位", "乙单位"]


def test_enter_opens_the_file_the_keyboard_is_on(hands: Hands, files: list[Path]) -> None:
    recent(hands).setFocus()
    hands.key(Qt.Key.Key_Home)
    hands.key(Qt.Key.Key_Down)
    with hands.qtbot.waitSignal(hands.window.report_opened):
        hands.key(Qt.Key.Key_Return)
    assert hands.window.report_file is not None
    assert hands.window.report_file.path == files[0]


def test_a_vanished_file_is_grey_says_so_and_the_keyboard_passes_it_over(
    hands: Hands, files: list[Path]
) -> None:
    files[0].unlink()
    hands.open(files[1])
    hands.press("close_report")
    assert names(hands) == ["乙单位", "甲单位　文件不在了"]
    assert not recent(hands).item(1).flags() & Qt.ItemFlag.ItemIsEnabled
    recent(hands).setFocus()
    hands.key(Qt.Key.Key_Home)
    hands.key(Qt.Key.Key_Down)
    with hands.qtbot.waitSignal(hands.window.report_opened):
        hands.key(Qt.Key.Key_Return)
    assert hands.window.report_file is not None
    assert hands.window.report_file.path == files[1]


def test_the_sample_is_one_press_away(hands: Hands) -> None:
    page = hands.window.findChild(StartPage)
    assert page is not None
    sample = next(
        each for each in page.findChildren(QPushButton) if each.accessibleName() == "打开示例报告"
    )
    sample.setFocus()
    with hands.qtbot.waitSignal(hands.window.report_opened):
        hands.key(Qt.Key.Key_Space)
    assert hands.text("编制数") == "11"


def test_a_file_that_is_no_report_is_said_and_the_start_page_stays(
    hands: Hands, tmp_path: Path
) -> None:
    path = tmp_path / "别的.peval"
    path.write_text("不是报告", encoding="utf-8")
    said: list[str] = []

    def read(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        said.append(f"{dialog.text()} {dialog.informativeText()}")
        hands.qtbot.mouseClick(button(dialog, "知道了"), Qt.MouseButton.LeftButton)

    hands.answer_dialog(QMessageBox, read)
    hands.window.open_path(path)
    hands.qtbot.waitUntil(lambda: bool(said))
    assert "别的.peval" in said[0]
    assert hands.window.workspace is None
    assert path.read_text(encoding="utf-8") == "不是报告"
