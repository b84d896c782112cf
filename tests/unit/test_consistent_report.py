"""A report in which all agrees: silent, also while it is typed; a changed figure is noticed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.domain.edits import Edit, SetEntry, SetLastYear, apply_edits
from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.layout import lay_out, sheet_refs_in_filling_order
from perfeval_desktop.domain.report import Entry, FieldAddress, LastPlace, LastYear, Report
from perfeval_desktop.domain.template import ReportTemplate, Role, SheetKind
from perfeval_desktop.domain.values import Figure, Text, ValueType, plain
from perfeval_desktop.services.data_file import data_file_edits, read_data_file
from perfeval_desktop.services.entering import entry_edits

DATA = Path(__file__).parent.parent / "data" / "consistent-2022.toml"


def consistent(template: ReportTemplate) -> list[Edit]:
    return data_file_edits(read_data_file(DATA), template)


def of_tables(engine: Engine, complete: bool = True) -> list[Finding]:
    """What the table checks find (A…, B…, C…)."""
    return [each for each in engine.findings(complete) if each.rule[0] in "ABC"]


def in_typing_order(report: Report, edits: list[Edit]) -> Iterator[SetEntry]:
    """The entries sheet by sheet in the clerk's order, each from top left to bottom right."""
    by_address = {each.address: each for each in edits if isinstance(each, SetEntry)}
    for ref in sheet_refs_in_filling_order(report):
        if report.template.sheet(ref.sheet).kind is SheetKind.TABLE:
            for cell in lay_out(report, ref).cells:
                if cell.address in by_address:
                    yield by_address.pop(cell.address)
    yield from by_address.values()


def test_a_consistent_report_has_no_finding(template: ReportTemplate) -> None:
    report = Report(template, 2022)
    apply_edits(report, consistent(template))
    assert [each.message for each in of_tables(Engine(report))] == []


def test_typing_it_from_top_to_bottom_never_shows_a_finding_that_goes_by_itself(
    template: ReportTemplate,
) -> None:
    """Totals are left to be computed; lines are linked to their sheets, as the window does."""
    edits = consistent(template)
    report = Report(template, 2022)
    apply_edits(report, [each for each in edits if not is_typed(each, template)])
    engine = Engine(report)
    shown = []
    for edit in in_typing_order(report, [each for each in edits if is_typed(each, template)]):
        if template.fields[edit.address.field].role is Role.INPUT:
            apply_edits(report, [edit])
            engine.update([edit])
            shown += [(edit.address.field, each.message) for each in of_tables(engine, False)]
    assert shown == []


def is_typed(edit: Edit, template: ReportTemplate) -> bool:
    return isinstance(edit, SetEntry) and not template.fields[edit.address.field].refers_to


def changed(number: Decimal) -> Iterator[Decimal]:
    yield number + max(abs(number) / 100, Decimal("0.05"))
    digits = plain(number)
    for at in range(len(digits) - 1):
        pair = digits[at : at + 2]
        if pair.isdecimal() and pair[0] != pair[1]:
            yield Decimal(digits[:at] + pair[::-1] + digits[at + 2 :])
            break
    yield number * 10_000


# Only the approved budget can tell that one of these is a little wrong.
UNTIED_BUDGET = (
    "公用经费_本年预算",
    "办公经费_本年预算",
    "水电差旅费_本年预算",
    "会议培训费_本年预算",
    "政府采购金额_本年预算",
    "资金总额_年初预算",
)
# What no other figure of the report is tied to: 公用 of the narrative is that of
# 一般公共预算 alone. Last year's file and the final accounts (核对底数) know these.
UNTIED = (
    *UNTIED_BUDGET,
    "公用经费",
    "办公经费",
    "水电差旅费",
    "会议培训费",
    "政府采购金额_本年决算",
)
# The final accounts to the cent, and last year's report, as they agree with the annexes.
FINAL_ACCOUNTS = {
    "底数_支出合计": "1373012.40",
    "底数_基本支出": "1100987.35",
    "底数_公用经费": "298493.12",
    "底数_办公经费": "126512.80",
    "底数_水电差旅费": "61480.32",
    "底数_会议培训费": "9500",
    "底数_项目支出": "272025.05",
    "底数_三公经费": "33000",
    "底数_政府采购": "116000",
    "底数_基本支出_公共预算": "1030000",
    "底数_人员经费_公共预算": "731506.88",
    "底数_公用经费_公共预算": "298493.12",
}
LAST_YEAR_SUFFIX = ("_上年决算", "_本年决算")


