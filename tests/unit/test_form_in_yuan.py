"""A form whose money is in 元: typed, shown, compared and explained in 元, with two decimals."""

from __future__ import annotations

import pytest

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import TemplateError
from perfeval_desktop.domain.parsing import join_quantity
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.values import Comparator, display
from perfeval_desktop.services.causes import cause_of
from perfeval_desktop.services.checking import check_data
from perfeval_desktop.services.data_file import fragment_edits
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.installed import load_installed
from perfeval_desktop.templates.loader import template_from_texts

YUNNAN = load_installed("yunnan/bumen/2022")


def session_with(**values: object) -> Session:
    session = Session(Report(YUNNAN, 2022), lambda batch: None)
    session.apply(fragment_edits(values, YUNNAN, "试"), "填写", Origin.TYPED)
    return session


def test_what_is_typed_without_a_unit_is_yuan_and_shown_with_two_decimals() -> None:
    session = session_with(重点任务=[{"任务名称": "甲", "批复财政拨款": "1234567.5"}])
    (line,) = session.report.records_of("重点任务")
    for field in ("重点任务.批复财政拨款", "重点任务.批复总额"):
        value = session.value(FieldAddress(line, field))
        assert display(value, YUNNAN.numbers) == "1234567.50"


def test_a_finding_tells_both_sides_and_the_difference_in_yuan() -> None:
    session = session_with(
        重点任务=[
            {
                "任务名称": "甲",
                "批复总额": {"填报": "300000.5", "理由": "照批复"},
                "批复财政拨款": "200000",
                "批复其他资金": "100000",
            }
        ]
    )
    (found,) = (e for e in session.engine.findings(True) if e.rule_id == "整体.任务批复金额")
    assert found.message == (
        "甲的批复总额填的是 300000.5 元，财政拨款与其他资金之和是 300000 元，相差 0.5 元。"
    )
    (told,) = (e for e in check_data(session)["findings"] if e["check"] == "整体.任务批复金额")
    assert (told["left"]["value"], told["right"]["value"]) == ("300000.5", "300000")
    assert told["difference"] == "0.5"


def test_a_likely_cause_is_told_in_yuan() -> None:
    session = session_with(
        实际支出合计={"填报": "321000", "理由": "照表"},
        重点任务=[
            {"任务名称": "甲", "实际支出": "200000"},
            {"任务名称": "乙", "实际支出": "112000"},
        ],
    )
    (found,) = (e for e in session.engine.findings(True) if e.rule_id == "整体.实际支出合计")
    cause = cause_of(session, found)
    assert "321000 元" in cause
    assert "312000 元" in cause
    assert "万元" not in cause


def test_an_amount_in_another_unit_of_money_is_refused() -> None:
    head = YUNNAN.texts["template.toml"]
    texts = {**YUNNAN.texts, "template.toml": head.replace('unit = "元"', 'unit = "千元"')}
    with pytest.raises(TemplateError) as caught:
        template_from_texts(texts)
    (fault,) = caught.value.faults
    assert (fault.key, fault.message) == (
        "money.unit",
        "金额单位“千元”不认识，可以写：万元、元。",
    )


@pytest.mark.parametrize(
    ("sign", "value", "unit", "text"),
    [
        ("≥", "95", "%", "≥95%"),
        ("=", "294", "起", "294起"),
        ("＝", "294", "起", "294起"),
        ("定性", "完成", "", "完成"),
        ("≤", "27", "万元", "≤27万元"),
        ("≥", "95%", "%", "≥95%"),
        ("≥", "3", "无", "≥3"),
    ],
)
def test_sign_value_and_unit_make_one_indicator_value(
    sign: str, value: str, unit: str, text: str
) -> None:
    made = join_quantity(sign, value, unit)
    assert made is not None
    assert made.text == text
    assert (made.comparator is Comparator.EQUAL) is (text[0] not in "≥≤")


def test_a_sign_without_a_value_is_no_target() -> None:
    assert join_quantity("≥", " ", "%") is None


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("指标值(指标性质, 目标值)", "参数个数不对"),
        ("指标值(指标性质, 目标值, 分值)", "三个文字项"),
        ("指标值(指标性质, 目标值, 5)", "三个文字项"),
    ],
)
def test_what_three_cells_cannot_be_joined_is_told(formula: str, message: str) -> None:
    name = "项目自评表.toml"
    right = "指标值(指标性质, 目标值, 度量单位)"
    texts = {**YUNNAN.texts, name: YUNNAN.texts[name].replace(right, formula)}
    with pytest.raises(TemplateError) as caught:
        template_from_texts(texts)
    assert message in str(caught.value)
    assert {each.file for each in caught.value.faults} == {name}
