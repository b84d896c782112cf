"""Earlier states kept as backups: listed, compared, opened as a copy, restored."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.domain.edits import (
    AddPaper,
    Batch,
    Edit,
    RemovePaper,
    SetEntry,
    SetStatus,
    SetVersion,
    apply_edits,
    inverses,
)
from perfeval_desktop.domain.errors import BackupDamagedError, EditError, FileError
from perfeval_desktop.domain.history import History
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.text import shortened
from perfeval_desktop.domain.values import time_text
from perfeval_desktop.exporting.atomic import replace_file
from perfeval_desktop.services.comparing import Difference, Kind, differences
from perfeval_desktop.services.revisions import State
from perfeval_desktop.storage.backups import (
    Backup,
    BackupFacts,
    BackupReason,
    all_backups,
    backups_of,
    backups_of_file,
    choose_folder,
    chosen_folder,
    read_backup,
    read_facts,
    standard_folder,
)
from perfeval_desktop.storage.state import sessions_dir

if TYPE_CHECKING:
    from perfeval_desktop.storage.read_documents import ReadDocument

__all__ = [
    "Backup",
    "BackupFacts",
    "all_backups",
    "backups_of",
    "choose_folder",
    "chosen_folder",
    "read_facts",
    "standard_folder",
]

_MOST_SHOWN = 40  # characters of a value
_REASONS = {
    BackupReason.OPENED: "打开时",
    BackupReason.CHANGED: "填写了半小时",
    BackupReason.CLOSED: "关闭时",
    BackupReason.MIGRATION: "换新的文件格式以前",
    BackupReason.IMPORT: "导入、粘贴以前",
    BackupReason.RESTORE: "恢复以前",
    BackupReason.MERGE: "合并以前",
}
# What restoring leaves as it is: papers were printed, names were given, finals were made.
_NOTED = (AddPaper, RemovePaper, SetVersion, SetStatus)


def listed(doc_id: str) -> tuple[list[Backup], Path]:
    """Return a report's backups, of all reports where no id is given, and where new ones go.

    A folder of the clerk's choice may be on a share that does not answer: this can take its time.
    """
    found = backups_of(doc_id) if doc_id else sorted(all_backups(), key=lambda each: each.time)
    return found, chosen_folder() or standard_folder()


class Restoring(NamedTuple):
    """The edits that lead from a report to the state of a backup; none where they are the same."""

    edits: tuple[Edit, ...]
    then: Report


class Newest(NamedTuple):
    """The newest backup that is whole, and those after it that are not."""

    backup: Backup | None
    damaged: tuple[Backup, ...]


def reason_words(backup: Backup) -> str:
    """Return why a backup was made."""
    return _REASONS[backup.reason]


def backup_name(backup: Backup) -> str:
    """Return what a backup is called: its time."""
    return f"{time_text(backup.time)} 的备份"


def size_words(size: int) -> str:
    """Return a size as a clerk reads it."""
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(1, round(size / 1024))} KB"


def newest_sound(backups: Iterable[Backup]) -> Newest:
    """Return the newest backup that is still what it was; `backups` are in their order."""
    damaged: list[Backup] = []
    for backup in reversed(list(backups)):
        try:
            read_backup(backup)
        except BackupDamagedError:
            damaged.append(backup)
            continue
        return Newest(backup, tuple(damaged))
    return Newest(None, tuple(damaged))


def backups_for_damaged(path: Path) -> list[Backup]:
    """Return the backups of a file that cannot be opened, by its place, else by what it says."""
    from perfeval_desktop.storage.salvage import doc_id_in, read_damaged

    of_file = backups_of_file(path)
    if of_file:
        return of_file
    try:
        doc_id = doc_id_in(read_damaged(path))
    except FileError:
        return []
    return backups_of(doc_id) if doc_id else []


def read_state(backup: Backup) -> ReadDocument:
    """Return the report and the history in a backup, checked like any file.

    Raises:
        BackupDamagedError: it cannot be read.
    """
    from perfeval_desktop.storage.read_documents import read_with_history

    _, data = read_backup(backup)
    unpacked = sessions_dir() / f"read-{os.urandom(8).hex()}.peval"
    try:
        unpacked.write_bytes(data)
        return read_with_history(unpacked)
    except FileError as error:
        raise BackupDamagedError(backup.path, error.reason) from error
    except OSError as error:
        raise BackupDamagedError(backup.path, "本机磁盘已满，展不开它") from error
    finally:
        unpacked.unlink(missing_ok=True)


def write_copy(backup: Backup, path: Path) -> None:
    """Write what a backup holds to a file.

    Raises:
        BackupDamagedError: it cannot be read; nothing is written.
        ExportError: the file could not be written; what stood there is unchanged.
    """
    read_state(backup)  # it passes the gate, or is not given out
    _, data = read_backup(backup)
    replace_file(path, data)


def differences_to_now(then: Report, now: Report) -> list[Difference]:
    """Return what is different now, cell by cell. Takes time: not for the window's thread."""
    states = (State(0, report, Engine(report, reads_prose=False).value) for report in (then, now))
    return differences(*states)


