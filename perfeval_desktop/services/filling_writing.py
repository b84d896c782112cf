"""What is written where in a blank: all that goes into one cell or one line together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfeval_desktop.domain.source_document import SourcePlace
from perfeval_desktop.exporting.blanks.line_places import LinePart
from perfeval_desktop.importing.number_formats import GENERAL
from perfeval_desktop.services.blank_file import Written
from perfeval_desktop.services.filling_places import Filling, FillItem, FillState
from perfeval_desktop.services.filling_values import COMPUTED, new_text, number_for
from perfeval_desktop.services.session import Session


def writings(filling: Filling, session: Session, items: Sequence[FillItem]) -> Iterator[Written]:
    """Yield what is written where, all that goes into one cell or line together."""
    style = session.report.template.numbers
    formats = filling.blank.number_formats()
    by_place: dict[SourcePlace, list[FillItem]] = {}
    for each in items:
        assert each.place is not None
        by_place.setdefault(each.place, []).append(each)
    pieces = filling.plan.pieces
    at_place: dict[SourcePlace, list[int]] = {}
    for number, piece in enumerate(pieces):
        at_place.setdefault(piece.place, []).append(number)
    for place, all_here in by_place.items():
        for each in all_here:
            if each.lines and filling.blank.is_word:
                yield Written(place, lines=each.lines)
            elif each.lines:
                yield Written(place, (LinePart("", "\n".join(each.lines)),))
        own = {each.piece: each for each in all_here if not each.lines}
        if not own:
            continue
        here = at_place[place]
        if len(here) == 1 and not filling.blank.is_word:
            only = own[here[0]]
            is_formula = only.state is FillState.FORMULA
            number_format = COMPUTED if is_formula else formats.get(place, GENERAL)
            figure = number_for(session.value(only.address), only.unit, number_format, style)
            if figure is not None:
                yield Written(place, number=figure)
                continue
        parts = [
            LinePart(
                pieces[n].source,
                new_text(session.value(own[n].address), own[n].unit, style) if n in own else None,
            )
            for n in here
        ]
        yield Written(place, tuple(parts))
