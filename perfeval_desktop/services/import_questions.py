"""What the preview of an import asks of a review: counts, lists, what is alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from perfeval_desktop.domain.import_plan import Target
from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.template import SheetKind
from perfeval_desktop.services.import_review import COUNTED, Kind, Line, Review

# What a sentence says of one piece alone: words in quotes, figures.
_OF_EACH = re.compile(r"“[^”]*”|[\d.,]+")


def counts_words(review: Review) -> str:
    """Return the counts as one sentence (312 处：放好 287，要看 12，没放 13)."""
    counts = review.counts()
    total = sum(counts[each] for each in COUNTED)
    parts = f"放好 {counts[Kind.TAKEN]}，要看 {counts[Kind.DOUBTED]}，没放 {counts[Kind.NOT_TAKEN]}"
    return f"{total} 处：{parts}。"


def found_by(review: Review, kind: Kind | None, words: Sequence[str]) -> list[Line]:
    """Return the lines of a kind (None: all that count) that hold all words."""
    kinds = COUNTED if kind is None else (kind,)
    lines = (each for each in review.lines() if each.kind in kinds)
    if not words:
        return list(lines)
    return [each for each in lines if all(word in _key(review, each) for word in words)]


class SheetChoice(NamedTuple):
    """A sheet that a table may be taken for; the record of `ref` is a planned key."""

    words: str
    ref: SheetRef


def sheet_choices(review: Review) -> list[SheetChoice]:
    """Return the tables of the form, those for each project with every project of the plan."""
    found = []
    report, template = review.report, review.report.template
    for sheet in template.sheets:
        if sheet.kind is not SheetKind.TABLE or not sheet.is_printed:
            continue
        if not sheet.per:
            found.append(SheetChoice(f"是{sheet.id}", SheetRef(sheet.id)))
        for planned in review.plan.records if sheet.per else ():
            address = review.trial.address(Target(planned.key, ""))
            if planned.group == sheet.per and address is not None:
                words = f"是{sheet.id}：{report.record_name(address.record)}"
                found.append(SheetChoice(words, SheetRef(sheet.id, planned.key)))
    return found


def alike(review: Review, index: int) -> list[int]:
    """Return the pieces that are doubted for the same reason, whatever it says of each."""
    reason = _reason(review.plan.pieces[index].why)
    lines = (each for each in review.lines() if each.kind is Kind.DOUBTED)
    return [each.piece for each in lines if _reason(review.plan.pieces[each.piece].why) == reason]


def _reason(why: str) -> str:
    return _OF_EACH.sub("", why)


def _key(review: Review, line: Line) -> str:
    piece = review.piece(line)
    label = review.label(line.address) if line.address is not None else ""
    return f"{piece.source if piece is not None else ''} {label}".casefold()
