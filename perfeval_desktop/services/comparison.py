"""比较: what two files, or two states of one, show otherwise: a line for each place, to read.

What is different is found in `comparing.py`; here it is put into words and into a workbook.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from perfeval_desktop.domain.errors import NotComparableError
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.report import FieldAddress, Report, unit_name
from perfeval_desktop.domain.values import time_text
from perfeval_desktop.services.adjusting import adjustment_words
from perfeval_desktop.services.comparing import (
    Difference,
    Kind,
    differences,
    differences_beside,
    home_sheet,
    is_told_by_sentence,
    sentences_told,
)
from perfeval_desktop.services.marked_copy import EarlierState, earlier_states
from perfeval_desktop.services.matching_rows import in_rows_of
from perfeval_desktop.services.revisions import State, state_of
from perfeval_desktop.services.session import Session

CELL = "填报内容"
FORM = "表样"


class Line(NamedTuple):
    """One place that is different, or one sentence of a text that is.

    `what` says what it is about: 填报内容, or beside it 批注, 审核说明, 照填理由.
    """

    what: str
    kind: Kind
    sheet: SheetRef
    sheet_name: str
    label: str
    before: str
    after: str
    address: FieldAddress


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two states, what they are called, and where they differ."""

    old_name: str
    new_name: str
    lines: tuple[Line, ...]

    @property
    def summary(self) -> str:
        """How much is different, in a sentence."""
        if not self.lines:
            return f"“{self.old_name}”和“{self.new_name}”一样，没有不同。"
        cells = len({each.address for each in self.lines if each.what == CELL})
        beside = sum(each.what != CELL for each in self.lines)
        sheets = len({each.sheet_name for each in self.lines})
        words = [f"{cells} 处" if cells else "", f"批注和说明 {beside} 处" if beside else ""]
        return f"{sheets} 张表上不同：{'，'.join(filter(None, words))}。"


def compare(old: State, new: State, old_name: str, new_name: str) -> Comparison:
    """Return where two states differ, sheet by sheet in binding order.

    Raises:
        NotComparableError: their forms are not the same.
    """
    if not _is_same_form(old.report, new.report):
        raise NotComparableError(
            f"两份报告的表样不一样（{_form(old.report)}；{_form(new.report)}），没有办法逐格比较。"
            "对照上年的数，请用“审核 → 对照上年文件”。"
        )
    old = _in_step(old, new)
    on_form = list(_of_forms(old.report, new.report))
    lines = [
        line
        for each in differences(old, new, is_exact=True, is_whole=True)
        for line in _lines(new.report, each)
    ]
    lines += [
        Line(each.what.value, _kind(each.before, each.after), *each[1:])
        for each in differences_beside(old, new)
    ]
    return Comparison(old_name, new_name, (*on_form, *_by_sheet(lines)))


def _is_same_form(old: Report, new: Report) -> bool:
    """Say whether two reports are of one form, whatever each unit has adjusted in it."""
    one, other = old.template, new.template
    if old.year != new.year:
        return one.digest == other.digest
    return one.issued_digest == other.issued_digest or one.id == other.id


def _of_forms(old: Report, new: Report) -> Iterator[Line]:
    """Tell which adjustments only one of the forms has."""
    was, now = old.template.adjustments, new.template.adjustments
    place = FieldAddress("", new.template.unit_field)
    ref = home_sheet(new, place)
    for kind, some, others in ((Kind.REMOVED, was, now), (Kind.ADDED, now, was)):
        for each in some:
            if each not in others:
                words = adjustment_words(each, new.year)
                sides = ("", words) if kind is Kind.ADDED else (words, "")
                yield Line(FORM, kind, ref, FORM, "本单位调整", *sides, place)


def comparable_states(session: Session) -> list[EarlierState]:
    """Return the states of a report that can be compared with: named ones, then the earlier ones.

    Each state is there once.
    """
    named = [
        EarlierState(
            each.place, name, f"{name}　{time_text(each.time)}　{each.person}".rstrip(), False
        )
        for name, each in sorted(
            session.report.versions.items(), key=lambda item: item[1].place, reverse=True
        )
        if max(1, session.history.steps_before) <= each.place < session.history.place
    ]
    found: dict[int, EarlierState] = {}
    for state in (*named, *earlier_states(session)):
        found.setdefault(state.number, state)
    return list(found.values())


def file_name_of(session: Session, path: Path) -> str:
    """Return what a file is called in a comparison: its name and its unit."""
    unit = unit_name(session.report, session.value)
    return f"{path.name}（{unit}）" if unit else path.name


def comparison_name(comparison: Comparison) -> str:
    """Return the file name, without ending, that a comparison is offered under."""
    return f"和{Path(comparison.old_name.partition('（')[0]).stem}的不同"


def export_comparison(comparison: Comparison, path: Path) -> None:
    """Write a comparison as a worksheet, one row a line.

    Raises:
        ExportError: the file cannot be written; what stood there is unchanged.
    """
    from perfeval_desktop.exporting.list_xlsx import Column, figure_or_text, write_list

    columns = (
        Column("所在表", 24),
        Column("栏目", 34),
        Column("内容", 12),
        Column("怎样不同", 10),
        Column("原来", 44),
        Column("现在", 44),
    )
    rows = [
        (
            each.sheet_name,
            each.label,
            each.what,
            each.kind.value,
            figure_or_text(each.before),
            figure_or_text(each.after),
        )
        for each in comparison.lines
    ]
    title = f"原来：{comparison.old_name}　现在：{comparison.new_name}"
    write_list("比较", title, comparison.summary, columns, rows, path)


def comparison_text(comparison: Comparison) -> Iterator[str]:
    """Yield a comparison as lines of text: a sheet, and what is different on it."""
    sheet = ""
    for each in comparison.lines:
        if each.sheet_name != sheet:
            sheet = each.sheet_name
            yield f"【{sheet}】"
        what = "" if each.what == CELL else f"［{each.what}］"
        yield f"  {each.kind.value} {what}{each.label}：{_flat(each.before)} → {_flat(each.after)}"
    yield comparison.summary


def _in_step(old: State, new: State) -> State:
    """Give the rows of another file the ids that they have in this one."""
    theirs = {each.id for each in old.report.all_records()}
    ours = {each.id for each in new.report.all_records()}
    if theirs & ours or not (theirs and ours):
        return old  # two states of one report; a row without its like came or went
    return state_of(in_rows_of(old.report, new.report), old.number)


def _lines(report: Report, each: Difference) -> Iterator[Line]:
    is_on_form = each.address.field in report.template.fields
    if not (is_on_form and is_told_by_sentence(report, each)):
        yield Line(CELL, *each)
        return
    for piece in sentences_told(each):
        place = (each.sheet, each.sheet_name, each.label)
        kind = _kind(piece.before, piece.after)
        yield Line(CELL, kind, *place, piece.before, piece.after, each.address)


def _kind(before: str, after: str) -> Kind:
    return Kind.CHANGED if before and after else Kind.ADDED if after else Kind.REMOVED


def _by_sheet(lines: list[Line]) -> list[Line]:
    """What stands beside values comes behind those of its sheet."""
    sheets = list(dict.fromkeys(each.sheet for each in lines))
    return sorted(lines, key=lambda each: sheets.index(each.sheet))


def _form(report: Report) -> str:
    return f"{report.template.name} {report.template.year}年度"


def _flat(text: str) -> str:
    return " ".join(text.split()) or "（空）"
