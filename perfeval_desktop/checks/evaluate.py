"""Run one check for one record."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from perfeval_desktop.checks.compile import HOLDS, MAY_HOLD
from perfeval_desktop.checks.resolve import One
from perfeval_desktop.checks.rules import CompiledCheck, CompiledSide, Formula
from perfeval_desktop.domain.findings import Finding, FoundSide, TextSpan
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, BlankRule, Severity
from perfeval_desktop.domain.values import (
    YUAN_PER_WAN,
    ZERO,
    ValueType,
    display,
    plain,
    round_half_up,
)

if TYPE_CHECKING:
    from perfeval_desktop.checks.engine import Engine
    from perfeval_desktop.checks.prose import Mention
    from perfeval_desktop.checks.text_checks import CompiledTextCheck


def evaluate(rule: CompiledCheck, view: Engine, report: Report, record: str) -> Finding | None:
    """Return what the check finds for `record`, None when it holds or nothing can be compared."""
    if rule.agrees(view, record) or (rule.when is not None and not rule.when(view, record)):
        return None
    left, right = rule.left.exact(view, record), rule.right.exact(view, record)
    blank = rule.check.blank
    is_due = False
    if left is None or right is None:
        if blank is BlankRule.SKIP or (blank is BlankRule.ZERO and left is right):
            return None
        is_due = blank is BlankRule.DUE
    if not is_due and _holds(rule, view, record, left or ZERO, right or ZERO):
        return None
    if rule.check.is_complete_only or (rule.live_when and not rule.live_when(view, record)):
        is_due = True
    return _finding(rule, view, report, record, (left, right), is_due)


def is_compared(rule: CompiledCheck, view: Engine, record: str) -> bool:
    """Say whether the check has something to compare for `record`, be it right or wrong."""
    if rule.when is not None and not rule.when(view, record):
        return False
    left, right = rule.left.exact(view, record), rule.right.exact(view, record)
    if left is None or right is None:
        return rule.check.blank is not BlankRule.SKIP and left is not right
    return True


def _holds(rule: CompiledCheck, view: Engine, record: str, left: Decimal, right: Decimal) -> bool:
    """Say whether it holds, exactly or within what the check allows."""
    sign = rule.check.op
    if HOLDS[sign](left, right):
        return True
    if sign not in MAY_HOLD:
        return False
    if rule.tolerance is not None:
        return abs(left - right) <= (rule.tolerance(view, record) or ZERO)
    low, high = rule.left.interval(view, record), rule.right.interval(view, record)
    return low is not None and high is not None and MAY_HOLD[sign](low, high)


def _finding(
    rule: CompiledCheck,
    view: Engine,
    report: Report,
    record: str,
    values: tuple[Decimal | None, Decimal | None],
    is_due: bool,
) -> Finding:
    left, right = (_in_its_unit(rule, each) for each in values)
    check = rule.check
    severity = check.severity if _is_confirmed(rule, view, record) else rule.severity
    is_compared = rule.left.shows is None and check.op != "≠"
    compares = is_compared and (left is not None or right is not None)
    difference = (left or ZERO) - (right or ZERO) if compares else None
    left_shown = _shown(rule.left, view, report, record, left)
    right_shown = _shown(rule.right, view, report, record, right)
    difference_shown = _difference(rule, difference, left_shown, right_shown)
    words = {
        "left": left_shown or "空",
        "right": right_shown or "空",
        "difference": difference_shown,
        "名称": report.record_name(record) if record != REPORT else "",
        "年度": str(report.year),
        "上年": str(report.year - 1),
        **_named(rule, view, report, record),
    }
    return Finding(
        check=check.id,
        rule=check.rule,
        record=record,
        severity=severity,
        title=fill_in(check.title, words),
        message=fill_in(check.message, words),
        left=FoundSide(fill_in(rule.left.text, words), left, left_shown),
        right=FoundSide(fill_in(rule.right.text, words), right, right_shown),
        difference=difference,
        difference_shown=difference_shown,
        places=_on_sheets(rule, _places(rule, view, record), view),
        basis=check.basis,
        is_due=is_due,
        spans=_spans(rule, view, report, record, values),
        full_severity=check.severity if check.severity is not severity else None,
    )


def _in_its_unit(rule: CompiledCheck, number: Decimal | None) -> Decimal | None:
    """Money counts in 万元; what compares nothing but 元 tells it in 元."""
    is_yuan = rule.left.type is ValueType.YUAN
    return number * YUAN_PER_WAN if number is not None and is_yuan else number


def _named(rule: CompiledCheck, view: Engine, report: Report, record: str) -> dict[str, str]:
    """Return the figures that the message gives beside both sides."""
    return {
        name: display(
            view.value(FieldAddress(view.above(record, each.up), each.field)),
            report.template.numbers,
        )
        for name, each in rule.named
    }


def _shown(
    side: CompiledSide, view: Engine, report: Report, record: str, number: Decimal | None
) -> str:
    if side.shows is None:
        return _written(side, number)
    start, shows = view.above(record, side.shows.up), side.shows
    records = [start] if isinstance(shows, One) else view.members(start, shows)
    values = [view.value(FieldAddress(each, shows.field)) for each in records]
    return "、".join(filter(None, (display(each, report.template.numbers) for each in values)))


def fill_in(text: str, words: dict[str, str]) -> str:
    """Replace each `{word}` that is known; braces of other text stay."""
    for word, value in words.items():
        text = text.replace("{" + word + "}", value)
    return text


def _written(side: CompiledSide, number: Decimal | None) -> str:
    """Write a side's number as its field is written, exactly."""
    if number is None:
        return ""
    is_rate = side.type is ValueType.RATE
    shown = plain(round_half_up(number * 100, 2) if is_rate else round_half_up(number, 6))
    return shown + "%" if is_rate else shown


