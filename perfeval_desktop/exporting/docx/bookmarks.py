"""Bookmarks of chapters and annexes: names that Word takes, each once."""

from __future__ import annotations

import re

from . import xml

_LONGEST = 40  # characters that Word allows
_FORBIDDEN = re.compile(r"\W")


class Bookmarks:
    """Gives every bookmark of a document its id and its name."""

    def __init__(self) -> None:
        self._names: set[str] = set()

    def around(self, title: str, content: str) -> str:
        """Return `content` marked under a name made from `title`."""
        name = self._name(title)
        number = len(self._names) - 1
        start = f'<w:bookmarkStart w:id="{number}" w:name="{xml.attribute(name)}"/>'
        return f'{start}{content}<w:bookmarkEnd w:id="{number}"/>'

    def _name(self, title: str) -> str:
        """Make a name: letters, digits and _, beginning with a letter, unlike every other."""
        plain = _FORBIDDEN.sub("_", title).strip("_")
        if not plain[:1].isalpha():
            plain = f"章节_{plain}"
        name, number = plain[:_LONGEST], 1
        while name.lower() in self._names:
            number += 1
            ending = f"_{number}"
            name = f"{plain[: _LONGEST - len(ending)]}{ending}"
        self._names.add(name.lower())
        return name
