"""A long day: an edit a minute for hours, by a clock that is told what time it is."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from perfeval_desktop.domain.errors import PerfevalError
from perfeval_desktop.services.files import open_report, start_session
from perfeval_desktop.services.session import Session
from perfeval_desktop.storage.document import OpenDocument
from perfeval_desktop.storage.read_documents import read_document
from perfeval_desktop.storage.worker import Listener, StorageThread
from tests.soak.states import state_of
from tests.soak.typing import act, content_hash, worked_on_sample

_WAITS_S = 60


@dataclass(frozen=True)
class Held:
    """What the process holds at one moment."""

    handles: int
    threads: int
    files: int  # beside the document and in the state folder, without the backups


@dataclass(frozen=True)
class LongDay:
    """What was done, and what the process held in the first hour and in the last."""

    edits: int
    saved: int
    early: Held
    late: Held
    is_in_file: bool  # every edit, after closing
    failures: list[PerfevalError]


class _Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class _Ear:
    """What the storage thread tells, and waiting for it."""

    def __init__(self) -> None:
        self._told = threading.Condition()
        self.opened: list[OpenDocument] = []
        self.committed: list[int] = []
        self.published: list[object] = []
        self.failures: list[PerfevalError] = []

    def listener(self) -> Listener:
        return Listener(
            self._into(self.opened),
            self._into(self.failures),
            self._into(self.committed),
            self._into(self.published),
            self._into(self.failures),
        )

    def wait(self, heard: list[object], count: int) -> None:
        with self._told:
            assert self._told.wait_for(lambda: len(heard) >= count or self.failures, _WAITS_S)

    def _into(self, heard: list) -> Callable[[object], None]:  # type: ignore[type-arg]
        def hear(thing: object) -> None:
            with self._told:
                heard.append(thing)
                self._told.notify_all()

        return hear


def work_long(folder: Path, minutes: int) -> LongDay:
    """Edit once a minute; the document is saved by itself after each pause."""
    folder.mkdir(exist_ok=True)
    path, state = folder / "报告.peval", folder / "state"
    with state_of(state):
        worked_on_sample(path, 3)
        clock, ear = _Clock(), _Ear()
        thread = StorageThread(lambda: open_report(path), ear.listener(), clock=clock)
        thread.start()
        ear.wait(ear.opened, 1)
        session = start_session(ear.opened[0], thread.submit, reads_prose=False)
        dice, early = random.Random(minutes), None
        for minute in range(minutes):
            _work_a_minute(session, thread, clock, ear, dice)
            if minute == max(2, minutes // 24):
                early = _held(folder)
        late = _held(folder)
        thread.close()
        is_in_file = content_hash(read_document(path)) == content_hash(session.report)
    assert early is not None
    return LongDay(minutes, len(ear.published), early, late, is_in_file, ear.failures)


def _work_a_minute(
    session: Session, thread: StorageThread, clock: _Clock, ear: _Ear, dice: random.Random
) -> None:
    saved = len(ear.published)
    act(session, dice)
    thread.call(lambda document: None).result(_WAITS_S)
    clock.now += 60
    thread.call(lambda document: None).result(_WAITS_S)  # it looks at the clock again
    ear.wait(ear.published, saved + 1)
    thread.call(lambda document: None).result(_WAITS_S)  # the lock is renewed behind the saving


def _held(folder: Path) -> Held:
    handles = len(os.listdir("/proc/self/fd"))
    files = sum("backup" not in Path(at).parts for at, _, names in os.walk(folder) for _ in names)
    return Held(handles, threading.active_count(), files)
