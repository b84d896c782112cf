"""Text in one typeface: runs, and the fonts that are set on every one of them."""

from __future__ import annotations

from collections.abc import Iterable

from ..spans import Change, TextSpan
from ..styles import Face
from . import xml


def fonts(face: Face) -> str:
    """Return the official typeface for every script; quotes and dashes take the Chinese one."""
    name = face.official_name
    return (
        f'<w:rFonts w:hint="eastAsia" w:ascii="{name}" w:eastAsia="{name}" w:hAnsi="{name}" '
        f'w:cs="{name}"/>'
    )


def size(size_pt: float) -> str:
    """Return a size of type; Word knows halves of a point."""
    half_points = round(size_pt * 2)
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def runs(spans: Iterable[TextSpan], face: Face, size_pt: float | None = None) -> str:
    r"""Return the runs of a paragraph; "\\n" starts a new line in it.

    Args:
        spans: The text.
        face: The typeface of the paragraph's style.
        size_pt: Where it is not the style's.
    """
    return "".join(_run(span, face, size_pt) for span in spans if span.text)


def plain_run(words: str, face: Face) -> str:
    """Return one run of plain text."""
    return _run(TextSpan(words), face, None)


def tab(face: Face) -> str:
    """Return a tab."""
    return f"<w:r><w:rPr>{fonts(face)}</w:rPr><w:tab/></w:r>"


def page_number(face: Face) -> str:
    """Return the number of the page, as a field."""
    look = f"<w:rPr>{fonts(face)}</w:rPr>"
    return (
        f'<w:r>{look}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{look}<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        f'<w:r>{look}<w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r>{look}<w:t>1</w:t></w:r>"
        f'<w:r>{look}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def _run(span: TextSpan, face: Face, size_pt: float | None) -> str:
    look = "".join(
        (
            fonts(face),
            "<w:b/><w:bCs/>" if span.is_bold else "",
            "<w:strike/>" if span.change is Change.DELETED else "",
            size(size_pt) if size_pt is not None else "",
            '<w:u w:val="single"/>' if span.change is Change.INSERTED else "",
        )
    )
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{xml.text(line)}</w:t>' if line else ""
        for line in span.text.split("\n")
    )
    return f"<w:r><w:rPr>{look}</w:rPr>{lines}</w:r>"
