"""The text check of grade words (优良中差) in prose against the scores."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from perfeval_desktop.checks.expressions import ExpressionError
from perfeval_desktop.checks.passages import passages_by_name
from perfeval_desktop.checks.reading import Values
from perfeval_desktop.checks.texts import Hit, Parameters, Prepared, named, text_at
from perfeval_desktop.domain.findings import TextSpan
from perfeval_desktop.domain.naming import normalised
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, ReportTemplate
from perfeval_desktop.domain.values import number_of


class _Grading(NamedTuple):
    """Grade words from the highest with their lower limits, and where scores stand."""

    words: tuple[str, ...]
    limits: tuple[Decimal, ...]
    total: str
    target: str
    score: str

    def word_of(self, record: str, report: Report, view: Values) -> str:
        """Return the grade of a record's total, "" while some indicator has no score."""
        rows = report.children(record, report.template.fields[self.target].group)
        asked = [each for each in rows if text_at(view, each, self.target)]
        total = number_of(view.value(FieldAddress(record, self.total)))
        if total is None or not asked or not all(text_at(view, each, self.score) for each in asked):
            return ""
        found = zip(self.words, self.limits, strict=True)
        return next((word for word, limit in found if total >= limit), self.words[-1])


class _Claim(NamedTuple):
    word: str
    span: TextSpan
    name: str  # of the project; "" for the unit as a whole
    record: str  # the project's sheet, `REPORT` for the unit, or `_NO_SHEET`


_NO_SHEET = "?"  # no record has this id


def grade_words(given: Parameters, template: ReportTemplate) -> Prepared:
    """Compare grade words with the grade of the score: no score, no grade.

    Parameters: `texts`; `leads` (words before the grade); `words` and `limits`; `total`, `target`,
    `score` (fields); `lines` (the group of project lines: grades of projects, each in its passage;
    without it the grade of the unit).
    """
    texts, leads = given.fields("texts"), given.texts("leads")
    words, limits = given.texts("words"), given.texts("limits")
    if not words or len(words) != len(limits) or not leads:
        raise ExpressionError("要有 leads，words 与 limits 要成对。")
    grading = _Grading(
        words,
        tuple(Decimal(each) for each in limits),
        *(given.field(each) for each in ("total", "target", "score")),
    )
    lines = given.text("lines")
    pattern = re.compile(
        rf"(?:{'|'.join(map(re.escape, leads))})(?:评定)?[为是:：]\s*[“\"]?"
        rf"(?P<word>{'|'.join(words)})"
        r"(?=秀|好|等|级|[。，,；;、”\"）)\n]|$)"
    )
    reads = [*texts, *grading[2:]]
    if lines:
        reads += [template.groups[given.group("lines")].name_field]

    def run(report: Report, view: Values) -> Iterator[Hit]:
        unscored: list[_Claim] = []
        for claim in _claims(pattern, texts, lines, report, view):
            has_sheet = claim.record != _NO_SHEET
            due = grading.word_of(claim.record, report, view) if has_sheet else ""
            if not due:
                unscored.append(claim)
            elif due != claim.word:
                place = FieldAddress(claim.record, grading.total)
                places = (claim.span.address, place)
                words = {"项目": claim.name or "整体支出"}
                yield Hit(places, claim.word, due, (claim.span,), claim.record, "等级", words)
        if unscored:
            yield _unscored(unscored)

    return Prepared(given.reads(*reads), run)


def _unscored(claims: list[_Claim]) -> Hit:
    places = tuple(dict.fromkeys(each.span.address for each in claims))
    spans = tuple(each.span for each in claims)
    names = named(each.name or "整体支出" for each in claims)
    words = {"项目": names}
    return Hit(places, named(each.word for each in claims), "没有得分", spans, words=words)


def _claims(
    pattern: re.Pattern[str], texts: tuple[str, ...], lines: str, report: Report, view: Values
) -> Iterator[_Claim]:
    for field in texts:
        text = text_at(view, REPORT, field)
        address = FieldAddress(REPORT, field)
        if not lines:
            for match in pattern.finditer(text):
                yield _Claim(match["word"], TextSpan(address, *match.span("word")), "", REPORT)
            continue
        sheets = _sheets(lines, report, view)
        for key, passage in passages_by_name(text).items():
            if key not in sheets:
                continue
            for match in pattern.finditer(text, passage.start, passage.end):
                span = TextSpan(address, *match.span("word"))
                yield _Claim(match["word"], span, *sheets[key])


def _sheets(lines: str, report: Report, view: Values) -> dict[str, tuple[str, str]]:
    """Return name and sheet of every project by its normalised name."""
    group = report.template.groups[lines]
    found: dict[str, tuple[str, str]] = {}
    for line in report.records_of(lines):
        name, sheet = text_at(view, line, group.name_field), text_at(view, line, group.sheet_field)
        has_sheet = bool(sheet) and report.has_record(sheet)
        found[normalised(name)] = (name, sheet if has_sheet else _NO_SHEET)
    sheet_group = report.template.groups[report.template.fields[group.sheet_field].refers_to]
    for sheet in report.records_of(sheet_group.id):
        name = text_at(view, sheet, sheet_group.name_field)
        found[normalised(name)] = (name, sheet)
    found.pop("", None)
    return found
