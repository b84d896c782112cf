"""One writer: the lock beside a document, left by the living, the dead, and by other computers."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from perfeval_desktop.domain.errors import ConflictError, FileHeldError, FileInUseError
from perfeval_desktop.services.files import (
    create_report,
    look_at_report,
    open_report,
    read_session,
)
from perfeval_desktop.services.noting import noting_session
from perfeval_desktop.services.user_text import user_text
from perfeval_desktop.storage.locks import lock_path
from perfeval_desktop.storage.processes import boot_id, computer_name
from tests.conftest import HETANG
from tests.faults.programs import (
    StartProgram,
    in_namespace,
    left_by_another,
    on_computer,
    programs,
)
from tests.one_cell import staff_in, type_staff

start = pytest.fixture(programs)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    create_report(tmp_path / "报告.peval", HETANG, 2022, "甲单位").close()
    return tmp_path / "报告.peval"


def names_in(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir() if not each.name.startswith("state")}


def lock_of(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(lock_path(path).read_text("utf-8"))
    return read


def rewrite(path: Path, **changes: object) -> dict[str, Any]:
    """Change what the lock of a document says, as if another computer had written it."""
    facts = {**lock_of(path), **changes}
    lock_path(path).write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
    return facts


def ago(**time: float) -> str:
    return (datetime.now(UTC) - timedelta(**time)).isoformat(timespec="seconds")


def refused(path: Path) -> FileHeldError:
    with pytest.raises(FileHeldError) as caught:
        open_report(path)
    return caught.value


# Two computers


@pytest.mark.slow
def test_a_second_computer_learns_who_has_the_file_open_where_and_since_when(
    path: Path, tmp_path: Path, start: StartProgram
) -> None:
    other = start(tmp_path / "state-2", on_computer("CZK-03"))
    assert other.do("open", path) == "ok"
    before = path.read_bytes()
    held = refused(path)
    assert held.computer == "CZK-03"
    assert held.person == lock_of(path)["user"] != ""
    assert held.since is not None
    assert abs(datetime.now().astimezone() - held.since) < timedelta(minutes=1)
    assert not held.may_take_over
    text = user_text(held)
    assert f"{held.since:%H:%M}" in text.body
    assert "CZK-03" in text.body

    looked = look_at_report(path, "有人在填")
    assert looked.read_only.startswith("有人在填。")
    looked.close()
    assert path.read_bytes() == before
    assert names_in(tmp_path) == {path.name, lock_path(path).name}
    assert other.do("close") == "ok"
    assert names_in(tmp_path) == {path.name}
    open_report(path).close()


@pytest.mark.slow
def test_a_lock_left_by_another_computer_is_taken_over_only_when_that_is_said(
    path: Path, tmp_path: Path, start: StartProgram
) -> None:
    other = start(tmp_path / "state-2", on_computer("CZK-03"))
    other.do("open", path)
    other.kill()
    assert not refused(path).may_take_over, "it may just be away from its desk"
    rewrite(path, time=ago(minutes=11))
    assert refused(path).may_take_over
    document = open_report(path, takes_over=True)
    assert lock_of(path)["host"] != "CZK-03"
    type_staff(document, "11")
    document.close()
    assert staff_in(path) == "11"
    assert names_in(tmp_path) == {path.name}


@pytest.mark.parametrize("content", [b"", b"\0" * 300], ids=["empty", "zeros"])
def test_a_lock_that_a_crash_left_unwritten_does_not_keep_its_own_document_shut(
    path: Path, tmp_path: Path, content: bytes
) -> None:
    """The kill, or the power cut, came between making the lock and writing it."""
    document = open_report(path)
    type_staff(document, "11")
    document.abandon()
    lock_path(path).write_bytes(content)
    document = open_report(path)
    assert document.is_resumed
    document.close()
    assert staff_in(path) == "11"
    assert names_in(tmp_path) == {path.name}
    lock_path(path).write_bytes(content)
    assert refused(path).may_take_over, "nothing crashed here: it is another computer's"


@pytest.mark.slow
def test_what_was_taken_over_is_not_overwritten_and_neither_version_is_lost(
    path: Path, tmp_path: Path, start: StartProgram
) -> None:
    document = open_report(path)
    type_staff(document, "11")
    rewrite(path, time=ago(minutes=11))
    other = start(tmp_path / "state-2", on_computer("CZK-03"))
    assert other.do("open", path).startswith("FileHeldError")
    assert other.do("take over", path) == "ok"
    with pytest.raises(ConflictError, match="CZK-03"):
        document.publish()
    other.do("type", "12")
    assert other.do("close") == "ok"
    with pytest.raises(ConflictError, match="改动过"):
        document.publish()
    document.publish_as(tmp_path / "我的.peval")
    document.close()
    assert staff_in(path) == "12"
    assert staff_in(tmp_path / "我的.peval") == "11"
    assert names_in(tmp_path) == {path.name, "我的.peval"}


@pytest.mark.slow
def test_two_computers_that_save_in_turns_without_a_lock_lose_neither_version(
    path: Path, tmp_path: Path, start: StartProgram
) -> None:
    document = open_report(path)
    lock_path(path).unlink()  # somebody tidied up
    other = start(tmp_path / "state-2", on_computer("CZK-03"))
    assert other.do("open", path) == "ok"
    lock_path(path).unlink()
    type_staff(document, "11")
    document.publish()
    other.do("type", "12")
    assert other.do("save").startswith("ConflictError")
    assert other.do("save as", tmp_path / "那边.peval") == "ok"
    assert other.do("close") == "ok"
    document.close()
    assert staff_in(path) == "11"
    assert staff_in(tmp_path / "那边.peval") == "12"
    assert names_in(tmp_path) == {path.name, "那边.peval"}


# This computer


@pytest.mark.slow
def test_a_lock_of_a_killed_process_on_this_computer_is_taken_over_silently(
    path: Path, tmp_path: Path, start: StartProgram
) -> None:
    """Its state folder is another one, as another user's would be: only the process tells."""
    other = start(tmp_path / "state-2")
    other.do("open", path)
    refused(path)
    other.kill()
    assert lock_path(path).exists()
    open_report(path).close()
    assert names_in(tmp_path) == {path.name}


