"""Imports run one way, and the command line never brings Qt in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_layer_contracts_hold() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_command_line_does_everything_without_qt(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from perfeval_desktop.cli import run\n"
        f"file, folder = {str(tmp_path / '例.peval')!r}, {str(tmp_path / 'out')!r}\n"
        "assert run(['sample', file]) == 0\n"
        "assert run(['check', file, '--format', 'json']) == 1\n"
        "assert run(['export', file, '--to', folder, '--pdf', '--json']) == 0\n"
        "assert run(['info', file]) == 0\n"
        "assert run(['templates']) == 0\n"
        "assert not [each for each in sys.modules if each.startswith('PySide6')]\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_a_wrong_command_says_so_in_a_sentence() -> None:
    command = [sys.executable, "-m", "perfeval_desktop"]
    for arguments in (["foo"], ["check", "没有.peval"], ["info", str(ROOT / "README.md")]):
        done = subprocess.run(
            [*command, *arguments], capture_output=True, text=True, check=False, cwd=ROOT
        )
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert "。" in done.stderr
