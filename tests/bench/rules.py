"""A made-up template with as many cells and comparisons as wanted, and the same in plain Python.

One record has ten amounts and ten checks: sums, differences, limits and quotients.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.domain.edits import AddRecord, Edit, SetEntry, apply_edits
from perfeval_desktop.domain.report import Entry, FieldAddress, Record, Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.domain.values import Figure, ValueType, plain
from perfeval_desktop.templates.loader import template_from_texts

CELLS_PER_RECORD = 10
NAMES = [f"数{n}" for n in range(CELLS_PER_RECORD)]
FIELDS = [f"明细.{name}" for name in NAMES]

# (left, op, right) of the ten checks, with the same in Python over n[0] … n[9].
RULES = [
    ("数0", "=", "数1 + 数2 + 数3"),
    ("数4", "≤", "数0"),
    ("数5", "=", "数6 - 数7"),
    ("数8 / 数9", "≤", "1.2"),
    ("数1", "≥", "数2"),
    ("数0 + 数4", "≥", "数5"),
    ("数6", "≤", "数9 * 3"),
    ("数3", "=", "数3"),
    ("数7", "≥", "0"),
    ("数1 + 数2", "≤", "数0"),
]
RECORD = [Decimal(each) for each in ("6", "3", "2", "1", "5.5", "4.25", "6.25", "2", "7", "7")]

_HEAD = """
id = "bench"
name = "bench"
year = 2022
unit_field = "单位"
sheets = ["表"]
filling_order = ["表"]
[field."单位"]
type = "text"
label = "单位"
[field."旁项"]
type = "amount"
label = "旁项"
[field."旁项之二"]
type = "amount"
label = "旁项之二"
role = "computed"
formula = "旁项 * 2"
[group."明细"]
label = "明细"
"""
_SHEET = 'kind = "table"\ntitle = "表"\ncolumns = [10]\n[[row]]\ncells = [{ text = "表" }]\n'


def bench_template() -> ReportTemplate:
    """Return the template; its one check outside of the group reads two fields of the report."""
    fields = "".join(
        f'[group."明细".field."{name}"]\ntype = "amount"\nlabel = "{name}"\n' for name in NAMES
    )
    checks = "".join(
        _check(f"甲{n}", "明细", left, op, right, f'"明细" = [{{ {_good()} }}]')
        for n, (left, op, right) in enumerate(RULES)
    )
    checks += _check("乙", "", "旁项之二", "=", "旁项 + 旁项", '"旁项" = "1"')
    return template_from_texts(
        {"template.toml": _HEAD + fields, "表.toml": _SHEET, "checks.toml": checks}
    )


def _good() -> str:
    return ", ".join(f'"{name}" = "{number}"' for name, number in zip(NAMES, RECORD, strict=True))


def _check(check: str, scope: str, left: str, op: str, right: str, values: str) -> str:
    examples = "".join(
        f"[[check.example]]\npasses = {passes}\nvalues = {{ {values} }}\n"
        for passes in ("true", "false")
    )
    return (
        f'[[check]]\nid = "{check}"\nrule = "A"\ntitle = "{check}"\nseverity = "强制性"\n'
        f'for_each = "{scope}"\nleft = {{ is = "{left}", text = "左" }}\nop = "{op}"\n'
        f'right = {{ is = "{right}", text = "右" }}\nmessage = "{{left}}{{right}}"\n{examples}'
    )


def filled_report(template: ReportTemplate, cells: int) -> Report:
    """Return a report with so many filled cells, in which every check holds."""
    report = Report(template, 2022)
    apply_edits(report, _edits(cells))
    return report


def _edits(cells: int) -> Iterator[Edit]:
    for index in range(cells // CELLS_PER_RECORD):
        yield AddRecord(Record(f"r{index}", "明细"), index)
        for name, number in zip(NAMES, RECORD, strict=True):
            figure = Figure(ValueType.AMOUNT, number, plain(number))
            yield SetEntry(FieldAddress(f"r{index}", f"明细.{name}"), None, Entry(figure))


def plain_loop(report: Report) -> Callable[[], list[tuple[str, int]]]:
    """Return the same comparisons as one would write them in Python, over a dict keyed by cell."""
    cells = {
        (address.record, address.field): entry.value.number
        for address, entry in report.entries()
        if isinstance(entry.value, Figure)
    }
    records = report.children("", "明细")
    get, limit = cells.get, Decimal("1.2")

    def run() -> list[tuple[str, int]]:
        found = []
        for record in records:
            n = [get((record, field)) for field in FIELDS]
            if None in n:
                continue
            holds = _holds(n, limit)  # type: ignore[arg-type]
            found += [(record, rule) for rule, each in enumerate(holds) if not each]
        return found

    return run


def _holds(n: list[Decimal], limit: Decimal) -> tuple[bool, ...]:
    return (
        n[0] == n[1] + n[2] + n[3],
        n[4] <= n[0],
        n[5] == n[6] - n[7],
        n[8] / n[9] <= limit,
        n[1] >= n[2],
        n[0] + n[4] >= n[5],
        n[6] <= n[9] * 3,
        n[3] == n[3],
        n[7] >= 0,
        n[1] + n[2] <= n[0],
    )


def edit_once(engine: Engine, report: Report, numbers: Iterator[int]) -> None:
    """One edit of a field that a formula and a check read, followed through by the engine."""
    address = FieldAddress("", "旁项")
    number = Decimal(next(numbers))
    after = Entry(Figure(ValueType.AMOUNT, number, plain(number)))
    edits = [SetEntry(address, report.entry(address), after)]
    apply_edits(report, edits)
    engine.update(edits)
