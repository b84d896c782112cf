"""Put the whole document in place of the old one: a complete, verified file at every moment."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from perfeval_desktop.domain.errors import FileError, PublishError
from perfeval_desktop.storage.database import check_database, file_format
from perfeval_desktop.storage.disk import file_hash, sync_file, sync_folder
from perfeval_desktop.storage.sessions import remove_database
from perfeval_desktop.storage.tables import FORMAT

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
        base: SHA-256 of the document as we last wrote or read it; "" when it must not exist.
        note_pending: Told the hash of the new file before it takes the old one's place.

    Returns:
        The SHA-256 of the new document.

    Raises:
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
    return new


def _refuse_conflict(target: Path, base: str) -> None:
    if target.exists() and not target.is_file():
        raise PublishError(target, "同名的位置是一个文件夹" if target.is_dir() else "它不是文件")
    if file_hash(target) not in (base, ""):
        raise PublishError(target, "文件被别的程序或别人改动过，没有覆盖它，请另存为别的文件")


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
