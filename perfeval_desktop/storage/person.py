"""The name of who fills in reports here, in the state folder: it is the same for all of them."""

from __future__ import annotations

from pathlib import Path

from perfeval_desktop.storage.state import state_dir, write_private

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
    write_private(_file(), name.encode())


def _file() -> Path:
    return state_dir() / "person.txt"
