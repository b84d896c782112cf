"""The sample as PDF, DOCX and XLSX, the same page of each side by side, for docs/paper.md.

Run as `python -m tests.integration.side_by_side`; LibreOffice draws the last two.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import Report
from perfeval_desktop.services.data_file import data_file_edits
from perfeval_desktop.services.exporting import export_docx, export_pdf, export_xlsx
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.session import Session
from perfeval_desktop.templates.installed import load_installed
from tests.office import convert

FORM = "hunan/hetang/2022"
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
SCALE = 0.9  # of 72 pixels an inch
GAP = 12
COLOURS = 16
# Of each picture its name, and words that only stand on its page.
PAGES = {
    "封面": "（盖章）",
    "报告正文": "一、部门（单位）基本情况",
    "附件1-1": "财政供养人员情况",
    "附件1-2": "年度预算申请",
    "附件1-3": "项目资金",
}


def papers(folder: Path) -> list[Path]:
    """Write the three files and return each as a PDF."""
    template = load_installed(FORM)
    session = Session(Report(template, template.year), lambda batch: None)
    session.apply(data_file_edits(sample_data(), template), "读入", Origin.DATA_FILE)
    paths = [folder / f"{ending}.{ending}" for ending in ("pdf", "docx", "xlsx")]
    for path, export in zip(paths, (export_pdf, export_docx, export_xlsx), strict=True):
        export(session, path)
    return [paths[0], *(convert(path, "pdf", folder) for path in paths[1:])]


def page_with(document: pypdfium2.PdfDocument, words: str) -> Image.Image | None:
    """Return the picture of the first page with these words, None where there is none."""
    for page in document:
        text = page.get_textpage().get_text_bounded()
        if words in "".join(text.split()):
            return page.render(scale=SCALE).to_pil().convert("L")
    return None


def beside(pictures: list[Image.Image]) -> Image.Image:
    """Return one picture of several, in grey."""
    width = sum(each.width for each in pictures) + GAP * (len(pictures) + 1)
    height = max(each.height for each in pictures) + 2 * GAP
    result, left = Image.new("L", (width, height), 208), GAP
    for each in pictures:
        result.paste(each, (left, GAP))
        left += each.width + GAP
    return result.quantize(COLOURS)


def main() -> int:
    """Write the pictures; say which page was not found."""
    missing = 0
    with tempfile.TemporaryDirectory() as folder:
        documents = [pypdfium2.PdfDocument(path) for path in papers(Path(folder))]
        for name, words in PAGES.items():
            found = [page_with(document, words) for document in documents]
            missing += found.count(None)
            print(name, "".join("-" if each is None else "x" for each in found))
            beside([each for each in found if each]).save(
                PICTURES / f"三种-{name}.png", optimize=True
            )
        for document in documents:
            document.close()
    return missing and 1


if __name__ == "__main__":
    sys.exit(main())
