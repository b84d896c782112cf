"""盖章前检查: what to look at before the last print is made and stamped.

Nothing here is checked twice: what the checks found, what the clerk marked and what the layout
gives is put together for the one moment before the seal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from perfeval_desktop.domain.findings import FindingState
from perfeval_desktop.domain.layout import sheet_label, sheet_refs
from perfeval_desktop.domain.paper import PaperChoices
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import REPORT, Severity
from perfeval_desktop.services.carried import chapters_to_look_at
from perfeval_desktop.services.causes import cell_label
from perfeval_desktop.services.explaining import finding_state
from perfeval_desktop.services.finalising import counts_in_words, obstacles
from perfeval_desktop.services.readiness_item import Readiness, ReadinessItem
from perfeval_desktop.services.readiness_of_sheets import sheet_items
from perfeval_desktop.services.remarks import places_to_verify
from perfeval_desktop.services.session import Session

if TYPE_CHECKING:
    from perfeval_desktop.exporting.fonts import FontSet


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What only the laid-out paper tells.

    Attributes:
        pages: How many pages each sheet has, by what the clerk calls it, as they are bound.
        seal_only: Numbers of pages on which a seal would stand alone.
        missing: Characters that no font has, each with its place in words.
        font_notes: A sentence for each font that stands in for another; None where nobody looked.
    """

    pages: tuple[tuple[str, int], ...]
    seal_only: tuple[int, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    font_notes: tuple[str, ...] | None = None

    @property
    def page_count(self) -> int:
        """All pages."""
        return sum(count for _, count in self.pages)


def paper_facts(
    session: Session,
    choices: PaperChoices | None = None,
    font_notes: tuple[str, ...] | None = None,
    fonts: FontSet | None = None,
) -> PaperFacts:
    """Lay the report out as it would be printed; takes a while with many pages.

    Args:
        session: The open report.
        choices: How it will be printed.
        font_notes: A sentence for each font that stands in for another; None for not looked at.
        fonts: Those it is printed with; None for the shipped ones.
    """
    from perfeval_desktop.exporting.fonts import missing_characters
    from perfeval_desktop.exporting.pdf import lay_out
    from perfeval_desktop.exporting.seal_pages import pages_with_seal_only
    from perfeval_desktop.services.paper import paper_document

    document = paper_document(session, choices)
    pages = lay_out(document, fonts)
    counts = Counter(page.section for page in pages)
    missing = missing_characters(document, fonts)
    return PaperFacts(
        pages=tuple(counts.items()),
        seal_only=tuple(pages_with_seal_only(document, pages)),
        missing=tuple((each.char, each.where) for each in missing),
        font_notes=font_notes,
    )


def stamp_readiness(session: Session, today: date, paper: PaperFacts) -> tuple[ReadinessItem, ...]:
    """Return everything to look at before the seal, what is to be done first.

    Args:
        session: The open report, with its narrative checked.
        today: What the clock says.
        paper: What the laid-out report shows.
    """
    items = (
        *_findings(session),
        *_stale(session),
        *_to_verify(session),
        *_carried(session),
        *_status(session),
        *sheet_items(session, today, paper.page_count),
        *_pages(session, paper),
        *_characters(session, paper),
    )
    order = list(Readiness)
    return tuple(sorted(items, key=lambda each: order.index(each.state)))


def told(items: Iterable[ReadinessItem]) -> str:
    """Say in one sentence whether the report can be stamped."""
    counts = Counter(each.state for each in items)
    known = f"另有 {counts[Readiness.TO_KNOW]} 项请留意。" if counts[Readiness.TO_KNOW] else ""
    if counts[Readiness.TO_DO]:
        return f"盖章前还有 {counts[Readiness.TO_DO]} 项要处理。{known}"
    return f"都准备好了，可以打印盖章。{known}"


# The checks


def _findings(session: Session) -> Iterator[ReadinessItem]:
    """What stands in the way of 定稿; explanations that went stale have an item of their own."""
    left = [
        each
        for each in obstacles(session)
        if finding_state(session.report, each) is not FindingState.STALE
    ]
    places = tuple(each.places[0] for each in left if each.places)
    words = counts_in_words(left)
    status = session.report.status
    if not left:
        said = "发现的问题都已改正或者写了说明。"
        yield ReadinessItem("审核问题", Readiness.OK, said)
    elif status.is_final and status.reason:
        said = f"定稿时还有没处理的问题：{words}；写的原因是“{status.reason}”。"
        yield ReadinessItem("审核问题", Readiness.TO_KNOW, said, places)
    else:
        said = f"还有问题没有改正，也没有写说明：{words}。"
        yield ReadinessItem("审核问题", Readiness.TO_DO, said, places)


def _stale(session: Session) -> Iterator[ReadinessItem]:
    stale = [
        each
        for each in session.engine.findings(True)
        if each.severity is not Severity.HINT
        and finding_state(session.report, each) is FindingState.STALE
    ]
    if not stale:
        yield ReadinessItem("审核说明", Readiness.OK, "写过的说明都与现在的数相符。")
        return
    said = f"有 {len(stale)} 条说明写好以后数变了，要重新确认。"
    places = tuple(each.places[0] for each in stale if each.places)
    yield ReadinessItem("审核说明", Readiness.TO_DO, said, places)


def _to_verify(session: Session) -> Iterator[ReadinessItem]:
    places = tuple(places_to_verify(session.report))
    if not places:
        yield ReadinessItem("待核实", Readiness.OK, "没有标着“待核实”的格。")
        return
    names = _some(cell_label(session.report, each) for each in places)
    said = f"还有 {len(places)} 格标着“待核实”：{names}。"
    yield ReadinessItem("待核实", Readiness.TO_DO, said, places)


def _carried(session: Session) -> Iterator[ReadinessItem]:
    """Only of a report that was begun from last year's."""
    places = tuple(chapters_to_look_at(session))
    if places:
        names = _some(cell_label(session.report, each) for each in places)
        said = f"正文还有 {len(places)} 章是沿用上年的文字，没有看过：{names}。"
        yield ReadinessItem("沿用上年", Readiness.TO_DO, said, places)


def _status(session: Session) -> Iterator[ReadinessItem]:
    status = session.report.status
    if status.is_final:
        yield ReadinessItem("定稿", Readiness.OK, f"已经定稿，是第 {status.draft} 稿。")
    else:
        said = "还是草稿，内容还会变。盖章的应是定稿，请先用“审核 → 定稿”。"
        yield ReadinessItem("定稿", Readiness.TO_DO, said)


# The laid-out paper


def _pages(session: Session, paper: PaperFacts) -> Iterator[ReadinessItem]:
    named = {sheet_label(session.report, ref): ref for ref in sheet_refs(session.report)}
    counts: Counter[str] = Counter()
    for name, count in paper.pages:
        counts[named[name].sheet if name in named else name] += count
    parts = "、".join(f"{name}（{count} 页）" for name, count in counts.items())
    said = f"共 {paper.page_count} 页：{parts}。打印后请点一遍。"
    yield ReadinessItem("页数", Readiness.OK, said)
    if not paper.seal_only:
        return
    numbers = "、".join(str(each) for each in paper.seal_only)
    said = f"第 {numbers} 页只有落款和盖章处，没有正文。请增减几个字，让正文带过来几行。"
    sheets = tuple(named[name] for name in _sections_at(paper) if name in named)
    yield ReadinessItem("空白的盖章页", Readiness.TO_DO, said, sheets)


def _sections_at(paper: PaperFacts) -> Iterator[str]:
    """Yield the sheets of the pages on which a seal stands alone."""
    start = 1
    for name, count in paper.pages:
        if any(start <= number < start + count for number in paper.seal_only):
            yield name
        start += count


def _characters(session: Session, paper: PaperFacts) -> Iterator[ReadinessItem]:
    if paper.font_notes:
        yield ReadinessItem("字体", Readiness.TO_KNOW, " ".join(paper.font_notes))
    elif paper.font_notes is not None:
        yield ReadinessItem("字体", Readiness.OK, "字体没有代用的。")
    if not paper.missing:
        yield ReadinessItem("生僻字", Readiness.OK, "所有的字都打印得出来。")
        return
    words = _some(f"“{char}”（{where}）" for char, where in paper.missing)
    said = f"有 {len(paper.missing)} 个字打印不出来，会印成“〓”：{words}。"
    places = tuple(_holding(session, {char for char, _ in paper.missing}))
    yield ReadinessItem("生僻字", Readiness.TO_DO, said, places)


def _holding(session: Session, chars: set[str]) -> Iterator[FieldAddress]:
    """Yield the entered fields in which one of the characters stands."""
    for address, entry in session.report.entries():
        is_known = address.record == REPORT or session.report.has_record(address.record)
        if is_known and not chars.isdisjoint(entry.value.text):
            yield address


def _some(names: Iterable[str], most: int = 5) -> str:
    """Return the first names, and how many there are."""
    listed = list(names)
    more = f"等 {len(listed)} 处" if len(listed) > most else ""
    return "、".join(listed[:most]) + more
