"""What the labels of a blank say about a field: its name, its type, the years in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from perfeval_desktop.checks.expressions import FUNCTIONS
from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.domain.values import ValueType

_BEGINNING = re.compile(
    r"^(?:其中[:：]?|[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十\d]+[)）]|\d+[、.．)）]|[①-⑳])"
)
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_NO_YEAR = re.compile(r"(?:20)?[Xx×＊*_＿○]{2,4}\s*年(度)?|(?<!\d)20[\s　]+年(度)?")
_YEAR_AND_MORE = re.compile(r"(?<!\d)((?:19|20)\d\d)(年)?")
_RESERVED = {*FUNCTIONS, "年度", "上年", "序号", "且", "或", "非", "空"}
_LONGEST_NAME = 30

_TYPES = (  # the first whose words stand in a label; what is nearest to the cell is asked first
    (r"(名称|部门|主管|实施单位|填报单位|预算单位|单位负责人|填[表报]人)$", ValueType.TEXT),
    (r"(日期|时间)$|年月日$", ValueType.DATE),
    (r"分值|得分|评分|分数|权重|自评分|满分", ValueType.POINTS),
    (r"(指标值|完成值|目标值|实际值)$", ValueType.QUANTITY),
    (r"(率|占比|比重|比例|百分比|%)$", ValueType.RATE),
    (r"㎡|m2|平方米|面积", ValueType.AREA),
    (r"人数|编制数|编制|\(人\)|实有人员|职数", ValueType.HEADCOUNT),
    (r"原因|措施|情况说明|说明|备注|目标|依据|内容|制度|指标$|完成情况|问题", ValueType.TEXT),
    (r"\(元\)", ValueType.YUAN),
    (r"万元|预算数|决算数|执行数|金额|支出数|投资|预算$|决算$", ValueType.AMOUNT),
    (r"经费|资金|支出|收入|拨款|结转|结余|费$|采购", ValueType.AMOUNT),
)


class Guess(NamedTuple):
    """A type, and the label whose words say so ("" when none does)."""

    type: ValueType
    because: str


def guess_type(labels: Sequence[str], unit: str = "") -> Guess:
    """Guess from the labels of a cell, the nearest first; `unit` is that of the whole table."""
    for label in labels:
        plain = compact(label)
        without = compact(_BRACKETS.sub("", label))
        for pattern, kind in _TYPES:
            if re.search(pattern, plain) or re.search(pattern, without):
                if kind is ValueType.AMOUNT and unit == "元" and "万元" not in plain:
                    return Guess(ValueType.YUAN, one_line(label))
                return Guess(kind, one_line(label))
    return Guess(ValueType.TEXT, "")


def with_year(text: str, year: int) -> str:
    """Put {年度} and {上年} where a text names the year of the form, or the one before."""
    text = text.replace("{", "（").replace("}", "）")
    text = _NO_YEAR.sub(lambda match: "{年度}年" + (match[1] or match[2] or ""), text)

    def named(match: re.Match[str]) -> str:
        number = int(match[1])
        name = {year: "{年度}", year - 1: "{上年}"}.get(number)
        return match[0] if name is None else name + (match[2] or "")

    return _YEAR_AND_MORE.sub(named, text)


def one_line(text: str) -> str:
    """Return a label as one says it: without numbering, 其中, line ends and spaces."""
    left = compact_chinese(text)
    while match := _BEGINNING.match(left):
        left = left[match.end() :]
    return left.strip(":：　 ")


def compact_chinese(text: str) -> str:
    """Return a text without spaces; its signs stay Chinese."""
    return "".join(text.split())


def name_of(label: str) -> str:
    """Return the name of a field for a label: letters and digits, no bracketed unit."""
    left = one_line(_BRACKETS.sub("", one_line(label)) or label)
    left = left.replace("{年度}年度", "").replace("{年度}年", "本年").replace("{上年}年", "上年")
    name = "".join(each for each in left if each.isalnum())[:_LONGEST_NAME]
    name = re.sub(r"^\d+", "", name)
    return f"{name}项" if name in _RESERVED else name
