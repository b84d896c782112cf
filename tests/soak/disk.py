"""A disk that remembers what was written and what was synced, and can be read as after a power cut.

What was synced is there. Of what was not, each sector of 512 bytes has any of the states it went
through, whatever the order in which they were written; a sector may be torn in the middle.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import apsw

SECTOR = 512


class Write(NamedTuple):
    """Bytes put into a file."""

    file: str
    offset: int
    data: bytes


class Truncate(NamedTuple):
    """A file cut to a length."""

    file: str
    size: int


class Sync(NamedTuple):
    """A file brought to the disk."""

    file: str


class Delete(NamedTuple):
    """A file's name removed; synced when the folder was."""

    file: str
    is_synced: bool


Operation = Write | Truncate | Sync | Delete


@dataclass
class _File:
    synced: bytes
    is_named: bool  # its name is on the disk
    unsynced: list[Write | Truncate] = field(default_factory=list)
    is_deleted: bool = False


class RecordingDisk(apsw.VFS):
    """The machine's own file system, with a memory of all that SQLite did to it."""

    def __init__(self, name: str) -> None:
        super().__init__(name, base="")
        self.operations: list[Operation] = []
        self.found: dict[str, bytes] = {}  # what lay there when SQLite first opened it

    def begin(self) -> None:
        """Forget what was done so far: it counts as synced."""
        self.operations.clear()
        self.found.clear()

    def xOpen(self, name: apsw.URIFilename | str | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        if path is not None and path not in self.found and os.path.exists(path):
            with open(path, "rb") as file:
                self.found[path] = file.read()
        return _RecordingFile(self, path, name, flags)

    def xDelete(self, name: str, syncdir: bool) -> None:  # noqa: N802
        super().xDelete(name, syncdir)
        self.operations.append(Delete(name, syncdir))


class _RecordingFile(apsw.VFSFile):
    def __init__(
        self,
        disk: RecordingDisk,
        path: str | None,
        name: apsw.URIFilename | str | None,
        flags: list[int],
    ) -> None:
        super().__init__("", name, flags)
        self._disk, self._path = disk, path or ""

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        super().xWrite(data, offset)
        self._disk.operations.append(Write(self._path, offset, bytes(data)))

    def xTruncate(self, size: int) -> None:  # noqa: N802
        super().xTruncate(size)
        self._disk.operations.append(Truncate(self._path, size))

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self._disk.operations.append(Sync(self._path))


def after_cuts(
    operations: list[Operation], found: dict[str, bytes], cuts: list[int], dice: random.Random
) -> Iterator[tuple[int, dict[str, bytes]]]:
    """Yield, for each of the ascending numbers of operations, the files a power cut then leaves."""
    files = {path: _File(data, is_named=True) for path, data in found.items()}
    done = 0
    for cut in cuts:
        for operation in operations[done:cut]:
            _do(files, operation)
        done = cut
        left = {path: _left(file, dice) for path, file in files.items()}
        yield cut, {path: data for path, data in left.items() if data is not None}


def _do(files: dict[str, _File], operation: Operation) -> None:
    file = files.setdefault(operation.file, _File(b"", is_named=False))
    match operation:
        case Sync():
            whole = bytearray(file.synced)
            for each in file.unsynced:
                _put(whole, each)
            file.synced, file.is_named = bytes(whole), True  # SQLite syncs a new journal's folder
            file.unsynced.clear()
        case Delete():
            if operation.is_synced:
                files.pop(operation.file)
            else:
                file.is_deleted = True
        case _:
            if file.is_deleted:  # a new file under the old name
                files[operation.file] = file = _File(b"", is_named=False)
            file.unsynced.append(operation)


def _put(data: bytearray, operation: Write | Truncate) -> None:
    if isinstance(operation, Truncate):
        del data[operation.size :]
        data.extend(bytes(operation.size - len(data)))
        return
    end = operation.offset + len(operation.data)
    data.extend(bytes(max(0, end - len(data))))
    data[operation.offset : end] = operation.data


def _left(file: _File, dice: random.Random) -> bytes | None:
    if file.is_deleted and dice.random() < 0.5:
        return None
    if not file.is_named and dice.random() < 0.3:
        return None
    data = bytearray(file.synced)
    if not file.unsynced:
        return bytes(data)
    kept = dice.choice((0.0, 0.2, 0.5, 0.8, 1.0))  # how far the disk had got
    is_torn = dice.random() < 0.5
    last: dict[int, int] = {}  # sector -> how many of its writes arrived
    written: dict[int, int] = {}
    for each in file.unsynced:
        for sector in _sectors(each):
            written[sector] = written.get(sector, 0) + 1
    for sector, times in written.items():
        last[sector] = times if dice.random() < kept else dice.randrange(times)
    seen: dict[int, int] = {}
    for each in file.unsynced:
        if isinstance(each, Truncate):
            if dice.random() < kept:
                _put(data, each)
            continue
        for sector in _sectors(each):
            seen[sector] = seen.get(sector, 0) + 1
            if seen[sector] <= last[sector]:
                _put(data, _piece(each, sector))
            elif is_torn and seen[sector] == last[sector] + 1:
                _put(data, _torn(_piece(each, sector), dice))
    return bytes(data)


def _sectors(operation: Write | Truncate) -> range:
    if isinstance(operation, Truncate) or not operation.data:
        return range(0)
    end = operation.offset + len(operation.data)
    return range(operation.offset // SECTOR, (end - 1) // SECTOR + 1)


def _piece(write: Write, sector: int) -> Write:
    begin = max(sector * SECTOR, write.offset)
    end = min((sector + 1) * SECTOR, write.offset + len(write.data))
    return Write(write.file, begin, write.data[begin - write.offset : end - write.offset])


def _torn(write: Write, dice: random.Random) -> Write:
    return write._replace(data=write.data[: dice.randrange(len(write.data) + 1)])
