"""Where the files that ship with the program lie: `resources/` and `forms/`."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

STATE_DIR_VARIABLE = "PERFEVAL_STATE_DIR"
_PACKAGE = Path(__file__).resolve().parent


def resources_dir() -> Path:
    """Return the folder with fonts, icons, help and the sample report."""
    return _shipped_dir("resources")


def forms_dir() -> Path:
    """Return the folder with the installed templates (表样)."""
    return _shipped_dir("forms")


def state_path() -> Path:
    """Return where the state folder is, or will be (`storage/state.py` makes it)."""
    named = os.environ.get(STATE_DIR_VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("perfeval", appauthor=False)


def installed_forms_dir() -> Path:
    """Return the folder of the packs of templates that the user has installed, if there is one."""
    return state_path() / "forms"


@cache
def _shipped_dir(name: str) -> Path:
    """Find a folder in the bundle, else in the installed package, else beside it (a checkout)."""
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle is not None:
        return Path(bundle) / name
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
