"""The `.peval` file: what goes in comes out, and what is not ours is refused untouched."""

from __future__ import annotations

import sqlite3
import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import (
    CannotOpenError,
    FileExistsAlreadyError,
    FileInUseError,
    FileTooNewError,
    NotAReportError,
    PublishError,
)
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.services.entering import entry_edits, leave_blank_edits
from perfeval_desktop.services.files import create_report, open_report, start_session
from perfeval_desktop.services.records import delete_record_edits, insert_row_edits
from perfeval_desktop.services.rows import move_rows_edits
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.user_text import user_text
from perfeval_desktop.storage.tables import FORMAT
from tests.conftest import HETANG


def content(report: Report) -> tuple[object, ...]:
    """Everything a report holds, for comparing."""
    return list(report.all_records()), sorted(report.entries(), key=lambda each: each[0])


def new_file(folder: Path, name: str = "报告.peval") -> Path:
    path = folder / name
    create_report(path, HETANG, 2022, "甲单位").close()
    return path


def test_the_four_kinds_of_nothing_come_back_as_they_were(tmp_path: Path) -> None:
    document = open_report(new_file(tmp_path))
    session = start_session(document, document.commit)
    for field, text in (("公用经费_上年决算", "0"), ("公用经费_本年预算", "——"), ("编制数", "无")):
        session.apply(entry_edits(session.report, FieldAddress("", field), text), "", Origin.TYPED)
    blank = leave_blank_edits(session.report, FieldAddress("", "控制率"))
    session.apply(blank, "", Origin.TYPED)
    expected, path = content(session.report), document.path
    document.close()
    again = open_report(path)
    assert content(again.report) == expected
    again.close()


@settings(max_examples=12)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 999)), min_size=1, max_size=25))
def test_any_sequence_of_actions_is_in_the_file_with_its_undo(
    tmp_path_factory: pytest.TempPathFactory, actions: list[tuple[int, int]]
) -> None:
    path = new_file(tmp_path_factory.mktemp("any"))
    document = open_report(path)
    session = start_session(document, document.commit)
    for kind, number in actions:
        act(session, kind, number)
    expected = content(session.report)
    history = (session.history.to_undo, session.history.to_redo, session.history.last_number)
    assert document.verify_history() is None
    document.close()
    document = open_report(path)
    again = start_session(document, document.commit)
    assert content(again.report) == expected
    assert (again.history.to_undo, again.history.to_redo, again.history.last_number) == history
    while again.undo():
        pass
    assert [each for each, _ in again.report.entries()] == [FieldAddress("", "单位名称")]
    document.close()


def act(session: Session, kind: int, number: int) -> None:
    """One thing a clerk does, chosen by numbers."""
    lines = session.report.children("", "项目明细")
    line = lines[number % len(lines)]
    if kind == 0:
        edits = entry_edits(session.report, FieldAddress(line, "项目明细.本年决算"), str(number))
        session.apply(edits, "填写", Origin.TYPED)
    elif kind == 1:
        session.apply(insert_row_edits(session.report, line)[1], "加行", Origin.ROWS)
    elif kind == 2 and len(lines) > 1:
        session.apply(delete_record_edits(session.report, line), "删行", Origin.ROWS)
    elif kind == 3 and line != lines[0]:
        session.apply(move_rows_edits(session.report, [line], -1), "移动", Origin.ROWS)
    elif kind == 4:
        session.undo()
    elif kind == 5:
        session.redo()


