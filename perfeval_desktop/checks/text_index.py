"""Finds the records by what is written in one of their fields, without looking at each."""

from __future__ import annotations

from collections.abc import Callable, Collection


class TextIndex:
    """The records by the text shown in one field; texts that are alike count as one."""

    def __init__(self, alike: Callable[[str], str]) -> None:
        self._alike = alike  # gives texts that mean the same one form
        self._forms: dict[str, str] = {}
        self._records: dict[str, dict[str, None]] = {}

    def put(self, record: str, text: str) -> None:
        """Follow what is shown in a record, "" for nothing."""
        before = self._forms.pop(record, None)
        if before is not None:
            self._records[before].pop(record)
        if text:
            form = self._forms[record] = self._alike(text)
            self._records.setdefault(form, {})[record] = None

    def records(self, text: str) -> Collection[str]:
        """Return the records that show this text or one that is alike."""
        return self._records.get(self._alike(text), {}).keys()
