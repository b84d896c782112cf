"""Power cuts on the working copy: the program edits on a recorded disk, which then loses power.

The edits go through the program's own opening, statements, pragmas and commits. What a cut leaves
is put where the working copy lay, and the program opens the document again, on the real disk and
with the SQLite of the machine.
"""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from perfeval_desktop.domain.errors import PerfevalError
from perfeval_desktop.services.files import (
    create_from_data_file,
    open_report,
    sample_data,
    start_session,
)
from tests.soak.disk import Operation, RecordingDisk, after_cuts
from tests.soak.driver import driven_by
from tests.soak.states import state_of
from tests.soak.typing import act, content_hash, told_by_history

EDITS = 260  # more than one checkpoint of the write-ahead log lies among them
_names = itertools.count()


@dataclass
class Cuts:
    """What became of the edits in some power cuts."""

    cuts: int = 0
    in_checkpoints: int = 0  # of these, while the log was written back into the database
    acknowledged: int = 0  # edits, summed over the cuts
    lost: int = 0  # of them
    unopenable: int = 0  # reports that did not open, or not with what their history tells
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Recording:
    """A session of editing, as the disk saw it."""

    document: Path
    session: Path  # its folder
    operations: list[Operation]
    found: dict[str, bytes]
    acknowledged: list[tuple[int, int, str]]  # operations until then, batch, hash of the content


def cut_power(folder: Path, cuts: int, seed: int, edits: int = EDITS) -> Cuts:
    """Edit once, and cut the power at some random moments of it."""
    dice = random.Random(seed)
    recording = record_editing(folder, dice, edits)
    result = Cuts()
    moments = _moments(recording, cuts, dice)
    writing_back = _checkpoints(recording.operations)
    for moment, files in after_cuts(recording.operations, recording.found, moments, dice):
        _open_again(recording, moment, files, result)
        result.cuts += 1
        result.in_checkpoints += moment in writing_back
    return result


def record_editing(folder: Path, dice: random.Random, edits: int = EDITS) -> Recording:
    """Edit the sample on a recorded disk; its state folder stays as a crash would leave it."""
    path = folder / "报告.peval"
    create_from_data_file(path, sample_data()).close()
    name = f"recorded-{next(_names)}"
    disk = RecordingDisk(name)
    acknowledged = []
    with state_of(folder / "state"), driven_by(name):
        document = open_report(path)
        session = start_session(document, document.commit, reads_prose=False)
        number = session.history.last_number
        # Opening has put the copy on the disk before it noted it; the log is what comes now.
        disk.operations[:] = [each for each in disk.operations if each.file.endswith("work.db-wal")]
        acknowledged.append((len(disk.operations), number, content_hash(document.report)))
        for _ in range(edits):
            act(session, dice)
            number = session.history.last_number
            acknowledged.append((len(disk.operations), number, content_hash(document.report)))
        operations = list(disk.operations)
        document.abandon()
    (kept,) = (folder / "state" / "sessions").iterdir()
    found = {path: data for path, data in disk.found.items() if path.startswith(str(kept))}
    own = [each for each in operations if each.file.startswith(str(kept))]
    assert len(own) == len(operations), "nothing but the working copy was written"
    return Recording(path, kept, operations, found, acknowledged)


def _moments(recording: Recording, count: int, dice: random.Random) -> list[int]:
    """Half of them anywhere, half while the log is written back: that takes a moment only."""
    everywhere = range(recording.acknowledged[0][0], len(recording.operations) + 1)
    writing_back = sorted(_checkpoints(recording.operations))
    half = count // 2 if writing_back else 0
    chosen = [dice.choice(writing_back) for _ in range(half)]
    return sorted(chosen + [dice.choice(everywhere) for _ in range(count - half)])


def _checkpoints(operations: list[Operation]) -> set[int]:
    """Numbers of operations at which the database itself is written, or the log begun anew."""
    found: set[int] = set()
    for at, each in enumerate(operations):
        if each.file.endswith("work.db"):
            found.update(range(at, at + 4))
    return {each for each in found if each <= len(operations)}


def _open_again(recording: Recording, moment: int, files: dict[str, bytes], result: Cuts) -> None:
    _, number, hash_ = max(each for each in recording.acknowledged if each[0] <= moment)
    edits = number - recording.acknowledged[0][1]
    result.acknowledged += edits
    state = recording.session.parent.parent.with_name("state-after")
    with _laid_out(recording, files, state), state_of(state):
        try:
            document = open_report(recording.document)
        except PerfevalError as error:
            result.unopenable += 1
            result.lost += edits
            result.problems.append(f"operation {moment}: {error!r}")
            return
        last = document.batches[-1].number
        now = content_hash(document.report)
        result.lost += max(0, number - last)
        if last not in (number, number + 1) or (last == number and now != hash_):
            result.problems.append(f"operation {moment}: edit {last} instead of {number}")
        if document.verify_history() is not None or now != told_by_history(document):
            result.unopenable += 1
            result.problems.append(f"operation {moment}: not what the history tells")
        if document.is_cut_short:
            result.problems.append(f"operation {moment}: taken for a damage")
        document.abandon()


@contextmanager
def _laid_out(recording: Recording, files: dict[str, bytes], state: Path) -> Iterator[None]:
    """The session's folder as the machine finds it when the power is back."""
    folder = state / "sessions" / recording.session.name
    folder.mkdir(parents=True)
    shutil.copy(recording.session / "session.json", folder)
    for path, data in files.items():
        (folder / Path(path).name).write_bytes(data)
    try:
        yield
    finally:
        shutil.rmtree(state)
