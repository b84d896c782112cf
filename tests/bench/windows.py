"""The windows whose start is measured: two controls and ours.

Run as `python -m tests.bench.windows NAME`. Each prints one line of JSON when its window has been
painted: seconds since the parent started it, and its peak memory.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
import time
from pathlib import Path

from perfeval_desktop.gui.plain_import import import_pyside

if sys.argv[1:2] and sys.argv[1].startswith("ours"):
    import_pyside()  # as `__main__` does; the controls are as PySide makes them

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget, QTableWidgetItem, QWidget

STARTED_AT = "PERFEVAL_BENCH_STARTED"
SAMPLE = "PERFEVAL_BENCH_SAMPLE"
ROWS, COLUMNS = 100, 10


class _PaintWatch(QObject):
    """Reports once the watched widget has been painted and the event loop is idle again."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, _report)
        return False


def _report() -> None:
    seconds = time.monotonic() - float(os.environ[STARTED_AT])
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb}), flush=True)
    # The window is closed as a clerk closes it: the next run opens a file that nobody left open.
    application = QApplication.instance()
    assert application is not None
    application.closeAllWindows()  # type: ignore[attr-defined]
    os._exit(0)


def bare() -> None:
    """The limit: a PySide6 main window with nothing in it."""
    window = QMainWindow()
    window.resize(1366, 728)
    _PaintWatch(window)
    window.show()
    _run(window)


def plain_table() -> None:
    """One SQLAlchemy Core query shown in a table of 1,000 cells."""
    from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, select
    from sqlalchemy.engine import URL

    cells = Table(
        "cell",
        MetaData(),
        Column("row", Integer, primary_key=True),
        Column("column", Integer, primary_key=True),
        Column("text", String),
    )
    engine = create_engine(URL.create("sqlite+pysqlite", database=os.environ[SAMPLE]))
    window = QMainWindow()
    window.resize(1366, 728)
    table = QTableWidget(ROWS, COLUMNS)
    with engine.connect() as connection:
        for row, column, text in connection.execute(select(cells)):
            table.setItem(row, column, QTableWidgetItem(text))
    window.setCentralWidget(table)
    _PaintWatch(table.viewport())
    window.show()
    _run(window)


def ours_first_window() -> None:
    """Our window as it first appears: menus and the start page."""
    gc.disable()  # as `__main__` does
    from perfeval_desktop.app import make_application
    from perfeval_desktop.gui.main_window import MainWindow

    make_application()
    window = MainWindow()
    _PaintWatch(window)
    window.show()
    _run(window)


def ours_with_sample() -> None:
    """Our window with the sample: sheet painted, all checks run, findings shown."""
    gc.disable()  # as `__main__` does
    from perfeval_desktop.app import begin, make_application
    from perfeval_desktop.gui.main_window import MainWindow

    make_application()
    window = MainWindow(Path(os.environ[SAMPLE]))
    begin(window)
    window.show()
    window.report_opened.connect(lambda: _watch_workspace(window))
    _run(window)


def _watch_workspace(window: QMainWindow) -> None:
    workspace = window.workspace  # type: ignore[attr-defined]
    assert workspace.open_report.findings(), "the sample was not checked"
    _PaintWatch(workspace.view.viewport())


def _run(window: QMainWindow) -> None:
    window.activateWindow()
    application = QApplication.instance()
    assert application is not None
    application.exec()


if __name__ == "__main__":
    if sys.argv[1] in ("bare", "plain_table"):
        _application = QApplication(sys.argv[:1])
    {
        "bare": bare,
        "plain_table": plain_table,
        "ours_first_window": ours_first_window,
        "ours_with_sample": ours_with_sample,
    }[sys.argv[1]]()
