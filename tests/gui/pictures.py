"""Make the screenshots of `docs/pictures/` from the real window: `python -m tests.gui.pictures`.

`python -m tests.gui.pictures dark FOLDER` makes those of another scheme (and one dialog each) to be
looked at elsewhere; `QT_SCALE_FACTOR=2` before it makes them as a screen of 200 % shows them.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.workspace import Workspace

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


def main(scheme: str = "", folder: str = "") -> int:
    """Open the sample, go through its sheets, and save a picture of each view."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as state:
        os.environ["PERFEVAL_STATE_DIR"] = state
        text = f"[General]\nscheme={scheme or 'light'}\n"
        (Path(state) / "settings.ini").write_text(text, encoding="utf-8")
        _take_pictures(Path(folder) if folder else FOLDER, is_for_docs=not scheme)
    return 0


def _take_pictures(folder: Path, *, is_for_docs: bool) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    from perfeval_desktop.app import make_application
    from perfeval_desktop.gui.main_window import MainWindow

    application = make_application()
    window = MainWindow()
    window.resize(1366, 728)
    window.settings.is_guide_over = True
    window.show()
    application.processEvents()

    def save(name: str) -> None:
        loop = QEventLoop()
        QTimer.singleShot(500, loop.quit)  # until the checks are counted, too
        loop.exec()
        window.grab().save(str(folder / f"{name}.png"))

    folder.mkdir(parents=True, exist_ok=True)
    save("开始页")
    opened = QEventLoop()
    window.settled.connect(opened.quit)
    window.do("open_sample")
    opened.exec()
    assert window.workspace is not None
    for ref in window.workspace.open_report.sheets():
        window.workspace.show_sheet(ref)
        save(ref.sheet)
    _say_what_figures_mean(window.workspace)
    save("正文的数")
    if is_for_docs:
        window.workspace.show_sheet(window.workspace.open_report.sheets()[0])
        for action, name in (("scheme_dark", "深色"), ("scheme_contrast", "高对比")):
            window.do(action)
            save(name)
    else:
        _show_dialogs(window, folder)
    window.close()


def _show_dialogs(window: MainWindow, folder: Path) -> None:
    from PySide6.QtWidgets import QApplication

    from tests.gui.every_dialog import MAKERS

    for kind, make in MAKERS.items():
        dialog = make(window)
        dialog.show()
        QApplication.processEvents()
        dialog.grab().save(str(folder / f"{kind.__name__}.png"))
        dialog.close()


def _say_what_figures_mean(workspace: Workspace) -> None:
    """Let one figure of the narrative follow a cell, and another mean one."""
    from perfeval_desktop.domain.edits import Origin
    from perfeval_desktop.domain.figure_notes import NoteKind
    from perfeval_desktop.domain.report import FieldAddress
    from perfeval_desktop.services.figure_notes import cells_alike, figure_at, note_edits

    open_report, address = workspace.open_report, FieldAddress("", "项目支出绩效情况")
    text = open_report.session.value(address)
    assert text is not None
    place = 0
    for kind in (NoteKind.LIVE, NoteKind.MEANT):
        place = text.text.index("17.15万元", place) + 1
        figure = figure_at(open_report.session, address, place)
        assert figure is not None
        cell = cells_alike(open_report.session, figure.written)[0].address
        edits = note_edits(open_report.session, address, figure, kind, cell)
        open_report.apply(edits, "", Origin.TYPED)
    workspace.show_field(address)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
