"""A report as a readable TOML file: the sample, examples of checks, reports written by scripts.

Values are texts as a clerk would type them. Records of a group are a list of tables, or under the
names of its sections; a reference is the name of the record it means. In prose a figure can say
what it means: {{74.71万元|随|基本支出}} follows that field, {{74.71万元|指|基本支出}} has to agree
with it, {{3万元|不指}} is that of no field.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.domain.approved import APPROVED, approved_values
from perfeval_desktop.domain.edits import (
    AddRecord,
    Edit,
    SetApproved,
    SetEntry,
    SetLastYear,
    apply_edits,
)
from perfeval_desktop.domain.errors import DataFileError, Fault, FileError, ValueParseError
from perfeval_desktop.domain.figure_notes import FigureNote, NoteKind
from perfeval_desktop.domain.parsing import clean_text, parse_value
from perfeval_desktop.domain.report import (
    Approved,
    Entry,
    FieldAddress,
    LastYear,
    Record,
    Report,
    new_record_id,
)
from perfeval_desktop.domain.template import REPORT, Field, Group, ReportTemplate
from perfeval_desktop.domain.values import Mark, Text, Value, ValueType
from perfeval_desktop.services.last_year import shown_values
from perfeval_desktop.templates.reader import FaultList, TooManyFaultsError, parse_toml

_MOST_BYTES = 20 * 2**20
_NOTE_KINDS = {"随": NoteKind.LIVE, "指": NoteKind.MEANT, "不指": NoteKind.NONE}
_NOTED = re.compile(r"\{\{([^{}|]+)\|(随|指|不指)(?:\|([^{}|]+))?\}\}")

STATED, REASON = "填报", "理由"
LAST_YEAR = "上年"  # what last year's file showed, as the values of a report of that year
_BESIDE = (LAST_YEAR, APPROVED)  # APPROVED: the approved targets, as the values of a report


class DataFile(NamedTuple):
    """A report file that was read but not yet fitted to its template."""

    name: str
    text: str
    template: str
    year: int
    values: Mapping[str, Any]


def read_data_file(path: Path) -> DataFile:
    """Read a data file.

    Raises:
        FileError: it cannot be read.
        DataFileError: it is no TOML, or does not say its template and year.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise FileError(path, "太大，不像一份报告的数据")
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(path, "读不出来，请检查文件是否存在、是否为 UTF-8 文本") from error
    faults: list[Fault] = []
    match parse_toml(path.name, text, faults):
        case {"template": str(template), "year": int(year), "values": dict(values)}:
            return DataFile(path.name, text, template, year, values)
    message = "要有 template（表样）、year（年度）和 values（数据）。"
    raise DataFileError(tuple(faults) or (Fault(path.name, 0, "", message),))


def data_file_edits(data: DataFile, template: ReportTemplate) -> list[Edit]:
    """Return the edits that fill an empty report with the file's data.

    Raises:
        DataFileError: an unknown field, a value of the wrong type …; every fault is listed.
    """
    faults: list[Fault] = []
    filling = _Filling(template, FaultList(data.name, data.text, faults))
    values = {name: value for name, value in data.values.items() if name not in _BESIDE}
    last, approved = (data.values.get(each) for each in _BESIDE)
    edits: list[Edit] = []
    with suppress(TooManyFaultsError):
        edits = list(filling.edits(values))
    if last is not None and not isinstance(last, Mapping):
        faults.append(Fault(data.name, 0, LAST_YEAR, "应是上年报告的一份数据。"))
    if approved is not None and not isinstance(approved, Mapping):
        faults.append(Fault(data.name, 0, APPROVED, "应是批复的目标，写法和报告的数据一样。"))
    if faults:
        raise DataFileError(tuple(faults))
    if last is not None:
        before = data._replace(year=data.year - 1, values=last)
        edits.append(SetLastYear(None, _last_year(before, template)))
    if approved is not None:
        edits.append(SetApproved(None, _approved(data._replace(values=approved), template)))
    return edits


def _approved(data: DataFile, template: ReportTemplate) -> Approved:
    """Return targets that were approved as this data has them."""
    report = Report(template, data.year)
    apply_edits(report, data_file_edits(data, template))
    return Approved(data.name, date(data.year, 1, 1), approved_values(report, report.value))


def _last_year(data: DataFile, template: ReportTemplate) -> LastYear:
    """Return what a report of last year with this data shows."""
    report = Report(template, data.year)
    apply_edits(report, data_file_edits(data, template))
    return shown_values(report, Engine(report, reads_prose=False).value)


def fragment_edits(values: Mapping[str, Any], template: ReportTemplate, name: str) -> list[Edit]:
    """Return the edits for a report fragment, as the examples of checks have it.

    Raises:
        DataFileError: the fragment does not fit the template.
    """
    return data_file_edits(DataFile(name, "", template.id, template.year, values), template)


