"""The templates there are: those under `forms/`, and the packs that the user has installed.

The id of a template of the program is its folder's path below `forms/`. A pack may have the same
id: it stands in the place of the program's own until it is uninstalled.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from perfeval_desktop.domain.errors import Fault, TemplateError, UnknownTemplateError
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.resources import forms_dir, installed_forms_dir
from perfeval_desktop.templates.loader import load_template, texts_of
from perfeval_desktop.templates.pack import (
    MAX_BYTES,
    PACK_ENDING,
    PackError,
    is_sound_id,
    load_pack,
    read_pack,
)
from perfeval_desktop.templates.texts import HEAD_FILE

_SLASH = "~"  # in the name of an installed pack; no id has it


def own_template_ids() -> tuple[str, ...]:
    """Return the ids of the templates that come with the program."""
    root = forms_dir()
    heads = sorted(root.rglob(HEAD_FILE))
    return tuple(head.parent.relative_to(root).as_posix() for head in heads)


def installed_packs() -> dict[str, Path]:
    """Return the packs that are installed, by id."""
    folder = installed_forms_dir()
    found = {}
    if folder.is_dir():
        for path in sorted(folder.glob(f"*{PACK_ENDING}")):
            template_id = path.name.removesuffix(PACK_ENDING).replace(_SLASH, "/")
            if is_sound_id(template_id):
                found[template_id] = path
    return found


def pack_path(template_id: str) -> Path:
    """Return where the pack of a template stands when it is installed."""
    return installed_forms_dir() / f"{template_id.replace('/', _SLASH)}{PACK_ENDING}"


def installed_template_ids() -> tuple[str, ...]:
    """Return the ids of all installed templates, those of the program first."""
    return tuple(dict.fromkeys((*own_template_ids(), *installed_packs())))


def load_installed(template_id: str) -> ReportTemplate:
    """Load the installed template with this id.

    Raises:
        UnknownTemplateError: there is none.
        TemplateError: it is faulty.
    """
    pack = installed_packs().get(template_id)
    return load_own(template_id) if pack is None else _load_pack(pack)


def load_own(template_id: str) -> ReportTemplate:
    """Load a template that comes with the program, whatever pack stands in its place.

    Raises:
        UnknownTemplateError: there is none.
        TemplateError: it is faulty.
    """
    if template_id not in own_template_ids():
        raise UnknownTemplateError(template_id, installed_template_ids())
    return load_template(forms_dir().joinpath(*template_id.split("/")))


def installed_texts(template_id: str) -> Mapping[str, str]:
    """Return the files of an installed template as they are embedded; none where it is faulty."""
    pack = installed_packs().get(template_id)
    try:
        if pack is not None:
            return read_pack(_pack_data(pack)).texts
        if template_id in own_template_ids():
            return texts_of(forms_dir().joinpath(*template_id.split("/")))
    except (OSError, PackError, TemplateError):
        pass
    return {}


def _load_pack(path: Path) -> ReportTemplate:
    try:
        return load_pack(_pack_data(path))
    except (OSError, PackError) as error:
        message = "这个表样包读不出来，或者装好以后被改动过，请重新安装。"
        raise TemplateError((Fault(path.name, 0, "", message),)) from error


def _pack_data(path: Path) -> bytes:
    if path.stat().st_size > MAX_BYTES:
        raise PackError
    return path.read_bytes()


def is_installed(template: ReportTemplate) -> bool:
    """Say whether a template is, word for word, one that comes with the program.

    What the unit has adjusted in it does not count: it adds nothing that takes long.
    """
    try:
        return load_own(template.id).digest == template.issued_digest
    except (UnknownTemplateError, TemplateError):
        return False


def template_folder_faults(folder: Path) -> TemplateError | None:
    """Return what is wrong with the template in a folder, None when nothing is."""
    try:
        load_template(folder)
    except TemplateError as error:
        return error
    return None