def restoring(report: Report, history: History, then: ReadDocument) -> Restoring | None:
    """Return what leads from a report to the state of a backup of it.

    None where the two have no common history, or where that leads elsewhere.
    """
    shared = _last_shared(history, then)
    if shared is None:
        return None
    back = [edit for batch in reversed(history.after(shared)) for edit in inverses(batch.edits)]
    forth = [each for batch in then.batches if batch.number > shared for each in batch.edits]
    edits = _shortened([each for each in (*back, *forth) if not isinstance(each, _NOTED)])
    tried = report.copy()
    try:
        apply_edits(tried, edits)
    except EditError:
        return None
    return Restoring(tuple(edits), then.report) if _shows_the_same(tried, then.report) else None


def _last_shared(history: History, then: ReadDocument) -> int | None:
    """Return the last step that both have: the same in every word, and so all before it."""
    first = max(history.steps_before, then.steps_before)
    mine = history.after(first)
    theirs: list[Batch] = [each for each in then.batches if each.number > first]
    shared = first
    for one, other in zip(mine, theirs, strict=False):
        if one != other:
            break
        shared = one.number
    return shared if shared > first else None


def _shortened(edits: list[Edit]) -> list[Edit]:
    """Leave out what a cell was in between, as long as no row comes, goes or moves."""
    short: list[Edit] = []
    place: dict[FieldAddress, int] = {}
    for edit in edits:
        if not isinstance(edit, SetEntry):
            place.clear()
            short.append(edit)
        elif edit.address in place:
            at = place[edit.address]
            first = short[at]
            assert isinstance(first, SetEntry)
            short[at] = SetEntry(edit.address, first.before, edit.after)
        else:
            place[edit.address] = len(short)
            short.append(edit)
    return [each for each in short if not isinstance(each, SetEntry) or each.before != each.after]


def _shows_the_same(one: Report, other: Report) -> bool:
    return all(
        of(one) == of(other)
        for of in (
            lambda report: dict(report.entries()),
            lambda report: list(report.all_records()),
            lambda report: dict(report.explanations()),
            lambda report: dict(report.remarks()),
            lambda report: report.last_year,
            lambda report: report.approved,
            lambda report: report.template.digest,
        )
    )


def check_backup(backup: Backup) -> BackupFacts:
    """Return what a backup says of itself, once all of it was read and found whole.

    Raises:
        BackupDamagedError: it is not what it was when it was made.
    """
    return read_backup(backup)[0]


def difference_words(change: Difference) -> str:
    """Return in a sentence what a cell shows in a backup, and what now."""
    where = f"{change.sheet_name}　{change.label}："
    before, after = (_shown(each) for each in (change.before, change.after))
    match change.kind:
        case Kind.ADDED:
            return f"{where}备份里没有，现在是 {after}"
        case Kind.REMOVED:
            return f"{where}备份里是 {before}，现在没有了"
        case Kind.MOVED:
            return f"{where}备份里在{change.before}，现在在{change.after}"
        case Kind.CHANGED:
            return f"{where}备份里是 {before}，现在是 {after}"


def _shown(text: str) -> str:
    return shortened(text, _MOST_SHOWN) or "空的"
