from __future__ import annotations

import time

from perfeval_desktop.domain.addresses import Paths, address_at, path_of
from perfeval_desktop.domain.edits import AddRecord, Origin
from perfeval_desktop.domain.layout import lay_out, sheet_refs_in_filling_order
from perfeval_desktop.domain.report import FieldAddress, Record, Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.services.session import Session


def all_fields(report: Report) -> list[FieldAddress]:
    """Every field of every record, and those of the report."""
    template = report.template
    groups = [("", ""), *((each.id, each.group) for each in report.all_records())]
    return [FieldAddress(r, f.id) for r, group in groups for f in template.fields_of(group)]


def test_the_path_of_every_field_leads_back_to_it(sample_session: Session) -> None:
    report, paths = sample_session.report, Paths(sample_session.report)
    fields = all_fields(report)
    shown = {f for r in sheet_refs_in_filling_order(report) for f in lay_out(report, r).fields()}
    assert shown <= set(fields)
    for address in fields:
        path = path_of(report, address)
        assert address_at(report, path) == address
        assert paths.of(address) == path
    assert len({path_of(report, each) for each in fields}) == len(fields)


def test_a_path_counts_in_the_section_and_not_over_all(sample_session: Session) -> None:
    report = sample_session.report
    second = report.children_in("", "整体指标", "质量指标")[0]
    assert path_of(report, FieldAddress(second, "整体指标.分值")) == (
        "整体指标",
        "质量指标",
        "1",
        "分值",
    )


def test_a_path_that_leads_nowhere_is_no_address(sample_session: Session) -> None:
    report = sample_session.report
    for path in (
        ("没有",),
        ("整体指标", "质量指标", "99", "分值"),
        ("整体指标", "没有", "1", "分值"),
    ):
        assert address_at(report, path) is None


def seconds_for_rows(template: ReportTemplate, count: int) -> float:
    session = Session(Report(template, 2022), lambda batch: None)
    rows = [AddRecord(Record(f"r{n}", "项目明细"), n) for n in range(count)]
    session.apply(rows, "加行", Origin.ROWS)
    start = time.perf_counter()
    paths = Paths(session.report)
    for row in rows:
        paths.of(FieldAddress(row.record.id, "项目明细.名称"))
    return time.perf_counter() - start


def test_ten_times_the_rows_take_about_ten_times_as_long(template: ReportTemplate) -> None:
    few = min(seconds_for_rows(template, 500) for _ in range(3))
    many = min(seconds_for_rows(template, 5000) for _ in range(3))
    assert many < 40 * few, "counting each row anew would take a hundred times as long"
