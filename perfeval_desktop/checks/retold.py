"""The text check of indicator facts that are told again in the narrative."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perfeval_desktop.checks.patterns import COUNT, RATE, TOKENS, CompactText, compact_text
from perfeval_desktop.checks.prose import parse_written
from perfeval_desktop.checks.reading import Values
from perfeval_desktop.checks.texts import Hit, Parameters, Prepared, notes_at, text_at
from perfeval_desktop.domain.findings import TextSpan
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.domain.values import Quantity, plain

_GAP = 4  # characters between the indicator's words and its figure: 投诉办结率达到100%
_SHORTEST = 4  # characters of an indicator's name that are looked for
_VERB = 2  # 处理, 召开: an indicator begins with a verb that prose may leave out


def retold(given: Parameters, template: ReportTemplate) -> Prepared:
    """Compare the figures of indicators with those behind the same words in prose.

    Parameters: `text` (prose), `name` and `actual` (fields of the indicators). Vague figures
    (30余次) are not compared; where one mention agrees, others are taken for other facts.
    """
    text_field, name, actual = (given.field(each) for each in ("text", "name", "actual"))
    address = FieldAddress(REPORT, text_field)

    def run(report: Report, view: Values) -> Iterator[Hit]:
        text, notes = text_at(view, REPORT, text_field), notes_at(view, text_field)
        compact = compact_text(text)
        for record in report.records_of(template.fields[actual].group):
            value = view.value(FieldAddress(record, actual))
            if not isinstance(value, Quantity) or value.number is None or value.is_vague:
                continue
            told = [
                each
                for each in _told(text_at(view, record, name), value.unit, compact)
                if not any(note.overlaps(*each[1:]) for note in notes)
            ]
            if told and all(number != value.number for number, _, _ in told):
                _, start, end = told[0]
                span = TextSpan(address, start, end, _replaced(text[start:end], value.number))
                places = (address, FieldAddress(record, actual))
                yield Hit(places, text[start:end], value.text, (span,), record)

    return Prepared(given.reads(text_field, name, actual), run)


def _replaced(written: str, number: Decimal) -> str:
    return plain(number) + ("%" if written.endswith(("%", "％")) else "")


def _told(name: str, unit: str, compact: CompactText) -> Iterator[tuple[Decimal, int, int]]:
    """Yield the figures behind the words of an indicator, with their places in the text."""
    words = compact_text(name).text
    for key in (words, words[_VERB:]):
        found = list(_behind(key, unit, compact)) if len(key) >= _SHORTEST else []
        if found:
            yield from found
            return


def _behind(words: str, unit: str, compact: CompactText) -> Iterator[tuple[Decimal, int, int]]:
    token = TOKENS[RATE if unit == "%" else COUNT]
    at = compact.text.find(words)
    while at >= 0:
        end = at + len(words)
        place = compact.text.find(token, end, end + _GAP + 1)
        follows = compact.text[place + 1 : place + 1 + len(unit)]
        if place >= 0 and (unit in ("%", "") or follows == unit):
            number = parse_written(compact.figures[place])
            if number is not None:
                yield number, *compact.span(place, place + 1)
        at = compact.text.find(words, end)
