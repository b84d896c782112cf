"""Test a template on itself: each check's examples must pass, or be found wrong, as they say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.checks.rules import only_check
from perfeval_desktop.domain.edits import apply_edits
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import Check, ReportTemplate, TextCheck
from perfeval_desktop.services.data_file import fragment_edits
from perfeval_desktop.templates.loader import load_template


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
        DataFileError: an example does not fit the template.
    """
    return check_template(load_template(folder))


def check_template(template: ReportTemplate) -> TemplateCheck:
    """Run the examples of a template's checks.

    Raises:
        DataFileError: an example does not fit the template.
    """
    failures, count = [], 0
    checks: list[Check | TextCheck] = [*template.checks, *template.text_checks]
    for check in checks:
        only = only_check(template, check.id)
        for example in check.examples:
            count += 1
            report = Report(only, only.year)
            apply_edits(report, fragment_edits(example.values, only, check.id))
            found = any(each.rule_id == check.id for each in Engine(report).findings(True))
            if found is example.passes:
                word = "应当通过，却查出了问题" if example.passes else "应当查出问题，却通过了"
                failures.append(f"{check.id}：例子{word}：{dict(example.values)}")
    return TemplateCheck(template.id, count, tuple(failures))
