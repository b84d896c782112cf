"""The sample report says what the published report says.

The figures below were written down from the published report, each with the words around it, and
not from the data file: they are the second, independent copy that the file is compared with.
"""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.sections import SECTIONS

SAMPLE = Path(__file__).parents[2] / "resources" / "sample" / "hetang-2022.toml"

STATED_BLANK = {"填报": "", "理由": ""}
ELLIPSIS_ROW = {"三级指标": "……"}

# field: figures with their words, in the order of the report
NARRATIVE_FIGURES = {
    "人员情况": (
        "单位事业编制数 11 人，主任 1 名，副主任 2 名。",
        "2022 年度在编人数 6 人。",
    ),
    "基本支出情况": (
        "2022年度一般公共预算财政拨款基本支出74.71万元，其中：",
        "人员经费64.48万元，占基本支出的86.3%,主要包括",
        "公用经费10.24万元，占基本支出的13.7%，主要包括",
    ),
    "项目支出情况": (
        "项目支出27万元，",
        "2022年度一般公共预算项目支出涉及项目4个，",
        "涉及资金27万元。",
    ),
    "整体支出绩效情况": (
        "瑞丰物业、家美物业、外海物业三家物业",
        "二是在7月，",
        "在“建国511”微项目中成功立项。",
        "2022年全年，",
        "你我他物业、鸿泰物业、腾龙物业等19家物业服务企业，",
        "新建8个物业行业党组织。",
        "行动共排查149个小区，发现问题268个，下达整改通知书51份。",
        "开展物业行业创文整改八大专项行动，",
        "按照创文8大类34条规范要求",
        "11月，",
        "全年共处理“12345”市长热线投诉294起、“马上就办”13起、网络投诉13起，",
        "投诉办结率100%，召开现场调解会30余次；",
        "吸引了40家物业服务企业报名，共征集了53名志愿者。",
        "截至11月底，已完成113个住宅项目的安全信息台账报送工作，",
        "累计报送安全隐患1360条，已完成安全隐患整治489条。",
        "茨菇塘街道新月塘社区、上月塘社区、前进社区所辖4000余户居民",
        "截至11月底，共有565名物业行业从业人员参加培训，118个物业项目开展应急演练活动。",
        "《全面发放规范僵尸车停放的提示提醒告知书》近千份。",
        "全年累计召开专题工作会议10余次，",
        "9月，我中心",
        "违规养犬、私搭乱建、占用消防通道等7大类违法违规行为进行专项整治，",
        "累计依法处置“飞线充电”48处，“机动车占用消防通道停车”17台，"
        "“占用人行道停车”36台，“占道经营”52处，“占地种菜”18处，“餐饮油烟污染”4处，"
        "“楼道堆放杂物”26处，“违章搭建”6处，",
        "自4月起，抽调2人到区自建房专项整治工作办公室办公。",
        "选举出2000余名责任心强、",
        "2022年，中心在原有98个小区实现“保洁、保安、保运转”的业主自治管理的基础上，",
        "月塘大厦、铁四院小区、新苑小区等8个小区开展业主自治管理，",
        "目前8个小区已基本实现自治管理目标，预计年底顺利验收。",
        "三一歌雅郡、西子花园、601小区等4个小区完成业委会的换届工作；",
        "海德堡、金鑫花园、嘉盛华府3个业主委员会成立困难的小区，",
    ),
    "项目支出绩效情况": (
        "自治回头看经费17.15万元,金额17.15万元，年中执行调增2.85万元，"
        "实际支出20万元，结余结转0万元。",
        "项目支出20万元，主要用于支持自治奖励。",
        "金额7万元，实际支出7万元，结余结转0万元。",
        "项目支出1万元，主要用于支持基层治理。",
        "项目支出3万元，主要用于支持“三供一业”小区改造。",
        "项目支出3万元，主要用于支持人大票决制项目。",
    ),
}

