"""What the program leaves on this PC beside the documents: listed, and deleted when wanted."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from perfeval_desktop.storage.backups import all_backups
from perfeval_desktop.storage.keeping import kept_files
from perfeval_desktop.storage.sessions import (
    SessionHeldError,
    aside_folders,
    left_folders,
    remove_left,
)
from perfeval_desktop.storage.state import sessions_dir, state_dir

_OLD_S = 24 * 3600.0  # a piece that was written so long ago is no running program's


class TraceKind(Enum):
    """What kind of thing is left, as it is called."""

    UNFINISHED = "没有正常关闭的报告的工作副本"
    ASIDE = "不再用的旧工作副本"
    KEPT = "留在本机的另一份报告"
    BACKUPS = "历史备份"
    LOGS = "日志"
    RECENT = "最近打开的文件、上次停在哪一格"
    REASONS = "常用说明"


class Trace(NamedTuple):
    """What there is of one kind; `names` are of documents whose content may be nowhere else."""

    kind: TraceKind
    number: int
    size: int
    names: tuple[str, ...] = ()

    @property
    def only_here(self) -> str:
        """Which documents would lose something, as a part of a sentence; "" for none."""
        return f"{'、'.join(self.names)} {_ONLY_HERE[self.kind]}" if self.names else ""


_ONLY_HERE = {
    TraceKind.UNFINISHED: "有还没写回文件的内容",
    TraceKind.KEPT: "可能只存在这台电脑上",
}


def traces(recent: int = 0) -> list[Trace]:
    """Return what is there, of every kind; `recent` is how many files the window remembers."""
    left = left_folders()
    names = tuple(dict.fromkeys(document.name for _, document in left))
    kept = kept_files()
    kinds = (
        _of_paths(TraceKind.UNFINISHED, [folder for folder, _ in left])._replace(names=names),
        _of_paths(TraceKind.ASIDE, [*aside_folders(), *_pieces()]),
        _of_paths(TraceKind.KEPT, kept)._replace(names=tuple(each.name for each in kept)),
        _of_paths(TraceKind.BACKUPS, [each.path for each in all_backups()]),
        _of_paths(TraceKind.LOGS, _logs()),
        Trace(TraceKind.RECENT, recent, 0),
        _of_paths(TraceKind.REASONS, _reasons()),
    )
    return [each for each in kinds if each.number]


def remove_traces(kinds: Iterable[TraceKind]) -> bool:
    """Delete what is of these kinds; what the window remembers is forgotten by the window.

    Returns:
        Whether all of it is gone; what another window has open stays.
    """
    wanted = set(kinds)
    if TraceKind.UNFINISHED in wanted:
        for folder, _ in left_folders():
            with contextlib.suppress(SessionHeldError, OSError):
                remove_left(folder)
    paths: list[Path] = []
    if TraceKind.ASIDE in wanted:
        paths += [*aside_folders(), *_pieces()]
    if TraceKind.KEPT in wanted:
        paths += kept_files()
    if TraceKind.BACKUPS in wanted:
        paths += [each.path for each in all_backups()]
    if TraceKind.LOGS in wanted:
        paths += _logs()
    if TraceKind.REASONS in wanted:
        paths += _reasons()
    for path in paths:
        _remove(path)
    if TraceKind.BACKUPS in wanted:
        _remove_empty(state_dir() / "backup")
    return not any(each.kind in wanted for each in traces())


def _of_paths(kind: TraceKind, paths: list[Path]) -> Trace:
    return Trace(kind, len(paths), sum(map(_size, paths)))


def _logs() -> list[Path]:
    folder = state_dir() / "logs"
    return sorted(each for each in folder.rglob("*") if each.is_file()) if folder.is_dir() else []


def _reasons() -> list[Path]:
    return sorted(state_dir().glob("reasons*.json"))


def _pieces() -> list[Path]:
    """What a killed program left of reading and salvaging."""
    old = time.time() - _OLD_S
    pieces = []
    for path in sorted(sessions_dir().iterdir()):
        with contextlib.suppress(OSError):
            if path.is_file() and path.stat().st_mtime < old:
                pieces.append(path)
    return pieces


def _size(path: Path) -> int:
    inside = path.rglob("*") if path.is_dir() else [path]
    total = 0
    for each in inside:
        with contextlib.suppress(OSError):
            total += each.stat().st_size if each.is_file() else 0
    return total


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()


def _remove_empty(folder: Path) -> None:
    with contextlib.suppress(OSError):
        for each in folder.iterdir():
            with contextlib.suppress(OSError):
                each.rmdir()
