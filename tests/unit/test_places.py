"""Every field of the report can be found by a name of its own, filled in or not."""

from __future__ import annotations

from perfeval_desktop.domain.layout import lay_out, sheet_refs_in_filling_order
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.services.places import all_places
from perfeval_desktop.services.session import Session


def labels(session: Session) -> list[str]:
    return [each.cell.label for each in all_places(session)]


def test_no_two_places_have_the_same_name(sample_session: Session) -> None:
    found = labels(sample_session)
    assert len(found) == len(set(found)), "rows without a name are told by their section"
    assert "附件1-2 可持续影响指标 第2个指标（得分）" in found
    assert "附件1-3 自治奖励经费 主管部门" in found


def test_every_field_and_chapter_is_there_in_a_new_report_too(new_session: Session) -> None:
    report = new_session.report
    found = {each.cell.address for each in all_places(new_session)}
    for ref in sheet_refs_in_filling_order(report):
        cells = {each.address for each in lay_out(report, ref).cells} - {None}
        assert cells <= found, ref
    assert {FieldAddress(REPORT, each) for each in report.template.prose_fields} <= found


def test_a_heading_of_headings_leads_to_its_first_chapter(sample_session: Session) -> None:
    by_label = {each.cell.label: each.cell.address for each in all_places(sample_session)}
    head = by_label["报告正文 二、一般公共预算支出情况"]
    assert head == by_label["报告正文 （一）基本支出情况"]


def test_a_long_chapter_is_shown_by_its_beginning(sample_session: Session) -> None:
    assert max(len(each.cell.shown) for each in all_places(sample_session)) <= 25
