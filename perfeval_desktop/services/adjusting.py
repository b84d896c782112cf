"""调整表样: a unit changes the form of its own report (本单位调整), one change at a time.

What a change brings about is known before it is made: it is tried on the template first, and the
loader is the judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from perfeval_desktop.domain.adjustments import Adjustment, AdjustmentKind
from perfeval_desktop.domain.edits import Edit
from perfeval_desktop.domain.errors import AdjustmentRefusedError, Fault, TemplateError
from perfeval_desktop.domain.parsing import clean_text
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.domain.text import in_year, shortened
from perfeval_desktop.domain.values import DateValue
from perfeval_desktop.services.forms import FormChange, form_change
from perfeval_desktop.templates.adjustments_file import adjustments_in, adjustments_text
from perfeval_desktop.templates.raw_form import plain_label
from perfeval_desktop.templates.texts import ADJUSTMENTS_FILE, issued, remake

_MOST_TRIES = 6  # each leaves more checks out; what is left to complain of then is something else
_MOST_SHOWN = 30  # characters of a value
_MOST_NAME = 30
_LONGEST = 200  # characters of a label or heading


class Trial(NamedTuple):
    """A form with one more adjustment, tried and found sound.

    `dropped` and `changed` are the titles of the checks that go, and of those that count anew.
    """

    template: ReportTemplate
    adjustment: Adjustment
    dropped: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """One adjustment of a report, with what comes of it. Nothing is changed by it."""

    trial: Trial
    change: FormChange
    label: str

    @property
    def edits(self) -> list[Edit]:
        """The edits of the batch."""
        return self.change.edits

    @property
    def asks(self) -> bool:
        """Whether something goes that she has to agree to."""
        return bool(self.change.lost or self.change.rows or self.trial.dropped)

    def warnings(self) -> Iterator[str]:
        """Yield what goes, and what is checked otherwise, a line each."""
        for place, content, _ in self.change.lost:
            yield f"会清空：{place}　{shortened(content, _MOST_SHOWN)}"
        yield from (f"会去掉：{each}" for each in self.change.rows)
        yield from (f"不再审核：{each}" for each in self.trial.dropped)
        yield from (f"审核的算法跟着改：{each}" for each in self.trial.changed)


def propose(report: Report, adjustment: Adjustment) -> Proposal:
    """Return what comes of an adjustment.

    Raises:
        AdjustmentRefusedError: it cannot be made; the reason is a sentence.
    """
    trial = tried(report.template, adjustment)
    change = form_change(report, trial.template)
    return Proposal(trial, change, f"调整表样：{adjustment_words(adjustment, report.year)}")


def tried(template: ReportTemplate, adjustment: Adjustment) -> Trial:
    """Return the template with one more adjustment.

    Raises:
        AdjustmentRefusedError: it does not fit, or the form would not hold together.
    """
    known = {each.id for each in template.checks} | {each.id for each in template.text_checks}
    without: set[str] = set(adjustment.without)
    for _ in range(_MOST_TRIES):
        more = adjustment._replace(without=tuple(sorted(without)))
        try:
            new = _with(template, (*_before(template, more), more))
        except TemplateError as error:
            found = {name for each in error.faults if (name := _check_of(each)) in known}
            others = [each for each in error.faults if _check_of(each) not in known]
            if others or found <= without:
                raise AdjustmentRefusedError(_sentence(others or error.faults)) from error
            without |= found
        else:
            return Trial(new, more, *_checks(template, new))
    raise AdjustmentRefusedError("用到这一项的审核公式太多，程序理不清，表样没有改。")


def _before(template: ReportTemplate, more: Adjustment) -> tuple[Adjustment, ...]:
    """Return the adjustments before another one; a chapter that moves on has moved once."""
    made = template.adjustments
    if made and more.kind is AdjustmentKind.MOVE_CHAPTER:
        last = made[-1]
        if (last.kind, last.sheet, last.at) == (more.kind, more.sheet, more.at):
            return made[:-1]
    return made


def _with(template: ReportTemplate, adjustments: tuple[Adjustment, ...]) -> ReportTemplate:
    """Return the bureau's form with these adjustments over it."""
    texts = issued(template.texts)
    if adjustments:
        texts[ADJUSTMENTS_FILE] = adjustments_text(adjustments)
    return remake(texts)


def _check_of(fault: Fault) -> str:
    """Return the check that a fault is about, "" for another."""
    is_of_check = fault.key.partition("[")[0] in ("check", "text_check")
    return fault.message.partition("：")[0] if is_of_check else ""


def _sentence(faults: Iterable[Fault]) -> str:
    fault = next(iter(faults))
    if fault.file == ADJUSTMENTS_FILE:
        return fault.message
    return f"这样改，表样就有错了，所以没有改。（{fault.file}：{fault.message}）"


def _checks(old: ReportTemplate, new: ReportTemplate) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the titles of the checks that go, and of those that compare something else."""
    now = {each.id: each for each in new.checks}
    of_texts = {each.id for each in new.text_checks}
    gone = [each.title for each in old.checks if each.id not in now]
    gone += [each.title for each in old.text_checks if each.id not in of_texts]
    changed = [
        each.title
        for each in old.checks
        if each.id in now
        and (each.left.expression, each.right.expression)
        != (now[each.id].left.expression, now[each.id].right.expression)
    ]
    year = old.year
    titles = (dict.fromkeys(in_year(title, year) for title in side) for side in (gone, changed))
    first, second = (tuple(each) for each in titles)
    return first, second


# Making adjustments again ------------------------------------------------------------------------


class Refitted(NamedTuple):
    """Another form with as many of a unit's adjustments as fit it.

    `refused` are those that do not, with the reason of each.
    """

    template: ReportTemplate
    refused: tuple[tuple[Adjustment, str], ...]


def refitted(adjustments: Iterable[Adjustment], template: ReportTemplate) -> Refitted:
    """Make adjustments of another form again on this one: next year's, or a new edition."""
    refused: list[tuple[Adjustment, str]] = []
    for each in adjustments:
        try:
            template = tried(template, each._replace(without=())).template
        except AdjustmentRefusedError as error:
            refused.append((each, error.reason))
    return Refitted(template, tuple(refused))


