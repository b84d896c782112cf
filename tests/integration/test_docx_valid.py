"""The Word file against Word's own schema and rules, and that a broken file is noticed."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

from perfeval_desktop.domain.paper import PaperChoices
from perfeval_desktop.exporting.document import Document, Paragraph, SealPlace, Section, paragraph
from perfeval_desktop.exporting.docx import docx_bytes
from perfeval_desktop.exporting.pages import ANNEX_LANDSCAPE_PAGE, ANNEX_PAGE, NARRATIVE_PAGE
from perfeval_desktop.exporting.spans import Change, TextSpan
from perfeval_desktop.exporting.styles import Align, ParagraphStyle
from perfeval_desktop.exporting.tables import SignatureLine, Table, TableCell
from perfeval_desktop.services.paper import paper_document
from perfeval_desktop.services.session import Session
from tests.word_file import W, WordFile

from .sample_paper import head, label, row

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# A theme is not asked for by the standard: a package has "zero or one" of them.
_NOT_NEEDED = "relationships/theme' is missing"


def faults(data: bytes, folder: Path) -> list[str]:
    """What Word's schema and rules have against a file."""
    path = folder / "file.docx"
    path.write_bytes(data)
    found = [str(each) for each in OpenXmlValidator().validate(path).errors]
    return [each for each in found if _NOT_NEEDED not in each]


@pytest.fixture
def sample_data_bytes(sample_session: Session) -> bytes:
    choices = PaperChoices(mark="送审稿", has_seal_guide=True)
    return docx_bytes(paper_document(sample_session, choices))


def everything() -> Document:
    """Every kind of block, style and look."""
    spans = (
        TextSpan("旧", True, Change.DELETED),
        TextSpan("新\n行", True, Change.INSERTED),
    )
    texts = tuple(
        replace(paragraph("文<&>", style, bookmark="一、<&>"), align=align)
        for style in ParagraphStyle
        for align in (None, *Align)
    )
    cells = (
        row(head("甲", rows=3), head("乙", 1, 2), is_head=True),
        row(TableCell("丙", was="丁", is_bold=True, indent_chars=2), TableCell("戊\n己")),
        replace(row(TableCell("", columns=2)), has_border=False),
        row(label("庚"), TableCell("长" * 4000), TableCell("")),
    )
    table = Table((1, 2, 3), cells, ("说明：一", "二"), SignatureLine(("填表人：",) * 9))
    seal = SealPlace((paragraph("某单位", ParagraphStyle.SIGN_OFF),), has_guide=True)
    marked = replace(NARRATIVE_PAGE, mark="草稿")
    return Document(
        "题<&>",
        (
            Section("正文", (Paragraph(spans), *texts, seal), marked),
            Section("空", ()),
            Section("表", (table, table), ANNEX_PAGE),
            Section("横", (replace(table, notes=(), signature=None),), ANNEX_LANDSCAPE_PAGE),
            Section("章", (seal,)),
        ),
        author="某&单位",
        subject="<表样>",
    )


def test_the_sample_and_every_kind_of_block_are_what_words_schema_says(
    sample_data_bytes: bytes, tmp_path: Path
) -> None:
    assert faults(sample_data_bytes, tmp_path) == []
    assert faults(docx_bytes(everything()), tmp_path) == []


