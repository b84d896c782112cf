"""Bring approved targets into a file without a window, and tell what became of each line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import FileError, SourceRefusedError
from perfeval_desktop.domain.source_document import SourceDocument
from perfeval_desktop.services.approving import (
    ApprovalRead,
    Proposal,
    Standing,
    approval_edits,
    read_approval,
    takes_approvals,
)
from perfeval_desktop.services.files import start_session
from perfeval_desktop.services.import_files import backed_up, opened_for_import
from perfeval_desktop.services.import_told import place_words

_NOTHING_TAKEN = "它的表样没有要批复的目标"
_NOT_RECOGNISED = "没有认出批复的绩效目标。请看看是不是选错了文件"
_FILLED = "填好"
_LEFT = {
    Standing.SAME: "已经一样",
    Standing.OTHER: "报告里另有内容，没有改",
    Standing.NO_SHEET: "报告里没有这个项目，没有填",
    Standing.NEW: "没有填",
}


class Approving(NamedTuple):
    """What was read, which of it was filled in, and why there is no backup, if so."""

    read: ApprovalRead
    filled: Sequence[Proposal]
    warning: str = ""

    @property
    def left(self) -> list[Proposal]:
        """What was approved and does not stand in the report."""
        filled = {id(each) for each in self.filled}
        return [
            each
            for each in self.read.proposals
            if id(each) not in filled and each.standing is not Standing.SAME
        ]


def approve_file(
    document: SourceDocument,
    path: Path,
    overwrites: bool = False,
    before: Callable[[Approving], None] = lambda _: None,
) -> Approving:
    """Keep the targets of a document in the file at `path`, and fill them in.

    Args:
        document: The approved 申报表.
        path: The report's file; it is backed up first.
        overwrites: Whether what the report has otherwise gives way.
        before: Called before anything is written; may raise to stop it.

    Raises:
        FileError: the file cannot be read or written, or its form has no approved targets.
        SourceRefusedError: nothing in the document is a target.
        ReportIsFinalError, ReportIsReadOnlyError: it cannot be changed.
    """
    with opened_for_import(path) as opened:
        session = start_session(opened, opened.commit, reads_prose=False)
        if not takes_approvals(session.report.template):
            raise FileError(path, _NOTHING_TAKEN)
        read = read_approval(document, session, datetime.now().astimezone().date())
        if not read.proposals:
            raise SourceRefusedError(Path(document.name), _NOT_RECOGNISED)
        approving = Approving(read, read.usual(overwrites))
        before(approving)
        warning = "" if opened.read_only else backed_up(opened)
        edits = approval_edits(session, read, approving.filled)
        session.apply(edits, approval_label(read), Origin.IMPORTED)
        return approving._replace(warning=warning)


def approval_label(read: ApprovalRead) -> str:
    """Return what the history calls it."""
    return f"读入批复的绩效目标 {read.document.name}".rstrip()


def approval_data(approving: Approving) -> dict[str, Any]:
    """Return what became of each line as plain data, for a JSON file."""
    read = approving.read
    filled = {id(each) for each in approving.filled}
    return {
        "source": read.document.name,
        "notes": list(read.matched.notes),
        "targets": [
            {
                "sheet": each.where,
                "what": each.what,
                "approved": each.approved,
                "before": each.now,
                "filled": id(each) in filled,
                "standing": each.standing.value,
                "doubt": each.doubt,
            }
            for each in read.proposals
        ],
        "unused": [
            {
                "place": place_words(read.document, each.piece.place),
                "text": each.piece.source,
                "why": each.why,
            }
            for each in read.unused
        ],
    }


def approval_lines(approving: Approving) -> Iterator[str]:
    """Yield what became of an approval, as a person reads it."""
    read = approving.read
    yield f"认出批复的目标 {len(read.proposals)} 项，填入 {len(approving.filled)} 项。"
    yield from read.matched.notes
    filled = {id(each) for each in approving.filled}
    for each in read.proposals:
        became = _FILLED if id(each) in filled else _LEFT[each.standing]
        doubt = f"（{each.doubt}）" if each.doubt else ""
        yield f"　{each.where} {each.what}：{each.approved}　{became}{doubt}"
    if read.unused:
        yield f"没有用上的 {len(read.unused)} 处："
    for unused in read.unused:
        text = " ".join(unused.piece.source.split())
        yield f"　{place_words(read.document, unused.piece.place)}“{text}”：{unused.why}"
