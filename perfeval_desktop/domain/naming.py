"""Names that people write differently and that mean the same."""

from __future__ import annotations

import re
from functools import lru_cache

from perfeval_desktop.domain.parsing import half_width

_SIGNS = re.compile(r"[\s“”\"'‘’《》、，,。.·\-—()（）]")
_TAIL = re.compile(r"(专项)?(工作)?(经费|项目|资金)+$")


@lru_cache(maxsize=4096)
def normalised(name: str) -> str:
    """Return a project name without what people write differently: quotes, spaces, 经费, 项目."""
    return _TAIL.sub("", _SIGNS.sub("", half_width(name)))


def written_plainly(text: str) -> str:
    """Return the text in half width and without spaces: what is left is how it is written."""
    return "".join(half_width(text).split())