# field: how its numbered paragraphs begin, all of them and in this order
NUMBERED_PARAGRAPHS = {
    "部门职责": ("1、", "2、", "3、", "4、", "5、", "6、", "7、", "8、", "9、"),
    "整体支出绩效情况": (
        "（1）坚持党的领导",
        "1.积极开展主题活动。",
        "2.助力小区党建工作。",
        "3.大力推进物业行业党支部组建。",
        "（2）落实主体责任",
        "1.开展“两节两会”期间物业服务项目安全生产专项督查。",
        "2.积极开展创文整改及疫情防控工作。",
        "3.多措并举化解矛盾纠纷。",
        "4.组建物业行业志愿服务队。",
        "5.开展安全台账信息化管理工作。",
        "6.推进住宅小区物业服务覆盖率。",
        "7.开展物业项目安全教育培训及应急演练活动。",
        "8.开展“僵尸车”清理。",
        "9.开展物管小区治理水平提升工作。",
        "10.积极参与自建房专项整治工作。",
        "（3）走好群众路线",
        "1.开展基层治理楼栋长“大推选”。",
        "2.开展小区业主自治活动。",
        "3.大力组建业委会和物管会。",
    ),
    "项目支出绩效情况": (
        "1.年初预算项目“双随机、一公开”、自治奖励、矛盾调解、小区自治工作以奖代投、自治回头看经费",
        "（1）自治奖励经费项目",
        "2.年中追加项目“基层治理工作经费”“三供一业小区改造专项工作经费”“民生实事项目-人大票决制”，",
        "（1）基层治理工作经费项目",
        "（2）“三供一业”小区改造专项工作经费项目",
        "（3）民生实事项目-人大票决制项目",
    ),
}

# field: words without a figure that a check or a reader looks for
NARRATIVE_WORDS = {
    "机构设置情况": ("正科级", "综合股", "业主事务股", "物业项目服务股"),
    "基本支出情况": (
        "基本工资、津贴补贴、奖金、伙食补助费、机关事业单位基本养老保险缴费、"
        "职工基本医疗保险缴费、住房公积金、奖励金；",
        "办公费、印刷费、邮电费、差旅费、维修（护）费、培训费、委托业务费、工会经费、"
        "其他交通费用、其他商品和服务支出。",
    ),
    "政府性基金支出情况": ("本单位无政府性基金预算支出。",),
    "国有资本经营支出情况": ("本单位无国有资本经营预算支出。",),
    "社会保险基金支出情况": ("本单位无社会保险基金预算支出。",),
    "整体支出绩效情况": (
        "“我为群众办实事”",
        "“动力党建，活力家园”",
        "“红色物业示范项目”",
        "《关于切实做好“两节两会”期间物业服务项目安全生产和信访维稳等工作的通知》",
        "“零死角、全覆盖、高质量”",
        "“诉源治理工作站”",
        "“我为创文做志愿”",
        "“僵尸车辆”",
        "《关于进一步提升物管小区治理水平的指导意见》",
        "“综合执法进小区”",
        "“幸福荷塘”",
    ),
    "存在问题": ("临时性", "资金使用", "预算管理"),
    "改进措施": ("调研", "计划", "预算方案"),
    "其他说明": ("无。",),
}

# series: last year's final, this year's budget, this year's final; None where the form has no cell
BASIC_DATA = {
    "公车购置": ("0", "0", "0"),
    "公车运行维护": ("0", "0", "0"),
    "出国经费": ("0", "0", "0"),
    "公务接待": ("0", "0", "0"),
    "公用经费": ("99.4", "8.74", "29.35"),
    "办公经费": ("13.41", "6.31", "8.11"),
    "水电差旅费": ("0", "0", "0.26"),
    "会议培训费": ("0.07", "0.2", "0.06"),
    "政府采购金额": (None, "29", "54.38"),
}

