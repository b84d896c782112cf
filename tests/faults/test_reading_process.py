"""The process that reads documents: killed, cancelled, out of time or memory, it leaves nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from perfeval_desktop.domain.errors import ReadingCancelledError
from perfeval_desktop.importing import reading_process
from perfeval_desktop.importing.office import read_document, read_document_here
from perfeval_desktop.importing.reading_process import Bounds, read_in_child
from tests.faults.document_bombs import PARAGRAPH, ROW, TEXT_CELL
from tests.faults.refused import sentence_for
from tests.office_parts import word, workbook

LARGE = workbook("<sheetData>" + f"<row>{'<c><v>1.5</v></c>' * 20}</row>" * 2_000 + "</sheetData>")


def children() -> list[int]:
    """The processes that this one has started and that still run."""
    task = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return [int(each) for each in task.read_text(encoding="ascii").split()]


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "大.xlsx"
    path.write_bytes(LARGE)
    return path


linux_only = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@linux_only
def test_cancelling_ends_the_child_at_once(large: Path) -> None:
    before, asked = children(), []
    began = time.monotonic()

    def is_cancelled() -> bool:
        asked.append(len(children()))
        return len(asked) > 3

    with pytest.raises(ReadingCancelledError):
        read_document(large, is_cancelled=is_cancelled)
    assert time.monotonic() - began < 2
    assert max(asked) == len(before) + 1
    assert children() == before


@linux_only
def test_whatever_the_waiting_raises_ends_the_child(large: Path) -> None:
    before = children()

    def on_step(done: int, total: int) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        read_document(large, on_step)
    assert children() == before


@linux_only
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM])
def test_a_child_that_is_killed_is_told(large: Path, number: signal.Signals) -> None:
    before = set(children())

    def on_step(done: int, total: int) -> None:
        for each in set(children()) - before:
            os.kill(each, number)

    assert sentence_for(large, lambda path: read_document(path, on_step))
    assert set(children()) == before


@linux_only
@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        (Bounds(seconds=0.2), reading_process.TOO_LONG),
        (Bounds(memory_bytes=24_000_000), reading_process.TOO_LARGE),
        (Bounds(answer_bytes=10_000), reading_process.TOO_LARGE),
    ],
    ids=["time", "memory", "answer"],
)
def test_time_memory_and_answer_are_bounded_and_told(
    large: Path, bounds: Bounds, said: str
) -> None:
    before = children()

    def read(path: Path) -> object:
        return read_in_child(path, lambda done, total: None, lambda: False, bounds)

    assert said in sentence_for(large, read)
    assert children() == before


def test_a_child_that_cannot_be_started_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "好.xlsx"
    path.write_bytes(workbook(ROW))
    monkeypatch.setattr(sys, "executable", str(tmp_path.parent / "不在"))
    assert reading_process.NOT_STARTED in sentence_for(path, read_document)


def test_the_child_reads_nothing_of_the_folder_it_is_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(9)", encoding="utf-8")
    path = tmp_path / "好.xlsx"
    path.write_bytes(workbook(ROW))
    monkeypatch.chdir(tmp_path)
    assert [each.text for _, each in read_document(Path("好.xlsx")).cells()] == ["1"]


def test_the_child_imports_no_window_and_shows_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "好.docx"
    path.write_bytes(word(PARAGRAPH))
    code = (
        "import sys; from perfeval_desktop.__main__ import main; code = main();"
        "bad = [m for m in sys.modules if m.split('.')[0] in ('PySide6', 'sqlalchemy', 'docx')];"
        "sys.exit(repr(bad) if bad else code)"
    )
    arguments = [sys.executable, "-c", code, reading_process.WORD, str(path)]
    done = subprocess.run(arguments, capture_output=True, check=False, timeout=30)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.splitlines()[-1].startswith(b'{"document": ')
    done = subprocess.run(arguments[:-1], capture_output=True, check=False, timeout=30)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_document_comes_out_of_the_child_as_it_is_read_here(tmp_path: Path) -> None:
    path = tmp_path / "同 样.docx"
    inner = f"<w:tbl><w:tr>{TEXT_CELL}</w:tr></w:tbl>"
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{PARAGRAPH}{inner}</w:tc>'
    row = f"<w:tr><w:trPr><w:hidden/></w:trPr>{cell}<w:tc><w:p/></w:tc></w:tr>"
    path.write_bytes(word(f"<w:tbl>{row}</w:tbl>{PARAGRAPH}", footer=PARAGRAPH))
    assert read_document(path) == read_document_here(path)
