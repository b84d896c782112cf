"""看表样: what a template asks and checks, for whoever made it or has to judge it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from perfeval_desktop.checks.in_words import formula_in_words
from perfeval_desktop.checks.rules import rules_of
from perfeval_desktop.checks.text_checks import text_checks_of
from perfeval_desktop.domain.errors import PackRefusedError, TemplateError, UnknownTemplateError
from perfeval_desktop.domain.template import Check, ReportTemplate, Role, Severity, TextCheck
from perfeval_desktop.domain.text import in_year
from perfeval_desktop.services.blank_form import blank_session
from perfeval_desktop.services.field_facts import ROLE_WORDS, kind_words
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.why import rule_in_words
from perfeval_desktop.templates.installed import load_installed
from perfeval_desktop.templates.loader import load_template
from perfeval_desktop.templates.pack import MAX_BYTES, PackError, read_pack

ONLY_SHOWN = "这里是表样，只能看，不能填。"


class Seen(NamedTuple):
    """A template that was loaded, or what is wrong with it."""

    source: str  # where it was found, as people say it
    template: ReportTemplate | None
    faults: tuple[str, ...] = ()


class CheckLine(NamedTuple):
    """One check as a list shows it."""

    severity: Severity
    text: str


def see_installed(template_id: str) -> Seen:
    """Load an installed template."""
    return _seen(template_id, lambda: load_installed(template_id))


def see_folder(folder: Path) -> Seen:
    """Load the template in a folder."""
    return _seen(str(folder), lambda: load_template(folder))


def see_pack(path: Path) -> Seen:
    """Load the template in a pack, without installing it."""

    def load() -> ReportTemplate:
        try:
            if path.stat().st_size > MAX_BYTES:
                raise PackRefusedError(path, "它太大了，不像一套表样。")
            return read_pack(path.read_bytes()).template()
        except OSError as error:
            raise PackRefusedError(path, "可能没有权限，或者文件已被移走。") from error
        except PackError as error:
            raise PackRefusedError(path, str(error)) from error

    return _seen(str(path), load)


def _seen(source: str, load: Callable[[], ReportTemplate]) -> Seen:
    try:
        return Seen(source, load())
    except TemplateError as error:
        return Seen(source, None, tuple(str(each) for each in error.faults))
    except PackRefusedError as error:
        return Seen(source, None, (error.reason,))
    except UnknownTemplateError:
        return Seen(source, None, ("没有安装这套表样。",))


def view_session(template: ReportTemplate) -> Session:
    """Return a session over the blank form in which nothing can be filled in."""
    session = blank_session(template, template.year)
    session.read_only = ONLY_SHOWN
    return session


def field_lines(template: ReportTemplate, field_id: str) -> list[str]:
    """Return all about a field: id, type, unit, formula in words and as written, checks."""
    field = template.fields[field_id]
    due = "，必填" if field.is_required else ""
    lines = [
        f"填报项：{field_id}",
        f"名称：{field.full_label}",
        f"类型：{kind_words(field)}（{field.type.value}）",
        f"怎样填：{ROLE_WORDS.get(field.role, '从正文里读出')}{due}",
    ]
    if field.group:
        lines.append(f"所在明细：{field.group}（{template.groups[field.group].label}）")
    if field.role is not Role.INPUT and field.formula:
        lines.append(f"公式：{formula_in_words(field, template, template.year)}")
        lines.append(f"公式原文：{' '.join(field.formula.split())}")
    for name, text in (
        ("填写说明", field.note),
        ("口径", field.scope),
        ("结转到下年", _CARRIED.get(field.carry, "")),
        ("可选的", "、".join(field.choices)),
    ):
        if text:
            lines.append(f"{name}：{text}")
    uses = checks_reading(template, field_id)
    lines.append(f"用到它的审核：{len(uses)} 条" if uses else "没有审核用到它。")
    return [*lines, *(f"　{each.text}" for each in uses)]


_CARRIED = {"keep": "保留", "previous": "作为上年的文字"}


def checks_reading(template: ReportTemplate, field_id: str) -> list[CheckLine]:
    """Return the checks that read a field, in the template's order."""
    rules = rules_of(template)
    of_figures = [
        check_line(each.check, template.year)
        for each in rules.checks
        if any(read.field == field_id for read in each.reads)
    ]
    of_texts = [
        check_line(each.check, template.year)
        for each in text_checks_of(template)
        if field_id in each.prepared.reads
    ]
    return of_figures + of_texts


def all_checks(template: ReportTemplate) -> list[CheckLine]:
    """Return every check with its severity and basis."""
    checks: list[Check | TextCheck] = [*template.checks, *template.text_checks]
    return [check_line(each, template.year) for each in checks]


def check_line(check: Check | TextCheck, year: int) -> CheckLine:
    """Return a check as one line: 〔强制性〕A1 三公经费 等于 …（依据：…）."""
    words = check.title
    if isinstance(check, Check):
        words = rule_in_words(check, check.left.text, check.right.text)
        if words != check.title:
            words = f"{check.title}：{words}"
    basis = f"（依据：{check.basis}）" if check.basis else ""
    text = f"〔{check.severity.value}〕{check.id}　{in_year(words, year)}{basis}"
    return CheckLine(check.severity, text)
