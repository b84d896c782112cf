"""Make the kept file of today's format: `python -m tests.data.formats.make`. Old ones stay."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent


def main() -> int:
    """Write `format-N.peval` for the format of today, with a few cells of each kind."""
    from datetime import date

    from perfeval_desktop.domain.adjustments import Adjustment, AdjustmentKind
    from perfeval_desktop.domain.edits import AddMerged, Origin, SetApproved, SetVersion
    from perfeval_desktop.domain.paper import Medium, PaperChoices
    from perfeval_desktop.domain.report import Approved, FieldAddress, LastPlace, Version
    from perfeval_desktop.domain.values import Text
    from perfeval_desktop.services.adjusting import propose
    from perfeval_desktop.services.check_codes import codes_now
    from perfeval_desktop.services.entering import entry_edits
    from perfeval_desktop.services.files import create_report, start_session
    from perfeval_desktop.services.papers import note_paper
    from perfeval_desktop.services.remarks import remark_edits
    from perfeval_desktop.storage.tables import FORMAT

    with tempfile.TemporaryDirectory() as state:
        os.environ["PERFEVAL_STATE_DIR"] = state
        path = FOLDER / f"format-{FORMAT}.peval"
        document = create_report(path, "hunan/hetang/2022", 2022, "甲单位")
        session = start_session(document, document.commit)
        noted = remark_edits(session.report, FieldAddress("", "编制数"), "等人事核对")
        session.apply(noted, "批注 编制数", Origin.REMARKED)
        for field, text in CELLS.items():
            edits = entry_edits(session.report, FieldAddress("", field), text)
            session.apply(edits, f"填写 {field}", Origin.TYPED)
        note_paper(session, codes_now(session), Medium.PDF, PaperChoices(mark="送审稿"))
        printed = Version(session.history.place, session.person, session.now())
        session.apply([SetVersion("送审稿", None, printed)], "命名 送审稿", Origin.NAMED)
        session.apply([AddMerged("0" * 64)], "合并 副本", Origin.MERGED)
        target = {LastPlace("预期目标"): Text("保障单位正常运转。")}
        approved = Approved("批复的目标表.docx", date(2022, 3, 1), target)
        session.apply([SetApproved(None, approved)], "读入批复的目标", Origin.APPROVED)
        label = Adjustment(
            AdjustmentKind.LABEL, "附件1-1", "公用经费_上年决算", "公用经费", "日常公用"
        )
        proposal = propose(session.report, label._replace(day="2023-03-09", person="甲"))
        session.apply(proposal.edits, proposal.label, Origin.FORM)
        document.close()
    return 0


CELLS = {
    "编制数": "11",
    "公用经费_上年决算": "994000元",
    "公用经费_本年预算": "——",
    "公用经费_本年决算": "0",
    "报告日期": "2023年3月15日",
    "其他说明": "无。",
}

if __name__ == "__main__":
    sys.exit(main())
