"""What was deleted is in the file only where the history tells of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import create_from_data_file, sample_data, start_session
from perfeval_desktop.services.rows import delete_rows_edits, insert_rows_edits

SECRET = "不该留下的名称𠮷"


def test_the_text_of_a_deleted_row_is_nowhere_in_the_file_but_in_its_history(
    tmp_path: Path,
) -> None:
    path = tmp_path / "报告.peval"
    document = create_from_data_file(path, sample_data())
    session = start_session(document, document.commit)
    beside = session.report.children("", "项目明细")[0]
    (row,), edits = insert_rows_edits(session.report, [beside])
    session.apply(edits, "加行", Origin.ROWS)
    typed = entry_edits(session.report, FieldAddress(row, "项目明细.名称"), SECRET)
    session.apply(typed, "填写", Origin.TYPED)
    document.publish()
    session.apply(delete_rows_edits(session.report, [row]), "删行", Origin.ROWS)
    document.close()

    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        bodies = [body for (body,) in database.execute("SELECT body FROM edit")]
    database.close()
    told = sum(body.count(SECRET) for body in bodies)
    assert told > 0
    assert path.read_bytes().count(SECRET.encode()) == told
