"""What a clerk chooses in the print dialog, in which order sides are printed, what was printed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from enum import Enum
from typing import Any, NamedTuple, TypeVar

from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.paper import DRAFT_MARKS, Edition, PaperChoices

Side = int | None  # a page, counted from 0; None for a side that stays white


class Pick(Enum):
    """By what pages are chosen."""

    ALL = "全部"
    SHEETS = "选几张表"
    CHANGED = "只印改过的页"
    RANGE = "页码范围"


@dataclass(frozen=True, slots=True)
class PageSelection:
    """Which pages are printed.

    Attributes:
        parts: The sheets chosen with `Pick.SHEETS`.
        text: The range typed with `Pick.RANGE`.
    """

    pick: Pick = Pick.ALL
    parts: frozenset[SheetRef | str] = frozenset()
    text: str = ""


class Duplex(Enum):
    """On which sides of the sheets."""

    ONE_SIDE = "单面"
    LONG_EDGE = "双面，长边翻转"
    SHORT_EDGE = "双面，短边翻转"
    BY_HAND = "手动双面"


@dataclass(frozen=True, slots=True)
class PrintJob:
    """Everything that is chosen in the print dialog.

    Attributes:
        is_collated: Copy after copy, else all copies of a page together.
        begins_backs_at_end: By hand, the backs are printed from the last one on.
        is_grey: Nothing is printed in colour.
        printer: Its name; "" for the system's own choice.
    """

    choices: PaperChoices = field(default_factory=PaperChoices)
    selection: PageSelection = field(default_factory=PageSelection)
    copies: int = 1
    is_collated: bool = True
    duplex: Duplex = Duplex.ONE_SIDE
    begins_backs_at_end: bool = False
    is_grey: bool = False
    printer: str = ""


class Printed(NamedTuple):
    """What left the house.

    Attributes:
        choices: With which the paper was laid out.
        pages: Of the whole paper, counted from 1.
        page_count: How many the whole paper has.
        medium: "打印" or "PDF".
        target: The name of the printer or of the file.
    """

    choices: PaperChoices
    pages: tuple[int, ...]
    page_count: int
    medium: str
    target: str
    copies: int = 1


# Sides ---------------------------------------------------------------------------------------


def sides_of(pages: Sequence[int], numbers: Sequence[int | None], *, is_double: bool) -> list[Side]:
    """Return the sides to print, in order.

    On both sides, the back of a page without a number (the cover) stays white where the next
    page has an odd one: odd pages are fronts.

    Args:
        pages: Those that are printed, counted from 0.
        numbers: What is printed on every page of the whole paper.
        is_double: Both sides of a sheet are printed.
    """
    sides: list[Side] = []
    for page in pages:
        number, before = numbers[page], sides[-1] if sides else None
        is_back = is_double and len(sides) % 2 == 1
        if is_back and number is not None and number % 2 and before is not None:
            sides += [None] if numbers[before] is None else []
        sides.append(page)
    return sides


def by_hand(
    sides: Sequence[Side], *, begins_backs_at_end: bool = False
) -> tuple[list[Side], list[Side]]:
    """Return the fronts, and the backs that are printed on the same sheets put in again.

    From the end, the last sheet comes first: it needs a back even if that stays white.
    """
    fronts, backs = list(sides[::2]), list(sides[1::2])
    if begins_backs_at_end:
        white: list[Side] = [None] * (len(fronts) - len(backs))
        return fronts, (backs + white)[::-1]
    return fronts, backs


def copied(sides: Sequence[Side], copies: int, *, is_collated: bool, is_double: bool) -> list[Side]:
    """Return the sides of several copies, for a printer that does not copy by itself.

    On both sides, each copy begins on a new sheet.
    """
    whole = list(sides)
    if is_double and copies > 1 and len(whole) % 2:
        whole.append(None)
    if is_collated:
        return whole * copies
    step = 2 if is_double else 1
    return [side for at in range(0, len(whole), step) for side in whole[at : at + step] * copies]


def sheet_count(sides: int, copies: int, *, is_double: bool) -> int:
    """Return how many sheets of paper are needed."""
    return copies * ((sides + 1) // 2 if is_double else sides)


# Remembered ----------------------------------------------------------------------------------


def remembered(job: PrintJob) -> str:
    """Return what of a job is kept for the next time; pages and copies are not."""
    data: dict[str, Any] = asdict(job.choices)
    data["edition"] = job.choices.edition.name
    data |= {"duplex": job.duplex.name, "printer": job.printer, "is_grey": job.is_grey}
    data |= {"is_collated": job.is_collated, "begins_backs_at_end": job.begins_backs_at_end}
    return json.dumps(data, ensure_ascii=False)


def recalled(text: str) -> PrintJob:
    """Return the job that was kept; what cannot be understood is as at the first time."""
    try:
        data = json.loads(text)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        return PrintJob()
    choices = replace(PaperChoices(), **_switches(PaperChoices, data))
    edition = _member(Edition, data.get("edition"), Edition.SUBMITTED)
    mark = data.get("mark") if data.get("mark") in DRAFT_MARKS else ""
    job = replace(PrintJob(), **_switches(PrintJob, data))
    return replace(
        job,
        choices=replace(choices, edition=edition, mark=str(mark)),
        duplex=_member(Duplex, data.get("duplex"), Duplex.ONE_SIDE),
        printer=data["printer"] if isinstance(data.get("printer"), str) else "",
    )


def _switches(kind: type[PaperChoices] | type[PrintJob], data: dict[str, Any]) -> dict[str, Any]:
    names = {each.name for each in fields(kind)}
    return {key: value for key, value in data.items() if key in names and isinstance(value, bool)}


_Choice = TypeVar("_Choice", bound=Enum)


def _member(kind: type[_Choice], name: object, otherwise: _Choice) -> _Choice:
    return kind[name] if isinstance(name, str) and name in kind.__members__ else otherwise


def keeping_draft_choices(job: PrintJob, before: PrintJob) -> PrintJob:
    """Return a job of a final report as it is remembered: with what was chosen for drafts."""
    choices = replace(
        job.choices, mark=before.choices.mark, has_seal_guide=before.choices.has_seal_guide
    )
    return replace(job, choices=choices)
