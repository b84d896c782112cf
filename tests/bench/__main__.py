"""Run the benchmarks: `python -m tests.bench [start|edit|check|paper …]`.

Each prints medians and, where a goal is set, the ratio to a control measured in the same run, in
turns, so that a busy machine slows both alike.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

from tests.bench.windows import COLUMNS, ROWS, SAMPLE, STARTED_AT

REPEATS = 9


def main() -> int:
    """Run the chosen benchmarks, all by default."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help="which; all by default")
    names = parser.parse_args().names or list(BENCHMARKS)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PERFEVAL_STATE_DIR"] = str(Path(folder) / "state")
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        for name in names:
            BENCHMARKS[name](Path(folder))
    return 0


def bench_start(folder: Path) -> None:
    """Start-up to the painted window, beside a bare window and a plain table."""
    sample, table = _sample(folder), _plain_table(folder)
    windows = {
        "bare": table,
        "plain_table": table,
        "ours_first_window": sample,
        "ours_with_sample": sample,
    }
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in windows}
    for _ in range(REPEATS):
        for name, file in windows.items():
            runs[name].append(_start(name, file))
    print(f"start-up to the painted window, {REPEATS} runs in turns, medians")
    medians = {
        name: {key: statistics.median(run[key] for run in of) for key in of[0]}
        for name, of in runs.items()
    }
    for name, median in medians.items():
        print(f"  {name:20} {median['seconds']:.3f} s   {median['peak_mb']:.0f} MB")
    _ratio("first window / bare window", medians, "ours_first_window", "bare", "seconds", 1.3)
    _ratio("sample / plain table", medians, "ours_with_sample", "plain_table", "seconds", 1.5)
    _ratio("memory / plain table", medians, "ours_with_sample", "plain_table", "peak_mb", 1.3)


def _ratio(
    title: str,
    medians: dict[str, dict[str, float]],
    ours: str,
    control: str,
    key: str,
    goal: float,
) -> None:
    ratio = medians[ours][key] / medians[control][key]
    verdict = "reached" if ratio <= goal else "MISSED"
    print(f"  {title}: {ratio:.2f} (goal {goal}, {verdict})")


def _start(name: str, file: Path) -> dict[str, float]:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment |= {STARTED_AT: repr(time.monotonic()), SAMPLE: str(file)}
    command = [sys.executable, "-m", "tests.bench.windows", name]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _sample(folder: Path) -> Path:
    """Make the sample; sessions are per process, so each run opens a copy of its own."""
    path = folder / "sample.peval"
    if not path.exists():
        from perfeval_desktop.services.files import create_from_data_file, sample_data

        create_from_data_file(path, sample_data()).close()
    return path


def _plain_table(folder: Path) -> Path:
    path = folder / "plain.db"
    if not path.exists():
        with sqlite3.connect(path) as database:
            database.execute('CREATE TABLE cell ("row" INTEGER, "column" INTEGER, text TEXT)')
            places = [(r, c, f"{r * c}.{c}") for r in range(ROWS) for c in range(COLUMNS)]
            database.executemany("INSERT INTO cell VALUES (?, ?, ?)", places)
        database.close()
    return path


def bench_edit(folder: Path) -> None:
    """One edit in the window, from the typed text to the repainted sheet with its findings."""
    from perfeval_desktop.app import make_application
    from perfeval_desktop.domain.layout import SheetRef
    from perfeval_desktop.domain.report import FieldAddress
    from perfeval_desktop.gui.open_report import OpenReport
    from perfeval_desktop.gui.workspace import Workspace

    application = make_application()
    session = _sample_session()
    report = OpenReport(session, _NoStore())
    workspace = Workspace(report)
    workspace.resize(1366, 700)
    workspace.show()
    workspace.show_sheet(SheetRef("附件1-2"))
    application.processEvents()
    address = FieldAddress("", "基本支出")
    numbers = iter(range(1_000_000))

    def edit() -> None:
        report.enter(address, str(100 + next(numbers) % 50))
        application.processEvents()

    print(f"edit to repaint: {_milliseconds(edit, 60):.1f} ms")