@pytest.mark.parametrize("name", ["a#1.peval", "100%20完成.peval", "a?b.peval", " 空 格 .peval"])
def test_any_file_name_works_and_nothing_stray_is_left(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "文件 夹#"
    folder.mkdir()
    open_report(new_file(folder, name)).close()
    assert [each.name for each in folder.iterdir()] == [name]


def test_the_published_file_has_a_rollback_header_and_no_sidecars(tmp_path: Path) -> None:
    path = new_file(tmp_path)
    document = open_report(path)
    header = path.read_bytes()[:100]
    assert header[18:20] == b"\x01\x01"
    assert struct.unpack(">I", header[60:64]) == (FORMAT,)
    assert not list(tmp_path.glob("*-wal"))
    document.close()


def refused(path: Path, kind: type[Exception]) -> str:
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(kind) as caught:
        open_report(path)
    assert (path.read_bytes() if path.is_file() else b"") == before, "it is untouched"
    return user_text(caught.value).sentence


@pytest.mark.parametrize("data", [b"", b"x" * 100, "不是文件".encode() * 200, b"PK\x03\x04" * 300])
def test_what_is_no_report_is_refused_in_a_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "别的.peval"
    path.write_bytes(data)
    assert "没有作任何改动" in refused(path, NotAReportError)


def test_half_a_file_another_database_and_a_flipped_value_are_refused(tmp_path: Path) -> None:
    path = new_file(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "不完整" in refused(path, NotAReportError)
    path.write_bytes(whole.replace("甲单位".encode(), "乙单位".encode(), 1))
    assert "损坏" in refused(path, NotAReportError)
    other = tmp_path / "other.peval"
    with sqlite3.connect(other) as database:
        database.execute("CREATE TABLE t (a)")
    database.close()
    assert "别的程序" in refused(other, NotAReportError)


def test_a_newer_file_is_refused_before_anything_touches_it(tmp_path: Path) -> None:
    path = new_file(tmp_path)
    data = bytearray(path.read_bytes())
    data[60:64] = struct.pack(">I", 99)
    path.write_bytes(data)
    assert "最新版本" in refused(path, FileTooNewError)


def test_a_missing_file_a_folder_and_an_existing_target_are_said(tmp_path: Path) -> None:
    assert "没有这个文件" in refused(tmp_path / "无.peval", CannotOpenError)
    assert "打不开" in refused(tmp_path, CannotOpenError)
    path = new_file(tmp_path)
    with pytest.raises(FileExistsAlreadyError):
        create_report(path, HETANG, 2022, "乙")


def test_an_unwritable_target_leaves_nothing_behind(tmp_path: Path, state_dir: Path) -> None:
    with pytest.raises(PublishError) as caught:
        create_report(tmp_path / "没有" / "报告.peval", HETANG, 2022, "甲")
    sentence = user_text(caught.value).sentence
    assert "文件夹不在了" in sentence
    assert "什么都没有留下" in sentence, "there is no working copy to speak of"
    assert list((state_dir / "sessions").iterdir()) == []


def test_edits_stay_safe_while_the_folder_is_gone_and_reach_the_file_later(tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    path = new_file(stick)
    document = open_report(path)
    session = start_session(document, document.commit)
    stick.rename(tmp_path / "拔出")
    session.apply(entry_edits(session.report, FieldAddress("", "编制数"), "11"), "", Origin.TYPED)
    with pytest.raises(PublishError):
        document.publish()
    (tmp_path / "拔出").rename(stick)
    document.close()
    again = open_report(path)
    assert again.report.value(FieldAddress("", "编制数")) is not None
    again.close()


def test_a_file_changed_by_someone_else_is_not_overwritten(tmp_path: Path) -> None:
    path, other = new_file(tmp_path), new_file(tmp_path, "别人.peval")
    document = open_report(path)
    path.write_bytes(other.read_bytes())
    with pytest.raises(PublishError, match="改动过"):
        document.publish()
    assert path.read_bytes() == other.read_bytes()
    document.abandon()


def test_a_file_that_is_open_is_not_opened_twice(tmp_path: Path) -> None:
    path = new_file(tmp_path)
    document = open_report(path)
    with pytest.raises(FileInUseError):
        open_report(path)
    document.close()


def test_a_new_file_is_never_there_without_its_first_rows(tmp_path: Path) -> None:
    path = new_file(tmp_path)
    document = open_report(path)
    assert [each.label for each in document.batches] == ["新建报告"]
    assert document.report.children("", "项目明细")
    document.close()


def test_saving_as_goes_on_with_the_new_file(tmp_path: Path) -> None:
    old, new = new_file(tmp_path), tmp_path / "新.peval"
    document = open_report(old)
    before = old.read_bytes()
    document.publish_as(new)
    session = start_session(document, document.commit)
    session.apply(entry_edits(session.report, FieldAddress("", "编制数"), "9"), "", Origin.TYPED)
    document.close()
    assert old.read_bytes() == before
    again = open_report(new)
    assert again.report.value(FieldAddress("", "编制数")) is not None
    again.close()
