"""Scope (口径): figures that cover different money are never called unequal."""

from __future__ import annotations

from perfeval_desktop.checks.expressions import ExpressionError, Name, parse_expression
from perfeval_desktop.checks.resolve import Symbols, read_of
from perfeval_desktop.domain.template import Check

_MIRRORED = {"≥": "≤", ">": "<"}


def expect_like_scopes(check: Check, widest: str, symbols: Symbols) -> None:
    """Refuse a check between two plain fields of unlike scope, unless it says narrower ≤ wider.

    A check may name the scope of one side as its own, and say when the other side covers no more.

    Args:
        check: A check that compiles.
        widest: The scope that holds every other one.
        symbols: What the names of the check mean.

    Raises:
        ExpressionError: figures would be compared that may rightly differ.
    """
    left, right = (_scope(each.expression, check, symbols) for each in (check.left, check.right))
    if not left or not right or left == right:
        return
    if check.when and check.scope in (left, right):
        return
    narrower, wider = (right, left) if check.op in _MIRRORED else (left, right)
    if _MIRRORED.get(check.op, check.op) not in ("≤", "<") or wider != widest:
        raise ExpressionError(
            f"两边口径不同（{left}、{right}），不能用“{check.op}”比较，"
            f"只能是口径小的 ≤ 口径为“{widest}”的（这里{narrower}在小的一边）。"
        )


def _scope(expression: str, check: Check, symbols: Symbols) -> str:
    node = parse_expression(expression)
    if not isinstance(node, Name):
        return ""
    return symbols.fields[read_of(node, check.for_each, symbols).field].scope
