"""What templates are installed, by name."""

from __future__ import annotations

from dataclasses import dataclass

import tomli

from perfeval_desktop.resources import forms_dir
from perfeval_desktop.templates.installed import installed_packs, installed_template_ids
from perfeval_desktop.templates.loader import HEAD_FILE
from perfeval_desktop.templates.pack import PackError, read_pack


@dataclass(frozen=True, slots=True)
class TemplateName:
    """A template as it is offered: id, name and the year it was issued for."""

    id: str
    name: str
    year: int
    is_pack: bool = False  # installed by the user


def template_names() -> list[TemplateName]:
    """Return the installed templates from their heads alone; a faulty one keeps its id as name."""
    packs = installed_packs()
    return [
        _name_of_pack(each) if each in packs else _name(each) for each in installed_template_ids()
    ]


def _name_of_pack(template_id: str) -> TemplateName:
    try:
        pack = read_pack(installed_packs()[template_id].read_bytes())
    except (OSError, PackError):
        return TemplateName(template_id, template_id, 0, True)
    return TemplateName(template_id, pack.name, pack.year, True)


def _name(template_id: str) -> TemplateName:
    path = forms_dir().joinpath(*template_id.split("/"), HEAD_FILE)
    try:
        head = tomli.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError):
        head = {}
    year = head.get("year")
    return TemplateName(
        template_id, str(head.get("name", template_id)), year if isinstance(year, int) else 0
    )
