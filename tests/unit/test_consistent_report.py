"""A report whose tables agree: silent, also while it is typed; a changed figure is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.domain.edits import Edit, SetEntry, apply_edits
from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.layout import lay_out, sheet_refs_in_filling_order
from perfeval_desktop.domain.report import Entry, Report
from perfeval_desktop.domain.template import ReportTemplate, Role, SheetKind
from perfeval_desktop.domain.values import Figure, ValueType, plain
from perfeval_desktop.services.data_file import data_file_edits, read_data_file

DATA = Path(__file__).parent.parent / "data" / "consistent-2022.toml"


def consistent(template: ReportTemplate) -> list[Edit]:
    return data_file_edits(read_data_file(DATA), template)


def of_tables(engine: Engine, complete: bool = True) -> list[Finding]:
    """What the table checks find (A…, B…, C…); the report has no narrative."""
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


# Figures that nothing in the tables is tied to: only last year's file, the final accounts or the
# narrative can tell that one of these is wrong.
FREE = ("公用经费", "办公经费", "水电差旅费", "会议培训费", "政府采购金额", "资金总额_年初预算")


def test_every_change_of_a_figure_that_another_figure_is_tied_to_is_noticed(
    template: ReportTemplate,
) -> None:
    report = Report(template, 2022)
    apply_edits(report, consistent(template))
    engine = Engine(report)
    tried, unnoticed = 0, []
    for address, entry in list(report.entries()):
        value = entry.value
        if not isinstance(value, Figure) or value.type is not ValueType.AMOUNT or not value.number:
            continue
        for number in changed(value.number):
            tried += 1
            edit = SetEntry(address, entry, Entry(Figure(value.type, number, plain(number))))
            apply_edits(report, [edit])
            engine.update([edit])
            if not of_tables(engine):
                unnoticed.append(address.field)
            apply_edits(report, [edit.inverse()])
            engine.update([edit.inverse()])
    assert [each for each in unnoticed if not each.startswith(FREE)] == []
    assert tried >= 150
    assert 1 - len(unnoticed) / tried >= 0.86
    assert of_tables(engine) == []
