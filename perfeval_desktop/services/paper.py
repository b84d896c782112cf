"""The paper of a report as it is now: the one way from a session to a neutral document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from perfeval_desktop.domain.paper import PaperChoices, PaperCodes
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.worksheet_formulas import worksheet_formula

if TYPE_CHECKING:
    from perfeval_desktop.exporting.document import Document


def paper_document(
    session: Session, choices: PaperChoices | None = None, codes: PaperCodes | None = None
) -> Document:
    """Return the whole report laid out; a final report has no mark and no guide for the seal."""
    from perfeval_desktop.exporting.report_document import PaperSource, build_document

    chosen = choices or PaperChoices()
    if session.report.status.is_final:
        chosen = replace(chosen, mark="", has_seal_guide=False)
    source = PaperSource(
        session.report, session.value, lambda address: worksheet_formula(session, address)
    )
    return build_document(source, chosen, codes)
