"""A file that is there already is replaced whole, or stays what it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from perfeval_desktop.domain.errors import ExportError
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.services.exporting import export_docx, export_xlsx
from perfeval_desktop.services.files import sample_data

from .word_papers import session_of


@pytest.mark.parametrize("export", [export_docx, export_xlsx], ids=["docx", "xlsx"])
def test_an_export_that_is_cancelled_or_fails_leaves_the_old_file(
    export: Callable[..., object], template: ReportTemplate, tmp_path: Path
) -> None:
    session = session_of(sample_data(), template)
    path = tmp_path / "报告"
    path.write_bytes(b"old")
    steps: list[tuple[int, int]] = []

    class CancelledError(Exception):
        pass

    def cancel(done: int, total: int) -> None:
        steps.append((done, total))
        if done == 2:
            raise CancelledError

    with pytest.raises(CancelledError):
        export(session, path, on_step=cancel)
    assert steps == [(0, 6), (1, 6), (2, 6)]
    assert [each.name for each in tmp_path.iterdir()] == ["报告"]
    assert path.read_bytes() == b"old"
    with pytest.raises(ExportError):
        export(session, tmp_path / "没有" / "报告")
    export(session, path)
    assert path.read_bytes().startswith(b"PK"), "a whole package again"
