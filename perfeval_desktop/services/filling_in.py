"""填入原表: the values of a report written into a copy of the blank that the bureau gave out.

Its places are found as an import finds them. What is to be written is shown before; what was
written is read again by the same readers, and a file in which anything stands otherwise is not
given out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from perfeval_desktop.domain.errors import ExportError, SourceRefusedError
from perfeval_desktop.services.blank_file import BlankFile
from perfeval_desktop.services.filling_check import proven, tried, unlike
from perfeval_desktop.services.filling_places import Filling, PlaceFinder
from perfeval_desktop.services.filling_writing import writings
from perfeval_desktop.services.import_told import place_words
from perfeval_desktop.services.session import Session

_SAME_FILE = "结果不能写在原表上，请另起一个文件名。"
_CHECK_FAILED = "写好以后重新读了一遍，有 {} 处和报告不一样（{}），为了不交错表，没有给出文件。"
_TOO_SMALL = "有 {} 处文字可能比格子长（{}），格子没有改动；填好以后请调一下行高、列宽，再打印。"
_OTHER_YEAR = "原表是 {} 年度的，报告是 {} 年度的，请看看是不是选错了。"
_NOTHING = "原表里没有认出可以填写的地方，请看看选的是不是这一年的空表。"


OnStep = Callable[[int, int], None]


def _nobody(done: int, total: int) -> None:
    """Tell nobody."""


def prepare(
    path: Path,
    session: Session,
    on_step: OnStep = _nobody,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Filling:
    """Find out what would be written into a blank; nothing is written yet.

    The file is read in a process of its own first, whose time and memory are bounded.

    Raises:
        CannotOpenError: the operating system refused to read the file.
        SourceRefusedError: it is no .docx or .xlsx, broken or hostile, or has no place of the form.
        ReadingCancelledError: `is_cancelled` said so.
    """
    from perfeval_desktop.importing.matching import match_document
    from perfeval_desktop.importing.office import read_document
    from perfeval_desktop.importing.table_parts import document_year
    from perfeval_desktop.services.filling_growth import grown

    read_document(path, on_step, is_cancelled)
    blank = BlankFile.open(path)
    plan = match_document(blank.document, session.report)
    if not any(piece.target is not None for piece in plan.pieces):
        raise SourceRefusedError(path, _NOTHING)
    larger, notes = grown(blank, plan, session.report)
    if larger is not blank:
        blank = larger
        plan = match_document(blank.document, session.report)
    finder = PlaceFinder(blank, plan, session)
    year = document_year(blank.document)
    if year is not None and year != session.report.year:
        notes = (_OTHER_YEAR.format(year, session.report.year), *notes)
    filling = Filling(blank, plan, tuple(finder.items()), notes)
    filling = proven(filling._replace(items=tuple(tried(filling, session))), session)
    notes = (*filling.notes, *_too_small(filling))
    return filling._replace(items=(*filling.items, *finder.without_place()), notes=notes)


def _too_small(filling: Filling) -> Iterator[str]:
    """Tell the cells of a workbook that do not show all of what is written into them."""
    chosen = [filling.items[number] for number in sorted(filling.usual())]
    texts = {e.place: "\n".join(e.lines) or e.new for e in chosen if e.place is not None}
    small = filling.blank.too_small(texts)
    if small:
        named = "、".join(place_words(filling.blank.document, each) for each in small[:3])
        yield _TOO_SMALL.format(len(small), named)


def fill(filling: Filling, session: Session, path: Path, chosen: Collection[int]) -> None:
    """Write the chosen items into a copy of the blank at `path`, and read it again.

    Raises:
        ExportError: it cannot be written, or does not say what the report says; what stood there is
            unchanged, and the blank always is.
    """
    from perfeval_desktop.exporting.atomic import replace_file

    if _is_same_file(filling.blank.path, path):
        raise ExportError(path, _SAME_FILE)
    data = filled_bytes(filling, session, chosen, path)
    replace_file(path, data)


def filled_bytes(filling: Filling, session: Session, chosen: Collection[int], path: Path) -> bytes:
    """Return the filled copy, read again and compared; errors as of `fill`."""
    wanted = [each for number, each in enumerate(filling.items) if number in chosen]
    wanted = [each for each in wanted if each.state.can_be_written and each.place is not None]
    data, refused = filling.blank.written(list(writings(filling, session, wanted)))
    wrong = [place_words(filling.blank.document, each.place) for each in refused]
    other = unlike(filling.blank.document, filling.blank.holding(data), session, wanted)
    wrong += [each.label for each in other]
    if wrong:
        raise ExportError(path, _CHECK_FAILED.format(len(wrong), "、".join(wrong[:3])))
    return data


def _is_same_file(blank: Path, path: Path) -> bool:
    try:
        return path.exists() and os.path.samefile(blank, path)
    except OSError:
        return False
