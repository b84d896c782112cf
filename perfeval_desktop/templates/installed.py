"""The templates that come with the program: every folder under `forms/` with a template.toml."""

from __future__ import annotations

from pathlib import Path

from perfeval_desktop.domain.errors import TemplateError, UnknownTemplateError
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.resources import forms_dir
from perfeval_desktop.templates.loader import load_template, texts_of
from perfeval_desktop.templates.texts import HEAD_FILE


def installed_template_ids() -> tuple[str, ...]:
    """Return the ids of all installed templates; the id is the folder's path below `forms/`."""
    root = forms_dir()
    heads = sorted(root.rglob(HEAD_FILE))
    return tuple(head.parent.relative_to(root).as_posix() for head in heads)


def load_installed(template_id: str) -> ReportTemplate:
    """Load the installed template with this id.

    Raises:
        UnknownTemplateError: there is none.
        TemplateError: it is faulty.
    """
    installed = installed_template_ids()
    if template_id not in installed:
        raise UnknownTemplateError(template_id, installed)
    return load_template(forms_dir().joinpath(*template_id.split("/")))


def installed_texts(template_id: str) -> dict[str, str]:
    """Return the files of an installed template as they are embedded; none where it is faulty."""
    if template_id not in installed_template_ids():
        return {}
    try:
        return texts_of(forms_dir().joinpath(*template_id.split("/")))
    except TemplateError:
        return {}


def is_installed(template: ReportTemplate) -> bool:
    """Say whether a template is, word for word, one that comes with the program.

    What the unit has adjusted in it does not count: it adds nothing that takes long.
    """
    try:
        return load_installed(template.id).digest == template.issued_digest
    except (UnknownTemplateError, TemplateError):
        return False


def template_folder_faults(folder: Path) -> TemplateError | None:
    """Return what is wrong with the template in a folder, None when nothing is."""
    try:
        load_template(folder)
    except TemplateError as error:
        return error
    return None
