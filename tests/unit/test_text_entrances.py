"""Every text comes in through one cleaning: no control, half or unseen character gets further."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_desktop.domain.edits import Origin, SetEntry, SetExplanation, SetRemark
from perfeval_desktop.domain.parsing import clean_text, unseen_in
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.domain.template import ReportTemplate
from perfeval_desktop.services.checking import findings_as_text
from perfeval_desktop.services.data_file import data_file_edits, read_data_file
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.explaining import explain_edits
from perfeval_desktop.services.files import create_report, read_session
from perfeval_desktop.services.finalising import finalise_edits
from perfeval_desktop.services.remarks import remark_edits
from perfeval_desktop.services.session import Session
from tests.conftest import HETANG

UNIT = FieldAddress("", "单位名称")
DIRTY = "\ufeff甲\x00\x07\u200b单\u202e位\x1b\u2066\ud83d\ufffe\r\n乙\x85丙\u2028丁"
CLEAN = "甲单位\n乙\n丙\n丁"


def test_what_is_dropped_and_what_stays() -> None:
    assert clean_text(DIRTY) == CLEAN
    kept = "制表\t　全角 é 𠮷 葛\U000e0100 😀 ≥95% — “引”"
    assert clean_text(kept) == kept


@given(st.text(alphabet=st.characters(), max_size=60))
def test_cleaned_text_can_be_stored_and_stays_as_it_is(text: str) -> None:
    cleaned = clean_text(text)
    cleaned.encode()
    assert clean_text(cleaned) == cleaned
    assert not unseen_in(cleaned)
    assert not any(each < " " and each not in "\t\n" for each in cleaned)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("甲单位", ""),
        ("甲\u200b单位", "看不见的符号"),
        ("甲\u202e单位", "改变文字方向的符号"),
        ("\ufeff甲\u2067单位", "看不见的符号和改变文字方向的符号"),
    ],
)
def test_marks_that_nobody_sees_are_named(text: str, said: str) -> None:
    assert unseen_in(text) == said


def test_typing_explaining_noting_and_finalising_clean(sample_session: Session) -> None:
    report = sample_session.report
    (typed,) = entry_edits(report, UNIT, DIRTY, DIRTY)
    assert isinstance(typed, SetEntry)
    assert typed.after is not None
    assert (typed.after.value.text, typed.after.reason) == (CLEAN, CLEAN)
    (noted,) = remark_edits(report, UNIT, DIRTY)
    assert isinstance(noted, SetRemark)
    assert noted.after is not None
    assert noted.after.text == CLEAN
    finding = sample_session.engine.findings(True)[0]
    (explained,) = explain_edits(report, [finding], DIRTY)
    assert isinstance(explained, SetExplanation)
    assert explained.after is not None
    assert explained.after.text == CLEAN
    (status,) = finalise_edits(sample_session, DIRTY)
    assert status.after.reason == CLEAN


def test_labels_of_the_history_are_clean_where_a_file_name_is_in_them(
    new_session: Session,
) -> None:
    edits = entry_edits(new_session.report, UNIT, "甲单位")
    outcome = new_session.apply(edits, f"读入 {DIRTY}.xlsx", Origin.IMPORTED)
    assert outcome is not None
    assert outcome.batch.label == f"读入 {CLEAN}.xlsx"


def test_a_new_report_has_a_clean_unit(tmp_path: Path) -> None:
    create_report(tmp_path / "报告.peval", HETANG, 2022, f" {DIRTY}\n").close()
    value = read_session(tmp_path / "报告.peval").report.value(UNIT)
    assert value is not None
    assert value.text == CLEAN


def test_a_data_file_is_cleaned(tmp_path: Path, template: ReportTemplate) -> None:
    path = tmp_path / "数据.toml"
    path.write_text(
        f'template = "{HETANG}"\nyear = 2022\n[values]\n"单位名称" = "甲\\u200b单\\u0007位"\n'
        '"控制率" = { "填报" = "50%", "理由" = "照\\u202e填" }\n',
        encoding="utf-8",
    )
    edits = data_file_edits(read_data_file(path), template)
    entries = {
        each.address.field: each.after
        for each in edits
        if isinstance(each, SetEntry) and each.after is not None
    }
    assert entries["单位名称"].value.text == "甲单位"
    assert entries["控制率"].reason == "照填"


def test_a_reason_that_looks_like_a_formula_is_copied_as_words(sample_session: Session) -> None:
    finding = sample_session.engine.findings(True)[0]
    edits = explain_edits(sample_session.report, [finding], "=1+1")
    sample_session.apply(edits, "说明", Origin.EXPLAINED)
    lines = findings_as_text(sample_session, [finding]).split("\n")
    assert lines[1].split("\t")[-1] == "'=1+1"
