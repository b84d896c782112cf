"""Sentences of the template for the narrative: their figures follow the cells once put in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from perfeval_desktop.domain.edits import Edit
from perfeval_desktop.domain.figure_notes import BLANK, FigureNote, NoteKind, beside_insertion
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.scoring import grade_of
from perfeval_desktop.domain.sentences import GRADE_WORD, Place, sentence_parts
from perfeval_desktop.domain.template import REPORT, Heading, Sentence, SheetKind
from perfeval_desktop.domain.text import in_year
from perfeval_desktop.domain.values import Figure, Text, Value, ValueType, display, is_blank
from perfeval_desktop.services.live_figures import set_text, text_at
from perfeval_desktop.services.session import Session

_UNIT = "万元"


class Offered(NamedTuple):
    """A sentence as it would be put in now: `notes` are on its own characters."""

    heading: str  # the chapter it belongs to, as printed
    text: str
    notes: tuple[FigureNote, ...]

    @property
    def blanks(self) -> int:
        """How many figures are not there yet."""
        return self.text.count(BLANK)


def offered_sentences(session: Session, chapter: str) -> list[Offered]:
    """Return the sentences of the template, those of a chapter (id of its field) first.

    One for the records of a group is there once for every record that has a name.
    """
    headings = list(_headings(session.report))
    own = [each for each in headings if each.field == chapter]
    others = [each for each in headings if each.field != chapter]
    return [each for heading in own + others for each in _of_chapter(session, heading)]


def sentence_edits(
    session: Session, address: FieldAddress, position: int, sentence: Offered
) -> list[Edit]:
    """Return the edits that put a sentence into a text, before the character at `position`.

    One of several paragraphs gets them to itself.
    """
    text = text_at(session.report, address)
    before, behind = text.text[:position], text.text[position:]
    is_long = "\n" in sentence.text
    lead = "\n" if is_long and before and not before.endswith("\n") else ""
    trail = "\n" if is_long and behind and not behind.startswith("\n") else ""
    added = f"{lead}{sentence.text}{trail}"
    written = f"{before}{added}{behind}"
    by = position + len(lead)
    new = [each._replace(start=each.start + by, end=each.end + by) for each in sentence.notes]
    notes = (*beside_insertion(text.notes, written, position, len(added)), *new)
    return set_text(session.report, address, Text(written, tuple(sorted(notes))))


def _headings(report: Report) -> Iterator[Heading]:
    for sheet in report.template.sheets:
        if sheet.kind is SheetKind.NARRATIVE:
            yield from (each for each in sheet.headings if each.field)


def _of_chapter(session: Session, heading: Heading) -> Iterator[Offered]:
    report = session.report
    for sentence in report.template.fields[heading.field].sentences:
        for record in report.records_of(sentence.group):
            if not sentence.group or _has_name(session, record):
                yield _filled(session, heading, sentence, record)


def _has_name(session: Session, record: str) -> bool:
    name = session.report.template.groups[session.report.group_of(record)].name_field
    return not name or not is_blank(session.value(FieldAddress(record, name)))


def _filled(session: Session, heading: Heading, sentence: Sentence, record: str) -> Offered:
    written, notes = "", list[FigureNote]()
    parts = sentence_parts(sentence.text)
    for part, behind in zip(parts, [*parts[1:], ""], strict=True):
        if isinstance(part, str):
            written += part
            continue
        address = _address(session.report, part.name, record)
        if address is None:
            written += _word(session, part, record)
            continue
        value = session.value(address)
        shown = _shown(session, value)
        field = session.report.template.fields[address.field]
        if field.type.is_numeric:
            follows = field.type is ValueType.AMOUNT and str(behind).startswith(_UNIT)
            end = len(written) + len(shown) + (len(_UNIT) if follows else 0)
            notes.append(FigureNote(len(written), end, NoteKind.LIVE, *address))
        elif not is_blank(value):
            shown = display(value, session.report.template.numbers)
        written += shown
    return Offered(heading.text, written, tuple(notes))


def _address(report: Report, name: str, record: str) -> FieldAddress | None:
    fields, group = report.template.fields, report.group_of(record)
    if group and f"{group}.{name}" in fields:
        return FieldAddress(record, f"{group}.{name}")
    return FieldAddress(REPORT, name) if name in fields else None


def _shown(session: Session, value: Value | None) -> str:
    is_figure = isinstance(value, Figure)
    return display(value, session.report.template.numbers) if is_figure else BLANK


def _word(session: Session, place: Place, record: str) -> str:
    if place.name == GRADE_WORD:
        return _grade(session, record) or BLANK
    number = session.report.number_in_section(record) if record else None
    return in_year(f"{{{place.name}}}", session.report.year, number)


def _grade(session: Session, record: str) -> str:
    """Return the grade of a sheet's score, "" while an indicator has none: as the checks see it."""
    report = session.report
    names, group = report.template.scoring.fields, report.group_of(record)
    total = session.value(FieldAddress(record, f"{group}.{names.total}" if group else names.total))
    rows = [
        (each, below.id)
        for below in report.template.groups_under(group)
        if f"{below.id}.{names.score}" in report.template.fields
        for each in report.children(record, below.id)
    ]
    asked = [each for each in rows if _is_filled(session, each, names.target)]
    is_scored = bool(asked) and all(_is_filled(session, each, names.score) for each in asked)
    if not is_scored or not isinstance(total, Figure):
        return ""
    return grade_of(total.number, report.template.scoring)


def _is_filled(session: Session, row: tuple[str, str], name: str) -> bool:
    record, group = row
    return not is_blank(session.value(FieldAddress(record, f"{group}.{name}")))
