"""Put a finished file in place of the old one, or leave the old one as it was."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from pathlib import Path

from perfeval_desktop.domain.errors import ExportError

_REASONS = {
    errno.EACCES: "没有写入权限，或文件正被其他程序打开",
    errno.EPERM: "没有写入权限",
    errno.EROFS: "所在磁盘是只读的",
    errno.ENOENT: "文件夹不存在",
    errno.ENOTDIR: "文件夹不存在",
    errno.EISDIR: "同名的文件夹已经存在",
    errno.ENOSPC: "磁盘空间不足",
    errno.ENAMETOOLONG: "文件名太长",
}
_BESIDE = ".perfeval-export-"
_SURELY_OVER_S = 600


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that a reader sees the old file or the whole new one.

    Raises:
        ExportError: It could not be written; the old file is unchanged, nothing is left beside it.
    """
    target = Path(os.path.realpath(path))
    beside = target.with_name(f"{_BESIDE}{os.urandom(6).hex()}.tmp~")
    _sweep(target.parent)
    try:
        try:
            _write_through(beside, data)
            os.replace(beside, target)
        finally:
            beside.unlink(missing_ok=True)
        _sync_folder(target.parent)
    except OSError as error:
        raise ExportError(path, _REASONS.get(error.errno or 0, error.strerror or "")) from error


def _sweep(folder: Path) -> None:
    """Remove what an export has left beside its target that was killed half-way."""
    now = time.time()
    for left in folder.glob(f"{_BESIDE}*.tmp~"):
        with contextlib.suppress(OSError):
            if abs(now - left.stat().st_mtime) > _SURELY_OVER_S:
                left.unlink()


def _write_through(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the new name durable where the system can: not on Windows, nor on some shares."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
