"""Forms as offices write them come in whole: tests/corpus makes them and knows what they hold."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfeval_desktop.domain.import_plan import PlannedState
from perfeval_desktop.importing.matching import match_document
from perfeval_desktop.importing.office import read_document_here
from tests.corpus.changes import FOR_ALL, FOR_EXCEL, FOR_WORD, changed
from tests.corpus.drawing import drawn, imported, measured_seeds, new_report, write
from tests.corpus.measuring import NOTHING, Measured, measured
from tests.corpus.paper import paper_of
from tests.corpus.reports import invented, template
from tests.corpus.variations import DATA, VARIATIONS, Variation, read_truth

LEAST = 0.95
MOST_BYTES = 1_500_000


@pytest.fixture(scope="module", autouse=True)
def _forget_the_report() -> Iterator[None]:
    yield
    new_report.cache_clear()


def expect_in_place(found: Measured) -> None:
    assert found.wrong == []
    assert found.wrong_doubted == []
    assert found.lost == []
    assert found.unseen == []
    assert len(found.right) + len(found.doubted) >= LEAST * found.total()


@pytest.mark.parametrize("variation", VARIATIONS, ids=lambda each: each.path.name)
def test_a_variation_of_the_forms_comes_in(variation: Variation) -> None:
    truth = read_truth(variation.truth_path)
    assert len(truth) > 100
    expect_in_place(imported(variation.path, truth))


def test_over_all_variations_nearly_every_value_is_taken_without_a_doubt() -> None:
    total = NOTHING
    for each in VARIATIONS[::4]:
        total = total.plus(imported(each.path, read_truth(each.truth_path)))
    assert len(total.right) >= LEAST * total.total()


def test_the_variations_are_many_and_small() -> None:
    files = {each for folder in ("word", "excel") for each in (DATA / folder).iterdir()}
    assert {e.path for e in VARIATIONS} | {e.truth_path for e in VARIATIONS} == files
    assert len(VARIATIONS) >= 30
    assert sum(each.office for each in VARIATIONS) >= 10
    assert sum(each.stat().st_size for each in files) < MOST_BYTES
    used = {name for each in VARIATIONS for name in each.changes}
    assert used == {*FOR_ALL, *FOR_WORD, *FOR_EXCEL}


@pytest.mark.parametrize("seed", range(500, 512))
def test_documents_that_are_drawn_come_in(seed: int, tmp_path: Path) -> None:
    ((each, found),) = measured_seeds(seed, 1, tmp_path)
    assert found.wrong == found.wrong_doubted == found.lost == found.unseen == [], each.changes
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


class TestMeasuring:
    """What is wrong is counted as wrong: else the numbers above would say nothing."""

    @pytest.fixture(scope="class")
    def case(self, tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
        paper = paper_of(invented(5))
        path = tmp_path_factory.mktemp("measuring") / "例.xlsx"
        write(paper, path)
        document = read_document_here(path)
        return document, match_document(document, new_report()), paper.truth()

    def test_a_perfect_plan_has_everything_right(self, case) -> None:  # type: ignore[no-untyped-def]
        document, plan, truth = case
        found = measured(document, plan, truth, template())
        assert len(found.right) == len(truth)
        assert not any(found[1:])

    def test_two_figures_that_changed_places_are_wrong(self, case) -> None:  # type: ignore[no-untyped-def]
        document, plan, truth = case
        pieces = list(plan.pieces)
        one, other = (
            next(i for i, p in enumerate(pieces) if p.target and p.target.field == name and p.value)
            for name in ("公车购置_上年决算", "公务接待_上年决算")
        )
        pieces[one], pieces[other] = (
            pieces[one]._replace(target=pieces[other].target),
            pieces[other]._replace(target=pieces[one].target),
        )
        found = measured(document, plan._replace(pieces=tuple(pieces)), truth, template())
        assert len(found.wrong) == len(found.lost) == 2

    def test_a_value_that_is_told_is_listed_and_one_that_is_not_is_lost(self, case) -> None:  # type: ignore[no-untyped-def]
        document, plan, truth = case
        pieces = list(plan.pieces)
        at = next(
            i for i, p in enumerate(pieces) if p.target and p.target.field == "公车购置_上年决算"
        )
        told = [*pieces[:at], pieces[at].taken_out("试一试。"), *pieces[at + 1 :]]
        found = measured(document, plan._replace(pieces=tuple(told)), truth, template())
        assert len(found.listed) == 1
        assert not any(found[3:])
        gone = [*pieces[:at], *pieces[at + 1 :]]
        found = measured(document, plan._replace(pieces=tuple(gone)), truth, template())
        assert len(found.lost) == len(found.unseen) == 1

    def test_a_figure_in_the_wrong_unit_is_wrong(self, case) -> None:  # type: ignore[no-untyped-def]
        document, plan, truth = case
        doubled = [
            each._replace(value=f"{each.value}0") if each.key.field == "公车购置_上年决算" else each
            for each in truth
        ]
        found = measured(document, plan, doubled, template())
        assert len(found.wrong) == 1
