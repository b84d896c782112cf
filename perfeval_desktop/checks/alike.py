"""Text checks of what is alike and should not be, or differs and should not."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from perfeval_desktop.checks.expressions import ExpressionError
from perfeval_desktop.checks.passages import passages_by_name
from perfeval_desktop.checks.reading import Values
from perfeval_desktop.checks.texts import Hit, Parameters, Prepared, named, text_at
from perfeval_desktop.domain.naming import normalised
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.template import REPORT, ReportTemplate

_LOOSE = re.compile(r"[年度月日的\s]")
_FEWEST_PAIRS = 20  # a text with fewer pairs of characters is too short to be called a copy
_SIGNS = re.compile(r"[\s，。；：、,.;:“”\"（）()]")


def echoed(given: Parameters, template: ReportTemplate) -> Prepared:
    """Find results that repeat their goal, and sheets where every actual value is its target.

    Parameters: `goals` and `results`, `targets` and `actuals` (lists of fields, in pairs);
    `fewest` (pairs that make "every"). All of it is one hit: it is true of nearly every report.
    """
    goals, results = given.fields("goals"), given.fields("results")
    targets, actuals = given.fields("targets"), given.fields("actuals")
    fewest = int(given.number("fewest", 3))
    if len(goals) != len(results) or len(targets) != len(actuals):
        raise ExpressionError("goals 与 results、targets 与 actuals 要成对。")

    def run(report: Report, view: Values) -> Iterator[Hit]:
        same = [
            FieldAddress(record, result)
            for goal, result in zip(goals, results, strict=True)
            for record in report.records_of(template.fields[goal].group)
            if _same(text_at(view, record, goal), text_at(view, record, result))
        ]
        repeated = [
            address
            for pair in zip(targets, actuals, strict=True)
            for address in _repeated(pair, fewest, report, view)
        ]
        if same or repeated:
            yield Hit((*same, *repeated), f"{len(same)} 处", f"{len(repeated)} 个")

    return Prepared(given.reads(*goals, *results, *targets, *actuals), run)


def _same(left: str, right: str) -> bool:
    return bool(left) and _SIGNS.sub("", left) == _SIGNS.sub("", right)


def _repeated(
    pair: tuple[str, str], fewest: int, report: Report, view: Values
) -> Iterator[FieldAddress]:
    """Yield the actual values of each parent whose rows all repeat their targets."""
    target, actual = pair
    group = report.template.groups[report.template.fields[target].group]
    for parent in report.records_of(group.parent):
        rows = report.children(parent, group.id)
        filled = [
            each for each in rows if text_at(view, each, target) and text_at(view, each, actual)
        ]
        same = [
            each for each in filled if text_at(view, each, target) == text_at(view, each, actual)
        ]
        if len(same) == len(filled) >= fewest:
            yield from (FieldAddress(each, actual) for each in same)


def copied(given: Parameters, template: ReportTemplate) -> Prepared:
    """Find two records (项目) whose texts are nearly the same, word for word.

    Parameters: `group`; `texts` (its own fields); `rows` (fields of the group below); `share` (of
    pairs of characters in common, 0 to 1).
    """
    group, share = given.group("group"), given.number("share", 0.8)
    texts, rows = given.fields("texts"), given.fields("rows")

    def whole(record: str, report: Report, view: Values) -> str:
        parts = [text_at(view, record, each) for each in texts]
        for field in rows:
            below = report.children(record, template.fields[field].group)
            parts += [text_at(view, each, field) for each in below]
        return "\n".join(each for each in parts if each)

    def run(report: Report, view: Values) -> Iterator[Hit]:
        records = report.records_of(group)
        for at, to, alike in alike_texts([whole(each, report, view) for each in records], share):
            one, other = records[at], records[to]
            places = tuple(FieldAddress(each, texts[0]) for each in (other, one))
            shown = (report.record_name(one), report.record_name(other))
            words = {"相同": f"{alike:.0%}"}
            yield Hit(places, *shown, record=other, part=one, words=words)

    return Prepared(given.reads(*texts, *rows), run)


def alike_texts(texts: Sequence[str], share: float) -> list[tuple[int, int, float]]:
    """Return the places of every two texts that are alike, and how much, in order.

    The measure is the share of pairs of characters that both have (Dice); short texts are like
    nothing. Two texts that reach `share` have at least one of their rarest pairs in common, so few
    texts have to be compared with each other.
    """
    sets = [pairs if len(pairs := _pairs(each)) >= _FEWEST_PAIRS else frozenset() for each in texts]
    least = share / (2 - share) - 1e-9  # of a text's pairs, what another alike one has too
    counts = Counter(pair for each in sets for pair in each)
    holders: dict[str, list[int]] = {}
    found = []
    for to, pairs in enumerate(sets):
        by_rarity = sorted(pairs, key=lambda pair: (counts[pair], pair))
        rarest = by_rarity[: len(pairs) - math.ceil(len(pairs) * least) + 1]
        for at in {each for pair in rarest for each in holders.get(pair, ())}:
            alike = 2 * len(sets[at] & pairs) / (len(sets[at]) + len(pairs))
            if alike >= share:
                found.append((at, to, alike))
        for pair in rarest:
            holders.setdefault(pair, []).append(to)
    return sorted(found)


def likeness(one: str, other: str) -> float:
    """The share of pairs of characters that both texts have (Dice), 0 for short texts."""
    left, right = _pairs(one), _pairs(other)
    if min(len(left), len(right)) < 20:
        return 0.0
    return 2 * len(left & right) / (len(left) + len(right))


@lru_cache(maxsize=256)
def _pairs(text: str) -> frozenset[str]:
    compact = _SIGNS.sub("", text)
    return frozenset(compact[at : at + 2] for at in range(len(compact) - 1))


def renamed(given: Parameters, template: ReportTemplate) -> Prepared:
    """Find a project that is called differently in its line, its own sheet and the prose.

    Parameters: `lines` (the group with a reference to the sheets), `text` (the prose field);
    `prose_only` (line and sheet are compared by another check: what differs only there is no hit).
    The sheet that covers several lines has a name of its own.
    """
    is_prose_only = given.flag("prose_only")
    lines, text_field = template.groups[given.group("lines")], given.field("text")
    link, name_field = lines.sheet_field, lines.name_field
    if not link:
        raise ExpressionError(f"“{lines.id}”没有自己的附表。")
    sheet_name = template.groups[template.fields[link].refers_to].name_field

    def run(report: Report, view: Values) -> Iterator[Hit]:
        heads = passages_by_name(text_at(view, REPORT, text_field))
        records = report.records_of(lines.id)
        covered = Counter(text_at(view, each, link) for each in records)
        for line in records:
            name, sheet = text_at(view, line, name_field), text_at(view, line, link)
            elsewhere: dict[FieldAddress, str] = {}
            if sheet and covered[sheet] == 1 and report.has_record(sheet):
                elsewhere[FieldAddress(sheet, sheet_name)] = text_at(view, sheet, sheet_name)
            head = heads.get(normalised(name))
            if head is not None and head.style != "sentence":
                elsewhere[FieldAddress(REPORT, text_field)] = head.name
            if any(
                name and other and name.removesuffix("项目") != other.removesuffix("项目")
                for place, other in elsewhere.items()
                if place.record == REPORT or not is_prose_only
            ):
                shown = named(each for each in elsewhere.values() if each not in ("", name))
                yield Hit((FieldAddress(line, name_field), *elsewhere), name, shown, record=line)

    return Prepared(given.reads(link, name_field, sheet_name, text_field), run)


def unit_names(given: Parameters, template: ReportTemplate) -> Prepared:
    """Find another unit's name where the unit's own is meant; a short form of it is fine.

    Parameters: `unit`, `others` (fields).
    """
    unit, others = given.field("unit"), given.fields("others")

    def run(report: Report, view: Values) -> Iterator[Hit]:
        name = text_at(view, REPORT, unit)
        for field in others:
            shown = text_at(view, REPORT, field)
            if name and shown and not _is_short_form(name, shown):
                places = (FieldAddress(REPORT, field), FieldAddress(REPORT, unit))
                yield Hit(
                    places, shown, name, part=field, words={"项": template.fields[field].label}
                )

    return Prepared(given.reads(unit, *others), run)


def _is_short_form(one: str, other: str) -> bool:
    short, long = sorted((_SIGNS.sub("", one), _SIGNS.sub("", other)), key=len)
    rest = iter(long)
    return all(each in rest for each in short)


def unlike_wording(given: Parameters, template: ReportTemplate) -> Prepared:
    """Find a target and an actual value that are the same but written differently.

    2022年全年 beside 2022全年. Parameters: `targets` and `actuals`, in pairs.
    """
    targets, actuals = given.fields("targets"), given.fields("actuals")
    if len(targets) != len(actuals):
        raise ExpressionError("targets 与 actuals 要成对。")

    def run(report: Report, view: Values) -> Iterator[Hit]:
        for target, actual in zip(targets, actuals, strict=True):
            for record in report.records_of(template.fields[target].group):
                left, right = text_at(view, record, target), text_at(view, record, actual)
                loose = _LOOSE.sub("", left)
                is_same = "".join(left.split()) == "".join(right.split())
                if loose and loose == _LOOSE.sub("", right) and not is_same:
                    yield Hit((FieldAddress(record, actual),), left, right, record=record)

    return Prepared(given.reads(*targets, *actuals), run)
