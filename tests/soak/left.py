"""What a killed process leaves, made without one: for tests that look at a single such case."""

from __future__ import annotations

import shutil
from pathlib import Path

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import create_report, open_report, start_session

STAFF = FieldAddress("", "编制数")
_HEADER, _FRAME, _PAGE = 32, 24, 4096


def leave_killed(path: Path, state: Path, texts: tuple[str, ...]) -> Path:
    """Make a file, and a session of it that was killed after typing; return its log."""
    create_report(path, "hunan/hetang/2022", 2022, "甲单位").close()
    document = open_report(path)
    session = start_session(document, document.commit)
    for text in texts:
        session.apply(entry_edits(session.report, STAFF, text), "填写", Origin.TYPED)
    kept = state.with_name("kept")
    shutil.copytree(state / "sessions", kept)
    document.drop()
    shutil.rmtree(state / "sessions")
    kept.rename(state / "sessions")
    (log,) = (state / "sessions").glob("*/work.db-wal")
    return log


def damage_transaction(log: Path, number: int) -> None:
    """Flip a bit in the first page of a transaction of a log; the first is 0."""
    data = bytearray(log.read_bytes())
    places = range(_HEADER, len(data), _FRAME + _PAGE)
    ends = [at for at in places if any(data[at + 4 : at + 8])]
    begin = _HEADER if number == 0 else ends[number - 1] + _FRAME + _PAGE
    data[begin + _FRAME + 50] ^= 1
    log.write_bytes(data)
