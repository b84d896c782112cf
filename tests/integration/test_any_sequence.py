"""Any sequence of edits, pastes, row operations, undo and redo: nothing is lost, nothing invented.

Hypothesis works a real session over a real file. After every step the file holds what is in
memory; in the end undoing all gives the first state, redoing all the last.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from perfeval_desktop.domain.edits import NOTES
from perfeval_desktop.domain.layout import lay_out, sheet_refs_in_filling_order
from perfeval_desktop.domain.report import Report
from perfeval_desktop.services.coverage import Outcome, counted, tally
from perfeval_desktop.services.files import (
    create_from_data_file,
    create_report,
    open_report,
    sample_data,
    start_session,
)
from perfeval_desktop.services.session import Session
from perfeval_desktop.storage.document import OpenDocument
from perfeval_desktop.storage.history import read_batches
from perfeval_desktop.storage.read_documents import read_document
from perfeval_desktop.storage.reading import read_report
from tests.conftest import HETANG
from tests.integration.operations import OPERATIONS, Operation, contents, possible_edits


class AnySequence(RuleBasedStateMachine):
    """One clerk with one file."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._path = Path(self._folder.name) / "报告.peval"
        self._document: OpenDocument | None = None

    @initialize(is_blank=st.sampled_from((False, False, True)))
    def begin(self, is_blank: bool) -> None:
        document = (
            create_report(self._path, HETANG, 2022, "甲单位")
            if is_blank
            else create_from_data_file(self._path, sample_data())
        )
        self._work_on(document)
        self._first = contents(self._session.report)

    def _work_on(self, document: OpenDocument) -> None:
        self._document = document
        self._session = start_session(document, document.commit)

    # What is done

    @rule(operation=st.sampled_from(OPERATIONS), data=st.data())
    def do(self, operation: Operation, data: st.DataObject) -> None:
        self._do(operation, data)

    @rule(operation=st.sampled_from(OPERATIONS), data=st.data())
    def do_one_more(self, operation: Operation, data: st.DataObject) -> None:
        """Twice as often as what follows."""
        self._do(operation, data)

    def _do(self, operation: Operation, data: st.DataObject) -> None:
        before = contents(self._session.report)
        history = self._session.history
        stacks = history.to_undo, history.to_redo
        edits = possible_edits(operation, self._session, data.draw)
        assert contents(self._session.report) == before, "a service only says what to do"
        outcome = self._session.apply(edits, operation.name, operation.origin)
        if outcome is not None and operation.origin not in NOTES:
            assert self._session.history.to_redo is None, "who goes on has no other way to redo"

        if operation.origin in NOTES:
            assert (history.to_undo, history.to_redo) == stacks, "a note is no step to take back"

    @precondition(lambda self: self._session.history.to_undo is not None)
    @rule(times=st.integers(1, 4))
    def undo(self, times: int) -> None:
        for _ in range(times):
            self._session.undo()

    @precondition(lambda self: self._session.history.to_redo is not None)
    @rule(times=st.integers(1, 4))
    def redo(self, times: int) -> None:
        for _ in range(times):
            self._session.redo()

    @rule()
    def die_and_open_again(self) -> None:
        """What a crash leaves is taken up: the report, and what can be undone and redone."""
        before, history = contents(self._session.report), self._session.history
        self._opened.abandon()
        self._work_on(open_report(self._path))
        assert contents(self._session.report) == before
        assert self._session.history.to_undo == history.to_undo
        assert self._session.history.to_redo == history.to_redo

    # What always holds

    @property
    def _opened(self) -> OpenDocument:
        assert self._document is not None
        return self._document

    @invariant()
    def the_file_is_the_memory(self) -> None:
        report, batches = stored(self._opened)
        assert contents(report) == contents(self._session.report)
        assert batches[-1].number == self._session.history.last_number

    def teardown(self) -> None:
        if self._document is not None:
            try:
                self._check_the_whole()
            finally:
                self._opened.abandon()
        self._folder.cleanup()

    def _check_the_whole(self) -> None:
        session = self._session
        expect_engine_of_a_fresh_start(session)
        while session.redo() is not None:
            pass
        last = contents(session.report)
        while session.undo() is not None:
            pass
        notes = {name: contents(session.report)[name] for name in ("papers", "versions")}
        assert contents(session.report) == {**self._first, **notes}
        expect_engine_of_a_fresh_start(session)
        while session.redo() is not None:
            pass
        assert contents(session.report) == last
        expect_engine_of_a_fresh_start(session)
        self.the_file_is_the_memory()
        assert self._opened.verify_history() is None
        self._opened.publish()
        assert contents(read_document(self._path)) == last


def stored(document: OpenDocument) -> tuple[Report, list]:  # type: ignore[type-arg]
    """Read what the working copy holds; it lets no second connection in."""
    connection = document._connection
    with connection.begin():
        return read_report(connection), read_batches(connection)


def expect_engine_of_a_fresh_start(session: Session) -> None:
    """What was followed edit by edit is what computing it all anew gives."""
    report, engine = session.report, session.engine
    fresh = Session(report.copy(), lambda batch: None)
    assert engine.findings(True) == fresh.engine.findings(True)
    for ref in sheet_refs_in_filling_order(report):
        for address in lay_out(report, ref).fields():
            assert engine.value(address) == fresh.engine.value(address), address
    outcomes = [each.counts for each in tally(fresh)]
    passed = sum(each[Outcome.PASSED] for each in outcomes)
    found = sum(each[Outcome.FOUND] for each in outcomes)
    assert counted(session) == (passed + found, passed)


@pytest.mark.slow
def test_any_sequence_can_be_undone_and_redone_and_is_in_the_file_at_every_step() -> None:
    run_state_machine_as_test(
        AnySequence,
        settings=settings(
            settings.default,
            max_examples=7,
            stateful_step_count=50,
            suppress_health_check=list(HealthCheck),
        ),
    )
