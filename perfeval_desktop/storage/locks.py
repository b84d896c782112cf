"""The lock beside an open document, by which other computers see who fills it in.

On one computer the sessions decide who has a document open; what is written is guarded by the hash
of the file (`publishing`). The lock only saves people from doing the same work twice, so whatever
goes wrong with it never stands in the way of the work.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import stat
import sys
import time
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from perfeval_desktop.domain.errors import ConflictError, FileHeldError, FileInUseError
from perfeval_desktop.storage.processes import boot_id, computer_name, is_running, started_at
from perfeval_desktop.storage.sessions import is_living
from perfeval_desktop.storage.state import install_id

BEAT_S = 60.0
_SILENT = timedelta(minutes=10)  # a lock not renewed for so long may be nobody's any more
_AHEAD = timedelta(minutes=2)  # a clock that is so much ahead tells nothing
_TRIES = 5
_WAIT_S = 0.05
_LONGEST_NAME = 255  # bytes, the least that file systems in use take
_MOST_BYTES = 8192
_MOST_CHARACTERS = 200
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a lock says. Times are ISO 8601 in UTC, so that rewriting them keeps the length."""

    host: str
    user: str
    install: str
    boot: str
    pid: int
    started: str  # when that process started
    session: str
    opened: str
    time: str  # when it was renewed last


class DocumentLock:
    """The lock that a session has, or would have: not every folder takes one.

    `is_refused` says that the folder takes no new files at all.
    """

    def __init__(self, document: Path, session: str, person: str) -> None:
        self.document = document
        self.person = person
        self.is_refused = False
        self._path = lock_path(document)
        now = _now()
        self._facts = _Facts(
            host=computer_name(),
            user=_short(person),
            install=install_id(),
            boot=boot_id(),
            pid=os.getpid(),
            started=started_at(os.getpid()),
            session=session,
            opened=now,
            time=now,
        )

    def take(self, ours: Collection[str], *, takes_over: bool = False) -> None:
        """Lock the document, unless another one has it locked.

        Args:
            ours: Sessions of dead processes that this process holds now; their locks are ours, and
                so is one in which nothing is written yet.
            takes_over: A person said that nobody else is there, whatever the lock says.

        Raises:
            FileInUseError: another process on this computer has it open.
            FileHeldError: another computer has, or its lock is left.
        """
        for _ in range(_TRIES):
            if self._create() and not (self.is_refused and os.name == "nt"):
                return
            found = _read(self._path)  # Windows refuses a name for a moment after it was removed
            if found is None:
                time.sleep(_WAIT_S)
                continue
            if not takes_over and not (ours and _is_unwritten(self._path)):
                self._refuse_others(_parsed(found), ours)
            if _read(self._path) == found:
                with contextlib.suppress(OSError):
                    self._path.unlink()
        if _read(self._path) is not None:
            raise _held(self.document, None)

    def confirm(self) -> None:
        """Make sure, before writing, that nobody took the document over.

        Raises:
            ConflictError: somebody did.
        """
        found = _read(self._path)
        if found is None:
            self._create_again()
            return
        facts = _parsed(found)
        if facts is None or facts.session == self._facts.session:
            return
        with contextlib.suppress(FileInUseError):
            self._refuse_others(facts, ())
            return  # it is nobody's
        who = f"电脑“{facts.host}”上的{facts.user}" if facts.user else f"电脑“{facts.host}”"
        raise ConflictError(self.document, f"{who}已经接着填这个文件，没有覆盖它")

    def beat(self) -> None:
        """Say that we are still there."""
        found = _read(self._path)
        if found is None:
            self._create_again()
            return
        facts = _parsed(found)
        if facts is not None and facts.session == self._facts.session:
            self._facts = replace(self._facts, time=_now())
            with contextlib.suppress(OSError), self._path.open("rb+") as file:
                file.write(self._bytes())  # of the same length: no reader finds it half
                file.flush()
                os.fsync(file.fileno())

    def release(self) -> None:
        """Remove the lock, when it is ours."""
        found = _read(self._path)
        facts = _parsed(found) if found is not None else None
        if facts is not None and facts.session == self._facts.session:
            with contextlib.suppress(OSError):
                self._path.unlink()

    def _create_again(self) -> None:
        """Somebody tidied up, or the drive came back; as long as it is gone, nothing is made."""
        if self.document.exists():
            self._create()

    def _create(self) -> bool:
        """Return whether there is nothing more to do: it was made, or cannot be."""
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
        try:
            descriptor = os.open(self._path, flags, 0o644)
        except FileExistsError:
            return False
        except OSError as error:
            self.is_refused = error.errno in _REFUSED
            return True
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(self._bytes())
                file.flush()
                os.fsync(file.fileno())
        except OSError:  # a full disk: no lock, but none that says nothing either
            with contextlib.suppress(OSError):
                self._path.unlink()
        _hide(self._path)
        return True

    def _bytes(self) -> bytes:
        return json.dumps(asdict(self._facts), ensure_ascii=False).encode("utf-8", "replace")

    def _refuse_others(self, facts: _Facts | None, ours: Collection[str]) -> None:
        """Let pass what a dead process of this computer left.

        Raises:
            FileInUseError, FileHeldError: as `take` does.
        """
        mine = self._facts
        if facts is None:
            raise _held(self.document, None)
        if facts.session in (*ours, mine.session):
            return
        if facts.install == mine.install and is_living(facts.session):
            raise FileInUseError(self.document)  # under another name: a mapped drive, a hard link
        if (facts.host, facts.boot) != (mine.host, mine.boot):
            raise _held(self.document, facts)
        if facts.install != mine.install and is_running(facts.pid, facts.started):
            raise _held(self.document, facts)


