"""Texts that are copies of each other are found as comparing every two of them would find them."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.checks.alike import alike_texts

PIECES = st.sampled_from([chr(0x4E00 + 97 * each) * 2 + chr(0x5E00 + each) for each in range(60)])
TEXTS = st.lists(PIECES, max_size=30).map("".join)


def pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def likeness(one: str, other: str) -> float:
    left, right = pairs(one), pairs(other)
    if min(len(left), len(right)) < 20:
        return 0.0
    return 2 * len(left & right) / (len(left) + len(right))


@given(st.lists(TEXTS, max_size=8), st.data(), st.sampled_from([0.2, 0.5, 0.8, 1.0]))
def test_no_pair_is_missed_and_none_is_added(
    texts: list[str], data: st.DataObject, share: float
) -> None:
    for text in texts[:3]:  # copies with a piece changed
        at = data.draw(st.integers(0, len(text)))
        texts.append(text[:at] + data.draw(PIECES) + text[at + 3 :])
    brute = [
        (at, to, likeness(texts[at], texts[to]))
        for at, to in combinations(range(len(texts)), 2)
        if likeness(texts[at], texts[to]) >= share
    ]
    assert alike_texts(texts, share) == brute
