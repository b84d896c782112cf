"""Put the whole document in place of the old one: a complete, verified file at every moment."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from perfeval_desktop.domain.errors import (
    ConflictError,
    FileError,
    FileGoneError,
    PublishError,
)
from perfeval_desktop.storage.database import check_database, file_format
from perfeval_desktop.storage.disk import file_hash, hash_on_disk, sync_file, sync_folder
from perfeval_desktop.storage.sessions import remove_database
from perfeval_desktop.storage.tables import FORMAT
from perfeval_desktop.storage.writable import is_read_only

_TRIES = 7
_FIRST_WAIT_S = 0.05


def publish_database(
    driver: sqlite3.Connection,
    beside: Path,
    target: Path,
    base: str,
    note_pending: Callable[[str], None],
) -> str:
    """Write the database as a whole to `target`.

    Args:
        driver: The working copy, outside of any transaction.
        beside: Where the new file is written first, in the same folder.
        target: The document.
        base: SHA-256 of the document as we last wrote or read it; "" when there is to be none.
        note_pending: Told the hash of the new file before it takes the old one's place.

    Returns:
        The SHA-256 of the new document.

    Raises:
        ConflictError: somebody else's is there; it is unchanged. Or ours did not arrive whole.
        FileGoneError: the document was moved away or deleted; nothing was put in its place.
        PublishError, OSError, sqlite3.Error: it was not written; the old document is unchanged and
            nothing lies beside it.
    """
    try:
        _refuse_conflict(target, base)
        remove_database(beside)
        driver.execute("VACUUM INTO ?", (str(beside),))
        _verify(beside, target)
        sync_file(beside)  # SQLite does not sync what VACUUM INTO wrote
        new = file_hash(beside)
        _keep_permissions(target, beside)
        note_pending(new)
        _refuse_conflict(target, base)  # the last moment to notice
        _replace(beside, target)
    finally:
        remove_database(beside)
    sync_folder(target.parent)
    if hash_on_disk(target) != new:
        raise ConflictError(target, "写进去的内容读回来不一样，磁盘可能坏了，请另存到别的地方")
    return new


def _refuse_conflict(target: Path, base: str) -> None:
    if target.exists() and not target.is_file():
        raise PublishError(target, "同名的位置是一个文件夹" if target.is_dir() else "它不是文件")
    now = file_hash(target)
    if now == base:
        if now and is_read_only(target):
            raise PublishError(target, "文件被设成了只读")
    elif now:
        raise ConflictError(target, "文件被别的程序或别人改动过，没有覆盖它")
    elif target.parent.is_dir():
        raise FileGoneError(target, "文件不在原来的位置了，可能被移走、改名或者删除了")


def _verify(beside: Path, target: Path) -> None:
    """What takes the document's place has been read back and found whole."""
    try:
        is_ours = file_format(beside) == FORMAT
        check_database(beside, target, is_ours=True)
    except FileError:
        is_ours = False
    if not is_ours:
        raise PublishError(target, "写出的文件没有通过核对")


def _keep_permissions(target: Path, beside: Path) -> None:
    """A file that only its owner may read stays so."""
    if os.name == "posix":
        with suppress(OSError):  # a new file, or a drive that knows no permissions
            shutil.copymode(target, beside)


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
