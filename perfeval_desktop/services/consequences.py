"""One change, followed through: what a changed figure has brought about, and what is left to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from perfeval_desktop.domain.edits import Edit, SetEntry
from perfeval_desktop.domain.findings import Finding, FindingState
from perfeval_desktop.domain.layout import sheet_of
from perfeval_desktop.domain.report import FieldAddress, FindingKey
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.domain.values import Text, display
from perfeval_desktop.services.causes import cell_label
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.explaining import confirm_edits, finding_state
from perfeval_desktop.services.linking import passage_label
from perfeval_desktop.services.session import Outcome, Session

_MOST_NAMED = 6


class Kind(StrEnum):
    """What followed, as a list says it; the order is that of the list."""

    SENTENCE = "正文要跟着改"
    EXPLANATION = "说明要重新确认"
    CONTRADICTION = "现在对不上"
    LIVE = "正文已经跟着改了"
    COMPUTED = "已经自动算好"


class Consequence(NamedTuple):
    """One thing that followed: in words, where it is, and the finding that tells of it."""

    kind: Kind
    words: str
    place: FieldAddress
    finding: Finding | None = None

    @property
    def is_offered(self) -> bool:
        """Say whether it can be accepted: the words put right, or the explanation confirmed."""
        return self.kind in (Kind.SENTENCE, Kind.EXPLANATION)


class Following:
    """Remembers the findings before the last change of a figure, to tell what followed from it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._before: dict[FindingKey, tuple[Finding, FindingState]] = {}
        self._now = self._findings()
        self._outcome: Outcome | None = None

    def note(self, outcome: Outcome) -> None:
        """A batch was applied: go by this change from now on, if it is one of a figure."""
        self._before = self._now
        self._outcome = outcome if _changes_a_figure(self._session, outcome) else None
        self.settle()

    def settle(self) -> None:
        """More was found after the last batch, as the narrative is checked behind it."""
        self._now = self._findings()

    def consequences(self) -> list[Consequence]:
        """Return what followed from the last change of a figure, what is left to do first."""
        if self._outcome is None:
            return []
        found = [*self._of_findings(), *self._live(self._outcome), *self._computed(self._outcome)]
        order = list(Kind)
        return sorted(found, key=lambda each: order.index(each.kind))

    def _findings(self) -> dict[FindingKey, tuple[Finding, FindingState]]:
        report = self._session.report
        found = self._session.engine.findings()
        return {each.key: (each, finding_state(report, each)) for each in found}

    def _of_findings(self) -> Iterator[Consequence]:
        for key, (finding, state) in self._now.items():
            if self._before.get(key) == (finding, state) or not finding.places:
                continue
            offered = list(_sentences(self._session, finding))
            if offered:
                yield from offered
            elif state is FindingState.STALE:
                yield Consequence(Kind.EXPLANATION, finding.message, finding.places[0], finding)
            elif state is FindingState.OPEN:
                yield Consequence(Kind.CONTRADICTION, finding.message, finding.places[0], finding)

    def _live(self, outcome: Outcome) -> Iterator[Consequence]:
        prose = self._session.report.template.prose_fields
        for edit in outcome.batch.edits:
            if isinstance(edit, SetEntry) and edit.address.field in prose:
                label = passage_label(self._session.report, edit.address)
                yield Consequence(Kind.LIVE, label, edit.address)

    def _computed(self, outcome: Outcome) -> Iterator[Consequence]:
        report, session = self._session.report, self._session
        typed = {each.address for each in outcome.batch.edits if isinstance(each, SetEntry)}
        cells = [
            each
            for each in sorted(outcome.changed - typed)
            if report.has_record(each.record)
            and report.entry(each) is None
            and sheet_of(report, each) is not None
        ]
        shown = "、".join(
            f"{cell_label(report, each)} {display(session.value(each), report.template.numbers)}"
            for each in cells[:_MOST_NAMED]
        )
        if cells:
            more = f"等 {len(cells)} 格" if len(cells) > _MOST_NAMED else ""
            yield Consequence(Kind.COMPUTED, f"{shown}{more}", cells[0])


def accept_edits(session: Session, chosen: Iterable[Consequence]) -> list[Edit]:
    """Return the edits that do what is offered: texts put right, explanations confirmed."""
    chosen = list(chosen)
    spans = {
        span
        for each in chosen
        if each.kind is Kind.SENTENCE and each.finding is not None
        for span in each.finding.spans
        if span.replacement
    }
    texts: dict[FieldAddress, str] = {}
    for span in sorted(spans, key=lambda each: each.start, reverse=True):
        if span.address not in texts:
            value = session.report.value(span.address)
            texts[span.address] = value.text if isinstance(value, Text) else ""
        text = texts[span.address]
        texts[span.address] = text[: span.start] + span.replacement + text[span.end :]
    edits: list[Edit] = []
    for address, text in texts.items():
        edits += entry_edits(session.report, address, text)
    stale = (each.finding for each in chosen if each.kind is Kind.EXPLANATION)
    return [*edits, *confirm_edits(session.report, [each for each in stale if each is not None])]


def _changes_a_figure(session: Session, outcome: Outcome) -> bool:
    fields = session.report.template.fields
    edits = (each for each in outcome.batch.edits if isinstance(each, SetEntry))
    return any(fields[each.address.field].type.is_numeric for each in edits)


def _sentences(session: Session, finding: Finding) -> Iterator[Consequence]:
    """Yield the words of the narrative that a finding would put otherwise."""
    for span in finding.spans:
        value = session.report.value(span.address)
        if not span.replacement or not isinstance(value, Text) or span.address.record != REPORT:
            continue
        written = value.text[span.start : span.end]
        where = passage_label(session.report, span.address)
        words = f"{where}：“{written}”改成“{span.replacement}”"
        yield Consequence(Kind.SENTENCE, words, span.address, finding)
