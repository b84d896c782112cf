"""Strict reading of TOML tables: every unknown key, missing key and wrong type becomes a fault."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import tomli

from perfeval_desktop.domain.errors import Fault

T = TypeVar("T")

MOST_FAULTS = 100  # after that many nobody reads on
MAX_TEXT = 5_000  # characters of one text in a template
MAX_ITEMS = 500  # of one list
MAX_NAME = 100  # characters of a key
_MAX_LENGTH = 10_000_000  # of whatever number a form may hold

_KIND_NAMES = {
    str: "文字",
    bool: "true 或 false",
    int: "整数",
    float: "数",
    list: "列表",
    dict: "表",
}


def meant(name: str, known: Iterable[str]) -> str:
    """Return the question whether another name was meant, "" where none is alike."""
    close = difflib.get_close_matches(name[:MAX_NAME], [*known], n=1)
    return f"是不是“{close[0]}”？" if close else ""


class TooManyFaultsError(Exception):
    """Reading ends here; the faults so far are listed."""


class FaultList:
    """Collects faults of one file and finds the line each key stands on."""

    def __init__(self, file: str, text: str, faults: list[Fault]) -> None:
        self.file = file
        self._lines = text.splitlines()
        self._faults = faults

    def add(self, key: str, message: str) -> None:
        """Note that something is wrong at `key` (parts with dots, `row[3]` for array tables).

        Raises:
            TooManyFaultsError: this was one more than is worth listing.
        """
        if len(self._faults) >= MOST_FAULTS:
            raise TooManyFaultsError
        self._faults.append(Fault(self.file, self._line_of(key), key, message))

    def _line_of(self, key: str) -> int:
        """Find the line by following the parts of the key down the file; 0 when it is not found."""
        at, found, previous = 0, 0, ""
        for part in re.findall(r'"[^"]*"|[^.\[\]"]+|\[\d+\]', key):
            count = int(part[1:-1]) if part.startswith("[") else 0
            is_in_list = False
            if part.startswith("["):
                line = self._nth_array_table(previous, count)
                is_in_list = not line
                line = line or self._nth_in_list(at, count)
            else:
                previous = part.strip('"')
                line = self._mention(previous, at)
            if line:
                at = line - 1 if is_in_list else line  # its keys stand on the same line
                found = line
        return found

    def _nth_array_table(self, name: str, count: int) -> int:
        heads = [n for n, line in enumerate(self._lines, 1) if line.strip() == f"[[{name}]]"]
        return heads[count - 1] if 0 < count <= len(heads) else 0

    def _nth_in_list(self, start: int, count: int) -> int:
        """Find an item of a list whose items stand on lines of their own: {…} below cells = [."""
        for number in range(start, len(self._lines)):
            line = self._lines[number].lstrip()
            if line.startswith("["):
                return 0
            if line.startswith("{"):
                count -= 1
                if count == 0:
                    return number + 1
        return 0

    def _mention(self, name: str, start: int) -> int:
        pattern = re.compile(rf'(^\s*|[.\[{{,]\s*)"?{re.escape(name)}"?\s*([=\].]|$)')
        for number in range(start, len(self._lines)):
            if pattern.search(self._lines[number]):
                return number + 1
        return 0


def parse_toml(file: str, text: str, faults: list[Fault]) -> dict[str, Any] | None:
    """Return the tables of a TOML text; None, and a fault, when it is no TOML."""
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        match = re.search(r"line (\d+)", str(error))
        line = int(match[1]) if match else 0
        faults.append(Fault(file, line, "", f"不是有效的 TOML：{error}"))
    except (ValueError, RecursionError):  # a number of thousands of digits; a thousand brackets
        faults.append(Fault(file, 0, "", "有太长的数，或者括号套得太深。"))
    return None


class Table:
    """One TOML table, read key by key; `done()` reports the keys nobody asked for."""

    def __init__(self, data: Mapping[str, Any], key: str, faults: FaultList) -> None:
        self._data = data
        self._asked: set[str] = set()
        self.key = key
        self.faults = faults

    def text(self, name: str, default: str | None = "") -> str:
        """Return a text; with `default=None` the key is required."""
        found = self._get(name, str, default, "")
        if len(found) > MAX_TEXT:
            self.fault(name, f"文字超过 {MAX_TEXT} 个字。")
            return ""
        return found

    def number(self, name: str, default: float = 0.0) -> float:
        """Return an integer or a decimal number."""
        value = self._data.get(name, default)
        self._asked.add(name)
        if type(value) not in (int, float) or not 0 <= value < _MAX_LENGTH:
            self.fault(name, "应是一个数，不小于 0，也不能太大。")
            return default
        return float(value)

    def integer(self, name: str, default: int | None = 0) -> int:
        """Return an integer; with `default=None` the key is required."""
        found = self._get(name, int, default, 0)
        if not -_MAX_LENGTH < found < _MAX_LENGTH:
            self.fault(name, "这个数太大了。")
            return 0
        return found

    def flag(self, name: str, default: bool = False) -> bool:
        """Return true or false."""
        return self._get(name, bool, default, False)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; empty when the key is absent."""
        found = self._list(name)
        if not all(isinstance(each, str) and len(each) <= MAX_TEXT for each in found):
            self.fault(name, f"列表里应都是文字，每一条不超过 {MAX_TEXT} 个字。")
            return ()
        return tuple(found)

    def numbers(self, name: str) -> tuple[float, ...]:
        """Return a list of numbers; empty when the key is absent."""
        found = self._list(name)
        if not all(type(each) in (int, float) and 0 < each < _MAX_LENGTH for each in found):
            self.fault(name, "列表里应都是大于 0 的数，也不能太大。")
            return ()
        return tuple(float(each) for each in found)

    def table(self, name: str) -> Table:
        """Return a sub-table; an empty one when the key is absent."""
        return Table(self._get(name, dict, {}, {}), self._key_of(name), self.faults)

    def tables(self, name: str) -> list[Table]:
        """Return an array of tables; empty when the key is absent."""
        found = self._list(name)
        if not all(isinstance(each, dict) for each in found):
            self.fault(name, "应是一组表。")
            return []
        key = self._key_of(name)
        return [Table(each, f"{key}[{n}]", self.faults) for n, each in enumerate(found, 1)]

    def key_of_item(self, name: str, item_id: str) -> str:
        """Return the key of the item of a list with this id, or of which this id is made."""
        given: Any = self._data.get(name)
        ids = [each.get("id") for each in given if isinstance(each, dict)]
        made_of = [n for n, own in enumerate(ids, 1) if own and item_id.startswith(f"{own}.")]
        own = [n for n, own in enumerate(ids, 1) if own == item_id]
        number = [*own, *made_of[-1:], 0][0]
        return f"{self._key_of(name)}[{number}]" if number else self._key_of(name)

    def named_tables(self) -> list[tuple[str, Table]]:
        """Return every sub-table with its name."""
        return [(name, self.table(name)) for name in self.names()]

    def names(self) -> list[str]:
        """Return the keys in the order of the file."""
        names = []
        for name in self._data:
            if len(name) > MAX_NAME:
                self.fault("", f"名称“{name[:20]}…”超过 {MAX_NAME} 个字。")
            else:
                names.append(name)
        return names

    def raw(self, name: str) -> Any:
        """Return a value unchecked, None when the key is absent."""
        self._asked.add(name)
        return self._data.get(name)

    def has(self, name: str) -> bool:
        """Say whether the key is there."""
        return name in self._data

    def fault(self, name: str, message: str) -> None:
        """Note that something is wrong with the key `name` of this table ("" for the table)."""
        self.faults.add(self._key_of(name) if name else self.key, message)

    def done(self) -> None:
        """Report every key that nothing asked for."""
        for name in self._data:
            if name not in self._asked:
                hint = meant(name, self._asked)
                self.fault(name, f"不认识的键“{name[:MAX_NAME]}”。{hint}")

    def _list(self, name: str) -> list[Any]:
        found: list[Any] = self._get(name, list, [], [])
        if len(found) > MAX_ITEMS:
            self.fault(name, f"列表超过 {MAX_ITEMS} 项。")
            return []
        return found

    def _key_of(self, name: str) -> str:
        return f"{self.key}.{name}" if self.key else name

    def _get(self, name: str, kind: type[T], default: T | None, fallback: T) -> T:
        self._asked.add(name)
        value = self._data.get(name)
        if value is None:
            if default is None:
                self.fault("", f"缺少“{name}”。")
            return fallback if default is None else default
        if type(value) is not kind:
            self.fault(name, f"应是{_KIND_NAMES[kind]}。")
            return fallback
        return value
