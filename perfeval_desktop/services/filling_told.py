"""What was written into a blank and what found no place: as plain data, in words, as a list."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from perfeval_desktop.domain.text import shortened
from perfeval_desktop.services.filling_places import Filling, FillItem, FillState

_MOST_TOLD = 100
_LONGEST_SHOWN = 30
STATE_WORDS = {
    FillState.READY: "空着，可以填",
    FillState.OTHER: "已有别的内容",
    FillState.FORMULA: "公式，留着",
    FillState.SAME: "已经一样",
    FillState.NO_VALUE: "报告里没有内容",
    FillState.NO_PLACE: "没有填进去",
}
_NOT_CHOSEN = "没有选这一处。"


def filling_data(filling: Filling, written: Collection[int]) -> dict[str, Any]:
    """Return all that became of a filling as plain data, for a JSON file."""
    return {
        "blank": filling.blank.path.name,
        "written": len(written),
        "counts": {state.value: filling.count(state) for state in FillState},
        "notes": list(filling.notes),
        "items": [
            {
                "state": each.state.value,
                "written": number in written,
                "label": each.label,
                "field": each.address.field,
                "place": each.where,
                "now": each.now,
                "new": each.new,
                "why": each.why,
            }
            for number, each in enumerate(filling.items)
        ],
    }


def filling_lines(filling: Filling, written: Collection[int]) -> Iterator[str]:
    """Yield what became of a filling, as a person reads it."""
    left = left_out(filling, written)
    same = filling.count(FillState.SAME)
    yield (
        f"填了 {len(written)} 处"
        + (f"，本来就一样的 {same} 处" if same else "")
        + (f"；报告里有、没有填进去的 {len(left)} 处。" if left else "；报告里的内容都填进去了。")
    )
    yield from filling.notes
    for item in left[:_MOST_TOLD]:
        yield "　" + _line(item)
    if len(left) > _MOST_TOLD:
        yield f"　……还有 {len(left) - _MOST_TOLD} 处，用 --report 写成清单看。"


def left_out(filling: Filling, written: Collection[int]) -> list[FillItem]:
    """Return what the report has and the filled file will not show, with the reasons."""
    found = []
    for number, each in enumerate(filling.items):
        if each.state is FillState.NO_PLACE:
            found.append(each)
        elif each.state.can_be_written and number not in written:
            found.append(each if each.why else each._replace(why=_NOT_CHOSEN))
    return found


def write_left_out(filling: Filling, written: Collection[int], path: Path) -> None:
    """Write the list of what found no place as a workbook.

    Raises:
        ExportError: it cannot be written; what stood there is unchanged.
    """
    from perfeval_desktop.exporting.list_xlsx import Column, write_list

    rows = [
        (each.label, each.where, each.now, each.new, each.why)
        for each in left_out(filling, written)
    ]
    columns = (
        Column("填报项", 36),
        Column("在原表哪里", 20),
        Column("原表里现在", 24),
        Column("报告里", 36),
        Column("为什么没有填", 40),
    )
    summary = f"{filling.blank.path.name}：填了 {len(written)} 处，没有填进去的 {len(rows)} 处"
    write_list("没有填进去的", "填入原表：没有填进去的内容", summary, columns, rows, path)


def _line(item: FillItem) -> str:
    text = shortened(item.new, _LONGEST_SHOWN)
    shown = f"“{text}”" if text else ""
    where = f"（{item.where}）" if item.where else ""
    return f"{item.label}{where}{shown}：{item.why}"
