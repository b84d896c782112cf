"""Templates that are written as changes to another one (`based_on`), resolved into whole texts.

What is embedded in a `.peval` is always whole: it needs no other template, for ever.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import tomli

from perfeval_desktop.domain.errors import Fault, TemplateError
from perfeval_desktop.templates.overlay import MAX_LINES, Line, TooLongError, lines_of, overlaid
from perfeval_desktop.templates.reader import parse_toml
from perfeval_desktop.templates.texts import HEAD_FILE

BASED_ON = "based_on"
MAX_BASES = 4  # of one another
MAX_BYTES = 4_000_000  # of the files of a folder; a district's form has 300,000
_ID = re.compile(r"\w[\w-]*(/\w[\w-]*)*")
_STATEMENT = re.compile(rf"\s*{BASED_ON}\s*=")


@dataclass(frozen=True, slots=True)
class Resolved:
    """The files of a template as they are read and embedded, and where their lines were written."""

    texts: dict[str, str]
    lines: dict[str, list[Line]]  # of the files in which changes were laid over a base, by name
    files: dict[str, str]  # what the other files are called, where they are those of a base

    def told(self, fault: Fault) -> Fault:
        """Return a fault in one of the texts with the place where it can be mended."""
        lines = self.lines.get(fault.file)
        if lines is None:
            return replace(fault, file=self.files.get(fault.file, fault.file))
        if 0 < fault.line <= len(lines):
            at = lines[fault.line - 1]
            return replace(fault, file=at.file, line=at.number)
        return fault


def read_folder(folder: Path) -> dict[str, str]:
    """Return the texts of the TOML files in a folder.

    Raises:
        TemplateError: one of them cannot be read.
    """
    texts, faults = {}, []
    paths = sorted(folder.glob("*.toml"))
    if sum(map(_size, paths)) > MAX_BYTES:
        message = f"表样太大：文件加起来超过 {MAX_BYTES // 1_000_000} MB。"
        raise TemplateError((Fault(HEAD_FILE, 0, "", message),))
    for path in paths:
        try:
            texts[path.name] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            faults.append(Fault(path.name, 0, "", "读不出来：不是 UTF-8 文本，或没有权限。"))
    if faults:
        raise TemplateError(tuple(faults))
    return texts


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # told when it is read
        return 0


def resolved(folder: Path, find: Callable[[str], Path | None]) -> Resolved:
    """Return the files of the template in `folder`, its base worked in.

    Args:
        folder: Holds the template's own files.
        find: Returns the folder of a template by id, None where there is none.

    Raises:
        TemplateError: a file cannot be read, or its base is not there.
    """
    chain: list[tuple[str, dict[str, str]]] = []  # what stands before a file's name; its texts
    told, at = "", folder
    while True:
        texts = read_folder(at)
        chain.append((told, texts))
        base = base_of(texts.get(HEAD_FILE, ""))
        if not base:
            return _worked_together(chain)
        file, line = f"{told}{HEAD_FILE}", _line_of_base(texts[HEAD_FILE])
        found = find(base) if _ID.fullmatch(base) else None
        if found is None or not (found / HEAD_FILE).is_file():
            raise TemplateError((Fault(file, line, BASED_ON, f"没有“{base}”这套表样。"),))
        if len(chain) > MAX_BASES:
            message = f"表样一套以一套为底，最多 {MAX_BASES} 层，也不能绕回自己。"
            raise TemplateError((Fault(file, line, BASED_ON, message),))
        told, at = f"{base}/", found


def _worked_together(chain: list[tuple[str, dict[str, str]]]) -> Resolved:
    whole = Resolved({}, {}, {})
    faults: list[Fault] = []
    for place, texts in reversed(chain):
        for name, text in texts.items():
            if name not in whole.texts:
                whole.texts[name] = text
                whole.files[name] = place + name
            elif parse_toml(place + name, text, faults) is not None:
                under = whole.lines.get(name) or lines_of(whole.files[name], whole.texts[name])
                try:
                    lines = overlaid(under, lines_of(place + name, text), faults)
                except TooLongError as error:
                    message = f"从这里起，一个值超过 {MAX_LINES} 行。"
                    faults.append(Fault(error.line.file, error.line.number, "", message))
                    continue
                whole.lines[name] = [_without_base(each) for each in lines]
                whole.texts[name] = "".join(f"{each.text}\n" for each in whole.lines[name])
    if faults:
        raise TemplateError(tuple(faults))
    return whole


def _without_base(line: Line) -> Line:
    """What is whole needs no base any more; a comment still says where it came from."""
    return line._replace(text=f"# {line.text}") if _STATEMENT.match(line.text) else line


def base_of(head: str) -> str:
    """Return the id of the template that the one with this head is based on; "" for none."""
    try:
        base = tomli.loads(head).get(BASED_ON)
    except (ValueError, RecursionError):  # told when the head is read
        return ""
    return base if isinstance(base, str) else ""


def _line_of_base(head: str) -> int:
    lines = head.splitlines()
    return next((n for n, line in enumerate(lines, 1) if _STATEMENT.match(line)), 0)
