"""What goes wrong below, said in our words: SQLite's and the operating system's errors."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from perfeval_desktop.domain.errors import (
    CannotOpenError,
    EditError,
    NotAReportError,
    OnlyReadableError,
    PublishError,
    TemplateError,
    ValueParseError,
)
from perfeval_desktop.storage.disk import can_be_written_down

# What a file raises while it is read whose rows do not make a report.
UNREADABLE = (
    SQLAlchemyError,
    EditError,
    ValueParseError,
    TemplateError,
    ArithmeticError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,  # JSON of another shape
    RecursionError,  # JSON or TOML nested a thousand times
    MemoryError,
)
DAMAGED = "文件内容已经损坏"
_TEMPLATE = "文件里带的表样有错，不能使用"
NO_ROOM = "本机的工作文件写不进去，请检查磁盘空间"
NO_NAME = "文件名或文件夹名里有认不出的字符，请先改一个名字"
_REASONS = {
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘空间不足",
    errno.EFBIG: "磁盘空间不足",
    errno.EACCES: "没有写入权限，或者文件正被其他程序占用",
    errno.EPERM: "没有写入权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOENT: "文件夹不在了，可能是 U 盘已经拔出",
    errno.ENOTDIR: "文件夹不在了",
    errno.EISDIR: "同名的位置是一个文件夹",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EIO: "磁盘读写出错",
}
_ROOM = ("SQLITE_FULL", "SQLITE_IOERR")
_ROOM_OR_RIGHTS = (*_ROOM, "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM")


@contextmanager
def opening(path: Path) -> Iterator[None]:
    """Turn what goes wrong while a document is opened into an error about it."""
    try:
        yield
    except OSError as error:
        raise CannotOpenError(path, reason_of(error)) from error
    except UNREADABLE as error:
        if is_about_disk(error):
            raise CannotOpenError(path, NO_ROOM) from error
        reason = _TEMPLATE if isinstance(error, TemplateError) else DAMAGED
        raise NotAReportError(path, reason) from error


@contextmanager
def making_working_copy(path: Path) -> Iterator[None]:
    """Turn what keeps the state folder from taking a working copy into a reason only to look.

    Raises:
        OnlyReadableError: the document may well be sound; there is no place to work on it.
    """
    try:
        yield
    except OSError as error:
        raise OnlyReadableError(path, f"本机的工作文件写不进去（{reason_of(error)}）") from error
    except SQLAlchemyError as error:
        if not is_about_disk(error):
            raise
        raise OnlyReadableError(path, NO_ROOM) from error


@contextmanager
def publishing_to(path: Path) -> Iterator[None]:
    """Turn what goes wrong while a document is written into an error about it."""
    if not can_be_written_down(path):
        raise PublishError(path, NO_NAME)
    try:
        yield
    except OSError as error:
        raise PublishError(path, reason_of(error)) from error
    except sqlite3.Error as error:
        raise PublishError(path, _vacuum_reason(error, path)) from error
    except SQLAlchemyError as error:
        raise PublishError(path, NO_ROOM) from error


def reason_of(error: OSError) -> str:
    """Return what the operating system's refusal means to a clerk."""
    return _REASONS.get(error.errno or 0, "目标位置写不进去")


def is_about_disk(error: BaseException) -> bool:
    """Say whether SQLite failed for want of room or rights, and not over what it read."""
    return _code(error).startswith(_ROOM_OR_RIGHTS)


def is_out_of_time(error: BaseException) -> bool:
    """Say whether SQLite was stopped because it took too long."""
    return _code(error) == "SQLITE_INTERRUPT"


def _vacuum_reason(error: sqlite3.Error, target: Path) -> str:
    if not target.parent.is_dir():
        return _REASONS[errno.ENOENT]
    return _REASONS[errno.ENOSPC if _code(error).startswith(_ROOM) else errno.EACCES]


def _code(error: BaseException) -> str:
    below = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(below, "sqlite_errorname", ""))
