"""Which words of a form a text of the document is, alone or with a value behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Indel

from perfeval_desktop.domain.cell_table import compact
from perfeval_desktop.importing.form_words import FormSheet
from perfeval_desktop.importing.table_words import (
    is_nothing,
    is_words,
    same_year,
    title_key,
    without_brackets,
    word_key,
)

_COLON = re.compile("[:：]")
_DASH_END = re.compile(r"[:：][\s　]*[—–－-]{1,3}[\s　]*$")
_FIGURE_END = re.compile(r"(?<![\d.,，])(?:[-−(（]?[\d０-９.,，%％]+\D{0,3}|—+|——|无)$")
_LEAST_LIKE = 0.75
_MARGIN = 0.08
_LONGEST_LABEL = 30
_TITLE_LIKE = 0.9


class Labelled(NamedTuple):
    """A text that begins with words of the form, and what stands behind them.

    `keys` are several where the words may be one or the other. `likeness` is 1 for the very words.
    """

    keys: tuple[str, ...]
    label: str
    value: str = ""
    likeness: float = 1.0
    has_colon: bool = False


class Piece(NamedTuple):
    """A label in the signature line and what stands behind it; `field` is "" for none."""

    label: str
    value: str
    field: str


def keys_of(text: str, sheet: FormSheet, year: int) -> tuple[str, ...]:
    """Return the keys of the words of the form that a text is, none where it is not."""
    if not is_words(text):
        return ()
    key = word_key(text, year)
    if key in sheet.index:
        return sheet.index[key]
    return sheet.index.get(word_key(without_brackets(text), year), ())


@lru_cache(maxsize=16_384)
def labelled(text: str, sheet: FormSheet, year: int) -> Labelled | None:
    """Return the words of the form that a text begins with; None where it does not."""
    if len(text) > 400 or not is_words(text):
        return None
    # Keys are without signs; a dash behind the colon is a value: there is none.
    keys = () if _DASH_END.search(text) else keys_of(text, sheet, year)
    if keys:
        has_colon = text.rstrip(" \n　").endswith((":", "："))
        return Labelled(keys, text, has_colon=has_colon)
    for match in reversed(list(_COLON.finditer(text[:80]))):
        keys = keys_of(text[: match.start()], sheet, year)
        if keys:
            value = text[match.end() :]
            return Labelled(keys, text[: match.end()], "" if is_nothing(value) else value, 1, True)
    match_ = _FIGURE_END.search(text.rstrip(" \n　"))
    if match_ is not None and match_.start():
        keys = keys_of(text[: match_.start()], sheet, year)
        if keys:
            return Labelled(keys, text[: match_.start()], text[match_.start() :])
    return None


def likest(
    texts: dict[str, str], missing: set[str], words: Iterable[str]
) -> Iterator[tuple[str, str, float]]:
    """Yield (text, key, likeness) for texts that are much like one word of the form and no other.

    Args:
        texts: The keys of the document's texts, by text.
        missing: The keys of the form's words that do not stand in the document.
        words: All keys of the form.
    """
    scored: dict[tuple[str, str], float] = {}
    for text, key in texts.items():
        for word in words:
            is_long = min(len(key), len(word)) >= 3 and abs(len(key) - len(word)) <= 6
            if is_long and same_year(key, word):
                score = Indel.normalized_similarity(key, word, score_cutoff=_LEAST_LIKE - _MARGIN)
                if score:
                    scored[text, word] = score
    for (text, word), score in scored.items():
        if word not in missing or score < _LEAST_LIKE:
            continue
        rivals = [s for (t, w), s in scored.items() if (t == text) != (w == word)]
        if all(score - each >= _MARGIN for each in rivals):
            yield text, word, score


def nearest(text_key: str, keys: Iterable[str]) -> str:
    """Return the word that a text is most like, though it may be another; "" for none."""
    scored = [(Indel.normalized_similarity(text_key, each), each) for each in keys]
    likeness, word = max(scored, default=(0.0, ""))
    return word if likeness >= _LEAST_LIKE - _MARGIN else ""


def may_be_label(text: str) -> bool:
    """Say whether a text is short enough for a label and has words."""
    return is_words(text) and len(compact(text)) <= _LONGEST_LABEL


@lru_cache(maxsize=16_384)
def title_of(line: str, sheets: tuple[FormSheet, ...]) -> FormSheet | None:
    """Return the sheet that a line is the title or the mark of; None for none."""
    written = compact(line)
    if not written or len(written) > 60:
        return None
    key = title_key(line)
    for each in sheets:
        if key and key == each.title_key:
            return each
    marks = sorted(sheets, key=lambda each: -len(each.sheet.mark))
    for each in marks:
        mark = compact(each.sheet.mark)
        if mark and re.match(re.escape(mark) + r"(?![\d-])", written):
            rest = written[len(mark) :]
            if len(rest) <= 4 or not is_words(rest) or _is_like(title_key(rest), each.title_key):
                return each
    likest_ = sorted((Indel.normalized_similarity(key, s.title_key), s.sheet.id) for s in sheets)
    if (
        likest_
        and likest_[-1][0] >= _TITLE_LIKE
        and (len(likest_) < 2 or likest_[-1][0] - likest_[-2][0] >= _MARGIN)
    ):
        return next(each for each in sheets if each.sheet.id == likest_[-1][1])
    return None


def _is_like(one: str, other: str) -> bool:
    return Indel.normalized_similarity(one, other) >= _LEAST_LIKE


def is_note(line: str, sheet: FormSheet) -> bool:
    """Say whether a line is a note that is printed under the sheet."""
    key = word_key(line, sheet.year)
    return any(_is_like(key, word_key(each, sheet.year)) for each in sheet.sheet.notes)


def signature_pieces(text: str, sheet: FormSheet) -> list[Piece]:
    """Return the parts of a signature line: 填表人：张三　填报日期：…; none for other texts."""
    if not _COLON.search(text):
        return []
    found = [
        (match.start(), match.end(), slot)
        for pattern, slot in sheet.signature
        if (match := pattern.search(text)) is not None
    ]
    found.sort()
    if not found or not is_nothing(text[: found[0][0]]):
        return []
    ends = [start for start, _, _ in found[1:]] + [len(text)]
    return [
        Piece(text[start:middle], text[middle:end], slot)
        for (start, middle, slot), end in zip(found, ends, strict=True)
    ]
