"""Years written out in a text that goes into the next year's report."""

from __future__ import annotations

import pytest

from perfeval_desktop.domain.years import shifted, years_in


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2022年度基本支出74.71万元。", "2023年度基本支出74.71万元。"),
        ("2022 年全年", "2023 年全年"),
        ("2022全年共受理", "2023全年共受理"),
        ("较2021年减少3万元", "较2022年减少3万元"),
        ("2021-2022年度", "2022-2023年度"),
        ("2021年至2022年", "2022年至2023年"),
        ("截至2022年12月31日", "截至2023年12月31日"),
        ("2023年将加强培训", "2024年将加强培训"),
        ("２０２２年", "２０２３年"),
        ("二〇二二年", "二〇二三年"),
        ("二○二二年度", "二○二三年度"),
    ],
)
def test_the_reports_year_and_those_beside_it_move_on(before: str, after: str) -> None:
    assert shifted(before, 2022).text == after
    assert shifted(before, 2022).moved == len(years_in(before))


@pytest.mark.parametrize(
    "text",
    [
        "《2022年物业管理办法》",
        "荷财绩〔2022〕5号",
        "2022年3月15日召开现场会",
        "中心于2022年6月成立",
        "2021年修订的制度",
        "2019年以来",
        "2022.5万元",
        "支出2022万元",
        "编号12022年",
        "20２2年",
        "今年",
        "",
    ],
)
def test_facts_and_figures_stay_as_they_are(text: str) -> None:
    assert shifted(text, 2022) == (text, 0)


def test_every_shift_is_counted_and_nothing_else_moves() -> None:
    text = "2022年支出27万元，较2021年减少；《2022年预算》已批复。"
    assert shifted(text, 2022) == ("2023年支出27万元，较2022年减少；《2022年预算》已批复。", 2)
    assert len(shifted(text, 2022).text) == len(text)


def test_shifting_twice_is_shifting_by_two() -> None:
    text = "2022年度，较2021年"
    assert shifted(shifted(text, 2022).text, 2023).text == shifted(text, 2022, by=2).text


def test_years_are_found_by_their_characters() -> None:
    text = "自2021年起，２０２２年度"
    assert [(text[each.start : each.end], each.year) for each in years_in(text)] == [
        ("2021", 2021),
        ("２０２２", 2022),
    ]
