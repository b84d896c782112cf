"""Versions that had to give way to another one: kept as files of their own in the state folder."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from perfeval_desktop.domain.errors import CannotOpenError
from perfeval_desktop.storage.document import OpenDocument
from perfeval_desktop.storage.failures import opening, publishing_to
from perfeval_desktop.storage.sessions import hold_aside
from perfeval_desktop.storage.state import state_dir

_LONGEST_STEM = 60


def keep_copy(document: OpenDocument) -> Path:
    """Write what a document holds now to a file of its own, and return that.

    Raises:
        PublishError: it could not be written.
    """
    with publishing_to(document.path):
        path = _free_path(document.path)
    document.copy_to(path)
    return path


def keep_aside(folder: Path) -> Path:
    """Make a file of a session that was set aside, and return it.

    Raises:
        FileError: its working copy is damaged, or gone; or the file could not be written.
    """
    with opening(folder):
        session = hold_aside(folder)
        if session is None or not session.database.is_file():
            raise CannotOpenError(folder, "那一份已经不在本机了")
        document = OpenDocument(session, None, is_resumed=True)
    kept = False
    try:
        path = keep_copy(document)
        kept = True
    finally:
        if kept:
            document.drop()
        else:
            document.abandon()
    return path


def kept_files() -> list[Path]:
    """Return the files that were kept and are still there."""
    return sorted(_folder().glob("*.peval"))


def _folder() -> Path:
    return state_dir() / "kept"


def _free_path(document: Path) -> Path:
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{document.stem[:_LONGEST_STEM]}（{datetime.now():%m月%d日%H时%M分}存）"
    path, number = folder / f"{stem}.peval", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}{number}.peval"
    return path
