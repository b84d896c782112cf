"""Faults of the program, written down in the state folder: where in the code, and nothing else.

A message may quote a figure, a name or a file's name, and so may a local variable: neither is ever
written. What is left says where it happened, which is what a maintainer needs. Nothing is sent.
"""

from __future__ import annotations

import contextlib
import logging
import platform
import traceback
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from logging.handlers import RotatingFileHandler
from pathlib import Path

from perfeval_desktop import __version__
from perfeval_desktop.storage.state import private_file, state_dir

_MEGABYTE = 1_000_000
_MOST_REPORTS = 10
_MOST_FRAMES = 60  # of one error: those nearest to where it happened
_PACKAGE = Path(__file__).parents[1]


def log_fault(error: BaseException) -> None:
    """Write down where an unexpected error came from: its class and the lines of our code only."""
    frames = traceback.extract_tb(error.__traceback__)[-_MOST_FRAMES:]
    where = " < ".join(f"{each.name}:{each.lineno}" for each in reversed(frames))
    with contextlib.suppress(OSError):  # a full disk is told where it matters
        _logger(logs_dir()).error("%s at %s", type(error).__name__, where)


def logs_dir() -> Path:
    """Return the folder of the log and of the reports on faults."""
    folder = state_dir() / "logs"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def fault_report(error: BaseException, now: datetime) -> str:
    """Return what a maintainer needs to know of a fault, to be read before it is given away."""
    lines = [
        f"绩效自评 {__version__} 错误报告",
        f"时间：{now:%Y-%m-%d %H:%M:%S}",
        f"系统：{platform.system()} {platform.release()}，Python {platform.python_version()}",
        "这里只有出错的地方在程序里的位置；没有填报的内容、单位、人名和文件名。",
        "",
    ]
    for each in _chain(error):
        lines.append(f"{type(each).__module__}.{type(each).__qualname__}")
        lines += map(_place, traceback.extract_tb(each.__traceback__)[-_MOST_FRAMES:])
    return "\n".join(lines) + "\n"


def keep_fault_report(text: str, now: datetime) -> Path | None:
    """Write a report to a file of its own; None when it cannot be written."""
    try:
        folder = logs_dir()
        path = folder / f"错误报告-{now:%Y%m%d-%H%M%S-%f}.txt"
        private_file(path)
        path.write_text(text, encoding="utf-8")
        for old in sorted(folder.glob("错误报告-*.txt"))[:-_MOST_REPORTS]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return path


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what led to it, each once."""
    seen: set[int] = set()
    left: BaseException | None = error
    while left is not None and id(left) not in seen:
        seen.add(id(left))
        yield left
        left = left.__cause__ or left.__context__


def _place(frame: traceback.FrameSummary) -> str:
    """A line of our code, or the name of a library's file: where it lies may name the user."""
    path = Path(frame.filename)
    is_ours = path.is_relative_to(_PACKAGE)
    name = path.relative_to(_PACKAGE).as_posix() if is_ours else path.name
    return f"  {name}:{frame.lineno} {frame.name}"


@cache
def _logger(folder: Path) -> logging.Logger:
    logger = logging.getLogger("perfeval")
    for old in logger.handlers[:]:
        logger.removeHandler(old)
        old.close()
    private_file(folder / "perfeval.log")
    handler = RotatingFileHandler(
        folder / "perfeval.log", maxBytes=_MEGABYTE, backupCount=2, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.propagate = False
    logging.raiseExceptions = False  # a log that cannot be written is no fault to print
    return logger
