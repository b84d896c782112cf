"""Begin the next year from last year's report (沿用上年).

What becomes of each field is said by the new year's template (`Field.carry`). Last year's file is
only read; the new one holds all that was carried over from its first step on, so that there is
never half of it.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from perfeval_desktop.domain.edits import Batch, Edit, Origin, SetEntry
from perfeval_desktop.domain.parsing import clean_text
from perfeval_desktop.domain.report import Entry, FieldAddress, Report, unit_name
from perfeval_desktop.domain.template import REPORT, Carry, Field, ReportTemplate, Role
from perfeval_desktop.domain.text import field_label
from perfeval_desktop.domain.values import Figure, Value, is_blank
from perfeval_desktop.services.carried_records import CarriedRecords
from perfeval_desktop.services.catalogue import TemplateName
from perfeval_desktop.services.last_year import last_year_edits, shown_values
from perfeval_desktop.services.next_forms import form_of_next_year, forms_of_next_year
from perfeval_desktop.services.person import person_name
from perfeval_desktop.services.session import Session
from perfeval_desktop.storage.creating import create_document
from perfeval_desktop.storage.document import OpenDocument
from perfeval_desktop.storage.read_documents import read_document

STATED_LAST_YEAR = "上年报告填的是这个数"
_MOST_NAMED = 8  # fields that have no place any more, named in a sentence


class Rollover(NamedTuple):
    """The first step of the new report, and what is to be said of it."""

    template: ReportTemplate
    year: int
    edits: tuple[Edit, ...]
    told: tuple[str, ...]


class LastFile(NamedTuple):
    """Last year's file as it is shown before anything is made of it; the best form comes first."""

    path: Path
    unit: str
    year: int
    forms: tuple[TemplateName, ...]


def last_file(path: Path) -> LastFile:
    """Return what a file of last year is; nothing is written.

    Raises:
        FileError: it cannot be read, or is no report.
    """
    report = read_document(path)
    forms = forms_of_next_year(report.template, report.year)
    return LastFile(path, unit_name(report, report.value), report.year, tuple(forms))


def roll_over(last: Path, path: Path, template_id: str = "") -> tuple[OpenDocument, Rollover]:
    """Create the next year's file from last year's, which is only read.

    Args:
        last: Last year's file.
        path: The new one.
        template_id: An installed template; "" for the one that fits best.

    Raises:
        FileError: last year's file cannot be read, or the new one not written.
        UnknownTemplateError, TemplateError: there is no such template, or it is faulty.
    """
    from perfeval_desktop.services.files import read_session

    session = read_session(last)
    template = form_of_next_year(session.report.template, session.report.year, template_id)
    return start_next_year(session, path, template)


def start_next_year(
    last: Session, path: Path, template: ReportTemplate | None = None
) -> tuple[OpenDocument, Rollover]:
    """Create the next year's file from a report of last year, also one that was just imported.

    Raises:
        FileExistsAlreadyError: the file is there already.
        FileError: the file cannot be written; nothing is left behind.
    """
    form = template or form_of_next_year(last.report.template, last.report.year)
    done = rollover(last, form)
    label = f"沿用{last.report.year}年度的报告"
    now = datetime.now().astimezone()
    first = Batch(1, clean_text(label), Origin.CARRIED_OVER, person_name(), now, done.edits)
    return create_document(path, done.template, done.year, [first], first.person), done


def rollover(last: Session, template: ReportTemplate) -> Rollover:
    """Return what a report of the next year begins with; nothing is written."""
    return _Rollover(last, template, last.report.year + 1).done()


