"""Read the scoring rules (`[scoring]` in template.toml); what it leaves out keeps its default."""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal, InvalidOperation

from perfeval_desktop.domain.scoring_rules import (
    DEFAULT_RULES,
    Band,
    Cap,
    Grade,
    Head,
    ScoredFields,
    ScoringRules,
)
from perfeval_desktop.domain.values import ZERO, plain
from perfeval_desktop.templates.reader import Table, meant


def read_scoring(table: Table) -> ScoringRules:
    """Return the rules of a template; a table or list that is absent keeps its default."""
    rules = DEFAULT_RULES
    read = ScoringRules(
        over_target=_share(table, "over_target", rules.over_target),
        low_execution=_share(table, "low_execution", rules.low_execution),
        bands=tuple(_read_band(each) for each in table.tables("bands")) or rules.bands,
        grades=tuple(_read_grade(each) for each in table.tables("grades")) or rules.grades,
        caps=tuple(_read_cap(each) for each in table.tables("caps")),
        heads=tuple(_read_head(each) for each in table.tables("heads")) or rules.heads,
        fields=_read_fields(table.table("fields")),
    )
    table.done()
    _check_bands(read.bands, table)
    _check_order([each.least for each in read.grades], table, "grades", "最低一等的 least 应是 0。")
    if list(read.caps) != sorted(read.caps, key=lambda cap: cap.below):
        table.fault("caps", "要从执行率低的写到高的。")
    return read


def check_heads(rules: ScoringRules, heads: Collection[str], table: Table) -> None:
    """Every head that the rules name stands on a form."""
    for head in rules.heads if table.has("heads") else ():
        if head.name not in heads:
            table.fault("heads", f"表上没有一级指标“{head.name}”。{meant(head.name, heads)}")


def named_numbers(rules: ScoringRules) -> dict[str, str]:
    """Return what stands for `{…}` in files of checks, so that each limit is written once."""
    numbers = {
        "明显超标": f"{plain(rules.over_target * 100)}%",
        "执行率下限": f"{plain(rules.low_execution * 100)}%",
    }
    return numbers | {f"分值.{head.name}": plain(head.points) for head in rules.heads}


def _read_band(table: Table) -> Band:
    band = Band(
        table.text("name", None),
        _share(table, "low", ZERO),
        _share(table, "high", ZERO),
        table.texts("words"),
    )
    table.done()
    return band


def _read_grade(table: Table) -> Grade:
    grade = Grade(table.text("name", None), _points(table, "least", ZERO))
    table.done()
    return grade


def _read_cap(table: Table) -> Cap:
    cap = Cap(_share(table, "below", ZERO), _points(table, "most", ZERO))
    table.done()
    return cap


def _read_head(table: Table) -> Head:
    points = _points(table, "points", ZERO)
    least, most = _points(table, "least", points), _points(table, "most", points)
    if not least <= points <= most:
        table.fault("points", "points 应在 least 和 most 之间。")
    head = Head(table.text("name", None), points, least, most)
    table.done()
    return head


def _read_fields(table: Table) -> ScoredFields:
    names = {key: table.text(key, value) for key, value in ScoredFields()._asdict().items()}
    table.done()
    return ScoredFields(**names)


def _check_bands(bands: tuple[Band, ...], table: Table) -> None:
    """The bands cover 0 to 1 without a gap, the best one first."""
    edges = [bands[0].high, *(each.low for each in bands)]
    tops = [each.high for each in bands[1:]]
    if edges[0] != 1 or edges[-1] != 0 or edges[1:-1] != tops or edges != sorted(edges)[::-1]:
        table.fault("bands", "各档要从高到低、首尾相接，从 100% 到 0%。")


def _check_order(numbers: list[Decimal], table: Table, name: str, last: str) -> None:
    if numbers != sorted(set(numbers))[::-1]:
        table.fault(name, "要从高到低写，不能重复。")
    elif numbers[-1] != 0:
        table.fault(name, last)


def _share(table: Table, name: str, default: Decimal) -> Decimal:
    return _number(table, name, default, "80%", _parse_share)


def _parse_share(text: str) -> Decimal:
    if not text.endswith("%"):
        raise InvalidOperation
    return Decimal(text[:-1]) / 100


def _points(table: Table, name: str, default: Decimal) -> Decimal:
    return _number(table, name, default, "50", Decimal)


def _number(
    table: Table, name: str, default: Decimal, example: str, convert: Callable[[str], Decimal]
) -> Decimal:
    text = table.text(name)
    if not text:
        return default
    try:
        number = convert(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number < 0:
        table.fault(name, f'“{text}”不对，要写成 "{example}" 这样。')
        return default
    return number
