"""What is wrong is counted as wrong: else the numbers of the corpus would say nothing."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from perfeval_desktop.domain.import_plan import ImportPlan
from perfeval_desktop.domain.source_document import SourceDocument
from perfeval_desktop.importing.matching import match_document
from perfeval_desktop.importing.office import read_document_here
from tests.corpus.drawing import new_report, write
from tests.corpus.measuring import measured
from tests.corpus.paper import Written, paper_of
from tests.corpus.reports import invented, template


class Case(NamedTuple):
    document: SourceDocument
    plan: ImportPlan
    truth: list[Written]


@pytest.fixture
def case(tmp_path: Path) -> Case:
    paper = paper_of(invented(5))
    path = tmp_path / "例.xlsx"
    write(paper, path)
    document = read_document_here(path)
    return Case(document, match_document(document, new_report()), paper.truth())


def test_a_perfect_plan_has_everything_right(case: Case) -> None:
    document, plan, truth = case
    found = measured(document, plan, truth, template())
    assert len(found.right) == len(truth)
    assert not any(found[1:])


def test_two_figures_that_changed_places_are_wrong(case: Case) -> None:
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


def test_a_value_that_is_told_is_listed_and_one_that_is_not_is_lost(case: Case) -> None:
    document, plan, truth = case
    pieces = list(plan.pieces)
    at = next(i for i, p in enumerate(pieces) if p.target and p.target.field == "公车购置_上年决算")
    told = [*pieces[:at], pieces[at].taken_out("试一试。"), *pieces[at + 1 :]]
    found = measured(document, plan._replace(pieces=tuple(told)), truth, template())
    assert len(found.listed) == 1
    assert not any(found[3:])
    gone = [*pieces[:at], *pieces[at + 1 :]]
    found = measured(document, plan._replace(pieces=tuple(gone)), truth, template())
    assert len(found.lost) == len(found.unseen) == 1


def test_a_figure_in_the_wrong_unit_is_wrong(case: Case) -> None:
    document, plan, truth = case
    doubled = [
        each._replace(value=f"1{each.value}") if each.key.field == "公车购置_上年决算" else each
        for each in truth
    ]
    found = measured(document, plan, doubled, template())
    assert len(found.wrong) == 1
