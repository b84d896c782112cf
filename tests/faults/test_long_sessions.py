"""Long work: a thousand steps back and forth, and a day of one edit a minute."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from perfeval_desktop.services.files import open_report, start_session
from tests.soak.long import work_long
from tests.soak.typing import content_hash, worked_on_sample

STEPS = 1_000


@pytest.mark.slow
def test_a_thousand_steps_of_undo_and_redo_with_a_reopening_lead_where_they_should(
    tmp_path: Path,
) -> None:
    path, dice = tmp_path / "报告.peval", random.Random(2022)
    worked_on_sample(path, 40)
    document = open_report(path)
    session = start_session(document, document.commit, reads_prose=False)
    states, at = [content_hash(session.report)], 0  # states[at] is where we are
    for step in range(STEPS):
        if step == STEPS // 2:
            document.close()
            document = open_report(path)
            session = start_session(document, document.commit, reads_prose=False)
        goes_back = dice.random() < (0.6 if step % 200 < 100 else 0.4)
        if (session.undo() if goes_back else session.redo()) is not None:
            at += 1 if goes_back else -1
        if at == len(states):
            states.append(content_hash(session.report))
        if step % 25 == 0:
            assert content_hash(session.report) == states[at]
    assert content_hash(session.report) == states[at]
    assert len(states) > 20
    steps = session.history.last_number
    assert document.verify_history() is None
    document.close()
    document = open_report(path)
    assert document.batches[-1].number == steps, "nothing is erased"
    assert content_hash(document.report) == states[at]
    document.close()


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="handles are counted in /proc")
def test_a_long_day_of_an_edit_a_minute_grows_neither_handles_nor_threads_nor_files(
    tmp_path: Path,
) -> None:
    day = work_long(tmp_path / "soak", minutes=12)
    assert day.failures == []
    assert day.saved == day.edits == 12
    assert day.late == day.early
    assert day.is_in_file
