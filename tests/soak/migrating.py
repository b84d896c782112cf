"""Migrations that break off at each of their statements: killed, refused, or without room."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

from perfeval_desktop.domain.errors import FileError
from perfeval_desktop.services.files import open_report

Say = Callable[[str], None]


def break_migrating(say: Say, path: str, how: str, at: str) -> None:
    """Open a file of an older format; break off at a statement. Says whether it came to that."""
    if how == "full":
        import resource

        size = int(at) * 4096
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    else:
        _break_at(int(at), how)
    try:
        open_report(Path(path)).close()
    except FileError as error:
        say(f"refused {type(error).__name__}")
    else:
        say("opened")


def _break_at(number: int, how: str) -> None:
    from sqlalchemy import Engine, event

    done = 0

    @event.listens_for(Engine, "before_cursor_execute", retval=True)
    def _before(
        connection: object, cursor: object, sql: str, parameters: object, *rest: object
    ) -> tuple[str, object]:
        nonlocal done
        done += 1
        if done == number and how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        return ("SELECT nothing FROM nowhere", ()) if done == number else (sql, parameters)


JOBS: dict[str, Callable[..., None]] = {"break migrating": break_migrating}
