"""Power cuts while a document is written: every state that the disk may then be in.

A renamed file is on the disk when its folder was synced; until then either of the two may be
there. What was renamed before it was synced may be torn.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from perfeval_desktop.domain.errors import PerfevalError
from perfeval_desktop.services.files import open_report, start_session, unfinished_reports
from perfeval_desktop.storage.document import OpenDocument
from tests.soak.states import state_of
from tests.soak.typing import act, content_hash, worked_on_sample

_ABSENT = b""


@dataclass
class Cuts:
    """What was found after power cuts while a document was written."""

    states: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass
class _Name:
    """A file's name and what has stood behind it; up to `durable` it is on the disk."""

    versions: list[bytes]
    durable: int = 0

    @property
    def possible(self) -> list[bytes]:
        return self.versions[self.durable :]


class _Recorder:
    """Sees renaming and syncing, and keeps the working copy as it was at each of them."""

    def __init__(self, names: dict[Path, _Name], session: Path, copies: Path) -> None:
        self._names, self._session, self._copies = names, session, copies
        self._synced: set[bytes] = set()
        self.moments: list[tuple[dict[Path, list[bytes]], Path]] = []

    @contextmanager
    def watching(self) -> Iterator[None]:
        replace, sync = os.replace, os.fsync

        def watched_replace(source: Path, target: Path) -> None:
            data = Path(source).read_bytes()
            replace(source, target)
            known = self._names.setdefault(Path(target), _Name([_ABSENT]))
            known.versions.append(data if data in self._synced else data[: len(data) // 2])
            self._keep()

        def watched_sync(descriptor: int) -> None:
            sync(descriptor)
            path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
            if stat.S_ISDIR(os.fstat(descriptor).st_mode):
                for name, known in self._names.items():
                    if name.parent == path:
                        known.durable = len(known.versions) - 1
            else:
                self._synced.add(path.read_bytes())
            self._keep()

        os.replace, os.fsync = watched_replace, watched_sync  # type: ignore[assignment]
        try:
            yield
        finally:
            os.replace, os.fsync = replace, sync

    def _keep(self) -> None:
        copy = self._copies / str(len(self.moments))
        # Another process copies: closing a second handle here would drop SQLite's own locks.
        subprocess.run(["cp", "-r", str(self._session), str(copy)], check=True)
        self.moments.append(({name: list(of.possible) for name, of in self._names.items()}, copy))


def cut_while_publishing(folder: Path, *, saves_as: bool) -> Cuts:
    """Save an edit, under another name if wanted, and cut the power at each step of it."""
    path, other, state = folder / "报告.peval", folder / "另存.peval", folder / "state"
    with state_of(state):
        worked_on_sample(path, 3)
        document = open_report(path)
        (session,) = (state / "sessions").iterdir()
        facts = session / "session.json"
        names = {each: _Name([each.read_bytes()]) for each in (path, facts)}
        (folder / "moments").mkdir()
        recorder = _Recorder(names, session, folder / "moments")
        hand = start_session(document, document.commit, reads_prose=False)
        act(hand, random.Random(5))
        expected = content_hash(document.report)
        with recorder.watching():
            document.publish_as(other) if saves_as else document.publish()
        document.drop()
    result = Cuts()
    for possible, copy in recorder.moments:
        for versions in itertools.product(*possible.values()):
            _look(folder, copy, dict(zip(possible, versions, strict=True)), expected, result)
    return result


def _look(folder: Path, copy: Path, files: dict[Path, bytes], expected: str, result: Cuts) -> None:
    """Start the program on one state of the disk."""
    state = folder / "state"
    shutil.rmtree(state / "sessions")
    name = next(each.parent.name for each in files if each.name == "session.json")
    shutil.copytree(copy, state / "sessions" / name)
    for each in folder.glob("*.peval"):
        each.unlink()
    for path, data in files.items():
        if data != _ABSENT:
            path.write_bytes(data)
    result.states += 1
    with state_of(state):
        documents = [*unfinished_reports(), *sorted(folder.glob("*.peval"))]
        found = [_held(each, result) for each in dict.fromkeys(documents)]
    if expected not in found:
        result.problems.append(f"moment {copy.name}: the edit is lost")


def _held(path: Path, result: Cuts) -> str:
    try:
        document: OpenDocument = open_report(path)
    except PerfevalError as error:
        result.problems.append(f"{path.name}: {error!r}")
        return ""
    held = content_hash(document.report)
    document.close()
    return held
