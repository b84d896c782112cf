"""Keys, mouse and clipboard do at 200 % what they do at 100 %: the same tests, in a process apart.

A scale factor is set once for a process.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = (
    "test_typing_and_moving.py",
    "test_sheet_keys.py",
    "test_clipboard.py",
    "test_rows.py",
    "test_cell_marks.py",
    "test_input_method.py",
)


@pytest.mark.parametrize("part", [TESTS[:3], TESTS[3:]], ids=["keys", "rows"])
def test_what_is_typed_chosen_and_clicked_is_the_same_at_200_percent(part: tuple[str, ...]) -> None:
    files = [f"tests/gui/{name}" for name in part]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider"]
    environment = {
        name: text for name, text in os.environ.items() if not name.startswith("PYTEST_")
    }
    environment |= {"QT_SCALE_FACTOR": "2", "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [*command, *files], cwd=ROOT, env=environment, capture_output=True, text=True,
        timeout=500, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4_000:]
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout
