"""A window is painted before the narrative is read; what comes then is what a full run finds."""

from __future__ import annotations

import subprocess
import sys

from perfeval_desktop.checks.engine import Engine
from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.findings import Finding
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.session import Session

OF_PROSE = ("正文.", "D", "C4")


def found(engine: Engine) -> list[Finding]:
    return engine.findings(complete=True)


def test_reading_the_narrative_later_finds_what_reading_it_at_once_does(
    sample_session: Session,
) -> None:
    whole = Engine(sample_session.report)
    later = Engine(sample_session.report, reads_prose=False)
    before = found(later)
    assert before == [each for each in found(whole) if each in before], "and nothing wrong"
    assert not any(each.check.startswith("正文.") for each in before)
    assert later.read_prose().found
    assert found(later) == found(whole)
    assert not later.read_prose().found, "once is enough"


def test_an_edit_before_the_narrative_is_read_is_not_forgotten(sample_session: Session) -> None:
    session = Session(sample_session.report, lambda batch: None, reads_prose=False)
    for field, text in (("编制数", "12"), ("人员情况", "编制数 11 人，在编 6 人。")):
        edits = entry_edits(session.report, FieldAddress("", field), text)
        session.apply(edits, "", Origin.TYPED)
    session.engine.read_prose()
    assert found(session.engine) == found(Engine(session.report))


def test_painting_needs_neither_patterns_nor_forms(sample_session: Session) -> None:
    """What reads prose and what reads templates is imported when it is needed."""
    code = (
        "import sys, perfeval_desktop.services.files, perfeval_desktop.gui.workspace;"
        "late = ('checks.prose', 'checks.text_checks', 'checks.patterns', 'templates.loader');"
        "assert not [n for n in late if f'perfeval_desktop.{n}' in sys.modules], sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
