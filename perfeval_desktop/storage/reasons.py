"""Usual reasons (常用说明) of each unit, in the state folder: they outlive the report.

They are a convenience. Whatever is wrong with the file, it counts as empty and is put aside, and
where nothing can be written nothing is kept: no clerk is told of either.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any, NamedTuple

from perfeval_desktop.domain.naming import written_plainly
from perfeval_desktop.storage.state import state_dir, write_private

_MOST_KEPT = 30  # of one unit, of each kind
_MOST_UNITS = 200
_LONGEST = 1000  # characters; what is longer is told once, not usually


class KeptReasons(NamedTuple):
    """What a unit gave as reasons, and which reasons it wants to be offered no more.

    Both newest first, each once.
    """

    given: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


def kept_reasons(unit: str) -> KeptReasons:
    """Return what is kept of a unit; its name may be written with other spaces."""
    return _read().get(written_plainly(unit), KeptReasons())


def keep_reason(unit: str, reason: str) -> None:
    """Put a reason before all others of the unit. A report without a unit's name keeps none."""
    if len(reason) <= _LONGEST:
        given, unwanted = kept_reasons(unit)
        _keep(unit, KeptReasons(_first(reason, given), _without(reason, unwanted)))


def drop_reason(unit: str, reason: str) -> None:
    """Note that a reason is to be offered no more, be it one that was kept or not."""
    given, unwanted = kept_reasons(unit)
    _keep(unit, KeptReasons(_without(reason, given), _first(reason, unwanted)))


def _first(reason: str, others: tuple[str, ...]) -> tuple[str, ...]:
    return (reason, *_without(reason, others))[:_MOST_KEPT]


def _without(reason: str, others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in others if each != reason)


def _keep(unit: str, kept: KeptReasons) -> None:
    """The unit that was written last comes first: the last ones go when there are too many.

    Another window may write in the same moment; then its last reason is lost, and nothing else.
    """
    name = written_plainly(unit)
    if name:
        others = ((each, of) for each, of in _read().items() if each != name)
        _write(dict([(name, kept), *others][:_MOST_UNITS]))


def _file() -> Path:
    return state_dir() / "reasons.json"


def _read() -> dict[str, KeptReasons]:
    try:
        return _parsed(json.loads(_file().read_bytes()))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        with contextlib.suppress(OSError):
            file = _file()
            os.replace(file, file.with_name("reasons-damaged.json"))
        return {}


def _parsed(content: Any) -> dict[str, KeptReasons]:
    """Return what a file says, cut to what may be kept.

    Raises:
        ValueError: it has another shape.
    """
    if not isinstance(content, dict):
        raise ValueError("no units")
    units = list(content.items())[:_MOST_UNITS]
    return {
        unit: KeptReasons(*(_texts(of, kind) for kind in KeptReasons._fields)) for unit, of in units
    }


def _texts(of: Any, kind: str) -> tuple[str, ...]:
    texts = of.get(kind, []) if isinstance(of, dict) else None
    if not isinstance(texts, list) or not all(isinstance(each, str) for each in texts):
        raise ValueError(kind)
    return tuple(dict.fromkeys(texts))[:_MOST_KEPT]


def _write(units: dict[str, KeptReasons]) -> None:
    with contextlib.suppress(OSError):
        content = {unit: kept._asdict() for unit, kept in units.items()}
        write_private(_file(), json.dumps(content, ensure_ascii=False, indent=1).encode())
