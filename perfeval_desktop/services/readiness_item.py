"""One thing that is looked at before the seal, and what came out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from perfeval_desktop.domain.layout import SheetRef
from perfeval_desktop.domain.report import FieldAddress

Goal = FieldAddress | SheetRef  # where an item leads


class Readiness(StrEnum):
    """What became of one thing that is looked at, the urgent first."""

    TO_DO = "要处理"
    TO_KNOW = "请留意"
    OK = "就绪"


@dataclass(frozen=True, slots=True)
class ReadinessItem:
    """One thing that was looked at: what came out, in a sentence, and where to go."""

    title: str
    state: Readiness
    sentence: str
    places: tuple[Goal, ...] = ()