# name, this year's budget, this year's final, sheet; None where the report is blank
PROJECT_LINES = (
    ("双随机、一公开", "0.4", "0", None),
    ("自治奖励", "1", "20", "自治奖励经费"),
    ("矛盾调解", "0.75", "0", None),
    ("小区自治工作以奖代投经费", "14", "0", None),
    ("自治回头看", "1", "0", None),
    ("基层治理工作经费", None, "1", None),
    ("“三供一业”小区改造专项工作经费", None, "3", None),
    ("民生实事项目-人大票决制", None, "3", "民生实事项目-人大票决制"),
)

OTHER_CELLS = {
    "单位名称": "株洲市荷塘区物业服务指导中心",
    "编制数": "11",
    "在职人数": "6",
    "资金总额_年初预算": "74.49",
    "资金总额_全年预算": "135.28",
    "资金总额_全年执行": "135.28",
    "一般公共预算": "101.71",
    "政府性基金拨款": "0",
    "专户非税收入拨款": "0",
    "其他资金": "24.27",
    "基本支出": "108.28",
    "目标实际完成情况": "已完成",
}

WHOLE_UNIT = "附件1-2"

# sheet, section, row, indicator, target, actual (None where blank)
INDICATORS = (
    (WHOLE_UNIT, "数量指标", 0, "处理“12345”市长热线投诉", "294起", "294起"),
    (WHOLE_UNIT, "数量指标", 1, "召开现场调解会", "30余次", "30余次"),
    (WHOLE_UNIT, "质量指标", 0, "投诉办结率", "100%", "100%"),
    (WHOLE_UNIT, "成本指标", 0, "专项经费", "27万元", "27万元"),
    (WHOLE_UNIT, "经济效益指标", 0, "小区人居环境", "提升", "提升"),
    (WHOLE_UNIT, "经济效益指标", 1, "城市文明形象", "提升", "提升"),
    (WHOLE_UNIT, "社会效益指标", 0, "物业从业人员安全意识", "加强", "加强"),
    ("自治奖励经费", "数量指标", 0, "自治小区奖励", "2个", "2个"),
    ("自治奖励经费", "质量指标", 0, "自治小区确保做到“三保”", "100%", "100%"),
    ("自治奖励经费", "时效指标", 0, "奖励优秀小区", "2022年全年", "2022全年"),
    ("自治奖励经费", "经济效益指标", 0, "专项资金及时拨付", "100%", "100%"),
    ("自治奖励经费", "社会效益指标", 0, "自治小区文明形象", "提升", "提升"),
    ("自治奖励经费", "社会效益指标", 1, "确保高素质自治队伍", "提升", "提升"),
    ("自治奖励经费", "生态效益指标", 0, "垃圾分类意识", "提高", "提高"),
    ("自治奖励经费", "服务对象满意度指标", 0, "居民满意度", "≥100", None),
    ("民生实事项目-人大票决制", "数量指标", 0, "无物业小区业主自治", "8", "8"),
    ("民生实事项目-人大票决制", "质量指标", 0, "自治小区确保做到“三保”", "100%", "100%"),
    ("民生实事项目-人大票决制", "时效指标", 0, "按时间进度比例完成", "2022年全年", "2022年全年"),
    ("民生实事项目-人大票决制", "经济效益指标", 0, "专项资金及时拨付", "100%", "100%"),
    ("民生实事项目-人大票决制", "社会效益指标", 0, "自治小区文明形象", "提升", "提升"),
    ("民生实事项目-人大票决制", "生态效益指标", 0, "垃圾分类意识", "提高", "提高"),
    ("民生实事项目-人大票决制", "服务对象满意度指标", 0, "居民满意度", "≥100", None),
)

# the one section whose third row is blank and not ……
WITHOUT_ELLIPSIS = ("自治奖励经费", "数量指标")


def each(texts: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(field, text) for field, listed in texts.items() for text in listed]


def without_blanks(row: dict[str, str | None]) -> dict[str, str]:
    return {key: text for key, text in row.items() if text is not None}


