"""Files with odd names: opened, saved and exported under just that name, and nothing beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from perfeval_desktop.domain.errors import CannotOpenError, ExportError, PublishError
from perfeval_desktop.exporting.atomic import replace_file
from perfeval_desktop.services.files import create_report, open_report, read_session
from tests.conftest import HETANG

NAMES = (
    "2025年考核#1.peval",
    "100%20完成.peval",
    "a?b.peval",
    "it's;--&\".peval",
    ".隐藏.peval",
    "尾空格 .peval ",
    "𠮷野家.peval",
    "<b>粗&amp;.peval",
    "换\n行.peval",
    ":memory:",
)
HALF = os.fsdecode(b"\xff\xfe.peval")


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_any_name_is_made_opened_and_saved_under_that_name(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / "件" / name
    path.parent.mkdir()
    create_report(path, HETANG, 2022, "甲单位").close()
    document = open_report(path)
    document.publish()
    document.close()
    assert read_session(path).report.year == 2022
    assert [each.name for each in path.parent.iterdir()] == [name]


def test_a_name_that_is_no_text_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / HALF
    path.write_bytes(b"x")
    with pytest.raises(CannotOpenError, match="先改一个名字"):
        open_report(path)
    with pytest.raises(PublishError, match="先改一个名字"):
        create_report(tmp_path / HALF.replace("\udcff", "\udcfd"), HETANG, 2022, "甲")
    assert path.read_bytes() == b"x"


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_the_command_line_says_it_whatever_the_console_can_show(
    tmp_path: Path, encoding: str
) -> None:
    """No traceback, no command to the terminal: neither in the name nor in what the file says."""
    path = tmp_path / "𠮷\x1b[31m红.peval"
    create_report(path, HETANG, 2022, "甲\x1b[2J单位𠮷").close()
    for command in (["check", str(path)], ["info", str(tmp_path / HALF)]):
        done = subprocess.run(
            [sys.executable, "-m", "perfeval_desktop", *command],
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONIOENCODING": encoding},
        )
        said = done.stdout + done.stderr
        assert said
        assert b"\x1b" not in said
        assert b"Traceback" not in said


def test_a_folder_in_the_place_of_an_export_is_said_and_left(tmp_path: Path) -> None:
    target = tmp_path / "报告.pdf"
    target.mkdir()
    with pytest.raises(ExportError, match="文件夹"):
        replace_file(target, b"new")
    assert [each.name for each in tmp_path.iterdir() if each.name != "state"] == ["报告.pdf"]
    assert list(target.iterdir()) == []


def test_an_export_that_is_open_elsewhere_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses to replace what Excel has open; here replacing is refused in its stead."""
    target = tmp_path / "报告.xlsx"
    target.write_bytes(b"old")

    def refused(source: Path, target: Path) -> None:
        raise PermissionError(13, "sharing violation")

    monkeypatch.setattr(os, "replace", refused)
    with pytest.raises(ExportError, match="其他程序打开"):
        replace_file(target, b"new")
    assert target.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir() if each.name != "state"] == ["报告.xlsx"]
