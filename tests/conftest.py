"""What all tests share: a state folder of their own, the template, and reports to work on."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Tests print with the fonts that ship, whatever the machine has.
os.environ["PERFEVAL_FONTS_DIR"] = str(Path(__file__).parent / "no-fonts")

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.gui.collecting import collect_what_is_due
from perfeval_desktop.services.data_file import data_file_edits, read_data_file
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.records import initial_edits
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.installed import load_installed

HETANG = "hunan/hetang/2022"
CONSISTENT = Path(__file__).parent / "data" / "consistent-2022.toml"

settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")


# As in the program: else a thread of one test might destroy what is left of another's window.
gc.disable()


def pytest_collection_finish() -> None:
    """What was imported and collected stays: it need not be looked through each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _garbage() -> Iterator[None]:
    """Collect between tests, on the thread of the windows."""
    yield
    collect_what_is_due()


@pytest.fixture(autouse=True)
def state_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep everything outside of documents in a folder of the test's own."""
    folder = tmp_path / "state"
    monkeypatch.setenv("PERFEVAL_STATE_DIR", str(folder))
    return folder


@pytest.fixture(scope="session")
def template() -> ReportTemplate:
    """The template of 2022."""
    return load_installed(HETANG)


@pytest.fixture
def new_session(template: ReportTemplate) -> Session:
    """A session over a new report, as the official blank is."""
    session = Session(Report(template, 2022), lambda batch: None)
    session.apply(initial_edits(template), "新建报告", Origin.CREATED)
    return session


@pytest.fixture
def sample_session(template: ReportTemplate) -> Session:
    """A session over the sample report."""
    session = Session(Report(template, 2022), lambda batch: None)
    session.apply(data_file_edits(sample_data(), template), "读入", Origin.DATA_FILE)
    return session


@pytest.fixture
def consistent_session(template: ReportTemplate) -> Session:
    """A session over a report in which all agrees."""
    session = Session(Report(template, 2022), lambda batch: None)
    data = read_data_file(CONSISTENT)
    session.apply(data_file_edits(data, template), "读入", Origin.DATA_FILE)
    return session


@pytest.fixture(autouse=True)
def _no_uncaught_errors() -> Iterator[None]:
    """An error inside a Qt slot fails the test, also after the window put its own hook in place."""
    hook = sys.excepthook
    yield
    sys.excepthook = hook
