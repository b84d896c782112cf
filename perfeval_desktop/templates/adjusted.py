"""The parsed files of a template with the unit's adjustments put over them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from perfeval_desktop.domain.adjustments import Adjustment
from perfeval_desktop.domain.errors import Fault
from perfeval_desktop.templates.adjusting import adjust
from perfeval_desktop.templates.adjustments_file import read_adjustments
from perfeval_desktop.templates.raw_form import AdjustingError, RawForm
from perfeval_desktop.templates.reader import FaultList, Table, parse_toml
from perfeval_desktop.templates.texts import ADJUSTMENTS_FILE, HEAD_FILE

Files = dict[str, dict[str, Any]]
_SECONDS = 20.0  # for all of them; as many as there may be take two on what we ship
# What a form with faults of its own makes of an adjustment; the loader would tell them.
_FAULTY = (KeyError, TypeError, ValueError, AttributeError, IndexError)


def adjusted_files(
    texts: Mapping[str, str], faults: list[Fault]
) -> tuple[Files, tuple[Adjustment, ...]] | None:
    """Return the files of a template as they are read, and the adjustments made in them.

    None, and faults, where a file is no TOML or an adjustment does not fit.
    """
    parsed = {name: parse_toml(name, text, faults) for name, text in texts.items()}
    files = {name: data for name, data in parsed.items() if data is not None}
    if len(files) < len(texts) or HEAD_FILE not in files:
        return None
    table = Table(
        files.pop(ADJUSTMENTS_FILE, {}),
        "",
        FaultList(ADJUSTMENTS_FILE, texts.get(ADJUSTMENTS_FILE, ""), faults),
    )
    adjustments = read_adjustments(table)
    form = RawForm(files)
    end = time.monotonic() + _SECONDS
    for number, each in enumerate(adjustments, 1):
        if time.monotonic() > end:
            table.fault(f"adjustment[{number}]", "调整太多，加在这套表样上要花太长时间。")
            break
        try:
            adjust(form, each)
        except AdjustingError as error:
            table.fault(f"adjustment[{number}]", str(error))
        except _FAULTY:
            table.fault(f"adjustment[{number}]", "表样本身有错，加不上这条调整。")
    _leave_out_of_page(files[HEAD_FILE], {name for each in adjustments for name in each.without})
    return None if faults else (files, adjustments)


def _leave_out_of_page(head: dict[str, Any], gone: set[str]) -> None:
    """The page for the head of the unit lists no check that is not made any more."""
    signatory = head.get("signatory")
    if isinstance(signatory, dict) and isinstance(signatory.get("changes"), list):
        signatory["changes"] = [each for each in signatory["changes"] if each not in gone]
