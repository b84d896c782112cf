"""The start page: files opened last, files that are gone, the sample, and a file that is none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QListWidget, QMessageBox, QPushButton

from perfeval_desktop.gui.widgets.four_steps import FourSteps
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


def start_page(hands: Hands) -> StartPage:
    page = hands.window.findChild(StartPage)
    assert page is not None
    return page


def tasks(hands: Hands) -> list[str]:
    """Return the large buttons, from left to right."""
    shown = [each for each in start_page(hands).findChildren(QPushButton) if each.isVisible()]
    named = [each for each in shown if each.accessibleName()]
    return [each.accessibleName() for each in sorted(named, key=lambda each: each.x())]


def steps(hands: Hands) -> list[str]:
    """Return what is read out of the steps that are to be seen."""
    found = start_page(hands).findChild(FourSteps)
    if found is None or not found.isVisible():
        return []
    return [each.accessibleName() for each in found.findChildren(QFrame) if each.accessibleName()]


def test_at_the_first_start_the_sample_is_beside_new_and_one_press_away(hands: Hands) -> None:
    assert tasks(hands) == [*("新建年度报告", "用示例报告试一试", "打开报告", "从去年的 Word 开始")]
    sample = next(
        each
        for each in start_page(hands).findChildren(QPushButton)
        if each.accessibleName() == "用示例报告试一试"
    )
    sample.setFocus()
    with hands.qtbot.waitSignal(hands.window.report_opened):
        hands.key(Qt.Key.Key_Space)
    assert hands.text("编制数") == "11"
    assert hands.current_sheet().sheet == "附件1-1"


def test_the_first_start_explains_the_job_in_four_steps_with_pictures(hands: Hands) -> None:
    hands.qtbot.waitUntil(lambda: bool(steps(hands)))  # behind the first painting
    assert [each.partition("：")[0] for each in steps(hands)] == [
        "第 1 步，建立",
        "第 2 步，填报",
        "第 3 步，核对",
        "第 4 步，打印盖章",
    ]
    assert not recent(hands).isVisible()
    found = start_page(hands).findChild(FourSteps)
    assert found is not None
    pictures = [each.pixmap() for each in found.findChildren(QLabel) if not each.text()]
    assert len(pictures) == 4
    assert all(each.width() >= 110 for each in pictures)


def test_once_a_report_was_opened_the_files_take_the_room_and_a_link_shows_the_steps(
    hands: Hands, files: list[Path]
) -> None:
    assert tasks(hands) == [*("新建年度报告", "打开报告", "从去年的 Word 开始", "打开示例报告")]
    assert steps(hands) == []
    assert recent(hands).isVisible()
    link = button(start_page(hands), "四步做完一份报告")
    hands.qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert len(steps(hands)) == 4
    assert recent(hands).isVisible()
    hands.qtbot.mouseClick(button(start_page(hands), "收起四步"), Qt.MouseButton.LeftButton)
    assert steps(hands) == []


# A screen of 1366 × 768, less the task bar and the title of the window, at 100, 125 and 150 %.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("scale", "room"), [("1", (1366, 690)), ("1.25", (1092, 550)), ("1.5", (910, 450))]
)
def test_the_four_steps_fit_on_a_small_screen(
    tmp_path: Path, scale: str, room: tuple[int, int]
) -> None:
    code = (
        "from PySide6.QtCore import QTimer\n"
        "from PySide6.QtWidgets import QFrame\n"
        "from perfeval_desktop.app import make_application\n"
        "from perfeval_desktop.gui.main_window import MainWindow\n"
        "from perfeval_desktop.gui.widgets.four_steps import FourSteps\n"
        "application, window = make_application(), MainWindow()\n"
        "def look():\n"
        f"    window.resize({room[0]}, {room[1]})\n"
        "    QTimer.singleShot(200, measure)\n"
        "def measure():\n"
        "    if not window.statusBar().isVisible():\n"
        "        return QTimer.singleShot(50, measure)\n"
        "    steps = window.findChild(FourSteps)\n"
        "    assert steps.isVisible()\n"
        "    for card in [each for each in steps.findChildren(QFrame) if each.accessibleName()]:\n"
        "        assert card.height() >= card.minimumSizeHint().height(), 'words are cut off'\n"
        "    print(window.width(), window.height(), flush=True)\n"
        "    application.exit()\n"
        "window.first_painted.connect(look)\n"
        "window.show()\n"
        "application.exec()\n"
    )
    screen = {"name": "small", "x": 0, "y": 0, "width": 1366, "height": 768, "dpr": 1}
    file = tmp_path / "screen.json"
    file.write_text(
        json.dumps({"screens": [screen | {"logicalDpi": 96, "logicalBaseDpi": 96}]}), "utf-8"
    )
    environment = dict(
        os.environ, QT_SCALE_FACTOR=scale, QT_QPA_PLATFORM=f"offscreen:configfile={file}"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    width, height = map(int, done.stdout.split())
    assert (width, height) == room, "nothing makes the window larger than it may be"


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
