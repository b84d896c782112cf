"""The length of a chapter below the outline, and what a template's limit says to it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from perfeval_desktop.domain.edits import Batch, Origin
from perfeval_desktop.domain.template import Limit, ReportTemplate
from perfeval_desktop.gui.widgets.chapter_count import ChapterCount, count_words
from perfeval_desktop.services.records import initial_edits
from perfeval_desktop.storage.creating import create_document
from perfeval_desktop.templates.loader import template_from_texts
from tests.gui.hands import Hands

PROSE, CHAPTER = "报告正文.toml", "存在问题"


@pytest.fixture
def limited(hands: Hands, template: ReportTemplate, tmp_path: Path) -> Hands:
    """A new report under a template that asks for so many characters in 存在问题."""
    mark = f'[field."{CHAPTER}"]\n'
    told = template.texts[PROSE].replace(mark, f"{mark}limit = {{ least = 4, most = 10 }}\n", 1)
    small = template_from_texts({**template.texts, PROSE: told})
    path, now = tmp_path / "报告.peval", datetime.now().astimezone()
    first = Batch(1, "新建", Origin.CREATED, "", now, tuple(initial_edits(small)))
    create_document(path, small, 2022, [first]).close()
    hands.open(path)
    hands.go_to_sheet("报告正文")
    return hands


def count(hands: Hands) -> ChapterCount:
    assert hands.workspace.narrative is not None
    (found,) = hands.workspace.narrative.findChildren(ChapterCount)
    return found


def colour(hands: Hands) -> str:
    label = count(hands)
    label.ensurePolished()
    return label.palette().color(label.foregroundRole()).name()


def test_the_count_is_held_against_the_limit_as_one_types(limited: Hands) -> None:
    assert limited.workspace.narrative is not None
    edit = limited.workspace.narrative.editor(CHAPTER)
    edit.setFocus()
    assert count(limited).text() == "本节 0 / 10 字"
    quiet = colour(limited)
    limited.type("预算 2")
    assert count(limited).text() == "本节 3 / 10 字，最少 4 字，还差 1 字"
    limited.type("0万元。")
    assert count(limited).text() == "本节 7 / 10 字"
    assert colour(limited) == quiet
    limited.type("还不够准。")
    assert count(limited).text() == "本节 12 / 10 字，超出 2 字"
    assert colour(limited) != quiet
    assert count(limited).height() >= count(limited).sizeHint().height(), "all of it is seen"
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    assert colour(limited) == quiet


def test_a_chapter_without_limit_is_counted_only(limited: Hands) -> None:
    assert limited.workspace.narrative is not None
    limited.workspace.narrative.editor("改进措施").setFocus()
    limited.type("加强 管理")
    assert count(limited).text() == "本节 4 字"


@pytest.mark.parametrize(
    ("number", "limit", "words", "is_outside"),
    [
        (230, Limit(most=300), "本节 230 / 300 字", False),
        (300, Limit(most=300), "本节 300 / 300 字", False),
        (312, Limit(most=300), "本节 312 / 300 字，超出 12 字", True),
        (80, Limit(least=100), "本节 80 字，最少 100 字，还差 20 字", True),
        (0, Limit(least=100), "本节 0 字", False),
    ],
)
def test_the_words_say_how_much_is_too_much(
    number: int, limit: Limit, words: str, is_outside: bool
) -> None:
    assert count_words(number, limit) == (words, is_outside)