class _Filling:
    """Walks the tables of a file beside the groups of the template."""

    def __init__(self, template: ReportTemplate, faults: FaultList) -> None:
        self._template = template
        self._faults = faults
        self._named: dict[tuple[str, str], str] = {}  # (group, name) → record
        self._links: list[tuple[FieldAddress, str, str, str]] = []

    def edits(self, values: Mapping[str, Any]) -> Iterator[Edit]:
        yield from self._record(REPORT, REPORT, values, "values")
        for address, group, name, key in self._links:
            record = self._named.get((group, name))
            if record is None:
                self._faults.add(key, f"没有叫“{name}”的{self._template.groups[group].label}。")
            else:
                yield SetEntry(address, None, Entry(Text(record)))

    def _record(
        self, record: str, group: str, values: Mapping[str, Any], key: str
    ) -> Iterator[Edit]:
        children = {each.id: each for each in self._template.groups_under(group)}
        prefix = f"{group}." if group else ""
        for name, value in values.items():
            field = self._template.fields.get(prefix + name)
            if field is not None and field.reading is None:
                yield from self._value(
                    FieldAddress(record, field.id), field, value, f"{key}.{name}"
                )
            elif name not in children:
                self._unknown(name, group, key)
        for child in children.values():
            yield from self._children(record, child, values.get(child.id), f"{key}.{child.id}")

    def _children(self, parent: str, group: Group, given: Any, key: str) -> Iterator[Edit]:
        by_section = given if group.sections else {"": given}
        if not isinstance(by_section, Mapping):
            by_section = {}
            if given is not None:
                self._faults.add(key, "要按二级指标分开写。")
        for name in set(by_section) - set(group.section_ids()):
            self._faults.add(f"{key}.{name}", f"没有“{name}”这一类。")
        index = 0
        for section in group.section_ids():
            rows = self._rows(by_section.get(section), group, f"{key}.{section}".rstrip("."))
            for number, row in enumerate(rows, 1):
                record = Record(new_record_id(), group.id, parent, section)
                yield AddRecord(record, index)
                index += 1
                self._remember(record, group, row)
                yield from self._record(record.id, group.id, row, f"{key}[{number}]")

    def _rows(self, given: Any, group: Group, key: str) -> list[Mapping[str, Any]]:
        rows = given if given is not None else []
        if not isinstance(rows, list) or not all(isinstance(each, Mapping) for each in rows):
            self._faults.add(key, "应是一组明细行。")
            rows = []
        return [*rows, *({} for _ in range(group.minimum - len(rows)))]

    def _remember(self, record: Record, group: Group, row: Mapping[str, Any]) -> None:
        name = row.get(group.name_field.rpartition(".")[2]) if group.name_field else None
        if isinstance(name, str) and name:
            self._named.setdefault((group.id, name), record.id)

    def _value(self, address: FieldAddress, field: Field, given: Any, key: str) -> Iterator[Edit]:
        text, reason = given, ""
        is_stated = isinstance(given, Mapping)
        if is_stated:
            text, reason = given.get(STATED, ""), given.get(REASON, "")
            reason = clean_text(reason) if isinstance(reason, str) else reason
        if not isinstance(text, str) or not isinstance(reason, str):
            self._faults.add(key, '要写成带引号的文字，例如 "17.15"。')
            return
        if field.refers_to:
            self._links.append((address, field.refers_to, text, key))
            return
        try:
            value = self._noted(parse_value(field.type, text), field)
        except ValueParseError as error:
            self._faults.add(key, error.reason)
            return
        if value is not Mark.BLANK or (is_stated and field.formula):
            yield SetEntry(address, None, Entry(value, reason))

    def _noted(self, value: Value, field: Field) -> Value:
        """Read {{74.71万元|指|基本支出}} in prose: a figure, and what it means."""
        if field.type is not ValueType.PROSE or "{{" not in value.text:
            return value
        text, notes, done = "", [], 0
        for match in _NOTED.finditer(value.text):
            figure, kind, of = match.groups()
            text += value.text[done : match.start()] + figure
            if of and of not in self._template.fields:
                raise ValueParseError(value.text, f"没有填报项“{of}”。")
            start = len(text) - len(figure)
            notes.append(FigureNote(start, len(text), _NOTE_KINDS[kind], REPORT, of or ""))
            done = match.end()
        return Text(text + value.text[done:], tuple(notes))

    def _unknown(self, name: str, group: str, key: str) -> None:
        known = [each.name for each in self._template.fields_of(group)]
        known += [each.id for each in self._template.groups_under(group)]
        close = difflib.get_close_matches(name, known, n=1)
        hint = f"是不是“{close[0]}”？" if close else ""
        self._faults.add(f"{key}.{name}", f"没有填报项“{name}”。{hint}")
