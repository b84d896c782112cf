"""Run in a process of its own (a scale factor is set once): what the window looks like at a scale.

`python -m tests.gui.shown_at_scale all|window WIDTH HEIGHT FOLDER` opens the sample so large,
saves a picture of every sheet, and writes down where its cells are, how their text is broken, and
which texts of the window, and with `all` of every dialog, have too little room. Colours, letters
and zoom are those of the settings file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

MEASURED = "measured.json"
TASK_BAR = 40  # of the desktop, below a window that fills the screen


def measure(
    folder: Path, scale: str, width: int, height: int, *, has_dialogs: bool = True
) -> dict[str, Any]:
    """Let a process of its own do it, and return what it measured."""
    screen = {"name": "one", "x": 0, "y": 0, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    physical = (round(width * float(scale)), round((height + TASK_BAR) * float(scale)))
    screen |= {"width": physical[0], "height": physical[1]}
    (folder / "screens.json").write_text(json.dumps({"screens": [screen]}), "utf-8")
    platform = f"offscreen:configfile={folder / 'screens.json'}"
    environment = dict(os.environ, QT_SCALE_FACTOR=scale, QT_QPA_PLATFORM=platform)
    what = "all" if has_dialogs else "window"
    command = [sys.executable, "-m", "tests.gui.shown_at_scale", what, str(width), str(height)]
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [*command, str(folder)], cwd=root, env=environment, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    measured: dict[str, Any] = json.loads((folder / MEASURED).read_text(encoding="utf-8"))
    return measured


def main(what: str, width: str, height: str, folder: str) -> None:
    from PySide6.QtCore import QEventLoop

    from perfeval_desktop.app import make_application
    from perfeval_desktop.gui.main_window import MainWindow
    from tests.gui.seen import cut_off

    application = make_application()
    window = MainWindow()
    window.resize(int(width), int(height))
    window.settings.is_guide_over = True
    window.show()
    application.processEvents()
    start = cut_off(window)
    opened = QEventLoop()
    window.report_opened.connect(opened.quit)
    window.do("open_sample")
    opened.exec()
    workspace = window.workspace
    assert workspace is not None
    counted = workspace.findings_panel.checks_button
    while not counted.text().startswith("已核对"):  # checked and counted behind the painting
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    sheets, cut = [], {"start": start}
    for number, ref in enumerate(workspace.open_report.sheets()):
        workspace.show_sheet(ref)
        for _ in range(2):  # what is laid out anew asks for another round
            application.processEvents()
        window.grab().save(f"{folder}/window-{number}.png")
        cut[f"{number} {ref.sheet}"] = cut_off(window)
        if workspace.view is not None:
            picture = f"{folder}/sheet-{number}.png"
            sheets.append(_measure_sheet(workspace.view, picture) | {"name": ref.sheet})
    panel = workspace.findings_panel
    measured = {
        "size": [window.width(), window.height()],
        "sheets": sheets,
        "panel": panel.width(),
        "panel_edge": panel.mapTo(window, panel.rect().topRight()).x(),
        "outline_bar": _has_sideways_bar(workspace),
        "hidden_buttons": _hidden_buttons(window),
        "cut": cut,
    }
    if what == "all":
        cut |= _dialogs(window, folder, width, height)
    (Path(folder) / MEASURED).write_text(json.dumps(measured, ensure_ascii=False), "utf-8")
    window.close()


def _hidden_buttons(window: Any) -> int:
    bar = window.tool_bar
    return sum(each.isHidden() for each in bar.buttons())


def _dialogs(window: Any, folder: str, width: str, height: str) -> dict[str, list[str]]:
    """Show every dialog, and say what of it is cut off, or outside of the screen."""
    from PySide6.QtCore import QRect
    from PySide6.QtWidgets import QApplication

    from tests.gui.every_dialog import MAKERS
    from tests.gui.seen import cut_off, outside

    found = {}
    for kind, make in MAKERS.items():
        dialog = make(window)
        dialog.show()
        QApplication.processEvents()
        dialog.grab().save(f"{folder}/{kind.__name__}.png")
        too_large = outside(dialog, QRect(0, 0, int(width), int(height)))
        found[kind.__name__] = cut_off(dialog) + ([too_large] if too_large else [])
        dialog.close()
    return found


def _has_sideways_bar(workspace: Any) -> bool:
    from PySide6.QtWidgets import QScrollArea

    area = workspace.narrative.findChild(QScrollArea)
    return bool(area.widget().width() > area.viewport().width())


def _measure_sheet(view: Any, picture: str) -> dict[str, Any]:
    """Grab what is shown of the form, and say where its cells are."""
    from PySide6.QtGui import QFontMetricsF

    model, delegate = view.model(), view.itemDelegate()
    view.setCurrentIndex(model.index(-1, -1))
    view.scrollToTop()
    cells = []
    for cell in model.table.cells.values():
        rect = view.visualRect(model.index(cell.row, cell.column))
        lines = delegate.lines(model, cell, rect.width())
        cells.append(
            {
                "text": model.text(cell),
                "is_label": cell.slot is None,
                "lines": lines,
                "rect": [rect.left(), rect.top(), rect.right() + 1, rect.bottom() + 1],
                "text_height": len(lines) * QFontMetricsF(delegate.font(cell.style)).height(),
                "has_rules": model.table.rows[cell.row].has_border,
            }
        )
    image = view.viewport().grab().toImage()
    image.save(picture)
    return {
        "cells": cells,
        "ratio": image.devicePixelRatio(),
        "shown": [view.viewport().width(), view.viewport().height()],
        "form_width": view.horizontalHeader().length(),
        "picture": picture,
    }


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except BaseException:
        traceback.print_exc()
        os._exit(1)  # the threads of the window would go on
