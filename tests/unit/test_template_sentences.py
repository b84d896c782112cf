"""Sentences of the template: offered with their figures, put in live, checked when it is loaded."""

from __future__ import annotations

import pytest

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.errors import TemplateError
from perfeval_desktop.domain.figure_notes import BLANK, NoteKind
from perfeval_desktop.domain.layout import sheet_refs_in_filling_order
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import Limit, ReportTemplate
from perfeval_desktop.domain.text import character_count
from perfeval_desktop.domain.values import Text
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.missing import missing
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.template_check import check_template
from perfeval_desktop.services.template_sentences import (
    Offered,
    offered_sentences,
    sentence_edits,
)
from perfeval_desktop.templates.loader import template_from_texts

PROSE = "报告正文.toml"
STAFF = FieldAddress("", "人员情况")
POSTS, PEOPLE = FieldAddress("", "编制数"), FieldAddress("", "在职人数")
RESULTS = FieldAddress("", "项目支出绩效情况")


def enter(session: Session, address: FieldAddress, text: str) -> None:
    session.apply(entry_edits(session.report, address, text), "", Origin.TYPED)


def offered(session: Session, chapter: str, words: str) -> Offered:
    found = (each for each in offered_sentences(session, chapter) if words in each.text)
    return next(found)


def put_in(session: Session, address: FieldAddress, words: str, position: int = 0) -> None:
    sentence = offered(session, address.field, words)
    session.apply(sentence_edits(session, address, position, sentence), "插入", Origin.TYPED)


def text(session: Session, address: FieldAddress = STAFF) -> str:
    value = session.report.value(address)
    return value.text if value is not None else ""


def live(session: Session, address: FieldAddress = STAFF) -> list[str]:
    value = session.report.value(address)
    assert isinstance(value, Text)
    assert {each.kind for each in value.notes} <= {NoteKind.LIVE}
    return [value.text[each.start : each.end] for each in value.notes]


def due(session: Session) -> list[str]:
    found = session.engine.findings(True)
    return [each.message for each in found if each.rule_id == "正文.没填的数"]


def test_a_sentence_is_offered_with_the_figures_of_now_and_follows_them_once_put_in(
    sample_session: Session,
) -> None:
    session = sample_session
    enter(session, STAFF, "")
    assert offered(session, "人员情况", "核定编制").text.startswith("核定编制11人，2022年末")
    put_in(session, STAFF, "核定编制")
    assert live(session)[:2] == ["11", "6"]
    enter(session, POSTS, "12")
    assert text(session).startswith("核定编制12人，2022年末实际在职6人")
    session.undo()
    session.undo()
    assert text(session) == ""


def test_the_sentences_of_the_chapter_come_first_and_the_others_under_their_own(
    sample_session: Session,
) -> None:
    found = offered_sentences(sample_session, "项目支出情况")
    headings = list(dict.fromkeys(each.heading for each in found))
    assert headings[0] == "（二）项目支出情况"
    assert headings[1:3] == ["（三）人员情况", "（一）基本支出情况"]
    runs = [each.heading for at, each in enumerate(found) if found[at - 1].heading != each.heading]
    assert len(runs) == len(headings), "each heading is there once"
    assert not sample_session.report.template.fields["部门职责"].sentences


def test_an_amount_is_followed_with_its_unit_and_a_count_of_projects_as_lines_are_filled_in(
    new_session: Session,
) -> None:
    chapter = FieldAddress("", "项目支出情况")
    put_in(new_session, chapter, "附件1-1，全部资金")
    assert text(new_session, chapter) == (
        "本年度项目支出＿＿万元（附件1-1，全部资金），涉及项目＿＿个。"
    )
    first, second, _ = new_session.report.children("", "项目明细")
    enter(new_session, FieldAddress(first, "项目明细.本年决算"), "3.5")
    enter(new_session, FieldAddress(second, "项目明细.本年决算"), "20")
    assert text(new_session, chapter) == (
        "本年度项目支出23.5万元（附件1-1，全部资金），涉及项目2个。"
    )
    assert live(new_session, chapter) == ["23.5万元", "2"]


