"""An import that is killed or cancelled leaves the file as it was, or is in it whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from perfeval_desktop.domain.source_document import SourceDocument, SourceParagraph
from perfeval_desktop.services.files import create_report, open_report, read_session, start_session
from perfeval_desktop.services.import_files import Imported, Wanted, import_file
from tests.conftest import HETANG

_GIVEN = """
import os, signal, sys
from pathlib import Path
from perfeval_desktop.domain.source_document import SourceDocument, SourceParagraph
from perfeval_desktop.services.files import open_report, start_session
from perfeval_desktop.services.import_files import Wanted, import_file
from perfeval_desktop.services.importing import import_into
from perfeval_desktop.importing.matching import match_document

def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)

lines = ("七、存在的问题及原因分析", "计划还不够细。", "八、下一步改进措施", "把计划做细。")
document = SourceDocument("报告.docx", tuple(map(SourceParagraph, lines)))
path = Path(sys.argv[1])
"""
BEFORE_WRITING = _GIVEN + "import_file(document, path, Wanted('hunan/hetang/2022'), killed)"
BEFORE_PUBLISHING = (
    _GIVEN
    + """
opened = open_report(path)
session = start_session(opened, opened.commit)
import_into(session, match_document(document, session.report), document.name)
killed()
"""
)


def kill(program: str, path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], env=dict(os.environ), check=False, timeout=60
    )
    assert done.returncode == -9


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "报告.peval"
    create_report(path, HETANG, 2022, "甲单位").close()
    return path


def texts(path: Path) -> list[str]:
    entries = read_session(path).report.entries()
    return [entry.value.text for address, entry in entries if "项目" not in address.field]


def test_killed_before_anything_is_written_the_file_is_as_it_was(path: Path) -> None:
    before, empty = path.read_bytes(), read_session(path).report
    kill(BEFORE_WRITING, path)
    assert path.read_bytes() == before
    document = open_report(path)
    held = document.report
    document.close()
    assert held.holds_the_same(empty)


def test_killed_before_a_new_file_is_written_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "新.peval"
    kill(BEFORE_WRITING, path)
    assert not path.exists()


@pytest.mark.slow
def test_killed_before_it_is_published_the_import_is_whole_at_the_next_start_and_can_be_undone(
    path: Path,
) -> None:
    before = path.read_bytes()
    empty = read_session(path).report
    kill(BEFORE_PUBLISHING, path)
    assert path.read_bytes() == before
    document = open_report(path)
    assert document.is_resumed
    session = start_session(document, document.commit)
    assert {"计划还不够细。", "把计划做细。"} <= {e.value.text for _, e in session.report.entries()}
    session.undo()
    assert session.report.holds_the_same(empty)
    document.close()


@pytest.mark.parametrize("name", ["报告.peval", "新.peval"])
def test_cancelled_before_anything_is_written_the_file_is_as_it_was_and_free(
    path: Path, name: str
) -> None:
    chosen = path.with_name(name)
    before = chosen.read_bytes() if chosen.exists() else None
    lines = ("七、存在的问题及原因分析", "计划还不够细。")
    document = SourceDocument("报告.docx", tuple(map(SourceParagraph, lines)))

    def cancel(_: Imported) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_file(document, chosen, Wanted(HETANG), cancel)
    assert (chosen.read_bytes() if chosen.exists() else None) == before
    import_file(document, chosen, Wanted(HETANG))
    assert "计划还不够细。" in texts(chosen)