def _difference(rule: CompiledCheck, difference: Decimal | None, *sides: str) -> str:
    """Write the difference with the decimals of its sides: 125.98 and 135.28 differ by 9.30."""
    if difference is None:
        return ""
    decimals = max(len(side.rstrip("%").partition(".")[2]) for side in sides)
    if rule.left.type is ValueType.RATE:
        return f"{round_half_up(abs(difference) * 100, decimals)}%"
    return format(round_half_up(abs(difference), decimals), "f")


def _places(rule: CompiledCheck, view: Engine, record: str) -> tuple[FieldAddress, ...]:
    found: dict[FieldAddress, None] = {}
    for place in rule.places:
        start = view.above(record, place.up)
        if isinstance(place, One):
            found[FieldAddress(start, place.field)] = None
        elif place.field and len(rule.places) > 1:
            found |= dict.fromkeys(view.filled_in(start, place))
        elif place.field:
            members = view.members(start, place)
            found |= dict.fromkeys(FieldAddress(each, place.field) for each in members)
    return tuple(found)


def template_fault(rule: Formula | CompiledCheck | CompiledTextCheck) -> Finding:
    """Return the finding that a rule of the template itself cannot be run."""
    is_check = not isinstance(rule, Formula)
    name = rule.field.id if isinstance(rule, Formula) else rule.check.id
    kind, done = ("审核公式", "没有核对") if is_check else ("运算公式", "没有算出")
    return Finding(
        check=name,
        rule="表样",
        record=REPORT,
        severity=Severity.ERROR,
        title=f"表样有错：{name}",
        message=f"表样里的{kind}“{name}”运行出错，这一项{done}，其他各项不受影响。请告诉下发表样的单位。",
        left=FoundSide(kind, None, name),
        right=FoundSide("结果", None, "运行出错"),
        difference=None,
        difference_shown="",
        places=(),
    )


def _on_sheets(
    rule: CompiledCheck, places: tuple[FieldAddress, ...], view: Engine
) -> tuple[FieldAddress, ...]:
    """A figure that was read from prose stands in its text."""
    if view.mentioned_fields().isdisjoint(each.field for each in rule.places):
        return places
    found: dict[FieldAddress, None] = {}
    for place in places:
        mention = view.mention(place)
        found[place if mention is None else FieldAddress(REPORT, mention.field)] = None
    return tuple(found)


def _spans(
    rule: CompiledCheck,
    view: Engine,
    report: Report,
    record: str,
    values: tuple[Decimal | None, Decimal | None],
) -> tuple[TextSpan, ...]:
    """Where the compared figures stand in prose; to one that is a whole side, what cells say."""
    mentions = [_mentions(side, view, record) for side in (rule.left, rule.right)]
    if not any(mentions):
        return ()
    from perfeval_desktop.checks.reading import span_of

    found: dict[TextSpan, None] = {}
    for side, here, there, other in zip(
        (rule.left, rule.right), mentions, reversed(mentions), reversed(values), strict=True
    ):
        is_mended = len(side.reads) == 1 and not there and rule.check.op == "=" and not side.shows
        for mention in here:
            found[span_of(mention, other if is_mended else None, report, view)] = None
    return tuple(found)


def _is_confirmed(rule: CompiledCheck, view: Engine, record: str) -> bool:
    """What was read by itself counts less until the clerk has said what its figures mean."""
    if rule.severity is rule.check.severity:
        return False
    read = [*_mentions(rule.left, view, record), *_mentions(rule.right, view, record)]
    return bool(read) and all(each.is_confirmed for each in read)


def _mentions(side: CompiledSide, view: Engine, record: str) -> list[Mention]:
    ones = [each for each in side.reads if isinstance(each, One)]
    places = [FieldAddress(view.above(record, each.up), each.field) for each in ones]
    return [found for each in places if (found := view.mention(each)) is not None]
