"""Disks that fill up: a small file system of its own, full but for a few bytes more each time."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from perfeval_desktop.domain.edits import Batch
from perfeval_desktop.domain.errors import FileError, PublishError
from perfeval_desktop.services.files import open_report, start_session
from perfeval_desktop.storage.read_documents import read_document
from tests.soak.states import state_of
from tests.soak.typing import act, content_hash, worked_on_sample

SIZE = "6m"


class NoSmallDiskError(Exception):
    """This machine lets us mount nothing; the text says why."""


@dataclass
class Full:
    """What became of some edits on a full disk."""

    tries: int = 0
    refused: int = 0  # storing or saving said that there was no room
    lost: int = 0
    problems: list[str] = field(default_factory=list)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a file system of a few megabytes.

    Raises:
        NoSmallDiskError: that takes rights that we do not have.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        raise NoSmallDiskError("only root may mount a file system")
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise NoSmallDiskError(done.stderr.strip())
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill_up(folder: Path, disk: Path, rooms: list[int], *, holds: str) -> Full:
    """Edit and save a report with some room left on the disk, then with more.

    `holds` says what lies on it: the "document" or the "state" folder.
    """
    result = Full()
    path = (disk if holds == "document" else folder) / f"报告-{holds}.peval"
    state = (disk if holds == "state" else folder) / f"state-{holds}"
    with state_of(state):
        worked_on_sample(path, 5)
        for room in rooms:
            _with_room(path, disk, room, result)
    return result


def _with_room(path: Path, disk: Path, room: int, result: Full) -> None:
    document = open_report(path)
    waiting: list[Batch] = []

    def store(batch: Batch) -> None:
        try:
            document.commit(batch)
        except FileError:
            waiting.append(batch)

    session = start_session(document, store, reads_prose=False)
    before = path.read_bytes()
    result.tries += 1
    with filled(disk, room):
        act(session, random.Random(room))
        try:
            document.publish()
            is_saved = True
        except PublishError as error:
            is_saved = False
            if "空间" not in error.reason:
                result.problems.append(f"{room} bytes: {error.reason}")
        result.refused += bool(waiting) or not is_saved
        if not is_saved and path.read_bytes() != before:
            result.lost += 1
            result.problems.append(f"{room} bytes: the old file has changed")
    for batch in waiting:
        document.commit(batch)
    document.close()
    if content_hash(read_document(path)) != content_hash(session.report):
        result.lost += 1
        result.problems.append(f"{room} bytes: the edit is lost")
    left = [each.name for each in path.parent.iterdir() if each.name.startswith(".perfeval")]
    if left:
        result.problems.append(f"{room} bytes: {left}")


@contextmanager
def filled(disk: Path, room: int) -> Iterator[None]:
    """Leave so many bytes of room on a disk."""
    filler = disk / "占满"
    facts = os.statvfs(disk)
    size = facts.f_bavail * facts.f_frsize - room
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, size))
    try:
        yield
    finally:
        filler.unlink()
