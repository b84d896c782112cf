"""Long texts cut to where they are different, for lists that show one line of each."""

from __future__ import annotations

MOST_SHOWN = 60  # characters
_SHOWN_BEFORE = 6  # where two long texts begin alike: what is shown before the difference


def where_unlike(before: str, after: str) -> tuple[str, str]:
    """Cut two long texts to where they begin to differ."""
    if max(len(before), len(after)) <= MOST_SHOWN:
        return before, after
    pairs = enumerate(zip(before, after, strict=False))
    shorter = min(len(before), len(after))
    start = max(0, next((at for at, (b, a) in pairs if b != a), shorter) - _SHOWN_BEFORE)
    return _cut(before, start), _cut(after, start)


def _cut(text: str, start: int) -> str:
    shown = text[start : start + MOST_SHOWN]
    return f"{'…' if start else ''}{shown}{'…' if start + MOST_SHOWN < len(text) else ''}"
