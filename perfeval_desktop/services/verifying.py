"""Check a paper against the file (核对纸质件): whose code it carries, and what is different since.

A code proves that figures are the same. It proves nothing of who printed or stamped a paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from typing import NamedTuple

from perfeval_desktop.domain.check_codes import (
    Slip,
    characters,
    grouped,
    nearest,
    read_code,
)
from perfeval_desktop.domain.layout import SheetRef, sheet_label
from perfeval_desktop.domain.paper import Edition, Medium
from perfeval_desktop.domain.report import Paper
from perfeval_desktop.domain.values import time_text
from perfeval_desktop.services.check_codes import codes_of, printed_on
from perfeval_desktop.services.comparing import Difference, Kind, differences
from perfeval_desktop.services.revisions import State, revisions, state_at, state_now
from perfeval_desktop.services.session import Session

WHOLE = "全文"
WHAT_IT_PROVES = "校验码相符，说明纸上的数和文件里的数相同；不能说明纸是谁打印、谁盖章的。"


_IS_A_COPY = "这份文件是不含修改记录的副本，不知道以前的样子；"
_FROM_ANOTHER = "这张纸可能出自另一个文件：别的单位、别的年度，或者另存的一份。"


class Outcome(Enum):
    """What became of a typed code."""

    MISTYPED = "抄错了"
    UNKNOWN = "不认识"
    CHANGED = "后来改过"
    CURRENT = "和现在一致"


class Match(NamedTuple):
    """One state that carries the code: now, made final, or noted as a paper."""

    place: int  # in the history
    state: str  # 第2稿, 修改记录第120步
    sheet: SheetRef | None  # None for the code of the whole report
    label: str  # 附件1-1, 全文
    paper: Paper | None = None  # the last one of it that was made; None where none is noted


@dataclass(frozen=True, slots=True)
class Verdict:
    """What there is to say of a typed code.

    Attributes:
        code: What was typed, in groups.
        sentence: All in one, as the clerk reads it.
        matches: The states that carry it, newest first.
        changes: What the paper shows otherwise than the report does now.
        slip: What it was probably meant to be, where it was mistyped.
    """

    outcome: Outcome
    code: str
    sentence: str
    matches: tuple[Match, ...] = ()
    changes: tuple[Difference, ...] = ()
    slip: Slip | None = None


_Coded = tuple[str, Match]  # the code without hyphens
_OfRevisions = dict[int, tuple[_Coded, ...]]  # by their place in the history
_Known = dict[str, dict[tuple[str, SheetRef | None], Match]]  # by code, then by state and sheet


class Verifier:
    """Checks one code after another; what a revision was like is found out once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._of_revisions: _OfRevisions = {}

    def verify(self, typed: str) -> Verdict:
        """Say which paper a code is that of, and what has changed since."""
        return _verify(self._session, typed, self._of_revisions)


def verify(session: Session, typed: str) -> Verdict:
    """Say which paper a code is that of, and what has changed since; it changes nothing."""
    return Verifier(session).verify(typed)


def _verify(session: Session, typed: str, of_revisions: _OfRevisions) -> Verdict:
    read = read_code(typed)
    if not read.code:
        return Verdict(Outcome.MISTYPED, "", read.fault)
    now = state_now(session)
    current = list(_of_state(now))
    _find_revisions(session, of_revisions)
    known = _known(session, (*current, *chain.from_iterable(of_revisions.values())))
    matches = tuple(known.get(read.code, {}).values())
    if read.fault or not matches:
        is_copy = session.history.steps_before > 0
        return _unknown(read.code, read.fault, nearest(read.code, known), is_copy)
    code = grouped(read.code)
    matches = tuple(sorted(matches, key=lambda each: each.place, reverse=True))
    if any(each == read.code for each, _ in current):
        return Verdict(Outcome.CURRENT, code, _said_of_current(matches), matches)
    if not session.history.is_told(matches[0].place):
        return Verdict(Outcome.CHANGED, code, _said_of_untold(matches), matches)
    old = state_at(session, matches[0].place)
    changes = tuple(_changes(old, now, matches[0].sheet))
    has_new_form = old.report.template.digest != now.report.template.digest
    said = _said_of_changed(matches, changes, has_new_form)
    return Verdict(Outcome.CHANGED, code, said, matches, changes)


def verdict_lines(verdict: Verdict) -> list[str]:
    """Return a verdict for the command line: the sentence, the changes, what it proves."""
    head = f"{verdict.code}：{verdict.sentence}" if verdict.code else verdict.sentence
    lines = [f"{each.sheet_name}　{each.label}　{_told(each)}" for each in verdict.changes]
    return [head, *(line.replace("\n", " ") for line in lines), *_proof(verdict)]


def _told(change: Difference) -> str:
    kind = f"{change.kind.value}　" if change.kind is not Kind.CHANGED else ""
    return f"{kind}原来：{change.before or '（空）'}　现在：{change.after or '（空）'}"