def changed(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                content = change(content.decode()).encode()
                assert content != old.read(name), "nothing was broken"
            new.writestr(name, content)
    return result.getvalue()


BODY, STYLES, SETTINGS = (f"word/{name}.xml" for name in ("document", "styles", "settings"))
BREAKS = {
    "order in w:pPr": (BODY, r"(<w:pStyle [^>]*/>)(<w:keepNext/>)", r"\2\1"),
    "order in w:rPr": (STYLES, r"(<w:rFonts [^>]*/>)(.*?)(<w:sz [^>]*/>)", r"\3\2\1"),
    "order in w:tcPr": (BODY, r"(<w:tcW [^>]*/>)(<w:gridSpan [^>]*/>)", r"\2\1"),
    "a cell without paragraph": (BODY, r"</w:tcPr><w:p>.*?</w:p>", "</w:tcPr>"),
    "an unknown word": (BODY, '<w:jc w:val="center"/>', '<w:jc w:val="middle"/>'),
    "a number that is none": (BODY, r'w:trHeight w:val="\d+"', 'w:trHeight w:val="x"'),
    "an unknown setting": (SETTINGS, "<w:zoom ", "<w:zoomed "),
    "one bookmark id twice": (BODY, 'bookmarkStart w:id="1"', 'bookmarkStart w:id="0"'),
    "a reference to nothing": (BODY, 'r:id="rIdfooter1"', 'r:id="rIdnone"'),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_file_is_noticed(name: str, sample_data_bytes: bytes, tmp_path: Path) -> None:
    part, pattern, broken = BREAKS[name]
    data = changed(
        sample_data_bytes, part, lambda xml: re.sub(pattern, broken, xml, count=1, flags=re.S)
    )
    assert faults(data, tmp_path)


# Rules of Word that no schema says ---------------------------------------------------------------


@pytest.fixture(params=["sample", "everything"])
def written(request: pytest.FixtureRequest, sample_data_bytes: bytes) -> WordFile:
    return WordFile(sample_data_bytes if request.param == "sample" else docx_bytes(everything()))


def test_every_cell_ends_with_a_paragraph(written: WordFile) -> None:
    cells = list(written.body.iter(W + "tc"))
    assert cells
    assert all(cell[-1].tag == W + "p" for cell in cells)


def test_no_table_follows_another_at_once_or_ends_the_body(written: WordFile) -> None:
    tags = [each.tag for each in written.body]
    for before, after in pairwise(tags):
        assert (before, after) not in {(W + "tbl", W + "tbl"), (W + "tbl", W + "sectPr")}
    assert tags[-1] == W + "sectPr"
    assert tags.count(W + "sectPr") == 1


def test_every_row_fills_the_grid_of_its_table(written: WordFile) -> None:
    for table in written.body.iter(W + "tbl"):
        widths = [int(each.get(W + "w")) for each in table.iter(W + "gridCol")]
        for line in table.iter(W + "tr"):
            column = 0
            for cell in line.iter(W + "tc"):
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                columns = int(span.get(W + "val")) if span is not None else 1
                width = int(cell.find(f"{W}tcPr/{W}tcW").get(W + "w"))
                assert width == sum(widths[column : column + columns])
                column += columns
            assert column == len(widths)


def test_bookmarks_are_unique_closed_and_named_as_word_allows(written: WordFile) -> None:
    starts = list(written.body.iter(W + "bookmarkStart"))
    names = [each.get(W + "name") for each in starts]
    ids = [each.get(W + "id") for each in starts]
    assert starts
    assert len({name.lower() for name in names}) == len(names)
    assert all(re.fullmatch(r"[^\W\d_]\w{0,39}", name) for name in names)
    ends = Counter(each.get(W + "id") for each in written.body.iter(W + "bookmarkEnd"))
    assert ends == Counter(ids)
    assert set(ends.values()) == {1}


def test_every_reference_leads_to_a_part_with_a_type(written: WordFile) -> None:
    relations = etree.fromstring(written.parts["word/_rels/document.xml.rels"])
    targets = {each.get("Id"): each.get("Target") for each in relations}
    used = {each.get(R + "id") for each in written.document.iter() if each.get(R + "id")}
    assert used <= set(targets)
    types = etree.fromstring(written.parts["[Content_Types].xml"])
    named = {each.get("PartName") for each in types if each.get("PartName")}
    for target in targets.values():
        assert f"word/{target}" in written.parts
        assert f"/word/{target}" in named


def test_every_style_that_is_used_is_there(written: WordFile) -> None:
    styles = written.styles()
    used = {
        each.get(W + "val")
        for name, data in written.parts.items()
        if name.startswith("word/") and name.endswith(".xml")
        for each in etree.fromstring(data).iter(W + "pStyle", W + "basedOn", W + "next")
    }
    assert used <= set(styles)


def test_spaces_at_the_ends_of_a_text_are_kept(written: WordFile) -> None:
    space = "{http://www.w3.org/XML/1998/namespace}space"
    for each in written.body.iter(W + "t"):
        assert each.text == each.text.strip() or each.get(space) == "preserve"
