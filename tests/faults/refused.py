"""What a clerk reads about a document that is not read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from perfeval_desktop.domain.errors import SourceRefusedError
from perfeval_desktop.importing.office import read_document_here
from perfeval_desktop.services.user_text import user_text


def sentence_for(path: Path, read: Callable[[Path], object] = read_document_here) -> str:
    """What the clerk reads when a file is refused; it is still as it was, alone in its folder."""
    before = path.read_bytes()
    with pytest.raises(SourceRefusedError) as caught:
        read(path)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    said = user_text(caught.value).sentence
    assert said.startswith(f"读不了“{path.name}”：")
    assert said.endswith("报告和这个文件都没有改动。")
    assert "再选" in said or "再试" in said or "请用“打开”" in said or "请先解压" in said, said
    return said
