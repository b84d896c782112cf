"""Sessions that a crash left behind: which of them goes on, and what becomes of the others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from perfeval_desktop.domain.errors import FileInUseError
from perfeval_desktop.storage.disk import file_hash
from perfeval_desktop.storage.sessions import Session, SessionHeldError, left_sessions


def session_to_resume(path: Path) -> Session | None:
    """Return the left session that fits the file as it is; the others are set aside.

    A working copy fits only the very file it was made from or has written.

    Raises:
        FileInUseError: a running program has the file open.
        OSError: the file cannot be read.
    """
    now = file_hash(path)
    left = _take(path)
    fitting: Session | None = None
    for session in left:
        session.sweep()
        is_current = now in (session.facts.base, session.facts.pending)
        if is_current and session.database.is_file() and fitting is None:
            fitting = session
        elif session.facts.base:
            session.set_aside()
        else:
            session.discard()  # it was killed before there was anything to edit
    return fitting


@contextmanager
def replacing(path: Path) -> Iterator[None]:
    """Set the left sessions of a file aside once another document has taken its place.

    Raises:
        FileInUseError: a running program has the file open.
    """
    left = _take(path)
    try:
        yield
    except BaseException:
        _let_go(left)
        raise
    for session in left:
        session.sweep()
        session.set_aside()


def _take(path: Path) -> list[Session]:
    try:
        return left_sessions(path)
    except SessionHeldError:
        raise FileInUseError(path) from None


def _let_go(sessions: list[Session]) -> None:
    for session in sessions:
        session.let_go()
