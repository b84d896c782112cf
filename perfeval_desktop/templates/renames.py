"""What a new edition of a form calls otherwise than the one before (`[renamed]`)."""

from __future__ import annotations

from collections.abc import Mapping

from perfeval_desktop.templates.fields import Definitions
from perfeval_desktop.templates.reader import Table


def read_renamed(table: Table, known: Definitions) -> Mapping[str, str]:
    """Return old names with the new ones: of fields, of series, of groups.

    A series stands for its fields in all columns, a group for its records and all their fields.
    """
    renamed: dict[str, str] = {}
    for old in table.names():
        new = table.text(old)
        is_known = new in known.fields or new in known.groups or _is_series(new, known)
        if not is_known:
            table.fault(old, f"没有“{new}”这个填报项、系列或明细。")
        elif old in known.fields or old in known.groups:
            table.fault(old, f"“{old}”还在这套表样里，不能说它改了名。")
        else:
            renamed[old] = new
    table.done()
    return renamed


def _is_series(name: str, known: Definitions) -> bool:
    return any(each.startswith(f"{name}_") for each in known.fields)


def new_name(renamed: Mapping[str, str], field: str) -> str:
    """Return what a field is called now: by its own name, its series', or its group's."""
    group, dot, own = field.rpartition(".")
    if field in renamed:
        return renamed[field]
    for old, new in renamed.items():
        if field.startswith(f"{old}_"):
            return f"{new}_{field.removeprefix(f'{old}_')}"
    if dot and group in renamed:
        return f"{renamed[group]}.{own}"
    return field
