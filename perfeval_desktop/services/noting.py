"""Export from a file without a window: its papers are noted in it where that can be done."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from perfeval_desktop.domain.errors import (
    FileError,
    FileHeldError,
    FileInUseError,
    PublishError,
)
from perfeval_desktop.services.files import open_report, read_session, start_session
from perfeval_desktop.services.session import Session
from perfeval_desktop.storage.document import OpenDocument
from perfeval_desktop.storage.read_documents import is_of_older_format


@dataclass(slots=True)
class NotingSession:
    """A session whose papers are noted in the file; `obstacle` says why they are not, "" if so."""

    session: Session
    obstacle: str = ""


@contextmanager
def noting_session(path: Path) -> Iterator[NotingSession]:
    """Open a file to export from it; what is noted is in the file when this ends.

    A file that cannot be written to is only read. One that a crash interrupted is left to the
    window, and one of an older format as it is: a script must not turn the file of somebody whose
    program is older into one that it cannot open.

    Raises:
        FileError: it cannot even be read.
    """
    obstacle = _obstacle(path)
    document = None
    if not obstacle:
        document, obstacle = _opened(path)
    if document is None:
        yield NotingSession(read_session(path), obstacle)
        return
    # what the checks read out of the narrative is on no paper
    noting = NotingSession(start_session(document, document.commit, reads_prose=False))
    try:
        yield noting
    finally:
        try:
            document.close()
        except PublishError as error:
            document.drop()
            noting.obstacle = error.reason or "写不进去"


def _obstacle(path: Path) -> str:
    """Say what is known beforehand to stand in the way."""
    if is_of_older_format(path):
        return "它是早期格式的文件，在窗口里打开并保存一次以后才记"
    is_writable = path.stat().st_mode & stat.S_IWUSR and os.access(path, os.W_OK)
    if not is_writable or not os.access(path.parent, os.W_OK):
        return "文件或文件夹是只读的"
    return ""


def _opened(path: Path) -> tuple[OpenDocument | None, str]:
    try:
        document = open_report(path)
    except FileHeldError:
        return None, "文件正在另一台电脑上打开着"
    except FileInUseError:
        return None, "文件正在本机的窗口里打开着"
    except FileError as error:
        return None, error.reason or "文件打不开"  # reading says it better where it fails, too
    if document.read_only:
        document.close()
        return None, document.read_only.partition("。")[0]
    if document.is_resumed:
        document.abandon()
        return None, "它上次没有正常关闭，请先在窗口里打开一次"
    return document, ""
