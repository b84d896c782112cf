"""What was read of last year's file survives publishing, undo, a kill, and the older format."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import NotAReportError
from perfeval_desktop.domain.report import LastPlace, LastYear
from perfeval_desktop.services.files import (
    create_from_data_file,
    open_report,
    read_session,
    sample_data,
    start_session,
)
from perfeval_desktop.services.last_year import last_year_edits, read_last_year
from perfeval_desktop.storage.codec import decode_edit, encode_edit
from perfeval_desktop.storage.database import make_engine
from perfeval_desktop.storage.tables import LAST_VALUES

KEPT = Path(__file__).parents[1] / "data" / "formats"
READING = """
import sys, time
from pathlib import Path
from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.services.files import open_report, start_session
from perfeval_desktop.services.last_year import last_year_edits, read_last_year

document = open_report(Path(sys.argv[1]))
session = start_session(document, document.commit)
kept = read_last_year(Path(sys.argv[2]), session.report)
session.apply(last_year_edits(session.report, kept), "对照上年文件", Origin.LAST_YEAR)
print(len(kept.values), flush=True)
time.sleep(60)
"""


@pytest.fixture
def last(tmp_path: Path) -> Path:
    path = tmp_path / "2021.peval"
    create_from_data_file(path, sample_data()._replace(year=2021)).close()
    return path


@pytest.fixture
def current(tmp_path: Path) -> Path:
    path = tmp_path / "2022.peval"
    create_from_data_file(path, sample_data()).close()
    return path


def read_into(path: Path, last: Path) -> LastYear:
    """Open a report, read last year's file into it, and close it."""
    document = open_report(path)
    session = start_session(document, document.commit)
    kept = read_last_year(last, session.report)
    session.apply(last_year_edits(session.report, kept), "对照上年文件", Origin.LAST_YEAR)
    document.close()
    return kept


def test_it_is_in_the_published_file_and_in_the_history(current: Path, last: Path) -> None:
    kept = read_into(current, last)
    assert read_session(current).report.last_year == kept
    document = open_report(current)
    assert document.batches[-1].label == "对照上年文件"
    assert document.verify_history() is None
    edit = document.batches[-1].edits[0]
    assert decode_edit(encode_edit(edit)) == edit
    document.close()


def test_undo_after_a_restart_empties_the_store(current: Path, last: Path) -> None:
    read_into(current, last)
    document = open_report(current)
    session = start_session(document, document.commit)
    session.undo()
    document.close()
    assert read_session(current).report.last_year is None
    document = open_report(current)
    session = start_session(document, document.commit)
    session.redo()
    assert session.report.last_year is not None
    document.close()


def test_another_file_replaces_the_first(current: Path, last: Path, tmp_path: Path) -> None:
    read_into(current, last)
    other = tmp_path / "另一个.peval"
    data = sample_data()
    values = {"单位名称": "乙单位", "编制数": "3"}
    create_from_data_file(other, data._replace(year=2021, values=values)).close()
    assert read_into(current, other).unit == "乙单位"
    now = read_session(current).report.last_year
    assert now is not None
    assert now.values[LastPlace("编制数")].text == "3"
    assert LastPlace("公用经费_本年决算") not in now.values, "a figure of the first file"


def test_a_figure_changed_behind_our_back_is_noticed(current: Path, last: Path) -> None:
    read_into(current, last)
    engine = make_engine(current, is_working_copy=False)
    with engine.begin() as connection:
        connection.execute(LAST_VALUES.update().values(number="1"))
    engine.dispose()
    with pytest.raises(NotAReportError):
        read_session(current)


def test_a_file_of_the_first_format_has_none_and_takes_one(tmp_path: Path) -> None:
    path = tmp_path / "旧.peval"
    shutil.copyfile(KEPT / "format-1.peval", path)
    last = tmp_path / "上年.peval"
    create_from_data_file(last, sample_data()._replace(year=2021)).close()
    assert read_session(path).report.last_year is None
    kept = read_into(path, last)
    assert read_session(path).report.last_year == kept


@pytest.mark.slow
def test_it_survives_a_kill_right_after_it_was_stored(current: Path, last: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", READING, str(current), str(last)],
        stdout=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )
    assert process.stdout is not None
    count = int(process.stdout.readline())
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert read_session(current).report.last_year is None, "it was not published yet"
    document = open_report(current)
    assert document.is_resumed
    assert document.report.last_year is not None
    assert len(document.report.last_year.values) == count
    document.close()
