"""The narrative is read on another thread; taken over, it is what a full run finds."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from queue import SimpleQueue

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.domain.edits import Batch, Origin, RemoveRecord, apply_edits
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.projects import delete_line_edits
from perfeval_desktop.services.prose_reader import ProseReader, Reading
from perfeval_desktop.services.session import Session
from tests.unit.test_engine import act, load_installed_once, results

WAIT_SECONDS = 20
ACTIONS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9_999)), max_size=20)
STAFF = FieldAddress("", "人员情况")


def unread_session() -> Session:
    """The sample as a window has it: its narrative is read elsewhere."""
    template = load_installed_once()
    session = Session(Report(template, 2022), lambda batch: None, reads_prose=False)
    session.apply(data_file_edits(sample_data(), template), "", Origin.DATA_FILE)
    return session


@settings(max_examples=40, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9_999)), max_size=20), st.integers(1, 6)
)
def test_whatever_was_done_what_is_taken_over_is_what_a_full_run_finds(
    actions: list[tuple[int, int]], often: int
) -> None:
    session = unread_session()
    followed = session.report.copy()
    reader = Engine(followed)
    batches: list[Batch] = []
    session.listen(lambda outcome: batches.append(outcome.batch))
    session.engine.take_prose(reader.prose_results())
    for number, action in enumerate(actions, 1):
        act(session, *action)
        for finding in session.engine.findings(complete=True):
            assert session.report.has_record(finding.record)
            assert all(session.report.has_record(each.record) for each in finding.places)
        if number % often and number != len(actions):
            continue  # more is typed before the narrative is read
        for batch in batches:
            apply_edits(followed, batch.edits)
            reader.update(batch.edits)
        batches.clear()
        session.engine.take_prose(reader.prose_results())
    assert results(session.engine, session.report) == results(
        Engine(session.report), session.report
    )


class Told:
    """What a reader tells, from its thread."""

    def __init__(self) -> None:
        self.readings: SimpleQueue[Reading] = SimpleQueue()
        self.faults: SimpleQueue[BaseException] = SimpleQueue()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def session() -> Session:
    return unread_session()


@pytest.fixture
def reader(session: Session, told: Told) -> Iterator[ProseReader]:
    reader = ProseReader(
        session.report, session.history.last_number, told.readings.put, told.faults.put
    )
    session.listen(lambda outcome: reader.follow(outcome.batch))
    yield reader
    reader.close()


def type_staff(session: Session, text: str) -> None:
    session.apply(entry_edits(session.report, STAFF, text), "", Origin.TYPED)


def test_it_reads_at_once_and_again_after_the_last_edit(
    session: Session, reader: ProseReader, told: Told
) -> None:
    first = told.readings.get(timeout=WAIT_SECONDS)
    assert first.number == session.history.last_number
    for posts in (12, 13, 14):
        type_staff(session, f"编制数 {posts} 人，在编 6 人。")
    reading = first
    while reading.number < session.history.last_number:
        reading = told.readings.get(timeout=WAIT_SECONDS)
    session.engine.take_prose(reading.results)
    assert results(session.engine, session.report) == results(
        Engine(session.report), session.report
    )


def test_who_cannot_wait_gets_what_is_read_to_the_last_edit(
    session: Session, reader: ProseReader
) -> None:
    type_staff(session, "编制数 12 人，在编 6 人。")
    reading = reader.read_to(session.history.last_number)
    assert reading is not None
    assert session.engine.take_prose(reading.results)
    messages = [each.message for each in session.engine.findings()]
    assert any("12" in each and "编制数" in each for each in messages)
    assert not session.engine.take_prose(reading.results), "the same again is no news"


def test_a_fault_is_told_and_nobody_waits_for_ever(
    session: Session, reader: ProseReader, told: Told
) -> None:
    record = session.report.record(session.report.children("", "项目明细")[0])
    removed = RemoveRecord(record, 7_777)  # an edit that does not fit: only a fault makes one
    number = session.history.last_number + 1
    reader.follow(Batch(number, "", Origin.ROWS, "", datetime.now().astimezone(), (removed,)))
    assert reader.read_to(number) is None
    assert told.faults.get(timeout=WAIT_SECONDS)


def test_closing_ends_the_thread(session: Session, told: Told) -> None:
    reader = ProseReader(session.report, 1, told.readings.put, told.faults.put)
    reader.close()
    assert not any(each.name == "prose" for each in threading.enumerate())


def test_what_was_read_of_a_project_goes_with_it(session: Session, reader: ProseReader) -> None:
    reading = reader.read_to(session.history.last_number)
    assert reading is not None
    session.engine.take_prose(reading.results)
    line = session.report.children("", "项目明细")[1]
    edits = delete_line_edits(session.report, line)
    gone = {each.record.id for each in edits if isinstance(each, RemoveRecord)}
    about = [each for each in session.engine.findings(complete=True) if each.record in gone]
    assert about, "there is something to go"
    session.apply(edits, "", Origin.ROWS)
    for finding in session.engine.findings(complete=True):
        assert finding.record not in gone
        assert all(place.record not in gone for place in finding.places)
