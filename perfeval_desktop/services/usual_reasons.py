"""Which reasons a clerk is offered (常用说明): of this report, of its unit, and common ones."""

from __future__ import annotations

from perfeval_desktop.domain.parsing import clean_text
from perfeval_desktop.domain.report import unit_name
from perfeval_desktop.services.explaining import earlier_reasons
from perfeval_desktop.services.session import Session
from perfeval_desktop.storage.reasons import drop_reason, keep_reason, kept_reasons

# What clerks write most.
COMMON_REASONS = (
    "经核实，数据无误。",
    "两处口径不同：一处只含一般公共预算，一处是全部资金。",
    "年中追加预算，已按规定办理调整手续。",
    "上年结转资金在本年使用。",
    "四舍五入形成的尾差。",
)


def usual_reasons(session: Session) -> list[str]:
    """Return the reasons to offer, each once: this report's, the unit's newest first, common ones.

    The unit's are those given in any of its reports on this machine. What the clerk did not want
    to be offered any more is left out, even while it stands in the report.
    """
    kept = kept_reasons(_unit(session))
    offered = dict.fromkeys((*earlier_reasons(session.report), *kept.given, *COMMON_REASONS))
    return [each for each in offered if each not in kept.unwanted]


def remember_reason(session: Session, text: str) -> None:
    """Keep a reason for the other reports of the unit; a passage or mere 已阅 has no words."""
    reason = clean_text(text).strip()
    if reason:
        keep_reason(_unit(session), reason)


def forget_reason(session: Session, reason: str) -> None:
    """Offer a reason no more, until it is given again."""
    drop_reason(_unit(session), reason)


def _unit(session: Session) -> str:
    return unit_name(session.report, session.value)
