"""Put the whole document in place of the old one: a complete, verified file at every moment."""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from perfeval_desktop.domain.errors import NotAReportError, PublishError
from perfeval_desktop.storage.database import check_database, file_hash

_TRIES = 7
_FIRST_WAIT_S = 0.05
_ROLLBACK_HEADER = b"\x01\x01"
_REASONS = {
    errno.ENOSPC: "磁盘空间不足",
    errno.EACCES: "没有写入权限，或者文件正被其他程序占用",
    errno.EPERM: "没有写入权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOENT: "文件夹不在了，可能是 U 盘已经拔出",
    errno.ENOTDIR: "文件夹不在了",
    errno.EISDIR: "同名的位置是一个文件夹",
    errno.EFBIG: "磁盘空间不足",
    errno.EIO: "磁盘读写出错",
}


def publish_database(
    driver: sqlite3.Connection, target: Path, base: str, note_pending: Callable[[str], None]
) -> str:
    """Write the database as a whole to `target`.

    Args:
        driver: The working copy, outside of any transaction.
        target: The document.
        base: SHA-256 of the document as we last wrote or read it; "" when it must not exist.
        note_pending: Told the hash of the new file before it takes the old one's place.

    Returns:
        The SHA-256 of the new document.

    Raises:
        PublishError: it was not written; the old document is unchanged and nothing lies beside it.
    """
    beside = target.with_name(f".{target.name[:80]}.{os.getpid()}.tmp~")
    try:
        _refuse_conflict(target, base)
        beside.unlink(missing_ok=True)
        driver.execute("VACUUM INTO ?", (str(beside),))
        _verify(beside, target)
        _sync(beside)
        new = file_hash(beside)
        note_pending(new)
        _replace(beside, target)
        _sync_folder(target.parent)
    except OSError as error:
        raise PublishError(target, _REASONS.get(error.errno or 0, "目标位置写不进去")) from error
    except sqlite3.Error as error:
        raise PublishError(target, _sqlite_reason(error, target)) from error
    finally:
        _remove(beside)
    return new


def _refuse_conflict(target: Path, base: str) -> None:
    if target.is_dir():
        raise PublishError(target, "同名的位置是一个文件夹")
    now = file_hash(target)
    if now not in (base, ""):
        raise PublishError(target, "文件被别的程序或别人改动过，没有覆盖它，请另存为别的文件")


def _verify(beside: Path, target: Path) -> None:
    """What takes the document's place has been read back and found whole."""
    with beside.open("rb") as file:
        header = file.read(20)
    try:
        if header[18:20] != _ROLLBACK_HEADER:
            raise NotAReportError(target, "文件头不对")
        check_database(beside, target)
    except NotAReportError as error:
        raise PublishError(target, "写出的文件没有通过核对") from error


def _replace(beside: Path, target: Path) -> None:
    """Replace the file; on Windows a virus scanner may hold it for a moment."""
    for attempt in range(_TRIES):
        try:
            os.replace(beside, target)
            return
        except PermissionError:
            if attempt == _TRIES - 1:
                raise
            time.sleep(_FIRST_WAIT_S * 2**attempt)


def _sync(path: Path) -> None:
    """SQLite does not sync what VACUUM INTO wrote."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sqlite_reason(error: sqlite3.Error, target: Path) -> str:
    if not target.parent.is_dir():
        return _REASONS[errno.ENOENT]
    code = getattr(error, "sqlite_errorname", "")
    if code.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return _REASONS[errno.ENOSPC]
    return _REASONS[errno.EACCES]


def _remove(path: Path) -> None:
    for suffix in ("", "-journal"):
        try:
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        except OSError:
            return  # the drive is gone, and the file with it
