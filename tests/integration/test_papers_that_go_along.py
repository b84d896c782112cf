"""What goes along with the report is set in the fonts the report is set in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.paper import PaperChoices
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.exporting import official_fonts as official
from perfeval_desktop.services.blank_form import export_blank
from perfeval_desktop.services.correction_sheet import export_correction
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.explaining import explain_edits
from perfeval_desktop.services.explanation_annex import export_explanations
from perfeval_desktop.services.exporting import export_pdf
from perfeval_desktop.services.finalising import finalise_edits, reopen_edits
from perfeval_desktop.services.marked_copy import export_marked
from perfeval_desktop.services.readiness import paper_facts, stamp_readiness
from perfeval_desktop.services.readiness_page import export_readiness
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.signatory_page import export_signatory
from tests.pdf_fonts import fonts_in

from .made_fonts import office_machine

DAY = date(2023, 3, 9)
Write = Callable[[Session, Path, PaperChoices | None], object]


def write_readiness(session: Session, path: Path, choices: PaperChoices | None) -> None:
    items = stamp_readiness(session, DAY, paper_facts(session))
    export_readiness(session, items, DAY, path, choices)


def write_correction(session: Session, path: Path, choices: PaperChoices | None) -> None:
    export_correction(session, path, choices=choices)


PAPERS: dict[str, Write] = {
    "报告": lambda session, path, choices: export_pdf(session, path, choices=choices),
    "空白表样": lambda session, path, choices: export_blank(
        session.report.template, 2022, path, choices=choices
    ),
    "负责人阅签单": lambda session, path, choices: export_signatory(session, path, None, choices),
    "盖章前检查单": write_readiness,
    "更正说明": write_correction,
    "花脸稿": lambda session, path, choices: export_marked(session, 1, path, choices),
    "审核情况说明": export_explanations,
}


@pytest.fixture
def session(sample_session: Session) -> Session:
    """A report with something to correct and to explain."""
    session = sample_session
    session.apply(finalise_edits(session, "财政局要求"), "定稿", Origin.STATUS)
    session.apply(reopen_edits(session.report, "退回"), "取消定稿", Origin.STATUS)
    typed = entry_edits(session.report, FieldAddress("", "编制数"), "12")
    session.apply(typed, "填写", Origin.TYPED)
    found = session.engine.findings(True)[:1]
    session.apply(explain_edits(session.report, found, "年中增编"), "说明", Origin.TYPED)
    return session


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_is_set_in_the_fonts_that_are_chosen(
    name: str, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(official.FONTS_DIR_VARIABLE, str(office_machine(tmp_path / "fonts")))
    path = tmp_path / "纸.pdf"
    PAPERS[name](session, path, None)
    assert fonts_in(path) >= {"FZXiaoBiaoSong-B05S", "SimSun"}
    PAPERS[name](session, path, PaperChoices(uses_official_fonts=False))
    assert all(each.startswith("Form") for each in fonts_in(path)), "the shipped ones"
