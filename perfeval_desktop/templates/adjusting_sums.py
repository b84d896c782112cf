"""Terms of sums: a new row is counted wherever the row beside it is, one that goes nowhere more.

Sums stand in formulas, and again in checks: both have to follow, or right figures would be called
wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from perfeval_desktop.templates.raw_form import Data, Definition, RawForm, terms_of

_CONDITIONS = ("when", "live_when")
_COLUMN = "{列}"
_COUNTED = re.compile(r"[两二三四五六七八九十]+项(?=.{0,4}之和)")  # 三项之和, 四项收入之和


def sum_parts(total: Definition) -> list[str]:
    """Return the names of the terms of a sum, without their column; none where it is no sum."""
    terms = terms_of(str(total.table.get("formula", ""))) or []
    if len(terms) == 1 and not terms[0].startswith("合计("):
        return []  # the figure of another place
    return [each.partition("_" + _COLUMN)[0] if total.is_series else each for each in terms]


def is_counted(form: RawForm, part: Definition) -> bool:
    """Say whether a field or series is a term of some sum."""
    pattern = _term(part)
    return any(
        _sign(text, match) == "+" for text in _expressions(form) for match in pattern.finditer(text)
    )


def count_like(
    form: RawForm, part: Definition, new: Definition, others: Collection[Definition] = ()
) -> None:
    """Count what is new wherever another term is counted.

    It is taken off where the other is, if one of `others` stands there, too: `a - b` alone is how
    two figures differ.
    """
    pattern, beside = _term(part), [_term(each) for each in others]

    def with_new(text: str) -> str:
        if part.name not in text:
            return text
        has_others = any(each.search(text) for each in beside)

        def more(match: re.Match[str]) -> str:
            sign = _sign(text, match)
            if not sign or (sign == "-" and not has_others):
                return match[0]
            return f"{match[0]} {sign} {match['open']}{new.name}{match['rest']}"

        return pattern.sub(more, text)

    _rewrite(form, with_new, but=new)


def count_no_more(form: RawForm, gone: Collection[Definition]) -> None:
    """Take terms out of sums, and out of checks the question whether they are filled in."""

    def without(text: str) -> str:
        for each in gone:
            if each.name not in text:
                continue
            term = _term(each).pattern
            term = _plain(term)
            text = re.sub(rf"(\S)\s*[-+]\s*{term}(?!\s*[*/×÷])", r"\1", text)
            text = re.sub(rf"(^|[(（=≠<>≤≥,，]\s*){term}\s*\+\s*", r"\1", text)
            filled = rf"已填\({term}\)"
            text = re.sub(rf"\s*且\s*{filled}", "", text)
            text = re.sub(rf"{filled}\s*且\s*", "", text)
        return text

    _rewrite(form, without)


def _term(part: Definition) -> re.Pattern[str]:
    """Match a term: 公车购置_{列}, 公车购置_本年决算, 合计(项目.财政拨款)."""
    group = rf"(?:{re.escape(part.group)}\.)?" if part.group else ""
    name, column = re.escape(part.name), ""
    if part.is_series:
        columns = [_COLUMN, *map(str, part.table.get("columns", []))]
        column = "_" if part.name else ""
        column += f"(?:{'|'.join(map(re.escape, columns))})"
    return re.compile(rf"(?<![\w.])(?P<open>(?:合计\()?{group}){name}(?P<rest>{column}(?!\w)\)?)")


def _plain(pattern: str) -> str:
    return pattern.replace("?P<open>", "?:").replace("?P<rest>", "?:")


def _before(text: str, match: re.Match[str]) -> str:
    return text[: match.start()].rstrip()[-1:]


def _sign(text: str, match: re.Match[str]) -> str:
    """Return how a term is counted in a sum, "" where it is in none."""
    before, behind = _before(text, match), text[match.end() :].lstrip()[:1]
    has_open = match["open"].startswith("合计(")
    if has_open != match["rest"].endswith(")"):
        return ""  # the bracket is another's: a list of figures, a condition
    if before in tuple("*/×÷") or behind in tuple("*/×÷"):
        return ""
    return "-" if before == "-" else "+" if "+" in (before, behind) else ""


def _expressions(form: RawForm) -> Iterator[str]:
    for definition in form.definitions():
        yield str(definition.table.get("formula", ""))
    for table, key in _of_checks(form):
        yield str(table[key])


def _rewrite(form: RawForm, change: Callable[[str], str], but: Definition | None = None) -> None:
    for definition in form.definitions():
        if (but is None or definition.key != but.key) and "formula" in definition.table:
            definition.table["formula"] = change(str(definition.table["formula"]))
    for table, key in _of_checks(form):
        before = str(table[key])
        table[key] = change(before)
        if table[key] != before and isinstance(table.get("text"), str):
            table["text"] = _COUNTED.sub("各项", table["text"])


def _of_checks(form: RawForm) -> Iterator[tuple[Data, str]]:
    """Yield where expressions stand in checks: a table and the key in it."""
    for data in form.files.values():
        checks = data.get("check")
        for check in checks if isinstance(checks, list) else ():
            for key in _CONDITIONS:
                if isinstance(check.get(key), str):
                    yield check, key
            for side in ("left", "right"):
                table = check.get(side)
                if isinstance(table, dict) and isinstance(table.get("is"), str):
                    yield table, "is"
