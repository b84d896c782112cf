"""Sessions: the private working copies, who holds them, and which a crash left behind.

A session's folder holds `work.db`, `session.json`, and `alive`, a file that the running process
keeps locked. The operating system lets go of that lock when the process dies, however it dies.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO

from perfeval_desktop.storage.disk import is_same_path, sync_folder
from perfeval_desktop.storage.state import private_file, sessions_dir

_ASIDE = "aside-"
READING = "read-"  # what a private copy is called that is only read
_SURELY_OVER_S = 24 * 3600
_NAME = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What the next start must know of a session."""

    path: str  # the document, absolute; "" while a document is only looked at
    base: str  # SHA-256 of the document as this session last wrote or read it; "" before that
    pending: str = ""  # SHA-256 of what was about to replace it
    other: str = ""  # another file that was about to be written (另存为)


class Session:
    """One working copy that this process holds."""

    def __init__(self, folder: Path, facts: SessionFacts, lock: IO[bytes]) -> None:
        self.folder = folder
        self.facts = facts
        self._lock = lock

    @property
    def database(self) -> Path:
        """The working copy."""
        return self.folder / "work.db"

    @property
    def log(self) -> Path:
        """What SQLite has not yet written back into the working copy."""
        return self.folder / "work.db-wal"

    @property
    def document(self) -> Path:
        """The document that the working copy belongs to."""
        return Path(self.facts.path)

    def beside(self, target: Path) -> Path:
        """Return where this session writes a file before it takes the place of `target`."""
        return target.with_name(f".perfeval-{self.folder.name}.tmp~")

    def note(self, **changes: str) -> None:
        """Write changed facts down, durably.

        Raises:
            OSError: they could not be written; on disk the old ones are still there.
        """
        self.facts = replace(self.facts, **changes)
        _write_facts(self.folder, self.facts)

    def sweep(self) -> None:
        """Remove what a killed publishing left beside the documents."""
        for target in filter(None, (self.facts.path, self.facts.other)):
            remove_database(self.beside(Path(target)))

    def discard(self) -> None:
        """Let go and delete the folder: the document holds everything."""
        self.let_go()
        with contextlib.suppress(OSError):  # first: what is left of a killed deletion is no session
            (self.folder / "session.json").unlink()
        shutil.rmtree(self.folder, ignore_errors=True)

    def let_go(self) -> None:
        """Let go and keep the folder for the next start."""
        self._lock.close()

    def set_aside(self) -> None:
        """Let go and keep the folder where no start will resume it."""
        self.let_go()
        self.folder = self.folder.rename(self.folder.with_name(_ASIDE + self.folder.name))


class SessionHeldError(Exception):
    """A living process holds the session."""


def start_session(document: Path | None, root: Path | None = None) -> Session:
    """Make and hold a new, empty session for a document, or for looking at one.

    Args:
        document: The document; None for looking at one.
        root: Where its folder is made: in the state folder, if nothing else is said.

    Raises:
        OSError: the folder cannot be written.
    """
    if root is None:
        sweep_sessions_dir()
        root = sessions_dir()
    folder = root / os.urandom(8).hex()
    folder.mkdir(mode=0o700)
    facts = SessionFacts(str(document or ""), base="")
    with contextlib.ExitStack() as undoing:
        undoing.callback(shutil.rmtree, folder, ignore_errors=True)
        lock = undoing.enter_context(_hold(folder))
        _write_facts(folder, facts)
        sync_folder(folder.parent)
        undoing.pop_all()
    return Session(folder, facts, lock)


def left_sessions(document: Path, but: Session | None = None) -> list[Session]:
    """Return, held, every session of a document that dead processes left behind.

    Args:
        document: Its file.
        but: A session that this process holds, and that does not count.

    Raises:
        SessionHeldError: a living process holds one of them.
    """
    left: list[Session] = []
    try:
        for folder, facts in _folders():
            if but is not None and folder == but.folder:
                continue
            if facts.path and is_same_path(Path(facts.path), document):
                left.append(Session(folder, facts, _hold(folder)))
    except SessionHeldError:
        for session in left:
            session.let_go()
        raise
    return left


