"""The nine kinds of indicators of the shipped form, in its order."""

from __future__ import annotations

SECTIONS = (
    "数量指标",
    "质量指标",
    "时效指标",
    "成本指标",
    "经济效益指标",
    "社会效益指标",
    "生态效益指标",
    "可持续影响指标",
    "服务对象满意度指标",
)
