"""From a wish to a file: ask where to, write off the GUI thread, say what came of it, open it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from perfeval_desktop.domain.errors import PerfevalError

if TYPE_CHECKING:
    from perfeval_desktop.gui.main_window import MainWindow
    from perfeval_desktop.gui.tasks import OnStep

T = TypeVar("T")
_SHOWN_MS = 10_000
_KINDS = {
    ".docm": "Word 文件 (*.docm)",
    ".docx": "Word 文件 (*.docx)",
    ".pdf": "PDF 文件 (*.pdf)",
    ".peval": "自评报告 (*.peval)",
    ".xlsm": "Excel 文件 (*.xlsm)",
    ".xlsx": "Excel 文件 (*.xlsx)",
}


class Remark(NamedTuple):
    """What is said besides where the file is; `severity` as the message bar knows it."""

    words: str = ""
    severity: str = "hint"


def ask_path(parent: QWidget, title: str, suggested: Path, ending: str = "") -> Path | None:
    """Return the file to write; None when nothing is wanted.

    Its ending is `ending`, or when that is not given the one of `suggested`.

    The system's dialog asks before a file is replaced, but only for the name as it was typed:
    an ending that is added here may make it the name of another file.
    """
    ending = ending or suggested.suffix
    while True:
        name, _ = QFileDialog.getSaveFileName(parent, title, str(suggested), _KINDS[ending])
        if not name:
            return None
        typed = Path(name)
        if typed.suffix.lower() == ending:
            return typed
        path = typed.with_name(typed.name + ending)
        if not path.exists() or _may_replace(path, parent):
            return path
        suggested = path


def export_file(
    window: MainWindow,
    path: Path,
    title: str,
    write: Callable[[OnStep], T],
    written: Callable[[T], Remark] | None = None,
    *,
    opens: bool = True,
) -> None:
    """Write a file with progress and a way to cancel, and say what came of it.

    Args:
        window: What went wrong, or where the file is, is said in it.
        path: The file that `write` makes; what stood there is unchanged when it fails.
        title: What is being made, as in 正在生成{title}….
        write: The work; its argument ends it when it was cancelled.
        written: Called with what `write` returned, for what has to be noted, and said besides.
        opens: Whether it is opened in the system's viewer then.
    """
    from perfeval_desktop.gui.tasks import run_with_progress

    result = run_with_progress(window, f"正在生成{title}…", write)
    if result.error is not None:
        say_error(window, result.error)
    elif not result.is_cancelled:
        remark = written(cast(T, result.value)) if written is not None else Remark()
        if window.report_file is not None:
            window.report_file.publish_now()  # what leaves the house is in the file
        _say(
            window,
            f"已导出 {path.name}，在文件夹 {path.parent} 里。{remark.words}",
            remark.severity,
        )
        if opens:
            window.open_document(path)


def export_asked(
    window: MainWindow,
    title: str,
    suggested: Path,
    write: Callable[[Path, OnStep], None],
    *,
    opens: bool = True,
) -> None:
    """Ask where to, then do as `export_file` does."""
    path = ask_path(window, f"导出{title}", suggested)
    if path is not None:
        export_file(window, path, title, lambda on_step: write(path, on_step), opens=opens)


def say_error(window: MainWindow, error: PerfevalError) -> None:
    """Say what went wrong: in the bar, or in a box where no report is open."""
    from perfeval_desktop.gui.dialogs.problem import show_problem
    from perfeval_desktop.services.user_text import user_text

    if window.workspace is None:
        show_problem(user_text(error), window)
    else:
        bar = window.workspace.message_bar
        bar.say(user_text(error).sentence, "error", is_lasting=True)


def _say(window: MainWindow, words: str, severity: str) -> None:
    if window.workspace is None:
        window.statusBar().showMessage(words, _SHOWN_MS)
    else:
        window.workspace.message_bar.say(words, severity)


def _may_replace(path: Path, parent: QWidget) -> bool:
    box = QMessageBox(
        QMessageBox.Icon.Question, "换掉原来的文件？", f"{path.name} 已经有了。", parent=parent
    )
    box.setTextFormat(Qt.TextFormat.PlainText)  # a name may look like markup
    box.setInformativeText(f"在文件夹 {path.parent} 里。换掉以后，原来那一份就没有了。")
    replace = box.addButton("换掉", QMessageBox.ButtonRole.AcceptRole)
    box.addButton("换个名字", QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return box.clickedButton() is replace
