"""A file named on the command line, as by a double click, is opened by a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from perfeval_desktop.services.files import create_report, read_session
from tests.conftest import HETANG

# The real entry point; a watcher reads what is shown, types a figure, and closes the window.
WATCHED = """
import sys
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from perfeval_desktop import __main__
from perfeval_desktop.app import make_application
from perfeval_desktop.gui.main_window import MainWindow

application = make_application()

def look():
    window = next((w for w in application.topLevelWidgets() if isinstance(w, MainWindow)), None)
    if window is None or window.workspace is None:
        return
    watcher.stop()
    print(window.windowTitle())
    view = window.workspace.view
    QTest.keyClick(view, "7")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    window.close()

watcher = QTimer(interval=20)
watcher.timeout.connect(look)
watcher.start()
sys.exit(__main__.main())
"""


@pytest.mark.slow
def test_the_program_opens_the_file_it_is_given_and_keeps_what_is_typed(tmp_path: Path) -> None:
    path = tmp_path / "2022 荷塘#报告.peval"
    create_report(path, HETANG, 2022, "甲单位").close()
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, path.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=dict(os.environ),
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0].startswith(f"{path.name} — 绩效自评")
    values = {a.field: e.value.text for a, e in read_session(path).report.entries()}
    assert values["编制数"] == "7"
