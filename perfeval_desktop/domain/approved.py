"""The approved targets (批复的绩效目标) beside those of the report: which row is which.

Records have other ids in every report: a row of indicators is found again by the name of its
project, its 二级指标 and its own name. A row that was renamed is found as the one row left over.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from perfeval_desktop.domain.last_year import NAME_SEPARATOR
from perfeval_desktop.domain.naming import normalised, written_plainly
from perfeval_desktop.domain.report import Approved, FieldAddress, LastPlace, Report
from perfeval_desktop.domain.template import REPORT, Group, ReportTemplate
from perfeval_desktop.domain.values import Figure, Value, is_blank

TextOf = Callable[[str, str], str]  # of a record and a field, "" for nothing
ValueOf = Callable[[FieldAddress], Value | None]
Values = Mapping[str, Value]  # by field

APPROVED = "批复"  # what checks that read the approved targets depend on

_NUMBERING = re.compile(r"(?:\(?[0-9一二三四五六七八九十]{1,3}[)、.:](?!\d)|[①-⑳])+")
_SAME_NAME = re.compile(r"#\d+$")
_LEAST_LIKE = 0.5  # of two names that are taken for one row under another name
_SURELY_LIKE = 0.8


class ApprovedRecord(NamedTuple):
    """The report, a project or a row as it was approved; `name` is unique in its group."""

    name: str
    values: Values


class Paired(NamedTuple):
    """Records beside the approved ones.

    `records` are those of the report by id (REPORT for itself) with what was approved for them;
    `gone` are approved records that the report lacks, `new` are records that nobody approved; both
    with the record that holds them. A project without approval has no rows among them.
    """

    records: Mapping[str, ApprovedRecord]
    gone: Sequence[tuple[str, Group, ApprovedRecord]]
    new: Sequence[tuple[str, str]]

    def value(self, address: FieldAddress) -> Value | None:
        """Return what was approved for a cell, None where nothing was."""
        record = self.records.get(address.record)
        return record.values.get(address.field) if record is not None else None


NOTHING = Paired({}, (), ())


def approved_values(report: Report, value_of: ValueOf) -> dict[LastPlace, Value]:
    """Return the values of a report that an approval sets, as `Approved` keeps them."""
    found: dict[LastPlace, Value] = {}
    for record, name in approved_names(report, value_of).items():
        group = report.group_of(record)
        for field in _kept_fields(report.template, group):
            value = value_of(FieldAddress(record, field))
            if value is not None and not is_blank(value):
                found[LastPlace(field, name)] = value
    return found


def _kept_fields(template: ReportTemplate, group: str) -> list[str]:
    """What is approved of a group, and what names its records: a project's name is not approved."""
    found = approved_fields(template, group)
    name = template.groups[group].name_field if group != REPORT else ""
    return [name, *found] if name and found and name not in found else found


def approved_names(report: Report, value_of: ValueOf) -> dict[str, str]:
    """Return what the records of a report are called in an approval; one without name is none."""
    names = {REPORT: ""}
    counts: dict[tuple[str, str], int] = {}
    for record in report.all_records():
        above = names.get(record.parent)
        own = _own_name(report, record.id, lambda r, f: _text(value_of(FieldAddress(r, f))))
        if above is None or not own:
            continue
        name = _joined(above, own)
        counts[record.group, name] = same = counts.get((record.group, name), 0) + 1
        names[record.id] = f"{name}#{same}" if same > 1 else name
    return names


def approved_fields(template: ReportTemplate, group: str) -> list[str]:
    """Return the fields of a group that an approval sets."""
    return [each.id for each in template.fields_of(group) if each.is_approved]


def paired(report: Report, text_of: TextOf, *, is_strict: bool = False) -> Paired:
    """Find the records of the report among those that were approved.

    Args:
        report: With what was approved.
        text_of: The text shown for a record and a field.
        is_strict: Take rows of other names for the same only where they are nearly the same: what
            is filled in must not come beside the results of another indicator.
    """
    kept = report.approved
    if kept is None:
        return NOTHING
    return _Pairing(report, kept, text_of, is_strict).result()


def says_the_same(one: Value | None, other: Value | None) -> bool:
    """Say whether two values mean the same: width, blanks and numbering in front do not count."""
    if isinstance(one, Figure) and isinstance(other, Figure):
        return one.number == other.number
    return _written(_text(one)) == _written(_text(other))


def _written(text: str) -> str:
    return without_numbering(text).rstrip("。；;.")


def without_numbering(text: str) -> str:
    """Return a text in half width, without blanks and the number in front of it."""
    plain = written_plainly(text)
    match = _NUMBERING.match(plain)
    return plain[match.end() :] if match is not None and match.end() < len(plain) else plain


