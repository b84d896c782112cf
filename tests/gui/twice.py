"""Run GUI tests once more at 200 %, in a process of its own: a scale factor is set once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PASSED = re.compile(r"(\d+) passed")


def passed_at_200_percent(*arguments: str) -> int:
    """Return how many tests passed; one that fails or is skipped fails here, too."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider"]
    environment = {
        name: text for name, text in os.environ.items() if not name.startswith("PYTEST_")
    }
    environment |= {"QT_SCALE_FACTOR": "2", "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [*command, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True,
        timeout=500, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4_000:]
    assert "skipped" not in done.stdout
    passed = _PASSED.search(done.stdout)
    assert passed is not None, done.stdout
    return int(passed[1])