@pytest.mark.slow
def test_a_file_reached_by_another_drive_is_the_same_file(
    path: Path, tmp_path: Path, start: StartProgram
) -> None:
    drive = tmp_path / "Z"
    drive.mkdir()
    mounted = in_namespace("--mount", f"mount --bind {tmp_path} {drive} &&")
    other = start(tmp_path / "state", mounted)
    other.do("open", path)
    assert other.do("open", drive / path.name).startswith("FileInUseError")


def test_the_lock_of_our_own_crash_is_taken_over_after_a_new_start_of_the_computer(
    path: Path,
) -> None:
    document = open_report(path)
    type_staff(document, "11")
    facts = lock_of(path)
    document.abandon()
    lock_path(path).write_text(json.dumps({**facts, "boot": "an earlier one"}), "utf-8")
    again = open_report(path)
    assert again.is_resumed
    again.close()


def test_a_computer_made_from_the_image_of_this_one_is_another_computer(path: Path) -> None:
    """Name, person and state folder are the same; what it has started since is not."""
    document = open_report(path)
    facts = lock_of(path)
    document.close()
    copied = {**facts, "boot": "its own", "session": "0" * 16, "pid": 1}
    lock_path(path).write_text(json.dumps(copied), "utf-8")
    refused(path)


def test_the_lock_of_a_living_session_is_never_taken_over_silently(
    path: Path, tmp_path: Path
) -> None:
    other = tmp_path / "另一个.peval"
    create_report(other, HETANG, 2022, "甲单位").close()
    document = open_report(path)
    lock_path(other).write_bytes(lock_path(path).read_bytes())
    with pytest.raises(FileInUseError):
        open_report(other)
    document.close()


# Locks that say nothing


GARBAGE = {
    "empty": b"",
    "text": "谁在用？".encode(),
    "list": b"[]",
    "deep": b"[" * 4000,
    "long": b"x" * 2**20,
    "wrong types": json.dumps({name: 1 for name in ("host", "user", "pid")}).encode(),
    "utf-16": "{}".encode("utf-16"),
    "nul": b"\0" * 200,
}


def test_a_lock_that_says_nothing_is_asked_about(path: Path) -> None:
    for name, content in GARBAGE.items():
        lock_path(path).write_bytes(content)
        held = refused(path)
        assert held.may_take_over, name
        assert "锁文件" in user_text(held).body
        assert lock_path(path).read_bytes() == content
    open_report(path, takes_over=True).close()
    assert not lock_path(path).exists()


ODD: tuple[dict[str, object], ...] = (
    {"session": "../../../etc"},
    {"pid": 2**80},
    {"pid": -1},
    {"time": "9999-12-31T23:59:59+00:00"},
    {"time": "昨天", "opened": "0001-01-01T00:00:00+23:59"},
    {"user": "<b>王\u202e\x00芳</b>" * 90},
)


