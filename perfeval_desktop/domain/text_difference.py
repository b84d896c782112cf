"""What changed in a text, so that a person can read it: paragraphs, sentences, words, figures.

Texts are aligned first, and compared inside only where most of a sentence stayed. Figures are
replaced whole, and a change is not broken up by a character or two that happen to be alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

_TOKEN = re.compile(
    r"\d+(?:,\d{3})*(?:[.．]\d+)?[%％‰]?|[〇零一二三四五六七八九十百千万亿]{2,}|[A-Za-z]+|.",
    re.DOTALL,
)
_SENTENCE = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]+[”’」』）)》]*|[^。！？；!?;\n]+")
_LEAST_ALIKE = 0.3  # of two texts that may be one, changed
_LEAST_KEPT = 0.5  # of a sentence that is compared inside; with less it is replaced whole
_LEAST_RUN = 3  # characters: a shorter run between two changes is part of them
_MOST_PAIRED = 40_000  # pairs of texts that are looked at; beyond it nothing is taken for the same


class Piece(NamedTuple):
    """A part of a text: kept where both are the same, else `before` gave way to `after`."""

    before: str
    after: str

    @property
    def is_kept(self) -> bool:
        """Say whether it stands as before."""
        return self.before == self.after


def sentences(text: str) -> list[str]:
    """Cut a text behind the marks that end a sentence; joined they are the text again."""
    return _SENTENCE.findall(text)


def aligned(old: Sequence[str], new: Sequence[str]) -> list[Piece]:
    """Pair texts with what became of them, in order; "" stands beside what went or came."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    pairs: list[Piece] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            pairs += (Piece(each, each) for each in old[i:j])
        else:
            pairs += _paired(old[i:j], new[k:m])
    return pairs


def changed_pieces(old: str, new: str) -> list[Piece]:
    """Return the pieces of a text, those that were kept and those that changed."""
    pieces: list[Piece] = []
    for pair in aligned(sentences(old), sentences(new)):
        is_whole = pair.is_kept or not pair.before or not pair.after
        pieces += [pair] if is_whole else _inside(pair)
    return _joined(pieces)


def changed_sentences(old: str, new: str) -> list[Piece]:
    """Return the sentences that changed, each with what it was, wherever a paragraph ends."""
    pairs = aligned(_all_sentences(old), _all_sentences(new))
    return [each for each in pairs if not each.is_kept]


def _all_sentences(text: str) -> list[str]:
    found = (each.strip() for line in text.split("\n") for each in sentences(line))
    return [each for each in found if each]


def _paired(old: Sequence[str], new: Sequence[str]) -> list[Piece]:
    """Pair what is most alike, without crossing; what has no like went or came."""
    if len(old) * len(new) > _MOST_PAIRED:
        return [*(Piece(each, "") for each in old), *(Piece("", each) for each in new)]
    likeness = _likeness(old, new)
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            paired = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    pairs: list[Piece] = []
    i = j = 0
    while i < len(old) and j < len(new):
        alike = likeness[i][j]
        if alike and best[i][j] == alike + best[i + 1][j + 1]:
            pairs.append(Piece(old[i], new[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append(Piece(old[i], ""))
            i += 1
        else:
            pairs.append(Piece("", new[j]))
            j += 1
    return [*pairs, *(Piece(o, "") for o in old[i:]), *(Piece("", n) for n in new[j:])]


def _likeness(old: Sequence[str], new: Sequence[str]) -> list[list[float]]:
    """Return how much of each two texts is alike, 0 where that is too little."""
    of_old, of_new = [_couples(each) for each in old], [_couples(each) for each in new]
    table = []
    for one in of_old:
        row = []
        for other in of_new:
            total = one.total() + other.total()
            alike = 2 * (one & other).total() / total if total else 0.0
            row.append(alike if alike >= _LEAST_ALIKE else 0.0)
        table.append(row)
    return table


def _couples(text: str) -> Counter[tuple[str, str]]:
    """Count which words follow which; another figure does not make another sentence."""
    words = ["0" if each[0].isdigit() else each for each in _tokens(text)]
    return Counter(pairwise(["", *words, ""]))


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _inside(pair: Piece) -> list[Piece]:
    """Compare two sentences word by word; where little stayed, the whole is replaced."""
    old, new = _tokens(pair.before), _tokens(pair.after)
    pieces = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before = "".join(old[i:j])
        pieces.append(Piece(before, before if tag == "equal" else "".join(new[k:m])))
    pieces = _without_crumbs(pieces)
    kept = sum(len(_tokens(each.before)) for each in pieces if each.is_kept)
    return pieces if 2 * kept >= _LEAST_KEPT * (len(old) + len(new)) else [pair]


def _without_crumbs(pieces: list[Piece]) -> list[Piece]:
    """Make a short run that was kept between two changes part of them."""
    last = len(pieces) - 1
    joined: list[Piece] = []
    is_open = False  # the last piece takes in what comes next
    for number, each in enumerate(pieces):
        is_crumb = each.is_kept and 0 < number < last and len(each.before) < _LEAST_RUN
        if joined and is_open and (is_crumb or not each.is_kept):
            joined[-1] = Piece(joined[-1].before + each.before, joined[-1].after + each.after)
        else:
            joined.append(each)
        is_open = is_crumb or not each.is_kept
    return joined


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Join neighbours that were kept, and neighbours that changed."""
    joined: list[Piece] = []
    for each in pieces:
        if joined and each.is_kept is joined[-1].is_kept:
            joined[-1] = Piece(joined[-1].before + each.before, joined[-1].after + each.after)
        else:
            joined.append(each)
    return joined
