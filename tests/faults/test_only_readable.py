"""Where a document cannot be written it is looked at: nothing is made beside it, 另存为 works."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import FileInUseError, PublishError, ReportIsReadOnlyError
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.exporting import export_json
from perfeval_desktop.services.files import (
    look_at_report,
    open_report,
    start_session,
    unfinished_reports,
)
from perfeval_desktop.services.session import Session
from perfeval_desktop.storage.document import OpenDocument
from perfeval_desktop.storage.tables import FORMAT
from tests.faults.programs import StartProgram, can, in_namespace, programs
from tests.one_cell import STAFF, new_file, staff_in

start = pytest.fixture(programs)
FORMATS = Path(__file__).parents[1] / "data" / "formats"
# Root obeys the rights of a file only without this; an owner like any other is left.
POWERLESS = "exec setpriv --bounding-set=-dac_override,-dac_read_search --"


def type_staff(document: OpenDocument, text: str) -> Session:
    session = start_session(document, document.commit)
    session.apply(entry_edits(session.report, STAFF, text), "填写", Origin.TYPED)
    return session


def names_in(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir() if not each.name.startswith("state")}


def test_a_read_only_file_is_looked_at_and_saving_as_makes_one_that_can_be_edited(
    tmp_path: Path, state_dir: Path
) -> None:
    path, other = new_file(tmp_path), tmp_path / "能改的.peval"
    path.chmod(0o444)
    before = path.stat()
    document = open_report(path)
    assert "只读" in document.read_only
    assert "另存" in document.read_only
    with pytest.raises(ReportIsReadOnlyError):
        type_staff(document, "11")
    export_json(start_session(document, document.commit), tmp_path / "导出.json")
    document.publish()
    with pytest.raises(PublishError, match="换一个"):
        document.publish_as(path)
    document.publish_as(other)
    assert names_in(tmp_path) == {path.name, other.name, "导出.json"}
    document.close()
    assert list((state_dir / "sessions").iterdir()) == []
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    edited = open_report(other)
    assert edited.read_only == ""
    type_staff(edited, "11")
    edited.close()
    assert staff_in(other) == "11"
    assert staff_in(path) == ""


@pytest.mark.slow
def test_a_read_only_disk_with_a_file_of_an_older_format_is_looked_at_and_nothing_is_made_there(
    tmp_path: Path, start: StartProgram
) -> None:
    disk = tmp_path / "光盘"
    disk.mkdir()
    older = next(each for each in sorted(FORMATS.glob("*.peval")) if str(FORMAT) not in each.stem)
    shutil.copy(older, disk / older.name)
    before = (disk / older.name).read_bytes()
    mounted = f"mount --bind {disk} {disk} && mount -o remount,ro,bind {disk} &&"
    program = start(tmp_path / "state", in_namespace("--mount", mounted))
    assert "只读" in program.do("open", disk / older.name)
    assert program.do("type", "11").startswith("ReportIsReadOnlyError")
    assert program.do("save as", tmp_path / "新.peval") == "ok"
    assert program.do("close") == "ok"
    assert program.do("open", tmp_path / "新.peval") == "ok"
    assert program.do("close") == "ok"
    assert {each.name for each in disk.iterdir()} == {older.name}
    assert (disk / older.name).read_bytes() == before


@pytest.mark.slow
def test_a_folder_without_the_right_to_write_is_looked_at(
    tmp_path: Path, start: StartProgram
) -> None:
    if os.geteuid() == 0 and not can(f"{POWERLESS} true;"):
        pytest.skip("root obeys no rights here, and nothing takes its powers away")
    folder = tmp_path / "别人的"
    folder.mkdir()
    path = new_file(folder)
    unreadable = new_file(tmp_path, "没有权限.peval")
    unreadable.chmod(0)
    folder.chmod(0o555)
    try:
        program = start(tmp_path / "state", POWERLESS if os.geteuid() == 0 else "")
        assert "只读" in program.do("open", path)
        assert program.do("save as", folder / "新.peval").startswith("PublishError")
        assert program.do("save as", tmp_path / "新.peval") == "ok"
        program.do("close")
        assert program.do("open", unreadable).startswith("CannotOpenError")
        assert "权限" in program.do("open", unreadable)
    finally:
        folder.chmod(0o755)
    assert names_in(folder) == {path.name}
    assert staff_in(tmp_path / "新.peval") == ""


VIEWS = (
    "AppData/Local/Microsoft/Windows/INetCache/Content.Outlook/7XK2",
    "Temp/Temp1_报告.zip",
    "Temp/7zO4C2B19A3",
    "Temp/Rar$DIa1234.5678",
    "Documents/WeChat Files/wxid_1/FileStorage/File/2023-03",
    "Documents/xwechat_files/wxid_1/msg/file/2023-03",
    "Documents/Tencent Files/10001/FileRecv",
    ".cache/.fr-aB3dE9",
    "mozilla_wang0",
)


def test_a_file_in_the_folder_of_a_mail_program_a_messenger_or_an_archive_is_looked_at(
    tmp_path: Path,
) -> None:
    path = new_file(tmp_path)
    for view in VIEWS:
        folder = tmp_path / view
        folder.mkdir(parents=True)
        shutil.copy(path, folder)
        document = open_report(folder / path.name)
        assert "临时文件夹" in document.read_only, view
        assert names_in(folder) == {path.name}
        document.close()
    for own in ("2023年绩效", "压缩包", "Temp", "7z", "mail", "U盘/报告.zip"):
        folder = tmp_path / own
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, folder)
        document = open_report(folder / path.name)
        assert document.read_only == "", own
        document.close()


def test_what_a_crash_left_goes_on_although_the_file_has_become_read_only(tmp_path: Path) -> None:
    path = new_file(tmp_path)
    document = open_report(path)
    type_staff(document, "11")
    document.abandon()
    path.chmod(0o444)
    again = open_report(path)
    assert again.is_resumed
    assert again.read_only == ""
    with pytest.raises(PublishError, match="只读"):
        again.publish()
    again.publish_as(tmp_path / "新.peval")
    again.close()
    assert staff_in(tmp_path / "新.peval") == "11"


@pytest.mark.slow
def test_looking_leaves_the_file_to_others_and_a_killed_look_leaves_nothing(
    tmp_path: Path, state_dir: Path, start: StartProgram
) -> None:
    path = new_file(tmp_path)
    path.chmod(0o444)
    program = start(state_dir)
    assert "只读" in program.do("open", path)
    path.chmod(0o644)
    document = open_report(path)
    assert document.read_only == ""
    with pytest.raises(FileInUseError):
        open_report(path)
    document.close()
    program.kill()
    assert len(list((state_dir / "sessions").iterdir())) == 1
    assert unfinished_reports() == []
    look_at_report(path, "看看").close()
    assert list((state_dir / "sessions").iterdir()) == []
