"""What a cell's frame says is kept from edit to edit: as if all findings were read anew."""

from __future__ import annotations

import random

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.layout import lay_out, sheet_refs_in_filling_order
from perfeval_desktop.gui.models.findings_by_cell import FindingsByCell
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.session import Session

TEXTS = ("", "0", "12.5", "98", "≥95%", "80%", "提升", "甲")


def test_after_any_edits_every_cell_is_framed_as_if_all_findings_were_read_anew(
    sample_session: Session,
) -> None:
    report, choose, known = sample_session.report, random.Random(5), FindingsByCell()
    refs = sheet_refs_in_filling_order(report)
    places = [each for ref in refs for each in lay_out(report, ref).fields()]
    known.show(sample_session.engine.findings())
    moved = 0
    for _ in range(150):
        before = {each: known.severity(each) for each in places}
        try:
            edits = entry_edits(report, choose.choice(places), choose.choice(TEXTS), "照原件")
        except ValueParseError:
            continue
        sample_session.apply(edits, "", Origin.TYPED)
        found = sample_session.engine.findings()
        touched = known.show(found)
        anew = FindingsByCell()
        anew.show(found)
        for each in places:
            assert known.severity(each) == anew.severity(each)
            assert each in touched or known.severity(each) == before[each], "painted again"
            assert known.messages(each) == anew.messages(each)
        moved += bool(touched)
    assert moved > 20
