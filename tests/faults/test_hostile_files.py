"""Files made to do harm: each is refused in a sentence, quickly, and left as it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import CannotOpenError, FileError, NotAReportError
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import create_report, open_report, read_session, start_session
from perfeval_desktop.storage import writing
from perfeval_desktop.storage.worker import Listener, StorageThread
from tests.conftest import HETANG
from tests.faults.hostile_files import HOSTILE, LARGE

if sys.platform != "linux":
    pytest.skip("how much memory it took is asked of Linux", allow_module_level=True)
COUNT = len(HOSTILE) + len(LARGE)
MOST_SECONDS, MOST_MEGABYTES = 10, 700

# One process opens them all: what one leaves behind counts for the next as well.
OPENING = """
import gc, json, signal, sys, time
from pathlib import Path
from perfeval_desktop.domain.errors import PerfevalError
from perfeval_desktop.services.files import open_report, read_session, start_session
from perfeval_desktop.services import patience
from perfeval_desktop.services.user_text import user_text

gc.disable()  # as the program does
signal.signal(signal.SIGALRM, signal.default_int_handler)  # one that hangs does not hide the rest
patience._SECONDS = 2.0  # seven would be waited for in vain
for path in map(Path, sys.argv[1:]):
    start, said = time.monotonic(), ""
    signal.alarm(20)
    try:
        document = open_report(path)
        try:
            start_session(document, document.commit, reads_prose=False)
        finally:
            document.drop()
    except PerfevalError as error:
        said = user_text(error).sentence
    except BaseException as error:
        said = repr(error)
    status = Path("/proc/self/status").read_text()
    peak = int(status.partition("VmHWM:")[2].split()[0]) // 1024
    print(json.dumps([path.name, said, time.monotonic() - start, peak]), flush=True)
"""


class Opened(NamedTuple):
    """What came of opening a file: the sentence, "" for none, and what it took."""

    said: str
    seconds: float
    megabytes: int


def sound_file(path: Path) -> None:
    """A file with a little history."""
    document = create_report(path, HETANG, 2022, "甲单位")
    session = start_session(document, document.commit)
    for text in ("11", "12", "13"):
        edits = entry_edits(session.report, FieldAddress("", "编制数"), text)
        session.apply(edits, "填写", Origin.TYPED)
    document.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every hostile file in a folder of its own, beside nothing but what its maker left."""
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PERFEVAL_STATE_DIR", str(folder / "state"))
        sound_file(folder / "报告.peval")
    whole = (folder / "报告.peval").read_bytes()
    makers = [*(maker for maker, _ in HOSTILE.values()), *LARGE.values()]
    for number, maker in enumerate(makers):
        path = place_of(folder, number)
        path.parent.mkdir()
        path.write_bytes(whole)
        maker(path)
    return folder


def place_of(folder: Path, number: int) -> Path:
    return folder / str(number) / f"{number}.peval"


def state_of(folder: Path) -> dict[str, tuple[bytes | int, int]]:
    """Every file beside a document: its bytes, or how many when there are many, and its time."""
    found = {}
    for each in folder.iterdir():
        size, time = each.stat().st_size, each.stat().st_mtime_ns
        found[each.name] = (each.read_bytes() if size < 2**24 else size, time)
    return found


@pytest.fixture(scope="module")
def before(folder: Path) -> list[dict[str, tuple[bytes | int, int]]]:
    """What lies there before anything was opened."""
    return [state_of(place_of(folder, number).parent) for number in range(COUNT)]


@pytest.fixture(scope="module")
def opened(folder: Path, before: object) -> dict[str, Opened]:
    """What came of opening them, by the name of the file."""
    paths = [str(place_of(folder, number)) for number in range(COUNT)]
    done = subprocess.run(
        [sys.executable, "-c", OPENING, *paths],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, "PERFEVAL_STATE_DIR": str(folder / "state")},
    )
    lines = map(json.loads, done.stdout.splitlines())
    return {name: Opened(*facts) for name, *facts in lines}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_in_a_sentence_within_ten_seconds_and_left_as_it_is(
    name: str,
    folder: Path,
    before: list[dict[str, tuple[bytes | int, int]]],
    opened: dict[str, Opened],
) -> None:
    number = list(HOSTILE).index(name)
    result = opened[f"{number}.peval"]
    assert HOSTILE[name][1] in result.said
    assert "没有作任何改动" in result.said
    assert result.seconds < MOST_SECONDS
    assert result.megabytes < MOST_MEGABYTES
    assert state_of(folder / str(number)) == before[number]
    assert list((folder / "state" / "sessions").iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_a_large_file_that_is_sound_opens_within_the_same_limits(
    name: str, folder: Path, opened: dict[str, Opened]
) -> None:
    number = len(HOSTILE) + list(LARGE).index(name)
    result = opened[f"{number}.peval"]
    assert result.said == ""
    assert result.seconds < MOST_SECONDS
    assert result.megabytes < MOST_MEGABYTES


def test_journals_of_other_programs_beside_a_file_are_neither_used_nor_touched(
    tmp_path: Path,
) -> None:
    path, other = tmp_path / "报告.peval", tmp_path / "别的.db"
    sound_file(path)
    path.rename(other)
    HOSTILE["wal"][0](other)  # a journal that says 99
    journal = other.with_name(f"{other.name}-wal").read_bytes()
    other.unlink()
    sound_file(path)
    names = [f"{path.name}-wal", f"{path.name}-journal", f"{path.name}-shm"]
    for each in names:
        (tmp_path / each).write_bytes(journal)
    document = open_report(path)
    value = document.report.value(FieldAddress("", "编制数"))
    document.publish()
    document.close()
    assert value is not None
    assert value.text == "13"
    assert all((tmp_path / each).read_bytes() == journal for each in names)


def test_what_only_looks_like_a_file_is_refused_at_once(tmp_path: Path) -> None:
    """A link into the system, a folder, a device that never ends."""
    for number, target in enumerate(("/etc/passwd", "/dev/zero", str(tmp_path), "/没有")):
        path = tmp_path / f"{number}.peval"
        path.symlink_to(target)
        with pytest.raises((NotAReportError, CannotOpenError)):
            open_report(path)
        assert os.readlink(path) == target


def test_a_step_that_would_make_the_history_too_long_to_open_is_refused_when_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "报告.peval"
    sound_file(path)
    document = open_report(path)
    number = sum(len(each.edits) for each in document.batches)
    monkeypatch.setattr(writing, "MOST_ROWS", number + 1)
    session = start_session(document, document.commit)
    places = [FieldAddress("", "编制数"), FieldAddress("", "在职人数")]
    for place in places[:1]:
        session.apply(entry_edits(session.report, place, "14"), "填写", Origin.TYPED)
    with pytest.raises(FileError, match="不带修改记录的副本"):
        session.apply(entry_edits(session.report, places[1], "15"), "填写", Origin.TYPED)
    document.close()
    read = read_session(path).report
    assert read.value(places[0]) is not None
    assert read.value(places[1]) is None


def test_a_file_that_opens_and_cannot_be_computed_is_told_as_one_that_does_not_open(
    tmp_path: Path, state_dir: Path
) -> None:
    """The storage thread must not die over it, nor leave a session behind."""
    path, told = tmp_path / "报告.peval", list[object]()
    sound_file(path)

    def opened(document: object) -> None:
        raise NotAReportError(path, "算不完")

    thread = StorageThread(
        lambda: open_report(path), Listener(opened, told.append, print, print, print)
    )
    thread.start()
    thread.join(20)
    (error,) = told
    assert isinstance(error, NotAReportError)
    assert list((state_dir / "sessions").iterdir()) == []
