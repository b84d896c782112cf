"""What several test files of this folder share."""

from __future__ import annotations

import pytest

from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.exporting.document import Document
from perfeval_desktop.exporting.docx import docx_bytes
from perfeval_desktop.services.data_file import read_data_file
from perfeval_desktop.services.files import sample_data
from perfeval_desktop.services.paper import paper_document
from tests.word_file import WordFile

from .word_papers import CONSISTENT, session_of


@pytest.fixture(scope="module", params=["sample", "consistent"])
def document(request: pytest.FixtureRequest, template: ReportTemplate) -> Document:
    """The sample report, and the one in which all agrees, laid out."""
    data = sample_data() if request.param == "sample" else read_data_file(CONSISTENT)
    return paper_document(session_of(data, template))


@pytest.fixture(scope="module")
def written(document: Document) -> WordFile:
    """It as a Word file."""
    return WordFile(docx_bytes(document))
