"""Where a new report goes, as it is typed into a dialog: its path, and why that cannot be."""

from __future__ import annotations

from pathlib import Path

_ENDING = ".peval"


def typed_path(text: str) -> Path:
    """Return the path that was typed, with the ending that reports have."""
    text = text.strip()
    return Path(text if text.lower().endswith(_ENDING) else f"{text}{_ENDING}")


def problem_of_path(path: Path) -> str:
    """Say why no new report can be made there; "" when one can."""
    if not path.is_absolute() or path.name.lower() == _ENDING:
        return "请选择报告放在哪里、叫什么名字。"
    if path.exists():
        return "已经有这个文件了，请换一个文件名。"
    if not path.parent.is_dir():
        return "没有这个文件夹，请另选一个。"
    return ""
