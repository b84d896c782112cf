"""The file goes, or becomes another, under the running program: editing goes on, all is kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from perfeval_desktop.domain.errors import ConflictError, FileGoneError, PublishError
from perfeval_desktop.services.files import (
    kept_aside,
    open_report,
)
from perfeval_desktop.storage import publishing
from perfeval_desktop.storage.document import OpenDocument
from perfeval_desktop.storage.keeping import keep_copy
from tests.faults.programs import StartProgram, in_namespace, programs
from tests.one_cell import new_file, staff_in, type_staff

start = pytest.fixture(programs)


def names_in(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir() if not each.name.startswith("state")}


@pytest.fixture
def edited(tmp_path: Path) -> OpenDocument:
    """An open document with an edit that is not in its file."""
    document = open_report(new_file(tmp_path))
    type_staff(document, "11")
    return document


def test_a_file_that_was_moved_away_is_not_written_a_second_time(
    edited: OpenDocument, tmp_path: Path
) -> None:
    moved = edited.path.rename(tmp_path / "移走.peval")
    with pytest.raises(FileGoneError, match="移走"):
        edited.publish()
    type_staff_again(edited, "12")
    assert not edited.path.exists()
    moved.rename(edited.path)
    edited.close()
    assert staff_in(tmp_path / "报告.peval") == "12"
    assert names_in(tmp_path) == {"报告.peval"}


def type_staff_again(document: OpenDocument, text: str) -> None:
    """Go on in the session that typed before: its history has one step more."""
    document._read()
    type_staff(document, text)


def test_a_deleted_file_is_written_again_where_the_clerk_says_so(
    edited: OpenDocument, tmp_path: Path
) -> None:
    path = edited.path
    path.unlink()
    with pytest.raises(FileGoneError):
        edited.publish()
    edited.publish_as(path)
    assert edited.is_published
    edited.close()
    assert staff_in(path) == "11"
    assert names_in(tmp_path) == {path.name}


@pytest.mark.parametrize("kind", ["another report", "truncated", "empty", "one bit"])
def test_a_file_that_became_another_is_never_overwritten(
    edited: OpenDocument, tmp_path: Path, kind: str
) -> None:
    path = edited.path
    content = path.read_bytes()
    bit = bytearray(content)
    bit[50_000] ^= 4
    path.write_bytes(
        {
            "another report": new_file(tmp_path, "别的.peval").read_bytes(),
            "truncated": content[:50_000],
            "empty": b"",
            "one bit": bytes(bit),
        }[kind]
    )
    there = path.read_bytes()
    with pytest.raises(ConflictError, match="没有覆盖"):
        edited.publish()
    assert path.read_bytes() == there
    edited.publish_as(tmp_path / "我的.peval")
    edited.close()
    assert path.read_bytes() == there
    assert staff_in(tmp_path / "我的.peval") == "11"


def test_a_version_that_gives_way_is_kept_as_a_file_that_opens(
    edited: OpenDocument, tmp_path: Path, state_dir: Path
) -> None:
    path = edited.path
    os.replace(new_file(tmp_path, "别的.peval"), path)
    first, second = keep_copy(edited), keep_copy(edited)
    edited.drop()
    assert first != second
    assert first.parent == state_dir / "kept"
    for kept in (first, second):
        document = open_report(kept)
        assert staff_in(kept) == "11"
        document.close()
    assert staff_in(path) == ""


def test_edits_of_a_crash_that_fit_no_more_are_told_of_and_open_as_a_file(
    edited: OpenDocument, tmp_path: Path
) -> None:
    path = edited.path
    edited.abandon()
    os.replace(new_file(tmp_path, "别的.peval"), path)
    document = open_report(path)
    assert not document.is_resumed
    (aside,) = document.aside
    document.close()
    assert staff_in(kept_aside(aside)) == "11"
    assert not aside.exists()
    again = open_report(path)
    assert again.aside == ()
    again.close()


def test_a_file_that_became_read_only_is_left_alone_until_it_can_be_written(
    edited: OpenDocument,
) -> None:
    path = edited.path
    path.chmod(0o444)
    with pytest.raises(PublishError, match="只读"):
        edited.publish()
    assert staff_in(path) == ""
    path.chmod(0o644)
    edited.close()
    assert staff_in(path) == "11"


def test_what_did_not_arrive_on_the_disk_as_it_was_written_is_noticed(
    edited: OpenDocument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def worn_out(source: Path, target: Path) -> None:
        replace(source, target)
        content = bytearray(Path(target).read_bytes())
        content[60_000] ^= 1
        Path(target).write_bytes(content)

    with monkeypatch.context() as patch:
        patch.setattr(publishing.os, "replace", _only_for(edited.path, worn_out, replace))
        with pytest.raises(ConflictError, match="读回来不一样"):
            edited.publish()
    assert not edited.is_published
    edited.publish_as(tmp_path / "硬盘上.peval")
    edited.close()
    assert staff_in(tmp_path / "硬盘上.peval") == "11"


def _only_for(path: Path, special: object, usual: object) -> object:
    def replace(source: Path, target: Path) -> None:
        chosen = special if Path(target) == path else usual
        chosen(source, target)  # type: ignore[operator]

    return replace


@pytest.mark.slow
def test_a_stick_that_is_pulled_and_put_back_has_everything_in_the_end(
    tmp_path: Path, start: StartProgram
) -> None:
    stick, place = tmp_path / "stick", tmp_path / "U盘"
    stick.mkdir()
    place.mkdir()
    mount = f"mount --bind {stick} {place}"
    program = start(tmp_path / "state", in_namespace("--mount", f"{mount} &&"))
    assert program.do("new", place / "报告.peval") == "ok"
    program.do("shell", f"umount {place}")
    assert program.do("type", "11") == "ok"
    assert "不在原来的位置" in program.do("save")
    program.do("beat")
    assert list(place.iterdir()) == [], "nothing is made where the stick was"
    program.do("shell", f"rmdir {place}")
    assert "U 盘已经拔出" in program.do("save")
    assert program.do("type", "12") == "ok"
    program.do("beat")
    program.do("shell", f"mkdir {place} && {mount}")
    assert program.do("save") == "ok"
    assert program.do("close") == "ok"
    assert {each.name for each in stick.iterdir()} == {"报告.peval"}
    assert staff_in(stick / "报告.peval") == "12"


@pytest.mark.slow
def test_a_stick_that_is_not_put_back_is_saved_elsewhere_and_opens_later(
    tmp_path: Path, start: StartProgram
) -> None:
    """Its lock stays on it: it is our own, and nobody is asked about it."""
    stick, place = tmp_path / "stick", tmp_path / "U盘"
    stick.mkdir()
    place.mkdir()
    mount = f"mount --bind {stick} {place}"
    program = start(tmp_path / "state", in_namespace("--mount", f"{mount} &&"))
    program.do("new", place / "报告.peval")
    program.do("shell", f"umount {place}")
    program.do("type", "11")
    assert program.do("save as", tmp_path / "硬盘.peval") == "ok"
    program.do("shell", mount)
    program.do("type", "12")
    assert program.do("close") == "ok"
    assert program.do("open", place / "报告.peval") == "ok"
    assert program.do("close") == "ok"
    assert staff_in(tmp_path / "硬盘.peval") == "12"
    assert {each.name for each in stick.iterdir()} == {"报告.peval"}
