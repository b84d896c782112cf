"""What the processes do that are killed, starved or given damaged files: the program's own work.

Each job says a line for what it has acknowledged; what is said is kept when the process is killed.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from perfeval_desktop.domain.errors import PerfevalError
from perfeval_desktop.services.exporting import export_docx, export_json, export_pdf, export_xlsx
from perfeval_desktop.services.files import (
    create_from_data_file,
    open_report,
    read_session,
    sample_data,
    start_session,
)
from perfeval_desktop.services.session import Session
from perfeval_desktop.storage.document import OpenDocument
from tests.soak.typing import act, content_hash, told_by_history

Say = Callable[[str], None]
UNDONE = 1_000


def get_ready() -> None:
    """Load what the jobs need, once for all processes."""
    import tempfile

    from tests.soak import failing, migrating

    with tempfile.TemporaryDirectory() as folder:
        import os

        os.environ["PERFEVAL_STATE_DIR"] = str(Path(folder) / "state")
        path = Path(folder) / "示例.peval"
        create_from_data_file(path, sample_data()).close()
        export(lambda line: None, str(path), folder, "1")
    JOBS.update(failing.JOBS)
    JOBS.update(migrating.JOBS)


def edit(say: Say, path: str, seed: str, times: str) -> None:
    """Edit a document and save it now and then, as the storage thread does."""
    dice = random.Random(int(seed))
    document, session = _opened(path, say)
    for number in range(int(times)):
        act(session, dice)
        _acknowledge(document, session, say)
        if number % 9 == 8:
            document.publish()
    document.close()
    say("closed")


def save(say: Say, path: str, seed: str, times: str, *others: str) -> None:
    """Save after each edit, every other time under another name."""
    dice = random.Random(int(seed))
    document, session = _opened(path, say)
    for number in range(int(times)):
        act(session, dice)
        _acknowledge(document, session, say)
        if number % 2:
            document.publish_as(Path(others[number // 2 % len(others)]))
        else:
            document.publish()
    document.close()
    say("closed")


def export(say: Say, path: str, folder: str, times: str) -> None:
    """Export a document in every form, over the files of the last time."""
    for _ in range(int(times)):
        session = read_session(Path(path))
        export_pdf(session, Path(folder) / "报告.pdf")
        export_docx(session, Path(folder) / "报告.docx")
        export_xlsx(session, Path(folder) / "报告.xlsx")
        export_json(session, Path(folder) / "报告.json")
        say("exported")


def open_and_close(say: Say, path: str, times: str) -> None:
    """Open a document to work on and close it, and read it."""
    for _ in range(int(times)):
        open_report(Path(path)).close()
        read_session(Path(path))
        say("opened")


def migrate(say: Say, path: str) -> None:
    """Open a document of an older format and save it in that of today."""
    document = open_report(Path(path))
    say("opened")
    document.publish()
    say("saved")
    document.close()
    say("closed")


def look(say: Say, path: str) -> None:
    """Open what may be damaged; say what it holds or why it is refused."""
    try:
        document = open_report(Path(path))
    except PerfevalError as error:
        say(f"refused {type(error).__name__} {getattr(error, 'reason', '')}")
        return
    resumed = "resumed" if document.is_resumed else "opened"
    if document.is_cut_short:
        resumed = "shortened"
    say(f"{resumed} {content_hash(document.report)} {told_by_history(document)}")
    document.abandon() if document.is_resumed else document.close()


def undo_and_redo(say: Say, path: str, seed: str, times: str) -> None:
    """Take back and repeat, without an end."""
    dice = random.Random(int(seed))
    document, session = _opened(path, say)
    for _ in range(int(times)):
        (session.undo if dice.random() < 0.5 else session.redo)()
        _acknowledge(document, session, say)
    document.close()
    say("closed")


def _opened(path: str, say: Say) -> tuple[OpenDocument, Session]:
    document = open_report(Path(path))
    session = start_session(document, document.commit, reads_prose=False)
    _acknowledge(document, session, say)
    return document, session


def _acknowledge(document: OpenDocument, session: Session, say: Say) -> None:
    say(f"{session.history.last_number} {content_hash(document.report)} {document.path}")


JOBS: dict[str, Callable[..., None]] = {
    "edit": edit,
    "save": save,
    "export": export,
    "open": open_and_close,
    "migrate": migrate,
    "look": look,
    "undo": undo_and_redo,
}
