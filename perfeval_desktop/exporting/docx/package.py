"""The parts of the Word file packed: nothing but what the document is made of."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.package import Package

from ..document import Document
from .look import styles_xml
from .sections import RunningPart
from .settings import app_xml, core_xml, fonts_xml, settings_xml

_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP file knows


def pack(document: Document, document_xml: bytes, running: Iterable[RunningPart]) -> bytes:
    """Return the file. The same parts give the same bytes."""
    package = Package()
    types, relations = CONTENT_TYPE, RELATIONSHIP_TYPE

    def part(name: str, content_type: str, content: bytes) -> Part:
        return Part(PackURI(name), content_type, content, package)

    main = part("/word/document.xml", types.WML_DOCUMENT_MAIN, document_xml)
    beside = (
        ("styles", types.WML_STYLES, relations.STYLES, styles_xml()),
        ("settings", types.WML_SETTINGS, relations.SETTINGS, settings_xml(document)),
        ("fontTable", types.WML_FONT_TABLE, relations.FONT_TABLE, fonts_xml()),
    )
    for name, content_type, relation, content in beside:
        main.load_rel(relation, part(f"/word/{name}.xml", content_type, content), f"rId{name}")
    for each in running:
        content_type = types.WML_HEADER if each.is_header else types.WML_FOOTER
        relation = relations.HEADER if each.is_header else relations.FOOTER
        target = part(f"/word/{each.file_name}", content_type, each.content)
        main.load_rel(relation, target, each.id)
    package.relate_to(main, relations.OFFICE_DOCUMENT)
    core = part("/docProps/core.xml", types.OPC_CORE_PROPERTIES, core_xml(document))
    package.relate_to(core, relations.CORE_PROPERTIES)
    app = part("/docProps/app.xml", types.OFC_EXTENDED_PROPERTIES, app_xml(document))
    package.relate_to(app, relations.EXTENDED_PROPERTIES)
    return _zipped(package)


def _zipped(package: Package) -> bytes:
    """Pack with the time of no clock."""
    packed = io.BytesIO()
    package.save(packed)
    result = io.BytesIO()
    with (
        zipfile.ZipFile(packed) as source,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # written alike by every system
            target.writestr(entry, source.read(name))
    return result.getvalue()
