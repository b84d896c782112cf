"""Reasons outlive a report: the unit's other files offer them, and damage troubles nobody."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.services.explaining import explain_edits
from perfeval_desktop.services.files import create_report, open_report, start_session
from perfeval_desktop.services.session import Session
from perfeval_desktop.services.usual_reasons import (
    COMMON_REASONS,
    forget_reason,
    remember_reason,
    usual_reasons,
)
from tests.conftest import HETANG

REASON = "年中追加 3 万元，见区财政局批复。"
SHAPES = (b"[]", b'{"x": []}', b'{"x": {"given": "y"}}', b'{"x": {"given": [1]}}')
DAMAGED = (b"", b"{", b"\xff\xfe\x00", b"null", b"[" * 100_000, *SHAPES)


@contextmanager
def report_of(unit: str, path: Path, year: int = 2022) -> Iterator[Session]:
    """A session on a real file, made when it is not there."""
    document = open_report(path) if path.exists() else create_report(path, HETANG, year, unit)
    session = start_session(document, document.commit)
    yield session
    document.close()


def offered(unit: str, path: Path) -> list[str]:
    """What a file offers beyond the common reasons."""
    with report_of(unit, path) as session:
        return [each for each in usual_reasons(session) if each not in COMMON_REASONS]


def remember(unit: str, path: Path, *reasons: str) -> None:
    with report_of(unit, path) as session:
        for each in reasons:
            remember_reason(session, each)


def test_a_second_file_and_next_years_report_of_the_unit_offer_the_reason(tmp_path: Path) -> None:
    remember("甲单位", tmp_path / "2022.peval", REASON)
    assert offered("甲单位", tmp_path / "2022-副本.peval") == [REASON]
    with report_of("甲 单位", tmp_path / "2023.peval", 2023) as session:
        assert usual_reasons(session)[0] == REASON, "and spaces in a name mean nothing"


def test_another_unit_does_not_see_it(tmp_path: Path) -> None:
    remember("甲单位", tmp_path / "甲.peval", REASON)
    assert offered("乙单位", tmp_path / "乙.peval") == []
    assert offered("", tmp_path / "无名.peval") == []


def test_a_report_without_a_unit_keeps_nothing(tmp_path: Path, state_dir: Path) -> None:
    remember("", tmp_path / "无名.peval", REASON)
    assert offered("", tmp_path / "另一份.peval") == []
    assert not (state_dir / "reasons.json").exists()


def test_reasons_of_the_report_come_first_then_the_newest_of_the_unit(
    sample_session: Session,
) -> None:
    for each in ("甲", "乙", "甲", "  ", ""):
        remember_reason(sample_session, each)
    edits = explain_edits(sample_session.report, sample_session.engine.findings(), "丙")
    sample_session.apply(edits, "写审核说明", Origin.EXPLAINED)
    assert usual_reasons(sample_session) == ["丙", "甲", "乙", *COMMON_REASONS]


def test_only_the_newest_thirty_of_a_unit_are_kept_and_nothing_endless(tmp_path: Path) -> None:
    path = tmp_path / "甲.peval"
    remember("甲单位", path, *(f"说明{number}" for number in range(40)), "长" * 5000)
    assert offered("甲单位", path) == [f"说明{number}" for number in range(39, 9, -1)]


def test_a_forgotten_reason_is_offered_no_more_until_it_is_given_again(tmp_path: Path) -> None:
    path = tmp_path / "甲.peval"
    remember("甲单位", path, REASON)
    with report_of("甲单位", path) as session:
        findings = session.engine.findings(complete=True)
        edits = explain_edits(session.report, findings, "错字")
        session.apply(edits, "写审核说明", Origin.EXPLAINED)
        for each in (REASON, "错字", COMMON_REASONS[1]):
            forget_reason(session, each)
    with report_of("甲单位", path) as session:
        expected = [each for each in COMMON_REASONS if each != COMMON_REASONS[1]]
        assert usual_reasons(session) == expected, "not even what stands in the report"
        remember_reason(session, REASON)
        assert usual_reasons(session) == [REASON, *expected]
    with report_of("乙单位", tmp_path / "乙.peval") as session:
        assert usual_reasons(session) == list(COMMON_REASONS), "another unit's list is its own"


@pytest.mark.parametrize("damage", DAMAGED, ids=lambda each: repr(each[:20]))
def test_a_damaged_file_counts_as_empty_and_is_put_aside(
    tmp_path: Path, state_dir: Path, damage: bytes
) -> None:
    path = tmp_path / "甲.peval"
    remember("甲单位", path, "旧的")
    (state_dir / "reasons.json").write_bytes(damage)
    assert offered("甲单位", path) == []
    assert (state_dir / "reasons-damaged.json").read_bytes() == damage
    remember("甲单位", path, REASON)
    assert offered("甲单位", path) == [REASON]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
def test_where_nothing_can_be_read_or_written_nothing_is_offered(
    tmp_path: Path, state_dir: Path
) -> None:
    with report_of("甲单位", tmp_path / "甲.peval") as session:
        (state_dir / "reasons.json").mkdir()
        (state_dir / "reasons.json" / "x").touch()
        (state_dir / "reasons-damaged.json").mkdir()
        (state_dir / "reasons-damaged.json" / "x").touch()
        remember_reason(session, REASON)
        assert usual_reasons(session) == list(COMMON_REASONS)
        state_dir.chmod(stat.S_IRUSR | stat.S_IXUSR)
        try:
            remember_reason(session, REASON)
            forget_reason(session, REASON)
        finally:
            state_dir.chmod(stat.S_IRWXU)
    assert not list(state_dir.glob("*.part"))


def test_the_file_is_small_and_plain(tmp_path: Path, state_dir: Path) -> None:
    remember("甲单位", tmp_path / "甲.peval", REASON)
    content = json.loads((state_dir / "reasons.json").read_text(encoding="utf-8"))
    assert content == {"甲单位": {"given": [REASON], "unwanted": []}}
    assert not list(state_dir.glob("reasons-*"))
    assert not list(state_dir.glob("reasons.json.*"))


def test_the_window_starts_without_them() -> None:
    code = (
        "import sys, perfeval_desktop.gui.main_window, perfeval_desktop.gui.check_actions;"
        "late = ('services.usual_reasons', 'storage.reasons', 'gui.widgets.usual_reasons_box');"
        "assert not [n for n in late if f'perfeval_desktop.{n}' in sys.modules], sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