class Change(NamedTuple):
    """One figure written otherwise: where, how it stood, how it stands now."""

    edit: SetEntry
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.edit.address.field} {self.before} → {self.after}"


def changes(report: Report) -> Iterator[Change]:
    """Every change of every money figure of the annexes and of the narrative."""
    for address, entry in list(report.entries()):
        value = entry.value
        if report.template.fields[address.field].type is ValueType.PROSE:
            yield from changes_of_prose(SetEntry(address, entry, entry))
        elif isinstance(value, Figure) and value.type is ValueType.AMOUNT and value.number:
            for number in changed(value.number):
                after = Entry(Figure(value.type, number, plain(number)))
                yield Change(SetEntry(address, entry, after), value.text, plain(number))


def changes_of_prose(place: SetEntry) -> Iterator[Change]:
    assert place.before is not None
    text = place.before.value.text
    for match in re.finditer(r"(\d+(?:\.\d+)?)万元", text):
        for number in changed(Decimal(match[1])):
            after = Entry(Text(text[: match.start(1)] + plain(number) + text[match.end(1) :]))
            yield Change(place._replace(after=after), match[1], plain(number))


def with_nothing_beside_it(report: Report) -> list[Edit]:
    return []


def with_final_accounts_and_last_year(report: Report) -> list[Edit]:
    """核对底数 filled in, and last year's report read: what its 上年决算 columns repeat."""
    then, now = LAST_YEAR_SUFFIX
    edits: list[Edit] = []
    for field, text in FINAL_ACCOUNTS.items():
        edits += entry_edits(report, FieldAddress("", field), text)
    shown = {
        LastPlace(address.field.replace(then, now)): entry.value
        for address, entry in report.entries()
        if not address.record and address.field.endswith(then)
    }
    return [*edits, SetLastYear(None, LastYear("荷塘区某中心", 2021, shown))]


@pytest.mark.parametrize(
    ("beside", "least", "untied"),
    [
        (with_nothing_beside_it, "0.889", UNTIED),
        (with_final_accounts_and_last_year, "0.95", UNTIED_BUDGET),
    ],
)
def test_nearly_every_change_of_a_money_figure_is_noticed(
    template: ReportTemplate,
    beside: Callable[[Report], list[Edit]],
    least: str,
    untied: tuple[str, ...],
) -> None:
    """What goes unnoticed is listed: nothing that another figure at hand is tied to."""
    report = Report(template, 2022)
    apply_edits(report, consistent(template))
    tried_changes = list(changes(report))
    apply_edits(report, beside(report))
    engine = Engine(report)
    assert [each.message for each in engine.findings(True)] == []
    unnoticed = []
    for change in tried_changes:
        apply_edits(report, [change.edit])
        engine.update([change.edit])
        if not engine.findings(True):
            unnoticed.append(change)
        apply_edits(report, [change.edit.inverse()])
        engine.update([change.edit.inverse()])
    share = 1 - Decimal(len(unnoticed)) / len(tried_changes)
    print(
        f"noticed {share:.1%} of {len(tried_changes)} changes; unnoticed:", *unnoticed, sep="\n  "
    )
    assert [str(each) for each in unnoticed if not each.edit.address.field.startswith(untied)] == []
    assert len(tried_changes) >= 180
    assert share >= Decimal(least)
    assert engine.findings(True) == []
