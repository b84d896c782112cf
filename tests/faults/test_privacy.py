"""What is filled in stays on this computer, in the user's own folder, and nothing of it is left."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pypdf
import pytest

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.exporting import export_docx, export_pdf, export_xlsx
from perfeval_desktop.services.files import create_report, open_report, read_session, start_session
from perfeval_desktop.storage import sessions
from tests.conftest import HETANG

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux what a process has")
WATCHING = """
import os, sys, threading, time
from pathlib import Path

seen, written, is_over = set(), set(), threading.Event()

def hook(event, arguments):
    if event == "socket.__new__" and int(arguments[1]) != 1:  # 1: within this machine
        seen.add(f"{event} {arguments[1:]}")
    elif event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto"):
        seen.add(event)
    elif event == "open" and isinstance(arguments[0], (str, bytes)):
        if arguments[2] & (os.O_WRONLY | os.O_RDWR):
            written.add(os.fsdecode(arguments[0]))

def of_the_internet():
    inodes = set()
    for name in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6", "packet"):
        table = Path("/proc/self/net", name)
        if table.exists():
            for line in table.read_text().splitlines()[1:]:
                inodes.update(line.split())
    return inodes

def look():
    for each in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{each}")
        except OSError:
            continue
        if target.startswith("socket:[") and target[8:-1] in of_the_internet():
            seen.add(target)

def watch():
    while not is_over.wait(0.02):
        look()

sys.addaudithook(hook)
threading.Thread(target=watch, daemon=True).start()
"""
COMMANDS = (
    WATCHING
    + """
import contextlib, io, json
from perfeval_desktop.cli import run

folder = Path(sys.argv[1])
file, out = str(folder / "报告.peval"), str(folder / "导出")
done = []
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    for command in (
        ["sample", file],
        ["new", "--template", "hunan/hetang/2022", "--unit", "甲", str(folder / "新.peval")],
        ["check", file], ["check", file, "--format", "json"], ["check", file, "--format", "xlsx"],
        ["export", file, "--to", out, "--pdf", "--docx", "--xlsx", "--json"],
        ["blank", "--template", "hunan/hetang/2022", "--to", out],
        ["verify", file, "ABCD-EFGH"], ["info", file], ["templates"],
    ):
        done.append(run(command))
is_over.set()
print(json.dumps([done, sorted(seen), sorted(written)]))
"""
)
WINDOW = (
    WATCHING
    + """
import json
from PySide6.QtCore import QTimer
from perfeval_desktop.app import begin, make_application
from perfeval_desktop.gui.main_window import MainWindow
from perfeval_desktop.domain.report import FieldAddress

application, path = make_application(), Path(sys.argv[1])
window, steps = MainWindow(path), []
window.open_document = lambda path: True
window.settings.is_guide_over = True

def work():
    from perfeval_desktop.gui.exporting import export_file
    from perfeval_desktop.services.exporting import export_docx, export_pdf, export_xlsx

    window.workspace.open_report.enter(FieldAddress("", "编制数"), "15")
    session = window.workspace.open_report.session
    for ending, export in (("pdf", export_pdf), ("docx", export_docx), ("xlsx", export_xlsx)):
        target = path.with_name(f"窗口.{ending}")
        export_file(window, target, ending, lambda step: export(session, target) and None)
        steps.append(target.exists())
    window.do("save")
    window.close()
    application.quit()

window.settled.connect(lambda: QTimer.singleShot(0, work))
begin(window)
window.show()
application.exec()
look()
is_over.set()
print(json.dumps([steps, sorted(seen), sorted(written)]))
"""
)


def watched(script: str, path: Path, folder: Path) -> tuple[list[object], list[str], list[str]]:
    """Run the program beside a look-out: what it did, its sockets, the files it wrote."""
    temporary = folder / "temp"
    temporary.mkdir(exist_ok=True)
    environment = {**os.environ, "TMPDIR": str(temporary), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    assert list(temporary.iterdir()) == [], "nothing is left where everybody may look"
    steps, sockets, written = json.loads(done.stdout.splitlines()[-1])
    return steps, sockets, written


@pytest.mark.slow
def test_no_command_opens_a_network_socket_or_writes_outside_its_folders(
    tmp_path: Path, state_dir: Path
) -> None:
    folder = tmp_path / "文件"
    folder.mkdir()
    steps, sockets, written = watched(COMMANDS, folder, tmp_path)
    assert steps == [0, 0, 1, 1, 1, 0, 0, 2, 0, 0]
    assert sockets == []
    assert outside(written, folder, state_dir) == []
    assert nothing_but_what_lasts(state_dir)
    assert sorted(each.suffix for each in folder.rglob("*.*")) == [
        *(".docx", ".json", ".pdf", ".pdf", ".peval", ".peval", ".xlsx", ".xlsx"),
    ]


@pytest.mark.slow
def test_the_window_opens_no_network_socket_and_leaves_only_the_document(
    tmp_path: Path, state_dir: Path
) -> None:
    folder = tmp_path / "文件"
    folder.mkdir()
    path = folder / "报告.peval"
    create_report(path, HETANG, 2022, "甲单位").close()
    steps, sockets, written = watched(WINDOW, path, tmp_path)
    assert steps == [True, True, True]
    assert sockets == []
    assert outside(written, folder, state_dir) == []
    assert {each.name for each in folder.iterdir()} == {
        path.name,
        *("窗口.pdf", "窗口.docx", "窗口.xlsx"),
    }
    assert nothing_but_what_lasts(state_dir)
    value = read_session(path).report.value(FieldAddress("", "编制数"))
    assert value is not None
    assert value.text == "15"


def test_the_look_out_sees_a_socket(tmp_path: Path) -> None:
    """So that what it does not see is not there."""
    script = (
        WATCHING
        + "import socket, json\n"
        + "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).bind(('127.0.0.1', 0))\n"
        + "there = socket.socket(socket.AF_INET)\nthere.bind(('127.0.0.1', 0))\n"
        + "there.listen()\nlook()\nis_over.set()\nprint(json.dumps([[], sorted(seen), []]))"
    )
    _, sockets, _ = watched(script, tmp_path, tmp_path)
    assert "socket.bind" in sockets
    assert any(each.startswith("socket.__new__") for each in sockets)
    assert any(each.startswith("socket:[") for each in sockets)


def outside(written: list[str], *folders: Path) -> list[str]:
    """Files that were written elsewhere; Python's own compiled modules aside."""
    allowed = tuple(f"{each}/" for each in folders)
    return [
        each
        for each in written
        if not each.startswith((*allowed, "/dev/")) and "__pycache__" not in each
    ]


