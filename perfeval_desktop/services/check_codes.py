"""The check codes of a state: what they are made of, and how (docs/decisions/0023).

A page's code is a hash over what its sheet prints: which sheet of which template and year, and for
every field on it, in reading order, where it stands and its exact value. Nothing else counts: not
the ids of records, nor remarks and explanations, nor what an export is chosen to look like.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from perfeval_desktop.domain.addresses import Paths
from perfeval_desktop.domain.check_codes import REPORT_LENGTH, SHEET_LENGTH, code_of, grouped
from perfeval_desktop.domain.layout import SheetRef, lay_out, sheet_refs
from perfeval_desktop.domain.paper import PaperCodes
from perfeval_desktop.domain.parsing import encode_value
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.domain.values import Figure, Text, Value, is_blank, plain
from perfeval_desktop.services.revisions import State, state_now
from perfeval_desktop.services.session import Session

# What the hash is made of, and so every code on paper, never changes; a new way has a new name.
_SHEET, _REPORT = "perfeval-sheet-1", "perfeval-report-1"
_THIS = "*"  # in place of the number of the record that a sheet is for: its place does not count
# One encoder for all: `json.dumps` would make a new one for each sheet.
_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode

CanonicalField = tuple[tuple[str, ...], str, str]  # path, kind, exact value


def codes_of(state: State, name: str) -> PaperCodes:
    """Return the codes of a state, as they are printed; `name` is what the paper calls it."""
    template = state.report.template
    paths = Paths(state.report)
    digests = {ref: _digest(sheet_data(state, ref, paths)) for ref in sheet_refs(state.report)}
    form = _form_of(template)
    whole = _digest([_REPORT, form, state.report.year, [each for each in digests.values()]])
    return PaperCodes(
        report=_code(whole, REPORT_LENGTH),
        state=name,
        sheets={ref: _code(digest, SHEET_LENGTH) for ref, digest in digests.items()},
    )


def codes_now(session: Session) -> PaperCodes:
    """Return the codes of the report as it is."""
    state = state_now(session)
    return codes_of(state, state.name)


def sheet_data(state: State, ref: SheetRef, paths: Paths) -> list[object]:
    """Return the canonical data of one sheet."""
    template = state.report.template
    fields = list(canonical_fields(state, ref, paths))
    return [_SHEET, _form_of(template), state.report.year, ref.sheet, fields]


def _form_of(template: ReportTemplate) -> str:
    """Return what stands for a form; one that the unit adjusted is another than the bureau's."""
    return f"{template.id}#{template.digest}" if template.adjustments else template.id


def canonical_fields(state: State, ref: SheetRef, paths: Paths) -> Iterator[CanonicalField]:
    """Yield what a sheet prints, in reading order; what stands twice on it comes twice."""
    before = paths.of_record(ref.record)
    for address in lay_out(state.report, ref).printed_fields():
        yield (_on_sheet(paths.of(address), before), *canonical_value(state.value(address)))


def canonical_value(value: Value | None) -> tuple[str, str]:
    """Return the kind and the exact value: 20 and 20.0 are one, 64.48 and 64.478352 are two.

    Cells that were never filled in and those left blank on purpose are one, as on the paper.
    """
    if value is None or is_blank(value):
        return ("", "")
    if isinstance(value, Figure):
        return (value.type.value, plain(value.number))
    if isinstance(value, Text):
        return ("text", value.text)  # without notes on its figures
    kind, text, _ = encode_value(value)
    return (kind, text)


def printed_on(state: State, ref: SheetRef) -> set[FieldAddress]:
    """Return the fields that a sheet prints; none where the state has no such sheet."""
    is_on_form = any(each.id == ref.sheet for each in state.report.template.sheets)
    if not is_on_form or not state.report.has_record(ref.record):
        return set()
    return set(lay_out(state.report, ref).printed_fields())


def _on_sheet(path: tuple[str, ...], before: tuple[str, ...]) -> tuple[str, ...]:
    if before and path[: len(before)] == before:
        return (*before[:-1], _THIS, *path[len(before) :])
    return path


def _digest(data: object) -> str:
    return hashlib.sha256(_encode(data).encode("ascii")).hexdigest()


def _code(digest: str, length: int) -> str:
    return grouped(code_of(int(digest, 16), length))
