"""The state folder: working copies, settings and logs, everything kept outside the document.

It is private to the user: figures and names are in it. Where the system knows permissions, nobody
else may look into the folder, and the files that hold what was filled in are the user's own, too.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from perfeval_desktop.resources import state_path
from perfeval_desktop.storage.disk import sync_folder

_PRIVATE_FOLDER, _PRIVATE_FILE = 0o700, 0o600


def state_dir() -> Path:
    """Return the state folder, made when it is not there yet."""
    folder = state_path()
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
    _make_private(folder)
    return folder


def sessions_dir() -> Path:
    """Return the folder that holds one folder for each open document."""
    folder = state_dir() / "sessions"
    folder.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
    return folder


def private_file(path: Path) -> None:
    """Make an empty file that only the user may read, where there is none yet.

    Raises:
        OSError: it cannot be made.
    """
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, _PRIVATE_FILE))


def write_private(path: Path, content: bytes) -> None:
    """Write a file whole, or leave the one that was there; only the user may read it.

    Raises:
        OSError: it cannot be written; nothing is left beside it.
    """
    beside = path.with_name(f"{path.name}.{os.urandom(4).hex()}.part")
    try:
        private_file(beside)
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)


def _make_private(folder: Path) -> None:
    """A folder of an earlier version, or one that somebody else made, is closed to others."""
    if os.name == "posix":
        with contextlib.suppress(OSError):  # a drive that knows no permissions
            if folder.stat().st_mode & 0o077:
                folder.chmod(_PRIVATE_FOLDER)


def install_id() -> str:
    """Return what tells this state folder from others; "" where nothing can be kept."""
    with contextlib.suppress(OSError):
        file = state_dir() / "install-id"
        with contextlib.suppress(FileExistsError):
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
            with os.fdopen(os.open(file, flags, _PRIVATE_FILE), "w", encoding="ascii") as new:
                new.write(os.urandom(8).hex())
        return file.read_text(encoding="ascii", errors="replace")[:32]
    return ""
