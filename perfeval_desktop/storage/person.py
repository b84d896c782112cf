"""The name of who fills in reports here, in the state folder: it is the same for all of them."""

from __future__ import annotations

import os
from pathlib import Path

from perfeval_desktop.storage.disk import sync_folder
from perfeval_desktop.storage.state import state_dir

_MOST_BYTES = 1000


def kept_person() -> str:
    """Return the name that was kept, "" for none; whatever is wrong with the file, it has none."""
    try:
        with _file().open("rb") as file:
            return file.read(_MOST_BYTES).decode()
    except (OSError, UnicodeDecodeError):
        return ""


def keep_person(name: str) -> None:
    """Keep a name.

    Raises:
        OSError: it cannot be written; the one that was kept before is.
    """
    file = _file()
    beside = file.with_name(f"{file.name}.{os.urandom(4).hex()}.tmp")
    try:
        beside.write_text(name, encoding="utf-8")
        os.replace(beside, file)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(file.parent)


def _file() -> Path:
    return state_dir() / "person.txt"
