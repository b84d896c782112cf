"""The paper of a report as it is now: the one way from a session to a neutral document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from perfeval_desktop.domain.paper import PaperChoices, PaperCodes
from perfeval_desktop.services.session import Session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perfeval_desktop.domain.report import FieldAddress, Report
    from perfeval_desktop.domain.values import Value
    from perfeval_desktop.exporting.document import Document
    from perfeval_desktop.exporting.paper_source import FormulaOf
    from perfeval_desktop.exporting.report_document import PaperSource, ValueOf
    from perfeval_desktop.services.revisions import State


def paper_document(
    session: Session | State,
    choices: PaperChoices | None = None,
    codes: PaperCodes | None = None,
    formula_of: FormulaOf | None = None,
) -> Document:
    """Return the whole report laid out; a final report has no mark and no guide for the seal.

    The public edition carries no codes, whatever is given. Formulas are only for a paper that
    computes (`formula_of`).
    """
    from perfeval_desktop.exporting.report_document import build_document

    chosen = choices or PaperChoices()
    if session.report.status.is_final:
        chosen = replace(chosen, mark="", has_seal_guide=False)
    source = paper_source(session.report, session.value)
    if formula_of is not None:
        source = replace(source, formula_of=formula_of)
    return build_document(source, chosen, codes)


def paper_source(report: Report, value_of: ValueOf) -> PaperSource:
    """Return a state of a report as it is printed: balanced where the template asks for it."""
    from perfeval_desktop.exporting.report_document import PaperSource

    return PaperSource(report, value_of, printed=_printed(report, value_of))


def as_printed(state: State) -> State:
    """Return a state whose values are those on its paper, to compare papers with each other."""
    printed = _printed(state.report, state.value)
    if not printed:
        return state
    return state._replace(value=lambda address: printed.get(address) or state.value(address))


def _printed(report: Report, value_of: ValueOf) -> Mapping[FieldAddress, Value]:
    from perfeval_desktop.services.balanced_print import balance

    return balance(report, value_of).printed
