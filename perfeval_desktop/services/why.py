"""Why a finding stands: its rule in words and as a formula, and the figures on both sides."""

from __future__ import annotations

from typing import NamedTuple

from perfeval_desktop.checks.terms import SignedCell, cells_added, cells_read
from perfeval_desktop.domain.findings import Finding, FoundSide
from perfeval_desktop.domain.layout import SheetRef, sheet_of
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import REPORT, Check, Side
from perfeval_desktop.domain.values import ZERO, display, plain
from perfeval_desktop.services.causes import cell_label
from perfeval_desktop.services.session import Session

_IN_WORDS = {"=": "应等于", "≤": "应不大于", "≥": "应不小于", "<": "应小于", ">": "应大于"}
_ROUNDING = "rounding"


class Step(NamedTuple):
    """One figure of a side; `sign` says whether it is added (1), subtracted (-1) or just read (0).

    `place` is where it stands on a sheet: of a figure that was read from prose, its chapter.
    """

    sign: int
    label: str
    shown: str
    place: FieldAddress


class WhySide(NamedTuple):
    """What one side is called, what it comes to, and the figures it is made of."""

    label: str
    shown: str
    steps: tuple[Step, ...]


class Why(NamedTuple):
    """Everything there is to say about a finding; "" and () where there is nothing.

    `rounding` says how much of the difference rounding can account for, `places` where to look,
    sheet by sheet.
    """

    rule: str
    formula: str
    when: str
    basis: str
    sides: tuple[WhySide, ...]
    rounding: str
    places: tuple[tuple[SheetRef, tuple[FieldAddress, ...]], ...]


def why_of(session: Session, finding: Finding) -> Why:
    """Explain a finding, from the template and the figures of now."""
    places = _by_sheet(session, finding.places)
    check = check_of(session, finding)
    if check is None:
        return Why(finding.title, "", "", finding.basis, (), "", places)
    return Why(
        rule=f"{rule_in_words(check, finding.left.label, finding.right.label)}{_allowed(check)}。",
        formula=f"{check.left.expression} {check.op} {check.right.expression}",
        when=check.when,
        basis=finding.basis,
        sides=(
            _side(session, check.left, finding.left, finding.record),
            _side(session, check.right, finding.right, finding.record),
        ),
        rounding=_rounding(session, check, finding),
        places=places,
    )


def check_of(session: Session, finding: Finding) -> Check | None:
    """Return the check in the template; None for a text check, or a fault of the template."""
    checks = session.report.template.checks
    return next((each for each in checks if each.id == finding.check), None)


def rule_in_words(check: Check, left: str, right: str) -> str:
    """Return what a check asks for, without a full stop; its sides are called so there."""
    words = _IN_WORDS.get(check.op)
    if words is None or check.left.shows or check.right.shows:
        return check.title
    return f"{left} {words} {right}"


def _allowed(check: Check) -> str:
    allowed = {_ROUNDING: "，四舍五入造成的不算", "0": ""}
    is_compared = check.op in _IN_WORDS and not check.left.shows and not check.right.shows
    return allowed.get(check.tolerance, f"，允许相差 {check.tolerance}") if is_compared else ""


def _side(session: Session, side: Side, found: FoundSide, record: str) -> WhySide:
    engine, report = session.engine, session.report
    added = cells_added(side.expression, record, engine, report)
    if added is None:
        read = cells_read(side.expression, record, engine, report)
        steps = tuple(_step(session, 0, each) for each in read)
    else:
        steps = tuple(_step(session, sign, each) for each, sign in _counted(session, added))
    return WhySide(found.label, found.shown, steps)


def _counted(session: Session, added: list[SignedCell]) -> list[tuple[FieldAddress, int]]:
    """Return the cells that count: what is added and taken away again, or empty, says nothing."""
    signs: dict[FieldAddress, int] = {}
    for sign, address in added:
        signs[address] = signs.get(address, 0) + sign
    filled = [
        (each, sign) for each, sign in signs.items() if sign and session.value(each) is not None
    ]
    return filled or [(each, sign) for each, sign in signs.items() if sign]


def _step(session: Session, sign: int, address: FieldAddress) -> Step:
    shown = display(session.value(address), session.report.template.numbers)
    return Step(sign, cell_label(session.report, address), shown, place_of(session, address))


def place_of(session: Session, address: FieldAddress) -> FieldAddress:
    """Return where a figure stands on a sheet: of one that was read from prose, its chapter."""
    mention = session.engine.mention(address)
    return address if mention is None else FieldAddress(REPORT, mention.field)


def _rounding(session: Session, check: Check, finding: Finding) -> str:
    """Say how much rounding could make, where a sum is compared and it is not enough (尾差)."""
    if check.op != "=" or check.tolerance != _ROUNDING or finding.difference is None:
        return ""
    reach = sum(
        (session.engine.slack(*each) for each in _cells_of(session, check, finding.record)), ZERO
    )
    if not reach or abs(finding.difference) <= reach:
        return ""
    return f"四舍五入最多造成 {plain(reach)} 的尾差，解释不了 {finding.difference_shown}。"


def _cells_of(session: Session, check: Check, record: str) -> list[FieldAddress]:
    engine, report = session.engine, session.report
    sides = (check.left.expression, check.right.expression)
    added = [cells_added(each, record, engine, report) or [] for each in sides]
    return [each.address for side in added for each in side]


def _by_sheet(
    session: Session, places: tuple[FieldAddress, ...]
) -> tuple[tuple[SheetRef, tuple[FieldAddress, ...]], ...]:
    found: dict[SheetRef, list[FieldAddress]] = {}
    for place in places:
        home = sheet_of(session.report, place)
        if home is not None:
            found.setdefault(home, []).append(place)
    return tuple((ref, tuple(each)) for ref, each in found.items())
