"""Starting: the first painting comes first, and garbage is collected in the end."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from perfeval_desktop.app import begin
from perfeval_desktop.gui.collecting import Collector
from perfeval_desktop.gui.main_window import MainWindow
from perfeval_desktop.services.files import create_from_data_file, sample_data

MakeWindow = Callable[[Path | None], MainWindow]


@pytest.fixture
def make_window(qtbot: QtBot) -> Iterator[MakeWindow]:
    """Makes a window as `__main__` does."""
    made = []

    def make(opening: Path | None) -> MainWindow:
        made.append(MainWindow(opening))
        begin(made[-1])
        return made[-1]

    yield make
    for window in made:
        window.close()
        window.deleteLater()
    gc.unfreeze()


def is_collecting(window: MainWindow) -> bool:
    collector = window.findChild(Collector)
    assert collector is not None
    return collector.isActive()


def test_without_a_file_garbage_is_collected_once_storage_is_there(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(None)
    with qtbot.waitSignal(window.settled, timeout=20_000):
        window.show()
    assert is_collecting(window)
    assert window.workspace is None


def test_a_named_file_is_opened_behind_the_first_painting(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "示例.peval"
    create_from_data_file(path, sample_data()).close()
    window = make_window(path)
    assert window.workspace is None
    with qtbot.waitSignal(window.settled, timeout=20_000):
        window.show()
    assert is_collecting(window)
    assert window.workspace is not None
    found = [each.check for each in window.workspace.open_report.findings()]
    assert any(each.startswith("正文.") for each in found), "the narrative was read as well"


def test_a_file_that_cannot_be_opened_leaves_the_start_page_and_garbage_is_collected(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "不是报告.peval"
    path.write_bytes(b"not a report")

    def dismiss() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            dialog.reject()
        else:
            QTimer.singleShot(50, window, dismiss)

    window = make_window(path)
    window.settled.connect(dismiss)
    with qtbot.waitSignal(window.settled, timeout=20_000):
        window.show()
    assert is_collecting(window)
    assert window.workspace is None


def test_the_first_painting_needs_neither_the_namespace_qt_nor_storage() -> None:
    code = (
        "import sys\n"
        "from perfeval_desktop.app import make_application\n"
        "from perfeval_desktop.gui.main_window import MainWindow\n"
        "application, window = make_application(), MainWindow()\n"
        "def look():\n"
        "    application.exit()\n"
        "    late = ('sqlalchemy', 'hashlib', 'PySide6.QtSvg')\n"
        "    late += ('perfeval_desktop.gui.window_actions',)\n"
        "    assert not [each for each in late if each in sys.modules]\n"
        "    assert 'Qt' not in vars(sys.modules['PySide6.QtCore'])\n"
        "    print('painted', flush=True)\n"
        "window.first_page.painted.connect(look)\n"
        "window.show()\n"
        "application.exec()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "painted\n", done.stderr


def test_pyside_leaves_the_import_statement_as_it_was() -> None:
    code = (
        "import builtins, linecache\n"
        "pythons_own = builtins.__import__\n"
        "from perfeval_desktop.gui.plain_import import import_pyside\n"
        "import_pyside()\n"
        "import PySide6.QtWidgets, sqlalchemy\n"
        "assert builtins.__import__ is pythons_own\n"
        "files = [each for each in linecache.cache if each.endswith('.py')]\n"
        "kept = [each for each in files if 'sqlalchemy' in each]\n"
        "print('sources kept:', len(kept))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "sources kept: 0\n", done.stderr
