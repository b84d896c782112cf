"""Paths of fields as defined names of a worksheet, and back.

A workbook accepts few characters in a name, takes upper and lower case for the same, and refuses
what looks like a cell (A1, R1C1). So everything but Chinese characters, small letters, digits and
"_" is written as its number, as in `_xFF08_` for （, and no step begins with a letter. A clerk can
still read what is most of every name: 项目.2.指标.数量指标.1.分值.
"""

from __future__ import annotations

import re

LONGEST_NAME = 255  # characters that a workbook takes

# The properties of a workbook that say what its names mean.
TEMPLATE_PROPERTY = "绩效自评表样"
YEAR_PROPERTY = "绩效自评年度"
FORMAT_PROPERTY = "绩效自评名称格式"
NAMES_FORMAT = 1

_LAST_CHARACTER = 0x10FFFF
_PLAIN = re.compile(r"[a-z0-9_\u3400-\u4dbf\u4e00-\u9fff]")
_LETTER = re.compile(r"[a-z]")
_NUMBERED = re.compile(r"_x([0-9A-F]{4,6})_")


def defined_name(path: tuple[str, ...]) -> str | None:
    """Return the name for a path, none of its steps empty; None where it would be too long."""
    name = ".".join(map(_written, path))
    if name[0].isdecimal():
        name = _numbered(name[0]) + name[1:]
    return name if len(name) <= LONGEST_NAME else None


def path_of_name(name: str) -> tuple[str, ...]:
    """Return the path that a name was made of; any other name gives a path that leads nowhere."""
    return tuple(_NUMBERED.sub(_character, step) for step in name.split("."))


def _written(step: str) -> str:
    return "".join(char if _is_plain(step, at) else _numbered(char) for at, char in enumerate(step))


def _is_plain(step: str, at: int) -> bool:
    if at == 0 and _LETTER.match(step):
        return False
    is_like_a_number = step.startswith("_x", at)
    return bool(_PLAIN.match(step[at])) and not is_like_a_number


def _numbered(char: str) -> str:
    return f"_x{ord(char):04X}_"


def _character(number: re.Match[str]) -> str:
    code = int(number[1], 16)
    return chr(code) if code <= _LAST_CHARACTER else ""