def left_documents() -> list[Path]:
    """Return the documents of all sessions that dead processes left behind."""
    found = []
    for folder, facts in _folders():
        with contextlib.suppress(SessionHeldError):
            _hold(folder).close()
            if facts.path:
                found.append(Path(facts.path))
    return found


def left_looks() -> list[Session]:
    """Return, held, the sessions of dead processes that only looked at a document."""
    left = []
    for folder, facts in _folders():
        if not facts.path:
            with contextlib.suppress(SessionHeldError):
                left.append(Session(folder, facts, _hold(folder)))
    return left


def hold_aside(folder: Path) -> Session | None:
    """Return, held, a session that was set aside; None when it is not there any more."""
    facts = _read_facts(folder)
    try:
        return Session(folder, facts, _hold(folder)) if facts is not None else None
    except SessionHeldError:
        return None


def is_living(name: str) -> bool:
    """Say whether a living process holds the session of this name, which may say anything."""
    folder = sessions_dir() / name
    if _NAME.fullmatch(name) is None or not folder.is_dir():
        return False
    try:
        _hold(folder).close()
    except SessionHeldError:
        return True
    return False


def left_folders() -> list[tuple[Path, Path]]:
    """Return the folders of the sessions that dead processes left behind, each with its document.

    What is in one of them may be nowhere else.
    """
    found = []
    for folder, facts in _folders():
        if facts.path:  # else it only looked
            with contextlib.suppress(SessionHeldError, OSError):
                _hold(folder).close()
                found.append((folder, Path(facts.path)))
    return found


def aside_folders() -> list[Path]:
    """Return the folders of sessions that no start will resume."""
    return sorted(sessions_dir().glob(f"{_ASIDE}*"))


def remove_left(folder: Path) -> None:
    """Delete the folder of a session that nobody holds.

    Raises:
        SessionHeldError: somebody has come to hold it.
    """
    lock = _hold(folder)
    lock.close()  # a file that is open cannot be deleted on Windows
    shutil.rmtree(folder, ignore_errors=True)


def reading_database() -> Path:
    """Return where a document is copied to that is only read."""
    return sessions_dir() / f"{READING}{os.urandom(8).hex()}.db"


def sweep_sessions_dir() -> None:
    """Remove what killed processes have left that nobody will take up.

    These are copies that were only read, and sessions that were killed before they knew their
    document, or while they were deleted.
    """
    now = time.time()
    for left in sessions_dir().iterdir():
        is_reading = left.name.startswith(READING)
        if not is_reading and (left.name.startswith(_ASIDE) or (left / "session.json").exists()):
            continue
        with contextlib.suppress(OSError):
            if abs(now - left.stat().st_mtime) < _SURELY_OVER_S:
                continue
            left.unlink() if is_reading else shutil.rmtree(left, ignore_errors=True)


def remove_database(path: Path) -> None:
    """Remove a database that is not wanted, as far as the drive is still there."""
    for suffix in ("", "-journal"):
        with contextlib.suppress(OSError):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def _folders() -> Iterator[tuple[Path, SessionFacts]]:
    for folder in sorted(sessions_dir().iterdir()):
        facts = _read_facts(folder)
        if facts is not None and not folder.name.startswith(_ASIDE):
            yield folder, facts


def _hold(folder: Path) -> IO[bytes]:
    private_file(folder / "alive")
    file = (folder / "alive").open("ab")
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise SessionHeldError(folder.name) from None
    return file


def _write_facts(folder: Path, facts: SessionFacts) -> None:
    beside = folder / "session.json.part"
    private_file(beside)
    with beside.open("w", encoding="utf-8") as file:
        json.dump(asdict(facts), file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, folder / "session.json")
    sync_folder(folder)


def _read_facts(folder: Path) -> SessionFacts | None:
    with contextlib.suppress(OSError, ValueError, TypeError):
        return SessionFacts(**json.loads((folder / "session.json").read_text(encoding="utf-8")))
    return None