def bench_check(folder: Path) -> None:
    """A full run of formulas and checks over the sample, beside what one edit costs."""
    from perfeval_desktop.domain.edits import Origin
    from perfeval_desktop.domain.report import FieldAddress
    from perfeval_desktop.services.entering import entry_edits

    session = _sample_session()
    numbers = iter(range(1_000_000))

    def edit() -> None:
        text = str(100 + next(numbers) % 50)
        edits = entry_edits(session.report, FieldAddress("", "基本支出"), text)
        session.apply(edits, "", Origin.TYPED)

    full, one = _milliseconds(session.engine.recompute_all, 60), _milliseconds(edit, 200)
    print(f"full check: {full:.2f} ms for {session.engine.checked} comparisons")
    print(f"one edit followed through: {one:.3f} ms ({full / one:.0f} times less)")


def bench_expressions(folder: Path) -> None:
    """A full run of the checks beside a plain loop over the same comparisons."""
    from perfeval_desktop.checks.engine import Engine
    from tests.bench.rules import bench_template, filled_report, plain_loop

    template = bench_template()
    for cells in (1_000, 10_000):
        report = filled_report(template, cells)
        engine, loop = Engine(report), plain_loop(report)
        assert engine.findings(True) == loop() == []
        ours, control = _in_turns(engine.run_checks, loop)
        ratio = ours / control
        verdict = "reached" if ratio <= 3 else "MISSED"
        print(
            f"expressions, {cells} cells, {cells} comparisons: {ours:.2f} ms, plain loop "
            f"{control:.2f} ms, ratio {ratio:.2f} (goal 3, {verdict})"
        )


def bench_edit_growth(folder: Path) -> None:
    """One edit followed through, beside ever more cells that do not depend on it."""
    from perfeval_desktop.checks.engine import Engine
    from tests.bench.rules import bench_template, edit_once, filled_report

    template = bench_template()
    numbers = iter(range(1, 1_000_000))
    medians = []
    for cells in (1_000, 10_000, 100_000):
        report = filled_report(template, cells)
        engine = Engine(report)
        medians.append(_milliseconds(lambda r=report, e=engine: edit_once(e, r, numbers), 2_000))
        print(f"one edit beside {cells} other cells: {medians[-1] * 1000:.1f} µs")
    print(f"  growth from the smallest to the largest: {medians[-1] / medians[0]:.2f} (goal 1.5)")


def bench_large(folder: Path) -> None:
    """Opening and editing a report with very many project lines, beside one a tenth of it."""
    from perfeval_desktop.templates.installed import load_installed
    from tests.bench.large import large_report_edits, open_session, type_amount, type_name

    template = load_installed("hunan/hetang/2022")
    for lines in (300, 3_000):
        edits = large_report_edits(lines)
        before = time.perf_counter()
        session = open_session(template, edits)
        opened = time.perf_counter() - before
        amount = _milliseconds(partial(type_amount, session, count(11)), 30)
        name = _milliseconds(partial(type_name, session, count()), 30)
        print(
            f"{lines} project lines: opened in {opened:.2f} s, an amount followed through in "
            f"{amount:.1f} ms, another name in {name:.1f} ms"
        )


def bench_repaint(folder: Path) -> None:
    """An edit in a sheet with 5,000 indicator rows, beside the same with 50."""
    from tests.bench import rows

    rows.bench_repaint(folder)


def bench_scroll(folder: Path) -> None:
    """Scrolling and moving the cursor there, beside the same with 50 rows."""
    from tests.bench import rows

    rows.bench_scroll(folder)


def bench_paper(folder: Path) -> None:
    """PDF beside LibreOffice, Word and Excel files beside bare ones, the window while it prints."""
    from tests.bench import paper, print_window

    paper.bench_office(folder, _sample(folder), _sample_session())
    print_window.bench_stops(folder, _sample(folder))
    paper.bench_writers(_sample_session())


