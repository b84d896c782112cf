"""What the program exports comes back without anything of its own in the file: by its words alone.

Hypothesis draws the report; names, properties and bookmarks are taken out of the file before it is
read, so that it is a document like any other.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.layout import lay_out, sheet_refs
from perfeval_desktop.domain.paper import PaperChoices
from perfeval_desktop.domain.report import FieldAddress, Report
from perfeval_desktop.domain.values import display
from perfeval_desktop.importing.matching import match_document
from perfeval_desktop.importing.office import read_document_here
from perfeval_desktop.services.entering import entry_edits, stated_question
from perfeval_desktop.services.exporting import export_docx, export_xlsx
from perfeval_desktop.services.importing import import_into
from perfeval_desktop.services.records import initial_edits
from perfeval_desktop.services.session import Session
from tests.corpus.reports import YEAR, invented, template

Shown = dict[tuple[str, str], str]
_PROPERTIES = re.compile(r"docProps/")
_RELATION = re.compile(rb'<Relationship [^>]*Target="/?docProps/[^>]*/>')
_OVERRIDE = re.compile(rb'<Override [^>]*PartName="/docProps/[^>]*/>')
_NAMES = re.compile(rb"<definedNames>.*?</definedNames>", re.DOTALL)
_BOOKMARK = re.compile(rb"<w:bookmark(?:Start|End) [^>]*/>")
TYPED = ("0", "—", "无", "-3.5", "1234567.89", "0.004", "12.345678", "1,234.5")


def without_our_names(data: bytes) -> bytes:
    """Return a package without defined names, bookmarks and document properties."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if _PROPERTIES.match(name):
                continue
            part = old.read(name)
            for pattern in (_RELATION, _OVERRIDE, _NAMES, _BOOKMARK):
                part = pattern.sub(b"", part)
            new.writestr(name, part)
    return buffer.getvalue()


def shown(session: Session) -> Shown:
    """Return what the sheets show; records are called by their places."""
    report = session.report
    found = {}
    for ref in sheet_refs(report):
        for address in lay_out(report, ref).fields():
            text = display(session.value(address), report.template.numbers)
            if text:
                found[_place(report, address.record), address.field] = text
    return found


def _place(report: Report, record: str) -> str:
    parts = []
    while record:
        each = report.record(record)
        parts.append(f"{each.group} {each.section} {report.number_in_section(record)}")
        record = each.parent
    return " / ".join(reversed(parts))


def came_back(path: Path) -> Shown:
    """Bring a file into a new report; return what that shows then."""
    session = Session(Report(template(), YEAR), lambda batch: None)
    session.apply(initial_edits(template()), "新建报告", Origin.CREATED)
    plan = match_document(read_document_here(path), session.report)
    import_into(session, plan, path.name)
    return shown(session)


@st.composite
def reports(draw: st.DrawFn) -> Session:
    """Draw a unit, how many projects it has, and what was typed over its figures."""
    lines = draw(st.integers(1, 6))
    session = invented(draw(st.integers(0, 10_000)), draw(st.integers(0, min(3, lines))), lines)
    report = session.report
    addresses = [a for ref in sheet_refs(report) for a in lay_out(report, ref).fields()]
    figures = [a for a in addresses if template().fields[a.field].type.is_numeric]
    for address in draw(st.lists(st.sampled_from(figures), max_size=8, unique=True)):
        _type(session, address, draw(st.sampled_from(TYPED)))
    return session


def _type(session: Session, address: FieldAddress, text: str) -> None:
    from perfeval_desktop.domain.errors import ValueParseError

    try:
        question = stated_question(session.report, session.engine, address, text)
        edits = entry_edits(session.report, address, text, "照原件填写" if question else "")
    except ValueParseError:
        return
    session.apply(edits, "填写", Origin.TYPED)


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["docx", "xlsx"])
@given(session=reports())
@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_an_export_without_our_names_comes_back_as_it_was(ending: str, session: Session) -> None:
    export = export_docx if ending == "docx" else export_xlsx
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"例.{ending}"
        export(session, path, PaperChoices())
        path.write_bytes(without_our_names(path.read_bytes()))
        assert came_back(path) == shown(session)
