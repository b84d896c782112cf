"""What programs really put on the clipboard is read as a clerk sees it there.

Beside each member of `tests/data/clipboard/` lies a `.grid`: the block as it is to be read, a line
a row, ` | ` between places, `⏎` for a line break, `←` and `↑` for what a merged cell covers.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_desktop.domain.copied_block import Block, Covered
from perfeval_desktop.importing.pasted import pasted_block

CORPUS = Path(__file__).parents[1] / "data" / "clipboard"
MEMBERS = sorted(each.stem for each in CORPUS.glob("*.grid"))


def flavour(name: str, suffix: str) -> bytes:
    path = CORPUS / f"{name}.{suffix}"
    return path.read_bytes() if path.exists() else b""


def drawn(block: Block) -> str:
    """Draw a block as the grids of the corpus are drawn."""
    rows = [
        [each.value if isinstance(each, Covered) else each.replace("\n", "⏎") for each in row]
        for row in block
    ]
    return "\n".join(" | ".join(row).rstrip() for row in rows)


@pytest.mark.parametrize("name", MEMBERS)
def test_a_member_of_the_corpus_is_read_as_it_is_seen(name: str) -> None:
    html, text = flavour(name, "html").decode(), flavour(name, "txt").decode()
    block = pasted_block(html, text, flavour(name, "xml"))
    assert drawn(block) == flavour(name, "grid").decode().rstrip("\n")


def test_every_file_of_the_corpus_has_a_grid_and_is_told_of() -> None:
    told = (CORPUS / "README.md").read_text(encoding="utf-8")
    names = {each.stem for each in CORPUS.iterdir() if each.suffix in (".html", ".txt", ".xml")}
    assert names == set(MEMBERS)
    assert [each for each in MEMBERS if f"`{each}`" not in told] == []
