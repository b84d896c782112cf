"""Test a template on itself: each check's examples must pass, or be found wrong, as they say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.checks.rules import RuleSet, index_rules, rules_of
from perfeval_desktop.domain.edits import apply_edits
from perfeval_desktop.domain.errors import DataFileError
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import Check, ReportTemplate, TextCheck
from perfeval_desktop.services.data_file import fragment_edits
from perfeval_desktop.templates.loader import load_template

_ID = re.compile(r'id = "([^"]+)"')


@dataclass(frozen=True, slots=True)
class TemplateCheck:
    """How many examples were run, and a sentence for each that went otherwise than it says."""

    template: str
    examples: int
    failures: tuple[str, ...]


def check_template_folder(folder: Path) -> TemplateCheck:
    """Load the template in a folder and run the examples of its checks.

    Raises:
        TemplateError: the template itself is faulty.
    """
    return check_template(load_template(folder))


def check_template(template: ReportTemplate) -> TemplateCheck:
    """Run the examples of a template's checks."""
    rules = rules_of(template)
    failures, count = list[str](), 0
    places = _places(template)
    checks: list[Check | TextCheck] = [*template.checks, *template.text_checks]
    for check in checks:
        place = places.get(check.id, "")
        alone, only = _alone(template, check, rules)
        for example in check.examples:
            count += 1
            report = Report(alone, template.example_year or template.year)
            try:
                apply_edits(report, fragment_edits(example.values, template, check.id))
            except DataFileError as error:
                failures += [f"{place}{check.id}：例子里 {each.message}" for each in error.faults]
                continue
            found = any(each.rule_id == check.id for each in Engine(report, only).findings(True))
            if found is example.passes:
                word = "应当通过，却查出了问题" if example.passes else "应当查出问题，却通过了"
                failures.append(f"{place}{check.id}：例子{word}：{dict(example.values)}")
    return TemplateCheck(template.id, count, tuple(failures))


def _alone(
    template: ReportTemplate, check: Check | TextCheck, rules: RuleSet
) -> tuple[ReportTemplate, RuleSet]:
    """Return the template with one check only: the others would take most of the time."""
    formulas = {each.field.id: each for each in rules.formulas}
    if isinstance(check, TextCheck):
        alone = replace(template, checks=(), text_checks=(check,))
        return alone, index_rules(formulas, [], alone)
    alone = replace(template, checks=(check,), text_checks=())
    return alone, index_rules(formulas, [rules.check(check.id)], alone)


def _places(template: ReportTemplate) -> dict[str, str]:
    """Return where each check is written, ready to stand before a sentence: 审核-表内.toml:12 ."""
    found = {}
    for file, text in template.texts.items():
        for number, line in enumerate(text.splitlines(), 1):
            if match := _ID.match(line):
                found[match[1]] = f"{file}:{number} "
    return found | {
        each.id: place for each in template.checks if (place := _made_of(each.id, found))
    }


def _made_of(check_id: str, places: Mapping[str, str]) -> str:
    """A check that stands for several columns is written once, under the beginning of their ids."""
    return places.get(check_id) or places.get(check_id.rpartition(".")[0], "")
