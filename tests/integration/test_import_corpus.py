"""Forms as offices write them come in whole: tests/corpus makes them and knows what they hold."""

from __future__ import annotations

import random
from functools import lru_cache
from pathlib import Path

import pytest

from perfeval_desktop.domain.import_plan import PlannedState
from perfeval_desktop.importing.matching import match_document
from perfeval_desktop.importing.office import read_document_here
from tests.corpus.changes import FOR_ALL, FOR_EXCEL, FOR_WORD, changed
from tests.corpus.drawing import drawn, imported, measured_seeds, new_report, write
from tests.corpus.measuring import NOTHING, Measured
from tests.corpus.paper import paper_of
from tests.corpus.reports import invented
from tests.corpus.variations import DATA, VARIATIONS, Variation, read_truth

LEAST = 0.95
MOST_BYTES = 1_500_000


@lru_cache(maxsize=len(VARIATIONS))
def came_in(variation: Variation) -> Measured:
    return imported(variation.path, read_truth(variation.truth_path))


def expect_in_place(found: Measured) -> None:
    assert found.wrong == []
    assert found.wrong_doubted == []
    assert found.lost == []
    assert found.unseen == []
    assert len(found.right) + len(found.doubted) >= LEAST * found.total()


@pytest.mark.parametrize("variation", VARIATIONS, ids=lambda each: each.path.name)
def test_a_variation_of_the_forms_comes_in(variation: Variation) -> None:
    found = came_in(variation)
    assert found.total() > 100
    expect_in_place(found)


def test_over_all_variations_nearly_every_value_is_taken_without_a_doubt() -> None:
    total = NOTHING
    for each in VARIATIONS:
        total = total.plus(came_in(each))
    assert len(total.right) >= LEAST * total.total()


def test_the_variations_are_many_and_small() -> None:
    files = {each for folder in ("word", "excel") for each in (DATA / folder).iterdir()}
    assert {e.path for e in VARIATIONS} | {e.truth_path for e in VARIATIONS} == files
    assert len(VARIATIONS) >= 30
    assert sum(each.office for each in VARIATIONS) >= 10
    assert sum(each.stat().st_size for each in files) < MOST_BYTES
    used = {name for each in VARIATIONS for name in each.changes}
    assert used == {*FOR_ALL, *FOR_WORD, *FOR_EXCEL}


# The first ones once showed a fault.
@pytest.mark.parametrize("seed", [9, 61, 79, 1128, 2022111, *range(500, 508)])
def test_documents_that_are_drawn_come_in(seed: int, tmp_path: Path) -> None:
    ((each, found),) = measured_seeds(seed, 1, tmp_path)
    # A row that the form does not know may be taken for a project, but never without a doubt.
    assert found.wrong == found.lost == found.unseen == [], each.changes
    assert len(found.right) + len(found.doubted) >= 0.9 * found.total(), each.changes


def test_the_same_seed_is_the_same_document() -> None:
    assert drawn(7).paper.truth() == drawn(7).paper.truth()
    assert drawn(7).changes == drawn(7).changes != drawn(8).changes


def test_an_added_row_is_listed(tmp_path: Path) -> None:
    paper = changed(paper_of(invented(7)), ["rows-added"], random.Random(1))
    path = tmp_path / "例.docx"
    write(paper, path)
    plan = match_document(read_document_here(path), new_report())
    told = {p.source for p in plan.pieces if p.state is PlannedState.NOT_TAKEN}
    assert sum(text.endswith(".77") for text in told) == 2
