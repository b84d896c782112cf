"""A real window over a sheet with 5,000 indicator rows, beside the same with 50.

What is measured is one key (or notch of the wheel) until the event queue is empty again: the edit
in memory, formulas, checks and findings, row heights, painting, and all that these have posted.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import count, cycle
from pathlib import Path
from typing import NamedTuple, TypeVar

from PySide6.QtCore import (
    QAbstractEventDispatcher,
    QEventLoop,
    QObject,
    QPoint,
    QPointF,
    Qt,
)
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from perfeval_desktop.domain.apportioning import apportion
from perfeval_desktop.domain.edits import AddRecord, Edit, Origin, SetEntry
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.parsing import parse_value
from perfeval_desktop.domain.report import Entry, FieldAddress, Record, Report
from perfeval_desktop.gui.main_window import MainWindow
from perfeval_desktop.gui.widgets.sheet_view import SheetView
from perfeval_desktop.services.files import create_from_data_file, sample_data, start_session
from perfeval_desktop.services.records import removal_edits

# What the heads are worth, as the form prints it, and the share of the rows each has.
HEADS = {
    Decimal(50): ("数量指标", "质量指标", "时效指标", "成本指标"),
    Decimal(30): ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    Decimal(10): ("服务对象满意度指标",),
}
SHARES = (Decimal("0.4"), Decimal("0.4"), Decimal("0.2"))
QUIET_SECONDS = 0.5  # behind the last edit: what waits 300 ms for the clerk to stop typing
T = TypeVar("T")
FEW, MANY = 50, 5_000
GOAL = 1.3
FRAME_MS = 16  # what nobody notices
EDITS, KEYS = 15, 60
ACTUAL, SCORE, WEIGHT, NAME = (
    f"项目指标.{each}" for each in ("实际完成值", "得分", "分值", "三级指标")
)
# What is typed into the row in the middle; another weight breaks the sum of the points.
TYPED = {ACTUAL: ("97%", "98%", "96%"), SCORE: ("0", "0.01"), WEIGHT: ("0.05", "0.06")}
HELD = Qt.KeyboardModifier.ShiftModifier


def make_file(path: Path, rows: int) -> Path:
    """Make the sample, its first 附件1-3 with so many indicators: all filled in, all agreeing."""
    document = create_from_data_file(path, sample_data())
    session = start_session(document, document.commit)
    edits = list(_edits(session.report, _project(session.report), rows))
    session.apply(edits, "指标", Origin.PASTED)
    document.close()
    return path


def _project(report: Report) -> str:
    return report.children("", "项目")[0]


def _edits(report: Report, project: str, rows: int) -> Iterator[Edit]:
    for each in reversed(report.children(project, "项目指标")):
        yield from removal_edits(report, each)
    numbers = count()
    for (points, sections), share in zip(HEADS.items(), SHARES, strict=True):
        of_head = int(rows * share)
        for at, weight in enumerate(apportion(points, Decimal("0.01"), (None,) * of_head)):
            section = sections[at * len(sections) // of_head]
            number = next(numbers)
            record = f"row{number}"
            yield AddRecord(Record(record, "项目指标", project, section), number)
            texts = {
                "三级指标": f"第{number}项工作",
                "年度指标值": "≥95%",
                "实际完成值": "96%",
                "分值": f"{weight}",
                "得分": f"{weight}",
            }
            for name, text in texts.items():
                field = report.template.fields[f"项目指标.{name}"]
                entry = Entry(parse_value(field.type, text))
                yield SetEntry(FieldAddress(record, field.id), None, entry)


class Opened(NamedTuple):
    """A window with the sheet shown; how long showing it took."""

    window: MainWindow
    view: SheetView
    seconds: float


class _PaintClock(QObject):
    """Notes when the view has been painted last."""

    def __init__(self, view: SheetView) -> None:
        super().__init__(view)
        self.last = 0.0
        view.painted.connect(self._note)

    def _note(self) -> None:
        self.last = time.perf_counter()


def open_window(path: Path) -> Opened:
    """Open the file in a window and show the sheet with its many rows."""
    window = MainWindow()
    window.resize(1366, 728)
    window.show()
    window.open_path(path)
    _wait_for(lambda: window.workspace is not None)
    workspace = window.workspace
    assert workspace is not None
    _wait_for(lambda: not workspace.open_report.is_checking)
    _be_quiet()
    before = time.perf_counter()
    workspace.show_sheet(SheetRef("附件1-3", _project(workspace.open_report.report)))
    view = workspace.view
    assert view is not None
    clock = _PaintClock(view)
    drain()
    return Opened(window, view, clock.last - before)


class Hand:
    """Works one window's sheet; each method gives milliseconds until what it did is painted."""

    def __init__(self, opened: Opened) -> None:
        self.window, self.view = opened.window, opened.view
        self._clock = _PaintClock(self.view)
        assert self.window.workspace is not None
        self._report = self.window.workspace.open_report

    def begin(self, field: str) -> None:
        """Put the cursor on a field of the row in the middle."""
        self.window.activateWindow()
        _wait_for(self.window.isActiveWindow)
        report = self._report.report
        rows = report.children(_project(report), "项目指标")
        self.view.focus_field(FieldAddress(rows[len(rows) // 2], field))
        drain()

    def edit(self, field: str, text: str) -> float:
        """Type another value into the row in the middle, and Enter."""
        self.begin(field)
        self.view.edit(self.view.currentIndex())
        editor = QApplication.focusWidget()
        assert isinstance(editor, QLineEdit | QPlainTextEdit)
        editor.selectAll()
        QTest.keyClicks(editor, text)
        drain()
        number = self._report.session.history.last_number
        taken = self._until_painted(lambda: QTest.keyClick(editor, Qt.Key.Key_Return))
        assert self._report.session.history.last_number == number + 1, "nothing was entered"
        return taken

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> float:
        """Press a key on the sheet."""
        return self._until_painted(lambda: QTest.keyClick(self.view, key, held))

    def wheel(self, by: int) -> float:
        """Turn the wheel by one notch (120), upwards or with a negative number downwards."""
        middle = QPointF(self.view.viewport().rect().center())
        event = QWheelEvent(
            *(middle, self.view.viewport().mapToGlobal(middle), QPoint(), QPoint(0, by)),
            *(Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier),
            *(Qt.ScrollPhase.NoScrollPhase, False),
        )
        return self._until_painted(lambda: QApplication.sendEvent(self.view.viewport(), event))

    def settle(self) -> float:
        """Let happen what waits until nobody types; give the longest that the window is busy."""
        return _be_quiet(lambda: self._report.is_checking) * 1000

    def _until_painted(self, action: Callable[[], object]) -> float:
        before = time.perf_counter()
        action()
        drain()
        assert self._clock.last > before, "nothing was painted"
        return (time.perf_counter() - before) * 1000


def bench_repaint(folder: Path) -> None:
    """An edit in the middle until it is painted, and what the window does when one stops."""
    with _hands(folder) as hands:
        _repaint(hands)


def _repaint(hands: dict[int, Hand]) -> None:
    for field, texts in TYPED.items():
        given = cycle(texts)
        times: dict[int, list[float]] = {rows: [] for rows in hands}
        stops: dict[int, list[float]] = {rows: [] for rows in hands}
        for _ in range(EDITS):
            text = next(given)
            for rows, hand in hands.items():
                times[rows].append(hand.edit(field, text))
                stops[rows].append(hand.settle())
        _tell(f"typing {field} to repaint", times)
        _tell_stops(stops)


def bench_scroll(folder: Path) -> None:
    """Page Down, the wheel, the arrows, Tab and Shift in the middle of the sheet."""
    with _hands(folder) as hands:
        _scroll(hands)


def _scroll(hands: dict[int, Hand]) -> None:
    keys = Qt.Key
    _keys("Page Down", hands, NAME, (keys.Key_PageDown, keys.Key_PageUp))
    _keys("an arrow", hands, NAME, (keys.Key_Down, keys.Key_Up))
    _keys("Tab", hands, NAME, (keys.Key_Tab, keys.Key_Backtab))
    _keys("choosing the next cell with Shift", hands, NAME, (keys.Key_Down, keys.Key_Up), HELD)
    notches = cycle((-120, 120))
    _in_turns("a notch of the wheel", hands, lambda hand, by: hand.wheel(by), notches)


@contextmanager
def _hands(folder: Path) -> Iterator[dict[int, Hand]]:
    from perfeval_desktop.app import make_application

    make_application()
    opened = {}
    for rows in (FEW, MANY):
        path = folder / f"rows-{rows}.peval"
        opened[rows] = open_window(path if path.exists() else make_file(path, rows))
        if opened[rows].seconds > 0:  # else it was there at once: a file opens where it was left
            print(f"a sheet with {rows} indicator rows: shown in {opened[rows].seconds:.2f} s")
    try:
        yield {rows: Hand(each) for rows, each in opened.items()}
    finally:  # a window that stays open would keep its storage thread, and this process, alive
        for each in opened.values():
            each.window.close()


def _keys(
    title: str, hands: dict[int, Hand], field: str, keys: tuple[Qt.Key, ...],
    held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:  # fmt: skip
    for hand in hands.values():
        hand.begin(field)
    _in_turns(title, hands, lambda hand, key: hand.key(key, held), cycle(keys))


def _in_turns(
    title: str, hands: dict[int, Hand], act: Callable[[Hand, T], float], given: Iterator[T]
) -> None:
    times: dict[int, list[float]] = {rows: [] for rows in hands}
    for _ in range(KEYS):
        each = next(given)
        for rows, hand in hands.items():
            times[rows].append(act(hand, each))
    _tell(title, times)


def _tell(title: str, times: dict[int, list[float]]) -> None:
    medians = {rows: statistics.median(of) for rows, of in times.items()}
    ratio = medians[MANY] / medians[FEW]
    shown = ", ".join(f"{rows} rows {each:.1f} ms" for rows, each in medians.items())
    verdict = "reached" if ratio <= GOAL else "MISSED"
    print(f"{title}: {shown}, ratio {ratio:.2f} (goal {GOAL}, {verdict})", flush=True)


def _tell_stops(stops: dict[int, list[float]]) -> None:
    medians = {rows: statistics.median(of) for rows, of in stops.items()}
    shown = ", ".join(f"{rows} rows {each:.1f} ms" for rows, each in medians.items())
    verdict = "reached" if medians[MANY] <= FRAME_MS else "MISSED"
    print(
        f"  behind it the window is busy at a stretch for {shown} (goal {FRAME_MS} ms, {verdict})",
        flush=True,
    )


def drain() -> None:
    """Let everything that is posted happen, and what that posts."""
    dispatcher = QAbstractEventDispatcher.instance()
    for _ in range(1000):
        if not dispatcher.processEvents(QEventLoop.ProcessEventsFlag.AllEvents):
            return


def _be_quiet(is_busy: Callable[[], bool] = lambda: False) -> float:
    """Let timers and threads end their work; return the longest turn of the event loop."""
    longest, until = 0.0, time.perf_counter() + QUIET_SECONDS
    while (before := time.perf_counter()) < until:
        QApplication.processEvents()
        longest = max(longest, time.perf_counter() - before)
        if is_busy():
            until = time.perf_counter() + QUIET_SECONDS
        time.sleep(0.002)
    return longest


def _wait_for(is_there: Callable[[], bool]) -> None:
    until = time.perf_counter() + 60
    while not is_there():
        assert time.perf_counter() < until
        QApplication.processEvents()
        time.sleep(0.002)