class _Pairing:
    def __init__(self, report: Report, kept: Approved, text_of: TextOf, is_strict: bool) -> None:
        self._report = report
        self._is_strict = is_strict
        self._text_of = text_of
        self._records: dict[str, ApprovedRecord] = {}
        self._gone: list[tuple[str, Group, ApprovedRecord]] = []
        self._new: list[tuple[str, str]] = []
        # Group and name of what is above → names of approved records → their values.
        self._under: dict[tuple[str, str], dict[str, dict[str, Value]]] = {}
        self._groups: set[str] = set()
        fields = report.template.fields
        for place, value in kept.values.items():
            field = fields.get(place.field)
            if field is not None:
                self._approved(field.group, place.name)[place.field] = value

    def result(self) -> Paired:
        own = self._under.get((REPORT, ""), {}).get("")
        if own is not None:
            self._records[REPORT] = ApprovedRecord("", own)
        self._below(REPORT, "")
        return Paired(self._records, tuple(self._gone), tuple(self._new))

    def _approved(self, group_id: str, name: str) -> dict[str, Value]:
        """Return what was approved for a record; the records above it were approved with it."""
        group = self._report.template.groups.get(group_id)
        above = name.split(NAME_SEPARATOR)
        above = above[: -2 if group is not None and group.sections else -1]
        if group is not None and group.parent != REPORT:
            self._approved(group.parent, NAME_SEPARATOR.join(above))
        self._groups.add(group_id)
        here = self._under.setdefault((group_id, NAME_SEPARATOR.join(above)), {})
        return here.setdefault(name, {})

    def _below(self, parent: str, name: str) -> None:
        for group in self._report.template.groups_under(self._report.group_of(parent)):
            if group.id in self._groups:
                self._pair(parent, name, group)

    def _pair(self, parent: str, above: str, group: Group) -> None:
        kept = self._under.get((group.id, above), {})
        free = dict.fromkeys(kept)
        called: dict[str, list[str]] = {}
        for name in reversed(kept):
            called.setdefault(_bare(name), []).append(name)
        left: list[str] = []
        pairs: dict[str, str] = {}
        for record in self._report.children(parent, group.id):
            own = _own_name(self._report, record, self._text_of)
            names = called.get(_joined(above, own)) if own else None
            if names:
                pairs[record] = names.pop()
                del free[pairs[record]]
            elif own:
                left.append(record)
        if group.sections:  # a project under another name is another project
            self._pair_renamed(above, left, free, pairs)
        for record in self._report.children(parent, group.id):
            if record in pairs:
                self._records[record] = ApprovedRecord(pairs[record], kept[pairs[record]])
                self._below(record, pairs[record])
            elif record in left:
                self._new.append((parent, record))
        self._gone += [(parent, group, ApprovedRecord(each, kept[each])) for each in free]

    def _pair_renamed(
        self, above: str, left: list[str], free: dict[str, None], pairs: dict[str, str]
    ) -> None:
        by_section: dict[str, list[str]] = {}
        for record in left:
            by_section.setdefault(self._report.record(record).section, []).append(record)
        for section, records in by_section.items():
            start = _joined(above, section) + NAME_SEPARATOR
            names = [each for each in free if each.startswith(start)]
            is_last = len(records) == len(names) == 1 and not self._is_strict
            least = _SURELY_LIKE if self._is_strict else _LEAST_LIKE
            scored = sorted(
                (-_likeness(_own_name(self._report, r, self._text_of), n[len(start) :]), i, r, n)
                for i, r in enumerate(records)
                for n in names
            )
            for score, _, record, name in scored:
                if (is_last or -score >= least) and record in left and name in free:
                    pairs[record] = name
                    left.remove(record)
                    del free[name]


def _likeness(own: str, name: str) -> float:
    return difflib.SequenceMatcher(None, own.rpartition(NAME_SEPARATOR)[2], _bare(name)).ratio()


def _bare(name: str) -> str:
    """The name without its number among several that are called the same."""
    return _SAME_NAME.sub("", name)


def _joined(above: str, own: str) -> str:
    return f"{above}{NAME_SEPARATOR}{own}" if above else own


def _own_name(report: Report, record: str, text_of: TextOf) -> str:
    """What a record is called under the one that holds it, its section first; "" for nothing."""
    group = report.template.groups[report.group_of(record)]
    text = text_of(record, group.name_field) if group.name_field else ""
    plain = without_numbering(text).strip("….")  # …… holds a place for more
    name = (normalised(plain) or plain).replace(NAME_SEPARATOR, "").replace("#", "")
    if not name:
        return ""
    section = report.record(record).section
    return f"{section.replace(NAME_SEPARATOR, '')}{NAME_SEPARATOR}{name}" if section else name


def _text(value: Value | None) -> str:
    return value.text if value is not None else ""


def approved_name(template: ReportTemplate, group: Group, record: ApprovedRecord) -> str:
    """Return what an approved record was called, without the records above it."""
    value = record.values.get(template.groups[group.id].name_field)
    return _text(value) or _bare(record.name).rpartition(NAME_SEPARATOR)[2]