def test_what_is_not_filled_in_stays_to_be_seen_until_it_is_and_again_when_it_goes(
    new_session: Session,
) -> None:
    session = new_session
    put_in(session, STAFF, "核定编制")
    assert text(session) == f"核定编制{BLANK}人，2022年末实际在职{BLANK}人，控制率{BLANK}。"
    now = [each.rule_id for each in session.engine.findings()]
    assert "正文.没填的数" not in now, "what is not filled in yet is no finding"
    assert len(due(session)) == 1
    assert "3 处" in due(session)[0]
    refs = sheet_refs_in_filling_order(session.report)
    listed = [each.text for each in missing(session, refs)]
    assert any("没有填数" in each for each in listed)
    enter(session, POSTS, "11")
    enter(session, PEOPLE, "6")
    assert text(session) == "核定编制11人，2022年末实际在职6人，控制率54.55%。"
    assert due(session) == []
    enter(session, PEOPLE, "")
    assert text(session) == f"核定编制11人，2022年末实际在职{BLANK}人，控制率{BLANK}。"
    session.undo()
    assert text(session).endswith("在职6人，控制率54.55%。")


def test_a_blank_keeps_following_while_one_writes_around_it_and_is_free_when_typed_over(
    new_session: Session,
) -> None:
    session = new_session
    put_in(session, STAFF, "核定编制")
    enter(session, STAFF, f"本单位{text(session)}".replace("年末", "年底", 1))
    enter(session, POSTS, "11")
    assert text(session).startswith("本单位核定编制11人，2022年底")
    enter(session, STAFF, text(session).replace(f"在职{BLANK}人", "在职7人"))
    enter(session, PEOPLE, "6")
    assert "实际在职7人" in text(session), "what was typed over is the clerk's"


def test_figures_of_other_sentences_go_on_following_around_a_new_one(
    sample_session: Session,
) -> None:
    session = sample_session
    enter(session, STAFF, "")
    put_in(session, STAFF, "核定编制")
    put_in(session, STAFF, "核定编制", position=len(text(session)))
    put_in(session, STAFF, "核定编制")
    enter(session, POSTS, "15")
    assert text(session).count("核定编制15人") == 3


def test_each_project_is_offered_a_paragraph_of_its_own_that_follows_its_sheet(
    sample_session: Session,
) -> None:
    session = sample_session
    sheet = session.report.children("", "项目")[0]
    enter(session, RESULTS, "前面。后面。")
    put_in(session, RESULTS, "（1）自治奖励经费\n", position=3)
    lines = text(session, RESULTS).split("\n")
    assert lines[0] == "前面。"
    assert lines[1] == "（1）自治奖励经费"
    assert lines[2].startswith("全年预算20万元，实际支出20万元，执行率100%。")
    assert lines[3] == "后面。"
    enter(session, FieldAddress(sheet, "项目.财政拨款_全年预算"), "25")
    assert "全年预算25万元，实际支出20万元，执行率80%。" in text(session, RESULTS)


def test_a_project_without_a_name_is_offered_nothing(new_session: Session) -> None:
    found = [each.text for each in offered_sentences(new_session, RESULTS.field)]
    assert not any(each.startswith("（1）") for each in found)


def test_the_grade_is_that_of_the_score_and_blank_as_long_as_a_score_is_missing(
    sample_session: Session,
) -> None:
    session, words = sample_session, "自评等级为"
    assert offered(session, "整体支出绩效情况", words).text.endswith(f"自评等级为{BLANK}。")
    for row in session.report.children("", "整体指标"):
        enter(session, FieldAddress(row, "整体指标.得分"), "1")
    enter(session, FieldAddress("", "总得分"), "85")
    assert offered(session, "整体支出绩效情况", words).text.endswith("自评等级为良。")


