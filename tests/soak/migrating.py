"""Migrations that break off at each of their statements: killed, refused, or without room."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval_desktop.domain.errors import FileError
from perfeval_desktop.services.files import open_report
from perfeval_desktop.storage.locks import lock_path
from perfeval_desktop.storage.read_documents import read_document
from perfeval_desktop.storage.tables import FORMAT
from tests.soak.states import state_of, two_days_ago, without_sessions
from tests.soak.typing import content_hash

if TYPE_CHECKING:
    from tests.soak.forks import Forks

FORMATS = Path(__file__).parents[1] / "data" / "formats"
OLD_FORMATS = range(1, FORMAT)
Say = Callable[[str], None]


@dataclass
class Broken:
    """What became of some migrations that broke off."""

    tries: int = 0
    killed: int = 0
    refused: int = 0
    lost: int = 0  # documents that were changed, or did not open afterwards with what they hold
    problems: list[str] = field(default_factory=list)


def break_migrations(
    forks: Forks, folder: Path, first: int, step: int, formats: Sequence[int] = OLD_FORMATS
) -> Broken:
    """Break off the opening of each older format at every `step`-th statement from `first` on."""
    result = Broken()
    for number in formats:
        old = FORMATS / f"format-{number}.peval"
        with state_of(folder / "state"):
            expected = content_hash(read_document(old))
        for how in ("killed", "refused", "full"):
            at = first
            while _break_one(forks, folder, old, (how, at), expected, result):
                at += step
    return result


def _break_one(
    forks: Forks, folder: Path, old: Path, where: tuple[str, int], expected: str, result: Broken
) -> bool:
    """Say whether it came to that statement at all."""
    documents, state = folder / "documents", folder / "state"
    shutil.rmtree(documents, ignore_errors=True)
    documents.mkdir(parents=True)
    without_sessions(state)
    path = documents / "旧.peval"
    shutil.copyfile(old, path)
    ended = forks.run("break migrating", state, path, *where)
    if ended.how == "done" and ended.said == ["opened"]:
        return False
    result.tries += 1
    result.killed += ended.how == "crashed" and not ended.said
    result.refused += ended.how == "done"
    if ended.how == "hung" or (ended.how == "crashed" and ended.said):
        result.problems.append(f"{old.name} {where}: {ended}")
    if not _is_unharmed(path, old, state, expected):
        result.lost += 1
        result.problems.append(f"{old.name} {where}: not as before")
    return True


def _is_unharmed(path: Path, old: Path, state: Path, expected: str) -> bool:
    beside = set(os.listdir(path.parent)) - {lock_path(path).name}  # of a killed process
    if path.read_bytes() != old.read_bytes() or beside != {path.name}:
        return False
    two_days_ago(state)
    with state_of(state):
        document = open_report(path)
        held = content_hash(document.report)
        document.publish()
        document.close()
        saved = content_hash(read_document(path))
    is_tidy = os.listdir(path.parent) == [path.name] and os.listdir(state / "sessions") == []
    return held == saved == expected and is_tidy


def break_migrating(say: Say, path: str, how: str, at: str) -> None:
    """Open a file of an older format; break off at a statement. Says whether it came to that."""
    if how == "full":
        import resource

        size = int(at) * 4096
        resource.setrlimit(
            resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1])
        )
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
