"""Which checks use a cell, how each of them came out, and which fields no check touches."""

from __future__ import annotations

from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from perfeval_desktop.checks.rules import CompiledCheck
from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.domain.text import in_year
from perfeval_desktop.domain.values import plain
from perfeval_desktop.services.causes import cell_label
from perfeval_desktop.services.roundings import RoundingGap, rounding_gap, rounding_gaps
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.why import place_of, rule_in_words

if TYPE_CHECKING:
    from perfeval_desktop.checks.text_checks import CompiledTextCheck


_GUARD = "unlike_neighbours"


class Outcome(StrEnum):
    """How a check came out, as a list says it."""

    FOUND = "有问题"
    PASSED = "通过"
    NOT_NOW = "现在不适用"  # its condition is not met, or there is nothing to compare


class Use(NamedTuple):
    """One check for one record; `finding` is what it found."""

    words: str
    outcome: Outcome
    finding: Finding | None = None


class RoundedSum(NamedTuple):
    """A sum that is right only because its figures are rounded, and where its total stands."""

    words: str
    place: FieldAddress


class CheckTally(NamedTuple):
    """How checks that ask for the same came out, over all columns and records."""

    words: str
    counts: dict[Outcome, int]


def _texts(session: Session) -> tuple[CompiledTextCheck, ...]:
    from perfeval_desktop.checks.text_checks import text_checks_of  # not for the first painting

    return text_checks_of(session.report.template)


def uses_of(session: Session, address: FieldAddress) -> list[Use]:
    """Return the checks that use a cell, those that found something first."""
    engine, year = session.engine, session.report.year
    uses = [_use(session, check, record) for check, record in engine.runs_reading(address)]
    known = {each.finding.key for each in uses if each.finding is not None}
    here = [each for each in engine.findings(True) if address in each.places]
    uses += [Use(each.title, Outcome.FOUND, each) for each in here if each.key not in known]
    has_found = {each.rule_id for each in here}
    for text in _texts(session):
        if address.field in text.prepared.reads and text.check.id not in has_found:
            uses.append(Use(_without_words(in_year(text.check.title, year)), Outcome.PASSED))
    order = list(Outcome)
    return sorted(uses, key=lambda each: order.index(each.outcome))


def tally(session: Session) -> list[CheckTally]:
    """Return how all checks of the template came out, in its order."""
    engine = session.engine
    by_words: dict[str, CheckTally] = {}
    for check, runs in groupby(engine.runs(), key=lambda each: each[0]):
        words = _words(session, check, "")
        known = by_words.setdefault(words, CheckTally(words, dict.fromkeys(Outcome, 0)))
        for _, record in runs:
            known.counts[_outcome(session, check, record)] += 1
    found = {each.rule_id for each in engine.findings(True)}
    for text in _texts(session):
        outcome = Outcome.FOUND if text.check.id in found else Outcome.PASSED
        words = _without_words(in_year(text.check.title, session.report.year))
        known = by_words.setdefault(words, CheckTally(words, dict.fromkeys(Outcome, 0)))
        known.counts[outcome] += 1
    return list(by_words.values())


def counted(session: Session) -> tuple[int, int]:
    """Return how many comparisons there were to make in this report, and how many hold."""
    counts, texts = session.engine.counts(), _texts(session)
    found = {each.rule_id for each in session.engine.findings(True)}
    compared = counts.compared + len(texts)
    return compared, compared - counts.found - sum(each.check.id in found for each in texts)


def rounded_sums(session: Session) -> list[RoundedSum]:
    """Return every 尾差: sums that differ as written, by no more than rounding can make."""
    checks = {each.check.id: each for each in session.engine.rules.checks}
    return [_rounded_sum(session, checks[gap.check], gap) for gap in rounding_gaps(session)]


def _rounded_sum(session: Session, check: CompiledCheck, gap: RoundingGap) -> RoundedSum:
    name = session.report.record_name(gap.record) if gap.record != REPORT else ""
    cells = "、".join(
        f"{cell_label(session.report, each.address)} {plain(each.number)}" for each in gap.cells
    )
    words = (
        f"{_words(session, check, name)}。写出来差 {plain(abs(gap.difference))}，"
        f"四舍五入最多能差 {plain(gap.at_most)}：{cells}"
    )
    return RoundedSum(words, place_of(session, gap.cells[0].address))


def covered_fields(session: Session) -> frozenset[str]:
    """Return the fields that some check uses, also those behind the computed ones it compares.

    A guard over the magnitude of all amounts vouches for none of them.
    """
    rules = session.engine.rules
    covered = {read.field for check in rules.checks for read in check.reads if read.field}
    for text in _texts(session):
        if text.check.kind != _GUARD:
            covered |= text.prepared.reads
    for formula in reversed(rules.formulas):
        if formula.field.id in covered:
            covered |= {read.field for read in formula.reads if read.field}
    return frozenset(covered)


def _use(session: Session, check: CompiledCheck, record: str) -> Use:
    name = session.report.record_name(record) if record != REPORT else ""
    words = _words(session, check, name)
    finding = session.engine.found_by(check, record)
    outcome = _outcome(session, check, record)
    gap = rounding_gap(session, check.check, record) if outcome is Outcome.PASSED else None
    if gap is not None:
        words += f"，尾差 {plain(abs(gap.difference))}，{len(gap.cells)} 个数四舍五入造成"
    return Use(words, outcome, finding)


def _outcome(session: Session, check: CompiledCheck, record: str) -> Outcome:
    if session.engine.found_by(check, record) is not None:
        return Outcome.FOUND
    is_compared = session.engine.is_compared(check, record)
    return Outcome.PASSED if is_compared else Outcome.NOT_NOW


def _words(session: Session, check: CompiledCheck, name: str) -> str:
    """Return what a check asks for; of many records alike it names the one."""
    left, right = (in_year(each.text, session.report.year) for each in (check.left, check.right))
    words = in_year(rule_in_words(check.check, left, right), session.report.year)
    if not name:
        return _without_words(words)
    words = words.replace("{名称}", name)
    return words if name in words else f"{name}：{words}"


def _without_words(title: str) -> str:
    """Leave out what a title says of the one place it was found at: {章}：没有内容."""
    return title.rpartition("}")[2].lstrip("：，的") if "}" in title else title
