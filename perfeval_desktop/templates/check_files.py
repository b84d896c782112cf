"""Read a file of checks (审核-….toml): one check, or one for each of several columns or items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from perfeval_desktop.checks.compile import HOLDS
from perfeval_desktop.domain.template import (
    BlankRule,
    Check,
    Example,
    Severity,
    Side,
    TextCheck,
)
from perfeval_desktop.templates.fields import enumerated
from perfeval_desktop.templates.reader import MAX_TEXT, Table, meant


def read_checks(
    table: Table, columns: Mapping[str, str], limits: Mapping[str, str]
) -> tuple[Check, ...]:
    """Return all checks of the file, each column or item of a check as a check of its own.

    Args:
        table: The file.
        columns: Column name → title.
        limits: Name of a limit (三公增幅) → how it is written (20%), put in wherever a check has
            the name in braces.
    """
    found = [check for each in table.tables("check") for check in _read_check(each, columns)]
    table.done()
    words = {"{" + name + "}": limit for name, limit in limits.items()}
    return tuple(_with_words(each, words) for each in found)


def _read_check(table: Table, columns: Mapping[str, str]) -> Iterator[Check]:
    names, items = table.texts("columns"), table.texts("items")
    for name in names:
        if name not in columns:
            table.fault("columns", f"columns_named 里没有“{name}”这一列。{meant(name, columns)}")
    plain = _read_one(table)
    if not names and not items:
        yield plain
    for place, name in enumerate(names or items):
        # The examples speak of the first one; the others differ from it by name only.
        examples = plain.examples if place == 0 else ()
        words = {"{列}": name, "{列名}": columns.get(name, name)} if names else {"{项}": name}
        yield _with_words(plain, words)._replace(id=f"{plain.id}.{name}", examples=examples)


def _read_one(table: Table) -> Check:
    op = table.text("op", None)
    if op not in HOLDS:
        table.fault("op", f"“{op}”不认识，可以写：{' '.join(HOLDS)}。")
        op = "="
    check = Check(
        id=table.text("id", None),
        rule=table.text("rule", None),
        title=table.text("title", None),
        severity=enumerated(table, "severity", Severity, Severity.ERROR),
        message=table.text("message", None),
        op=op,
        left=_read_side(table.table("left")),
        right=_read_side(table.table("right")),
        for_each=table.text("for_each"),
        when=table.text("when"),
        live_when=table.text("live_when"),
        blank=enumerated(table, "blank", BlankRule, BlankRule.SKIP),
        tolerance=table.text("tolerance", "rounding"),
        scope=table.text("scope"),
        basis=table.text("basis"),
        places=table.texts("places"),
        names=table.texts("names"),
        is_complete_only=table.flag("complete_only"),
        examples=tuple(_read_example(each) for each in table.tables("example")),
    )
    table.texts("columns")
    table.texts("items")
    table.done()
    _expect_examples(check, table)
    return check


def read_text_checks(table: Table) -> tuple[TextCheck, ...]:
    """Return the checks of the file that no expression can say."""
    return tuple(_read_text_check(each) for each in table.tables("text_check"))


def _read_text_check(table: Table) -> TextCheck:
    full = table.text("full_severity")
    parameters: Any = table.raw("parameters")
    check = TextCheck(
        id=table.text("id", None),
        rule=table.text("rule", None),
        kind=table.text("kind", None),
        title=table.text("title", None),
        severity=enumerated(table, "severity", Severity, Severity.ERROR),
        message=table.text("message", None),
        left=table.text("left", None),
        right=table.text("right", None),
        parameters=parameters if isinstance(parameters, dict) else {},
        basis=table.text("basis"),
        full_severity=enumerated(table, "full_severity", Severity, Severity.ERROR)
        if full
        else None,
        is_complete_only=table.flag("complete_only"),
        examples=tuple(_read_example(each) for each in table.tables("example")),
    )
    table.done()
    _expect_examples(check, table)
    return check


def _read_side(table: Table) -> Side:
    side = Side(
        expression=table.text("is", None),
        text=table.text("text", None),
        shows=table.text("shows"),
        forgotten=table.text("forgotten"),
    )
    table.done()
    return side


def _read_example(table: Table) -> Example:
    values: Any = table.raw("values")
    if not isinstance(values, dict):
        table.fault("values", "应是一份报告片段。")
        values = {}
    example = Example(table.flag("passes"), values)
    table.done()
    return example


def _expect_examples(check: Check | TextCheck, table: Table) -> None:
    """A check that was never seen to pass and to fail is not trusted."""
    if {each.passes for each in check.examples} != {True, False}:
        table.fault("example", f"审核公式“{check.id}”要有一个通过和一个不通过的例子。")


def _with_words(check: Check, words: Mapping[str, str]) -> Check:
    """Put words in place of what stands in braces, in every expression and sentence."""

    def put(text: str) -> str:
        for word, meaning in words.items():
            text = text.replace(word, meaning)[:MAX_TEXT]
        return text

    def put_side(side: Side) -> Side:
        return side._replace(
            expression=put(side.expression), text=put(side.text), shows=put(side.shows)
        )

    return check._replace(
        title=put(check.title),
        message=put(check.message),
        left=put_side(check.left),
        right=put_side(check.right),
        when=put(check.when),
        live_when=put(check.live_when),
        tolerance=put(check.tolerance),
        basis=put(check.basis),
        places=tuple(put(each) for each in check.places),
        names=tuple(put(each) for each in check.names),
    )
