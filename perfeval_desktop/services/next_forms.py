"""Which form the next year's report has: the bureau's own of that year, else this one carried."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from perfeval_desktop.domain.errors import ExportError, TemplateError, UnknownTemplateError
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.exporting.atomic import replace_file
from perfeval_desktop.services.catalogue import TemplateName, template_names
from perfeval_desktop.templates.next_year import (
    family_of,
    next_year_head,
    next_year_template,
)

_EXAMPLE = "示例"


def forms_of_next_year(template: ReportTemplate, year: int) -> list[TemplateName]:
    """Return the forms that the report after `year` can have, the one that fits best first.

    An installed form of the same bureau comes before the same form once more (沿用上年表样), which
    comes before forms that are only examples.
    """
    family = family_of(template.id)
    issued = [each for each in template_names() if each.year == year + 1]
    own = [each for each in issued if family_of(each.id) == family]
    head = next_year_head(template, year + 1)
    examples = [each for each in own if _is_example(each)]
    carried = TemplateName(head.id, head.name, year + 1)
    return [*(each for each in own if each not in examples), carried, *examples]


def _is_example(form: TemplateName) -> bool:
    """Say whether a form is only an example: its name says so, or the notice in its head."""
    return _EXAMPLE in f"{form.name}{form.notice}"


def form_of_next_year(template: ReportTemplate, year: int, template_id: str = "") -> ReportTemplate:
    """Return a form for the year after `year`: the one with this id, "" for what fits best.

    An installed form of another year is carried to it.

    Raises:
        UnknownTemplateError: there is none with this id.
        TemplateError: it is faulty.
    """
    from perfeval_desktop.templates.installed import load_installed

    chosen = template_id or forms_of_next_year(template, year)[0].id
    if chosen == next_year_head(template, year + 1).id:
        return next_year_template(_as_installed(template), year + 1)
    form = load_installed(chosen)
    return form if form.year == year + 1 else next_year_template(form, year + 1)


def _as_installed(template: ReportTemplate) -> ReportTemplate:
    """Return the form as it is installed now, corrected since the file was made with it.

    One that the unit adjusted, or that is not installed, stays as it is in the file.
    """
    from perfeval_desktop.templates.installed import load_installed

    if template.adjustments:
        return template
    try:
        return load_installed(template.id)
    except (UnknownTemplateError, TemplateError):
        return template


def write_next_form(template_id: str, folder: Path, year: int | None = None) -> ReportTemplate:
    """Write an installed form, as it serves another year, into a new folder; return the form.

    Raises:
        UnknownTemplateError, TemplateError: there is no such form, or none of that year.
        ExportError: the folder is there already, or cannot be written; nothing is left behind.
    """
    from perfeval_desktop.templates.installed import load_installed

    own = load_installed(template_id)
    form = next_year_template(own, own.year + 1 if year is None else year)
    if folder.exists():
        raise ExportError(folder, "已经有这个文件夹了，请换一个名字")
    beside = folder.with_name(f".{folder.name}.{os.urandom(4).hex()}.part")
    try:
        beside.mkdir(parents=True)
        for name, text in form.texts.items():
            replace_file(beside / name, text.encode())
        os.replace(beside, folder)
    except OSError as error:
        raise ExportError(folder, "这个位置写不进去") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return form
