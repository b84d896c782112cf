"""Backups: compressed copies of whole, verified documents, in a folder of their own.

A backup is one line of JSON that says what it is, and the bytes of the document, compressed. Its
name tells its number, its time, why it was made and of which file, so that a list needs no reading.
The numbers give the order: a clock that was set back does not.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from perfeval_desktop.domain.errors import BackupDamagedError, BackupError
from perfeval_desktop.storage.disk import sync_folder
from perfeval_desktop.storage.failures import reason_of
from perfeval_desktop.storage.limits import MOST_BYTES as LARGEST_DOCUMENT
from perfeval_desktop.storage.processes import computer_name
from perfeval_desktop.storage.state import state_dir, write_private
from perfeval_desktop.storage.thinning import MOST_BYTES, not_kept, over_the_cap

SUFFIX = ".pevalbak"
_NAME = re.compile(r"(\d{6,12})-(\d{8}T\d{6}Z)-([a-z]+)-([0-9a-f]{8})\.pevalbak")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STAMP = "%Y%m%dT%H%M%SZ"
_MAX_HEAD = 8192
_PIECE = 2**20


class BackupReason(StrEnum):
    """Why a backup was made."""

    OPENED = "opened"
    CHANGED = "changed"
    CLOSED = "closed"
    MIGRATION = "migration"
    IMPORT = "import"
    RESTORE = "restore"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What a backup says of itself."""

    doc_id: str
    document: str  # the file it is of
    computer: str
    steps: int  # the last step of the history in it
    step_hash: str
    sha256: str  # of the document's bytes
    bytes: int


class Backup(NamedTuple):
    """One backup there is, as its name tells it."""

    path: Path
    sequence: int
    time: datetime
    reason: BackupReason
    line: str  # which file it is of: copies of a report have one identity
    size: int  # compressed

    @property
    def stays(self) -> bool:
        """Whether it is never thinned: what an older program could read is in no other."""
        return self.reason is BackupReason.MIGRATION


class Written(NamedTuple):
    """What came of a backup: none where nothing had changed; `trouble` when it lies elsewhere."""

    backup: Backup | None
    trouble: BackupError | None = None


def standard_folder() -> Path:
    """Return where backups are kept when nothing else is chosen."""
    return state_dir() / "backup"


