"""What keeping an edit costs, and writing the file, beside bare writes to the same disk."""

from __future__ import annotations

import os
import statistics
import threading
import time
from collections.abc import Callable
from datetime import datetime
from itertools import count
from pathlib import Path

from perfeval_desktop.domain.edits import Batch, Origin, SetEntry
from perfeval_desktop.domain.report import Entry, FieldAddress
from perfeval_desktop.domain.values import Text
from perfeval_desktop.services.files import (
    create_from_data_file,
    create_report,
    open_report,
    person_name,
    sample_data,
)
from perfeval_desktop.storage.document import OpenDocument
from perfeval_desktop.storage.worker import Listener, Pace, StorageThread
from tests.bench.large import large_report_edits

LINES = {"0.4 MB": 0, "1.2 MB": 450, "8 MB": 4_200}  # lines of projects; 0 stands for the sample
EDITS, SAVES = 200, 9
_NEVER = Pace(quiet=1e6, latest=1e6, retry=1e6)
_ADDRESS = FieldAddress("", "其他说明")


def bench_file(folder: Path) -> None:
    """An edit until it is durable, and a saving, for three sizes of file."""
    for name, lines in LINES.items():
        path = _file(folder / f"file-{lines}.peval", lines)
        size = path.stat().st_size
        edits, raw = _edits(path, folder)
        print(f"{name} ({size / 1e6:.2f} MB): an edit until it is durable {_told(edits)}")
        print(f"    4 KiB written and synced {_told(raw)}; ratio {_ratio(edits, raw):.1f}")
        saves, bare = _saves(path, folder, size)
        print(f"    a saving {_told(saves)}; as many bytes written and synced {_told(bare)}")


def _file(path: Path, lines: int) -> Path:
    if not lines:
        create_from_data_file(path, sample_data()).close()
        return path
    document = create_report(path, "hunan/hetang/2022", 2022, "甲单位")
    edits = tuple(large_report_edits(lines))
    now = datetime.now().astimezone()
    document.commit(Batch(2, "粘贴", Origin.PASTED, person_name(), now, edits))
    document.close()
    return path


def _edits(path: Path, folder: Path) -> tuple[list[float], list[float]]:
    """Return the times of edits through the storage thread, and of bare writes between them."""
    opened: list[OpenDocument] = []
    is_open, is_durable = threading.Event(), threading.Event()

    def take(document: OpenDocument) -> None:
        opened.append(document)
        is_open.set()

    listener = Listener(take, _fail, lambda number: is_durable.set(), lambda at: None, _fail)
    thread = StorageThread(lambda: open_report(path), listener, _NEVER)
    thread.start()
    is_open.wait()
    numbers = count(opened[0].batches[-1].number + 1)

    def edit() -> None:
        number = next(numbers)
        before, after = Entry(Text(f"{number - 1}")), Entry(Text(f"{number}"))
        now = datetime.now().astimezone()
        change = (SetEntry(_ADDRESS, before, after),)
        is_durable.clear()
        thread.submit(Batch(number, "填写 其他说明", Origin.TYPED, person_name(), now, change))
        is_durable.wait()

    with (folder / "raw").open("wb", buffering=0) as file:
        file.write(bytes(4096 * EDITS))
        file.seek(0)
        times = _in_turns(edit, lambda: _write(file.fileno(), bytes(4096)), EDITS)
    thread.call(lambda document: document.drop()).result()
    thread.abandon()
    return times


def _saves(path: Path, folder: Path, size: int) -> tuple[list[float], list[float]]:
    document = open_report(path)
    data = os.urandom(size)

    def bare() -> None:
        with (folder / "bare").open("wb", buffering=0) as file:
            _write(file.fileno(), data)

    times = _in_turns(document.publish, bare, SAVES)
    document.close()
    return times


def _in_turns(
    ours: Callable[[], object], control: Callable[[], object], repeats: int
) -> tuple[list[float], list[float]]:
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(repeats):
        for action, taken in zip((ours, control), times, strict=True):
            before = time.perf_counter()
            action()
            taken.append((time.perf_counter() - before) * 1000)
    return times


def _write(descriptor: int, data: bytes) -> None:
    os.write(descriptor, data)
    os.fsync(descriptor)


def _told(times: list[float]) -> str:
    high = statistics.quantiles(times, n=20)[-1]
    return f"{statistics.median(times):.2f} ms (95th percentile {high:.2f})"


def _ratio(ours: list[float], control: list[float]) -> float:
    return statistics.median(ours) / statistics.median(control)


def _fail(error: Exception) -> None:
    raise error
