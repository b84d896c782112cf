"""Documents drawn from a seed: a report, a format, and a few changes of any kind."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from perfeval_desktop.domain.edits import apply_edits
from perfeval_desktop.domain.report import Report
from perfeval_desktop.importing.matching import match_document
from perfeval_desktop.importing.office import read_document_here
from perfeval_desktop.services.records import initial_edits
from tests.corpus.changes import FOR_ALL, FOR_EXCEL, FOR_WORD, changed
from tests.corpus.excel import write_excel
from tests.corpus.measuring import Measured, measured
from tests.corpus.paper import Paper, Written, paper_of
from tests.corpus.reports import YEAR, invented, sample, template
from tests.corpus.word import write_word


class Drawn(NamedTuple):
    """What a seed stands for."""

    seed: int
    ending: str
    changes: tuple[str, ...]
    paper: Paper


def drawn(seed: int) -> Drawn:
    """Return the document of a seed."""
    chance = random.Random(seed)
    ending = chance.choice(("docx", "xlsx"))
    possible = [*FOR_ALL, *(FOR_WORD if ending == "docx" else FOR_EXCEL)]
    names = tuple(chance.sample(possible, chance.randrange(1, 6)))
    session = sample() if chance.random() < 0.25 else invented(seed, chance.randrange(1, 4))
    return Drawn(seed, ending, names, changed(paper_of(session), names, chance))


def write(paper: Paper, path: Path) -> None:
    """Write a paper in the format that its name says."""
    (write_word if path.suffix == ".docx" else write_excel)(paper, path)


@lru_cache(maxsize=1)
def new_report() -> Report:
    """Return a report as the official blank is."""
    report = Report(template(), YEAR)
    apply_edits(report, initial_edits(template()))
    return report


def imported(path: Path, truth: list[Written]) -> Measured:
    """Read a file and match it with a new report; return what came of what it holds."""
    document = read_document_here(path)
    plan = match_document(document, new_report())
    return measured(document, plan, truth, template())


def measured_seeds(first: int, count: int, folder: Path) -> Iterator[tuple[Drawn, Measured]]:
    """Yield what an import makes of the documents of some seeds."""
    for seed in range(first, first + count):
        each = drawn(seed)
        path = folder / f"{seed}.{each.ending}"
        write(each.paper, path)
        yield each, imported(path, each.paper.truth())
        path.unlink()
