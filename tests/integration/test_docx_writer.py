"""The Word file: what a reader finds in it, as what, and that it comes whole or not at all."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest

from perfeval_desktop.cli import run
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.exporting.document import (
    Document,
    Paragraph,
    SealPlace,
    Section,
)
from perfeval_desktop.exporting.document_texts import iter_texts
from perfeval_desktop.exporting.docx import docx_bytes, write_docx
from perfeval_desktop.exporting.pages import (
    ANNEX_PAGE,
)
from perfeval_desktop.exporting.spans import spans_text
from perfeval_desktop.exporting.tables import (
    Table,
    TableRow,
    place_cells,
)
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.paper import paper_document
from tests.word_file import W, WordFile, text_of, value

from .sample_paper import head, number, row, sample_document
from .word_papers import session_of, tables_of

# What stands where -------------------------------------------------------------------------------


def test_every_cell_of_the_annexes_is_at_its_row_and_column_with_its_merges(
    document: Document, written: WordFile
) -> None:
    forms = written.forms()
    assert len(forms) == len(tables_of(document)) >= 4
    for form, table in zip(forms, tables_of(document), strict=True):
        expected = [
            (
                spans_text(placed.cell.spans),
                placed.row,
                placed.column,
                placed.cell.rows,
                placed.cell.columns,
            )
            for placed in place_cells(table)
        ]
        assert sorted(form.cells) == sorted(expected)
        assert form.row_count == len(table.rows)


def test_every_text_outside_of_tables_is_there_in_order(
    document: Document, written: WordFile
) -> None:
    expected: list[str] = []
    for section in document.sections:
        for block in section.blocks:
            match block:
                case Paragraph():
                    expected.append(block.text)
                case SealPlace():
                    expected += [line.text for line in block.lines]
                case Table():
                    expected += block.notes
                    if block.signature is not None:
                        expected.append("\t".join(block.signature.parts))
    found = [text_of(each) for each in written.paragraphs()]
    assert [text for text in found if text] == [text for text in expected if text]


def test_python_docx_opens_it_and_sees_the_same_cells(
    document: Document, written: WordFile
) -> None:
    opened = docx.Document(BytesIO(docx_bytes(document)))
    texts = {cell.text for table in opened.tables for line in table.rows for cell in line.cells}
    assert {cell.text for form in written.forms() for cell in form.cells} <= texts
    assert opened.core_properties.title == document.title
    assert opened.core_properties.author == document.author
    assert opened.core_properties.language == "zh-CN"


def test_the_outline_is_the_bookmarks_of_the_document(
    document: Document, written: WordFile
) -> None:
    styles = written.styles()
    found = []
    for each in written.paragraphs():
        style = styles[value(each, "pPr/pStyle") or ""]
        level = value(each, "pPr/outlineLvl") or value(style, "pPr/outlineLvl")
        if level not in (None, "9"):
            found.append((text_of(each), int(level)))
    expected = [
        (block.text, max(block.outline_level - 1, 0))
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Paragraph) and block.bookmark is not None
    ]
    assert found == expected


def test_chapters_are_headings_that_word_knows(written: WordFile) -> None:
    opened = docx.Document(BytesIO(docx_bytes(sample_document())))
    names = {each.text: each.style.name for each in opened.paragraphs if each.text}
    assert names["一、部门（单位）基本情况"] == "Heading 1"
    assert "Title" in names.values()
    for level in range(1, 5):
        style = written.styles()[f"Heading{level}"]
        assert value(style, "name") == f"heading {level}"
        assert value(style, "pPr/outlineLvl") == str(level - 1)


# Files -------------------------------------------------------------------------------------------


def test_the_same_document_gives_the_same_bytes(document: Document) -> None:
    data = docx_bytes(document)
    assert data == docx_bytes(document)
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert {each.date_time[0] for each in package.infolist()} == {1980}


def test_nothing_of_a_librarys_template_is_in_it(written: WordFile) -> None:
    assert set(written.parts) == {
        "[Content_Types].xml",
        "_rels/.rels",
        *(f"docProps/{name}.xml" for name in ("app", "core")),
        *(f"word/{name}.xml" for name in ("document", "fontTable", "settings", "styles")),
        *(f"word/footer{number}.xml" for number in (1, 2, 3)),
        "word/_rels/document.xml.rels",
    }
    assert not any(b"python-docx" in data for data in written.parts.values())


def test_every_text_of_the_document_is_in_the_file(document: Document, written: WordFile) -> None:
    whole = "\n".join(text_of(each) for each in written.body.iter(W + "p"))
    for where, text in iter_texts(document):
        assert text in whole, where


def test_an_empty_section_and_a_table_at_the_end_have_the_paragraph_word_asks_for(
    tmp_path: Path,
) -> None:
    path = tmp_path / "空.docx"
    table = Table((1,), (TableRow((head("甲"),), is_head=True), row(number("1"))))
    sections = (Section("空", ()), Section("表", (table,), ANNEX_PAGE))
    write_docx(Document("试", sections), path)
    written = WordFile(path.read_bytes())
    assert [each.tag.removeprefix(W) for each in written.body] == ["p", "tbl", "p", "sectPr"]


def test_the_command_line_writes_the_same_file(
    template: ReportTemplate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "样例.peval"
    assert run(["sample", str(report)]) == 0
    assert run(["export", str(report), "--to", str(tmp_path / "出"), "--docx"]) == 0
    (path,) = (tmp_path / "出").iterdir()
    assert path.suffix == ".docx"
    assert str(path) in capsys.readouterr().out
    expected = docx_bytes(paper_document(session_of(sample_data(), template)))
    assert path.read_bytes() == expected
