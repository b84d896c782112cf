"""Import of the sample from Word beside plain reading of the same file by python-docx, in turns."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.import_plan import ImportPlan
from perfeval_desktop.domain.paper import PaperChoices
from perfeval_desktop.domain.report import Report
from perfeval_desktop.importing.matching import match_document
from perfeval_desktop.importing.office import read_document, read_document_here
from perfeval_desktop.services.exporting import export_docx
from perfeval_desktop.services.importing import import_into
from perfeval_desktop.services.records import initial_edits
from perfeval_desktop.services.session import Session

# The published document that the sample is made of; it is not part of the project.
PUBLISHED = "PERFEVAL_PUBLISHED_SAMPLE"
GOAL = 3
REPEATS = 15


def bench_import(folder: Path, sample: Session) -> None:
    """Measure our own Word export of the sample, and the published document where it is named."""
    own = folder / "sample.docx"
    export_docx(sample, own, PaperChoices())
    files = {"our own Word export of the sample": own}
    if named := os.environ.get(PUBLISHED):
        files["the published document"] = Path(named)
    for name, path in files.items():
        _bench_file(name, path, sample.report)


def _bench_file(name: str, path: Path, report: Report) -> None:
    session = Session(Report(report.template, report.year), lambda batch: None)
    session.apply(initial_edits(report.template), "", Origin.CREATED)
    document = read_document_here(path)
    before = time.perf_counter()
    plan = match_document(document, session.report)
    first = (time.perf_counter() - before) * 1000
    steps: dict[str, Callable[[], object]] = {
        "python-docx alone": lambda: _plain(path),
        "python-docx, each cell once": lambda: _quickest(path),
        "reading": lambda: read_document_here(path),
        "matching": lambda: match_document(document, session.report),
        "bringing in": lambda: _bring_in(plan, report),
        "all three": lambda: _bring_in(
            match_document(read_document_here(path), session.report), report
        ),
        "reading in a child process": lambda: read_document(path),
    }
    times: dict[str, list[float]] = {each: [] for each in steps}
    for _ in range(REPEATS):
        for each, step in steps.items():
            start = time.perf_counter()
            step()
            times[each].append((time.perf_counter() - start) * 1000)
    medians = {each: statistics.median(taken) for each, taken in times.items()}
    print(f"import of {name} ({path.stat().st_size // 1000} kB), {REPEATS} runs in turns, medians")
    for each, median in medians.items():
        print(f"  {each:28} {median:7.1f} ms")
    print(f"  {'matching for the first time':28} {first:7.1f} ms (the words of the form are kept)")
    ratio = medians["all three"] / medians["python-docx alone"]
    verdict = "reached" if ratio <= GOAL else "MISSED"
    print(f"  import / python-docx alone: {ratio:.2f} (goal {GOAL}, {verdict})")
    ratio = medians["all three"] / medians["python-docx, each cell once"]
    print(f"  import / python-docx, each cell once: {ratio:.2f}")


def _plain(path: Path) -> int:
    """Read every paragraph and the text of every cell, as a script would."""
    import docx

    word = docx.Document(str(path))
    texts = [each.text for each in word.paragraphs]
    for table in word.tables:
        texts += [cell.text for row in table.rows for cell in row.cells]
    return len(texts)


def _quickest(path: Path) -> int:
    """Read the same, but no cell twice: `row.cells` gives a merged one for each of its places."""
    import docx
    from docx.table import _Cell

    word = docx.Document(str(path))
    texts = [each.text for each in word.paragraphs]
    for table in word.tables:
        texts += [_Cell(each, table).text for each in table._tbl.iter_tcs()]
    return len(texts)


def _bring_in(plan: ImportPlan, report: Report) -> None:
    session = Session(Report(report.template, report.year), lambda batch: None)
    session.apply(initial_edits(report.template), "", Origin.CREATED)
    import_into(session, plan, "")
