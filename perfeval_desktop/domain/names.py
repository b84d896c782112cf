"""Names of projects as different hands write them."""

from __future__ import annotations

import re
from functools import lru_cache

from perfeval_desktop.domain.parsing import half_width

_SIGNS = re.compile(r"[\s“”\"'‘’《》、，,。.·\-—()（）]")
_GENERIC_END = re.compile(r"(专项)?(工作)?(经费|项目|资金)+$")


@lru_cache(maxsize=4096)
def normalised(name: str) -> str:
    """Return a project name without what people write differently: quotes, spaces, 经费, 项目."""
    return _GENERIC_END.sub("", _SIGNS.sub("", half_width(name)))
