"""Read the fields, series of fields, groups and relations of one template file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TypeVar

from perfeval_desktop.domain.template import (
    REPORT,
    Carry,
    Field,
    Group,
    Reading,
    ReadPattern,
    Relation,
    Role,
    Section,
)
from perfeval_desktop.domain.values import ValueType
from perfeval_desktop.templates.narrative import read_limit, read_sentences
from perfeval_desktop.templates.reader import Table, meant

E = TypeVar("E", bound=StrEnum)

MAX_FIELDS = 3_000  # a district's template has 200
MAX_GROUPS = 100
MAX_ROWS = 300  # of one group in a blank


class _Column(NamedTuple):
    """A named column: its head, and the column in which last year's table had its figures."""

    name: str = ""
    title: str = ""
    last_year: str = ""


_PLAIN = _Column()  # of a field that stands in no named column


@dataclass(slots=True)
class Definitions:
    """Everything that has a name in a template, collected over its files for `resolve`."""

    fields: dict[str, Field] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    origin: dict[str, Table] = field(default_factory=dict)  # where a field or group was defined

    def names(self, group: str = REPORT) -> list[str]:
        """Return what fields are called for a record of the group, those of the report too."""
        own = [each.name for each in self.fields.values() if group and each.group == group]
        return [*own, *(each.id for each in self.fields.values() if not each.group)]

    def field_named(self, name: str, group: str = REPORT) -> str | None:
        """Return the id of the field called `name` in the group, else in the report."""
        if group and f"{group}.{name}" in self.fields:
            return f"{group}.{name}"
        return name if name in self.fields else None


def read_definitions(table: Table, into: Definitions) -> None:
    """Read every definition of one file, the head of its columns included."""
    named = table.table("columns_named")
    before = table.table("columns_of_last_year")
    columns = {name: _Column(name, named.text(name), before.text(name)) for name in named.names()}
    before.done()
    _read_fields(table, REPORT, columns, into)
    for name, group_table in table.table("group").named_tables():
        _read_group(name, group_table, columns, into)
    for name, each in table.table("read").named_tables():
        _add(_read_reading(name, each), each, into)
        each.done()
    for name, relation in table.table("relation").named_tables():
        group = relation.text("group", None)
        by = relation.text("by", None)
        into.relations[name] = Relation(name, group, f"{group}.{by}", "")
        into.origin[name] = relation
        relation.done()


def enumerated(table: Table, name: str, kind: type[E], default: E) -> E:
    """Return one of the words of an enumeration; a fault lists them."""
    word = table.text(name, default.value)
    try:
        return kind(word)
    except ValueError:
        table.fault(name, f"“{word}”不认识，可以写：{'、'.join(each.value for each in kind)}。")
        return default


def one_of(table: Table, name: str, words: tuple[str, ...]) -> str:
    """Return a word that may be left out; a fault lists those that are known."""
    word = table.text(name)
    if word and word not in words:
        table.fault(name, f"“{word}”不认识，可以写：{'、'.join(words)}。")
        return ""
    return word


def _read_fields(
    table: Table, group: str, columns: Mapping[str, _Column], into: Definitions
) -> None:
    for name, each in table.table("field").named_tables():
        _add(_read_field(name, each, group), each, into)
        each.done()
    for name, each in table.table("series").named_tables():
        _read_series(name, each, group, columns, into)


def _read_series(
    name: str, table: Table, group: str, columns: Mapping[str, _Column], into: Definitions
) -> None:
    """A series is one row of the form: the same field in several named columns."""
    for column in table.texts("columns"):
        if column not in columns:
            hint = meant(column, columns)
            table.fault("columns", f"columns_named 里没有“{column}”这一列。{hint}")
        found = _read_field(name, table, group, columns.get(column, _Column(column)))
        _add(found, table, into)
    table.done()


