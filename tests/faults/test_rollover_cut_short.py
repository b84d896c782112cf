"""Beginning the next year that ends half-way: last year's file is as it was, the new one whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from perfeval_desktop.domain.errors import FileExistsAlreadyError, NotAReportError, PerfevalError
from perfeval_desktop.services.files import create_from_data_file, read_session, sample_data
from perfeval_desktop.services.rollover import roll_over

# Ends itself right before the new file gets its name, or right after.
CUT_SHORT = """
import os, signal, sys
from pathlib import Path
from perfeval_desktop.services.rollover import roll_over

new, moment, replace = Path(sys.argv[2]), sys.argv[3], os.replace

def cut(source, target, **options):
    if Path(target) != new:
        return replace(source, target, **options)
    if moment == "after":
        replace(source, target, **options)
    os.kill(os.getpid(), signal.SIGKILL)

os.replace = cut
roll_over(Path(sys.argv[1]), new)
"""


@pytest.fixture
def last(tmp_path: Path) -> Path:
    path = tmp_path / "2022.peval"
    create_from_data_file(path, sample_data()).close()
    return path


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_in_the_middle_leaves_last_year_untouched_and_no_half_of_the_next(
    last: Path, tmp_path: Path, moment: str
) -> None:
    new, before, stamp = tmp_path / "2023.peval", last.read_bytes(), last.stat().st_mtime_ns
    process = subprocess.run(
        [sys.executable, "-c", CUT_SHORT, str(last), str(new), moment],
        capture_output=True,
        text=True,
        env=dict(os.environ),
        check=False,
    )
    assert process.returncode == -signal.SIGKILL, process.stderr
    assert (last.read_bytes(), last.stat().st_mtime_ns) == (before, stamp)
    assert new.exists() is (moment == "after")
    if moment == "after":
        report = read_session(new).report
        assert report.year == 2023
        assert report.last_year is not None
        assert len(list(report.entries())) > 40, "all that is carried over, or no file"


def test_a_file_that_is_there_is_not_replaced(last: Path, tmp_path: Path) -> None:
    new = tmp_path / "2023.peval"
    new.write_bytes(b"mine")
    with pytest.raises(FileExistsAlreadyError):
        roll_over(last, new)
    assert new.read_bytes() == b"mine"


def test_where_nothing_can_be_written_nothing_is_left(last: Path, tmp_path: Path) -> None:
    before = last.read_bytes()
    with pytest.raises(PerfevalError):
        roll_over(last, tmp_path / "没有" / "2023.peval")
    assert [each.name for each in tmp_path.iterdir() if each.name != "state"] == ["2022.peval"]
    assert last.read_bytes() == before


def test_a_file_that_is_no_report_begins_nothing(tmp_path: Path) -> None:
    last = tmp_path / "坏.peval"
    last.write_bytes(b"0" * 200)
    with pytest.raises(NotAReportError):
        roll_over(last, tmp_path / "2023.peval")
    assert not (tmp_path / "2023.peval").exists()