class _Rollover:
    """The new report while it is made, with its engine to see what its formulas give."""

    def __init__(self, last: Session, template: ReportTemplate, year: int) -> None:
        self._last = last
        self._template = template
        self._year = year
        self._batches: list[Batch] = []
        self._new = Session(Report(template, year), self._batches.append, reads_prose=False)
        self._carried = CarriedRecords(last, template)

    def done(self) -> Rollover:
        kept = shown_values(self._last.report, self._last.value)
        edits = [*last_year_edits(self._new.report, kept), *self._carried.edits()]
        edits += self._unit()
        self._apply(edits)
        while stated := self._unlike_last_year():
            self._apply(stated)
        edits = [each for batch in self._batches for each in batch.edits]
        return Rollover(self._template, self._year, tuple(edits), tuple(self._told()))

    def _apply(self, edits: list[Edit]) -> None:
        """Through a session: figures in the prose that follow cells follow them from now on."""
        self._new.apply(edits, "", Origin.CARRIED_OVER)

    def _unit(self) -> list[Edit]:
        """The unit's name, whatever the template says: a report without it is nobody's."""
        place = FieldAddress(REPORT, self._template.unit_field)
        before = FieldAddress(REPORT, self._last.report.template.unit_field)
        value = self._last.value(before)
        is_carried = self._template.fields[place.field].carry is not Carry.CLEAR
        if value is None or (is_carried and before == place):
            return []
        return [SetEntry(place, None, Entry(value))]

    def _unlike_last_year(self) -> list[Edit]:
        """State the first total whose formula gives another figure than last year's report had.

        Its author had typed one over the formula, or the forms count differently: last year's
        figure stays as it was reported, and the checks tell what is wrong with it.
        """
        new = self._new
        for old, place, field in self._carried.places():
            if field.carry is not Carry.PREVIOUS or field.role is Role.INPUT:
                continue
            was = self._last_figure(old, field)
            if was is None or is_blank(was) or _agree(was, new.value(place)):
                continue
            if new.report.entry(place) is None and self._rests_on_stated(old, place, field):
                continue
            return [SetEntry(place, new.report.entry(place), Entry(was, STATED_LAST_YEAR))]
        return []

    def _rests_on_stated(self, old: str, place: FieldAddress, field: Field) -> bool:
        """Say whether another total below is still to be stated, which this one is the sum of."""
        source = FieldAddress(old, field.last_year)
        return self._last.report.entry(source) is None and any(
            other.carry is Carry.PREVIOUS
            and other.role is not Role.INPUT
            and self._last.report.entry(FieldAddress(record, other.last_year)) is not None
            and not _agree(self._last_figure(record, other), self._new.value(at))
            for record, at, other in self._carried.places()
            if at != place
        )

    def _last_figure(self, old: str, field: Field) -> Value | None:
        if field.last_year not in self._last.report.template.fields:
            return None
        return self._last.value(FieldAddress(old, field.last_year))

    def _told(self) -> list[str]:
        report, last = self._new.report, self._last.report
        locked = sum(
            field.carry is Carry.PREVIOUS and report.entry(place) is not None
            for _, place, field in self._carried.places()
        )
        texts = sum(report.template.fields[a.field].carry in _TEXTS for a, _ in report.entries())
        unit = unit_name(last, self._last.value) or "没有填单位名称"
        told = [
            f"已按{unit} {last.year} 年度的报告建立 {self._year} 年度的报告："
            f"上年决算 {locked} 个数，"
            f"沿用的文字 {texts} 处，其中年度改了 {self._carried.shifted_years} 处；沿用的都标着，"
            "请逐处看过。"
        ]
        if self._carried.ended:
            told.append(f"{_named(self._carried.ended)}：上年没有预算也没有支出，没有沿用。")
        if self._carried.lost:
            labels = [field_label(each, last.year) for each in self._carried.lost]
            told.append(f"新表样里没有这些项，没有沿用：{_named(labels)}。上年文件里还在。")
        return told


_TEXTS = (Carry.KEEP, Carry.SUGGEST)


def _agree(one: Value | None, other: Value | None) -> bool:
    if isinstance(one, Figure) and isinstance(other, Figure):
        return one.number == other.number
    return one == other or (is_blank(one) and is_blank(other))


def _named(names: list[str]) -> str:
    words = "、".join(names[:_MOST_NAMED])
    return words + (f"等 {len(names)} 项" if len(names) > _MOST_NAMED else "")
