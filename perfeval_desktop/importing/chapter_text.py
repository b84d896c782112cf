"""The text of one chapter of a document: its paragraphs and small tables, as pieces of a plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from perfeval_desktop.domain.import_plan import PlannedPiece, PlannedState, Target
from perfeval_desktop.domain.numerals import print_numeral
from perfeval_desktop.domain.parsing import MAX_TEXT_LENGTH
from perfeval_desktop.domain.source_document import SourceParagraph, SourcePlace, SourceTable
from perfeval_desktop.domain.values import Text
from perfeval_desktop.importing.heading_words import Number, numbered
from perfeval_desktop.importing.pasted_prose import BULLETS, cleaned_paragraph, lines_going_on

# （简要说明本单位职责……）: what the blank form says of how to fill in.
_PROMPT = re.compile(
    r"\s*[（(【\[][^）)】\]]*(?:填写|填报|简述|简要|请|逐项|可附|字以内)[^）)】\]]*[）)】\]]\s*"
)
_DOTS = re.compile(r"[…．·\s×XxＸ_＿.]+")
_CELL_GAP = "　"
_TABLE = "正文里的表格按行变成了文字，请看看是否合适。"
_BROKEN = "看起来是上一段被折成了两行，已经接上。"
_LOST = "这个小标题没有编号，接着上面的编成“{}”，请看看。"
_IN_SENTENCE = re.compile(r"[，。：；:;,！？]")
_LONGEST_HEAD = 40
_TOO_LONG = f"这一章超过 {MAX_TEXT_LENGTH} 个字，放不下了。"


class Body(NamedTuple):
    """A line or table of a chapter; `text` is what is taken of a line, behind its heading."""

    place: SourcePlace
    content: SourceParagraph | SourceTable
    text: str = ""


def written(paragraph: SourceParagraph) -> str:
    """Return the text of a paragraph with the number that Word prints before it."""
    number = paragraph.number.strip()
    if not number or number in BULLETS:
        return paragraph.text
    return number + paragraph.text.lstrip()


def chapter_pieces(bodies: Sequence[Body], target: Target, doubt: str) -> list[PlannedPiece]:
    """Return the pieces of a chapter; the first that is taken carries the doubt about all of it."""
    going_on = lines_going_on([each.text for each in bodies])
    lost = _lost_numbers(bodies)
    pieces: list[PlannedPiece] = []
    length = 0
    for at, (body, goes_on) in enumerate(zip(bodies, going_on, strict=True)):
        if isinstance(body.content, SourceTable):
            found = _of_table(body.place.block, body.content, target)
        else:
            found = [_of_paragraph(body, body.content, target, goes_on=goes_on and length > 0)]
            if at in lost and found[0].value is not None:
                found = [_numbered(found[0], lost[at])]
        for piece in found:
            length += len(piece.value.text) + 1 if piece.value is not None else 0
            if piece.value is None or (length <= MAX_TEXT_LENGTH and not doubt):
                pieces.append(piece)
            elif length > MAX_TEXT_LENGTH:
                pieces.append(piece.taken_out(_TOO_LONG))
            else:
                pieces.append(piece.doubted(doubt))
                doubt = ""
    return pieces


def _of_paragraph(
    body: Body, paragraph: SourceParagraph, target: Target, *, goes_on: bool
) -> PlannedPiece:
    place, text = body.place, cleaned_paragraph(body.text)
    if _DOTS.fullmatch(text):
        return PlannedPiece(place, body.text, PlannedState.FORM, why="表样里的省略号。")
    if _PROMPT.fullmatch(text):
        return PlannedPiece(place, body.text, PlannedState.FORM, why="像是表样的填写提示。")
    piece = PlannedPiece(place, body.text, PlannedState.TAKEN, target, Text(text))
    if paragraph.doubt:
        piece = piece.doubted(paragraph.doubt)
    if goes_on:
        piece = piece.doubted(_BROKEN)._replace(joint="")
    return piece


def _lost_numbers(bodies: Sequence[Body]) -> dict[int, str]:
    """Return the numbers of small heads that lost theirs: short lines over text, among numbered."""
    found: dict[int, str] = {}
    before: list[tuple[Number, str]] = []  # the heads before, and their numbers as written
    for at, (body, below) in enumerate(pairwise(bodies)):
        number, rest = numbered(body.text)
        if not _is_small_head(rest) or _is_small_head(below.text):
            continue
        if number is not None:
            before.append((number, body.text[: len(body.text) - len(rest)].strip()))
        elif len(before) > 1 and before[-1][0].shape == before[-2][0].shape:
            last, written_so = before[-1]
            after = last._replace(value=last.value + 1)
            found[at] = _next(written_so, after.value)
            before.append((after, found[at]))
    return found


def _is_small_head(text: str) -> bool:
    return 2 <= len(text.strip()) <= _LONGEST_HEAD and not _IN_SENTENCE.search(text)


def _next(number: str, value: int) -> str:
    """Return a number written like the one before: （2） gives （3）."""
    if re.search(r"\d", number):
        return re.sub(r"\d+(?=\D*$)", str(value), number)
    return re.sub("[一二三四五六七八九十]+", print_numeral(Decimal(value)), number)


def _numbered(piece: PlannedPiece, number: str) -> PlannedPiece:
    assert piece.value is not None
    text = number + piece.value.text
    return piece._replace(value=Text(text), reads=text).doubted(_LOST.format(number.strip()))


def _of_table(block: int, table: SourceTable, target: Target) -> list[PlannedPiece]:
    """A row becomes a line; nothing of it vanishes."""
    pieces: list[PlannedPiece] = []
    row = -1
    for cell in table.cells:
        text = cleaned_paragraph(cell.text.replace("\n", " "))
        if not text:
            continue
        joint = _CELL_GAP if cell.row == row else "\n"
        row = cell.row
        place = SourcePlace(block, cell.row, cell.column)
        why = f"{cell.doubt}{_TABLE}"
        state = PlannedState.DOUBTED
        pieces.append(
            PlannedPiece(place, cell.text, state, target, Text(text), why=why, joint=joint)
        )
    return pieces
