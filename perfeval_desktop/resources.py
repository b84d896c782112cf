"""Where the files that ship with the program lie: `resources/` and `forms/`."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resources_dir() -> Path:
    """Return the folder with fonts, icons, help and the sample report."""
    return _shipped_dir("resources")


def forms_dir() -> Path:
    """Return the folder with the installed templates (表样)."""
    return _shipped_dir("forms")


@cache
def _shipped_dir(name: str) -> Path:
    """Find a folder in the bundle, else in the installed package, else beside it (a checkout)."""
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle is not None:
        return Path(bundle) / name
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
