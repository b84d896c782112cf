"""Sessions that a crash left behind: which of them goes on, and what becomes of the others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from perfeval_desktop.domain.errors import FileInUseError
from perfeval_desktop.storage.disk import file_hash
from perfeval_desktop.storage.locks import remove_lock_of
from perfeval_desktop.storage.sessions import (
    Session,
    SessionHeldError,
    left_looks,
    left_sessions,
)


def take_left(path: Path, but: Session | None = None) -> list[Session]:
    """Return, held, the sessions of a file that dead processes left behind; ours does not count.

    Raises:
        FileInUseError: a running program has the file open.
    """
    try:
        return left_sessions(path, but)
    except SessionHeldError:
        raise FileInUseError(path) from None


def fitting_session(path: Path, left: list[Session]) -> Session | None:
    """Return the left session that fits the file as it is.

    A working copy fits only the very file it was made from or has written. While there is no file
    at all, because a stick was pulled or somebody moved it, the one used last goes on.

    Raises:
        OSError: the file cannot be read.
    """
    able = [each for each in left if each.facts.base and each.database.is_file()]
    now = file_hash(path)
    if not now:
        return max(able, key=lambda each: each.database.stat().st_mtime_ns, default=None)
    return next((each for each in able if now in (each.facts.base, each.facts.pending)), None)


def put_away(path: Path, left: list[Session], fitting: Session | None) -> list[Path]:
    """Set the others aside: they will never fit again, unless there is no file to fit.

    Returns:
        The folders of those that were set aside.
    """
    aside = []
    for session in left:
        _sweep(session)
        if session is fitting:
            continue
        if not session.facts.base:
            session.discard()  # it was killed before there was anything to edit
        elif path.exists():
            session.set_aside()
            aside.append(session.folder)
        else:
            session.let_go()
    return aside


@contextmanager
def replacing(path: Path, but: Session | None = None) -> Iterator[set[str]]:
    """Set the left sessions of a file aside once another document has taken its place.

    Yields:
        Their names.

    Raises:
        FileInUseError: a running program has the file open.
    """
    left = take_left(path, but)
    try:
        yield names_of(left)
    except BaseException:
        let_go(left)
        raise
    for session in left:
        _sweep(session)
        session.set_aside()


def names_of(sessions: list[Session]) -> set[str]:
    """Return the names of sessions, as locks tell them."""
    return {each.folder.name for each in sessions}


def let_go(sessions: list[Session]) -> None:
    """Let go of sessions, and keep them."""
    for session in sessions:
        session.let_go()


def sweep_looks() -> None:
    """Remove the copies that killed processes made only to look at a document."""
    for session in left_looks():
        _sweep(session)
        session.discard()


def _sweep(session: Session) -> None:
    """Remove what a killed process left beside documents."""
    session.sweep()
    if session.facts.other:
        remove_lock_of(Path(session.facts.other), session.folder.name)
