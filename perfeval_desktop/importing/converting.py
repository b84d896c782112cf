"""Old documents (.doc, .wps, .et, .rtf, OpenDocument) turned into new ones by LibreOffice.

Only where it is installed, and only when the clerk wishes. It works on a copy under a plain name,
with a profile of its own, in a private folder that is removed with all that it left there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from perfeval_desktop.domain.errors import (
    CannotOpenError,
    ReadingCancelledError,
    SourceRefusedError,
)

from .file_kinds import Convertible, convertible

OnStep = Callable[[int, int], None]

SECONDS = 120.0  # the first run makes a profile
_POLL_SECONDS = 0.1
_MOST_BYTES = 100_000_000
_FILTERS = {
    Convertible.DOCX: "docx:MS Word 2007 XML",
    Convertible.XLSX: "xlsx:Calc MS Excel 2007 XML",
}
_USUAL_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_SAVE_AS = "请在 Word、Excel 或 WPS 里打开它，另存为 .docx 或 .xlsx，再选一次。"
_NOT_THERE = f"这台电脑上没有找到 LibreOffice，转换不了。{_SAVE_AS}"
_TOO_LONG = f"LibreOffice 转换了很久还没有完成，已经停下。{_SAVE_AS}"
_FAILED = f"LibreOffice 没有转换成功。{_SAVE_AS}"
_NO_ROOM = "转换要用的临时文件夹写不进去，可能磁盘满了。请腾出一些空间再试。"


def office_program() -> Path | None:
    """Return where LibreOffice is, None when it is not installed."""
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    return next((each for each in _usual_places() if each.is_file()), None)


def _usual_places() -> Iterator[Path]:
    for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "PROGRAMW6432"):
        if os.environ.get(name):
            yield Path(os.environ[name]) / "LibreOffice" / "program" / "soffice.com"
    yield from map(Path, _USUAL_PLACES)
    with suppress(OSError):
        yield from sorted(Path("/opt").glob("libreoffice*/program/soffice"), reverse=True)


def can_convert(path: Path) -> bool:
    """Say whether LibreOffice is there and may turn this file into one that is read."""
    return _target(path) is not None and office_program() is not None


def _target(path: Path) -> Convertible | None:
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return None
        return convertible(path, path.read_bytes())
    except OSError:
        return None


@contextmanager
def converted(
    path: Path,
    folder: Path,
    on_step: OnStep = lambda done, total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
    seconds: float = SECONDS,
) -> Iterator[Path]:
    """Convert a file; the new one is there as long as the block runs.

    Args:
        path: The old file; it is only copied.
        folder: Where a private folder is made, and removed afterwards.
        on_step: Called ten times a second with seconds gone and allowed; may raise to end it.
        is_cancelled: Asked as often.
        seconds: How long it may take.

    Raises:
        CannotOpenError: the operating system refused to read the file.
        SourceRefusedError: LibreOffice is not there, or it did not work.
        ReadingCancelledError: `is_cancelled` said so. LibreOffice is gone, as after other errors.
    """
    program, target = office_program(), _target(path)
    if program is None or target is None:
        raise SourceRefusedError(path, _NOT_THERE if target is not None else _SAVE_AS)
    try:
        private = Path(tempfile.mkdtemp(prefix="convert-", dir=folder))
    except OSError as error:
        raise SourceRefusedError(path, _NO_ROOM) from error
    try:
        source = private / f"source{_ending(path, target)}"
        _copy(path, source)
        command = [
            str(program),
            f"-env:UserInstallation={(private / 'profile').as_uri()}",
            *("--headless", "--norestore", "--nologo", "--nolockcheck"),
            *("--convert-to", _FILTERS[target], "--outdir", str(private / "out"), str(source)),
        ]
        _run(path, command, on_step, is_cancelled, seconds)
        result = private / "out" / f"source.{target.value}"
        if not result.is_file():
            raise SourceRefusedError(path, _FAILED)
        yield result
    finally:
        _remove(private)


def _ending(path: Path, target: Convertible) -> str:
    """Return the ending by which LibreOffice knows what it is; it does not know .wps and .et."""
    begin = path.read_bytes()[:64]
    if begin.startswith(b"PK"):
        return ".odt" if target is Convertible.DOCX else ".ods"
    if begin.startswith(b"\xd0\xcf"):
        return ".doc" if target is Convertible.DOCX else ".xls"
    return ".rtf" if begin.startswith(b"{\\rtf") else ".xml"


def _copy(path: Path, copy: Path) -> None:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CannotOpenError(path) from error
    try:
        copy.write_bytes(data)
    except OSError as error:
        raise SourceRefusedError(path, _NO_ROOM) from error


def _run(
    path: Path,
    command: list[str],
    on_step: OnStep,
    is_cancelled: Callable[[], bool],
    seconds: float,
) -> None:
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,  # its children are ended with it
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise SourceRefusedError(path, _FAILED) from error
    began = time.monotonic()
    try:
        while True:
            gone = time.monotonic() - began
            if is_cancelled():
                raise ReadingCancelledError
            if gone > seconds:
                raise SourceRefusedError(path, _TOO_LONG)
            try:
                process.wait(timeout=_POLL_SECONDS)
                return
            except subprocess.TimeoutExpired:
                on_step(int(gone), int(seconds))
    finally:
        _end(process)


def _environment() -> dict[str, str]:
    """Return ours without the libraries of a frozen program, which are not LibreOffice's."""
    environment = dict(os.environ)
    before = environment.pop("LD_LIBRARY_PATH_ORIG", None)
    environment.pop("LD_LIBRARY_PATH", None)
    if before:
        environment["LD_LIBRARY_PATH"] = before
    return environment


def _end(process: subprocess.Popen[bytes]) -> None:
    """End LibreOffice with the programs that it started."""
    if sys.platform == "win32":
        if process.poll() is None:
            command = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
            subprocess.run(command, capture_output=True, check=False)
    else:
        import signal

        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _remove(folder: Path) -> None:
    """Remove all; Windows needs a moment until a program that was ended lets go of its files."""
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(_POLL_SECONDS)