def _proof(verdict: Verdict) -> list[str]:
    return [WHAT_IT_PROVES] if verdict.matches else []


# What codes are known ---------------------------------------------------------------------------


def _known(session: Session, found: Iterable[_Coded]) -> _Known:
    """Return the codes that were found, and those of every paper noted."""
    known: _Known = {}
    for code, match in (*found, *_of_papers(session)):
        known.setdefault(code, {})[match.state, match.sheet] = match
    return known


def _find_revisions(session: Session, found: _OfRevisions) -> None:
    """Find the codes of each time the report was final; one that was printed has them noted."""
    noted = {each.place for each in session.report.papers if _shows_codes(each)}
    for revision in revisions(session):
        if revision.number not in noted and revision.number not in found:
            found[revision.number] = tuple(_of_state(state_at(session, revision.number)))


def _of_state(state: State) -> Iterator[_Coded]:
    codes = codes_of(state, state.name)
    yield characters(codes.report), Match(state.number, state.name, None, WHOLE)
    for ref, code in codes.sheets.items():
        label = sheet_label(state.report, ref)
        yield characters(code), Match(state.number, state.name, ref, label)


def _of_papers(session: Session) -> Iterator[_Coded]:
    for paper in session.report.papers:
        is_possible = 0 < paper.place <= session.history.place  # a stranger may have made the file
        if is_possible and _shows_codes(paper):
            yield characters(paper.code), Match(paper.place, paper.state, None, WHOLE, paper)
            for each in paper.sheets:
                ref = SheetRef(each.sheet, each.record)
                yield characters(each.code), Match(paper.place, paper.state, ref, each.label, paper)


def _shows_codes(paper: Paper) -> bool:
    return paper.edition == Edition.SUBMITTED.value


# What has changed -------------------------------------------------------------------------------


def _changes(old: State, new: State, sheet: SheetRef | None) -> list[Difference]:
    """Return what is different since, on one sheet or, for None, in the whole report."""
    found = differences(old, new, is_exact=True)
    if sheet is None:
        return found
    on_it = printed_on(old, sheet) | printed_on(new, sheet)
    return [each for each in found if each.sheet == sheet or each.address in on_it]


# What is said -----------------------------------------------------------------------------------


def _unknown(code: str, fault: str, slip: Slip | None, is_copy: bool) -> Verdict:
    shown = grouped(code)
    if slip is not None:
        where = "、".join(f"第{each}组" for each in slip.groups)
        guess = f"记录里有一个很像的：{grouped(slip.code)}，请对照纸上再看{where}。"
        sentence = (fault or "这个校验码可能抄错了。") + guess
        return Verdict(Outcome.MISTYPED, shown, sentence, slip=slip)
    if fault:
        return Verdict(Outcome.MISTYPED, shown, f"{fault}请对照纸上再看一遍。")
    return Verdict(
        Outcome.UNKNOWN,
        shown,
        "校验码没有抄错，但它不是这个文件现在的数据，也不是它哪一次定稿、打印或导出的数据。"
        + (_IS_A_COPY + "更早的稿子，要用原来的文件核对。" if is_copy else _FROM_ANOTHER),
    )


def _said_of_current(matches: tuple[Match, ...]) -> str:
    labels = "、".join(dict.fromkeys(each.label for each in matches))
    return f"{labels}和现在的数据一致（{matches[0].state}）。{_made(matches)}{_also(matches)}"


def _said_of_changed(
    matches: tuple[Match, ...], changes: tuple[Difference, ...], has_new_form: bool
) -> str:
    what = f"这是{matches[0].state}的{matches[0].label}，后来"
    what += "表样作过调整，" if has_new_form else ""
    what += (
        f"有 {len(changes)} 处不同。"
        if changes
        else ("内容没有变。" if has_new_form else "只加过、删过或移过空行，内容没有变。")
    )
    return f"{what}{_made(matches)}{_also(matches)}"


def _said_of_untold(matches: tuple[Match, ...]) -> str:
    what = f"这是{matches[0].state}的{matches[0].label}，后来改过。"
    return f"{what}{_IS_A_COPY}改了哪里，要用原来的文件核对。{_made(matches)}"


def _made(matches: tuple[Match, ...]) -> str:
    """Tell of the paper with this code that was made last."""
    papers = [each.paper for each in matches if each.paper is not None]
    if not papers:
        return "没有记下打印或导出。"
    last = max(papers, key=lambda each: each.time)
    person = f"由{last.person}" if last.person else ""
    mark = f"，标着“{last.mark}”" if last.mark else ""
    did = "打印" if last.medium == Medium.PRINT.value else f"导出 {last.medium}"
    return f"最近一次是 {time_text(last.time)} {person}{did}{mark}。"


def _also(matches: tuple[Match, ...]) -> str:
    """Name the other states that show the same."""
    states = [each for each in dict.fromkeys(m.state for m in matches) if each != matches[0].state]
    return f"{'、'.join(states)}的也是一样的。" if states else ""
