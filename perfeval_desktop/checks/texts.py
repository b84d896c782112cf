"""What text checks share: their parameters, the texts they read, and the hits they give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from perfeval_desktop.checks.expressions import ExpressionError
from perfeval_desktop.checks.reading import Values
from perfeval_desktop.domain.figure_notes import FigureNote
from perfeval_desktop.domain.findings import TextSpan
from perfeval_desktop.domain.layout import sheet_of
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.domain.values import Text, ValueType

_WORDS = frozenset({ValueType.TEXT, ValueType.PROSE, ValueType.QUANTITY})
_MAX_NAMED = 5


class Hit(NamedTuple):
    """What a text check found: where, and what stands on both sides.

    `part` tells hits of one record apart; `words` fill the braces of the message.
    """

    places: tuple[FieldAddress, ...]
    left: str
    right: str = ""
    spans: tuple[TextSpan, ...] = ()
    record: str = REPORT
    part: str = ""
    words: Mapping[str, str] = {}


class Prepared(NamedTuple):
    """A text check ready to run, and the ids of the fields and groups it reads.

    `reads_besides` are those it reads in this report only.
    """

    reads: frozenset[str]
    run: Callable[[Report, Values], Iterable[Hit]]
    reads_besides: Callable[[Report], frozenset[str]] = lambda report: frozenset()


Found = tuple[TextSpan, str]  # a place in a text, and what is written there


class Scan(NamedTuple):
    """A text check that looks at each text by itself: only a text that changed is looked at again.

    Its findings are folded to one for each sheet; `wanted` says what should stand there.
    """

    reads: frozenset[str]
    fields: tuple[str, ...]
    find: Callable[[Report, FieldAddress, str], Iterable[Found]]
    wanted: Callable[[Report], str]


class Parameters:
    """The parameters of a text check; every wrong one is refused with a sentence."""

    def __init__(self, values: Mapping[str, object], template: ReportTemplate) -> None:
        self._values = values
        self._template = template
        self._asked: set[str] = set()

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; empty when it is not given."""
        value = self._get(name, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise ExpressionError(f"parameters 的“{name}”应是一组文字。")
        return tuple(value)

    def text(self, name: str, default: str = "") -> str:
        """Return a text."""
        value = self._get(name, default)
        if not isinstance(value, str):
            raise ExpressionError(f"parameters 的“{name}”应是文字。")
        return value

    def number(self, name: str, default: float) -> float:
        """Return a number."""
        value = self._get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ExpressionError(f"parameters 的“{name}”应是一个数。")
        return float(value)

    def flag(self, name: str) -> bool:
        """Return true or false."""
        return self._get(name, False) is True

    def field(self, name: str) -> str:
        """Return the id of a field that has to be there."""
        return self._known(self.text(name), self._template.fields, name)

    def group(self, name: str) -> str:
        """Return the id of a group that has to be there."""
        return self._known(self.text(name), self._template.groups, name)

    def fields(self, name: str) -> tuple[str, ...]:
        """Return ids of fields; the words 正文 and 表 stand for all texts of that kind."""
        found: dict[str, None] = {}
        for each in self.texts(name):
            if each in ("正文", "表"):
                found.update(dict.fromkeys(self._all_texts(is_prose=each == "正文")))
            else:
                found[self._known(each, self._template.fields, name)] = None
        return tuple(found)

    def done(self) -> None:
        """Refuse what nothing asked for."""
        for name in self._values:
            if name not in self._asked:
                raise ExpressionError(f"parameters 里的“{name}”不认识。")

    def reads(self, *fields: str) -> frozenset[str]:
        """Return the fields with the groups whose records they stand in, or below.

        A finding names its record: the names of those records count too.
        """
        groups = {group for each in fields for group in groups_of(each, self._template)}
        names = {self._template.groups[each].name_field for each in groups} - {""}
        return frozenset(fields) | groups | names

    def _all_texts(self, is_prose: bool) -> Iterator[str]:
        for field in self._template.fields.values():
            if field.type in _WORDS and (field.type is ValueType.PROSE) is is_prose:
                yield field.id

    def _get(self, name: str, default: object) -> object:
        self._asked.add(name)
        return self._values.get(name, default)

    def _known(self, wanted: str, known: Mapping[str, object], name: str) -> str:
        if wanted not in known:
            raise ExpressionError(f"parameters 的“{name}”：没有“{wanted}”。")
        return wanted


def groups_of(field: str, template: ReportTemplate) -> list[str]:
    """Return the group of a field and those above it."""
    found, group = list[str](), template.fields[field].group
    while group != REPORT:
        found.append(group)
        group = template.groups[group].parent
    return found


def read_texts(fields: Iterable[str], report: Report) -> Iterator[tuple[FieldAddress, str]]:
    """Yield every entered text of the fields, not those that only follow from others."""
    for field in fields:
        for record in report.records_of(report.template.fields[field].group):
            address = FieldAddress(record, field)
            value = report.value(address)
            if value is not None and value.text:
                yield address, value.text


def text_at(view: Values, record: str, field: str) -> str:
    """Return the shown text of a field, "" for none."""
    value = view.value(FieldAddress(record, field))
    return value.text if value is not None else ""


def notes_at(view: Values, field: str) -> tuple[FigureNote, ...]:
    """Return what was said of the figures of a text."""
    value = view.value(FieldAddress(REPORT, field))
    return value.notes if isinstance(value, Text) else ()


def folded(report: Report, found: Iterable[Found], right: str) -> Iterator[Hit]:
    """Yield one hit for each sheet out of many places with what is written there."""
    by_sheet: dict[tuple[str, str], list[Found]] = {}
    homes: dict[FieldAddress, tuple[str, str]] = {}
    for span, written in found:
        top = FieldAddress(_top(report, span.address.record), span.address.field)
        if top not in homes:
            home = sheet_of(report, span.address)
            homes[top] = (home.sheet, home.record) if home is not None else ("", REPORT)
        by_sheet.setdefault(homes[top], []).append((span, written))
    for (sheet, record), of in by_sheet.items():
        places = tuple(dict.fromkeys(span.address for span, _ in of))
        spans = tuple(span for span, _ in of)
        written = named(each for _, each in of)
        yield Hit(places, written, right, spans, record, sheet, {"处": str(len(of)), "表": sheet})


def named(words: Iterable[str]) -> str:
    """Join different words, the first few of them."""
    different = list(dict.fromkeys(words))
    shown = "、".join(different[:_MAX_NAMED])
    return f"{shown}等" if len(different) > _MAX_NAMED else shown


def _top(report: Report, record: str) -> str:
    """The record right below the report that holds this one."""
    while record != REPORT and report.parent_of(record) != REPORT:
        record = report.parent_of(record)
    return record
