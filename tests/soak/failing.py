"""Calls that fail: the first, the second, the third …, once or for ever, until all have passed.

What Python asks of the system (opening, syncing, renaming) and what SQLite asks of its files is
counted together; the call with the chosen number fails as a disk does that is full or broken.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw

from perfeval_desktop.domain.edits import Batch
from perfeval_desktop.domain.errors import FileError, PublishError
from perfeval_desktop.services.files import open_report, start_session
from perfeval_desktop.storage.locks import lock_path
from perfeval_desktop.storage.read_documents import read_document
from tests.soak.driver import driven_by
from tests.soak.states import two_days_ago
from tests.soak.typing import act, content_hash

Say = Callable[[str], None]
_VFS = "failing"


class Faults:
    """Counts calls and lets one of them fail, or it and all after it."""

    def __init__(self, code: int, *, for_ever: bool) -> None:
        self.code, self._for_ever = code, for_ever
        self._fails_at, self._calls = 0, 0
        self.failed: list[str] = []

    def arm(self, fails_at: int) -> None:
        self._fails_at, self._calls = fails_at, 0
        self.failed = []

    def disarm(self) -> None:
        self._fails_at = 0

    def fails(self, name: str) -> bool:
        if not self._fails_at:
            return False
        self._calls += 1
        is_hit = self._calls == self._fails_at
        if is_hit or (self._for_ever and self._calls > self._fails_at):
            self.failed.append(name)
            return True
        return False

    def at_system(self, module: Any, name: str) -> None:
        """Count the calls of one of the system's functions, for the rest of the process."""
        real = getattr(module, name)

        def counted(*arguments: Any, **names: Any) -> Any:
            if self.fails(name):
                raise OSError(self.code, os.strerror(self.code))
            return real(*arguments, **names)

        setattr(module, name, counted)


class _FailingDisk(apsw.VFS):
    def __init__(self, faults: Faults) -> None:
        super().__init__(_VFS, base="")
        self._faults = faults

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        if self._faults.fails("xOpen"):
            raise apsw.CantOpenError("no")
        return _FailingFile(self._faults, name, flags)

    def xDelete(self, name: str, syncdir: bool) -> None:  # noqa: N802
        _refuse(self._faults, "xDelete")
        super().xDelete(name, syncdir)


class _FailingFile(apsw.VFSFile):
    def __init__(self, faults: Faults, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._faults = faults

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        _refuse(self._faults, "xWrite")
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        _refuse(self._faults, "xTruncate")
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:  # noqa: N802
        _refuse(self._faults, "xSync")
        super().xSync(flags)


def _refuse(faults: Faults, name: str) -> None:
    if faults.fails(name):
        raise (apsw.FullError if faults.code == errno.ENOSPC else apsw.IOError)("no")


def fail_saving(say: Say, path: str, code: str, for_ever: str, first: str, step: str) -> None:
    """Edit and save while one call fails, then without; say what happened at each call."""
    _at_each_call(say, path, (code, for_ever, first, step), _edit_and_save)


def fail_opening(say: Say, path: str, code: str, for_ever: str, first: str, step: str) -> None:
    """Open while one call fails, then without; say what happened at each call."""
    _at_each_call(say, path, (code, for_ever, first, step), _open)


def _at_each_call(
    say: Say,
    path: str,
    how: tuple[str, str, str, str],
    attempt: Callable[[Path, Faults, int], str],
) -> None:
    code, for_ever, first, step = how
    faults = Faults(getattr(errno, code), for_ever=for_ever == "for ever")
    disk = _FailingDisk(faults)
    file, whole = Path(path), Path(path).read_bytes()
    for module, name in (
        *((os, each) for each in ("fsync", "replace", "rename", "mkdir", "open")),
        *((io, "open"), (builtins, "open")),
    ):
        faults.at_system(module, name)
    with driven_by(_VFS):
        for fails_at in range(int(first), 100_000, int(step)):
            file.write_bytes(whole)
            outcome = attempt(file, faults, fails_at)
            if not faults.failed:
                break
            _expect_nothing_left(file)
            say(f"{fails_at} {faults.failed[0]} {outcome}")
    del disk  # it had to live until now


def _edit_and_save(file: Path, faults: Faults, fails_at: int) -> str:
    document = open_report(file)
    before = content_hash(document.report)
    waiting: list[Batch] = []

    def store(batch: Batch) -> None:
        try:
            document.commit(batch)
        except FileError:
            waiting.append(batch)  # as the storage thread keeps it for a later try

    session = start_session(document, store, reads_prose=False)
    faults.arm(fails_at)
    outcome = "saved"
    act(session, random.Random(fails_at))
    try:
        document.publish()
    except PublishError:
        outcome = "refused"
    faults.disarm()
    beside = set(os.listdir(file.parent)) - {lock_path(file).name}  # it is still open
    assert beside == {file.name}, "something was left beside the document"
    now = content_hash(session.report)
    held = content_hash(read_document(file))
    assert held in (before, now), "the file holds something else"
    assert outcome == "refused" or waiting or held == now, "what is said to be saved is not"
    for batch in waiting:
        document.commit(batch)
    document.close()
    assert content_hash(read_document(file)) == now, "the later saving has lost the edit"
    return "not stored" if waiting else outcome


def _open(file: Path, faults: Faults, fails_at: int) -> str:
    before, expected = file.read_bytes(), content_hash(read_document(file))
    document = None
    faults.arm(fails_at)
    try:
        document = open_report(file)
    except FileError as error:
        outcome = type(error).__name__
    else:
        outcome = "shown" if document.read_only else "opened"
    faults.disarm()
    assert file.read_bytes() == before
    if document is not None:
        document.close()
    two_days_ago(Path(os.environ["PERFEVAL_STATE_DIR"]))
    again = open_report(file)  # a copy that could not be deleted either is resumed, unchanged
    assert content_hash(again.report) == expected
    again.close()
    return outcome


def _expect_nothing_left(file: Path) -> None:
    in_state = os.listdir(Path(os.environ["PERFEVAL_STATE_DIR"]) / "sessions")
    assert in_state == [], in_state
    assert os.listdir(file.parent) == [file.name], os.listdir(file.parent)


JOBS: dict[str, Callable[..., None]] = {"fail saving": fail_saving, "fail opening": fail_opening}
