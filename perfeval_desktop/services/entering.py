"""Turn what was typed into a cell into edits."""

from __future__ import annotations

from typing import NamedTuple

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.domain.edits import Edit, SetEntry
from perfeval_desktop.domain.errors import ValueParseError
from perfeval_desktop.domain.figure_notes import moved
from perfeval_desktop.domain.parsing import half_width, parse_value, said_text
from perfeval_desktop.domain.report import Entry, FieldAddress, Report
from perfeval_desktop.domain.template import Field, Role
from perfeval_desktop.domain.values import (
    Figure,
    Mark,
    NumberStyle,
    Text,
    Value,
    ValueType,
    display,
    editing_text,
)
from perfeval_desktop.services.projects import rename_edits

_SUMMED = frozenset({ValueType.AMOUNT, ValueType.YUAN, ValueType.HEADCOUNT, ValueType.POINTS})


class StatedQuestion(NamedTuple):
    """A value typed over a computed one: the clerk decides which stands, and says why."""

    address: FieldAddress
    text: str
    typed: str
    computed: str


def worked_out(field: Field, text: str) -> str:
    """Return what a sum typed into a figure comes to (`=20+1` is 21); any other text as it is.

    Raises:
        ValueParseError: the sum cannot be worked out.
    """
    if field.type not in _SUMMED or not half_width(text).lstrip().startswith("="):
        return text
    from perfeval_desktop.domain.arithmetic import work_out

    return f"{work_out(text):f}"


def as_entered(field: Field, text: str, *, in_yuan: bool) -> str:
    """Return what was typed, with 元 behind a bare amount while amounts are entered in 元."""
    is_bare = field.type is ValueType.AMOUNT and "元" not in text
    if not in_yuan or not is_bare:
        return text
    try:
        is_number = isinstance(parse_value(field.type, text), Figure)
    except ValueParseError:
        return text
    return f"{text.strip()}元" if is_number else text


def opening_text(value: Value | None, style: NumberStyle, *, in_yuan: bool) -> str:
    """Return what an opened cell starts with; entered in 元, an amount in 万元 names its unit."""
    text = editing_text(value, style)
    is_amount = isinstance(value, Figure) and value.type is ValueType.AMOUNT
    return f"{text}万元" if in_yuan and is_amount and "元" not in text else text


def entry_edits(report: Report, address: FieldAddress, text: str, reason: str = "") -> list[Edit]:
    """Return the edits that put what `text` means into a field; none when it stands there.

    Blank text empties the field; over a formula that brings the computed value back.

    Raises:
        ValueParseError: the text is no value of the field.
    """
    field = report.template.fields[address.field]
    value = _with_notes(parse_value(field.type, text), report.value(address))
    after = None if value is Mark.BLANK else Entry(value, said_text(reason))
    return _set(report, address, after)


def _with_notes(value: Value, before: Value | None) -> Value:
    """What was said of the figures of a text goes on being said of them."""
    if not isinstance(value, Text) or not isinstance(before, Text) or not before.notes:
        return value
    return Text(value.text, moved(before.notes, before.text, value.text))


def leave_blank_edits(report: Report, address: FieldAddress, reason: str = "") -> list[Edit]:
    """Return the edits that leave a computed cell empty on purpose."""
    return _set(report, address, Entry(Mark.BLANK, said_text(reason)))


def _set(report: Report, address: FieldAddress, after: Entry | None) -> list[Edit]:
    before = report.entry(address)
    if before == after or _says_the_same(before, after):
        return []
    return [SetEntry(address, before, after), *rename_edits(report, address, after)]


def _says_the_same(before: Entry | None, after: Entry | None) -> bool:
    """Opening a cell and leaving it writes 20 for 20.0 or 27 for 27万元: that is no change."""
    if before is None or after is None or before.reason != after.reason:
        return False
    old, new = before.value, after.value
    if not (isinstance(old, Figure) and isinstance(new, Figure)):
        return old == new
    return (old.type, old.number, old.is_in_yuan) == (new.type, new.number, new.is_in_yuan)


def stated_question(
    report: Report, engine: Engine, address: FieldAddress, text: str
) -> StatedQuestion | None:
    """Return what to ask before a typed value is put over a computed one; None for nothing.

    Raises:
        ValueParseError: the text is no value of the field.
    """
    field = report.template.fields[address.field]
    if field.role is not Role.COMPUTED:
        return None
    typed, computed = parse_value(field.type, text), engine.computed(address)
    if typed is Mark.BLANK or agrees_with_computed(typed, computed):
        return None
    entered = report.value(address)
    if entered is not None and _says_the_same(Entry(entered), Entry(typed)):
        return None
    style = report.template.numbers
    return StatedQuestion(address, text, display(typed, style), display(computed, style))


def agrees_with_computed(typed: Value, computed: Value | None) -> bool:
    """Say whether a typed value is just what the formula gives."""
    if isinstance(typed, Figure) and isinstance(computed, Figure):
        return typed.number == computed.number
    return typed == computed


def check_text(field: Field, text: str) -> str:
    """Return what is wrong with `text` as a value of the field, "" when nothing is."""
    try:
        parse_value(field.type, text)
    except ValueParseError as error:
        return error.reason
    return ""
