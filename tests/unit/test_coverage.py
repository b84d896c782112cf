"""Which checks use a cell, how they came out, and which fields none of them touches."""

from __future__ import annotations

from collections import Counter

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.coverage import Outcome, covered_fields, tally, uses_of
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.session import Session


def words(session: Session, field: str, outcome: Outcome, record: str = "") -> list[str]:
    uses = uses_of(session, FieldAddress(record, field))
    return [each.words for each in uses if each.outcome is outcome]


def test_a_part_is_used_by_its_sum_and_by_what_compares_the_sum(sample_session: Session) -> None:
    assert "按收入性质分 应等于 按支出性质分" in words(sample_session, "其他资金", Outcome.FOUND)
    assert "按收入性质分 应等于 四项收入之和" in words(sample_session, "其他资金", Outcome.PASSED)


def test_what_was_found_is_the_finding_of_the_panel(sample_session: Session) -> None:
    listed = sample_session.engine.findings(True)
    for field in ("其他资金", "编制数", "整体支出绩效情况"):
        found = [each.finding for each in uses_of(sample_session, FieldAddress("", field))]
        assert [each for each in found if each is not None]
        assert all(each is None or each in listed for each in found)


def test_a_finding_is_among_the_uses_of_each_of_its_cells(sample_session: Session) -> None:
    for finding in sample_session.engine.findings(True):
        for place in finding.places:
            found = [each.finding for each in uses_of(sample_session, place)]
            assert finding in found, (finding.check, place)


def test_a_check_without_anything_to_compare_is_not_called_passed(
    sample_session: Session,
) -> None:
    cell = "公用经费_本年预算"
    before = words(sample_session, cell, Outcome.PASSED) + words(
        sample_session, cell, Outcome.FOUND
    )
    edits = entry_edits(sample_session.report, FieldAddress("", cell), "")
    sample_session.apply(edits, "", Origin.TYPED)
    after = words(sample_session, cell, Outcome.NOT_NOW)
    assert Counter(before) & Counter(after), "some of them have nothing to compare now"


def test_the_tally_is_of_every_comparison(sample_session: Session) -> None:
    checks = tally(sample_session)
    total = sum(sum(each.counts.values()) for each in checks)
    assert total == sample_session.engine.checked
    assert len({each.words for each in checks}) == len(checks)
    assert all(each.words and "{" not in each.words for each in checks)
    of_figures = sum(each.counts[Outcome.FOUND] for each in checks)
    rules = {each.check: each for each in sample_session.engine.findings(True)}
    assert of_figures >= len(rules) - len([each for each in rules if each.startswith("正文.")])


def test_a_sum_within_rounding_passes_and_names_its_gap(sample_session: Session) -> None:
    every = [
        use.words
        for field in sample_session.report.template.fields_of("")
        for use in uses_of(sample_session, FieldAddress("", field.id))
        if use.outcome is Outcome.PASSED
    ]
    assert any("尾差 0.01" in each for each in every), "64.48 + 10.24 against 74.71"


def test_a_field_that_nothing_compares_is_not_covered(sample_session: Session) -> None:
    covered = covered_fields(sample_session)
    assert "基本支出预算调整_本年预算" not in covered
    assert {"其他资金", "编制数", "项目明细.本年决算", "整体支出绩效情况"} <= covered


def test_every_field_of_a_finding_is_covered(sample_session: Session) -> None:
    covered = covered_fields(sample_session)
    for finding in sample_session.engine.findings(True):
        assert {place.field for place in finding.places} <= covered, finding.check
