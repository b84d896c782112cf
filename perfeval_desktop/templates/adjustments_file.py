"""The file that keeps a unit's adjustments among the files of its template (本单位调整.toml)."""

from __future__ import annotations

import json
from collections.abc import Iterable

from perfeval_desktop.domain.adjustments import Adjustment, AdjustmentKind
from perfeval_desktop.domain.errors import Fault
from perfeval_desktop.templates.fields import enumerated
from perfeval_desktop.templates.reader import FaultList, Table, parse_toml
from perfeval_desktop.templates.texts import ADJUSTMENTS_FILE

MOST_ADJUSTMENTS = 60  # who changes more needs a template of her own
_HEAD = (
    "# 本单位对官方表样的调整，由“表样 → 调整表样”记下。\n"
    "# 官方的文件没有改动；打开报告时，程序按顺序把这些调整加在上面。\n"
)


def read_adjustments(table: Table) -> tuple[Adjustment, ...]:
    """Read the file; what is wrong with it becomes a fault."""
    found = table.tables("adjustment")
    if len(found) > MOST_ADJUSTMENTS:
        table.fault("adjustment", f"调整最多 {MOST_ADJUSTMENTS} 条；还要改的，请另做一套表样。")
        return ()
    read = tuple(_read(each) for each in found)
    table.done()
    return read


def adjustments_in(text: str) -> tuple[Adjustment, ...]:
    """Return the adjustments of a file that was read before, none where it cannot be read."""
    faults: list[Fault] = []
    data = parse_toml(ADJUSTMENTS_FILE, text, faults)
    if data is None:
        return ()
    return read_adjustments(Table(data, "", FaultList(ADJUSTMENTS_FILE, text, faults)))


def _read(table: Table) -> Adjustment:
    adjustment = Adjustment(
        kind=enumerated(table, "kind", AdjustmentKind, AdjustmentKind.LABEL),
        sheet=table.text("sheet"),
        at=table.text("at"),
        before=table.text("before"),
        after=table.text("after"),
        name=table.text("name"),
        total=table.text("total"),
        level=table.integer("level"),
        without=table.texts("without"),
        day=table.text("day"),
        person=table.text("person"),
        reason=table.text("reason"),
    )
    table.done()
    return adjustment


def adjustments_text(adjustments: Iterable[Adjustment]) -> str:
    """Return the file that keeps these adjustments."""
    return "\n".join([_HEAD, *map(_written, adjustments)])


def _written(adjustment: Adjustment) -> str:
    lines = ["[[adjustment]]"]
    for name, value in adjustment._asdict().items():
        if isinstance(value, tuple):
            if value:
                lines.append(f"{name} = [{', '.join(map(_text, value))}]")
        elif isinstance(value, str):
            if value or name == "kind":
                lines.append(f"{name} = {_text(value)}")
        elif value:
            lines.append(f"{name} = {value}")
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """A JSON string is a TOML one, but for the one control character that JSON lets stand."""
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")
