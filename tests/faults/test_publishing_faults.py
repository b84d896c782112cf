"""Publishing that is killed at each of its steps, that finds no room, or a drive that refuses."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import CannotOpenError, FileError, PublishError
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import create_report, open_report, read_session, start_session
from perfeval_desktop.storage import publishing
from perfeval_desktop.storage.locks import lock_path
from tests.conftest import HETANG
from tests.one_cell import STAFF, new_file, staff_in, type_staff

resource = pytest.importorskip("resource", reason="limits of a process are a POSIX thing")
KILLED_AT = """
import os, signal, sys
from pathlib import Path
from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import open_report, start_session
from perfeval_desktop.storage import publishing
from perfeval_desktop.storage.sessions import Session

path, step, other = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
document = open_report(path)
session = start_session(document, document.commit)
session.apply(entry_edits(session.report, FieldAddress("", "编制数"), "11"), "填写", Origin.TYPED)
die = lambda *args, **names: os.kill(os.getpid(), signal.SIGKILL)
if step == "note":
    note = Session.note
    Session.note = lambda self, **changes: die() if "base" in changes else note(self, **changes)
else:
    setattr(publishing, step, die)
document.publish_as(Path(other)) if other else document.publish()
"""
STEPS = ("_verify", "sync_file", "file_hash", "_keep_permissions", "_replace", "sync_folder")


def names_in(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()} - {"state"}


def with_lock(path: Path) -> set[str]:
    """Return what may lie in its folder while a document is open."""
    return {path.name, lock_path(path).name}


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """A full disk, as far as a process can have one of its own."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def killed_at(path: Path, step: str, other: str = "") -> None:
    command = [sys.executable, "-c", KILLED_AT, str(path), step, other]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("step", [*STEPS, "note"])
