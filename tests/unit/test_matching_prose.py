"""Cover, title and chapters of a document are found by their words; nothing of it is dropped."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from perfeval_desktop.domain.import_plan import ImportPlan, PlannedPiece, PlannedState, Target
from perfeval_desktop.domain.source_document import (
    SourceCell,
    SourceDocument,
    SourceParagraph,
    SourceTable,
)
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.importing.matching import match_document
from perfeval_desktop.services.import_edits import planned_values
from perfeval_desktop.services.session import Session

UNIT = "株洲市荷塘区物业服务指导中心"
Given = str | SourceParagraph | SourceTable

# Chapter by chapter: level, heading, field, text.
CHAPTERS = (
    (1, "一、部门（单位）基本情况", "", ""),
    (2, "（一）部门职责", "部门职责", "1、做好物业管理方面的指导；\n2、办好交办的事。"),
    (2, "（二）机构设置情况", "机构设置情况", "下设三个股室。"),
    (2, "（三）人员情况", "人员情况", "编制数 11 人，在编人数 6 人。"),
    (1, "二、一般公共预算支出情况", "", ""),
    (2, "（一）基本支出情况", "基本支出情况", "基本支出74.71万元。"),
    (2, "（二）项目支出情况", "项目支出情况", "项目支出27万元，涉及项目4个。"),
    (1, "三、政府性基金预算支出情况", "政府性基金支出情况", "没有政府性基金预算支出。"),
    (1, "四、国有资本经营预算支出情况", "国有资本经营支出情况", "没有国有资本经营预算支出。"),
    (1, "五、社会保险基金预算支出情况", "社会保险基金支出情况", "没有社会保险基金预算支出。"),
    (1, "六、资金使用及绩效情况（包含单位管理的公共专项）", "", ""),
    (2, "（一）整体支出绩效情况", "整体支出绩效情况", "（1）抓党建\n处理投诉294起。"),
    (2, "（二）项目支出绩效情况", "项目支出绩效情况", "实际支出20万元。"),
    (1, "七、存在的问题及原因分析", "存在问题", "计划还不够细。"),
    (1, "八、下一步改进措施", "改进措施", "把计划做细。"),
    (1, "九、部门整体支出绩效自评结果拟应用和公开情况", "结果应用和公开情况", "随决算公开。"),
    (1, "十、其他需要说明的情况", "其他说明", "没有其他要说明的。"),
)
TEXTS = {field: text for _, _, field, text in CHAPTERS if field}


def document(*given: Given) -> SourceDocument:
    blocks = [SourceParagraph(each) if isinstance(each, str) else each for each in given]
    return SourceDocument("报告.docx", tuple(blocks))


def plan_of(session: Session, *given: Given) -> ImportPlan:
    """Match a document, which loses nothing of it."""
    source = document(*given)
    plan = match_document(source, session.report)
    expect_nothing_lost(source, plan)
    return plan


def expect_nothing_lost(source: SourceDocument, plan: ImportPlan) -> None:
    """Every word of every paragraph and cell stands in a piece; what is not plain has a reason."""
    told: dict[tuple[int, int, int], str] = {}
    for each in plan.pieces:
        told[each.place] = told.get(each.place, "") + each.source
    for place, paragraph in source.paragraphs():
        assert _words(paragraph.text) == _words(told.get(place, ""))[-len(_words(paragraph.text)) :]
    for place, cell in source.cells():
        assert _words(cell.text) in _words(told.get(place, ""))
    for each in plan.pieces:
        has_value = each.state in (PlannedState.TAKEN, PlannedState.DOUBTED)
        assert (each.value is not None) == has_value
        assert each.why or each.state not in (PlannedState.DOUBTED, PlannedState.NOT_TAKEN)


def _words(text: str) -> str:
    return "".join(each for each in text if each.isalnum())


def texts(session: Session, plan: ImportPlan) -> dict[str, str]:
    """Return the text of each chapter."""
    values = planned_values(plan, session.report.template)
    prose = session.report.template.prose_fields
    return {target.field: v.text for target, v in values.items() if target.field in prose}


def pieces(plan: ImportPlan, state: PlannedState) -> list[PlannedPiece]:
    return [each for each in plan.pieces if each.state is state]


def value_of(plan: ImportPlan, field: str) -> str:
    found = [p.value.text for t, p in plan.targets() if t.field == field and p.value is not None]
    return found[0] if found else ""


def narrative(write: str = "{number}{words}", **replaced: str) -> list[Given]:
    """Return the chapters with their headings written in another way."""
    given: list[Given] = []
    for _, heading, field, text in CHAPTERS:
        number, words = _split(heading)
        given.append(replaced.get(field, write.format(number=number, words=words)))
        given += text.split("\n") if text else []
    return given


def _split(heading: str) -> tuple[str, str]:
    at = heading.index("、") if "、" in heading[:3] else heading.index("）")
    return heading[: at + 1], heading[at + 1 :]


# Headings


def test_a_text_written_as_the_form_is_comes_apart_into_its_chapters(new_session: Session) -> None:
    plan = plan_of(new_session, *narrative())
    assert texts(new_session, plan) == TEXTS
    assert not pieces(plan, PlannedState.DOUBTED)
    assert not pieces(plan, PlannedState.NOT_TAKEN)


@pytest.mark.parametrize(
    "write",
    [
        "{words}",
        "　　{number}{words}",
        "{number} {words}：",
        "{number}{words}。",
        "{number}\n{words}",
    ],
)
def test_headings_are_known_however_they_are_written(new_session: Session, write: str) -> None:
    assert texts(new_session, plan_of(new_session, *narrative(write))) == TEXTS


def test_headings_without_numbers_are_told(new_session: Session) -> None:
    plan = plan_of(new_session, *narrative("{words}"))
    assert any("没有编号" in each and "部门职责" in each for each in plan.notes)


def _numbered_as(first: Sequence[str], second: Sequence[str]) -> list[Given]:
    given: list[Given] = []
    one = two = 0
    for level, heading, _, text in CHAPTERS:
        words = _split(heading)[1]
        one, two = (one + 1, 0) if level == 1 else (one, two + 1)
        given.append((first[one - 1] if level == 1 else second[two - 1]) + words)
        given += text.split("\n") if text else []
    return given


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([f"{n}." for n in range(1, 11)], [f"（{n}）" for n in range(1, 4)]),
        ([f"{n}、" for n in range(1, 11)], [f"{n}.{n}" for n in range(1, 4)]),
        ([f"第{n}部分 " for n in "一二三四五六七八九十"], [f"{n}、" for n in "一二三"]),
        ([f"（{n}）" for n in "一二三四五六七八九十"], [f"{n}）" for n in range(1, 4)]),
    ],
)
def test_headings_numbered_otherwise_are_known_and_told(
    new_session: Session, first: list[str], second: list[str]
) -> None:
    plan = plan_of(new_session, *_numbered_as(first, second))
    assert texts(new_session, plan) == TEXTS
    assert any("编号和表样不同" in each for each in plan.notes)


def test_headings_numbered_by_word_itself_are_known(new_session: Session) -> None:
    given: list[Given] = []
    for level, heading, _, text in CHAPTERS:
        number, words = _split(heading)
        given.append(SourceParagraph(words, number, level))
        given += text.split("\n") if text else []
    plan = plan_of(new_session, *given)
    assert texts(new_session, plan) == TEXTS
    assert not plan.notes


def test_numbers_of_lists_that_word_makes_stand_in_the_text(new_session: Session) -> None:
    plan = plan_of(
        new_session,
        "（一）部门职责",
        SourceParagraph("做好指导；", "1."),
        SourceParagraph("办好交办的事。", "2."),
        SourceParagraph("带黑点的一条。", "●"),
    )
    assert texts(new_session, plan)["部门职责"] == "1.做好指导；\n2.办好交办的事。\n带黑点的一条。"
    assert any("2 段的编号" in each for each in plan.notes)


def test_chapters_in_another_order_come_to_their_own_places(new_session: Session) -> None:
    order = list(range(10, 17)) + list(range(10))
    given: list[Given] = []
    for at in order:
        given += [CHAPTERS[at][1], *CHAPTERS[at][3].split("\n")]
    plan = plan_of(new_session, *given)
    assert texts(new_session, plan) == TEXTS
    assert any("先后" in each for each in plan.notes)


@pytest.mark.parametrize("between", ["：", ":", "。", "\n", "　　"])
def test_heading_and_text_in_one_paragraph_come_apart(new_session: Session, between: str) -> None:
    plan = plan_of(
        new_session,
        f"十、其他需要说明的情况{between}无。",
        "七、存在的问题及原因分析",
        "计划还不够细。",
    )
    assert texts(new_session, plan) == {"其他说明": "无。", "存在问题": "计划还不够细。"}


@pytest.mark.parametrize(
    ("field", "heading"),
    [
        ("部门职责", "（一）部门主要职责"),
        ("机构设置情况", "（二）部门机构设置情况"),
        ("改进措施", "八、下一步的改进措施"),
        ("整体支出绩效情况", "（一）部门整体支出绩效情况"),
        ("存在问题", "七、存在的主要问题及原因"),
        ("存在问题", "七、主要问题和原因"),
        ("结果应用和公开情况", "九、绩效自评结果应用和公开情况"),
        ("其他说明", "十、其他要说明的情况"),
    ],
)
def test_a_renamed_heading_is_known_and_doubted(
    new_session: Session, field: str, heading: str
) -> None:
    plan = plan_of(new_session, *narrative(**{field: heading}))
    assert texts(new_session, plan) == TEXTS
    (doubted,) = pieces(plan, PlannedState.DOUBTED)
    assert doubted.target == Target(REPORT, field)
    assert heading.partition("、")[2] in doubted.why or "标题写的是" in doubted.why


def test_a_heading_of_quite_other_words_is_listed_with_its_text(new_session: Session) -> None:
    plan = plan_of(new_session, *narrative(改进措施="八、今后的打算"))
    assert texts(new_session, plan) == {k: v for k, v in TEXTS.items() if k != "改进措施"}
    assert [each.source for each in pieces(plan, PlannedState.NOT_TAKEN)] == [
        "八、今后的打算",
        "把计划做细。",
    ]


def test_a_chapter_that_the_form_does_not_have_is_listed_with_its_text(
    new_session: Session,
) -> None:
    plan = plan_of(new_session, *narrative(), "十一、附带的工作", "办了一次培训。")
    assert texts(new_session, plan) == TEXTS
    assert [each.source for each in pieces(plan, PlannedState.NOT_TAKEN)] == [
        "十一、附带的工作",
        "办了一次培训。",
    ]


def test_an_added_section_stays_in_the_chapter_it_stands_in_and_is_doubted(
    new_session: Session,
) -> None:
    given = narrative()
    at = given.index("三、政府性基金预算支出情况")
    given[at:at] = ["（三）政府采购情况", "政府采购54.38万元。"]
    plan = plan_of(new_session, *given)
    assert texts(new_session, plan)["项目支出情况"].splitlines()[-2:] == [
        "（三）政府采购情况",
        "政府采购54.38万元。",
    ]
    assert len(pieces(plan, PlannedState.DOUBTED)) == 1


def test_numbered_lines_inside_of_a_chapter_are_its_text(new_session: Session) -> None:
    given = narrative()
    at = given.index("八、下一步改进措施")
    given[at:at] = ["（一）编得不细", "预算偏粗。", "（二）管得不严", "台账不全。"]
    plan = plan_of(new_session, *given)
    assert texts(new_session, plan)["存在问题"].splitlines()[1:] == [
        "（一）编得不细",
        "预算偏粗。",
        "（二）管得不严",
        "台账不全。",
    ]
    assert texts(new_session, plan)["改进措施"] == TEXTS["改进措施"]
    assert not pieces(plan, PlannedState.DOUBTED)


def test_a_sentence_that_says_the_words_of_a_heading_is_no_heading(new_session: Session) -> None:
    sentence = "项目支出情况见附件，存在的问题及原因分析见第七章。"
    plan = plan_of(new_session, "七、存在的问题及原因分析", sentence, "项目支出27万元")
    assert texts(new_session, plan) == {"存在问题": f"{sentence}\n项目支出27万元"}


def test_a_heading_of_another_chapter_is_the_one_that_this_chapter_has(
    new_session: Session,
) -> None:
    given = narrative(项目支出绩效情况="（二）项目支出情况")
    plan = plan_of(new_session, *given)
    assert texts(new_session, plan) == TEXTS
    assert len(pieces(plan, PlannedState.DOUBTED)) == 1


def test_a_heading_that_two_chapters_have_belongs_to_the_one_that_it_stands_in(
    new_session: Session,
) -> None:
    six, two = "六、资金使用及绩效情况（包含单位管理的公共专项）", "二、一般公共预算支出情况"
    same = "（二）项目支出情况"
    plan = plan_of(new_session, six, same, "绩效。", two, same, "支出27万元。")
    assert texts(new_session, plan) == {
        "项目支出绩效情况": "绩效。",
        "项目支出情况": "支出27万元。",
    }
    assert [each.value.text for each in pieces(plan, PlannedState.DOUBTED) if each.value] == [
        "绩效。"
    ]
    alone = plan_of(new_session, six, same, "绩效。")
    assert texts(new_session, alone) == {"项目支出绩效情况": "绩效。"}
    assert len(pieces(alone, PlannedState.DOUBTED)) == 1


def test_chapters_that_are_missing_are_told_and_their_headings_alone_are_empty_places(
    new_session: Session,
) -> None:
    plan = plan_of(new_session, "七、存在的问题及原因分析", "计划还不够细。", "八、下一步改进措施")
    assert any("没有找到 12 章" in each for each in plan.notes)
    empty = [each.target for each in pieces(plan, PlannedState.EMPTY)]
    assert empty == [Target(REPORT, "改进措施")]


def test_text_under_a_chapter_that_has_only_sections_is_listed(new_session: Session) -> None:
    plan = plan_of(
        new_session, "二、一般公共预算支出情况", "共101.71万元。", "（一）基本支出情况", "甲。"
    )
    assert [each.source for each in pieces(plan, PlannedState.NOT_TAKEN)] == ["共101.71万元。"]


def test_a_table_of_contents_is_no_text(new_session: Session) -> None:
    contents = [f"{heading}\t{page}" for page, (_, heading, _, _) in enumerate(CHAPTERS, 1)]
    plan = plan_of(new_session, "目　录", *contents, *narrative())
    assert texts(new_session, plan) == TEXTS


# Text


def test_a_table_inside_of_a_chapter_becomes_lines_that_are_doubted(new_session: Session) -> None:
    cells = ("项目", "金额", "自治奖励", "20")
    table = SourceTable(tuple(SourceCell(n // 2, n % 2, each) for n, each in enumerate(cells)))
    plan = plan_of(new_session, "（二）项目支出情况", "各项目如下：", table, "共20万元。")
    assert texts(new_session, plan) == {
        "项目支出情况": "各项目如下：\n项目　金额\n自治奖励　20\n共20万元。"
    }
    assert len(pieces(plan, PlannedState.DOUBTED)) == 4


def test_what_the_blank_form_says_is_not_taken_for_text(new_session: Session) -> None:
    plan = plan_of(
        new_session,
        "七、存在的问题及原因分析",
        "（请逐条填写绩效管理中存在的问题，500字以内）",
        "……",
        "八、下一步改进措施",
        "（略）",
    )
    assert texts(new_session, plan) == {"改进措施": "（略）"}
    assert not pieces(plan, PlannedState.NOT_TAKEN)


def test_a_line_broken_for_the_width_of_the_page_is_put_together(new_session: Session) -> None:
    long = "本单位是区政府直属的正科级事业单位，主要负责全区物业服务方面的指导，内"
    plan = plan_of(new_session, "（二）机构设置情况", long, "设三个股室。")
    assert texts(new_session, plan) == {"机构设置情况": f"{long}设三个股室。"}
    assert len(pieces(plan, PlannedState.DOUBTED)) == 1


def test_a_small_head_that_lost_its_number_gets_the_next_one(new_session: Session) -> None:
    given = ["（1）甲项目", "支出1万元。", "（2）乙项目", "支出3万元。", "丙项目", "支出3万元。"]
    plan = plan_of(new_session, "（二）项目支出绩效情况", *given)
    assert texts(new_session, plan)["项目支出绩效情况"].splitlines()[4] == "（3）丙项目"
    assert [each.reads for each in pieces(plan, PlannedState.DOUBTED)] == ["（3）丙项目"]


def test_indents_and_unseen_signs_go_and_words_stay(new_session: Session) -> None:
    plan = plan_of(
        new_session, "八、下一步改进措施", "　　把计划\u200b做细。\xa0", "  再  核一遍。"
    )
    assert texts(new_session, plan) == {"改进措施": "把计划做细。\n再 核一遍。"}


def test_a_chapter_longer_than_a_field_takes_is_cut_at_a_paragraph_and_the_rest_listed(
    new_session: Session,
) -> None:
    plan = plan_of(new_session, "八、下一步改进措施", *["长" * 999 + "。"] * 25)
    assert len(texts(new_session, plan)["改进措施"]) <= 20_000
    assert pieces(plan, PlannedState.NOT_TAKEN)


def test_unit_and_date_under_the_text_are_no_text(new_session: Session) -> None:
    plan = plan_of(
        new_session,
        f"2022年度{UNIT}整体支出绩效自评报告",
        "十、其他需要说明的情况",
        "没有其他要说明的。",
        UNIT,
        "2023年3月15日",
    )
    assert texts(new_session, plan) == {"其他说明": "没有其他要说明的。"}
    assert value_of(plan, "报告日期") == "2023年3月15日"


def _in_cells(*lines: str, columns: int = 1) -> SourceTable:
    """Return a worksheet with a line in each row, over all its columns."""
    cells = (SourceCell(row, 0, line, columns=columns) for row, line in enumerate(lines))
    return SourceTable(tuple(cells), title="报告正文")


def test_a_text_in_the_cells_of_a_worksheet_is_read_as_one_in_paragraphs(
    new_session: Session,
) -> None:
    lines = [each for each in narrative() if isinstance(each, str)]
    cover = _in_cells(
        "2022年度部门（单位）整体支出", "绩效自评报告", "", f"部门（单位）名称：{UNIT}（盖章）"
    )
    title = f"2022年度{UNIT}\n整体支出绩效自评报告"
    plan = plan_of(new_session, cover, _in_cells(title, *lines, columns=9))
    assert texts(new_session, plan) == TEXTS
    assert value_of(plan, "单位名称") == UNIT
    assert not pieces(plan, PlannedState.NOT_TAKEN)
    assert {each.sheet for each in plan.sheets} == {"封面", "报告正文"}


def test_a_text_in_one_frame_comes_apart_into_its_chapters(new_session: Session) -> None:
    lines = [each for each in narrative() if isinstance(each, str)]
    plan = plan_of(new_session, _in_cells("\n".join(lines)))
    assert texts(new_session, plan) == TEXTS


def test_chapters_in_one_paragraph_with_line_breaks_come_apart(new_session: Session) -> None:
    lines = [each for each in narrative() if isinstance(each, str)]
    assert texts(new_session, plan_of(new_session, "\n".join(lines))) == TEXTS


def test_another_date_under_the_text_than_on_the_cover_is_listed(new_session: Session) -> None:
    plan = plan_of(
        new_session,
        "2023年3月15日",
        "十、其他需要说明的情况",
        "没有其他要说明的。",
        "2023年4月1日",
    )
    assert value_of(plan, "报告日期") == "2023年3月15日"
    (listed,) = pieces(plan, PlannedState.NOT_TAKEN)
    assert listed.source == "2023年4月1日"
    assert "2023年3月15日" in listed.why


# Cover and title


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        (f"2022年度{UNIT}整体支出绩效自评报告", UNIT),
        (f"2022 年度 {UNIT} 整体支出绩效自评报告", UNIT),
        (f"２０２２年度{UNIT}整体支出绩效自评报告", UNIT),
        (f"2022年度{UNIT}部门整体支出绩效自评报告", UNIT),
        ("2022年度区医院（妇幼保健院）整体支出绩效自评报告", "区医院（妇幼保健院）"),
        (f"{UNIT}2022年度部门整体支出绩效自评报告", UNIT),
        (f"{UNIT}2022年整体支出绩效评价自评报告", UNIT),
        ("20XX年度XX单位整体支出绩效自评报告", ""),
        ("2022年度＿＿＿＿＿＿整体支出绩效自评报告", ""),
    ],
)
def test_the_title_names_the_unit(new_session: Session, title: str, unit: str) -> None:
    assert value_of(plan_of(new_session, title, *narrative()), "单位名称") == unit


@pytest.mark.parametrize(
    ("date", "read"),
    [
        ("2023年3月15日", "2023年3月15日"),
        ("2023 年 3 月 15 日", "2023年3月15日"),
        ("二〇二三年三月十五日", "2023年3月15日"),
        ("二○二三年十二月二十一日", "2023年12月21日"),
        ("2023-3-15", "2023年3月15日"),
        ("2023年3月", "2023年3月"),
        ("    年  月  日", ""),
    ],
)
def test_the_cover_names_unit_and_date(new_session: Session, date: str, read: str) -> None:
    plan = plan_of(
        new_session,
        "2022年度部门（单位）整体支出",
        "绩效自评报告",
        f"部门（单位）名称：{UNIT}（盖章）",
        date,
        "一、部门（单位）基本情况",
    )
    assert value_of(plan, "单位名称") == UNIT, "there is no title that names it"
    assert value_of(plan, "报告日期") == read
    assert not pieces(plan, PlannedState.NOT_TAKEN)


def test_a_cover_in_one_line_and_a_line_more_are_told_apart(new_session: Session) -> None:
    plan = plan_of(
        new_session,
        "2022年度部门（单位）整体支出绩效自评报告",
        "评价类型：自评",
        "一、部门（单位）基本情况",
    )
    assert [each.source for each in pieces(plan, PlannedState.NOT_TAKEN)] == ["评价类型：自评"]
    assert value_of(plan, "单位名称") == ""


def test_the_paper_of_another_year_is_told(new_session: Session) -> None:
    plan = plan_of(new_session, f"2021年度{UNIT}整体支出绩效自评报告", *narrative())
    assert any("2021 年度" in each for each in plan.notes)


# Whatever comes


def test_however_headings_are_shuffled_and_changed_no_text_comes_to_a_wrong_chapter(
    new_session: Session,
) -> None:
    for seed in range(40):
        given = _varied(random.Random(seed))
        for field, text in texts(new_session, plan_of(new_session, *given)).items():
            own = set(TEXTS[field].split("\n"))
            others = {line for each in TEXTS.values() for line in each.split("\n")} - own
            assert not others & set(text.split("\n")), (seed, field)


def _varied(chance: random.Random) -> list[Given]:
    """Write chapters in another order, some without number, some left out, some with spaces."""
    tops = [at for at, each in enumerate(CHAPTERS) if each[0] == 1]
    runs = [CHAPTERS[a:b] for a, b in zip(tops, [*tops[1:], len(CHAPTERS)], strict=True)]
    if chance.random() < 0.5:
        chance.shuffle(runs)
    given: list[Given] = []
    for run in runs:
        for level, heading, _, text in run:
            if chance.random() < 0.1:
                continue
            number, words = _split(heading)
            written = chance.choice([heading, words, f"{number} {words}", f"　　{heading}"])
            if chance.random() < 0.2:
                given.append(SourceParagraph(words, number, level))
            else:
                given.append(written)
            given += text.split("\n") if text else []
    return given
