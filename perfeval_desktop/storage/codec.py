"""Edits as JSON in the history, and the chain of hashes over the batches."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from perfeval_desktop.domain.edits import (
    AddMerged,
    AddPaper,
    AddRecord,
    Batch,
    Edit,
    MoveRecord,
    RemoveMerged,
    RemovePaper,
    RemoveRecord,
    SetApproved,
    SetEntry,
    SetExplanation,
    SetLastYear,
    SetRemark,
    SetStatus,
    SetTemplate,
    SetVersion,
)
from perfeval_desktop.domain.parsing import decode_value, encode_value
from perfeval_desktop.domain.report import (
    Approved,
    Entry,
    Explanation,
    FieldAddress,
    LastPlace,
    LastYear,
    Paper,
    PaperSheet,
    Record,
    Remark,
    Status,
    Version,
)
from perfeval_desktop.domain.values import Value

FIRST_HASH = ""
_MOST_SIBLINGS = 2**31
# One encoder for all: `json.dumps` would make a new one for each edit.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def encode_edit(edit: Edit) -> str:
    """Return an edit as compact JSON."""
    return _encode(_edit_data(edit))


def decode_edit(body: str) -> Edit:
    """Return the edit that `encode_edit` wrote.

    Raises:
        ValueError, KeyError, TypeError: the JSON is not that of an edit.
    """
    data = json.loads(body)
    if "\\u" in body:
        _refuse_no_text(data)
    match data["do"]:
        case "set":
            address = _address(data["record"], data["field"])
            return SetEntry(address, _entry(data["before"]), _entry(data["after"]))
        case "add":
            return AddRecord(_record(data), _index(data["index"]))
        case "remove":
            return RemoveRecord(_record(data), _index(data["index"]))
        case "move":
            of, before, after = data["record"], _index(data["before"]), _index(data["after"])
            return MoveRecord(_text(of), before, after)
    return _decode_beside(data)


def _refuse_no_text(data: object) -> None:
    """Raise ValueError over what no text may hold: half a character, or the one that ends it."""
    if isinstance(data, str):
        if "\0" in data:
            raise ValueError("a text with a NUL")
        data.encode()  # UnicodeEncodeError is one
    elif isinstance(data, list | dict):
        for each in data.values() if isinstance(data, dict) else data:
            _refuse_no_text(each)


def _text(found: Any) -> str:
    if type(found) is not str:
        raise TypeError("not a text")
    return found


def _index(found: Any) -> int:
    if type(found) is not int or not 0 <= found < _MOST_SIBLINGS:
        raise ValueError("not a place among records")
    return found


def _address(record: Any, field: Any) -> FieldAddress:
    return FieldAddress(_text(record), _text(field))


def _decode_beside(data: dict[str, Any]) -> Edit:
    """Return an edit of what is kept beside records and entries."""
    note = _decode_note(data)
    if note is not None:
        return note
    before, after = data["before"], data["after"]
    match data["do"]:
        case "approved":
            return SetApproved(_approved(before), _approved(after))
        case "template":
            return SetTemplate(_texts(before), _texts(after))
    return _decode_said(data, before, after)


def _decode_said(data: dict[str, Any], before: Any, after: Any) -> Edit:
    match data["do"]:
        case "explain":
            finding = (_text(data["check"]), _text(data["record"]))
            return SetExplanation(finding, _explanation(before), _explanation(after))
        case "remark":
            address = _address(data["record"], data["field"])
            return SetRemark(address, _remark(before), _remark(after))
        case "status":
            return SetStatus(Status(*before), Status(*after))
        case "last-year":
            return SetLastYear(_last_year(before), _last_year(after))
        case "version":
            return SetVersion(_text(data["name"]), _version(before), _version(after))
    raise ValueError(f"unknown edit {data['do']!r}")


def _decode_note(data: dict[str, Any]) -> Edit | None:
    """Return an edit that notes something or forgets it again."""
    match data["do"]:
        case "paper":
            return AddPaper(_paper(data["paper"]))
        case "no-paper":
            return RemovePaper(_paper(data["paper"]))
        case "merged":
            return AddMerged(_text(data["hash"]))
        case "not-merged":
            return RemoveMerged(_text(data["hash"]))
    return None


def encode_batch(batch: Batch) -> dict[str, str | int | None]:
    """Return the columns of a batch, without its hash."""
    return {
        "number": batch.number,
        "label": batch.label,
        "origin": batch.origin.value,
        "person": batch.person,
        "time": batch.time.isoformat(),
        "target": batch.target,
    }


def chained_hash(previous: str, columns: Iterable[object], bodies: Iterable[str]) -> str:
    """Return the hash of a batch, which takes in the hash of the batch before it.

    Args:
        previous: The hash of the batch before, `FIRST_HASH` for the first.
        columns: Those of `encode_batch`, in its order.
        bodies: Its edits as `encode_edit` writes them.
    """
    text = _encode([previous, *columns, *bodies])
    return hashlib.sha256(text.encode()).hexdigest()


def _edit_data(edit: Edit) -> dict[str, Any]:
    match edit:
        case SetEntry():
            return {
                "do": "set",
                "record": edit.address.record,
                "field": edit.address.field,
                "before": _entry_data(edit.before),
                "after": _entry_data(edit.after),
            }
        case AddRecord() | RemoveRecord():
            record = edit.record
            return {
                "do": "add" if isinstance(edit, AddRecord) else "remove",
                "record": record.id,
                "group": record.group,
                "parent": record.parent,
                "section": record.section,
                "index": edit.index,
            }
        case MoveRecord():
            return {
                "do": "move",
                "record": edit.record_id,
                "before": edit.before,
                "after": edit.after,
            }
        case AddPaper() | RemovePaper():
            did = "paper" if isinstance(edit, AddPaper) else "no-paper"
            return {"do": did, "paper": _paper_data(edit.paper)}
        case AddMerged() | RemoveMerged():
            did = "merged" if isinstance(edit, AddMerged) else "not-merged"
            return {"do": did, "hash": edit.hash}
    return _beside_data(edit)


def _beside_data(
    edit: SetExplanation
    | SetRemark
    | SetStatus
    | SetLastYear
    | SetApproved
    | SetTemplate
    | SetVersion,
) -> dict[str, Any]:
    match edit:
        case SetApproved():
            was, now = _approved_data(edit.before), _approved_data(edit.after)
            return {"do": "approved", "before": was, "after": now}
        case SetTemplate():
            return {"do": "template", "before": dict(edit.before), "after": dict(edit.after)}
    return _said_data(edit)


def _said_data(
    edit: SetExplanation | SetRemark | SetStatus | SetLastYear | SetVersion,
) -> dict[str, Any]:
    match edit:
        case SetExplanation():
            return {
                "do": "explain",
                "check": edit.finding[0],
                "record": edit.finding[1],
                "before": _explanation_data(edit.before),
                "after": _explanation_data(edit.after),
            }
        case SetRemark():
            return {
                "do": "remark",
                "record": edit.address.record,
                "field": edit.address.field,
                "before": None if edit.before is None else list(edit.before),
                "after": None if edit.after is None else list(edit.after),
            }
        case SetStatus():
            return {"do": "status", "before": list(edit.before), "after": list(edit.after)}
        case SetLastYear():
            before, after = _last_year_data(edit.before), _last_year_data(edit.after)
            return {"do": "last-year", "before": before, "after": after}
        case SetVersion():
            named, now = _version_data(edit.before), _version_data(edit.after)
            return {"do": "version", "name": edit.name, "before": named, "after": now}


def _entry_data(entry: Entry | None) -> list[str | None] | None:
    return None if entry is None else [*encode_value(entry.value), entry.reason]


def _entry(data: list[Any] | None) -> Entry | None:
    if data is None:
        return None
    kind, text, number, reason = data
    return Entry(decode_value(kind, _text(text), number), _text(reason))


def _record(data: dict[str, Any]) -> Record:
    return Record(*(_text(data[name]) for name in ("record", "group", "parent", "section")))


def _explanation_data(explanation: Explanation | None) -> list[Any] | None:
    if explanation is None:
        return None
    left, right, text, link = explanation
    return [left, right, text, None if link is None else list(link)]


def _explanation(data: list[Any] | None) -> Explanation | None:
    if data is None:
        return None
    left, right, text, link = data
    place = None if link is None else _address(*link)
    return Explanation(_text(left), _text(right), _text(text), place)


def _remark(data: list[Any] | None) -> Remark | None:
    if data is None:
        return None
    text, is_to_verify = data
    return Remark(_text(text), bool(is_to_verify))


def _last_year_data(kept: LastYear | None) -> list[Any] | None:
    if kept is None:
        return None
    return [kept.unit, kept.year, _places_data(kept.values)]


def _last_year(data: list[Any] | None) -> LastYear | None:
    if data is None:
        return None
    unit, year, rows = data
    return LastYear(_text(unit), int(year), _places(rows))


def _approved_data(kept: Approved | None) -> list[Any] | None:
    return (
        None if kept is None else [kept.document, kept.day.isoformat(), _places_data(kept.values)]
    )


def _approved(data: list[Any] | None) -> Approved | None:
    if data is None:
        return None
    document, day, rows = data
    return Approved(_text(document), date.fromisoformat(day), _places(rows))


def _places_data(values: Mapping[LastPlace, Value]) -> list[list[Any]]:
    return [[*place, *encode_value(value)] for place, value in values.items()]


def _places(rows: list[Any]) -> dict[LastPlace, Value]:
    return {LastPlace(field, name): decode_value(*stored) for field, name, *stored in rows}


def _texts(data: dict[str, Any]) -> dict[str, str]:
    return {_text(name): _text(text) for name, text in data.items()}


def _paper_data(paper: Paper) -> list[Any]:
    place, time, *facts, sheets = paper
    return [place, time.isoformat(), *facts, [list(each) for each in sheets]]


def _paper(data: list[Any]) -> Paper:
    place, time, *facts, rows = data
    sheets = tuple(PaperSheet(*row) for row in rows)
    return Paper._make((place, datetime.fromisoformat(time), *facts, sheets))


def _version_data(version: Version | None) -> list[Any] | None:
    return None if version is None else [*version[:2], version.time.isoformat()]


def _version(data: list[Any] | None) -> Version | None:
    if data is None:
        return None
    place, person, time = data
    return Version(place, person, datetime.fromisoformat(time))