def _read_field(name: str, table: Table, group: str, column: _Column = _PLAIN) -> Field:
    formula = table.text("formula").replace("{列}", column.name)
    role = enumerated(table, "role", Role, Role.INPUT)
    if (role is Role.INPUT) != (not formula):
        table.fault("formula", "role 是 computed 或 default 的要有 formula，其他的不能有。")
    return Field(
        id=_field_id(group, name, column.name),
        type=enumerated(table, "type", ValueType, ValueType.TEXT),
        label=table.text("label", None),
        column=column.title or table.text("column"),
        group=group,
        note=table.text("note"),
        unit=table.text("unit"),
        formula=formula,
        role=role,
        is_required=table.flag("required"),
        scope=table.text("scope"),
        refers_to=table.text("refers_to"),
        carry=_carry(table, column),
        last_year=_field_id(group, name, column.last_year) if column.last_year else "",
        choices=table.texts("choices"),
        also=table.texts("also"),
        is_approved=table.flag("approved"),
        sentences=read_sentences(table),
        limit=read_limit(table),
    )


def _carry(table: Table, column: _Column) -> Carry:
    """A column that has last year's figures says by itself what stands there."""
    usual = Carry.PREVIOUS if column.last_year else Carry.CLEAR
    carry = enumerated(table, "carry", Carry, usual)
    if column.last_year:
        return carry if table.text("carry") == Carry.CLEAR else Carry.PREVIOUS
    if carry is Carry.PREVIOUS:  # so templates in older files call a text that may stay
        is_text = table.text("type") in (ValueType.PROSE, ValueType.TEXT)
        return Carry.SUGGEST if is_text else Carry.CLEAR
    return carry


def _field_id(group: str, name: str, column: str) -> str:
    own = "_".join(each for each in (name, column) if each)
    return f"{group}.{own}" if group else own


def _read_reading(name: str, table: Table) -> Field:
    """A figure that is read from the narrative: one pattern, or several ways to write it."""
    group = table.text("group")
    patterns = [ReadPattern(each) for each in table.texts("patterns")]
    if table.has("pattern"):
        patterns.insert(0, ReadPattern(table.text("pattern")))
    for zero in table.texts("zero"):
        patterns.append(ReadPattern(zero, "0"))
    if not patterns:
        table.fault("", "缺少“pattern”。")
    return Field(
        id=f"{group}.{name}" if group else name,
        type=enumerated(table, "type", ValueType, ValueType.AMOUNT),
        label=table.text("label", None),
        group=group,
        role=Role.READ,
        scope=table.text("scope"),
        reading=Reading(table.text("from", None), tuple(patterns), table.flag("in_passage")),
    )


def _add(found: Field, table: Table, into: Definitions) -> None:
    if found.id in into.fields:
        table.fault("", f"填报项“{found.id}”定义了两次。")
    if len(into.fields) >= MAX_FIELDS:
        table.fault("", f"填报项超过 {MAX_FIELDS} 个。")
        return
    into.fields[found.id] = found
    into.origin[found.id] = table


def _read_group(name: str, table: Table, columns: Mapping[str, _Column], into: Definitions) -> None:
    if len(into.groups) >= MAX_GROUPS:
        table.fault("", f"明细超过 {MAX_GROUPS} 组。")
        return
    _read_fields(table, name, columns, into)
    into.groups[name] = Group(
        id=name,
        label=table.text("label", None),
        parent=table.text("parent"),
        sections=tuple(_read_section(each) for each in table.tables("sections")),
        initial=_rows(table, "initial"),
        minimum=_rows(table, "minimum"),
        name_field=_own(name, table.text("name_field")),
        sheet_field=_own(name, table.text("sheet_field")),
        exempt_field=_own(name, table.text("exempt_field")),
        exempt_reason_field=_own(name, table.text("exempt_reason_field")),
    )
    into.origin[name] = table
    table.done()


def _rows(table: Table, name: str) -> int:
    """How many rows the official blank has, or must have."""
    rows = table.integer(name)
    if not 0 <= rows <= MAX_ROWS:
        table.fault(name, f"行数要在 0 到 {MAX_ROWS} 之间。")
        return 0
    return rows


def _own(group: str, name: str) -> str:
    return f"{group}.{name}" if name else ""


def _read_section(table: Table) -> Section:
    section = Section(table.text("id", None), table.text("head", None))
    table.done()
    return section
