"""An imported report has the findings of the report that was typed in: the same checks and values.

`PERFEVAL_PUBLISHED_SAMPLE` may name the published document that the sample is made of, which is not
part of the project: its figures are those of the sample, its sentences are others.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.import_plan import PlannedState
from perfeval_desktop.domain.layout import lay_out, sheet_refs
from perfeval_desktop.domain.paper import PaperChoices
from perfeval_desktop.domain.report import Report
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.domain.values import ValueType, display
from perfeval_desktop.importing.matching import match_document
from perfeval_desktop.importing.office import read_document_here
from perfeval_desktop.services.exporting import export_docx
from perfeval_desktop.services.importing import import_into
from perfeval_desktop.services.records import initial_edits
from perfeval_desktop.services.session import Session
from tests.corpus.measuring import unseen
from tests.corpus.variations import DATA

KEPT = [DATA / "word" / "01-plain-sample.docx", DATA / "word" / "02-plain-saved-by-office.docx"]
KEPT.append(DATA / "excel" / "03-old-workbook.xls")
PUBLISHED = os.environ.get("PERFEVAL_PUBLISHED_SAMPLE")
FILES = [*KEPT, *([Path(PUBLISHED)] if PUBLISHED else [])]


def imported(path: Path, template: ReportTemplate) -> Session:
    """Import a file into a new report; nothing of it is dropped."""
    session = Session(Report(template, 2022), lambda batch: None)
    session.apply(initial_edits(template), "新建报告", Origin.CREATED)
    document = read_document_here(path)
    plan = match_document(document, session.report)
    assert unseen(document, plan) == []
    assert plan.counts()[PlannedState.NOT_TAKEN] == 0
    import_into(session, plan, path.name)
    return session


def findings(session: Session) -> Counter[tuple[object, ...]]:
    return Counter(
        (each.rule_id, each.severity, each.left.shown, each.right.shown, each.difference_shown)
        for each in session.engine.findings(True)
    )


def figures(session: Session) -> list[tuple[str, str]]:
    """Return what the sheets show but for texts that were worded by their author."""
    report = session.report
    kinds = report.template.fields
    return [
        (address.field, display(session.value(address), report.template.numbers))
        for ref in sheet_refs(report)
        for address in dict.fromkeys(lay_out(report, ref).fields())
        if kinds[address.field].type not in (ValueType.TEXT, ValueType.PROSE)
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda each: each.name)
def test_the_findings_of_an_import_are_those_of_the_sample(
    path: Path, template: ReportTemplate, sample_session: Session
) -> None:
    session = imported(path, template)
    assert findings(session) == findings(sample_session)
    assert len(findings(session)) > 10
    assert figures(session) == figures(sample_session)


@pytest.mark.parametrize("path", FILES[-1:], ids=lambda each: each.name)
def test_what_was_imported_is_exported_with_every_figure(
    path: Path, template: ReportTemplate, tmp_path: Path
) -> None:
    first = imported(path, template)
    export_docx(first, tmp_path / "例.docx", PaperChoices())
    assert figures(imported(tmp_path / "例.docx", template)) == figures(first)
