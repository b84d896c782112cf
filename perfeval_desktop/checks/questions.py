"""Compile the questions of the language: calls that are true or false of a field's text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from perfeval_desktop.checks.expressions import Call, ExpressionError, Name, Node, Words
from perfeval_desktop.checks.resolve import Many, One, Symbols, is_asked_among, resolve
from perfeval_desktop.domain.naming import normalised, written_plainly

if TYPE_CHECKING:
    from perfeval_desktop.checks.compile import Condition, View

    Texts = Callable[[View, str], Iterable[str]]


# How 同名 and 同文 bring texts that are alike into one form.
ALIKE: dict[str, Callable[[str], str]] = {"同名": normalised, "同文": written_plainly}


def compile_question(node: Call, scope: str, symbols: Symbols) -> Condition:
    """Return the closure of a call of one of `QUESTIONS`.

    Raises:
        ExpressionError: a name means nothing, or an argument is of the wrong kind.
    """
    if node.function == "已填":
        return _filled(_one(node, scope, symbols))
    if node.function == "是":
        return _is_one_of(node, _one(node, scope, symbols))
    same = ALIKE[node.function]
    one, other = (resolve(_named(each), scope, symbols) for each in node.arguments)
    if isinstance(one, One) and isinstance(other, Many) and is_asked_among(one, other):
        return _among(one, other, same)
    left, right = (_texts(each, scope, symbols) for each in node.arguments)
    return _alike(left, right, same)


def _one(node: Call, scope: str, symbols: Symbols) -> One:
    reference = resolve(_named(node.arguments[0]), scope, symbols)
    if isinstance(reference, Many):
        raise ExpressionError(f"函数“{node.function}”的括号里应是一个填报项，不是一组明细。")
    return reference


def _among(one: One, many: Many, same: Callable[[str], str]) -> Condition:
    """True when a record of the group has the text of this one; blank is like nothing."""
    if not many.field:
        raise ExpressionError(f"“{many.group}”后面要写填报项，例如 项目.项目名称。")

    def among(view: View, record: str) -> bool:
        text = view.text(record, one.field)
        start = view.above(record, many.up)
        holders = view.holders(many.field, same, text) if text else ()
        return any(view.above(each, 1) == start for each in holders)

    return among


def _named(node: Node) -> Name:
    if not isinstance(node, Name):
        raise ExpressionError("这里应是一个填报项的名称。")
    return node


def _filled(reference: One) -> Condition:
    up, field = reference.up, reference.field
    return lambda view, record: view.is_filled(view.above(record, up), field)


def _is_one_of(node: Call, reference: One) -> Condition:
    words = [each.text for each in node.arguments[1:] if isinstance(each, Words)]
    if len(words) < len(node.arguments) - 1:
        raise ExpressionError("函数“是”从第二个参数起应是引号里的文字。")
    known = frozenset(written_plainly(each) for each in words)
    up, field = reference.up, reference.field
    return lambda view, record: written_plainly(view.text(view.above(record, up), field)) in known


def _texts(node: Node, scope: str, symbols: Symbols) -> Texts:
    """Give the text of a field, or those of a field in all records of a group."""
    reference = resolve(_named(node), scope, symbols)
    up, field = reference.up, reference.field
    if not isinstance(reference, Many):
        return lambda view, record: (view.text(view.above(record, up), field),)
    if not field:
        raise ExpressionError(f"“{node}”后面要写填报项，例如 项目.项目名称。")
    many = reference
    return lambda view, record: [
        view.text(each, field) for each in view.members(view.above(record, up), many)
    ]


def _alike(left: Texts, right: Texts, same: Callable[[str], str]) -> Condition:
    """True when some text of the left is the same as some of the right; blank is like nothing."""

    def alike(view: View, record: str) -> bool:
        texts = {same(each) for each in left(view, record) if each}
        return any(same(each) in texts for each in right(view, record) if each)

    return alike
