"""What templates are installed, by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import tomli

from perfeval_desktop.resources import forms_dir
from perfeval_desktop.templates.installed import installed_packs, installed_template_ids
from perfeval_desktop.templates.pack import PackError, read_pack
from perfeval_desktop.templates.texts import HEAD_FILE


@dataclass(frozen=True, slots=True)
class TemplateName:
    """A template as it is offered: id, name and the year it was issued for."""

    id: str
    name: str
    year: int
    region: str = ""  # whose form it is: 株洲市荷塘区
    notice: str = ""  # 示例，未经核对
    is_pack: bool = False  # installed by the user

    @property
    def full_name(self) -> str:
        """The name with what has to be known of it."""
        return f"{self.name}（{self.notice}）" if self.notice else self.name


def template_names() -> list[TemplateName]:
    """Return the installed templates by region, the newest first.

    Only their heads are read; a faulty one keeps its id as name.
    """
    names = [_name(each) for each in installed_template_ids()]
    regions = list(dict.fromkeys(each.region for each in names))
    return sorted(names, key=lambda each: (regions.index(each.region), -each.year, each.id))


def usual_template(names: Sequence[TemplateName]) -> int:
    """Return the place of the one to offer first: the newest that is no example; 0 for none."""
    sound = [each for each in names if not each.notice] or list(names)
    newest = max(sound, key=lambda each: each.year, default=None)
    return names.index(newest) if newest is not None else 0


def _name(template_id: str) -> TemplateName:
    pack = installed_packs().get(template_id)
    path = forms_dir().joinpath(*template_id.split("/"), HEAD_FILE)
    try:
        text = path.read_text("utf-8") if pack is None else read_pack(pack.read_bytes()).head
        head = tomli.loads(text)
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError, PackError):
        head = {}
    year, name = head.get("year"), str(head.get("name", template_id))
    return TemplateName(
        template_id,
        name,
        year if isinstance(year, int) else 0,
        str(head.get("region", "")) or _region_in(name),
        str(head.get("notice", "")),
        pack is not None,
    )


def _region_in(name: str) -> str:
    """Return whose form it is: what stands before the year, as in 株洲市荷塘区2022年度整体支出."""
    return re.split(r"(?:19|20)\d\d", name, maxsplit=1)[0]
