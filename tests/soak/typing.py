"""A clerk's hand: edits of every kind that change a report, chosen by dice that can be repeated."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from pathlib import Path

from perfeval_desktop.domain.edits import Edit, Origin, apply_edits
from perfeval_desktop.domain.errors import PerfevalError
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import create_from_data_file, sample_data, start_session
from perfeval_desktop.services.remarks import remark_edits
from perfeval_desktop.services.rows import delete_rows_edits, insert_rows_edits, rows_beside
from perfeval_desktop.services.session import Session
from perfeval_desktop.storage.document import OpenDocument
from tests.integration.operations import contents

FIGURES = ("编制数", "公用经费_上年决算", "公用经费_本年预算", "公用经费_本年决算", "基本支出")
SENTENCE = (
    "本年度围绕社会治理、自治奖励和为民服务，完成了年初确定的各项绩效目标，𠮷祥街道满意度98%。"
)


def act(session: Session, dice: random.Random) -> None:
    """Do one action of a clerk, which is one batch."""
    number = session.history.last_number
    while session.history.last_number == number:
        dice.choice(_ACTIONS)(session, dice)


def worked_on_sample(path: Path, edits: int = 30) -> tuple[int, str]:
    """Make a file of the sample with a history; return its last step and what it then holds."""
    document = create_from_data_file(path, sample_data())
    session = start_session(document, document.commit, reads_prose=False)
    dice = random.Random(2022)
    for _ in range(edits):
        act(session, dice)
    document.close()
    return session.history.last_number, content_hash(session.report)


def content_hash(report: Report) -> str:
    """Return a hash of everything a report holds."""
    held = contents(report)
    in_order = [sorted(map(repr, each.items())) for each in held.values() if isinstance(each, dict)]
    rest = [each for each in held.values() if not isinstance(each, dict | list)]
    return hashlib.sha256(repr((_rows(report), in_order, rest)).encode()).hexdigest()


def told_by_history(document: OpenDocument) -> str:
    """Return the hash of what the history alone says that the report holds."""
    report = Report(document.report.template, document.report.year)
    for batch in document.batches:
        apply_edits(report, batch.edits)
    return content_hash(report)


def _rows(report: Report) -> list[tuple[str, list[str]]]:
    """Return the records by their parents and groups, each in the order in which they stand."""
    beside: dict[str, list[str]] = {}
    for record in report.all_records():
        place = repr((record.parent, record.group, record.section))
        beside.setdefault(place, []).append(record.id)
    return sorted(beside.items())


def _type_figure(session: Session, dice: random.Random) -> None:
    address = FieldAddress("", dice.choice(FIGURES))
    edits = entry_edits(session.report, address, str(dice.randrange(1, 10_000)), "照原件")
    session.apply(edits, f"填写 {address.field}", Origin.TYPED)


def _type_prose(session: Session, dice: random.Random) -> None:
    chapter = dice.choice(session.report.template.prose_fields)
    text = SENTENCE * dice.randrange(1, 40) + str(dice.random())
    edits = entry_edits(session.report, FieldAddress("", chapter), text)
    session.apply(edits, f"填写 {chapter}", Origin.TYPED)


def _remark(session: Session, dice: random.Random) -> None:
    address = FieldAddress("", dice.choice(FIGURES))
    edits = remark_edits(session.report, address, f"等财政局核对{dice.randrange(10_000)}")
    session.apply(edits, "批注", Origin.REMARKED)


def _insert_row(session: Session, dice: random.Random) -> None:
    rows = session.report.children("", "项目明细")
    _, edits = insert_rows_edits(session.report, [dice.choice(rows)])
    session.apply(edits, "加行", Origin.ROWS)


def _delete_row(session: Session, dice: random.Random) -> None:
    row = dice.choice(session.report.children("", "项目明细"))
    if len(rows_beside(session.report, row)) > 3:
        _unless_refused(lambda: delete_rows_edits(session.report, [row]), session)


def _unless_refused(edits: Callable[[], list[Edit]], session: Session) -> None:
    try:
        session.apply(edits(), "删行", Origin.ROWS)
    except PerfevalError:
        return


def _undo(session: Session, dice: random.Random) -> None:
    session.undo()


def _redo(session: Session, dice: random.Random) -> None:
    session.redo()


_ACTIONS: tuple[Callable[[Session, random.Random], None], ...] = (
    *[_type_figure] * 5,
    *[_type_prose] * 3,
    _remark,
    _insert_row,
    _delete_row,
    *[_undo] * 2,
    _redo,
)
