"""The state folder: working copies, settings and logs, everything kept outside the document."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

STATE_DIR_VARIABLE = "PERFEVAL_STATE_DIR"


def state_dir() -> Path:
    """Return the state folder, made when it is not there yet."""
    named = os.environ.get(STATE_DIR_VARIABLE)
    if named:
        folder = Path(named)
    else:
        from platformdirs import user_data_path

        folder = user_data_path("perfeval", appauthor=False)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def sessions_dir() -> Path:
    """Return the folder that holds one folder for each open document."""
    folder = state_dir() / "sessions"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def install_id() -> str:
    """Return what tells this state folder from others; "" where nothing can be kept."""
    with suppress(OSError):
        file = state_dir() / "install-id"
        with suppress(FileExistsError), file.open("x", encoding="ascii") as new:
            new.write(os.urandom(8).hex())
        return file.read_text(encoding="ascii", errors="replace")[:32]
    return ""
