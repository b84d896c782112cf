"""The log of faults: what failed where in the program, without figures, names or file names."""

from __future__ import annotations

import logging
import traceback
from functools import cache
from logging.handlers import RotatingFileHandler

from perfeval_desktop.storage.state import state_dir

_MEGABYTE = 1_000_000


def log_fault(error: BaseException) -> None:
    """Write down where an unexpected error came from: its class and the lines of our code only."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{each.name}:{each.lineno}" for each in reversed(frames))
    _logger().error("%s at %s", type(error).__name__, where)


@cache
def _logger() -> logging.Logger:
    folder = state_dir() / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    logger = logging.getLogger("perfeval")
    handler = RotatingFileHandler(
        folder / "perfeval.log", maxBytes=_MEGABYTE, backupCount=2, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.propagate = False
    return logger
