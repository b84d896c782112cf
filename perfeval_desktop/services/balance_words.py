"""What the window says of 舍位平衡: which figures are adjusted, and which sums stay off."""

from __future__ import annotations

from typing import NamedTuple

from perfeval_desktop.domain.layout import sheet_label, sheet_of
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.text import field_label
from perfeval_desktop.services.balanced_print import Adjusted, Balance
from perfeval_desktop.services.causes import cell_label


class Told(NamedTuple):
    """One sentence, and the cell it is about; `is_off` where a sum could not be made right."""

    words: str
    place: FieldAddress
    is_off: bool = False


def balance_told(report: Report, found: Balance) -> list[Told]:
    """Return a sentence for every sum that stays off, and for every adjusted figure."""
    off = [
        Told(
            f"{_place(report, each.total)} 打印成 {each.printed}，各项打印的数加起来是 "
            f"{each.added}，几处合计不能同时调平，没有调。",
            each.total,
            True,
        )
        for each in found.unbalanced
    ]
    adjusted = [
        Told(
            f"{_place(report, each.address)} 是 {each.exact}，四舍五入为 {each.rounded}，"
            f"打印成 {each.printed}，各项加起来等于打印的{cell_label(report, each.total)}。",
            each.address,
        )
        for each in found.adjusted
    ]
    return off + adjusted


def printed_as(report: Report, adjusted: Adjusted) -> str:
    """Say what is printed in a cell, and why."""
    total = cell_label(report, adjusted.total)
    return f"{adjusted.printed}（舍位平衡：各项加起来等于打印的{total}）"


def _place(report: Report, address: FieldAddress) -> str:
    """Return sheet, row and column of a cell."""
    home, field = sheet_of(report, address), report.template.fields[address.field]
    is_of_sheet = home is not None and address.record == home.record
    label = field_label(field, report.year) if is_of_sheet else cell_label(report, address)
    return f"{sheet_label(report, home)} {label}" if home is not None else label
