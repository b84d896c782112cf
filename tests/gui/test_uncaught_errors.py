"""A fault of the program: said in Chinese, written down here, and nothing filled in is in it."""

from __future__ import annotations

import getpass
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox

from perfeval_desktop.domain.errors import CannotOpenError, EditError
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.gui.uncaught import UncaughtErrors
from perfeval_desktop.services.fault_log import log_fault
from perfeval_desktop.services.files import create_report
from tests.conftest import HETANG

from .hands import Hands

SECRETS = ("430211199001011234", "张三丰", "绝密经费", "81727.35", "机密单位")
FILE_NAME = "机密单位2022"


@pytest.fixture
def hooks() -> Iterator[None]:
    """What Python does with uncaught errors is put back."""
    before = sys.excepthook, threading.excepthook
    yield
    sys.excepthook, threading.excepthook = before


@pytest.fixture
def secret(hands: Hands, tmp_path: Path, hooks: None) -> Hands:
    """A report full of names and numbers that are nobody's business."""
    path = tmp_path / f"{FILE_NAME}.peval"
    create_report(path, HETANG, 2022, "机密单位").close()
    hands.open(path)
    enter = hands.workspace.open_report.enter
    assert enter(FieldAddress("", "填表人"), "张三丰")
    assert enter(FieldAddress("", "联系电话"), "430211199001011234")
    assert enter(FieldAddress("", "其他说明"), "绝密经费 81727.35 万元")
    return hands


def reading_boxes(hands: Hands) -> list[tuple[str, str, str]]:
    """Read every box that comes up from now on, and send it away: its three texts."""
    texts: list[tuple[str, str, str]] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            texts.append((box.text(), box.informativeText(), box.detailedText()))
            box.accept()

    timer = QTimer(hands.window, interval=20)
    timer.timeout.connect(look)
    timer.start()
    return texts


def written(state_dir: Path) -> str:
    """All that the logs and reports hold."""
    return "\n".join(each.read_text("utf-8") for each in (state_dir / "logs").iterdir())


def assert_nothing_leaks(text: str) -> None:
    for each in (*SECRETS, FILE_NAME, ".peval", str(Path.home()), f"/{getpass.getuser()}/"):
        assert each not in text


def failing(*args: object, **named: object) -> None:
    """As a fault deep in the program would: what it works on is in its message and its locals."""
    figures = {"证件": SECRETS[0], "姓名": SECRETS[1]}
    try:
        raise KeyError(f"{figures}")
    except KeyError as error:
        raise RuntimeError(f"{SECRETS} in {FILE_NAME}.peval") from error


def test_the_clerk_reads_what_happened_what_became_of_the_data_and_what_to_do(
    secret: Hands, state_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    UncaughtErrors(secret.window).begin()
    boxes = reading_boxes(secret)
    try:
        failing()
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    ((title, body, details),) = boxes
    assert "意外的错误" in title
    assert "已经填好的内容都在" in body
    assert "没有发给任何人" in body
    assert "RuntimeError" in details
    assert "KeyError" in details
    assert "test_uncaught_errors.py" in details
    reports = list((state_dir / "logs").glob("错误报告-*.txt"))
    assert [each.read_text("utf-8") for each in reports] == [details]
    assert str(reports[0]) in body
    assert_nothing_leaks(written(state_dir))


def test_an_error_with_a_sentence_of_its_own_is_no_fault(
    secret: Hands, state_dir: Path, tmp_path: Path
) -> None:
    UncaughtErrors(secret.window).begin()
    boxes = reading_boxes(secret)
    error = CannotOpenError(tmp_path / "不在.peval", "磁盘已经拔出")
    sys.excepthook(type(error), error, None)
    sys.excepthook(EditError, EditError("no such place"), None)
    (first, second) = boxes
    assert first[0] == "打不开“不在.peval”"
    assert first[2] == ""
    assert "意外的错误" in second[0]
    assert "EditError" in second[2]


def test_an_error_on_the_thread_that_stores_says_that_the_last_steps_may_be_missing(
    secret: Hands, state_dir: Path
) -> None:
    UncaughtErrors(secret.window).begin()
    boxes = reading_boxes(secret)
    thread = threading.Thread(target=failing, name="storage")
    thread.start()
    thread.join()
    secret.qtbot.waitUntil(lambda: bool(boxes))
    ((title, body, _),) = boxes
    assert "保存时" in title
    assert "最后几步可能还没有存好" in body
    assert_nothing_leaks(written(state_dir))


def test_an_error_inside_any_command_leaves_nothing_of_the_data_in_the_logs(
    secret: Hands, state_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every action of the menus runs into a fault that quotes what it works on."""
    UncaughtErrors(secret.window).begin()
    boxes = reading_boxes(secret)
    window, failed = secret.window, 0
    doers = {type(each) for each in (window.file_actions, window.view_actions, *window._doers())}
    commands = [(kind, name) for kind in doers for name in vars(kind) if name.startswith("do_")]
    for kind, name in commands:
        with monkeypatch.context() as patch:
            patch.setattr(kind, name, failing)
            try:
                window.do(name.removeprefix("do_"))
            except RuntimeError as error:
                failed += 1
                sys.excepthook(type(error), error, error.__traceback__)
    assert failed == len(commands) > 80
    assert len(boxes) == failed
    for _, body, details in boxes:
        assert_nothing_leaks(details)
        assert "没有发给任何人" in body
    assert_nothing_leaks(written(state_dir))
    assert len(list((state_dir / "logs").glob("错误报告-*.txt"))) <= 10


def test_a_log_that_cannot_be_written_is_no_second_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "文件").touch()
    monkeypatch.setenv("PERFEVAL_STATE_DIR", str(tmp_path / "文件" / "state"))
    log_fault(RuntimeError("x"))


MARKUP = "<b>粗</b><img src='file:///etc/hostname'>"


def test_no_label_shows_what_a_clerk_typed_as_markup(secret: Hands) -> None:
    """Qt takes a text that begins like HTML for HTML, unless it is told."""
    report = secret.workspace.open_report
    for field in ("单位名称", "填表人", "联系电话", "厉行节约保障措施"):
        report.enter(FieldAddress("", field), MARKUP)
    names = [
        FieldAddress(record, "项目明细.名称") for record in report.report.records_of("项目明细")
    ]
    for each in names:
        report.enter(each, MARKUP)
    report.refused.emit(f"{MARKUP} 填不进去。")
    for name in secret.sheet_names():
        secret.go_to_sheet(name)
        labels = secret.window.findChildren(QLabel)
        shown = [
            each.text()
            for each in labels
            if "<b>粗" in each.text() and each.textFormat() is not Qt.TextFormat.PlainText
        ]
        assert shown == []
