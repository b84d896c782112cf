"""表样包: one template in one file, with a hash of each of its files; read as a stranger's file.

It is a plain zip: manifest.json and the .toml files. Nothing is unpacked to disk: an installed pack
stays one file, so it is there whole or not at all.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from perfeval_desktop.domain.naming import safe_file_name
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.templates.loader import MAX_FILES, template_from_texts
from perfeval_desktop.templates.texts import HEAD_FILE, digest_of

PACK_ENDING = ".pevalforms"
MANIFEST = "manifest.json"
FORMAT = 1
MAX_BYTES = 4_000_000  # of the file, and of all that is in it: a template has 0.2
_MAX_DIRECTORY = 100_000
_MAX_ID = 100
_LONGEST_STEM = 80  # characters of the name of a file
_ID = re.compile(r"[\w\-]+(?:/[\w\-]+)*")
_TIME = (2000, 1, 1, 0, 0, 0)  # the same for all: the same template gives the same bytes
_KEYS = {"format", "id", "name", "year", "digest", "files"}
_ZIP_FAULTS = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, OSError, EOFError),
    *(ValueError, NotImplementedError, RuntimeError),
)

NO_PACK = "它不是表样包，或者没有复制完整。"
CHANGED = "里面的文件和打包时的不一样，可能没有复制完整，或者被改动过。"
STRANGE = "里面有不该有的东西，为了安全没有读。"
TOO_LARGE = "它太大了，不像一套表样。"


class PackError(Exception):
    """A pack is not taken; the message is a Chinese sentence."""


class Pack(NamedTuple):
    """What a pack says that it holds, and the texts that were found to be just that."""

    id: str
    name: str
    year: int
    digest: str
    texts: Mapping[str, str]

    @property
    def head(self) -> str:
        """The file that names the template."""
        return self.texts[HEAD_FILE]

    def template(self) -> ReportTemplate:
        """Load the template.

        Raises:
            TemplateError: it is faulty.
            PackError: it is another one than the manifest says.
        """
        template = template_from_texts(self.texts)
        if (template.id, template.name, template.year) != (self.id, self.name, self.year):
            raise PackError(CHANGED)
        return template


def pack_bytes(template: ReportTemplate) -> bytes:
    """Return a template as a pack.

    Raises:
        PackError: its id, or the name of a file, cannot go on a journey.
    """
    if not is_sound_id(template.id):
        raise PackError(
            "表样的 id 只能用字母、数字、汉字、减号和斜线，最多 100 个字，例如 hunan/hetang/2023。"
        )
    if bad := [name for name in template.texts if not _is_sound_name(name)]:
        raise PackError(f"文件名“{bad[0]}”别的电脑上用不了，请换一个。")
    files = {name: text.encode() for name, text in sorted(template.texts.items())}
    manifest = {
        "format": FORMAT,
        "id": template.id,
        "name": template.name,
        "year": template.year,
        "digest": template.digest,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        told = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        for name, data in {MANIFEST: told, **files}.items():
            info = zipfile.ZipInfo(name, _TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()


def read_pack(data: bytes) -> Pack:
    """Read a pack and hold it against its hashes; the template is not loaded yet.

    Raises:
        PackError: it is no pack, not a whole one, or made to do harm.
    """
    files = _files(data)
    manifest = _manifest(files.pop(MANIFEST, b""))
    hashes = {name: hashlib.sha256(each).hexdigest() for name, each in files.items()}
    if hashes != manifest["files"]:
        raise PackError(CHANGED)
    try:
        texts = {name: each.decode() for name, each in files.items()}
    except UnicodeDecodeError:
        raise PackError(CHANGED) from None
    texts = {name: text.replace("\r\n", "\n") for name, text in texts.items()}
    if HEAD_FILE not in texts or digest_of(texts) != manifest["digest"]:
        raise PackError(CHANGED)
    return Pack(manifest["id"], manifest["name"], manifest["year"], manifest["digest"], texts)


def is_sound_id(template_id: str) -> bool:
    """Say whether an id can be a path on every system and leads nowhere else."""
    parts = template_id.split("/")
    is_safe = all(safe_file_name(each) == each for each in parts)
    return len(template_id) <= _MAX_ID and bool(_ID.fullmatch(template_id)) and is_safe


def load_pack(data: bytes) -> ReportTemplate:
    """Return the template of a pack that is installed.

    Raises:
        TemplateError: it is faulty.
        PackError: it was changed since.
    """
    return read_pack(data).template()


def _files(data: bytes) -> dict[str, bytes]:
    """Unpack into memory what may be there, and nothing else."""
    if len(data) > MAX_BYTES:
        raise PackError(TOO_LARGE)
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 66_000))
    if at < 0 or len(data) < at + 22:
        raise PackError(NO_PACK)
    if int.from_bytes(data[at + 12 : at + 16], "little") > _MAX_DIRECTORY:
        raise PackError(STRANGE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _expect_harmless(infos)
            return {each.filename: _content(archive, each) for each in infos}
    except _ZIP_FAULTS as error:
        raise PackError(NO_PACK) from error


def _expect_harmless(infos: list[zipfile.ZipInfo]) -> None:
    names = [each.filename for each in infos]
    if MANIFEST not in names:
        raise PackError(NO_PACK)
    usual = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    is_odd = any(each.flag_bits & 1 or each.compress_type not in usual for each in infos)
    is_twice = len({each.casefold() for each in names}) < len(names)
    is_elsewhere = not all(each == MANIFEST or _is_sound_name(each) for each in names)
    if is_odd or is_twice or is_elsewhere:
        raise PackError(STRANGE)
    if len(infos) > MAX_FILES + 1 or sum(each.file_size for each in infos) > MAX_BYTES:
        raise PackError(TOO_LARGE)


def _is_sound_name(name: str) -> bool:
    """A .toml file right in the pack, by a name that every system takes."""
    stem = name.removesuffix(".toml")
    return stem != name and 0 < len(stem) <= _LONGEST_STEM and safe_file_name(stem) == stem


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as stream:
        data = stream.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise PackError(NO_PACK)
    return data


def _manifest(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data.decode())
    except (ValueError, RecursionError):
        raise PackError(NO_PACK) from None
    if not isinstance(found, dict) or type(found.get("format")) is not int:
        raise PackError(NO_PACK)
    if found["format"] > FORMAT:
        raise PackError("它是用更新的程序打的包，请先安装最新版本的程序。")
    texts = ("id", "name", "digest")
    is_sound = (
        set(found) == _KEYS
        and all(isinstance(found[each], str) and len(found[each]) < 500 for each in texts)
        and type(found["year"]) is int
        and isinstance(found["files"], dict)
        and len(found["files"]) <= MAX_FILES
        and is_sound_id(found["id"])
    )
    if not is_sound:
        raise PackError(STRANGE)
    return found
