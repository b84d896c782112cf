"""Sessions that a crash left behind, and the several spellings of one file's name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from perfeval_desktop.domain.errors import (
    CannotOpenError,
    FileGoneError,
    FileInUseError,
    NotAReportError,
    PublishError,
)
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.files import (
    create_report,
    open_report,
    unfinished_reports,
)
from perfeval_desktop.storage.document import OpenDocument
from perfeval_desktop.storage.sessions import Session
from tests.conftest import HETANG
from tests.one_cell import STAFF, new_file, type_staff


def left_with(path: Path, text: str) -> None:
    """Leave a session behind, as a crash would, with one edit that is not in the file."""
    document = open_report(path)
    type_staff(document, text)
    document.abandon()


def staff(document: OpenDocument) -> str:
    value = document.report.value(STAFF)
    return value.text if value is not None else ""


def asides(state_dir: Path) -> list[Path]:
    return list((state_dir / "sessions").glob("aside-*"))


def test_a_left_session_goes_on_with_its_edits_and_is_gone_after_closing(
    tmp_path: Path, state_dir: Path
) -> None:
    path = new_file(tmp_path)
    left_with(path, "11")
    assert unfinished_reports() == [path]
    document = open_report(path)
    assert document.is_resumed
    assert not document.is_published
    assert staff(document) == "11"
    document.close()
    assert list((state_dir / "sessions").iterdir()) == []


def test_a_session_is_never_attached_to_a_file_it_was_not_made_from(
    tmp_path: Path, state_dir: Path
) -> None:
    path, other = new_file(tmp_path), new_file(tmp_path, "别的.peval")
    left_with(path, "11")
    os.replace(other, path)
    document = open_report(path)
    assert not document.is_resumed
    assert staff(document) == ""
    assert len(asides(state_dir)) == 1, "the edits are kept all the same"
    document.close()


def test_of_several_left_sessions_the_one_that_fits_the_file_goes_on(tmp_path: Path) -> None:
    """However their folders are called: the ids are random."""
    for number in range(4):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = new_file(folder)
        left_with(path, "7")
        path.rename(folder / "移走.peval")
        create_report(path, HETANG, 2022, "乙单位").abandon()
        again = open_report(path)
        assert again.is_resumed
        unit = again.report.value(FieldAddress("", "单位名称"))
        assert unit is not None
        assert unit.text == "乙单位"
        again.close()


def test_edits_wait_for_a_file_that_is_damaged_until_it_is_back(tmp_path: Path) -> None:
    path = new_file(tmp_path)
    left_with(path, "11")
    away = path.rename(tmp_path / "拔出")
    path.write_bytes(away.read_bytes()[:50_000])
    with pytest.raises(NotAReportError, match="不完整"):
        open_report(path)
    os.replace(away, path)
    document = open_report(path)
    assert document.is_resumed
    assert staff(document) == "11"
    document.close()


def test_edits_go_on_without_the_file_and_are_in_it_once_it_is_back(tmp_path: Path) -> None:
    path = new_file(tmp_path)
    left_with(path, "11")
    away = path.rename(tmp_path / "拔出")
    assert unfinished_reports() == [path]
    document = open_report(path)
    assert document.is_resumed
    assert staff(document) == "11"
    type_staff(document, "12")
    with pytest.raises(FileGoneError, match="不在原来的位置"):
        document.publish()
    assert not path.exists(), "a second copy would only confuse whoever moved the first away"
    document.abandon()
    os.replace(away, path)
    again = open_report(path)
    assert again.is_resumed
    again.close()
    last = open_report(path)
    assert staff(last) == "12"
    last.close()


def test_a_file_that_is_gone_and_left_no_edits_is_said_to_be_gone(tmp_path: Path) -> None:
    path = new_file(tmp_path)
    path.unlink()
    with pytest.raises(CannotOpenError, match="没有这个文件"):
        open_report(path)
    assert [each.name for each in tmp_path.iterdir()] == ["state"]


def test_a_damaged_working_copy_is_kept_and_the_file_opens_as_it_is(
    tmp_path: Path, state_dir: Path
) -> None:
    path = new_file(tmp_path)
    left_with(path, "11")
    (work,) = (state_dir / "sessions").glob("*/work.db")
    work.write_bytes(work.read_bytes()[:4096] + os.urandom(60_000))
    document = open_report(path)
    assert not document.is_resumed
    assert len(asides(state_dir)) == 1
    document.close()


def test_a_session_killed_while_opening_leaves_nothing_for_later(
    tmp_path: Path, state_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = new_file(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("perfeval_desktop.storage.opening.copy_checked", _interrupted)
        patch.setattr(Session, "discard", Session.let_go)
        with pytest.raises(KeyboardInterrupt):
            open_report(path)
    assert len(list((state_dir / "sessions").iterdir())) == 1
    document = open_report(path)
    assert not document.is_resumed
    document.close()
    assert list((state_dir / "sessions").iterdir()) == []


def _interrupted(path: Path, database: Path) -> tuple[int, str]:
    raise KeyboardInterrupt


@pytest.mark.parametrize("spelling", ["sub/../报告.peval", "./报告.peval", "链接.peval"])
def test_another_spelling_of_the_name_is_the_same_file(tmp_path: Path, spelling: str) -> None:
    path = new_file(tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / "链接.peval").symlink_to(path)
    left_with(tmp_path / spelling, "11")
    document = open_report(path)
    assert document.is_resumed
    with pytest.raises(FileInUseError):
        open_report(tmp_path / spelling)
    document.close()
    assert (tmp_path / "链接.peval").is_symlink()
    again = open_report(tmp_path / spelling)
    assert staff(again) == "11"
    again.close()


def test_saving_as_over_an_open_file_is_refused_and_over_itself_is_saving(tmp_path: Path) -> None:
    path, held = new_file(tmp_path), new_file(tmp_path, "开着.peval")
    document, other = open_report(path), open_report(held)
    type_staff(document, "11")
    before = held.read_bytes()
    with pytest.raises(FileInUseError):
        document.publish_as(held)
    assert held.read_bytes() == before
    assert document.path == path
    document.publish_as(tmp_path / "." / path.name)
    assert document.is_published
    other.close()
    document.close()
    again = open_report(path)
    assert staff(again) == "11"
    again.close()


def test_saving_as_over_itself_does_not_overwrite_what_someone_else_wrote(tmp_path: Path) -> None:
    path, other = new_file(tmp_path), new_file(tmp_path, "别人.peval")
    document = open_report(path)
    path.write_bytes(other.read_bytes())
    with pytest.raises(PublishError, match="改动过"):
        document.publish_as(path)
    assert path.read_bytes() == other.read_bytes()
    document.abandon()


def test_a_failed_saving_as_leaves_the_other_files_session_and_our_own_name(
    tmp_path: Path, state_dir: Path
) -> None:
    path = new_file(tmp_path)
    document = open_report(path)
    type_staff(document, "11")
    (tmp_path / "夹.peval").mkdir()
    with pytest.raises(PublishError, match="文件夹"):
        document.publish_as(tmp_path / "夹.peval")
    assert document.path == path
    assert not document.is_published
    document.close()
    assert asides(state_dir) == []
    again = open_report(path)
    assert staff(again) == "11"
    again.close()
