"""A template of one table with one check, for tests to which it does not matter which form it is.

It is small: the examples of a district's template take a second each time it is checked.
"""

from __future__ import annotations

from pathlib import Path

_HEAD = """\
id = "{id}"
name = "{name}"
year = 2022
unit_field = "单位名称"
full_score = "100"
sheets = ["收支表"]
filling_order = ["收支表"]
checks = ["审核"]

[field."单位名称"]
type = "text"
label = "单位名称"
"""

_SHEET = """\
kind = "table"
title = "{年度}年度收支表"
columns = [1, 1]

[field."收入合计"]
type = "amount"
label = "收入"
note = "全年的收入。"

[field."支出合计"]
type = "amount"
label = "支出"
role = "default"
formula = "收入合计"

[[row]]
cells = [{ text = "收入", style = "head" }, { field = "收入合计" }]

[[row]]
cells = [{ text = "支出", style = "head" }, { field = "支出合计" }]
"""

_CHECKS = """\
[[check]]
id = "收支相等"
rule = "A1"
title = "收入与支出不等"
severity = "强制性"
left = { is = "收入合计", text = "收入" }
op = "="
right = { is = "支出合计", text = "支出" }
basis = "收支应当相等"
message = "收入 {left} 万元，支出 {right} 万元，相差 {difference} 万元。"

[[check.example]]
passes = true
values = { "收入合计" = "1", "支出合计" = "1" }

[[check.example]]
passes = false
values = { "收入合计" = "1", "支出合计" = "2" }
"""


def write_small_form(folder: Path, form_id: str = "a/b", name: str = "一张小表") -> Path:
    """Write its files into a folder, which is made."""
    folder.mkdir(parents=True)
    head = _HEAD.replace("{id}", form_id).replace("{name}", name)
    for file, text in (("template", head), ("收支表", _SHEET), ("审核", _CHECKS)):
        (folder / f"{file}.toml").write_text(text, encoding="utf-8")
    return folder
