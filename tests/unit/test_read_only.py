"""A report that is only shown takes nothing, and says why."""

from __future__ import annotations

import pytest

from perfeval_desktop.domain.edits import Origin, SetRemark
from perfeval_desktop.domain.errors import ReportIsReadOnlyError
from perfeval_desktop.domain.paper import Medium
from perfeval_desktop.domain.report import FieldAddress, Remark
from perfeval_desktop.services.check_codes import codes_now
from perfeval_desktop.services.papers import note_paper
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.user_text import user_text

WHY = "它正在另一台电脑上打开。"
NOTE = SetRemark(FieldAddress("", "编制数"), None, Remark("等人事核对"))


@pytest.fixture
def shown(sample_session: Session) -> Session:
    sample_session.apply([NOTE], "批注", Origin.REMARKED)
    sample_session.undo()
    sample_session.read_only = WHY
    return sample_session


def test_edits_undo_and_redo_are_refused_with_the_reason(shown: Session) -> None:
    before = shown.history.last_number
    for action in (lambda: shown.apply([NOTE], "批注", Origin.REMARKED), shown.undo, shown.redo):
        with pytest.raises(ReportIsReadOnlyError) as caught:
            action()
        assert WHY in user_text(caught.value).sentence
    assert shown.history.last_number == before
    assert not shown.can_edit


def test_it_can_be_printed_and_nothing_is_noted(shown: Session) -> None:
    note_paper(shown, codes_now(shown), Medium.PDF)
    assert shown.report.papers == ()
