"""Text checks of wording: left-over prompts, stale words, years, dates, figures typed wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from perfeval_desktop.checks.passages import passages
from perfeval_desktop.checks.patterns import AMOUNT, TOKENS, compact_text, compile_pattern
from perfeval_desktop.checks.prose import amount_of, number_of_match
from perfeval_desktop.checks.reading import Values
from perfeval_desktop.checks.texts import Found, Hit, Parameters, Prepared, Scan, read_texts
from perfeval_desktop.domain.findings import TextSpan
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.domain.values import YUAN_PER_WAN, DateValue

_UNITS = "亿元|万元|元|亿|万|%|％|人次|人|名|个|次|起|项|家|户|处"
_DOUBLED = re.compile(
    rf"(?<![\d.．,，])(?P<figure>\d[\d,，]*(?:[.．]\d+)?)\s*(?P<unit>{_UNITS})\s*"
    r"(?:(?P=figure)\s*(?P=unit)|(?<=万元|亿元)\s*(?:万元|亿元|元))"
)
_YEAR = re.compile(r"(?<!\d)([2２][0０]\d\d)\s*(?:年度|年)")

_EACH = re.compile("每|均|单价|标准")


def wording(given: Parameters, template: ReportTemplate) -> Scan:
    """Find words that should not stand in a finished report, one hit for each sheet.

    Parameters: `fields`, `patterns`, `wanted` (what should stand there), `whole` (only a text that
    is nothing else), `below` (a match counts only if its figure is less).
    """
    fields = given.fields("fields")
    patterns = [compile_pattern(each) for each in given.texts("patterns")]
    is_whole, wanted = given.flag("whole"), given.text("wanted")
    below = given.number("below", 0)

    def find(report: Report, address: FieldAddress, text: str) -> Iterator[Found]:
        compact = compact_text(text)
        for match in (each for pattern in patterns for each in pattern.finditer(compact.text)):
            if is_whole and match.span() != (0, len(compact.text)):
                continue
            figure = number_of_match(match, compact) if below else None
            if figure is None or figure < below:
                start, end = compact.span(*match.span())
                yield TextSpan(address, start, end), text[start:end]

    return Scan(given.reads(*fields), fields, find, lambda report: wanted)


def other_years(given: Parameters, template: ReportTemplate) -> Scan:
    """Find an earlier year where the report's own is meant.

    Parameters: `fields`; `heads` (look in the heads of passages only, else outside of them);
    `back` (how many years back count); `unless` (words near by that speak of the past).
    """
    fields, is_in_heads = given.fields("fields"), given.flag("heads")
    back, unless = int(given.number("back", 3)), given.texts("unless")
    window = int(given.number("window", 8))

    def find(report: Report, address: FieldAddress, text: str) -> Iterator[Found]:
        for match in _YEAR.finditer(text):
            near = text[max(0, match.start() - window) : match.end() + window]
            is_past = 0 < report.year - int(match[1]) <= back
            if not is_past or any(each in near for each in unless):
                continue
            if _is_in_head(text, match.start()) is is_in_heads:
                yield TextSpan(address, *match.span()), match[0]

    return Scan(given.reads(*fields), fields, find, lambda report: f"{report.year}年")


def _is_in_head(text: str, place: int) -> bool:
    return any(
        each.start <= place < each.name_start + len(each.name)
        for each in passages(text)
        if each.style != "sentence"
    )


def doubled(given: Parameters, template: ReportTemplate) -> Scan:
    """Find a figure or a unit typed twice: 854万854万, 27万元万元. Parameters: `fields`."""
    fields = given.fields("fields")

    def find(report: Report, address: FieldAddress, text: str) -> Iterator[Found]:
        for match in _DOUBLED.finditer(text):
            yield TextSpan(address, *match.span()), match[0]

    return Scan(given.reads(*fields), fields, find, lambda report: "一次")


def wrong_unit(given: Parameters, template: ReportTemplate) -> Prepared:
    """Find two amounts in prose that differ by just 10 000 times: one has 元 for 万元.

    Parameters: `fields`.
    """
    fields = given.fields("fields")

    def run(report: Report, _: Values) -> Iterator[Hit]:
        found = {number: (span, text) for number, span, text in _amounts(fields, report)}
        for number, (span, text) in found.items():
            if number and number * YUAN_PER_WAN in found:
                other, other_text = found[number * YUAN_PER_WAN]
                places = tuple(dict.fromkeys((span.address, other.address)))
                yield Hit(places, text, other_text, (span, other), part=text)

    return Prepared(given.reads(*fields), run)


def _amounts(fields: tuple[str, ...], report: Report) -> Iterator[tuple[Decimal, TextSpan, str]]:
    for address, text in read_texts(fields, report):
        compact = compact_text(text)
        for at, written in compact.figures.items():
            number = amount_of(written) if compact.text[at] == TOKENS[AMOUNT] else None
            start, end = compact.span(at, at + 1)
            if number is not None and not _is_rate(text, start, end):
                yield number, TextSpan(address, start, end), text[start:end]


def _is_rate(text: str, start: int, end: int) -> bool:
    """Say whether an amount is one for each of something: 每人补助500元, 500元/户."""
    return bool(_EACH.search(text[max(0, start - 10) : start])) or text.startswith(("/", "每"), end)


def early_dates(given: Parameters, template: ReportTemplate) -> Prepared:
    """Find a date before the report's year has ended. Parameters: `fields`."""
    fields = given.fields("fields")

    def run(report: Report, _: Values) -> Iterator[Hit]:
        for field in fields:
            address = FieldAddress("", field)
            value = report.value(address)
            if isinstance(value, DateValue) and value.year <= report.year:
                yield Hit((address,), value.text, f"{report.year}年12月31日以后", part=field)

    return Prepared(given.reads(*fields), run)
