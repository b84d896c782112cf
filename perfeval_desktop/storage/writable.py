"""Where a document may be read but not written, and why: said before anything is made there."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

READ_ONLY_FILE = "文件是只读的，不能改"
READ_ONLY_FOLDER = "文件所在的文件夹或者磁盘是只读的，写不进去"
ATTACHMENT = "文件在邮件、聊天程序或者压缩包的临时文件夹里，写在那里的内容会丢"

# Folders in which mail programs, messengers and archive programs put what is only looked at.
_OF_PROGRAMS = frozenset(
    {
        "content.outlook",
        "inetcache",
        "temporary internet files",
        "tencent files",
        "wechat files",
        "wxwork",
        "xwechat_files",
    }
)
_OF_VIEWS = re.compile(
    r"""
    temp\d+_.+\.(zip|rar|7z)  # Explorer
    | 7z[a-z][0-9a-f]{7,8}    # 7-Zip
    | (rar|360zip|hz|kzip)\$.+
    | bnz\.[0-9a-f]+          # Bandizip
    | \.?fr-\w{6}             # File Roller, Engrampa
    | ark-\w{6}
    | mozilla_.+              # Thunderbird
    """,
    re.VERBOSE,
)


def why_only_readable(path: Path) -> str:
    """Return why a document cannot be written where it is, as a sentence without its end; else "".

    Raises:
        OSError: nothing can be told of it.
    """
    if any(_is_passing(part.lower()) for part in path.parent.parts):
        return ATTACHMENT
    if is_read_only(path):
        return READ_ONLY_FILE
    return "" if os.access(path.parent, os.W_OK) else READ_ONLY_FOLDER


def is_read_only(path: Path) -> bool:
    """Say whether the file itself refuses to be written, be it only by its owner's wish."""
    return not path.stat().st_mode & stat.S_IWUSR or not os.access(path, os.W_OK)


def _is_passing(folder: str) -> bool:
    return folder in _OF_PROGRAMS or _OF_VIEWS.fullmatch(folder) is not None
