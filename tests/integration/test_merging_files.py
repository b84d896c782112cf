"""Two real files of one report: what is taken in is in the file, and taken back to the other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import FieldAddress, Remark
from perfeval_desktop.domain.template import REPORT
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import (
    create_from_data_file,
    open_report,
    read_session,
    sample_data,
    start_session,
)
from perfeval_desktop.services.merging import Copy, Merge, merge_of, read_copy
from perfeval_desktop.services.remarks import remark_edits
from perfeval_desktop.services.session import Session
from perfeval_desktop.storage.document import OpenDocument
from tests.integration.operations import contents

STAFF, WORKING = FieldAddress(REPORT, "编制数"), FieldAddress(REPORT, "在职人数")


@contextmanager
def opened(path: Path) -> Iterator[tuple[OpenDocument, Session]]:
    """A file that is worked on; closing publishes it."""
    with closing(open_report(path)) as document:
        yield document, start_session(document, document.commit)


def typed(path: Path, address: FieldAddress, text: str) -> None:
    with opened(path) as (_, session):
        session.apply(entry_edits(session.report, address, text), "填写", Origin.TYPED)


def merged(path: Path, other: Path) -> Merge:
    """Take the other file into the first, with what is mine where both changed it."""
    with opened(path) as (document, session):
        chain = document.chain()
        mine = Copy(chain.doc_id, session.report, session.history, chain.hashes)
        found = merge_of(mine, read_copy(other), other.name)
        asked = found.conflicts
        if not found.is_nothing_new:
            session.apply(found.edits({}), found.label, Origin.MERGED)
        assert found.conflicts == asked
        return found


@pytest.mark.slow
def test_copies_merged_to_and_fro_are_the_same_and_have_nothing_new_for_each_other(
    tmp_path: Path,
) -> None:
    one, other = tmp_path / "财务.peval", tmp_path / "业务.peval"
    create_from_data_file(one, sample_data()).close()
    shutil.copy(one, other)
    typed(one, STAFF, "12")
    typed(other, STAFF, "13")
    typed(other, WORKING, "8")
    before = other.read_bytes()
    assert [each.label for each in merged(one, other).conflicts] == ["编制数"]
    assert other.read_bytes() == before, "the other file is only read"
    assert merged(one, other).is_nothing_new
    assert merged(other, one).conflicts == ()
    reports = [read_session(path).report for path in (one, other)]
    for part in ("records", "entries", "explanations", "remarks"):
        assert contents(reports[0])[part] == contents(reports[1])[part]
    assert merged(other, one).is_nothing_new
    with opened(one) as (document, _):
        assert document.verify_history() is None


def test_what_was_not_published_yet_is_part_of_the_copy_that_is_open(tmp_path: Path) -> None:
    path = tmp_path / "报告.peval"
    create_from_data_file(path, sample_data()).close()
    with opened(path) as (document, session):
        known = document.chain()
        session.apply(entry_edits(session.report, STAFF, "12"), "填写", Origin.TYPED)
        now = document.chain()
        assert now.hashes.keys() - known.hashes.keys() == {session.history.last_number}
        assert read_copy(path).hashes == known.hashes


def test_remarks_that_a_copy_was_given_without_stay(tmp_path: Path) -> None:
    """And one that was taken away from a copy which had it goes."""
    one, shed = tmp_path / "财务.peval", tmp_path / "业务.peval"
    create_from_data_file(one, sample_data()).close()
    with opened(one) as (document, session):
        session.apply(remark_edits(session.report, STAFF, "等人事核对"), "批注", Origin.REMARKED)
        document.copy_without_history(shed, has_remarks=False)
    typed(shed, WORKING, "8")
    assert merged(one, shed).conflicts == ()
    report = read_session(one).report
    assert report.entry(WORKING).value.text == "8"
    assert report.remark(STAFF) == Remark("等人事核对")
    with opened(one) as (document, _):
        document.copy_without_history(shed, has_remarks=True)
    with opened(shed) as (_, session):
        session.apply(remark_edits(session.report, STAFF, ""), "批注", Origin.REMARKED)
    merged(one, shed)
    assert read_session(one).report.remark(STAFF) is None