def test_no_sentence_of_the_form_makes_a_mismatch_by_itself(sample_session: Session) -> None:
    session = sample_session
    for field in session.report.template.prose_fields:
        enter(session, FieldAddress("", field), "")
    before = {each.key for each in session.engine.findings()}
    for field in session.report.template.prose_fields:
        address = FieldAddress("", field)
        if not session.report.template.fields[field].sentences:
            continue
        heading = offered_sentences(session, field)[0].heading
        for sentence in offered_sentences(session, field):
            if sentence.heading == heading and "项目支出27万元（" not in sentence.text:
                end = len(text(session, address))
                session.apply(sentence_edits(session, address, end, sentence), "", Origin.TYPED)
    new = [each for each in session.engine.findings() if each.key not in before]
    assert [each.message for each in new] == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("核定编制{编制数}人", "核定编制{编制書}人", "句子里的“编制書”不是填报项"),
        ("核定编制{编制数}人", "核定编制{编制数人", "大括号不成对"),
        ("核定编制{编制数}人", "核定编制{}人", "大括号不成对"),
        ("{公用经费_本年决算}万元，上年", "{公用经费_本年决算}元，上年", "后面要写“万元”"),
        ("控制率{控制率}。", "控制率{控制率}%。", "带着百分号"),
        ("{公共预算项目支出}万元", "{项目支出_本年决算}万元", "口径是全部资金"),
        ("{公共预算项目支出}万元", "{底数_项目支出_公共预算}元", "按元填"),
        ("核定编制{编制数}人", "核定编制{正文编制数}人", "不能放进正文"),
        ("核定编制{编制数}人", "（{序号}）核定编制{编制数}人", "逐条给出的句子"),
        ('sentences_for."项目明细"', 'sentences_for."课题明细"', "没有“课题明细”这组明细"),
        ('sentences = ["核定', 'sentence = ["核定', "是不是“sentences”"),
    ],
)
def test_a_wrong_sentence_is_told_with_file_line_and_key(
    template: ReportTemplate, old: str, new: str, message: str
) -> None:
    assert old in template.texts[PROSE]
    texts = {**template.texts, PROSE: template.texts[PROSE].replace(old, new, 1)}
    with pytest.raises(TemplateError) as caught:
        template_from_texts(texts)
    (fault,) = [each for each in caught.value.faults if message in each.message]
    assert fault.file == PROSE
    line = texts[PROSE].splitlines()[fault.line - 1]
    assert "sentence" in line
    assert fault.key.startswith("field.")


def test_only_chapters_have_sentences_and_limits(template: ReportTemplate) -> None:
    file = "附件1-1.toml"
    for more, key in (('sentences = ["无。"]', "sentences"), ("limit = { most = 3 }", "limit")):
        told = template.texts[file].replace('[field."编制数"]', f'[field."编制数"]\n{more}', 1)
        with pytest.raises(TemplateError) as caught:
            template_from_texts({**template.texts, file: told})
        assert [each.key for each in caught.value.faults] == [f"field.编制数.{key}"]


LIMITED = """
[[text_check]]
id = "正文.字数"
rule = "T9"
kind = "lengths"
title = "{章}：字数不合要求"
severity = "提示性"
left = "现有"
right = "要求"
message = "{章}有 {left} 字，要求{right} 字。"
parameters = { fields = ["正文"] }

[[text_check.example]]
passes = true
values = { "存在问题" = "预算 编得不够准。" }

[[text_check.example]]
passes = false
values = { "存在问题" = "预算编得还不够准。" }
"""


def limited(template: ReportTemplate, limit: str) -> ReportTemplate:
    """Return a template that asks for so many characters in 存在问题."""
    mark = '[field."存在问题"]\n'
    prose = template.texts[PROSE].replace(mark, f"{mark}limit = {limit}\n", 1)
    checks = template.texts["审核-正文.toml"] + LIMITED
    return template_from_texts({**template.texts, PROSE: prose, "审核-正文.toml": checks})


def test_a_limit_of_the_template_is_checked_when_it_is_missed(template: ReportTemplate) -> None:

    small = limited(template, "{ least = 3, most = 8 }")
    assert small.fields["存在问题"].limit == Limit(3, 8)
    assert check_template(small).failures == ()
    session = Session(Report(small, 2022), lambda batch: None)

    def told() -> list[str]:
        found = session.engine.findings()
        return [each.message for each in found if each.rule_id == "正文.字数"]

    chapter = FieldAddress("", "存在问题")
    enter(session, chapter, "预算编得 不准。")
    assert told() == []
    enter(session, chapter, "预算编得不准，2022。")
    assert told() == ["存在的问题及原因分析有 12 字，要求3–8 字。"]
    enter(session, chapter, "无。")
    assert told() == ["存在的问题及原因分析有 2 字，要求3–8 字。"]
    enter(session, chapter, "")
    assert told() == [], "an empty chapter is another matter"


@pytest.mark.parametrize("limit", ["{ most = 0 }", "{ least = 9, most = 8 }", "{ most = -1 }"])
def test_a_limit_that_is_none_is_a_fault(template: ReportTemplate, limit: str) -> None:
    with pytest.raises(TemplateError) as caught:
        limited(template, limit)
    assert any(each.key == "field.存在问题.limit" for each in caught.value.faults)


def test_characters_are_counted_without_blanks() -> None:
    assert character_count("支出 125.98万元，\n　占50%。") == 16
    assert character_count(" 　\n\t") == 0
