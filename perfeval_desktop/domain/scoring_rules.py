"""The scoring rules of a template: limits, bands and grades that differ between districts."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple


class Band(NamedTuple):
    """How far a target in words was met, and which share of the weight that may earn.

    `high` belongs to the band only in the top one; `words` are actual values that mean it.
    """

    name: str
    low: Decimal
    high: Decimal
    words: tuple[str, ...] = ()


class Grade(NamedTuple):
    """A grade (等级) and the fewest points it needs."""

    name: str
    least: Decimal


class Cap(NamedTuple):
    """With an execution rate below `below`, the total is at most `most` points."""

    below: Decimal
    most: Decimal


class Head(NamedTuple):
    """A first-level head (一级指标) and its points: fixed, or from `least` to `most`."""

    name: str
    points: Decimal
    least: Decimal
    most: Decimal


class ScoredFields(NamedTuple):
    """What the fields are called that scoring reads and writes; the same in every scored group."""

    target: str = "年度指标值"
    actual: str = "实际完成值"
    weight: str = "分值"
    score: str = "得分"
    reason: str = "偏差原因"
    execution_weight: str = "执行率分值"
    execution_rate: str = "执行率"
    execution_score: str = "执行率得分"
    total: str = "总得分"

    @property
    def of_indicator(self) -> tuple[str, ...]:
        """Target, actual, weight, score and reason, in this order."""
        return self[:5]

    @property
    def of_sheet(self) -> tuple[str, ...]:
        """Weight, rate and score of the execution rate, and the total, in this order."""
        return self[5:]


class ScoringRules(NamedTuple):
    """Everything `scoring` needs to know of a template. Rates are shares: 1 is 100 %."""

    over_target: Decimal  # more than this over its target, and a reason is due
    low_execution: Decimal  # below this execution rate, and a reason is due
    bands: tuple[Band, ...]  # best first; they cover 0 to 1
    grades: tuple[Grade, ...]  # best first; the last one needs 0 points
    caps: tuple[Cap, ...]  # lowest rate first
    heads: tuple[Head, ...]
    fields: ScoredFields


def fixed_head(name: str, points: int) -> Head:
    """Return a head whose points cannot be moved."""
    number = Decimal(points)
    return Head(name, number, number, number)


# What holds where a template says nothing, as those embedded in older files do (财预〔2020〕10号).
DEFAULT_RULES = ScoringRules(
    over_target=Decimal("0.3"),
    low_execution=Decimal("0.9"),
    bands=(
        Band("达到", Decimal("0.8"), Decimal(1), ("完成", "已完成", "全部完成", "达到", "达标")),
        Band("部分达到", Decimal("0.6"), Decimal("0.8"), ("部分完成", "部分达到")),
        Band("未达到", Decimal(0), Decimal("0.6"), ("未完成", "未达到", "未达标")),
    ),
    grades=(
        Grade("优", Decimal(90)),
        Grade("良", Decimal(80)),
        Grade("中", Decimal(60)),
        Grade("差", Decimal(0)),
    ),
    caps=(),
    heads=(
        fixed_head("产出指标", 50),
        fixed_head("效益指标", 30),
        fixed_head("满意度指标", 10),
    ),
    fields=ScoredFields(),
)