def test_a_kill_at_any_step_of_publishing_loses_nothing_and_leaves_nothing(
    tmp_path: Path, state_dir: Path, step: str
) -> None:
    path = new_file(tmp_path)
    killed_at(path, step)
    assert staff_in(path) == ("11" if step in ("sync_folder", "note") else "")
    document = open_report(path)
    assert document.is_resumed
    assert document.report.value(STAFF) is not None
    document.close()
    assert staff_in(path) == "11"
    assert names_in(tmp_path) == {path.name}
    assert list((state_dir / "sessions").iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("step", ["_verify", "_replace", "sync_folder", "note"])
def test_a_kill_while_saving_as_loses_nothing_and_leaves_nothing(tmp_path: Path, step: str) -> None:
    path = new_file(tmp_path)
    stick = tmp_path / "U盘"
    stick.mkdir()
    killed_at(path, step, str(stick / "新.peval"))
    document = open_report(path)
    assert document.is_resumed
    document.close()
    assert staff_in(path) == "11"
    assert names_in(tmp_path) == {path.name, stick.name}
    assert names_in(stick) == ({"新.peval"} if step in ("sync_folder", "note") else set())


def test_a_full_disk_refuses_publishing_and_saving_works_after_there_is_room(
    tmp_path: Path,
) -> None:
    path = new_file(tmp_path)
    document = open_report(path)
    before = path.read_bytes()
    type_staff(document, "11")
    with no_file_longer_than(100_000), pytest.raises(PublishError, match="空间不足"):
        document.publish()
    assert path.read_bytes() == before
    assert names_in(tmp_path) == with_lock(path)
    document.close()
    assert staff_in(path) == "11"


def test_an_edit_without_room_is_not_acknowledged_and_nothing_of_it_is_stored(
    tmp_path: Path,
) -> None:
    path = new_file(tmp_path)
    document = open_report(path)
    session = start_session(document, document.commit)
    edits = entry_edits(session.report, STAFF, "11")
    with no_file_longer_than(1000), pytest.raises(FileError, match="空间"):
        session.apply(edits, "填写", Origin.TYPED)
    assert document.is_published
    document.close()
    assert staff_in(path) == ""


def test_without_any_room_opening_is_refused_and_the_left_session_kept(
    tmp_path: Path, state_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = new_file(tmp_path)
    with no_file_longer_than(10_000), pytest.raises(CannotOpenError):
        open_report(path)
    assert list((state_dir / "sessions").iterdir()) == []
    document = open_report(path)
    type_staff(document, "11")
    document.abandon()
    with monkeypatch.context() as patch:
        patch.setattr("perfeval_desktop.storage.document.is_sound", _no_room)
        with pytest.raises(CannotOpenError, match="空间"):
            open_report(path)
    document = open_report(path)
    assert document.is_resumed
    assert document.report.value(STAFF) is not None
    document.close()


def _no_room(connection: object) -> bool:
    below = sqlite3.OperationalError("database or disk is full")
    below.sqlite_errorname = "SQLITE_FULL"
    raise OperationalError("PRAGMA integrity_check", None, below)


def test_where_no_state_folder_can_be_made_the_file_is_shown_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = new_file(tmp_path)
    (tmp_path / "文件").touch()
    monkeypatch.setenv("PERFEVAL_STATE_DIR", str(tmp_path / "文件" / "state"))
    document = open_report(path)
    assert document.read_only.startswith("本机的工作文件写不进去（")
    document.close()
    with pytest.raises(CannotOpenError):
        read_session(path)
    with pytest.raises(PublishError):
        create_report(tmp_path / "新.peval", HETANG, 2022, "甲")
    assert not (tmp_path / "新.peval").exists()


@pytest.mark.parametrize("name", ["长" * 83 + ".peval", "𠮷" * 62 + ".pev"], ids=["common", "rare"])
def test_the_longest_name_a_folder_takes_can_be_saved(tmp_path: Path, name: str) -> None:
    assert 250 < len(name.encode()) <= 255
    path = new_file(tmp_path, name)
    document = open_report(path)
    type_staff(document, "11")
    document.close()
    assert staff_in(path) == "11"


def test_a_longer_name_is_refused_with_the_reason(tmp_path: Path) -> None:
    name = "长" * 90 + ".peval"
    with pytest.raises(PublishError, match="太长"):
        create_report(tmp_path / name, HETANG, 2022, "甲")
    with pytest.raises(CannotOpenError):
        open_report(tmp_path / name)


def test_a_virus_scanner_that_holds_the_file_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, waits = new_file(tmp_path), []
    replace = os.replace

    def held(source: Path, target: Path) -> None:
        if Path(target) == path and len(waits) < 3:
            raise PermissionError(errno.EACCES, "held")
        replace(source, target)

    monkeypatch.setattr(publishing.time, "sleep", waits.append)
    monkeypatch.setattr(publishing.os, "replace", held)
    document = open_report(path)
    type_staff(document, "11")
    document.close()
    assert len(waits) == 3
    assert staff_in(path) == "11"


def test_a_file_held_for_ever_is_an_error_with_the_edits_safe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, waits = new_file(tmp_path), []
    document = open_report(path)
    type_staff(document, "11")
    with monkeypatch.context() as patch:
        patch.setattr(publishing.time, "sleep", waits.append)
        patch.setattr(publishing, "_replace", _held_for_ever(publishing._replace, patch))
        with pytest.raises(PublishError, match="占用"):
            document.publish()
    assert sum(waits) < 10, "the message comes within ten seconds"
    assert staff_in(path) == ""
    assert names_in(tmp_path) == with_lock(path)
    document.close()
    assert staff_in(path) == "11"


def _held_for_ever(replace: object, patch: pytest.MonkeyPatch) -> object:
    def refused(source: Path, target: Path) -> None:
        raise PermissionError(errno.EACCES, "held")

    def held(beside: Path, target: Path) -> None:
        with patch.context() as inner:
            inner.setattr(publishing.os, "replace", refused)
            replace(beside, target)  # type: ignore[operator]

    return held


def test_a_folder_that_knows_no_sync_is_good_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some network and FUSE drives refuse to sync a folder; the file is there all the same."""
    path = new_file(tmp_path)
    document = open_report(path)
    type_staff(document, "11")
    sync = os.fsync

    def files_only(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not here")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", files_only)
    document.publish()
    assert document.is_published
    document.close()


def test_a_file_only_its_owner_may_read_stays_so(tmp_path: Path) -> None:
    path = new_file(tmp_path)
    path.chmod(0o600)
    document = open_report(path)
    type_staff(document, "11")
    document.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