def test_a_lock_with_odd_facts_is_only_a_lock(path: Path) -> None:
    left_by_another(path)
    for changes in ODD:
        facts = rewrite(path, **changes)
        held = refused(path)
        assert len(user_text(held).sentence) < 500
        assert user_text(held).sentence.isprintable()
        # of this computer, too, where its process is looked for
        here = {"host": computer_name(), "boot": boot_id()}
        lock_path(path).write_text(json.dumps({**facts, **here}), "utf-8")
        with suppress(FileHeldError):
            open_report(path).close()
        lock_path(path).unlink(missing_ok=True)
        left_by_another(path)


def test_what_is_no_file_in_place_of_the_lock_does_not_hang_nor_follow(
    path: Path, tmp_path: Path
) -> None:
    lock, precious = lock_path(path), tmp_path / "要紧的.txt"
    precious.write_text("要紧", "utf-8")
    os.mkfifo(lock)
    assert refused(path).may_take_over
    open_report(path, takes_over=True).close()
    lock.symlink_to(precious)
    assert refused(path).may_take_over
    open_report(path, takes_over=True).close()
    lock.mkdir()
    refused(path)
    with pytest.raises(FileHeldError):
        open_report(path, takes_over=True)
    lock.rmdir()
    assert precious.read_text("utf-8") == "要紧"


# While a document is open


def test_only_our_own_lock_is_removed(path: Path) -> None:
    document = open_report(path)
    theirs = rewrite(path, session="f" * 16, host="CZK-03")
    document.keep_locked()
    document.close()
    assert lock_of(path) == theirs


def test_a_sign_of_life_changes_only_the_time_and_brings_a_lost_lock_back(path: Path) -> None:
    document = open_report(path)
    facts = rewrite(path, time=ago(days=1))
    size = lock_path(path).stat().st_size
    document.keep_locked()
    assert lock_of(path) == {**facts, "time": lock_of(path)["time"]}
    assert lock_of(path)["time"] > ago(minutes=1)
    assert lock_path(path).stat().st_size == size, "no reader ever finds half a lock"
    lock_path(path).unlink()
    document.keep_locked()
    assert lock_of(path)["session"] == facts["session"]
    document.close()


def test_saving_as_takes_the_lock_along_and_respects_the_one_that_is_there(
    path: Path, tmp_path: Path
) -> None:
    other, held = tmp_path / "新.peval", tmp_path / "别人的.peval"
    create_report(held, HETANG, 2022, "乙单位").close()
    left_by_another(held)
    before = held.read_bytes()
    document = open_report(path)
    with pytest.raises(FileHeldError):
        document.publish_as(held)
    assert held.read_bytes() == before
    assert document.path == path
    document.publish_as(other)
    assert not lock_path(path).exists()
    assert lock_path(other).exists()
    document.close()
    lock_path(held).unlink()
    assert names_in(tmp_path) == {path.name, other.name, held.name}


def test_a_new_report_does_not_take_a_name_somebody_has_locked(tmp_path: Path, path: Path) -> None:
    left_by_another(path)
    path.unlink()
    with pytest.raises(FileHeldError):
        create_report(path, HETANG, 2022, "甲单位")
    assert not path.exists()
    left_by_another_long_ago = json.loads(lock_path(path).read_text("utf-8"))
    lock_path(path).write_text(json.dumps({**left_by_another_long_ago, "time": ago(days=1)}))
    create_report(path, HETANG, 2022, "甲单位").close()
    assert names_in(tmp_path) == {path.name}


def test_a_clock_that_was_set_back_leaves_the_choice_to_the_person(path: Path) -> None:
    """The lock was renewed tomorrow, or yesterday: nobody can tell whether somebody is there."""
    for time in (ago(days=-1), ago(days=1)):
        left_by_another(path, time=time)
        assert refused(path).may_take_over
        lock_path(path).unlink()


def test_a_file_of_the_same_size_and_time_with_other_content_is_a_conflict(
    path: Path, tmp_path: Path
) -> None:
    """Sticks keep times to two seconds, and clocks are set back: only the content counts."""
    document = open_report(path)
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    type_staff(document, "11")
    with pytest.raises(ConflictError):
        document.publish()
    assert path.read_bytes() == content
    document.abandon()


def test_commands_that_read_need_no_lock_and_those_that_write_respect_it(path: Path) -> None:
    left_by_another(path)
    before = path.read_bytes(), lock_path(path).read_bytes()
    assert read_session(path).report.year == 2022
    with noting_session(path) as noting:
        assert noting.session.report.year == 2022
        assert "另一台电脑" in noting.obstacle
    assert (path.read_bytes(), lock_path(path).read_bytes()) == before