def take_lock(
    document: Path, session: str, person: str, ours: Collection[str], *, takes_over: bool = False
) -> DocumentLock:
    """Return the lock of a document, taken; see `DocumentLock.take`."""
    lock = DocumentLock(document, session, person)
    lock.take(ours, takes_over=takes_over)
    return lock


def remove_lock_of(document: Path, session: str) -> None:
    """Remove the lock that a dead session left, be it one that it had only begun."""
    lock = lock_path(document)
    if _is_unwritten(lock):
        with contextlib.suppress(OSError):
            lock.unlink()
    DocumentLock(document, session, "").release()


def lock_path(document: Path) -> Path:
    """Return where the lock of a document lies, the same on every computer."""
    name = f".~lock.{document.name}#"
    if len(os.fsencode(name)) > _LONGEST_NAME:
        name = f".~lock.{hashlib.sha256(os.fsencode(document.name)).hexdigest()[:32]}#"
    return document.with_name(name)


def _read(path: Path) -> bytes | None:
    """Return what is there, None when nothing is; what is no file reads as nothing at all."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return b"" if os.path.lexists(path) else None
    try:
        is_file = stat.S_ISREG(os.fstat(descriptor).st_mode)
        return os.read(descriptor, _MOST_BYTES) if is_file else b""
    except OSError:
        return b""
    finally:
        os.close(descriptor)


def _is_unwritten(path: Path) -> bool:
    """Say whether a lock was made, and a kill or a power cut came before it said anything."""
    try:
        is_file = stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False
    content = _read(path)
    return is_file and content is not None and not content.strip(b"\0")


def _parsed(content: bytes) -> _Facts | None:
    """Return what a lock says; None when it says nothing that could be understood."""
    try:
        read = json.loads(content.decode("utf-8"))
        facts = _Facts(**{each.name: read[each.name] for each in fields(_Facts)})
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    texts = [value for name, value in asdict(facts).items() if name != "pid"]
    if type(facts.pid) is not int or not all(isinstance(each, str) for each in texts):
        return None
    return replace(facts, host=_short(facts.host), user=_short(facts.user))


def _short(text: str) -> str:
    """Return a name as it can be shown: no line ends, nothing that turns the direction."""
    shown = "".join(each for each in " ".join(text.split()) if each.isprintable())
    return shown[:_MOST_CHARACTERS]


def _held(document: Path, facts: _Facts | None) -> FileHeldError:
    if facts is None:
        return FileHeldError(document, "", "", None, may_take_over=True)
    renewed = _moment(facts.time)
    age = datetime.now(UTC) - renewed if renewed is not None else _SILENT
    is_silent = not -_AHEAD <= age < _SILENT
    since = _moment(facts.opened)
    return FileHeldError(
        document,
        facts.user,
        facts.host,
        since.astimezone() if since is not None else None,
        may_take_over=is_silent,
    )


def _moment(text: str) -> datetime | None:
    with contextlib.suppress(ValueError, OverflowError, OSError):
        moment = datetime.fromisoformat(text)
        moment.astimezone()
        return moment if moment.tzinfo is not None else None
    return None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _hide(path: Path) -> None:
    """On Windows a name that begins with a dot is shown all the same."""
    if sys.platform == "win32":
        import ctypes

        hidden = 0x2
        with contextlib.suppress(OSError):
            ctypes.windll.kernel32.SetFileAttributesW(str(path), hidden)
