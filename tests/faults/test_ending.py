"""The desktop ends its session while a cell is being typed into."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.one_cell import new_file, staff_in

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM to send")

TYPING = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from perfeval_desktop import app
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui.main_window import MainWindow

def type_into(window):
    window.workspace.show_field(FieldAddress("", "编制数"))
    QTest.keyClick(window.workspace.view, "1")
    assert QApplication.focusWidget() is not window.workspace.view, "an editor is open"
    QTest.keyClick(QApplication.focusWidget(), "7")
    print("typed", flush=True)

begin = app.begin
def begin_and_type(window):
    begin(window)
    window.settled.connect(lambda: QTimer.singleShot(0, lambda: type_into(window)))
app.begin = begin_and_type
sys.exit(app.run_window(sys.argv[1:]))
"""


def test_what_is_being_typed_when_the_session_ends_is_in_the_file(
    tmp_path: Path, state_dir: Path
) -> None:
    path = new_file(tmp_path)
    command = [sys.executable, "-c", TYPING, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "typed\n"
        program.send_signal(signal.SIGTERM)
        assert program.wait(timeout=30) == 0
    assert staff_in(path) == "17"
    assert {each.name for each in tmp_path.iterdir()} == {path.name, "state"}
    assert list((state_dir / "sessions").iterdir()) == []
