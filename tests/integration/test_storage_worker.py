"""The storage thread: in order, at its pace, and alive whatever fails. The clock is the test's."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from perfeval_desktop.domain.edits import Batch, Origin, SetEntry
from perfeval_desktop.domain.errors import (
    BackupError,
    CannotOpenError,
    FileError,
    PerfevalError,
    PublishError,
)
from perfeval_desktop.domain.report import Entry, FieldAddress
from perfeval_desktop.domain.values import Text
from perfeval_desktop.services.files import create_report, open_report
from perfeval_desktop.storage.backups import all_backups
from perfeval_desktop.storage.document import OpenDocument
from perfeval_desktop.storage.worker import Listener, Pace, StorageThread
from tests.conftest import HETANG

UNIT = FieldAddress("", "单位名称")
SLOW = Pace(quiet=3600, latest=3600, retry=3600)


class Heard:
    """What the thread has told; `wait` returns when it has told it often enough."""

    def __init__(self) -> None:
        self.committed: list[int] = []
        self.published: list[datetime] = []
        self.failed: list[PerfevalError] = []
        self.opened: list[OpenDocument] = []
        self.open_failed: list[PerfevalError] = []
        self._told = threading.Condition()

    def listener(self) -> Listener:
        return Listener(
            self._into(self.opened),
            self._into(self.open_failed),
            self._into(self.committed),
            self._into(self.published),
            self._into(self.failed),
        )

    def wait(self, heard: list[object], count: int = 1) -> None:
        with self._told:
            assert self._told.wait_for(lambda: len(heard) >= count, timeout=20), heard

    def _into(self, heard: list[object]) -> Callable[[object], None]:
        def hear(thing: object) -> None:
            with self._told:
                heard.append(thing)
                self._told.notify_all()

        return hear


class Served:
    """A thread over a new file, and a way of typing into it."""

    def __init__(self, path: Path, pace: Pace) -> None:
        create_report(path, HETANG, 2022, "单位1").close()
        self.path, self.heard, self._number = path, Heard(), 1
        self.thread = StorageThread(lambda: open_report(path), self.heard.listener(), pace)
        self.thread.start()
        self.heard.wait(self.heard.opened)
        self.document = self.heard.opened[0]

    def type(self) -> int:
        before, self._number = f"单位{self._number}", self._number + 1
        edit = SetEntry(UNIT, Entry(Text(before)), Entry(Text(f"单位{self._number}")))
        now = datetime.now().astimezone()
        self.thread.submit(Batch(self._number, "填写", Origin.TYPED, "甲", now, (edit,)))
        return self._number

    def settle(self) -> None:
        """Wait until everything asked so far is done."""
        self.thread._call(lambda document: None).result(20)

    def unit_in_file(self) -> str:
        document = open_report(self.path)
        value = document.report.value(UNIT)
        document.close()
        assert value is not None
        return value.text


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[Pace], Served]]:
    made: list[Served] = []

    def start(pace: Pace) -> Served:
        made.append(Served(tmp_path / "报告.peval", pace))
        return made[-1]

    yield start
    for each in made:
        if each.thread.is_alive():
            each.thread.abandon()


def test_batches_are_acknowledged_in_order_and_in_the_file_after_closing(
    serve: Callable[[Pace], Served],
) -> None:
    served = serve(SLOW)
    numbers = [served.type() for _ in range(5)]
    served.thread.close()
    assert served.heard.committed == numbers
    assert not served.thread.is_alive()
    assert served.unit_in_file() == "单位6"


def test_the_file_is_written_when_the_typing_pauses(serve: Callable[[Pace], Served]) -> None:
    served = serve(Pace(quiet=0.02, latest=3600))
    served.type()
    served.heard.wait(served.heard.published)
    served.settle()
    assert served.document.is_published


def test_the_file_is_written_now_and_then_while_the_typing_goes_on(
    serve: Callable[[Pace], Served],
) -> None:
    served = serve(Pace(quiet=3600, latest=0.02))
    served.type()
    served.heard.wait(served.heard.published)


def test_saving_now_does_not_wait_and_leaves_nothing_due(serve: Callable[[Pace], Served]) -> None:
    served = serve(SLOW)
    served.type()
    served.thread.publish_now()
    served.heard.wait(served.heard.published)
    served.settle()
    assert served.document.is_published
    assert served.thread._due is None


def test_a_failed_writing_is_tried_again_later_and_not_with_every_edit(
    serve: Callable[[Pace], Served], tmp_path: Path
) -> None:
    served = serve(Pace(quiet=0, latest=0, retry=3600))
    away = served.path.rename(tmp_path / "拔出")
    served.path.mkdir()
    served.type()
    served.heard.wait(served.heard.failed)
    for _ in range(5):
        served.type()
        served.settle()
    assert len(served.heard.failed) == 1
    assert isinstance(served.heard.failed[0], PublishError)
    assert len(served.heard.committed) == 6, "editing goes on"
    served.path.rmdir()
    away.rename(served.path)
    served.thread.close()
    assert served.unit_in_file() == "单位7"


def test_a_failed_writing_is_tried_again_by_itself(
    serve: Callable[[Pace], Served], tmp_path: Path
) -> None:
    served = serve(Pace(quiet=0, latest=0, retry=0.02))
    away = served.path.rename(tmp_path / "拔出")
    served.path.mkdir()
    served.type()
    served.heard.wait(served.heard.failed, 2)
    served.path.rmdir()
    away.rename(served.path)
    served.heard.wait(served.heard.published)


def test_what_comes_after_a_batch_that_cannot_be_stored_waits_for_it(
    serve: Callable[[Pace], Served], monkeypatch: pytest.MonkeyPatch
) -> None:
    served = serve(SLOW)
    with monkeypatch.context() as patch:
        patch.setattr(OpenDocument, "commit", _no_room)
        first = served.type()
        served.heard.wait(served.heard.failed)
        with pytest.raises(FileError):
            served.thread.close()
        with pytest.raises(FileError):
            served.thread.call(lambda document: document.publish()).result()
    assert served.heard.committed == []
    second = served.type()
    served.thread.close()
    assert served.heard.committed == [first, second]
    assert served.unit_in_file() == "单位3"


def test_an_error_nobody_expected_ends_neither_the_thread_nor_the_storing(
    serve: Callable[[Pace], Served], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda of: told.append(of.exc_value))
    served = serve(SLOW)
    published = served.thread._listener.published
    wrong = RuntimeError("nobody expected it")

    def fails(time: datetime) -> None:
        published(time)
        raise wrong

    served.thread._listener = served.thread._listener._replace(published=fails)
    served.thread.publish_now()
    served.heard.wait(served.heard.failed)
    assert told == [wrong]
    number = served.type()
    served.heard.wait(served.heard.committed)
    assert served.heard.committed == [number]
    served.thread.close()
    assert served.unit_in_file() == "单位2"


def _no_room(document: OpenDocument, batch: Batch) -> None:
    raise FileError(document.path, "磁盘满")


def test_a_file_that_does_not_open_ends_the_thread_and_nobody_waits_for_it(tmp_path: Path) -> None:
    heard = Heard()
    thread = StorageThread(lambda: open_report(tmp_path / "无.peval"), heard.listener())
    thread.start()
    heard.wait(heard.open_failed)
    closing = threading.Thread(target=thread.close, daemon=True)
    closing.start()
    closing.join(20)
    assert not closing.is_alive()
    assert not thread.is_alive()
    assert isinstance(heard.open_failed[0], CannotOpenError)


def test_a_resumed_file_is_written_without_an_edit(tmp_path: Path) -> None:
    path = tmp_path / "报告.peval"
    create_report(path, HETANG, 2022, "甲").abandon()
    heard = Heard()
    thread = StorageThread(lambda: open_report(path), heard.listener(), Pace(quiet=0))
    thread.start()
    heard.wait(heard.published)
    thread.close()


def test_a_batch_out_of_order_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "报告.peval"
    document = create_report(path, HETANG, 2022, "甲")
    now = datetime.now().astimezone()
    edit = SetEntry(UNIT, Entry(Text("甲")), Entry(Text("乙")))
    with pytest.raises(FileError, match="没有存好"):
        document.commit(Batch(3, "填写", Origin.TYPED, "甲", now, (edit,)))
    with pytest.raises(FileError, match="字符"):
        document.commit(Batch(2, "坏\udc80", Origin.TYPED, "甲", now, (edit,)))
    assert document.is_published
    document.commit(Batch(2, "填写", Origin.TYPED, "甲", now, (edit,)))
    assert document.verify_history() is None
    document.close()


def test_the_thread_keeps_backups_by_itself_and_tells_a_failure_once(
    tmp_path: Path, state_dir: Path
) -> None:
    path = tmp_path / "报告.peval"
    create_report(path, HETANG, 2022, "单位1").close()
    (state_dir / "backup").touch()  # in the place of the folder
    heard, told = Heard(), list[PerfevalError]()
    listener = heard.listener()._replace(backup_failed=told.append)
    thread = StorageThread(lambda: open_report(path), listener, SLOW)
    thread.start()
    heard.wait(heard.opened)
    thread.publish_now()
    thread.publish_now()
    heard.wait(heard.published, 2)
    thread.close()
    assert [type(each) for each in told] == [BackupError]
    (state_dir / "backup").unlink()
    for is_changed in (False, True):
        thread = StorageThread(lambda: open_report(path), listener, SLOW)
        thread.start()
        if is_changed:
            edit = SetEntry(UNIT, Entry(Text("单位1")), Entry(Text("单位2")))
            now = datetime.now().astimezone()
            thread.submit(Batch(2, "填写", Origin.TYPED, "甲", now, (edit,)))
        thread.close()
    assert [each.reason.value for each in all_backups()] == ["closed"]
    assert len(told) == 1