def nothing_but_what_lasts(folder: Path) -> bool:
    """Say whether a state folder holds no session, journal or temporary file."""
    names = [each.relative_to(folder).as_posix() for each in folder.rglob("*")]
    lasting = ("sessions", "templates", "logs", "backup", "settings.ini", "reasons.json")
    lasting += ("install-id", "person.txt")
    return not any(
        not each.startswith(lasting)
        or each.startswith("sessions/")
        or each.endswith((".part", "-wal", "-journal", "-shm", ".tmp", ".lock"))
        for each in names
    )


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A file with an edit."""
    path = tmp_path / "秘密文件夹zz" / "报告.peval"
    path.parent.mkdir()
    document = create_report(path, HETANG, 2022, "甲单位")
    session = start_session(document, document.commit)
    edits = entry_edits(session.report, FieldAddress("", "编制数"), "12")
    session.apply(edits, "填写", Origin.TYPED)
    document.close()
    return path


def test_the_state_folder_and_what_is_in_it_are_the_users_own(
    filled: Path, state_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state_dir.chmod(0o755)  # as an earlier version made it
    before = os.umask(0o022)
    try:
        created = create_report(filled.with_name("新.peval"), HETANG, 2022, "乙单位")
        document = open_report(filled)
        session = start_session(document, document.commit)
        edits = entry_edits(session.report, FieldAddress("", "编制数"), "13")
        session.apply(edits, "填写", Origin.TYPED)
        modes = {
            each.relative_to(state_dir).as_posix(): stat.S_IMODE(each.stat().st_mode)
            for each in [state_dir, *state_dir.rglob("*")]
        }
        document.close()
        created.close()
    finally:
        os.umask(before)
    assert any("work.db-wal" in name for name in modes)
    assert {name: oct(mode) for name, mode in modes.items() if mode & 0o077} == {}
    assert stat.S_IMODE(filled.stat().st_mode) & 0o600 == 0o600, "the document is for everybody"


def test_copies_of_a_reading_that_was_killed_are_removed_once_they_are_old(
    filled: Path, state_dir: Path
) -> None:
    left, fresh = (state_dir / "sessions" / f"{sessions.READING}{n}.db" for n in "12")
    for each in (left, fresh):
        each.write_bytes(b"figures")
    os.utime(left, (1, 1))
    read_session(filled)
    assert not left.exists()
    assert fresh.exists(), "another program may be reading just now"


def test_exports_name_neither_the_user_nor_the_folder(
    tmp_path: Path, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "USERNAME"):
        monkeypatch.setenv(name, "秘密用户zz")
    session = read_session(filled)
    for ending, export in (("pdf", export_pdf), ("docx", export_docx), ("xlsx", export_xlsx)):
        export(session, filled.with_name(f"出.{ending}"))
    secrets = [each.encode() for each in ("秘密用户zz", "秘密文件夹zz", str(Path.home()) + "/")]
    for ending in ("docx", "xlsx"):
        with zipfile.ZipFile(filled.with_name(f"出.{ending}")) as package:
            parts = b"\n".join(package.read(each) for each in package.namelist())
        assert not any(each in parts for each in secrets)
    data = filled.with_name("出.pdf").read_bytes()
    facts = pypdf.PdfReader(filled.with_name("出.pdf"))
    told = f"{dict(facts.metadata or {})} {facts.xmp_metadata}"
    assert "甲单位" in told
    assert not any(each in data or each.decode() in told for each in secrets)
