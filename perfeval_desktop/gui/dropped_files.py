"""A file that is dropped on the window: a report is opened, a document is brought in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QTimer

if TYPE_CHECKING:
    from perfeval_desktop.gui.main_window import MainWindow

_REPORT = ".peval"
_DOCUMENTS = frozenset(
    {".docx", ".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".doc", ".wps", ".et", ".odt"}
)


def dropped_file(data: QMimeData) -> Path | None:
    """Return the one file that is dragged, when it is of a kind that is taken."""
    paths = [Path(each.toLocalFile()) for each in data.urls() if each.isLocalFile()]
    if len(paths) != 1 or paths[0].suffix.lower() not in {_REPORT, *_DOCUMENTS}:
        return None
    return paths[0]


def take_dropped(window: MainWindow, path: Path) -> None:
    """Go on once the program it was dragged from is free again."""

    def go_on() -> None:
        window.activateWindow()
        if path.suffix.lower() == _REPORT:
            window.open_path(path)
        else:
            window.import_actions.import_path(path)

    QTimer.singleShot(0, window, go_on)
