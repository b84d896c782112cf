"""State folders of their own for processes and machines that are only tried."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_VARIABLE = "PERFEVAL_STATE_DIR"


@contextmanager
def state_of(folder: Path) -> Iterator[None]:
    """Work with another state folder."""
    before = os.environ.get(_VARIABLE)
    os.environ[_VARIABLE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[_VARIABLE]
        else:
            os.environ[_VARIABLE] = before


def without_sessions(state: Path) -> None:
    """Empty a state folder but for the templates it has read, which take long to read."""
    shutil.rmtree(state / "sessions", ignore_errors=True)
    state.mkdir(parents=True, exist_ok=True)


def two_days_ago(state: Path) -> None:
    """Let everything in a state folder be as old as if the next start came two days later."""
    then = time.time() - 2 * 24 * 3600
    for each in state.rglob("*"):
        os.utime(each, (then, then))
