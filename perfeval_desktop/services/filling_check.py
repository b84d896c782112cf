"""What a blank will say, and whether it says it: read by the readers of an import."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfeval_desktop.domain.import_plan import PlannedPiece, Target
from perfeval_desktop.domain.source_document import (
    SourceBlock,
    SourceDocument,
    SourcePlace,
    SourceTable,
)
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.exporting.blanks.line_places import LinePart
from perfeval_desktop.services.blank_file import BlankFile
from perfeval_desktop.services.filling_places import Filling, FillItem, FillState
from perfeval_desktop.services.filling_values import (
    SheetUnit,
    new_text,
    shows_the_same,
    unit_read,
)
from perfeval_desktop.services.filling_writing import writings
from perfeval_desktop.services.session import Session

_NOT_READ_BACK = "写进去以后再读，读出来不是这个内容，所以没有写。"


def tried(filling: Filling, session: Session) -> Iterator[FillItem]:
    """Yield the items with their units; what would not be read as it is meant has no place."""
    from perfeval_desktop.importing.matching import match_document

    style = session.report.template.numbers
    items = [each for each in filling.items if each.state.can_be_written and not each.lines]
    trial = _with_texts(filling, session, items)
    plan = match_document(trial, session.report)
    read = {(p.place, p.target.field): p for p in plan.pieces if p.target is not None}
    for each in filling.items:
        if not each.state.can_be_written or each.lines:
            yield each
            continue
        assert each.place is not None
        # A unit that is named nowhere else is read as that of the report.
        unit_field = session.report.template.unit_field
        piece = read.get((each.place, each.address.field)) or read.get((each.place, unit_field))
        value = piece.value if piece is not None else None
        wanted = session.value(each.address)
        unit = unit_read(value, wanted, style)
        if unit is None and each.state is FillState.FORMULA:
            yield each
        elif unit is None:
            yield each._replace(state=FillState.NO_PLACE, why=_NOT_READ_BACK)
        else:
            yield each._replace(unit=unit, new=new_text(wanted, unit, style))


def proven(filling: Filling, session: Session) -> Filling:
    """Return the filling without what a file that is written for trial does not say."""
    wanted = [each for each in filling.items if each.state.can_be_written]
    data, refused = filling.blank.written(list(writings(filling, session, wanted)))
    closed = {each.place for each in refused}
    lost = {id(e) for e in wanted if e.place in closed}
    rest = [each for each in wanted if id(each) not in lost]
    lost |= {
        id(e) for e in unlike(filling.blank.document, filling.blank.holding(data), session, rest)
    }
    items = (
        each._replace(state=FillState.NO_PLACE, why=_NOT_READ_BACK) if id(each) in lost else each
        for each in filling.items
    )
    return filling._replace(items=tuple(items))


def _with_texts(filling: Filling, session: Session, items: Sequence[FillItem]) -> SourceDocument:
    """Return the document as it will be read with the items in it."""
    from perfeval_desktop.exporting.blanks.line_places import cuts_of

    document = filling.blank.document
    style = session.report.template.numbers
    at_place: dict[SourcePlace, list[int]] = {}
    for number, piece in enumerate(filling.plan.pieces):
        at_place.setdefault(piece.place, []).append(number)
    own = {each.piece: each for each in items}
    texts: dict[SourcePlace, str] = {}
    for place, numbers in at_place.items():
        if not any(number in own for number in numbers):
            continue
        parts = [
            LinePart(
                filling.plan.pieces[n].source,
                new_text(session.value(own[n].address), SheetUnit.WAN, style) if n in own else None,
            )
            for n in numbers
        ]
        text = document.text_at(place)
        for cut in sorted(cuts_of(text, parts) or (), reverse=True):
            text = text[: cut.start] + cut.new + text[cut.end :]
        texts[place] = text
    blocks: list[SourceBlock] = []
    for number, block in enumerate(document.blocks):
        if isinstance(block, SourceTable):
            cells = tuple(
                cell._replace(text=texts[place], kept="", doubt="")
                if (place := SourcePlace(number, cell.row, cell.column)) in texts
                else cell
                for cell in block.cells
            )
            blocks.append(block._replace(cells=cells))
        else:
            place = SourcePlace(number)
            blocks.append(block._replace(text=texts[place]) if place in texts else block)
    return document._replace(blocks=tuple(blocks))


def unlike(
    before: SourceDocument, written: BlankFile, session: Session, wanted: Sequence[FillItem]
) -> Iterator[FillItem]:
    """Yield the items that the file that was made does not say as it should."""
    from perfeval_desktop.importing.matching import match_document
    from perfeval_desktop.services.import_edits import planned_values

    style = session.report.template.numbers
    plan = match_document(written.document, session.report)
    read: dict[tuple[object, ...], list[PlannedPiece]] = {}
    for piece in plan.pieces:
        if piece.target is not None:
            key = _lasting(written.document, piece.place, piece.target.field)
            read.setdefault(key, []).append(piece)
    chapters = planned_values(plan, session.report.template)
    for each in wanted:
        assert each.place is not None
        if each.state is FillState.FORMULA:
            continue  # computed anew when it is opened
        if each.lines:
            found = chapters.get(Target(REPORT, each.address.field))
            text = "".join(found.text.split()) if found is not None else ""
            if text != "".join("".join(each.lines).split()):
                yield each
            continue
        value = session.value(each.address)
        fields = (each.address.field, session.report.template.unit_field)
        own = [p for f in fields for p in read.get(_lasting(before, each.place, f), ())]
        if not any(shows_the_same(piece.value, value, style) for piece in own if piece.value):
            yield each


def _lasting(document: SourceDocument, place: SourcePlace, field: str) -> tuple[object, ...]:
    """Return what a place is known by, also when chapters before it have more paragraphs."""
    tables = sum(isinstance(each, SourceTable) for each in document.blocks[: place.block])
    return tables, place.row, place.column, field
