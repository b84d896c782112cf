"""For how long the window stands still while the paper is made: dialog, preview, export.

Run as `python -m tests.bench.print_window FILE`: a fresh process, so that the first print imports
what it needs. A timer beats in the thread of the window; the longest time between two beats is how
long nothing was painted and no key was heard. The control is the same timer over an empty window.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from perfeval_desktop.gui.plain_import import import_pyside

if __name__ == "__main__":
    import_pyside()  # as the program does

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow

from perfeval_desktop.gui.dialogs.print_preview import PrintPreview
from perfeval_desktop.gui.main_window import MainWindow

BEAT_MS, IDLE_SECONDS = 5, 3.0
GOAL_MS = 100
TIMES = 3  # the dialog is opened; the first time apart
IDLE = "an empty window, idle"

Step = Callable[[], object]
Wait = Callable[[], bool]


def bench_stops(folder: Path, sample: Path) -> None:
    """Measure in a process of its own."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "tests.bench.print_window", str(sample), str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    print(done.stdout, end="")


class Pulse(QObject):
    """Beats; keeps the longest time between two beats of each phase."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.longest: dict[str, float] = {}
        self._phase, self._last = "", time.perf_counter()
        timer = QTimer(self)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(self._beat)
        timer.start(BEAT_MS)

    def begin(self, phase: str) -> None:
        """Count from now on under another name; "" counts nothing."""
        self._beat()
        self._phase = phase

    def _beat(self) -> None:
        now = time.perf_counter()
        if self._phase:
            milliseconds = (now - self._last) * 1000
            self.longest[self._phase] = max(self.longest.get(self._phase, 0.0), milliseconds)
        self._last = now


class Player(QObject):
    """Plays a script in the running event loop, also while a dialog is open.

    The script yields what to do, which may open a dialog and return late, and then what to wait
    for.
    """

    def __init__(self, script: Iterator[tuple[Step, Wait]], parent: QObject) -> None:
        super().__init__(parent)
        self._script = script
        self._wait: Wait = lambda: True
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(4 * BEAT_MS)

    def _look(self) -> None:
        if not self._wait():
            return
        step = next(self._script, None)
        if step is None:
            self._timer.stop()
            return
        action, self._wait = step
        QTimer.singleShot(0, action)


def _idle(pulse: Pulse) -> Iterator[tuple[Step, Wait]]:
    until = time.perf_counter() + IDLE_SECONDS
    yield lambda: pulse.begin(IDLE), lambda: time.perf_counter() > until
    yield lambda: pulse.begin(""), lambda: True


def _print(window: MainWindow, pulse: Pulse, folder: Path) -> Iterator[tuple[Step, Wait]]:
    def begin(phase: str, action: Step) -> Step:
        def go() -> None:
            pulse.begin(phase)
            action()

        return go

    for turn in range(TIMES):
        which = "the first time" if turn == 0 else "later"
        path = folder / f"{turn}.pdf"
        _answer_with(path)
        print_action = window.actions_by_id["print"]
        yield begin(f"the print dialog opens, {which}", print_action.trigger), _is_previewed
        yield begin("another preview", _choose_mark), _is_previewed
        export = begin(f"an export, {which}", _press_export)
        yield export, lambda path=path: path.exists() and _is_settled(window)
        until = time.perf_counter() + 1
        yield lambda: pulse.begin(""), lambda until=until: time.perf_counter() > until


def _dialog() -> PrintPreview:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PrintPreview)
    return dialog


def _press_export() -> None:
    _dialog().export_button.click()


def _choose_mark() -> None:
    box = _dialog().choices.mark_box
    box.setCurrentIndex((box.currentIndex() + 1) % box.count())


def _is_previewed() -> bool:
    """The pages are laid out with what is chosen, and the first one is drawn."""
    dialog = QApplication.activeModalWidget()
    if not isinstance(dialog, PrintPreview) or not dialog.export_button.isEnabled():
        return False
    return dialog.column.pictures.image(0) is not None


def _is_settled(window: MainWindow) -> bool:
    is_open = QApplication.activeModalWidget() is not None
    return not is_open and window.saved_state.text.startswith("已保存")


def _answer_with(path: Path) -> None:
    """Stand in for the system's file dialog, which is not ours."""
    QFileDialog.getSaveFileName = lambda *asked: (str(path), "")  # type: ignore[method-assign]


def main(sample: Path, folder: Path) -> None:
    """Measure and print."""
    gc.disable()  # as the program does
    from perfeval_desktop.app import begin, make_application

    application = make_application()
    application.setQuitOnLastWindowClosed(False)
    bare = QMainWindow()
    bare.resize(1366, 728)
    bare.show()
    pulse = Pulse(bare)
    _play(_idle(pulse), bare)
    bare.hide()

    window = MainWindow(sample)
    window.resize(1366, 728)
    window.open_document = lambda path: True
    begin(window)
    window.show()
    _until(lambda: window.workspace is not None)
    workspace = window.workspace
    assert workspace is not None
    _until(lambda: not workspace.open_report.is_checking)
    _play(_print(window, pulse, folder), window)
    window.close()
    for phase, longest in pulse.longest.items():
        verdict = "" if phase == IDLE else f" (goal {GOAL_MS} ms, {_verdict(longest)})"
        print(f"the window stands still at most: {phase} {longest:.0f} ms{verdict}")


def _verdict(longest: float) -> str:
    return "reached" if longest <= GOAL_MS else "MISSED"


def _play(script: Iterator[tuple[Step, Wait]], parent: QObject) -> None:
    is_over = False

    def whole() -> Iterator[tuple[Step, Wait]]:
        nonlocal is_over
        yield from script
        is_over = True

    player = Player(whole(), parent)
    _until(lambda: is_over)
    player.deleteLater()


def _until(is_there: Wait) -> None:
    """Let the event loop run as the program does, and look now and then."""
    loop, until = QEventLoop(), time.perf_counter() + 120
    timer = QTimer(loop)
    timer.timeout.connect(lambda: loop.quit() if is_there() else None)
    timer.start(20)
    timer.timeout.connect(lambda: loop.quit() if time.perf_counter() > until else None)
    loop.exec()
    assert is_there(), "it never came"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