def plain_texts(node: Any) -> Iterator[Any]:
    """Yield every leaf below `node`."""
    if isinstance(node, dict):
        for child in node.values():
            yield from plain_texts(child)
    elif isinstance(node, list):
        for child in node:
            yield from plain_texts(child)
    else:
        yield node


@pytest.fixture(scope="module")
def sample() -> dict[str, Any]:
    return tomllib.loads(SAMPLE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def values(sample: dict[str, Any]) -> dict[str, Any]:
    return dict(sample["values"])


@pytest.fixture(scope="module")
def sheets(values: dict[str, Any]) -> dict[str, dict[str, list[dict[str, str]]]]:
    """The indicators of 附件1-2 and of each 附件1-3, by the name of the sheet."""
    projects = {project["项目名称"]: project["项目指标"] for project in values["项目"]}
    return {WHOLE_UNIT: values["整体指标"], **projects}


def test_the_sample_belongs_to_the_template_of_its_year(sample: dict[str, Any]) -> None:
    assert (sample["template"], sample["year"]) == ("hunan/hetang/2022", 2022)


def test_every_value_is_text_as_a_clerk_types_it(values: dict[str, Any]) -> None:
    assert [leaf for leaf in plain_texts(values) if not isinstance(leaf, str)] == []
    assert [leaf for leaf in plain_texts(values) if leaf != leaf.strip()] == []


# ── the narrative ────────────────────────────────────────


@pytest.mark.parametrize(("field", "words"), each(NARRATIVE_FIGURES))
def test_each_figure_of_the_narrative_stands_among_its_words(
    values: dict[str, Any], field: str, words: str
) -> None:
    assert words in values[field]


@pytest.mark.parametrize("field", NARRATIVE_FIGURES)
def test_the_figures_stand_in_the_order_of_the_report(values: dict[str, Any], field: str) -> None:
    end = 0
    for words in NARRATIVE_FIGURES[field]:
        end = values[field].index(words, end) + len(words)


@pytest.mark.parametrize("field", NARRATIVE_FIGURES)
def test_the_narrative_has_no_figure_of_its_own(values: dict[str, Any], field: str) -> None:
    text = re.sub(r"^(\d+[.、]|（\d+）)", "", values[field], flags=re.MULTILINE)
    for words in NARRATIVE_FIGURES[field]:
        text = text.replace(words, "")
    assert re.findall(r".{0,8}\d+", text) == []


@pytest.mark.parametrize("field", NUMBERED_PARAGRAPHS)
def test_numbered_paragraphs_and_headings_are_all_there(values: dict[str, Any], field: str) -> None:
    numbered = [line for line in values[field].split("\n") if re.match(r"\d+[.、]|（\d+）", line)]
    beginnings = NUMBERED_PARAGRAPHS[field]
    assert len(numbered) == len(beginnings)
    assert all(map(str.startswith, numbered, beginnings)), numbered


@pytest.mark.parametrize(("field", "words"), each(NARRATIVE_WORDS))
def test_names_and_fixed_phrases_of_the_narrative_are_there(
    values: dict[str, Any], field: str, words: str
) -> None:
    assert words in values[field]


def test_each_project_is_graded_excellent(values: dict[str, Any]) -> None:
    assert values["项目支出绩效情况"].count("绩效评价结果为优") == 4


def test_chapter_nine_is_empty(values: dict[str, Any]) -> None:
    assert "结果应用和公开情况" not in values


def test_paragraphs_follow_each_other_without_blank_lines(values: dict[str, Any]) -> None:
    texts = [text for text in plain_texts(values) if "\n" in text]
    lines = [line for text in texts for line in text.split("\n")]
    assert [line for line in lines if not line or line != line.strip()] == []


# ── the tables ───────────────────────────────────────────


@pytest.mark.parametrize("series", BASIC_DATA)
def test_basic_data_is_as_printed(values: dict[str, Any], series: str) -> None:
    columns = ("上年决算", "本年预算", "本年决算")
    assert tuple(values.get(f"{series}_{column}") for column in columns) == BASIC_DATA[series]


@pytest.mark.parametrize("field", OTHER_CELLS)
def test_other_cells_are_as_printed(values: dict[str, Any], field: str) -> None:
    assert values[field] == OTHER_CELLS[field]


def test_the_overall_goal_has_its_four_points(values: dict[str, Any]) -> None:
    assert re.findall(r"\d+", values["预期目标"]) == ["1", "2", "3", "4"]
    assert values["预期目标"].count(" 。") == 2


def test_project_lines_are_as_printed(values: dict[str, Any]) -> None:
    keys = ("名称", "本年预算", "本年决算", "项目表")
    expected = [without_blanks(dict(zip(keys, line, strict=True))) for line in PROJECT_LINES]
    assert values["项目明细"] == expected


@pytest.mark.parametrize(("column", "total"), [("本年预算", "17.15"), ("本年决算", "27")])
def test_project_lines_add_up_to_the_printed_total(
    values: dict[str, Any], column: str, total: str
) -> None:
    amounts = [Decimal(line[column]) for line in values["项目明细"] if column in line]
    assert sum(amounts) == Decimal(total)


def test_what_the_report_states_over_computed_cells_is_kept(values: dict[str, Any]) -> None:
    award, vote = values["项目"]
    assert values["控制率"] == STATED_BLANK
    assert values["总得分"] == "98"
    assert (award["总得分"], vote["总得分"]) == (STATED_BLANK, STATED_BLANK)
    assert vote["资金总额_年初预算"] == "0"


def test_what_follows_from_other_cells_is_not_stated(values: dict[str, Any]) -> None:
    computed = {"三公经费", "公务用车", "项目支出", "按收入性质分", "按支出性质分", "执行率"}
    assert [field for field in values if field.split("_")[0] in computed] == []


def test_both_project_sheets_have_their_funds_and_goals(values: dict[str, Any]) -> None:
    names = [project["项目名称"] for project in values["项目"]]
    assert names == ["自治奖励经费", "民生实事项目-人大票决制"]
    assert [project["财政拨款_全年预算"] for project in values["项目"]] == ["20", "3"]
    for project in values["项目"]:
        assert project["预期目标"] == project["目标实际完成情况"]  # as in the published report


def test_no_building_was_finished_and_its_row_is_blank(values: dict[str, Any]) -> None:
    assert values["完工楼堂馆所"] == [{}]


# ── the indicators ───────────────────────────────────────


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda row: "-".join(map(str, row[:4])))
def test_each_indicator_stands_in_its_row(
    sheets: dict[str, Any], indicator: tuple[str, str, int, str, str, str | None]
) -> None:
    sheet, section, row, name, target, actual = indicator
    expected = {"三级指标": name, "年度指标值": target, "实际完成值": actual}
    assert sheets[sheet][section][row] == without_blanks(expected)


@pytest.mark.parametrize("sheet", [WHOLE_UNIT, "自治奖励经费", "民生实事项目-人大票决制"])
def test_every_section_has_three_rows(sheets: dict[str, Any], sheet: str) -> None:
    assert {section: len(rows) for section, rows in sheets[sheet].items()} == dict.fromkeys(
        SECTIONS, 3
    )


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("sheet", [WHOLE_UNIT, "自治奖励经费", "民生实事项目-人大票决制"])
def test_rows_without_an_indicator_are_blank_or_dots(
    sheets: dict[str, Any], sheet: str, section: str
) -> None:
    filled = sum(1 for indicator in INDICATORS if indicator[:2] == (sheet, section))
    last = {} if (sheet, section) == WITHOUT_ELLIPSIS else ELLIPSIS_ROW
    assert sheets[sheet][section][filled:] == [{}] * (2 - filled) + [last]