# Words -------------------------------------------------------------------------------------------


def signed(adjustment: Adjustment, person: str, now: datetime, reason: str) -> Adjustment:
    """Return an adjustment with who makes it, when, and why."""
    why = clean_text(reason).strip()
    return adjustment._replace(person=person, day=now.date().isoformat(), reason=why)


def typed_words(text: str, like: str, year: int) -> str:
    """Return words as a form has them: years that were in braces are again, others never are.

    Raises:
        AdjustmentRefusedError: there is nothing to read, or too much.
    """
    words = clean_text(text).replace("\n", "").strip().translate({ord("{"): "｛", ord("}"): "｝"})
    if not words:
        raise AdjustmentRefusedError("名称不能是空的。")
    if len(words) > _LONGEST:
        raise AdjustmentRefusedError(f"名称太长了，最多 {_LONGEST} 个字。")
    if "{年度}" in like:
        words = words.replace(str(year), "{年度}")
    if "{上年}" in like:
        words = words.replace(str(year - 1), "{上年}")
    return words


def new_field_name(label: str, taken: Iterable[str]) -> str:
    """Return a name for a new field or chapter that none has: that of its label, if it can be."""
    plain = re.sub(r"\W", "", plain_label(label))[:_MOST_NAME] or "新增"
    base = f"本单位{plain}"
    known = set(taken)
    name, number = base, 2
    while any(each == name or each.startswith(f"{name}_") for each in known):
        name, number = f"{base}{number}", number + 1
    return name


def adjustment_words(adjustment: Adjustment, year: int) -> str:
    """Say in a line what an adjustment changes."""
    before, after = (plain_label(in_year(t, year)) for t in (adjustment.before, adjustment.after))
    at, sheet = adjustment.at, adjustment.sheet
    match adjustment.kind:
        case AdjustmentKind.LABEL:
            words = f"{sheet} 的“{before}”改为“{after}”"
        case AdjustmentKind.ADD_ROW:
            counted = f"，计入“{_own(adjustment.total)}”的合计" if adjustment.total else ""
            words = f"{sheet} 加一行“{after}”{counted}"
        case AdjustmentKind.REMOVE_ROW:
            words = f"{sheet} 删去“{before or _own(at)}”一行"
        case AdjustmentKind.POINTS:
            words = f"{at}由 {adjustment.before} 分改为 {adjustment.after} 分"
        case AdjustmentKind.ADD_CHAPTER:
            words = f"{sheet} 加一章“{after}”"
        case AdjustmentKind.RENAME_CHAPTER:
            words = f"{sheet} 的“{at}”改为“{after}”"
        case AdjustmentKind.REMOVE_CHAPTER:
            words = f"{sheet} 删去“{at}”"
        case _:
            where = f"“{adjustment.after}”后面" if adjustment.after else "最前面"
            words = f"{sheet} 的“{at}”移到{where}"
    return words


def _own(name: str) -> str:
    return name.rpartition(".")[2]


def form_words(before: Mapping[str, str], after: Mapping[str, str], year: int) -> tuple[str, str]:
    """Say what a change of a template's files is: adjustments made or taken back, or another form.

    Args:
        before: The files that differ, as they were.
        after: The same as they are.
        year: That of the report.
    """
    if set(before) | set(after) != {ADJUSTMENTS_FILE}:
        return "换用之前的表样", "换用的表样"
    was, now = (adjustments_in(each.get(ADJUSTMENTS_FILE, "")) for each in (before, after))
    made = [each for each in now if each not in was]
    undone = [each for each in was if each not in now]
    words = [f"（取消）{adjustment_words(each, year)}" for each in undone]
    words += [adjustment_words(each, year) for each in made]
    return f"本单位调整 {len(was)} 处", f"本单位调整 {len(now)} 处：{'；'.join(words)}"


class Told(NamedTuple):
    """An adjustment as the list shows it: what, when, who, why, and the checks it left out."""

    what: str
    day: str
    person: str
    reason: str
    without: tuple[str, ...]


def adjustments_told(template: ReportTemplate, year: int) -> list[Told]:
    """Return every adjustment of a form, oldest first."""
    return [
        Told(adjustment_words(each, year), _day(each.day), each.person, each.reason, each.without)
        for each in template.adjustments
    ]


def told_lines(template: ReportTemplate, year: int) -> list[str]:
    """Return a line for each adjustment, for the command line and lists to copy."""
    lines = []
    for each in adjustments_told(template, year):
        signed_by = " ".join(filter(None, (each.day, each.person)))
        reason = f"，原因：{each.reason}" if each.reason else ""
        lines.append(f"{each.what}（{signed_by}{reason}）")
    return lines


def mark_of(template: ReportTemplate) -> str:
    """Return the short mark of a form that the unit adjusted, "" where it is the bureau's own."""
    count = len(template.adjustments)
    return f"表样：本单位调整 {count} 处" if count else ""


def _day(day: str) -> str:
    try:
        return DateValue.of(datetime.fromisoformat(day)).text
    except ValueError:
        return day
