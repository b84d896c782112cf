"""The parts of a .docx or .xlsx, each looked through before anything reads it.

Such a file is a zip of XML, and both can be made to swell: what is allowed stands here. Reading by
whatever library begins after `Package.open` has let the file through.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, NoReturn
from xml.etree import ElementTree

from perfeval_desktop.domain.errors import SourceRefusedError

from .prescan import LimitError, Limits, scan_xml

MAX_PARTS = 2_000
MAX_XML_BYTES = 64_000_000  # of all parts that are XML; pictures are not unpacked
MAX_PART_BYTES = 40_000_000
_MAX_DIRECTORY_BYTES = 1_000_000  # of the zip; two thousand names take a third of it

SAVE_AGAIN = "请在 Word、Excel 或 WPS 里打开它，另存一份，再选一次。"
BROKEN = f"它坏了，或者没有复制完整。{SAVE_AGAIN}"
STRANGE = f"它的内部结构不像 Word、Excel 或 WPS 存的，为了安全没有读。{SAVE_AGAIN}"
TOO_MUCH = "里面的内容太多。请把要用的部分复制到一个新文件里，再选它。"

_ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError)
_STRICT = {  # ISO/IEC 29500 Strict has other names for the same
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    ),
}
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Relationship(NamedTuple):
    """What one part says of another: `kind` is the last word of its type."""

    id: str
    kind: str
    target: str  # the name of a part, or an address outside
    is_outside: bool


class Package:
    """An OOXML file that was found harmless; parts are read by name, whatever case they are in."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, names: dict[str, str]) -> None:
        self._path = path
        self._archive = archive
        self._names = names  # by the name in small letters
        self._scanned: set[str] = set()

    @classmethod
    def open(cls, path: Path, data: bytes, limits: Limits = Limits()) -> Package:  # noqa: B008
        """Look a file through.

        Args:
            path: Its name, for what is said of it.
            data: What it holds.
            limits: What its XML may have.

        Raises:
            SourceRefusedError: it is broken, protected, or made to choke its readers.
        """
        _expect_small_directory(path, data)
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except _ZIP_FAULTS as error:
            raise SourceRefusedError(path, BROKEN) from error
        package = cls(path, archive, _names(path, archive))
        package._scan(limits)
        return package

    def _scan(self, limits: Limits) -> None:
        for name in self._names.values():
            if self._is_xml(name):
                data = self._read(name)
                try:
                    scan_xml(data, limits)
                except LimitError as error:
                    raise SourceRefusedError(self._path, str(error)) from error
                self._scanned.add(name)

    def _is_xml(self, name: str) -> bool:
        """By name, or by how it begins: a part may be called anything."""
        if name.lower().endswith((".xml", ".rels", ".vml")):
            return True
        with self._opened(name) as stream:
            try:
                beginning = stream.read(256)
            except _ZIP_FAULTS:
                return False  # a broken picture is nobody's trouble
        return beginning.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")

    def _opened(self, name: str) -> zipfile.ZipExtFile:
        try:
            return self._archive.open(name)  # type: ignore[return-value]
        except (*_ZIP_FAULTS, RuntimeError) as error:
            raise SourceRefusedError(self._path, BROKEN) from error

    def _read(self, name: str) -> bytes:
        if self._archive.getinfo(name).file_size > MAX_PART_BYTES:
            raise SourceRefusedError(self._path, TOO_MUCH)
        with self._opened(name) as stream:
            try:
                return stream.read()  # no more than the directory says, and its sum must fit
            except _ZIP_FAULTS as error:
                raise SourceRefusedError(self._path, BROKEN) from error

    def names(self) -> Iterator[str]:
        """Yield the names of all parts."""
        return iter(self._names.values())

    def has(self, name: str) -> bool:
        """Say whether there is a part of this name."""
        return name.lstrip("/").lower() in self._names

    def read(self, name: str) -> bytes:
        """Return an XML part; only those that were looked through are given out.

        Raises:
            SourceRefusedError: there is no such part, or it is broken.
        """
        stored = self._names.get(name.lstrip("/").lower())
        if stored is None or stored not in self._scanned:
            self.refuse(BROKEN)
        data = self._read(stored)
        if b"http://purl.oclc.org/ooxml/" in data[:4_000]:
            for strict, usual in _STRICT.items():
                data = data.replace(strict, usual)
        return data

    def xml(self, name: str) -> ElementTree.Element:
        """Return an XML part as a tree."""
        return ElementTree.fromstring(self.read(name))

    def relationships(self, part: str) -> dict[str, Relationship]:
        """Return what a part names, by id; the part "" is the whole file."""
        folder, name = posixpath.split(part)
        of_part = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(of_part):
            return {}
        found = {}
        for each in self.xml(of_part).iter(_RELATIONSHIP):
            is_outside = each.get("TargetMode") == "External"
            target = each.get("Target", "")
            if not is_outside:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = each.get("Type", "").rstrip("/").rpartition("/")[2]
            found[each.get("Id", "")] = Relationship(each.get("Id", ""), kind, target, is_outside)
        return found

    def main_part(self) -> str:
        """Return the name of the part that everything hangs on, "" when there is none."""
        of_file = self.relationships("").values()
        return next((each.target for each in of_file if each.kind == "officeDocument"), "")

    def refuse(self, sentence: str) -> NoReturn:
        """Raise what says that this file is not read."""
        raise SourceRefusedError(self._path, sentence)


def _expect_small_directory(path: Path, data: bytes) -> None:
    """A zip may list a million parts: how long the list is stands at its end."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 66_000))
    if at < 0 or len(data) < at + 22:
        raise SourceRefusedError(path, BROKEN)
    if int.from_bytes(data[at + 12 : at + 16], "little") > _MAX_DIRECTORY_BYTES:
        raise SourceRefusedError(path, STRANGE)


def _names(path: Path, archive: zipfile.ZipFile) -> dict[str, str]:
    infos = [each for each in archive.infolist() if not each.is_dir()]
    names = {each.filename.lower(): each.filename for each in infos}
    if any(each.flag_bits & 1 for each in infos):
        words = "它加了密码，打不开。请在原来的程序里去掉密码，另存一份，再选一次。"
        raise SourceRefusedError(path, words)
    usual = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    is_odd = any(each.compress_type not in usual for each in infos)
    if len(infos) > MAX_PARTS or len(names) < len(infos) or is_odd:
        raise SourceRefusedError(path, STRANGE)
    xml_bytes = sum(e.file_size for e in infos if e.filename.lower().endswith((".xml", ".rels")))
    if xml_bytes > MAX_XML_BYTES:
        raise SourceRefusedError(path, TOO_MUCH)
    return names
