"""What a paper is made from: a report with its values, and the draft it is compared with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.paper import Formula
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.values import Value

ValueOf = Callable[[FieldAddress], Value | None]
FormulaOf = Callable[[FieldAddress], Formula | None]


def _no_formula(address: FieldAddress) -> Formula | None:
    return None


@dataclass(frozen=True, slots=True)
class PaperSource:
    """What is printed.

    Attributes:
        report: The report.
        value_of: The shown value at an address: the entered one, else the computed one.
        formula_of: How the value at an address is computed on its sheet; None where it was entered.
        printed: What is printed in place of a value (舍位平衡); the number of a cell stays exact.
        earlier: What it is compared with (花脸稿); None for plain paper.
        room_mm: Height left free under a heading of the narrative that has no text yet, to write
            in by hand.
    """

    report: Report
    value_of: ValueOf
    formula_of: FormulaOf = _no_formula
    printed: Mapping[FieldAddress, Value] = field(default_factory=dict)
    earlier: Earlier | None = None
    room_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier draft, and what the grids of now cannot show of it.

    Attributes:
        source: What was printed.
        name: What the draft is called: 第1稿（2023年3月9日定稿）.
        notes: By sheet: sentences about its rows that went or moved.
        gone: Sheets that went, each with what stood on it.
    """

    source: PaperSource
    name: str
    notes: Mapping[SheetRef, tuple[str, ...]] = field(default_factory=dict)
    gone: tuple[GoneSheet, ...] = ()


class GoneSheet(NamedTuple):
    """A sheet that went: what it was called, and what stood in its cells and rows."""

    name: str
    contents: tuple[tuple[str, str], ...]  # what each cell or row was called, and its text
