"""Names that people write differently and that mean the same."""

from __future__ import annotations

import re
from functools import lru_cache

from perfeval_desktop.domain.parsing import clean_text, half_width

_IN_NO_FILE_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_LONGEST_NAME = 200  # bytes; a name may have 255, with its ending and what is put before it
_SIGNS = re.compile(r"[\s“”\"'‘’《》、，,。.·\-—()（）]")
_TAIL = re.compile(r"(专项)?(工作)?(经费|项目|资金)+$")


@lru_cache(maxsize=4096)
def normalised(name: str) -> str:
    """Return a project name without what people write differently: quotes, spaces, 经费, 项目."""
    return _TAIL.sub("", _SIGNS.sub("", half_width(name)))


def written_plainly(text: str) -> str:
    """Return the text in half width and without spaces: what is left is how it is written."""
    return "".join(half_width(text).split())


def safe_file_name(name: str, tail: str = "") -> str:
    """Return a name, without ending, as every file system takes it; `tail` is kept whole."""
    plain = _IN_NO_FILE_NAME.sub("", clean_text(name)).strip(" .")[: 80 - len(tail)]
    while len((plain + tail).encode()) > _LONGEST_NAME:
        plain = plain[:-1]
    plain = plain.rstrip(" .")
    if _DEVICES.fullmatch(plain + tail):  # Windows means a device by it
        plain = f"{plain}_"
    return plain + tail or "未命名"
