"""Reading in a process of its own: whatever a file does to its reader, the program goes on.

The program starts itself with a word that no clerk types (`WORD`): that also works where it is one
frozen executable, and the child imports neither Qt nor the command line. It answers on its standard
output with lines of JSON: how far it is, and at last the document or why there is none. See
docs/decisions/0031.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from perfeval_desktop.domain.errors import (
    CannotOpenError,
    ReadingCancelledError,
    SourceRefusedError,
)
from perfeval_desktop.domain.source_document import SourceDocument

from .document_json import document_data, document_of

WORD = "--read-document"
OnStep = Callable[[int, int], None]

_SMALLER = "请把要用的部分复制到一个新文件里，再选它。"
TOO_LONG = f"读了很久还没有读完，已经停下。可能里面的内容太多，或者文件坏了。{_SMALLER}"
TOO_LARGE = f"里面的内容太多，要用的内存超过了限度，已经停下。{_SMALLER}"
UNREADABLE = (
    "里面有读不下去的内容，可能是它坏了。请在 Word、Excel 或 WPS 里打开它，另存一份，再选一次。"
)
NOT_STARTED = (
    "读文件要用的辅助进程没有启动起来，可能被安全软件拦住了，或者内存不够。请关掉一些程序再试。"
)


class Bounds(NamedTuple):
    """What reading one document may take."""

    seconds: float = 30.0
    memory_bytes: int = 700_000_000
    answer_bytes: int = 80_000_000


_BOUNDS = Bounds()
_POLL_SECONDS = 0.05
_BETWEEN_STEPS = 0.1


class UnreadableError(Exception):
    """What went wrong in the child, for the log: a class and a line, nothing of the file."""


# --- The one who waits -------------------------------------------------------------------------


def read_in_child(
    path: Path, on_step: OnStep, is_cancelled: Callable[[], bool], bounds: Bounds = _BOUNDS
) -> SourceDocument:
    """Read a document in a child process.

    Raises:
        CannotOpenError: the operating system refused to read the file.
        SourceRefusedError: it cannot be read within the bounds, or not at all.
        ReadingCancelledError: `is_cancelled` said so. The child is gone, as after other errors.
    """
    with _child(path, bounds) as process:
        answer = _answer(process, path, on_step, is_cancelled, bounds)
    if "document" in answer:
        try:
            return document_of(answer["document"])
        except (LookupError, TypeError, ValueError) as error:
            raise SourceRefusedError(path, UNREADABLE) from error
    if "refused" in answer:
        fault = answer.get("fault")
        cause = UnreadableError(fault) if fault else None
        raise SourceRefusedError(path, str(answer["refused"])) from cause
    raise CannotOpenError(path)


def command_line(path: Path) -> list[str]:
    """Return how this program is started to read a document."""
    itself = [sys.executable] if getattr(sys, "frozen", False) else _interpreter()
    return [*itself, WORD, str(path.absolute())]


def _interpreter() -> list[str]:
    return [sys.executable, "-P", "-m", "perfeval_desktop"]  # -P: nothing of the current folder


def _environment(bounds: Bounds) -> dict[str, str]:
    changed = {_LIMITS: f"{bounds.memory_bytes} {int(bounds.seconds) + 2}"}
    if not getattr(sys, "frozen", False):
        folders = [str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", "")]
        changed["PYTHONPATH"] = os.pathsep.join(filter(None, folders))
    return os.environ | changed


_LIMITS = "PERFEVAL_READING_LIMITS"


@contextmanager
def _child(path: Path, bounds: Bounds) -> Iterator[subprocess.Popen[bytes]]:
    """Start the child; it does not outlive the block."""
    try:
        process = subprocess.Popen(
            command_line(path),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(bounds),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise SourceRefusedError(path, NOT_STARTED) from error
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def _answer(
    process: subprocess.Popen[bytes],
    path: Path,
    on_step: OnStep,
    is_cancelled: Callable[[], bool],
    bounds: Bounds,
) -> dict[str, Any]:
    """Wait for the last line; what comes before it tells how far the child is."""
    assert process.stdout is not None
    lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    arguments = (process.stdout, lines, bounds.answer_bytes)
    reader = threading.Thread(target=_pass_on, args=arguments, name="reading", daemon=True)
    reader.start()
    deadline = time.monotonic() + bounds.seconds
    step = (0, 0)
    try:
        while True:
            if is_cancelled():
                raise ReadingCancelledError
            if time.monotonic() > deadline:
                raise SourceRefusedError(path, TOO_LONG)
            try:
                line = lines.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                on_step(*step)
                continue
            if line is None:
                raise SourceRefusedError(path, _how_it_ended(process))
            message = _message(line)
            if message is None:
                raise SourceRefusedError(path, UNREADABLE)
            if "step" not in message:
                return message
            step = (int(message["step"][0]), int(message["step"][1]))
            on_step(*step)
    finally:
        process.kill()
        reader.join()


def _pass_on(stream: IO[bytes], lines: queue.SimpleQueue[bytes | None], most: int) -> None:
    """Put each line into the queue, then None; a child that says too much is not listened to."""
    while most > 0:
        line = stream.readline(most)
        if not line.endswith(b"\n"):
            break
        most -= len(line)
        lines.put(line)
    lines.put(None)


def _message(line: bytes) -> dict[str, Any] | None:
    try:
        message = json.loads(line)
    except ValueError:
        return None
    return message if isinstance(message, dict) else None


def _how_it_ended(process: subprocess.Popen[bytes]) -> str:
    """Say what ended a child that gave no answer."""
    try:
        code = process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        return TOO_LARGE  # it goes on talking, more than is listened to
    if sys.platform != "win32":
        import signal

        if code == -signal.SIGXCPU:
            return TOO_LONG
        if code in (-signal.SIGABRT, -signal.SIGKILL):  # libraries that find no memory, the system
            return TOO_LARGE
    return UNREADABLE


# --- The child ---------------------------------------------------------------------------------


def serve(arguments: list[str]) -> int:
    """Read the document that is named, answer on the standard output; never show a traceback."""
    out = sys.stdout.buffer if sys.stdout is not None else open(1, "wb")  # noqa: SIM115
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    _keep_to_bounds()
    answer = _read(Path(arguments[0]), out) if arguments else {"refused": UNREADABLE}
    try:
        line = json.dumps(answer).encode() + b"\n"
    except MemoryError:
        del answer
        line = json.dumps({"refused": TOO_LARGE}).encode() + b"\n"
    try:
        out.write(line)
        out.flush()
    except OSError:
        return 1  # nobody listens any more
    return 0


def _keep_to_bounds() -> None:
    from .process_limits import limit_this_process

    memory, _, seconds = os.environ.get(_LIMITS, "").partition(" ")
    if memory.isdigit() and seconds.isdigit():
        limit_this_process(int(memory), int(seconds))


def _read(path: Path, out: IO[bytes]) -> dict[str, Any]:
    from .office import read_document_here

    told = time.monotonic()

    def on_step(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told >= _BETWEEN_STEPS:
            told = time.monotonic()
            out.write(json.dumps({"step": [done, total]}).encode() + b"\n")
            out.flush()

    try:
        return {"document": document_data(read_document_here(path, on_step))}
    except SourceRefusedError as error:
        return {"refused": error.reason}
    except CannotOpenError:
        return {"cannot_open": True}
    except MemoryError:
        return {"refused": TOO_LARGE}
    except Exception as error:  # whatever a file does to its reader
        where = traceback.extract_tb(error.__traceback__)[-1]
        fault = f"{type(error).__name__} {Path(where.filename).name}:{where.lineno}"
        return {"refused": UNREADABLE, "fault": fault}
