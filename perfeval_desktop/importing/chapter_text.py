"""The text of one chapter of a document: its paragraphs and small tables, as pieces of a plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from perfeval_desktop.domain.import_plan import PlannedPiece, PlannedState, Target
from perfeval_desktop.domain.parsing import MAX_TEXT_LENGTH
from perfeval_desktop.domain.source_document import SourceParagraph, SourcePlace, SourceTable
from perfeval_desktop.domain.values import Text
from perfeval_desktop.importing.pasted_prose import BULLETS, cleaned_paragraph, lines_going_on

# （简要说明本单位职责……）: what the blank form says of how to fill in.
_PROMPT = re.compile(
    r"\s*[（(【\[][^）)】\]]*(?:填写|填报|简述|简要|请|逐项|可附|字以内)[^）)】\]]*[）)】\]]\s*"
)
_DOTS = re.compile(r"[…．·\s×XxＸ_＿.]+")
_CELL_GAP = "　"
_TABLE = "正文里的表格按行变成了文字，请看看是否合适。"
_BROKEN = "看起来是上一段被折成了两行，已经接上。"
_TOO_LONG = f"这一章超过 {MAX_TEXT_LENGTH} 个字，放不下了。"


class Body(NamedTuple):
    """A block of a chapter; `text` is what is taken of a paragraph, behind its heading."""

    block: int
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
    pieces: list[PlannedPiece] = []
    length = 0
    for body, goes_on in zip(bodies, going_on, strict=True):
        if isinstance(body.content, SourceTable):
            found = _of_table(body.block, body.content, target)
        else:
            found = [_of_paragraph(body, body.content, target, goes_on=goes_on and length > 0)]
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
    place = SourcePlace(body.block)
    lines = filter(None, map(cleaned_paragraph, body.text.split("\n")))
    text = "\n".join(lines)
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
