"""Faults in what a template says about prose are told when it is loaded, with their reason."""

from __future__ import annotations

import pytest

from perfeval_desktop.domain.errors import TemplateError
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.templates.loader import template_from_texts

PROSE, CHECKS = "报告正文.toml", "审核-正文.toml"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (PROSE, 'from = "人员情况"', 'from = "人事情况"', "“人事情况”不是正文里的一节"),
        (PROSE, "主任[职数]{为}{数}", "主任[职数{为}{数}", "不成对"),
        (PROSE, "公用经费[支出]{为}{金额}", "公用经费[支出]{为}{数}", "要有 {金额}"),
        (PROSE, 'group = "项目"', 'group = "课题"', "没有“课题”这组明细"),
        (PROSE, 'label = "正文编制数"', 'labels = "正文编制数"', "是不是“label”"),
        ("附件1-1.toml", '{ field = "编制数", ', '{ field = "正文编制数", ', "不能放在表上"),
        (CHECKS, 'kind = "doubled"', 'kind = "double"', "没有“double”这种审核"),
        (CHECKS, "heads = true", "head = true", "parameters 里的“head”不认识"),
        (CHECKS, 'fields = ["报告日期", ', 'fields = ["日期", ', "没有“日期”"),
        (CHECKS, "share = 0.75", 'share = "0.75"', "应是一个数"),
    ],
)
def test_a_fault_is_told_with_its_reason(
    template: ReportTemplate, file: str, old: str, new: str, message: str
) -> None:
    assert old in template.texts[file]
    texts = {**template.texts, file: template.texts[file].replace(old, new, 1)}
    with pytest.raises(TemplateError) as caught:
        template_from_texts(texts)
    assert any(message in each.message for each in caught.value.faults), str(caught.value)


def test_a_text_check_without_examples_is_a_fault(template: ReportTemplate) -> None:
    before, mark, after = template.texts[CHECKS].partition('kind = "doubled"')
    texts = {**template.texts, CHECKS: before + mark + after.replace("passes = true", "", 1)}
    with pytest.raises(TemplateError, match="一个通过和一个不通过的例子"):
        template_from_texts(texts)
