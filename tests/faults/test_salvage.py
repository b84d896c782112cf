"""Damaged files, read as far as they can be into new ones; the damaged one is never touched."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from perfeval_desktop.cli import FAILED, FOUND, OK, run
from perfeval_desktop.domain.edits import Origin, SetRemark
from perfeval_desktop.domain.errors import (
    FileExistsAlreadyError,
    NotAReportError,
    SalvageError,
)
from perfeval_desktop.domain.report import FieldAddress, Remark
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import (
    create_from_data_file,
    create_report,
    open_report,
    read_session,
    sample_data,
    start_session,
)
from perfeval_desktop.services.revisions import state_at
from perfeval_desktop.services.salvaging import (
    history_fault,
    salvage_file,
    salvaged_lines,
    ways_out,
)
from perfeval_desktop.storage.damaged_pages import found_rows
from perfeval_desktop.storage.database import make_engine
from perfeval_desktop.storage.read_documents import read_with_history
from perfeval_desktop.storage.reading import read_report
from tests.conftest import HETANG

STAFF = FieldAddress("", "编制数")
PAGE = 4096
STEPS = 31


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The sample report with a history; made once, its state folder goes with it."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PERFEVAL_STATE_DIR", str(folder / "state"))
        document = create_from_data_file(folder / "报告.peval", sample_data())
        session = start_session(document, document.commit)
        for number in range(2, STEPS):
            edits = entry_edits(session.report, STAFF, str(number))
            session.apply(edits, "填写 编制数", Origin.TYPED)
        session.undo()
        document.close()
    return (folder / "报告.peval").read_bytes()


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    return tmp_path / "损坏.peval"


def without(whole: bytes, *pages: int) -> bytes:
    data = bytearray(whole)
    for page in pages:
        data[(page - 1) * PAGE : page * PAGE] = bytes(PAGE)
    return bytes(data)


def pages_with(whole: bytes, kind: int, text: str = "") -> list[int]:
    """The pages of a kind of the tree that hold a text."""
    pages = range(1, len(whole) // PAGE + 1)
    head = {page: whole[(page - 1) * PAGE :][:PAGE] for page in pages}
    return [
        page
        for page, data in head.items()
        if data[100 if page == 1 else 0] == kind and text.encode() in data
    ]


def contents(path: Path) -> list[object]:
    report = read_session(path).report
    return [
        dict(report.entries()),
        list(report.all_records()),
        dict(report.explanations()),
        dict(report.remarks()),
        report.status,
        report.last_year,
    ]


@pytest.mark.slow
def test_a_file_with_one_page_lost_gives_back_at_least_95_of_100_rows_whichever_page_it_is(
    whole: bytes, damaged: Path
) -> None:
    """Of more than a hundred pages the first and last ones, those with the cells, and some more."""
    damaged.write_bytes(whole)
    wanted = contents(damaged)
    count = len(whole) // PAGE
    dice = random.Random(18)
    cells = pages_with(whole, 13, "编制数headcount")
    some = {1, 2, count, *cells[:2], *dice.sample(range(1, count + 1), 2)}
    for page in sorted(some):
        damaged.write_bytes(without(whole, page))
        before = damaged.read_bytes()
        new = damaged.with_name(f"{page}.peval")
        salvaged = salvage_file(damaged, new)
        entries = dict(read_session(new).report.entries())
        expected = dict(wanted[0])  # type: ignore[call-overload]
        same = sum(entries.get(address) == entry for address, entry in expected.items())
        assert same >= 0.95 * len(expected), page
        assert contents(new)[1:] == wanted[1:], page
        assert damaged.read_bytes() == before
        assert salvaged_lines(salvaged)


def test_where_the_history_is_whole_a_lost_table_is_nothing_lost(
    whole: bytes, damaged: Path, tmp_path: Path
) -> None:
    rows = found_rows(whole).tables["entry"]
    damaged.write_bytes(without(whole, *pages_with(whole, 13, "编制数headcount")))
    assert len(found_rows(damaged.read_bytes()).tables["entry"]) < len(rows)
    new = tmp_path / "新.peval"
    salvaged = salvage_file(damaged, new)
    assert salvaged.losses.is_nothing
    assert salvaged.losses.from_history
    (tmp_path / "原来.peval").write_bytes(whole)
    assert contents(new) == contents(tmp_path / "原来.peval")
    one, other = read_with_history(new), read_with_history(tmp_path / "原来.peval")
    assert one.hashes == other.hashes, "the history stands there word for word"
    assert one.doc_id == other.doc_id
    assert "没有丢失" in salvaged_lines(salvaged)[0]


def test_where_the_history_is_broken_the_tables_count_and_its_last_steps_can_still_be_undone(
    whole: bytes, damaged: Path, tmp_path: Path
) -> None:
    """The edits of the first step, which made the report, fill many pages; one of them is lost."""
    first = next(
        page
        for page in pages_with(whole, 13, '{"do":"add"')
        if page not in pages_with(whole, 13, "填写 编制数")
    )
    damaged.write_bytes(without(whole, first))
    new = tmp_path / "新.peval"
    salvaged = salvage_file(damaged, new)
    (tmp_path / "原来.peval").write_bytes(whole)
    assert contents(new) == contents(tmp_path / "原来.peval")
    assert (salvaged.losses.steps, salvaged.losses.of_steps) == (1, STEPS)
    document = open_report(new)
    session = start_session(document, document.commit)
    assert document.verify_history() is None
    assert session.history.last_number == STEPS + 1, "the last step tells of the salvage"
    assert "抢救" in session.history.after(STEPS)[0].label
    assert list(session.report.versions) == ["抢救出来的内容"]
    session.redo()
    for _ in range(10):
        session.undo()
    assert session.report.entry(STAFF) == state_at(session, 20).report.entry(STAFF)
    document.close()
    assert any("修改记录" in line and "1 步" in line for line in salvaged_lines(salvaged))


def test_what_neither_table_nor_history_has_is_listed_by_sheet_and_name(
    whole: bytes, damaged: Path, tmp_path: Path
) -> None:
    entries = pages_with(whole, 13, "编制数headcount")
    history = pages_with(whole, 13, '{"do":"set"')
    damaged.write_bytes(without(whole, *entries, *history))
    salvaged = salvage_file(damaged, tmp_path / "新.peval")
    assert FieldAddress("", "编制数") in salvaged.losses.cells
    assert salvaged.losses.steps == STEPS
    lines = salvaged_lines(salvaged)
    assert any("没有读出，要重新填" in line for line in lines)
    assert "　附件1-1 编制数" in lines
    lost = set(salvaged.losses.cells)
    report = read_session(tmp_path / "新.peval").report
    (tmp_path / "原来.peval").write_bytes(whole)
    for address, entry in read_session(tmp_path / "原来.peval").report.entries():
        assert (report.entry(address) == entry) != (address in lost)


def test_lost_last_steps_are_not_taken_for_the_end_of_the_history(
    whole: bytes, damaged: Path, tmp_path: Path
) -> None:
    """Else the older state that the rest of the history tells would take the place of the newer."""
    damaged.write_bytes(without(whole, pages_with(whole, 13, "填写 编制数")[-1]))
    salvaged = salvage_file(damaged, tmp_path / "新.peval")
    (tmp_path / "原来.peval").write_bytes(whole)
    assert contents(tmp_path / "新.peval") == contents(tmp_path / "原来.peval")
    assert salvaged.losses.steps


def test_a_flipped_digit_is_put_right_by_the_history(
    whole: bytes, damaged: Path, tmp_path: Path
) -> None:
    data = bytearray(whole)
    row = next(row for row in found_rows(whole).tables["entry"] if row.values[1] == "编制数")
    at = data.index(f"编制数headcount{row.values[3]}".encode())
    at += len("编制数headcount".encode())
    data[at] = ord("7")
    damaged.write_bytes(bytes(data))
    with pytest.raises(NotAReportError):
        open_report(damaged)
    salvaged = salvage_file(damaged, tmp_path / "新.peval")
    (tmp_path / "原来.peval").write_bytes(whole)
    assert contents(tmp_path / "新.peval") == contents(tmp_path / "原来.peval")
    assert salvaged.losses.is_nothing


def test_behind_a_gap_a_proven_step_still_overrules_a_flipped_digit(
    whole: bytes, damaged: Path, tmp_path: Path
) -> None:
    row = next(row for row in found_rows(whole).tables["entry"] if row.values[1] == "编制数")
    text = f"编制数headcount{row.values[3]}".encode()
    data = bytearray(without(whole, pages_with(whole, 13, '{"do":"add"')[0]))
    data[data.index(text) + len(text) - 1] = ord("7")
    damaged.write_bytes(bytes(data))
    salvaged = salvage_file(damaged, tmp_path / "新.peval")
    (tmp_path / "原来.peval").write_bytes(whole)
    assert contents(tmp_path / "新.peval") == contents(tmp_path / "原来.peval")
    assert salvaged.losses.steps
    assert STAFF in salvaged.losses.from_history


def test_an_undo_whose_step_is_lost_is_not_kept_without_it(
    whole: bytes, damaged: Path, tmp_path: Path
) -> None:
    """A history that begins by undoing what it does not tell could not be opened."""
    step = b'"before":["headcount","29","29",""],"after":["headcount","30","30",""]'
    assert whole.count(step) == 1
    damaged.write_bytes(whole.replace(step, step.replace(b"29", b"28")))
    salvaged = salvage_file(damaged, tmp_path / "新.peval")
    assert salvaged.losses.steps == STEPS
    (tmp_path / "原来.peval").write_bytes(whole)
    assert contents(tmp_path / "新.peval") == contents(tmp_path / "原来.peval")


def test_a_text_whose_pages_lead_in_a_circle_is_lost_and_not_made_up(tmp_path: Path) -> None:
    path = tmp_path / "一张表.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE template_file (name TEXT NOT NULL, text TEXT NOT NULL)")
        database.execute("INSERT INTO template_file VALUES ('a.toml', ?)", ["x" * 5 * PAGE])
    database.close()
    data = bytearray(path.read_bytes())
    assert len(found_rows(bytes(data)).tables["template_file"]) == 1
    inner = next(
        page
        for page in range(3, len(data) // PAGE)
        if int.from_bytes(data[(page - 1) * PAGE :][:4], "big") == page + 1
    )
    data[(inner - 1) * PAGE : (inner - 1) * PAGE + 4] = inner.to_bytes(4, "big")  # to itself
    assert found_rows(bytes(data)).tables["template_file"] == []


@pytest.mark.parametrize("share", [0.4, 0.95])
def test_a_file_cut_short_gives_what_it_has(
    whole: bytes, damaged: Path, tmp_path: Path, share: float
) -> None:
    damaged.write_bytes(whole[: int(len(whole) * share)])
    try:
        salvaged = salvage_file(damaged, tmp_path / "新.peval")
    except SalvageError:
        assert share < 0.9, "the tables come after the template"
        assert list(tmp_path.glob("新*")) == []
        return
    assert salvaged.losses.pages >= 0
    read_session(tmp_path / "新.peval")


@pytest.mark.slow
def test_random_damage_never_breaks_the_salvage_and_what_it_writes_always_opens(
    whole: bytes, damaged: Path, tmp_path: Path
) -> None:
    dice = random.Random(17)
    for turn in range(4):
        data = bytearray(whole)
        for _ in range(dice.choice((1, 3, 40))):
            at = dice.randrange(len(data))
            length = dice.choice((1, 64, 512, PAGE))
            data[at : at + length] = dice.randbytes(len(data[at : at + length]))
        damaged.write_bytes(bytes(data))
        new = tmp_path / f"新{turn}.peval"
        try:
            salvage_file(damaged, new)
        except SalvageError:
            assert not new.exists()
        else:
            read_session(new)
        assert damaged.read_bytes() == bytes(data)


@pytest.mark.parametrize(
    "content", [b"", b"SQLite format 3\0", b"\0" * 9000, "文字".encode() * 999]
)
def test_what_is_no_report_is_refused_and_nothing_is_written(
    tmp_path: Path, damaged: Path, content: bytes
) -> None:
    damaged.write_bytes(content)
    with pytest.raises(SalvageError):
        salvage_file(damaged, tmp_path / "新.peval")
    assert not ways_out(damaged).can_be_salvaged
    assert sorted(each.name for each in tmp_path.iterdir()) == ["state", damaged.name]


def test_a_file_that_is_there_is_never_replaced(
    whole: bytes, tmp_path: Path, damaged: Path
) -> None:
    damaged.write_bytes(whole)
    for new in (damaged, tmp_path / "有了.peval"):
        new.write_bytes(whole)
        with pytest.raises(FileExistsAlreadyError):
            salvage_file(damaged, new)
        assert new.read_bytes() == whole


def test_the_command_salvages_a_file_and_tells_what_was_lost(
    whole: bytes, tmp_path: Path, damaged: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged.write_bytes(without(whole, 1))
    assert run(["salvage", str(damaged), str(tmp_path / "新.peval")]) == OK
    said = capsys.readouterr().out
    assert "没有丢失" in said
    assert "没有作任何改动" in said
    damaged.write_bytes(without(whole, *pages_with(whole, 13, '{"do":"add"')[:1]))
    assert run(["salvage", str(damaged), str(tmp_path / "新2.peval")]) == FOUND
    assert "修改记录" in capsys.readouterr().out
    assert run(["salvage", str(damaged), str(tmp_path / "新2.peval")]) == FAILED
    assert "已经有" in capsys.readouterr().err


def test_a_file_that_another_program_has_changed_gives_back_what_is_the_reports(
    tmp_path: Path,
) -> None:
    path = tmp_path / "报告.peval"
    create_report(path, HETANG, 2022, "甲单位").close()
    wanted = contents(path)
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE mine (a)")
        database.execute("INSERT INTO mine VALUES ('x')")
        database.execute("CREATE TRIGGER t AFTER UPDATE ON entry BEGIN DELETE FROM batch; END")
    database.close()
    with pytest.raises(NotAReportError):
        open_report(path)
    salvaged = salvage_file(path, tmp_path / "新.peval")
    assert salvaged.losses.is_nothing
    assert contents(tmp_path / "新.peval") == wanted


def test_what_another_program_left_beside_the_file_is_said(
    whole: bytes, damaged: Path, tmp_path: Path
) -> None:
    damaged.write_bytes(whole)
    damaged.with_name(damaged.name + "-wal").write_bytes(b"its changes")
    salvaged = salvage_file(damaged, tmp_path / "新.peval")
    assert any("损坏.peval-wal" in line for line in salvaged_lines(salvaged))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE remark SET text = '别的'",
        "DELETE FROM entry WHERE field = '编制数'",
        "UPDATE status SET draft = 3",
        "UPDATE record SET position = 1 - position WHERE group_id = '项目明细' AND position < 2",
    ],
)
def test_tables_that_tell_something_else_than_the_history_are_noticed(
    tmp_path: Path, whole: bytes, change: str
) -> None:
    path = tmp_path / "报告.peval"
    path.write_bytes(whole)
    document = open_report(path)
    session = start_session(document, document.commit)
    session.apply([SetRemark(STAFF, None, Remark("核对"))], "批注", Origin.REMARKED)
    document.close()
    session = read_session(path)
    told = (session.history.after(0), 0)
    assert history_fault(session.report, *told) == ""
    with sqlite3.connect(path) as database:
        assert database.execute(change).rowcount > 0
    database.close()
    engine = make_engine(path, is_working_copy=False)
    with engine.begin() as connection:
        changed = read_report(connection)
    engine.dispose()
    assert "不一样" in history_fault(changed, *told)
