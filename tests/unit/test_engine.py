"""Formulas and checks: incremental results equal a full run, whatever happened."""

from __future__ import annotations

import contextlib

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.checks.expressions import ExpressionError, parse_expression
from perfeval_desktop.domain.edits import Origin, apply_edits
from perfeval_desktop.domain.errors import RowRefusedError, ValueParseError
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.services.data_file import data_file_edits, fragment_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.projects import add_sheet_edits, delete_line_edits
from perfeval_desktop.services.records import insert_row_edits
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.installed import load_installed

PROSE = "（1）自治奖励\n编制数11人，基本支出74万元，项目支出2万元，截至11月底，评价结果为优。"
TEXTS = ("", "0", "3", "20", "135.28", "——", "无", "27万元", "644783.52元", "98", PROSE)


def results(engine: Engine, report: Report) -> tuple[object, ...]:
    addresses = [FieldAddress("", each.id) for each in report.template.fields_of("")]
    for record in report.all_records():
        fields = report.template.fields_of(record.group)
        addresses += [FieldAddress(record.id, each.id) for each in fields]
    return [engine.computed(each) for each in addresses], engine.findings(complete=True)


@settings(max_examples=25, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9_999)), max_size=30))
def test_after_any_actions_the_results_are_those_of_a_full_run(
    actions: list[tuple[int, int]],
) -> None:
    template = load_installed("hunan/hetang/2022")
    session = Session(Report(template, 2022), lambda batch: None)
    session.apply(data_file_edits(sample_data(), template), "", Origin.DATA_FILE)
    for kind, number in actions:
        act(session, kind, number)
    assert results(session.engine, session.report) == results(
        Engine(session.report), session.report
    )


def act(session: Session, kind: int, number: int) -> None:
    """One thing a clerk does, chosen by numbers; what the form refuses is passed over."""
    report = session.report
    records = list(report.all_records())
    lines = report.children("", "项目明细")
    if kind == 0 or not records:  # undoing the reading of the sample leaves an empty report
        session.undo()
        if number % 2:
            session.redo()
        return
    try:
        if kind == 1:
            edits = insert_row_edits(report, records[number % len(records)].id)[1]
            session.apply(edits, "", Origin.ROWS)
        elif kind == 2:
            edits = delete_line_edits(report, records[number % len(records)].id)
            session.apply(edits, "", Origin.ROWS)
        elif kind == 3:
            edits = add_sheet_edits(report, lines[number % len(lines)])[1]
            session.apply(edits, "", Origin.ROWS)
        else:
            places = ["", *(each.id for each in records)]
            record = places[number % len(places)]
            fields = [
                f for f in report.template.fields_of(report.group_of(record)) if not f.refers_to
            ]
            field = fields[number // 7 % len(fields)]
            text = TEXTS[number // 3 % len(TEXTS)]
            edits = entry_edits(report, FieldAddress(record, field.id), text)
            session.apply(edits, "", Origin.TYPED)
    except (RowRefusedError, ValueParseError):
        return


@settings(max_examples=300)
@given(
    st.text(
        alphabet="编制数在职人数合计若(),.[]+-*/=<>≤≥且或非空0123456789.% 项目明细", max_size=60
    )
)
def test_no_expression_text_can_do_more_than_be_refused(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        parse_expression(text)


def test_only_what_an_edit_touches_is_run_again(sample_session: Session) -> None:
    outcome = sample_session.apply(
        entry_edits(sample_session.report, FieldAddress("", "公用经费_上年决算"), "100"),
        "",
        Origin.TYPED,
    )
    assert outcome is not None
    assert outcome.changed == {FieldAddress("", "公用经费_上年决算")}
    outcome = sample_session.apply(
        entry_edits(sample_session.report, FieldAddress("", "基本支出"), "98.98"), "", Origin.TYPED
    )
    assert outcome is not None
    assert outcome.changed == {FieldAddress("", "基本支出"), FieldAddress("", "按支出性质分")}
    assert outcome.findings_changed


def found(template: ReportTemplate, check: str, values: dict[str, object]) -> bool:
    report = Report(template, 2022)
    apply_edits(report, fragment_edits(values, template, "test"))
    return any(each.check == check for each in Engine(report).findings(True))


def test_a_difference_that_rounding_explains_is_not_called_wrong(template: ReportTemplate) -> None:
    fits = {"按支出性质分": "74.71", "基本支出": "64.48", "项目支出": "10.24"}
    assert not found(template, "1-2.按支出性质分", fits)
    assert found(template, "1-2.按支出性质分", {**fits, "按支出性质分": "74.69"})
    exact = {"按支出性质分": "747100元", "基本支出": "644800元", "项目支出": "102400元"}
    assert found(template, "1-2.按支出性质分", exact), "元 is exact"
    lines = [{"本年决算": each} for each in ("20", "1", "3", "3")]
    wrong = {"项目支出_本年决算": "29", "项目明细": lines}
    assert found(template, "1-1.项目支出.本年决算", wrong)
    assert not found(template, "1-1.项目支出.本年决算", {**wrong, "项目支出_本年决算": "27"})