def chosen_folder() -> Path | None:
    """Return the folder the clerk chose, None for the standard one."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        return Path(json.loads(_settings_file().read_bytes())["folder"])
    return None


def choose_folder(folder: Path | None) -> None:
    """Keep new backups in this folder; those that are there stay where they are and are listed.

    Raises:
        BackupError: it cannot be written to, and nothing is chosen.
    """
    try:
        if folder is None:
            _settings_file().unlink(missing_ok=True)
            return
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".perfeval-{os.urandom(4).hex()}"
        write_private(probe, b"")
        probe.unlink()
        write_private(_settings_file(), json.dumps({"folder": str(folder)}).encode())
    except OSError as error:
        raise BackupError(folder or standard_folder(), reason_of(error)) from error


def backups_of(doc_id: str) -> list[Backup]:
    """Return the backups of a report, and of copies of it, oldest first."""
    found = (each for root in _roots() for each in _in_folder(root / _folder_name(doc_id)))
    return sorted(found, key=_order)


def backups_of_file(path: Path) -> list[Backup]:
    """Return the backups of a file that no longer says which report it is, oldest first."""
    line = line_of(path)
    return sorted((each for each in all_backups() if each.line == line), key=_order)


def all_backups() -> list[Backup]:
    """Return every backup of every report."""
    found: list[Backup] = []
    for root in _roots():
        with contextlib.suppress(OSError):
            for folder in sorted(root.iterdir()):
                found += _in_folder(folder)
    return found


def write_backup(
    data: bytes,
    facts: BackupFacts,
    reason: BackupReason,
    now: datetime | None = None,
) -> Written:
    """Keep a document as it is, unless the last backup of its file holds the very same state.

    What was written is read back, decompressed and compared before it counts. Then those are
    removed that are no longer needed.

    Raises:
        BackupError: it could not be written anywhere; nothing is left of it.
    """
    now = now or datetime.now().astimezone()
    line = line_of(Path(facts.document))
    known = backups_of(facts.doc_id)
    of_line = [each for each in known if each.line == line]
    if of_line and _is_held(of_line[-1], facts, reason):
        return Written(None)
    sequence = max((each.sequence for each in known), default=0) + 1
    stamp = now.astimezone(UTC).strftime(_STAMP)
    name = f"{sequence:06d}-{stamp}-{reason.value}-{line}{SUFFIX}"
    content = _packed(data, facts)
    trouble: BackupError | None = None
    for root in _roots():
        folder = root / _folder_name(facts.doc_id)
        try:
            if root != standard_folder() and not root.is_dir():
                raise FileNotFoundError(2, "the chosen folder is gone")
            folder.mkdir(parents=True, exist_ok=True)
            written = _write_verified(folder / name, content)
        except (OSError, BackupDamagedError) as error:
            why = reason_of(error) if isinstance(error, OSError) else "写出的备份没有通过核对"
            trouble = trouble or BackupError(root, why)
            continue
        backup = _of_path(written)
        assert backup is not None
        _remove(not_kept([*of_line, backup], now))
        _keep_under_cap()
        return Written(backup, trouble)
    assert trouble is not None
    raise trouble


def read_facts(backup: Backup) -> BackupFacts:
    """Return what a backup says of itself.

    Raises:
        BackupDamagedError: it cannot be read.
    """
    return _opened(backup.path)[0]


def read_backup(backup: Backup) -> tuple[BackupFacts, bytes]:
    """Return a backup, with the bytes of the document, which are the very ones that were kept.

    Raises:
        BackupDamagedError: it cannot be read, or is not what it was.
    """
    return _unpacked(backup.path)


def line_of(path: Path) -> str:
    """Return the short word that stands for a file in the names of its backups."""
    return hashlib.sha256(os.path.normcase(path).encode(errors="replace")).hexdigest()[:8]


def facts_of(data: bytes, doc_id: str, document: Path, steps: int, step_hash: str) -> BackupFacts:
    """Return what a backup of these bytes will say of itself."""
    digest = hashlib.sha256(data).hexdigest()
    return BackupFacts(doc_id, str(document), computer_name(), steps, step_hash, digest, len(data))


def _roots() -> list[Path]:
    """Where backups may be; new ones go to the first that takes them."""
    chosen, standard = chosen_folder(), standard_folder()
    return [standard] if chosen is None or chosen == standard else [chosen, standard]


def _settings_file() -> Path:
    return state_dir() / "backup.json"


def _folder_name(doc_id: str) -> str:
    """A document may say anything of itself: what is no identity of ours becomes no path."""
    is_ours = _UUID.fullmatch(doc_id) is not None
    return doc_id if is_ours else hashlib.sha256(doc_id.encode(errors="replace")).hexdigest()[:32]


def _order(backup: Backup) -> tuple[int, datetime]:
    return backup.sequence, backup.time


def _in_folder(folder: Path) -> Iterator[Backup]:
    with contextlib.suppress(OSError):
        for path in sorted(folder.iterdir()):
            backup = _of_path(path)
            if backup is not None:
                yield backup


def _of_path(path: Path) -> Backup | None:
    matched = _NAME.fullmatch(path.name)
    if matched is None:
        return None
    number, stamp, reason, line = matched.groups()
    with contextlib.suppress(OSError, ValueError):
        time = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC).astimezone()
        size = path.stat().st_size
        return Backup(path, int(number), time, BackupReason(reason), line, size)
    return None


def _is_held(last: Backup, facts: BackupFacts, reason: BackupReason) -> bool:
    """Say whether the last backup holds this state, and is whole."""
    if reason is BackupReason.MIGRATION and not last.stays:
        return False
    try:
        held, _ = _unpacked(last.path)
    except BackupDamagedError:
        return False
    return (held.steps, held.step_hash) == (facts.steps, facts.step_hash)


def _packed(data: bytes, facts: BackupFacts) -> bytes:
    head = json.dumps(asdict(facts), ensure_ascii=True, separators=(",", ":"))
    return head.encode() + b"\n" + zlib.compress(data)


def _opened(path: Path) -> tuple[BackupFacts, bytes]:
    """Return the facts of a backup and what is packed, still compressed."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BackupDamagedError(path, reason_of(error)) from error
    head, newline, packed = content[:_MAX_HEAD].partition(b"\n")
    try:
        facts = BackupFacts(**json.loads(head))
    except (ValueError, TypeError, RecursionError) as error:
        raise BackupDamagedError(path) from error
    kinds = (str, str, str, int, str, str, int)
    if not newline or not all(map(isinstance, asdict(facts).values(), kinds)):
        raise BackupDamagedError(path)
    return facts, packed + content[_MAX_HEAD:]


def _unpacked(path: Path) -> tuple[BackupFacts, bytes]:
    facts, packed = _opened(path)
    machine = zlib.decompressobj()
    try:
        data = machine.decompress(packed, LARGEST_DOCUMENT + 1)
    except zlib.error as error:
        raise BackupDamagedError(path) from error
    is_whole = machine.eof and not machine.unused_data
    if not is_whole or hashlib.sha256(data).hexdigest() != facts.sha256:
        raise BackupDamagedError(path)
    return facts, data


def _write_verified(path: Path, content: bytes) -> Path:
    """Write a backup; it has its name only once it was read back and found whole."""
    part = path.with_name(f".{path.name}.part")
    _sweep(path)
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _unpacked(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)
    return path


def _sweep(path: Path) -> None:
    """Remove what a killed program left half written; only one at a time has the file open."""
    line = path.name.rpartition("-")[2]
    for part in path.parent.glob(f".*-{line}.part"):
        with contextlib.suppress(OSError):
            part.unlink()


def _remove(backups: list[Backup]) -> None:
    for each in backups:
        with contextlib.suppress(OSError):
            each.path.unlink()


def _keep_under_cap() -> None:
    """Make room in each folder for itself: a full stick takes nothing from the PC."""
    for root in _roots():
        inside = [each for each in all_backups() if each.path.parent.parent == root]
        if sum(each.size for each in inside) > MOST_BYTES:
            _remove(over_the_cap(inside, MOST_BYTES))
