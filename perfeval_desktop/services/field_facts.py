"""Everything about one cell: what is asked, how it is computed, what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from perfeval_desktop.checks.in_words import formula_in_words
from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.history import CellChange
from perfeval_desktop.domain.layout import sheet_label, sheet_of
from perfeval_desktop.domain.parsing import unseen_in
from perfeval_desktop.domain.report import Entry, FieldAddress, Remark, Report
from perfeval_desktop.domain.template import Field, Role
from perfeval_desktop.domain.text import in_year
from perfeval_desktop.domain.values import NumberStyle, ValueType, display, editing_text
from perfeval_desktop.services.carried import Lock, approved_value, last_text, lock_of
from perfeval_desktop.services.causes import cell_label
from perfeval_desktop.services.coverage import Use, uses_of
from perfeval_desktop.services.last_year import last_value
from perfeval_desktop.services.projects import coverage_words, project_form
from perfeval_desktop.services.session import Session

if TYPE_CHECKING:
    from perfeval_desktop.services.balanced_print import Balance

_TYPES = {
    ValueType.AMOUNT: "金额",
    ValueType.YUAN: "金额",
    ValueType.HEADCOUNT: "数量",
    ValueType.RATE: "比率",
    ValueType.POINTS: "分数",
    ValueType.AREA: "面积",
    ValueType.QUANTITY: "指标值，带比较号和单位，如 ≥95%、294起",
    ValueType.DATE: "日期",
    ValueType.TEXT: "文字",
}
ROLE_WORDS = {
    Role.INPUT: "要填",
    Role.COMPUTED: "自动计算，可以照填别的数并写理由",
    Role.DEFAULT: "自动引用，可以改写",
}
_ORIGINS = {Origin.UNDO: "撤销", Origin.REDO: "恢复"}


class Change(NamedTuple):
    """One line of the history of a cell; `before` and `after` are "" where nothing stood there."""

    time: datetime
    person: str
    before: str
    after: str
    how: str  # 填写 编制数, 粘贴 12 格, 撤销：填写 编制数


class FieldFacts(NamedTuple):
    """What the panel shows of a cell; "" where there is nothing to say."""

    label: str
    sheet: str
    kind: str  # 金额，单位万元
    role: str
    note: str
    scope: str
    formula: str
    shown: str
    exact: str  # where it is not what is shown
    printed: str  # where 舍位平衡 prints something else
    computed: str  # beside a stated value
    reason: str
    last_year: str
    last_text: str  # how last year's report put it, where it is words
    lock: Lock | None  # why it is not changed without a reason
    approved: str  # what was approved for it
    coverage: str
    project_form: str  # what covers it: 附件1-3
    remark: Remark
    is_carried_over: bool
    unseen: str  # marks in it that nobody sees: a file of before, or of another program
    uses: tuple[Use, ...]
    changes: tuple[Change, ...]  # newest first


def facts_of(session: Session, address: FieldAddress, balance: Balance | None = None) -> FieldFacts:
    """Return the facts of a cell; `balance` is what 舍位平衡 adjusts in print, None for nothing."""
    report, template = session.report, session.report.template
    field, year = template.fields[address.field], report.year
    home, entry = sheet_of(report, address), report.entry(address)
    shown = display(session.value(address), template.numbers)
    exact = editing_text(session.value(address), template.numbers)
    return FieldFacts(
        label=cell_label(report, address),
        sheet=sheet_label(report, home) if home is not None else "",
        kind=kind_words(field),
        role=ROLE_WORDS.get(field.role, ""),
        note=in_year(field.note, year),
        scope=field.scope,
        formula=formula_in_words(field, template, year),
        shown=shown,
        exact=exact if exact != shown else "",
        printed=_printed(report, address, balance),
        computed=_computed(session, address, entry),
        reason=entry.reason if entry is not None else "",
        last_year=last_year_words(session, address),
        last_text=last_text(session, address),
        lock=lock_of(session, address),
        approved=display(approved_value(session, address), template.numbers),
        coverage=coverage_words(report, address.record),
        project_form=project_form(report),
        remark=report.remark(address) or Remark(),
        is_carried_over=session.history.is_carried_over(address),
        unseen=unseen_in(exact),
        uses=tuple(uses_of(session, address)),
        changes=tuple(changes_of(session, address)),
    )


def kind_words(field: Field) -> str:
    """Return what kind of value a field takes, and in which unit."""
    unit = field.unit or field.type.unit
    words = _TYPES.get(field.type, "")
    return f"{words}，单位：{unit}" if unit else words


def last_year_words(session: Session, address: FieldAddress) -> str:
    """Return the figure that last year's file showed for a cell, "" where there is none."""
    value = last_value(session.report, address, session.value)
    return display(value, session.report.template.numbers)


def changes_of(session: Session, address: FieldAddress) -> list[Change]:
    """Return what became of a cell, the newest first."""
    numbers = session.report.template.numbers
    changes = session.history.changes_of(address)
    return [_change(each, numbers) for each in reversed(changes)]


def _change(change: CellChange, numbers: NumberStyle) -> Change:
    batch, edit = change
    undone = _ORIGINS.get(batch.origin, "")
    how = f"{undone}：{batch.label}" if undone else batch.label
    before, after = _text(edit.before, numbers), _text(edit.after, numbers)
    return Change(batch.time, batch.person, before, after, how)


def _text(entry: Entry | None, numbers: NumberStyle) -> str:
    return editing_text(entry.value, numbers) if entry is not None else ""


def _printed(report: Report, address: FieldAddress, balance: Balance | None) -> str:
    """What 舍位平衡 prints in a cell, and for which total."""
    adjusted = balance.of(address) if balance is not None else None
    if adjusted is None:
        return ""
    from perfeval_desktop.services.balance_words import printed_as

    return printed_as(report, adjusted)


def _computed(session: Session, address: FieldAddress, entry: Entry | None) -> str:
    """What the formula gives, where something else was put over it."""
    field = session.report.template.fields[address.field]
    if field.role is Role.INPUT or entry is None:
        return ""
    return display(session.engine.computed(address), session.report.template.numbers)
