"""What a unit changes in the bureau's form for its own report (本单位调整).

An adjustment names its place by what stands there (a field, the words of a heading), never by a
number, so that it can be made again on next year's form, or is seen not to fit.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class AdjustmentKind(StrEnum):
    """What is changed; the words stand in the file that keeps the adjustments."""

    LABEL = "改名称"
    ADD_ROW = "加行"
    REMOVE_ROW = "删行"
    POINTS = "改分值"
    ADD_CHAPTER = "加章节"
    RENAME_CHAPTER = "改标题"
    REMOVE_CHAPTER = "删章节"
    MOVE_CHAPTER = "移章节"


class Adjustment(NamedTuple):
    """One change of the form, with who made it, when, and why.

    Attributes:
        kind: What is changed.
        sheet: The id of the sheet; "" for the points of a head.
        at: A field in the row it is about, the words of the heading, or the name of the head; ""
            for words that stand in no row with a field, and for the first place among chapters.
        before: The words, or the points, that stood there.
        after: Those that stand there now; of a chapter that moves, the heading it now follows.
        name: The name of the field or series that is new.
        total: The field or series in whose sum the new row is; "" for none.
        level: That of a new heading.
        without: The checks that cannot be made any more.
        day: ISO 8601.
        person: Who made it.
        reason: Why.
    """

    kind: AdjustmentKind
    sheet: str = ""
    at: str = ""
    before: str = ""
    after: str = ""
    name: str = ""
    total: str = ""
    level: int = 0
    without: tuple[str, ...] = ()
    day: str = ""
    person: str = ""
    reason: str = ""
