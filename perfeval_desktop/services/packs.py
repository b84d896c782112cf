"""表样包: make one from a folder, look one through and install it, uninstall it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from perfeval_desktop.domain.errors import (
    DataFileError,
    ExportError,
    PackRefusedError,
    TemplateError,
    UnknownTemplateError,
)
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.services.template_check import check_template
from perfeval_desktop.templates.installed import (
    installed_packs,
    load_own,
    own_template_ids,
    pack_path,
)
from perfeval_desktop.templates.loader import load_template
from perfeval_desktop.templates.pack import (
    MAX_BYTES,
    TOO_LARGE,
    PackError,
    pack_bytes,
    read_pack,
)

_FAULTS_SAID = 5


class Offered(NamedTuple):
    """A pack that was looked through and may be installed; `replaces` says what it takes over."""

    data: bytes
    template: ReportTemplate
    replaces: str


def pack_folder(folder: Path, path: Path) -> ReportTemplate:
    """Make a pack of the template in a folder; it is checked first.

    Raises:
        TemplateError: the template is faulty.
        PackRefusedError: an example goes otherwise than it says, or a name cannot be packed.
        ExportError: the pack cannot be written; what stood there is unchanged.
    """
    from perfeval_desktop.exporting.atomic import replace_file

    if not folder.is_dir():
        raise ExportError(folder, "没有这个文件夹")
    template = load_template(folder)
    _expect_sound(template, folder)
    try:
        data = pack_bytes(template)
    except PackError as error:
        raise PackRefusedError(folder, str(error)) from error
    replace_file(path, data)
    return template


def look_through(path: Path) -> Offered:
    """Read a pack, hold it against its hashes, load its template and run its examples.

    Raises:
        PackRefusedError: it is not one that can be installed, or the same one is there already.
    """
    data = _read(path)
    try:
        template = read_pack(data).template()
    except PackError as error:
        raise PackRefusedError(path, str(error)) from error
    except TemplateError as error:
        said = "；".join(str(each) for each in error.faults[:_FAULTS_SAID])
        raise PackRefusedError(path, f"里面的表样有错：{said}") from error
    _expect_sound(template, path)
    return Offered(data, template, _replaces(template, path))


def install(offered: Offered, path: Path) -> str:
    """Install a pack that was looked through; return a sentence that says what came of it.

    Raises:
        PackRefusedError: it could not be written; what was installed is unchanged.
    """
    from perfeval_desktop.storage.state import state_dir, write_private

    target = pack_path(offered.template.id)
    try:
        state_dir()
        target.parent.mkdir(mode=0o700, exist_ok=True)
        write_private(target, offered.data)
    except OSError as error:
        raise PackRefusedError(path, "存放表样的文件夹写不进去。") from error
    return f"已安装“{offered.template.name}”（{offered.template.id}）。{offered.replaces}"


def uninstall(template_id: str) -> str:
    """Remove an installed pack; return a sentence that says what came of it.

    Raises:
        UnknownTemplateError: no pack with this id is installed.
        PackRefusedError: it cannot be removed.
    """
    packs = installed_packs()
    path = packs.get(template_id)
    if path is None:
        raise UnknownTemplateError(template_id, tuple(packs))
    try:
        path.unlink()
    except OSError as error:
        raise PackRefusedError(path, "存放表样的文件夹写不进去。") from error
    own = "现在又用随程序的那一套。" if template_id in own_template_ids() else ""
    return f"已卸载表样“{template_id}”。{own}用它填的报告里带着表样，照样能打开。"


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise PackRefusedError(path, "没有这个文件，或者它是一个文件夹。")
        if path.stat().st_size > MAX_BYTES:
            raise PackRefusedError(path, TOO_LARGE)
        return path.read_bytes()
    except OSError as error:
        raise PackRefusedError(path, "可能没有权限，或者文件已被移走。") from error


def _expect_sound(template: ReportTemplate, path: Path) -> None:
    try:
        failures = check_template(template).failures
    except DataFileError as error:
        raise PackRefusedError(path, f"审核公式的例子有错：{error}") from error
    if failures:
        words = f"审核公式有 {len(failures)} 个例子不对，第一个是：{failures[0]}"
        raise PackRefusedError(path, words)


def _replaces(template: ReportTemplate, path: Path) -> str:
    """Say what a pack with the id of another template takes over."""
    pack = installed_packs().get(template.id)
    kept = "已经填的报告里带着原来的表样，不受影响。"
    if pack is not None:
        try:
            if read_pack(pack.read_bytes()).digest == template.digest:
                raise PackRefusedError(path, "这套表样已经装好了，一字不差，不用再装。")
        except (OSError, PackError):
            pass  # what is there is broken: it is replaced
        return f"它换下了以前安装的同一套表样。{kept}"
    try:
        own = load_own(template.id)
    except (UnknownTemplateError, TemplateError):
        return ""
    if own.digest == template.digest:
        raise PackRefusedError(path, "这套表样随程序已经有了，一字不差，不用再装。")
    return f"它代替随程序的“{own.name}”，卸载以后又用随程序的。{kept}"
