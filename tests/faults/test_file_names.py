"""File names that mean something else to a URL, a shell or SQL, and things that are no files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from perfeval_desktop.cli import run
from perfeval_desktop.domain.errors import CannotOpenError, FileError, FileInUseError, PublishError
from perfeval_desktop.exporting.atomic import replace_file
from perfeval_desktop.services.files import create_report, open_report
from perfeval_desktop.storage.locks import lock_path
from perfeval_desktop.storage.read_documents import read_document
from tests.conftest import HETANG
from tests.one_cell import staff_in, type_staff

NAMES = (
    "2025年考核#1.peval",
    "100%20完成.peval",
    "a?b.peval",
    "it's.peval",
    "a;b&c|d.peval",
    "~报告.peval",
    ".隐藏.peval",
    "后面有空格.peval ",
    " 前面有空格.peval",
    "𠮷𡘙.peval",
    "a\nb.peval",
    "-o.peval",
    "$HOME`x`.peval",
    ":memory:",
    "file:a.peval?mode=memory",
    "长" * 83 + ".peval",
)


@pytest.mark.skipif(os.name == "nt", reason="Windows forbids most of these names")
@pytest.mark.slow
def test_any_name_can_be_created_opened_saved_and_exported_without_a_stray_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, name in enumerate(NAMES):
        folder = tmp_path / str(number)
        folder.mkdir()
        monkeypatch.chdir(folder)  # where a name that was misread would show
        path, other = folder / name, folder / f"另{name}"[:80]
        document = create_report(path, HETANG, 2022, "甲单位")
        assert {each.name for each in folder.iterdir()} == {name, lock_path(path).name}
        document.publish_as(other)
        document.close()
        document = open_report(path)
        document.publish()
        replace_file(folder / f"{path.stem[:20]}.pdf", b"%PDF")
        document.close()
        expected = {name, other.name, f"{path.stem[:20]}.pdf"}
        assert {each.name for each in folder.iterdir()} == expected
        assert read_document(other).year == 2022


@pytest.mark.skipif(os.name == "nt", reason="POSIX kinds of files")
def test_what_is_no_file_is_refused_at_once_and_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "里"
    folder.mkdir()
    (folder / "文件夹.peval").mkdir()
    os.mkfifo(folder / "管道.peval")
    (folder / "设备.peval").symlink_to("/dev/zero")
    (folder / "密码.peval").symlink_to("/etc/passwd")
    (folder / "悬空.peval").symlink_to(folder / "没有")
    (folder / "绕圈.peval").symlink_to(folder / "绕圈.peval")
    names = {each.name for each in folder.iterdir()}
    for name in sorted(names):
        with pytest.raises(FileError):
            open_report(folder / name)
        with pytest.raises(FileError):
            create_report(folder / name, HETANG, 2022, "甲单位")
        assert run(["check", str(folder / name)]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert {each.name for each in folder.iterdir()} == names
    assert not (folder / "没有").exists()


def test_saving_as_onto_a_folder_a_device_or_a_pipe_is_refused_and_loses_nothing(
    tmp_path: Path,
) -> None:
    path = tmp_path / "报告.peval"
    document = create_report(path, HETANG, 2022, "甲单位")
    type_staff(document, "11")
    (tmp_path / "夹.peval").mkdir()
    targets = [tmp_path / "夹.peval", tmp_path / "没有这个夹" / "新.peval"]
    if os.name == "posix":
        os.mkfifo(tmp_path / "管道.peval")
        targets += [tmp_path / "管道.peval", Path("/dev/full"), Path("/proc/新.peval")]
    for target in targets:
        with pytest.raises(PublishError):
            document.publish_as(target)
        assert document.path == path
    document.close()
    assert staff_in(path) == "11"
    assert not [each for each in tmp_path.iterdir() if each.name.startswith(".")]


def test_saving_as_onto_itself_by_another_spelling_is_saving(tmp_path: Path) -> None:
    path = tmp_path / "报告.peval"
    document = create_report(path, HETANG, 2022, "甲单位")
    type_staff(document, "11")
    (tmp_path / "夹").mkdir()
    (tmp_path / "链接.peval").symlink_to(path)
    document.publish_as(tmp_path / "夹" / ".." / "链接.peval")
    assert document.path == path
    assert staff_in(path) == "11"
    other = create_report(tmp_path / "乙.peval", HETANG, 2022, "乙")
    with pytest.raises(FileInUseError):
        other.publish_as(path)
    other.close()
    document.close()
    with pytest.raises(CannotOpenError):
        open_report(tmp_path / "夹")
