"""Sessions: the private working copies, who holds them, and which a crash left behind.

A session's folder holds `work.db`, `session.json`, and `alive`, a file that the running process
keeps locked. The operating system lets go of that lock when the process dies, however it dies.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO

from perfeval_desktop.storage.state import sessions_dir

_LIVE, _ASIDE = "", "aside-"


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What the next start must know of a session."""

    path: str  # the document, absolute
    base: str  # SHA-256 of the document as this session last wrote or read it
    pending: str = ""  # SHA-256 of what was about to replace it


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
    def document(self) -> Path:
        """The document that the working copy belongs to."""
        return Path(self.facts.path)

    def note(self, **changes: str) -> None:
        """Write changed facts down, durably."""
        self.facts = replace(self.facts, **changes)
        _write_facts(self.folder, self.facts)

    def discard(self) -> None:
        """Let go and delete the folder: the document holds everything."""
        self.let_go()
        shutil.rmtree(self.folder, ignore_errors=True)

    def let_go(self) -> None:
        """Let go and keep the folder for the next start."""
        self._lock.close()


class SessionHeldError(Exception):
    """A living process holds the session."""


def start_session(document: Path, base: str) -> Session:
    """Make and hold a new, empty session for a document."""
    folder = sessions_dir() / secrets.token_hex(8)
    folder.mkdir()
    facts = SessionFacts(str(document), base)
    lock = _hold(folder)
    _write_facts(folder, facts)
    return Session(folder, facts, lock)


def left_sessions(document: Path | None = None) -> Iterator[Session]:
    """Yield, held, each session that a dead process left behind (for one document, or for any).

    Raises:
        SessionHeldError: a living process holds a session of `document`.
    """
    for folder in sorted(sessions_dir().iterdir()):
        facts = _read_facts(folder)
        if facts is None or folder.name.startswith(_ASIDE):
            continue
        if document is not None and Path(facts.path) != document:
            continue
        try:
            lock = _hold(folder)
        except SessionHeldError:
            if document is not None:
                raise
            continue
        yield Session(folder, facts, lock)


def set_aside(session: Session) -> None:
    """Keep a session that fits its document no longer, where no start will resume it."""
    session.let_go()
    session.folder.rename(session.folder.with_name(_ASIDE + session.folder.name))


def _hold(folder: Path) -> IO[bytes]:
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
    with beside.open("w", encoding="utf-8") as file:
        json.dump(asdict(facts), file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, folder / "session.json")


def _read_facts(folder: Path) -> SessionFacts | None:
    with contextlib.suppress(OSError, ValueError, TypeError):
        return SessionFacts(**json.loads((folder / "session.json").read_text(encoding="utf-8")))
    return None
