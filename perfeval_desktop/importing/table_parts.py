"""Which rows of a document's tables are which sheet of the form.

The words of the form inside of a table decide; titles, marks (附件1-1) and worksheet names help.
A sheet may be cut in several tables, and a table may hold several sheets below each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from perfeval_desktop.domain.cell_table import compact, unit_of_table
from perfeval_desktop.domain.source_document import (
    SourceDocument,
    SourceParagraph,
    SourceTable,
)
from perfeval_desktop.importing.form_labels import (
    is_note,
    keys_of,
    labelled,
    signature_pieces,
    title_of,
)
from perfeval_desktop.importing.form_words import FormSheet
from perfeval_desktop.importing.source_grid import Run, row_count
from perfeval_desktop.importing.table_words import is_nothing, is_words, title_years, years_in
from perfeval_desktop.importing.text_rows import text_start

_LEAST = 2.5  # words of its own that make a table one of the form's
_LEAST_WITH_TITLE = 1.0
_TITLE, _NAME = 4.0, 3.0
_OTHERS_BEFORE = 3  # words of another sheet before the first ones of the next on one worksheet
_CONTINUED = ("续表", "(续)", "接上页", "续上表")


@dataclass
class Part:
    """A sheet that was found. `unit` is stated for the whole; `year` is that of its heads."""

    form: FormSheet
    runs: list[Run]
    score: float
    keys: set[str]
    year: int
    unit: str = ""
    is_year_doubted: bool = False
    first: str = ""  # its first words
    guessed: set[int] = field(default_factory=set)  # numbers of runs without any word of the form

    @property
    def rows(self) -> set[str]:
        """The labels of its rows."""
        return self.keys & self.form.own_rows

    @property
    def blocks(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(each.block for each in self.runs))


class Parts(NamedTuple):
    """The sheets found, and runs that look like a sheet which another run is more like."""

    parts: list[Part]
    second: list[tuple[Run, FormSheet]]


def document_year(document: SourceDocument) -> int | None:
    """Return the year of the paper as titles say it, else the latest of its heads; None for none.

    A title is short; in the text of the report other years are named too.
    """
    lines = [each.text for _, each in document.paragraphs() if len(each.text) < 60]
    cells = [cell.text for _, cell in document.cells() if len(cell.text) < 60]
    named = [block.title for block in document.blocks if isinstance(block, SourceTable)]
    years = Counter(title_years([*lines, *cells, *named]))
    if years:
        return years.most_common(1)[0][0]
    return max((year for text in cells for year in years_in(text)), default=None)


def find_parts(document: SourceDocument, forms: tuple[FormSheet, ...], year: int) -> Parts:
    """Return the sheets that a document holds, in its order."""
    search = _Search(document, forms, year)
    for number, block in enumerate(document.blocks):
        if isinstance(block, SourceParagraph):
            search.read_paragraph(block.text)
        else:
            search.read_table(number, block)
    return search.result()


class _Before(NamedTuple):
    """What stands between two tables: the sheets it names, a unit, and whether it is text."""

    named: tuple[FormSheet, ...] = ()
    unit: str = ""
    is_text: bool = False


class _Search:
    def __init__(self, document: SourceDocument, forms: tuple[FormSheet, ...], year: int) -> None:
        self._document = document
        self._forms = forms
        self._year = year
        self._parts: list[Part] = []
        self._second: list[tuple[Run, FormSheet]] = []
        self._before = _Before()
        self._openers = {id(each): _openers(each) for each in forms}
        counts = Counter(key for each in forms for key in {*each.index})
        self._weight = {key: 1 / count for key, count in counts.items()}

    def result(self) -> Parts:
        """Return what was found; of two that are the same sheet the likelier one."""
        kept: list[Part] = []
        for each in self._parts:
            other = next((o for o in kept if o.form is each.form and not o.form.sheet.per), None)
            if other is None:
                kept.append(each)
                continue
            worse = min((other, each), key=lambda part: part.score)
            self._second += [(run, worse.form) for run in worse.runs]
            if worse is other:
                kept[kept.index(other)] = each
        return Parts(kept, self._second)

    def read_paragraph(self, text: str) -> None:
        """Note what a paragraph says of the table that follows."""
        for line in text.split("\n"):
            self._note(line)

    def _note(self, line: str) -> None:
        named, unit, is_text = self._before
        if is_nothing(line):
            return
        form = title_of(line, self._forms)
        stated = unit_of_table(line)
        if form is not None:
            self._before = _Before((*named, form), stated or unit, is_text)
        elif stated:
            self._before = _Before(named, stated, is_text)
        elif not self._belongs_to_table(line):
            self._before = _Before(named, unit, True)

    def _belongs_to_table(self, line: str) -> bool:
        written = compact(line)
        if any(each in written for each in _CONTINUED) or not any(c.isalpha() for c in written):
            return True
        return any(signature_pieces(line, each) or is_note(line, each) for each in self._forms)

    def read_table(self, number: int, table: SourceTable) -> None:
        """Find the sheets of a table."""
        rows: dict[int, list[str]] = {}
        for cell in table.cells:
            rows.setdefault(cell.row, []).append(cell.text)
        if table.inside is not None:
            outer = self._document.text_at(table.inside)
            for line in outer.split("\n"):
                self._note(line)
        for start, end in self._without_text(table, self._cut(rows, row_count(table))):
            for row in range(start, end):
                if self._is_heading(rows.get(row, [])):
                    for text in rows[row]:
                        self.read_paragraph(text)
                else:
                    break
            self._read_run(Run(number, start, end), rows, table)

    def _is_heading(self, texts: list[str]) -> bool:
        """Say whether a row holds titles, marks and units only."""
        lines = [line for text in texts for line in text.split("\n") if not is_nothing(line)]
        return bool(lines) and all(
            title_of(line, self._forms) is not None or unit_of_table(line) for line in lines
        )

    def _cut(self, rows: dict[int, list[str]], count: int) -> list[tuple[int, int]]:
        """Return where sheets begin and end in a table."""
        starts, was_heading = [0], False
        seen: set[str] = set()
        for row in range(count):
            texts = rows.get(row, [])
            is_heading = self._is_heading(texts)
            has_title = any(
                title_of(line, self._forms) for text in texts for line in text.split("\n")
            )
            if is_heading and has_title and not was_heading and row:
                starts.append(row)
                seen = set()
            keys = {k for text in texts for form in self._forms for k in self._keys(text, form)}
            if not is_heading and self._opens(keys, seen) and row != starts[-1]:
                if not was_heading:
                    starts.append(row)
                seen = set()
            seen |= keys
            was_heading = is_heading
        return list(zip(starts, [*starts[1:], count], strict=True))

    def _without_text(
        self, table: SourceTable, runs: list[tuple[int, int]]
    ) -> Iterator[tuple[int, int]]:
        """Yield the runs; running text below a sheet is a run of its own."""
        for start, end in runs:
            text = text_start(table, start, end, self._is_of_form)
            yield (start, end if text is None else text)
            if text is not None:
                yield (text, end)

    def _is_of_form(self, text: str) -> bool:
        lines = [line for line in text.split("\n") if not is_nothing(line)]
        has_keys = any(self._keys(text, form) for form in self._forms)
        return has_keys or all(self._belongs_to_table(line) for line in lines)

    def _opens(self, keys: set[str], seen: set[str]) -> bool:
        for form in self._forms:
            openers = self._openers[id(form)] & keys
            if not openers:
                continue
            others = [
                sum(key in other.index and key not in form.index for key in seen)
                for other in self._forms
                if other is not form
            ]
            if openers & seen or max(others, default=0) >= _OTHERS_BEFORE:
                return True
        return False

    def _keys(self, text: str, form: FormSheet) -> tuple[str, ...]:
        found = labelled(text, form, self._year)
        if found is not None:
            return found.keys
        if "\n" in text and len(text) < 200:
            lines = (labelled(line, form, self._year) for line in text.split("\n"))
            return tuple(key for each in lines if each is not None for key in each.keys)
        return ()

    def _read_run(self, run: Run, rows: dict[int, list[str]], table: SourceTable) -> None:
        before, self._before = self._before, _Before()
        texts = [text for row in range(run.start, run.end) for text in rows.get(row, [])]
        found = {id(form): {k for t in texts for k in self._keys(t, form)} for form in self._forms}
        last = self._parts[-1] if self._parts else None
        scores = {
            id(form): sum(self._weight[key] for key in found[id(form)])
            + _TITLE * before.named.count(form)
            + (_NAME if _is_name(table.title, form) else 0)
            for form in self._forms
        }
        best = max(
            self._forms, key=lambda form: (scores[id(form)], last is not None and form is last.form)
        )
        is_named = best in before.named or _is_name(table.title, best)
        keys, score = found[id(best)], scores[id(best)]
        weight = sum(self._weight[key] for key in keys)
        is_own = weight >= (_LEAST_WITH_TITLE if is_named else _LEAST)
        first = self._first_words(run, rows)
        if (
            last is not None
            and not self._begins_again(last, first)
            and self._continues(last, found[id(last.form)], before, is_own, best)
        ):
            self._continue(last, run, found[id(last.form)])
            return
        if not is_own:
            self._before = before if not any(not is_nothing(t) for t in texts) else _Before()
            is_table = any(
                sum(not is_nothing(text) for text in rows.get(row, [])) > 1
                for row in range(run.start, run.end)
            )
            if is_table and self._is_guess(last, before, run, table):
                assert last is not None
                last.guessed.add(len(last.runs))
                last.runs.append(run)
            elif before.named and not weight:
                self._before = before  # a table around others: its title is that of the next
            return
        year = self._year_of(best, texts)
        unit = before.unit or next((u for t in texts if (u := unit_of_table(t))), "")
        part = Part(best, [run], score, keys, year, unit, year != self._year, first)
        earlier = self._earlier(part, is_named)
        if earlier is not None:
            self._continue(earlier, run, keys)
        else:
            self._parts.append(part)

    def _continues(
        self, last: Part, keys: set[str], before: _Before, is_own: bool, best: FormSheet
    ) -> bool:
        if before.named or before.is_text or not keys or (is_own and best is not last.form):
            return False
        rows = keys & last.form.own_rows
        return not rows & last.rows and bool(rows or not is_own or keys & last.form.section_words)

    def _earlier(self, part: Part, is_named: bool) -> Part | None:
        """Return the part that this one continues under a title of its own (续表)."""
        del is_named
        for each in reversed(self._parts):
            if each.form is part.form:
                lacks_name = not (part.keys & self._openers[id(part.form)])
                if self._begins_again(each, part.first):
                    return None
                if not part.rows & each.rows and (lacks_name or not each.form.sheet.per):
                    return each
                return None
        return None

    def _first_words(self, run: Run, rows: dict[int, list[str]]) -> str:
        """Return the first words of a table that are none of a title."""
        for row in range(run.start, run.end):
            words = [text for text in rows.get(row, []) if is_words(text)]
            if words and not self._is_heading(rows[row]):
                return compact(words[0])
        return ""

    @staticmethod
    def _begins_again(part: Part, first: str) -> bool:
        """Say whether a table begins as one of another record: 项目名称, whatever it is called."""
        is_head = bool(part.form.heads & {*keys_of(first, part.form, part.year)})
        return bool(part.form.sheet.per and first) and first == part.first and not is_head

    def _continue(self, part: Part, run: Run, keys: set[str]) -> None:
        part.runs.append(run)
        part.keys |= keys
        part.score += sum(self._weight[key] for key in keys)

    def _is_guess(self, last: Part | None, before: _Before, run: Run, table: SourceTable) -> bool:
        """Say whether a table without words of the form may be the end of the one before it."""
        if last is None or before.named or before.is_text or not last.form.groups:
            return False
        block = self._document.blocks[last.runs[-1].block]
        assert isinstance(block, SourceTable)
        if block.inside is not None or last.runs[-1].block == run.block:
            return last.runs[-1].block == run.block
        width = max((c.column + c.columns for c in block.cells), default=0)
        return width == max((c.column + c.columns for c in table.cells), default=0)

    def _year_of(self, form: FormSheet, texts: list[str]) -> int:
        """Return the year by which the heads of a table are most like those of the form."""
        dated = [text for text in texts if len(text) < 60 and years_in(text)]
        named = {year for text in dated for year in years_in(text)}
        years = {self._year, *named, *(year + 1 for year in named)}
        if not dated:
            return self._year

        def fitting(year: int) -> int:
            exact = {each.key for each in form.words}
            return len({k for text in dated for k in keys_of(text, form, year) if k in exact})

        return max(sorted(years), key=lambda year: (fitting(year), year == self._year))


def _is_name(title: str, form: FormSheet) -> bool:
    """Say whether a worksheet is called as the sheet: 附件1-1, 1-1基础数据表."""
    written, mark = compact(title), compact(form.sheet.mark)
    if not written:
        return False
    bare = mark.lstrip("附件表")
    is_marked = bool(mark) and (
        written.startswith(mark) or (bool(bare) and written.startswith(bare))
    )
    return is_marked or (len(written) >= 4 and written in compact(form.title_key))


def _openers(form: FormSheet) -> frozenset[str]:
    """The labels by which the first fields of a sheet are known, where they stand only there."""
    if not form.places:
        return frozenset()
    first = min(each.row for each in form.places)
    found = [each for each in form.places if each.row == first]
    keys = [each.label if len(form.by_label(each.label)) == 1 else each.head for each in found]
    return frozenset(key for key in keys if key)