def bench_paste(folder: Path) -> None:
    """10,000 cells pasted with all that follows, beside parsing and storing them alone."""
    from perfeval_desktop.domain.edits import Batch, Origin
    from perfeval_desktop.domain.layout import SheetRef
    from perfeval_desktop.domain.parsing import parse_value
    from perfeval_desktop.domain.report import FieldAddress
    from perfeval_desktop.domain.values import ValueType
    from perfeval_desktop.services.files import create_from_data_file, sample_data, start_session
    from perfeval_desktop.services.pasting import plan_paste

    block = [[f"项目{row}", "1.5", "2.25", f"{row % 90 + 1}.5"] for row in range(2_500)]
    ours, bare = [], []
    for turn in range(5):
        document = create_from_data_file(folder / f"paste-{turn}.peval", sample_data())
        session = start_session(document, document.commit)
        line = session.report.children("", "项目明细")[0]
        before = time.perf_counter()
        plan = plan_paste(session, SheetRef("附件1-1"), FieldAddress(line, "项目明细.名称"), block)
        session.apply(plan.edits, "粘贴", Origin.PASTED)
        ours.append(time.perf_counter() - before)
        batch = session.history.to_undo
        document.close()
        assert batch is not None
        other = create_from_data_file(folder / f"bare-{turn}.peval", sample_data())
        number = other.batches[-1].number + 1
        before = time.perf_counter()
        for row in block:
            parse_value(ValueType.TEXT, row[0])
            for text in row[1:]:
                parse_value(ValueType.AMOUNT, text)
        other.commit(Batch(number, *batch[1:]))
        bare.append(time.perf_counter() - before)
        other.close()
    mine, control = statistics.median(ours) * 1000, statistics.median(bare) * 1000
    verdict = "reached" if mine <= 3 * control else "MISSED"
    print(f"pasting 10,000 cells: {mine:.0f} ms, parsing and storing alone {control:.0f} ms")
    print(f"  ratio {mine / control:.2f} (goal 3, {verdict})")


def bench_file(folder: Path) -> None:
    """An edit until it is durable, and a saving, beside bare writes to the same disk."""
    from tests.bench import file

    file.bench_file(folder)


def bench_import(folder: Path) -> None:
    """Import of the sample from Word, beside plain reading of the same file by python-docx."""
    from tests.bench import importing

    importing.bench_import(folder, _sample_session())


class _NoStore:
    def submit(self, batch: object) -> None:
        """Storage has a thread of its own; what the window waits for is measured without it."""

    def publish_now(self) -> None:
        """Nothing to publish."""


def _sample_session():  # type: ignore[no-untyped-def]
    from perfeval_desktop.domain.edits import Origin
    from perfeval_desktop.domain.report import Report
    from perfeval_desktop.services.data_file import data_file_edits
    from perfeval_desktop.services.files import sample_data
    from perfeval_desktop.services.session import Session
    from perfeval_desktop.templates.installed import load_installed

    data = sample_data()
    template = load_installed(data.template)
    session = Session(Report(template, data.year), lambda batch: None)
    session.apply(data_file_edits(data, template), "", Origin.DATA_FILE)
    return session


def _milliseconds(action: Callable[[], object], repeats: int) -> float:
    """Return the median time of `action`, after one run that warms up."""
    action()
    times = []
    for _ in range(repeats):
        before = time.perf_counter()
        action()
        times.append(time.perf_counter() - before)
    return statistics.median(times) * 1000


def _in_turns(ours: Callable[[], object], control: Callable[[], object]) -> tuple[float, float]:
    """Return the median times of both, run in turns so that a busy machine slows both alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(60):
        for action, taken in zip((ours, control), times, strict=True):
            before = time.perf_counter()
            action()
            taken.append(time.perf_counter() - before)
    return statistics.median(times[0]) * 1000, statistics.median(times[1]) * 1000


BENCHMARKS: dict[str, Callable[[Path], None]] = {
    "start": bench_start,
    "edit": bench_edit,
    "check": bench_check,
    "expressions": bench_expressions,
    "edit-growth": bench_edit_growth,
    "large": bench_large,
    "paste": bench_paste,
    "repaint": bench_repaint,
    "scroll": bench_scroll,
    "paper": bench_paper,
    "file": bench_file,
    "import": bench_import,
}

if __name__ == "__main__":
    sys.exit(main())
