"""Make the screenshots of `docs/pictures/` from the real window: `python -m tests.gui.pictures`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


def main() -> int:
    """Open the sample, go through its sheets, and save a picture of each view."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as state:
        os.environ["PERFEVAL_STATE_DIR"] = state
        _take_pictures()
    return 0


def _take_pictures() -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    from perfeval_desktop.app import make_application
    from perfeval_desktop.gui.main_window import MainWindow

    application = make_application()
    window = MainWindow()
    window.resize(1366, 728)
    window.show()
    application.processEvents()

    def save(name: str) -> None:
        loop = QEventLoop()
        QTimer.singleShot(200, loop.quit)
        loop.exec()
        window.grab().save(str(FOLDER / f"{name}.png"))

    FOLDER.mkdir(parents=True, exist_ok=True)
    save("开始页")
    opened = QEventLoop()
    window.report_opened.connect(opened.quit)
    window.do("open_sample")
    opened.exec()
    assert window.workspace is not None
    for ref in window.workspace.open_report.sheets():
        window.workspace.show_sheet(ref)
        save(ref.sheet)
    window.close()


if __name__ == "__main__":
    sys.exit(main())
