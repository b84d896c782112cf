"""Why a finding stands: the figures listed for each side add up to that side."""

from __future__ import annotations

from decimal import Decimal

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.values import ZERO
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.why import WhySide, why_of


def finding(session: Session, check: str) -> Finding:
    return next(each for each in session.engine.findings(True) if each.check == check)


def total(side: WhySide) -> Decimal:
    return sum((each.sign * Decimal(each.shown) for each in side.steps), ZERO)


def test_the_steps_of_a_sum_add_up_to_what_the_side_shows(sample_session: Session) -> None:
    checked = 0
    for each in sample_session.engine.findings(True):
        for side in why_of(sample_session, each).sides:
            if side.steps and all(abs(step.sign) == 1 for step in side.steps) and side.shown:
                texts = [step.shown for step in side.steps]
                if not any("%" in text or "≥" in text for text in [side.shown, *texts]):
                    assert total(side) == Decimal(side.shown), each.message
                    checked += 1
    assert checked > 10


def test_a_cell_added_and_taken_away_again_is_left_out(sample_session: Session) -> None:
    """The appropriation of 附件1-3 is what remains of the lines; the total adds all up again."""
    project = sample_session.report.children("", "项目")[0]
    address = FieldAddress(project, "项目.上年结转_全年执行")
    edits = entry_edits(sample_session.report, address, "2")
    sample_session.apply(edits, "", Origin.TYPED)
    for side in why_of(sample_session, finding(sample_session, "表间.项目执行数合计")).sides:
        assert address not in [each.place for each in side.steps]
        assert all(each.shown for each in side.steps)
        assert total(side) == Decimal(side.shown)


def test_what_rounding_can_make_is_named_where_it_is_not_enough(sample_session: Session) -> None:
    address = FieldAddress("", "其他资金")
    edits = entry_edits(sample_session.report, address, "34")
    sample_session.apply(edits, "", Origin.TYPED)
    why = why_of(sample_session, finding(sample_session, "1-2.收支平衡"))
    assert why.rounding.startswith("四舍五入最多造成 0.0")
    assert why.rounding.endswith("解释不了 0.43。")


def test_a_text_check_has_its_title_and_basis_and_no_formula(sample_session: Session) -> None:
    why = why_of(sample_session, finding(sample_session, "正文.年度未完.报告正文"))
    assert why.rule
    assert why.basis
    assert (why.formula, why.sides) == ("", ())
    assert [ref.sheet for ref, _ in why.places] == ["报告正文"]


def test_a_figure_read_from_prose_leads_to_its_chapter(sample_session: Session) -> None:
    why = why_of(sample_session, finding(sample_session, "正文.年初项目调整"))
    places = {step.place for side in why.sides for step in side.steps}
    assert FieldAddress("", "项目支出绩效情况") in places
