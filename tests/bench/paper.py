"""What the paper costs: PDF beside LibreOffice, Word and Excel files beside their bare writing.

The window while it prints is in `print_window`.
"""

from __future__ import annotations

import io
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.exporting.document import Document, Paragraph
from perfeval_desktop.exporting.tables import Table, place_cells
from perfeval_desktop.services.check_codes import codes_now
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.exporting import export_pdf
from perfeval_desktop.services.paper import paper_document
from perfeval_desktop.services.session import Session
from tests.bench.word import bare_file
from tests.office import convert, has_office

ROUNDS, WRITINGS = 9, 60
GOAL_PROCESS, GOAL_AGAIN = 0.5, 0.1


def bench_office(folder: Path, sample: Path, session: Session) -> None:
    """Compare the PDF, as a process and once more in a program, with LibreOffice's process."""
    if not has_office():
        print("PDF beside LibreOffice: not measured, there is no soffice here")
        return
    _command(sample, folder, "--docx")
    (word,) = folder.glob("*.docx")
    actions = {
        "perfeval export --pdf": lambda: _command(sample, folder, "--pdf"),
        "LibreOffice, the same as DOCX": lambda: convert(word, "pdf", folder / "office"),
        "edited and exported again in the program": _edited_export(session, folder),
    }
    ours, office, again = in_turns(actions, ROUNDS)
    _tell("as a process / LibreOffice", ours / office, GOAL_PROCESS)
    _tell("again in the program / LibreOffice", again / office, GOAL_AGAIN)


def bench_writers(session: Session) -> None:
    """Compare Word and Excel files with the bare cost of writing the same cells."""
    from perfeval_desktop.exporting.docx import docx_bytes

    document = paper_document(session)
    actions = {
        "DOCX": lambda: docx_bytes(document),
        "DOCX, the same cells without any look": lambda: bare_file(document),
    }
    ours, bare = in_turns(actions, WRITINGS)
    print(f"  ratio {ours / bare:.2f}")
    from perfeval_desktop.exporting.xlsx import xlsx_bytes

    actions = {
        "XLSX": lambda: xlsx_bytes(document),
        "XLSX, the same cells without any look": lambda: bare_workbook(document),
    }
    ours, bare = in_turns(actions, WRITINGS)
    print(f"  ratio {ours / bare:.2f}")


def bare_workbook(document: Document) -> bytes:
    """Write every paragraph and every cell at its place, numbers as numbers."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    workbook = Workbook(buffer, {"in_memory": True})
    for section in document.sections:
        sheet, row = workbook.add_worksheet(), 0
        for block in section.blocks:
            if isinstance(block, Paragraph):
                sheet.write_string(row, 0, block.text)
                row += 1
            elif isinstance(block, Table):
                for placed in place_cells(block):
                    number = placed.cell.data.number if placed.cell.data is not None else None
                    place = (row + placed.row, placed.column)
                    if number is None:
                        sheet.write_string(*place, placed.cell.text)
                    else:
                        sheet.write_number(*place, float(number))
                row += len(block.rows)
    workbook.close()
    return buffer.getvalue()


def in_turns(actions: dict[str, Callable[[], object]], rounds: int) -> list[float]:
    """Print and return the median seconds of each, run in turns after one run that warms up."""
    times: dict[str, list[float]] = {name: [] for name in actions}
    for turn in range(rounds + 1):
        for name, action in actions.items():
            before = time.perf_counter()
            action()
            if turn:
                times[name].append(time.perf_counter() - before)
    for name, taken in times.items():
        median = statistics.median(taken) * 1000
        print(f"{name}: {median:.1f} ms ({min(taken) * 1000:.1f}–{max(taken) * 1000:.1f})")
    return [statistics.median(taken) for taken in times.values()]


def _tell(title: str, ratio: float, goal: float) -> None:
    print(f"  {title}: {ratio:.3f} (goal {goal}, {'reached' if ratio <= goal else 'MISSED'})")


def _command(sample: Path, folder: Path, kind: str) -> None:
    """Export as whoever writes a script does; modules are compiled, as where it is installed."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "perfeval_desktop", "export", str(sample), kind]
    command += ["--to", str(folder)]
    subprocess.run(command, env=environment, check=True, capture_output=True)


def _edited_export(session: Session, folder: Path) -> Callable[[], object]:
    """Return what changes a figure and exports the whole report, with its codes."""
    numbers = count()

    def action() -> None:
        address = FieldAddress("", "基本支出")
        edits = entry_edits(session.report, address, str(100 + next(numbers) % 50))
        session.apply(edits, "", Origin.TYPED)
        export_pdf(session, folder / "again.pdf", codes=codes_now(session))

    return action
