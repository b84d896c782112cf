"""Formulas and checks: incremental results equal a full run, whatever happened."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from perfeval_desktop.checks import text_checks
from perfeval_desktop.checks.compile import EXACT, Compiler, is_condition
from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.checks.expressions import (
    FUNCTIONS,
    MAX_OPERATIONS,
    ExpressionError,
    parse_expression,
)
from perfeval_desktop.checks.reading import Values
from perfeval_desktop.checks.resolve import references
from perfeval_desktop.checks.texts import Hit, Prepared
from perfeval_desktop.domain.edits import MoveRecord, Origin, SetLastYear, apply_edits
from perfeval_desktop.domain.errors import RowRefusedError, ValueParseError
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import ReportTemplate, Severity
from perfeval_desktop.domain.values import Figure
from perfeval_desktop.services.data_file import data_file_edits, fragment_edits
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.last_year import shown_values
from perfeval_desktop.services.projects import (
    Exemption,
    add_sheet_edits,
    cover_line_edits,
    delete_line_edits,
)
from perfeval_desktop.services.records import insert_row_edits
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.installed import load_installed

load_installed_once = cache(lambda: load_installed("hunan/hetang/2022"))

PROSE = "（1）自治奖励\n编制数11人，基本支出74万元，项目支出2万元，截至11月底，评价结果为优。"
TEXTS = (
    "",
    "0",
    "3",
    "20",
    "135.28",
    "——",
    "无",
    "27万元",
    "644783.52元",
    "98",
    "≥100",
    "30余次",
    PROSE,
)


def results(engine: Engine, report: Report) -> tuple[object, ...]:
    addresses = [FieldAddress("", each.id) for each in report.template.fields_of("")]
    for record in report.all_records():
        fields = report.template.fields_of(record.group)
        addresses += [FieldAddress(record.id, each.id) for each in fields]
    return [engine.computed(each) for each in addresses], engine.findings(complete=True)


@settings(max_examples=40, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@example([(3, 4143), (0, 56)])  # a sheet that goes again leaves its passage to its namesake
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9_999)), max_size=30))
def test_after_any_actions_the_results_are_those_of_a_full_run(
    actions: list[tuple[int, int]],
) -> None:
    template = load_installed_once()
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
        elif kind == 4:
            record = records[number % len(records)]
            siblings = len(report.children(record.parent, record.group))
            move = MoveRecord(record.id, report.position(record.id), number // 7 % siblings)
            session.apply([move], "", Origin.ROWS)
        elif kind == 8 and lines:
            sheets = ["", *report.children("", "项目")]
            exemption = Exemption("涉密") if number % 5 == 0 else None
            sheet = sheets[number // 3 % len(sheets)] if exemption is None else ""
            line = lines[number % len(lines)]
            session.apply(cover_line_edits(report, line, sheet, exemption), "", Origin.ROWS)
        elif kind == 9:
            kept = shown_values(report, session.value) if number % 3 else None
            session.apply([SetLastYear(report.last_year, kept)], "", Origin.LAST_YEAR)
        else:
            places = ["", *(each.id for each in records)]
            place = places[number % len(places)]
            fields = [
                f for f in report.template.fields_of(report.group_of(place)) if not f.refers_to
            ]
            field = fields[number // 7 % len(fields)]
            text = TEXTS[number // 3 % len(TEXTS)]
            edits = entry_edits(report, FieldAddress(place, field.id), text)
            session.apply(edits, "", Origin.TYPED)
    except (RowRefusedError, ValueParseError):
        return


NAMES = [
    "编制数",
    "在职人数",
    "项目明细",
    "项目明细.本年决算",
    "项目",
    "单位名称",
    "整体指标",
    "上年",
]
WORDS = ["经费", "", "__class__", "' + 1", "{x}"]
TOKENS = [
    *NAMES, *FUNCTIONS, *(f"“{each}”" for each in WORDS), *"()[],.+-*/=≠<>≤≥", "且", "或", "非",
    "空", "0", "1", "12%", "3.5", "9" * 40, "__import__", "os.system", "lambda", "²", "٣", "ⅷ", '"',
]  # fmt: skip


@cache
def sample_engine() -> tuple[Engine, Report]:
    report = Report(load_installed_once(), 2022)
    apply_edits(report, data_file_edits(sample_data(), report.template))
    return Engine(report), report


def compile_text(text: str) -> None:
    """Parse, compile and run a text, as a condition or a value, for the report and a line."""
    engine, report = sample_engine()
    for scope, record in (("", ""), ("项目明细", report.children("", "项目明细")[1])):
        with contextlib.suppress(ExpressionError):
            node = parse_expression(text)
            list(references(node, scope, report.template))
            compiler = Compiler(scope, report.template, EXACT)
            run = compiler.condition(node) if is_condition(node) else compiler.value(node)
            with contextlib.suppress(ArithmeticError):  # a number too long to be rounded
                run(engine, record)


@settings(max_examples=400)
@given(
    st.text(max_size=80) | st.text(alphabet="编制数合计若(),.[]+-*/=≤且非空09.% “”", max_size=80)
)
def test_no_expression_text_can_do_more_than_be_refused(text: str) -> None:
    compile_text(text)


@settings(max_examples=600)
@given(st.lists(st.sampled_from(TOKENS), max_size=40))
def test_no_sequence_of_words_of_the_language_can_do_more_than_be_refused(
    tokens: list[str],
) -> None:
    compile_text(" ".join(tokens))


@pytest.mark.parametrize(
    "text",
    [
        "+".join(["1"] * 999),
        "-" * 1_900 + "1",
        "非" * 1_900 + "编制数",
        "(" * 900 + "1" + ")" * 900,
        "若(" * 300 + "1",
        "=".join(["编制数"] * 400),
        "9" * 1_999,
        "1" * 3_000,
        "四舍五入(1, 999999)",
        "编制数.__class__.__mro__",
        "__import__(“os”)",
        "编制数[“x”]",
    ],
)
def test_long_deep_and_sly_expressions_are_refused(template: ReportTemplate, text: str) -> None:
    with pytest.raises(ExpressionError):
        Compiler("", template, EXACT).value(parse_expression(text))


def test_a_chain_as_long_as_allowed_still_computes(template: ReportTemplate) -> None:
    node = parse_expression("+".join(["1"] * (MAX_OPERATIONS + 1)))
    engine = Engine(Report(template, 2022))
    assert Compiler("", template, EXACT).value(node)(engine, "") == MAX_OPERATIONS + 1


def with_check(template: ReportTemplate, **changes: object) -> ReportTemplate:
    """The template with its balance check changed; a fault in it shows only when it runs."""
    checks = tuple(
        each._replace(**changes) if each.id == "1-2.收支平衡" else each for each in template.checks
    )
    return replace(template, checks=checks)


def test_a_check_that_raises_becomes_one_finding_and_all_others_still_run(
    template: ReportTemplate,
) -> None:
    """A number too long to be rounded is a fault no loader can see."""
    faulty = with_check(
        template,
        tolerance="四舍五入(0.000001 / 按收入性质分 * 999999999999999 / "
        "0.000001 * 999999999999999 * 999999999999999, 6)",
    )
    session = Session(Report(faulty, 2022), lambda batch: None)
    session.apply(data_file_edits(sample_data(), faulty), "", Origin.DATA_FILE)
    told, *others = session.engine.findings(complete=True)
    assert told.severity is Severity.ERROR
    assert "审核公式“1-2.收支平衡”运行出错" in told.message
    sound = Session(Report(template, 2022), lambda batch: None)
    sound.apply(data_file_edits(sample_data(), template), "", Origin.DATA_FILE)
    assert [e.rule_id for e in others] == [
        e.rule_id for e in sound.engine.findings(complete=True) if e.check != "1-2.收支平衡"
    ]
    assert results(session.engine, session.report) == results(
        Engine(session.report), session.report
    )
    balanced = entry_edits(session.report, FieldAddress("", "基本支出"), "98.98")
    outcome = session.apply(balanced, "", Origin.TYPED)
    assert outcome is not None
    assert outcome.findings_changed
    assert not any(each.rule == "表样" for each in session.engine.findings(complete=True))


def test_a_text_check_that_raises_becomes_one_finding_and_all_others_still_run(
    template: ReportTemplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raising(report: Report, view: Values) -> Iterator[Hit]:
        value = report.value(FieldAddress("", "存在问题"))
        yield Hit((), str(1 // (value.text != "坏" if value is not None else 1)))

    ready = text_checks.text_checks_of(template)
    faulty = next(each for each in ready if each.check.kind == "grade_words")
    broken = replace(faulty, prepared=Prepared(frozenset({"存在问题"}), raising))
    texts = tuple(broken if each is faulty else each for each in ready)
    report = Report(template, 2022)
    apply_edits(report, data_file_edits(sample_data(), template))
    sound = [each.rule_id for each in Engine(report).findings(True)]
    monkeypatch.setitem(text_checks._IN_USE, template, texts)
    engine = Engine(report)
    for text, is_faulty in (("坏", True), ("好", False), ("坏", True)):
        edits = entry_edits(report, FieldAddress("", "存在问题"), text)
        apply_edits(report, edits)
        assert engine.update(edits).found
        found = engine.findings(True)
        told = [each.message for each in found if each.rule == "表样"]
        assert ["运行出错" in each and faulty.check.id in each for each in told] == [
            True
        ] * is_faulty
        others = [each.rule_id for each in found if each.rule != "表样"]
        assert [e for e in others if e != faulty.check.id] == [
            e for e in sound if e != faulty.check.id
        ]
        assert found == Engine(report).findings(True)


def test_a_formula_that_raises_leaves_its_field_empty_and_is_told(template: ReportTemplate) -> None:
    formula = "四舍五入(在职人数 * 999999999999999 * 999999999999999, 6)"
    field = template.fields["控制率"]._replace(formula=formula)
    faulty = replace(template, fields={**template.fields, "控制率": field})
    session = Session(Report(faulty, 2022), lambda batch: None)
    session.apply(
        fragment_edits({"在职人数": "6", "编制数": "11"}, faulty, "test"), "", Origin.TYPED
    )
    assert session.engine.value(FieldAddress("", "控制率")) is None
    assert "运算公式“控制率”运行出错" in session.engine.findings()[0].message


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


def test_what_was_computed_of_a_deleted_row_is_forgotten_until_it_comes_back(
    sample_session: Session,
) -> None:
    line = sample_session.report.children("", "项目明细")[1]
    sheet = sample_session.report.children("", "项目")[0]
    total = FieldAddress(sheet, "项目.资金总额_全年执行")
    assert sample_session.engine.computed(total) is not None
    sample_session.apply(delete_line_edits(sample_session.report, line), "", Origin.ROWS)
    assert sample_session.engine.computed(total) is None
    outcome = sample_session.undo()
    assert outcome is not None
    assert total in outcome.changed


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


def test_a_moved_row_moves_in_the_places_of_the_findings_too(template: ReportTemplate) -> None:
    """Also where a check lists records that neither of its sides reads."""
    listing = with_check(template, places=("按收入性质分", "项目明细.名称"))
    session = Session(Report(listing, 2022), lambda batch: None)
    session.apply(data_file_edits(sample_data(), listing), "", Origin.DATA_FILE)
    lines = session.report.children("", "项目明细")
    sheet = session.report.children("", "项目")[0]
    for line in lines[:3]:
        session.apply(cover_line_edits(session.report, line, sheet), "", Origin.ROWS)
    session.apply([MoveRecord(lines[0], 0, 6)], "", Origin.ROWS)
    assert results(session.engine, session.report) == results(
        Engine(session.report), session.report
    )
    name = FieldAddress(lines[2], "项目明细.名称")
    session.apply(entry_edits(session.report, name, ""), "", Origin.TYPED)
    assert session.engine.findings(True) == Engine(session.report).findings(True)


@pytest.mark.parametrize(("other", "is_found"), [("33.60", False), ("33.67", True)])
def test_a_computed_sum_is_as_rounded_as_its_parts(
    sample_session: Session, other: str, is_found: bool
) -> None:
    """Both sides are made of rounded parts: they explain a gap of 0.03, not one of 0.10."""
    edits = entry_edits(sample_session.report, FieldAddress("", "其他资金"), other)
    sample_session.apply(edits, "", Origin.TYPED)
    engine = sample_session.engine
    left, right = (engine.value(FieldAddress("", f"按{each}性质分")) for each in ("收入", "支出"))
    assert isinstance(left, Figure)
    assert isinstance(right, Figure)
    gap = abs(left.number - right.number)
    assert gap == Decimal("0.10" if is_found else "0.03")
    assert any(each.check == "1-2.收支平衡" for each in engine.findings()) is is_found
