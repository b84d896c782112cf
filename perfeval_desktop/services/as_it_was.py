"""The report as it was at a step (当时的样子): a session of its own in which nothing is changed."""

from __future__ import annotations

from perfeval_desktop.domain.history import History
from perfeval_desktop.domain.values import time_text
from perfeval_desktop.services.revisions import revisions, state_at
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.versions import names_by_place

ONLY_SHOWN = "这里是以前的样子，只能看，不能改。要把内容拿回来，请用下面的“恢复”。"


def past_session(session: Session, number: int) -> Session:
    """Return a session over the report as it was after a step; the one that is open is untouched.

    Raises:
        ValueError: the history has no such step, or does not tell it.
    """
    state = state_at(session, number)
    told = History(session.history.until(number), session.history.steps_before)
    past = Session(state.report, lambda batch: None, told, session.person)
    past.read_only = ONLY_SHOWN
    return past


def past_name(session: Session, number: int) -> str:
    """Return what a state is called: 第1稿、盖章稿（2023年3月9日 10:05，修改记录第58步）."""
    finals = [each.name for each in revisions(session) if each.number == number]
    names = "、".join([*finals, *names_by_place(session).get(number, ())])
    step = next(iter(session.history.until(number)[-1:]), None)
    when = f"{time_text(step.time)}，" if step is not None else ""
    where = f"修改记录第{number}步" if step is not None else "这份副本做成时"
    return f"{names}（{when}{where}）" if names else f"{when}{where}"
