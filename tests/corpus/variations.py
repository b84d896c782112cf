"""The variations that are kept: `python -m tests.corpus make` writes them and what they hold."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import NamedTuple

from tests.corpus.changes import changed
from tests.corpus.drawing import write
from tests.corpus.paper import Key, Paper, Written, paper_of
from tests.corpus.reports import invented, sample, template
from tests.corpus.word import repacked

DATA = Path(__file__).parents[1] / "data"
SAME = "〃"
_HEAD = ("sheet", "record", "field", "text", "value")


class Variation(NamedTuple):
    """One kept file; `seed` 0 is the sample report, any other an invented unit.

    `office` says that LibreOffice saved it, in the format of `ending`.
    """

    name: str
    ending: str
    seed: int
    changes: tuple[str, ...] = ()
    office: bool = False
    projects: int = 1

    @property
    def path(self) -> Path:
        folder = "word" if self.ending == "docx" else "excel"
        return DATA / folder / f"{self.name}.{self.ending}"

    @property
    def truth_path(self) -> Path:
        return self.path.with_name(f"{self.path.name}.tsv")

    def paper(self) -> Paper:
        session = invented(self.seed, self.projects, self.projects + 2) if self.seed else sample()
        return changed(paper_of(session), self.changes, random.Random(self.seed + len(self.name)))


def _word(name: str, seed: int, *changes: str, office: bool = False, projects: int = 1):  # type: ignore[no-untyped-def]
    return Variation(name, "docx", seed, changes, office, projects)


def _excel(name: str, seed: int, *changes: str, office: bool = False, projects: int = 1):  # type: ignore[no-untyped-def]
    return Variation(name, "xlsx", seed, changes, office, projects)


VARIATIONS: tuple[Variation, ...] = (
    _word("01-plain-sample", 0),
    _word("02-plain-saved-by-office", 0, office=True),
    _word("03-annexes-first", 11, "annexes-in-another-order", projects=2),
    _word("04-rows-in-another-order", 12, "rows-in-another-order"),
    _word("05-rows-renamed", 13, "rows-renamed"),
    _word("06-rows-renamed-sample", 0, "rows-renamed", office=True),
    _word("07-rows-left-out", 14, "rows-left-out"),
    _word("08-rows-added", 15, "rows-added"),
    _word("09-labels-decorated", 16, "labels-decorated"),
    _word("10-labels-decorated-by-office", 17, "labels-decorated", office=True),
    _word("11-units-in-heads", 18, "units-in-heads"),
    _word("12-amounts-in-yuan", 0, "amounts-in-yuan"),
    _word("13-yuan-behind-figures", 19, "amounts-in-yuan", "figures-with-units", office=True),
    _word("14-cells-split-by-hand", 20, "cells-split-by-hand"),
    _word("15-merges-lost", 21, "merges-lost", office=True),
    _word("16-merges-the-other-way", 0, "merges-the-other-way"),
    _word("17-cut-by-pages", 22, "tables-cut-by-pages", projects=2),
    _word("18-cut-by-pages-by-office", 23, "tables-cut-by-pages", office=True),
    _word("19-empty-rows-and-columns", 24, "empty-rows-and-columns"),
    _word("20-nested-in-a-layout-table", 25, "nested"),
    _word("21-nested-by-office", 26, "nested", "labels-decorated", office=True),
    _word("22-five-projects", 27, "signatures-left-out", projects=5),
    _word("23-headings-without-numbers", 28, "headings-without-numbers"),
    _word("24-automatic-numbers", 29, "numbered", "styled"),
    _word("25-automatic-numbers-by-office", 0, "numbered", "styled", office=True),
    _word("26-chapters-in-a-text-box", 30, "boxed"),
    _word("27-chapters-in-cells", 31, "in-cells"),
    _word("28-full-width-figures", 32, "figures-in-full-width"),
    _word("29-figures-with-units", 33, "figures-with-units", "figures-grouped"),
    _word("30-label-and-value-in-one-cell", 34, "labels-and-values-in-one-cell"),
    _word("31-other-fonts-and-colours", 35, "colourful", "broken-runs", "breaks"),
    _word(
        "32-much-at-once",
        *(36, "rows-in-another-order", "merges-lost", "tables-cut-by-pages"),
        *("labels-decorated", "headings-without-numbers", "colourful"),
        projects=2,
    ),
    _word(
        "33-much-at-once-by-office",
        *(37, "amounts-in-yuan", "rows-left-out", "empty-rows-and-columns"),
        *("annexes-in-another-order", "figures-in-full-width"),
        office=True,
    ),
    _word("34-by-python-docx", 0, "python-docx", "labels-decorated"),
    _excel("01-a-worksheet-an-annex", 0, "numbers"),
    _excel("02-all-in-one-worksheet", 41, "one-worksheet", "unnamed"),
    Variation("03-old-workbook", "xls", 0, ("numbers",), office=True),
    Variation("04-old-workbook-in-one-worksheet", "xls", 42, ("one-worksheet",), office=True),
    _excel("05-saved-by-office", 43, "numbers", "merges-the-other-way", office=True),
    _excel("06-hidden-rows", 44, "rows-hidden"),
    _excel("07-empty-rows-and-columns", 45, "empty-rows-and-columns", "numbers"),
    _excel("08-rows-in-another-order", 46, "rows-in-another-order", "unnamed", projects=2),
    _excel("09-rows-added-and-left-out", 47, "rows-added", "rows-left-out", "numbers"),
    _excel("10-amounts-in-yuan", 48, "amounts-in-yuan", "figures-grouped", "numbers"),
    _excel("11-units-and-names", 0, "units-in-heads", "rows-renamed", "figures-with-units"),
    _excel("12-merges-lost", 49, "merges-lost", "one-worksheet"),
    _excel("13-cells-split-by-hand", 50, "cells-split-by-hand", "labels-decorated"),
    _excel("14-one-cell", 51, "labels-and-values-in-one-cell", "colourful", office=True),
    Variation(
        "15-much-at-once",
        "xls",
        52,
        ("rows-renamed", "rows-in-another-order", "merges-lost", "figures-in-full-width"),
        office=True,
    ),
)


def make(folder: Path) -> None:
    """Write all files anew, and beside each what it holds.

    Args:
        folder: For what LibreOffice is given and gives back.
    """
    by_office: dict[str, list[tuple[Variation, Path]]] = {}
    for each in VARIATIONS:
        each.path.parent.mkdir(parents=True, exist_ok=True)
        paper = each.paper()
        write_truth(paper.truth(), each.truth_path)
        if not each.office:
            write(paper, each.path)
            continue
        given = folder / f"{each.name}.{'docx' if each.ending == 'docx' else 'xlsx'}"
        write(paper, given)
        by_office.setdefault(each.ending, []).append((each, given))
    _save_by_office(by_office, folder)


def _save_by_office(by_office: dict[str, list[tuple[Variation, Path]]], folder: Path) -> None:
    from tests.office import convert_all

    for ending, pairs in by_office.items():
        saved = convert_all([given for _, given in pairs], ending, folder / f"saved-{ending}")
        for (variation, _), path in zip(pairs, saved, strict=True):
            data = path.read_bytes()
            variation.path.write_bytes(data if ending == "xls" else repacked(data))


def write_truth(truth: list[Written], path: Path) -> None:
    """Write what a file holds: a line a value, the meaning only where it is not the text.

    A sheet or a record that is that of the line above is written as `SAME`.
    """
    above = ("", "")
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, "excel-tab", lineterminator="\n")
        table.writerow(_HEAD)
        for each in truth:
            value = "" if each.value == each.text else each.value
            here = (each.sheet, each.key.record)
            shown = (
                SAME if new and new == old else new for new, old in zip(here, above, strict=True)
            )
            table.writerow((*shown, each.key.field, each.text, value))
            above = here


def read_truth(path: Path) -> list[Written]:
    """Read what a file holds."""
    found: list[Written] = []
    with path.open(encoding="utf-8", newline="") as file:
        for where, whose, field, text, value in list(csv.reader(file, "excel-tab"))[1:]:
            sheet = found[-1].sheet if where == SAME else where
            record = found[-1].key.record if whose == SAME else whose
            kind = template().fields[field].type
            found.append(Written(Key(record, field), kind, text, value or text, sheet))
    return found
