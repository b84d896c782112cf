"""An official blank as pages: running text, and tables with their titles, notes and signatures.

A worksheet and a table of a text come to the same here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from perfeval_desktop.domain.cell_table import compact, unit_of_table
from perfeval_desktop.domain.source_document import (
    SourceCell,
    SourceDocument,
    SourceParagraph,
    SourceTable,
)
from perfeval_desktop.importing.drafting.joined_tables import joined
from perfeval_desktop.importing.heading_words import numbered

Widths = Mapping[int, tuple[float, ...]]  # of the columns of a block, as far as they are known

MARK = re.compile(r"附(?:件|表)?[:：]?[\d一二三四五六七八九十]+(?:[-－—–.]\d+)*")
_SIGNED = re.compile(
    r"(填[表报]人|填[表报]日期|填[表报]时间|联系电话|联系人|负责人|审核人|经办人|制表人|单位公章|盖章)"
)
_NOTE = re.compile(r"\s*(?:填[表报])?(?:注|说明|备注|填报说明|填表说明)[:：]|\s*\d+[.、．]")
_LONGEST_TITLE = 60
_LONGEST_HEADING = 45
_MOST_LINES_OVER = 5
_ENDS_SENTENCE = "。；;，,！!？?：:"


@dataclass
class TextLine:
    """A line of running text."""

    text: str
    level: int = 0


@dataclass
class BlankTable:
    """A table with what is printed around it."""

    cells: list[SourceCell]
    name: str = ""  # of the worksheet
    widths: tuple[float, ...] = ()
    mark: str = ""
    title: str = ""
    unit: str = ""
    notes: list[str] = field(default_factory=list)
    signature: list[str] = field(default_factory=list)


@dataclass
class Blank:
    """The pages of a blank: text before and between the tables, and the tables."""

    cover: list[str] = field(default_factory=list)
    title: str = ""  # of the narrative
    headings: list[tuple[int, str, list[str]]] = field(default_factory=list)  # with their prompts
    tables: list[BlankTable] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)  # text that is on no page


def read_blank(document: SourceDocument, widths: Widths) -> Blank:
    """Divide a blank into its pages."""
    return _Dividing(document, widths).blank()


def is_signature(text: str) -> bool:
    """Say whether a line is signed by somebody: 填表人：　联系电话：."""
    return bool(_SIGNED.search(text)) and len(compact(text)) < _LONGEST_TITLE


class _Dividing:
    def __init__(self, document: SourceDocument, widths: Widths) -> None:
        self._document = document
        self._widths = widths
        self._blank = Blank()
        self._lines: list[TextLine] = []  # not yet known where they belong
        self._last: BlankTable | None = None  # what stands behind it may belong to it

    def blank(self) -> Blank:
        for number, block in enumerate(self._document.blocks):
            if isinstance(block, SourceParagraph):
                for line in block.text.split("\n") if block.level != 1 else [block.text]:
                    self._add_line(TextLine(block.number + line, block.level))
            else:
                self._add_table(block, self._widths.get(number, ()))
        self._give_text(self._lines)
        return self._blank

    def _add_line(self, line: TextLine) -> None:
        if not line.text.strip():
            return
        if self._last is not None and not self._lines and self._is_below(line.text):
            return
        self._lines.append(line)

    def _is_below(self, text: str) -> bool:
        """Take a line for the table over it, when it is a note or a signature."""
        assert self._last is not None
        if is_signature(text) and not _NOTE.match(text):
            self._last.signature += signature_parts(text)
            return True
        if MARK.match(compact(text)) or (not _NOTE.match(text) and not self._last.notes):
            return False
        if numbered(text)[0] is not None and not self._last.notes:
            return False
        if compact(text).endswith("表") and len(compact(text)) < _LONGEST_TITLE:
            return False
        self._last.notes.append(text.strip())
        return True

    def _add_table(self, table: SourceTable, widths: tuple[float, ...]) -> None:
        if table.is_hidden or not any(cell.text.strip() for cell in table.cells):
            return
        if table.title:
            self._give_text(self._lines)
            self._lines, self._last = [], None
        if is_running_text(table):
            for cell in table.cells:
                for line in _lines_of(cell):
                    self._add_line(TextLine(line.strip(" 　") if cell.row else line.strip()))
            return
        cells = sorted(table.cells)
        if self._goes_on(cells, widths):
            return
        self._last = _with_own_lines(BlankTable(cells, table.title, widths))
        self._take_lines_over(self._last)
        self._blank.tables.append(self._last)

    def _goes_on(self, cells: list[SourceCell], widths: tuple[float, ...]) -> bool:
        """Take a table for more of the last one: it was cut in two, nothing stands between."""
        last = self._last
        if last is None or self._lines or last.name or last.notes or last.signature:
            return False
        whole = joined((last.cells, last.widths), (cells, widths))
        if whole is not None:
            last.cells, last.widths = whole
        return whole is not None

    def _take_lines_over(self, table: BlankTable) -> None:
        """The lines right over a table are its mark, title and unit."""
        texts = [each.text for each in self._lines]
        first = len(texts)
        while first and len(texts) - first < _MOST_LINES_OVER:
            text = texts[first - 1]
            if table.mark or len(compact(text)) >= _LONGEST_TITLE or is_heading(text):
                break
            if not _name_line(table, text):
                break
            first -= 1
        self._give_text(self._lines[:first])
        self._lines = []

    def _give_text(self, lines: Sequence[TextLine]) -> None:
        """Text is the cover, then the narrative; what comes later is only told."""
        blank = self._blank
        heads = [at for at, each in enumerate(lines) if is_heading(each.text)]
        if blank.tables or blank.headings or not lines:
            blank.left_over += [each.text for each in lines]
            return
        if len(heads) < 2:
            blank.cover += [each.text for each in lines]
            return
        first = heads[0]
        if first and len(compact(lines[first - 1].text)) < _LONGEST_TITLE:
            blank.title = lines[first - 1].text
            blank.cover += [each.text for each in lines[: first - 1]]
        else:
            blank.cover += [each.text for each in lines[:first]]
        for line in lines[first:]:
            if is_heading(line.text):
                blank.headings.append((_level(line.text), line.text.strip(), []))
            else:
                blank.headings[-1][2].append(line.text.strip())


def _name_line(table: BlankTable, text: str) -> bool:
    """Take a line for mark, title or unit of a table; False when it is neither."""
    plain = compact(text)
    mark = MARK.match(plain)
    if mark is not None:
        table.mark = mark[0].rstrip(":：")
        rest = plain[mark.end() :].strip(":：")
        if rest and not table.title:
            table.title = rest
        return True
    unit = unit_of_table(text)
    if unit and len(plain) < 30 and not plain.endswith("表"):
        table.unit = unit
        parts = signature_parts(text)
        kept = [each for each in parts if "单位:" not in compact(each) or not unit_of_table(each)]
        return not kept or True
    if plain.startswith("(") and plain.endswith(")"):  # (2022年度)
        return True
    if not table.title:
        table.title = text.strip()
        return True
    return False


def _with_own_lines(table: BlankTable) -> BlankTable:
    """Mark, title and unit may stand in the first rows of a table, notes in its last ones."""
    if not table.name:
        return table
    width = _width(table.cells)
    rows = _rows(table.cells)
    over: list[str] = []
    order = sorted(rows)
    while order:
        texts = [each for each in rows[order[0]] if each.text.strip()]
        is_lone = len(texts) == 1 and len(compact(texts[0].text)) < _LONGEST_TITLE
        is_wide = len(rows[order[0]]) == 1 or texts[:1] == rows[order[0]][:1]
        if texts and not (is_lone and (is_wide or unit_of_table(texts[0].text))):
            break
        if texts and texts[0].rows > 1 and texts[0].columns < width:
            break
        if texts and not _is_name(texts[0].text, over):
            break
        over += [each.text for each in texts]
        order.pop(0)
    below: list[list[str]] = []
    while order:
        texts_below = [each.text for each in rows[order[-1]] if each.text.strip()]
        text = " ".join(texts_below)
        is_note = len(texts_below) == 1 and bool(_NOTE.match(text))
        is_all_signed = bool(texts_below) and all(
            is_signature(each) and re.search("[:：]", each) for each in texts_below
        )
        if texts_below and not is_note and not is_all_signed:
            break
        below.insert(0, texts_below)
        order.pop()
    for text in reversed(over):
        _name_line(table, text)
    for texts_ in below:
        for text in texts_:
            if is_signature(text) and not _NOTE.match(text):
                table.signature += signature_parts(text)
            else:
                table.notes.append(text.strip())
    kept = set(order)
    first = min(kept, default=0)
    table.cells = [e._replace(row=e.row - first) for e in table.cells if e.row in kept]
    return table


def _is_name(text: str, over: Sequence[str]) -> bool:
    plain = compact(text)
    if MARK.match(plain) or unit_of_table(text) or re.fullmatch(r"\(.*\)", plain):
        return True
    return not any(not MARK.fullmatch(compact(each)) for each in over)


def _rows(cells: Sequence[SourceCell]) -> dict[int, list[SourceCell]]:
    rows: dict[int, list[SourceCell]] = {}
    for each in cells:
        rows.setdefault(each.row, []).append(each)
    return rows


def _width(cells: Sequence[SourceCell]) -> int:
    return max((each.column + each.columns for each in cells), default=0)


def is_running_text(table: SourceTable) -> bool:
    """Say whether a worksheet is a page of text: one cell a row, one below the other."""
    rows = _rows([each for each in table.cells if each.text.strip()])
    places = {each.column for cells in rows.values() for each in cells}
    return bool(table.title) and len(places) == 1 and all(len(each) == 1 for each in rows.values())


def _lines_of(cell: SourceCell) -> Iterator[str]:
    """A heading and what is asked under it may stand in one cell; a title goes over two lines."""
    lines = cell.text.split("\n")
    if is_heading(lines[0]):
        yield from lines
    else:
        yield cell.text


def is_heading(text: str) -> bool:
    """Say whether a line is a heading: numbered 一、 or （一）, short, no sentence."""
    number, rest = numbered(text)
    if number is None or number.shape not in ("一", "（一）", "第"):
        return False
    return 0 < len(compact(rest)) <= _LONGEST_HEADING and compact(rest)[-1] not in _ENDS_SENTENCE


def _level(text: str) -> int:
    number, _ = numbered(text)
    assert number is not None
    return 2 if number.shape == "（一）" else 1


def signature_parts(text: str) -> list[str]:
    """Divide 填表人：　　　联系电话： into its parts."""
    parts = re.split(r"\t+|(?<=[:：_＿\s　])[\s　_＿]*(?=\S{2,10}[:：])", text)
    return [each.strip() for each in parts if each.strip()]
