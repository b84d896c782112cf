"""Backups: when they are made, that they are whole, and that none of their troubles stops work."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from perfeval_desktop.domain.edits import (
    AddPaper,
    Batch,
    Edit,
    Origin,
    SetEntry,
    SetStatus,
    SetVersion,
)
from perfeval_desktop.domain.errors import BackupDamagedError, BackupError, NotAReportError
from perfeval_desktop.domain.history import History
from perfeval_desktop.domain.report import Entry, FieldAddress, Paper, Status, Version
from perfeval_desktop.domain.values import Text
from perfeval_desktop.services.backups import (
    newest_sound,
    read_state,
    restoring,
    write_copy,
)
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import (
    create_from_data_file,
    create_report,
    open_report,
    read_session,
    sample_data,
    start_session,
)
from perfeval_desktop.services.session import Session
from perfeval_desktop.storage import backups as storage
from perfeval_desktop.storage.backing_up import BackupSchedule, back_up
from perfeval_desktop.storage.backups import BackupReason, all_backups, choose_folder, write_backup
from perfeval_desktop.storage.document import OpenDocument
from tests.conftest import HETANG

STAFF = FieldAddress("", "编制数")
UNIT = FieldAddress("", "单位名称")
FORMATS = Path(__file__).parents[1] / "data" / "formats"


class Clock:
    """A clock that goes when it is told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A new report, made once."""
    folder = tmp_path_factory.mktemp("new")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PERFEVAL_STATE_DIR", str(folder / "state"))
        create_report(folder / "报告.peval", HETANG, 2022, "甲单位").close()
    return (folder / "报告.peval").read_bytes()


@pytest.fixture
def path(tmp_path: Path, new_file: bytes) -> Path:
    (tmp_path / "报告.peval").write_bytes(new_file)
    return tmp_path / "报告.peval"


def type_into(session: Session, text: str) -> None:
    session.apply(entry_edits(session.report, STAFF, text), "填写", Origin.TYPED)


def type_staff(document: OpenDocument, text: str) -> None:
    session = start_session(document, document.commit)
    type_into(session, text)
    document.batches = session.history.after(0)


def reasons() -> list[str]:
    return [each.reason.value for each in sorted(all_backups(), key=lambda each: each.sequence)]


def scheduled(document: OpenDocument) -> tuple[BackupSchedule, Clock, list[BackupError]]:
    clock, told = Clock(), list[BackupError]()
    schedule = BackupSchedule(told.append, clock)
    schedule.opened(document)
    return schedule, clock, told


def batch(document: OpenDocument, origin: Origin, edits: int) -> Batch:
    now = datetime.now().astimezone()
    number = document.last_step().number + 1
    some: tuple[Edit, ...] = (SetEntry(UNIT, Entry(Text("甲单位")), Entry(Text("甲单位"))),) * edits
    return Batch(number, "粘贴", origin, "甲", now, some)


def test_what_was_found_at_opening_is_kept_once_and_again_only_when_it_has_changed(
    path: Path,
) -> None:
    for typed, expected in (("", 1), ("", 1), ("12", 2), ("", 2)):
        document = open_report(path)
        schedule, clock, _ = scheduled(document)
        schedule.make_what_is_due(document)
        assert len(all_backups()) < expected + 1
        clock.now += 2
        schedule.make_what_is_due(document)
        if typed:
            schedule.before(document, batch(document, Origin.TYPED, 1))
            type_staff(document, typed)
        document.publish()
        schedule.closing(document)
        document.close()
        assert len(all_backups()) == expected
    assert reasons() == ["opened", "closed"]


def test_the_file_as_it_was_found_is_kept_before_it_is_written_for_the_first_time(
    path: Path,
) -> None:
    document = open_report(path)
    schedule, _, _ = scheduled(document)
    type_staff(document, "12")
    schedule.before_publishing(document)
    document.publish()
    document.close()
    (backup,) = all_backups()
    assert read_state(backup).report.value(STAFF) is not None
    assert storage.read_facts(backup).steps == 2


def test_half_an_hour_of_change_makes_a_backup_and_half_an_hour_of_nothing_none(
    path: Path,
) -> None:
    document = open_report(path)
    schedule, clock, _ = scheduled(document)
    clock.now += 2
    schedule.make_what_is_due(document)
    clock.now += 4_000
    schedule.make_what_is_due(document)
    assert schedule.due is None
    assert reasons() == ["opened"]
    for number in (1, 2):
        schedule.before(document, batch(document, Origin.TYPED, 1))
        type_staff(document, str(number))
        clock.now += 1_799
        schedule.make_what_is_due(document)
        assert len(reasons()) == number
        assert schedule.due == clock.now + 1
        clock.now += 1
        schedule.make_what_is_due(document)
        assert reasons() == ["opened", *["changed"] * number]
    document.close()


@pytest.mark.parametrize(
    ("origin", "edits", "kept"),
    [
        (Origin.IMPORTED, 1, "import"),
        (Origin.DATA_FILE, 1, "import"),
        (Origin.RESTORED, 1, "restore"),
        (Origin.MERGED, 1, "merge"),
        (Origin.PASTED, 30, "import"),
        (Origin.PASTED, 29, ""),
        (Origin.TYPED, 100, ""),
    ],
)
def test_before_much_is_changed_at_once_the_state_before_is_kept(
    path: Path, origin: Origin, edits: int, kept: str
) -> None:
    document = open_report(path)
    type_staff(document, "12")  # not yet in the file
    schedule, _, _ = scheduled(document)
    schedule.before(document, batch(document, origin, edits))
    document.close()
    assert reasons() == ([kept] if kept else [])
    for backup in all_backups():
        assert read_state(backup).report.value(STAFF) is not None


def test_a_file_of_an_older_format_is_kept_byte_for_byte_before_it_is_written_anew(
    tmp_path: Path,
) -> None:
    path = tmp_path / "旧.peval"
    shutil.copyfile(FORMATS / "format-3.peval", path)
    found = path.read_bytes()
    document = open_report(path)
    assert reasons() == ["migration"]
    document.publish()
    document.close()
    assert path.read_bytes() != found
    (backup,) = all_backups()
    assert storage.read_backup(backup)[1] == found
    write_copy(backup, tmp_path / "拿回来.peval")
    assert (tmp_path / "拿回来.peval").read_bytes() == found


def test_a_file_that_fails_its_checks_is_never_kept(path: Path) -> None:
    data = bytearray(path.read_bytes())
    at = data.rindex("甲单位".encode())
    data[at : at + 3] = "乙".encode()
    path.write_bytes(data)
    with pytest.raises(NotAReportError):
        open_report(path)
    assert all_backups() == []


def test_the_folder_of_the_clerks_choice_is_used_and_older_backups_are_still_listed(
    path: Path, tmp_path: Path
) -> None:
    document = open_report(path)
    back_up(document, BackupReason.OPENED)
    chosen = tmp_path / "U盘" / "备份"
    choose_folder(chosen)
    type_staff(document, "12")
    written = back_up(document, BackupReason.CHANGED)
    assert written.trouble is None
    assert written.backup is not None
    assert written.backup.path.is_relative_to(chosen)
    assert [each.sequence for each in storage.backups_of(document.doc_id)] == [1, 2]
    document.close()


def test_a_chosen_folder_that_is_gone_is_told_once_and_the_backup_lies_on_the_pc(
    path: Path, tmp_path: Path
) -> None:
    chosen = tmp_path / "U盘"
    choose_folder(chosen)
    shutil.rmtree(chosen)
    document = open_report(path)
    schedule, clock, told = scheduled(document)
    for text in ("1", "2"):
        clock.now += 2_000
        schedule.make_what_is_due(document)
        schedule.before(document, batch(document, Origin.TYPED, 1))
        type_staff(document, text)
    schedule.closing(document)
    document.close()
    assert [each.path for each in told] == [chosen]
    assert reasons() == ["opened", "changed", "closed"]
    assert not chosen.exists(), "a drive's place is not made into a folder"


def test_a_folder_that_cannot_be_written_to_is_not_chosen(tmp_path: Path) -> None:
    (tmp_path / "文件").touch()
    with pytest.raises(BackupError):
        choose_folder(tmp_path / "文件" / "备份")
    assert storage.chosen_folder() is None


def test_where_nothing_can_be_written_the_work_goes_on(path: Path, state_dir: Path) -> None:
    state_dir.mkdir(exist_ok=True)
    (state_dir / "backup").touch()  # in the place of the folder
    document = open_report(path)
    schedule, clock, told = scheduled(document)
    clock.now += 2
    schedule.make_what_is_due(document)
    type_staff(document, "12")
    document.publish()
    schedule.closing(document)
    document.close()
    assert len(told) == 1
    assert read_session(path).report.value(STAFF) is not None


def test_the_order_is_that_of_the_numbers_when_the_clock_was_set_back(path: Path) -> None:
    document = open_report(path)
    now = datetime.now().astimezone()
    for number in range(3):
        type_staff(document, str(number))
        data, step = document.snapshot(), document.last_step()
        facts = storage.facts_of(data, document.doc_id, path, *step)
        write_backup(data, facts, BackupReason.CHANGED, now - timedelta(days=number))
    listed = storage.backups_of(document.doc_id)
    assert [storage.read_facts(each).steps for each in listed] == [2, 3, 4]
    assert listed[0].time > listed[-1].time
    document.close()


def damage(path: Path, how: str) -> None:
    data = bytearray(path.read_bytes())
    head = data.index(b"\n") + 1
    if how == "bit":
        data[head + (len(data) - head) // 2] ^= 4
    elif how == "half":
        del data[len(data) // 2 :]
    elif how == "head":
        data[:20] = b"x" * 20
    elif how == "empty":
        data.clear()
    else:  # whole, and of another content
        data[head:] = zlib.compress(b"another document altogether")
    path.write_bytes(data)


@pytest.mark.parametrize("how", ["bit", "half", "head", "empty", "other"])
def test_a_corrupt_newest_backup_is_named_and_the_one_before_is_offered(
    path: Path, how: str
) -> None:
    document = open_report(path)
    made = []
    for text in ("11", "12"):
        type_staff(document, text)
        made.append(back_up(document, BackupReason.CHANGED).backup)
    assert made[0] is not None
    assert made[1] is not None
    damage(made[1].path, how)
    with pytest.raises(BackupDamagedError):
        read_state(made[1])
    newest = newest_sound(storage.backups_of(document.doc_id))
    assert newest.backup == made[0]
    assert [each.path for each in newest.damaged] == [made[1].path]
    # The same state is kept anew: the damaged one does not count as held.
    assert back_up(document, BackupReason.CLOSED).backup is not None
    document.close()


def test_what_lies_among_the_backups_without_being_one_is_left_alone(
    path: Path, state_dir: Path
) -> None:
    document = open_report(path)
    folder = state_dir / "backup" / document.doc_id
    folder.mkdir(parents=True)
    (folder / "说明.txt").write_text("我的")
    (folder / "000001-20260101T000000Z-else-00000000.pevalbak").write_bytes(b"?")
    assert back_up(document, BackupReason.OPENED).backup is not None
    document.close()
    assert (folder / "说明.txt").exists()
    assert len(all_backups()) == 1


def test_an_identity_from_outside_never_becomes_a_path(state_dir: Path, path: Path) -> None:
    document = open_report(path)
    data = document.snapshot()
    for doc_id in ("../../../抓到", "/etc", "..", "", "a" * 400):
        write_backup(data, storage.facts_of(data, doc_id, path, 1, doc_id), BackupReason.OPENED)
    document.close()
    for each in all_backups():
        assert each.path.parent.parent == state_dir / "backup"
    assert len(all_backups()) == 5


# Restoring


def test_restoring_leads_to_the_state_of_the_backup_as_one_step_and_back(path: Path) -> None:
    document = open_report(path)
    type_staff(document, "11")
    backup = back_up(document, BackupReason.CHANGED).backup
    assert backup is not None
    session = start_session(document, document.commit)
    for text in ("12", "13"):
        session.apply(entry_edits(session.report, STAFF, text), "填写", Origin.TYPED)
    before = dict(session.report.entries())
    found = restoring(session.report, session.history, read_state(backup))
    assert found is not None
    assert len(found.edits) == 1, "what a cell was in between is left out"
    session.apply(found.edits, "恢复", Origin.RESTORED)
    assert dict(session.report.entries()) == dict(read_state(backup).report.entries())
    session.undo()
    assert dict(session.report.entries()) == before
    document.close()


def test_restoring_forgets_no_name_no_paper_and_no_final(path: Path) -> None:
    document = open_report(path)
    backup = back_up(document, BackupReason.OPENED).backup
    session = start_session(document, document.commit)
    type_into(session, "12")
    now = datetime.now().astimezone()
    session.apply([SetVersion("送审稿", None, Version(2, "甲", now))], "命名", Origin.NAMED)
    paper = Paper(2, now, "甲", "PDF", "报送版", "", 0, False, "CODE", ())
    session.apply([AddPaper(paper)], "导出", Origin.PAPER)
    for before, after in ((Status(), Status(1, True)), (Status(1, True), Status(1, False, "改数"))):
        session.apply([SetStatus(before, after)], "定稿", Origin.STATUS)
    assert backup is not None
    found = restoring(session.report, session.history, read_state(backup))
    assert found is not None
    session.apply(found.edits, "恢复", Origin.RESTORED)
    assert session.report.entry(STAFF) is None
    assert list(session.report.versions) == ["送审稿"]
    assert session.report.papers == (paper,)
    assert session.report.status == Status(1, False, "改数")
    document.close()


def test_a_backup_of_another_branch_leads_there_from_the_last_step_both_have(path: Path) -> None:
    document = open_report(path)
    type_staff(document, "11")
    document.publish()
    start = document.path.read_bytes()
    type_staff(document, "12")
    backup = back_up(document, BackupReason.CHANGED).backup
    document.close()
    path.write_bytes(start)  # a copy of the day before was put back
    document = open_report(path)
    session = start_session(document, document.commit)
    session.apply(entry_edits(session.report, UNIT, "乙单位"), "填写", Origin.TYPED)
    assert backup is not None
    found = restoring(session.report, session.history, read_state(backup))
    assert found is not None
    session.apply(found.edits, "恢复", Origin.RESTORED)
    values = {address: entry.value.text for address, entry in session.report.entries()}
    assert (values[STAFF], values[UNIT]) == ("12", "甲单位")
    document.close()


def test_a_report_without_a_common_step_is_not_restored_over(path: Path, tmp_path: Path) -> None:
    document = create_from_data_file(tmp_path / "别的.peval", sample_data())
    backup = back_up(document, BackupReason.OPENED).backup
    document.close()
    assert backup is not None
    session = read_session(path)
    assert restoring(session.report, History(session.history.after(0)), read_state(backup)) is None


# Full disks and kills

BACKING_UP = """
import os, signal, sys
from pathlib import Path
from perfeval_desktop.services.files import open_report
from perfeval_desktop.storage import backups
from perfeval_desktop.storage.backing_up import back_up

document = open_report(Path(sys.argv[1]))
die = lambda *args: os.kill(os.getpid(), signal.SIGKILL)
step = sys.argv[2]
if step == "write":
    backups.zlib.compress = die
elif step == "part":
    backups._unpacked = die
elif step == "named":
    backups.sync_folder = die
back_up(document, backups.BackupReason.OPENED)
"""


@pytest.mark.slow
@pytest.mark.parametrize("step", ["write", "part", "named"])
def test_a_kill_while_a_backup_is_written_leaves_a_whole_one_or_none(
    path: Path, state_dir: Path, step: str
) -> None:
    found = path.read_bytes()
    command = [sys.executable, "-c", BACKING_UP, str(path), step]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert path.read_bytes() == found
    assert len(all_backups()) == (step == "named")
    for each in all_backups():
        assert storage.read_backup(each)[1] == found
    document = open_report(path)
    back_up(document, BackupReason.OPENED)
    document.close()
    names = [each.name for each in (state_dir / "backup").rglob("*") if each.is_file()]
    assert len(names) == 1, names


@pytest.mark.slow
def test_a_full_disk_takes_no_backup_and_leaves_no_piece_of_one(path: Path, tmp_path: Path) -> None:
    """A small file system of its own, where the machine lets us have one."""
    stick = tmp_path / "小盘"
    stick.mkdir()
    script = f"""
set -e
mount -t tmpfs -o size=16k none {stick}
{sys.executable} - {path} {stick} <<'END'
import os, sys
from pathlib import Path
from perfeval_desktop.services.files import open_report
from perfeval_desktop.storage.backing_up import back_up
from perfeval_desktop.storage.backups import BackupReason, all_backups, choose_folder
stick = Path(sys.argv[2])
choose_folder(stick)
document = open_report(Path(sys.argv[1]))
written = back_up(document, BackupReason.OPENED)
print(written.trouble.reason)
print(written.backup.path.is_relative_to(stick))
print([each.name for each in stick.rglob("*") if each.is_file()])
document.close()
END
"""
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, env=dict(os.environ)
    )
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip(f"no file system of our own: {done.stderr[:80]}")
    assert done.stdout.splitlines() == ["磁盘空间不足", "False", "[]"], done.stderr


def test_the_names_tell_the_time_in_utc_so_that_another_zone_does_not_change_the_order(
    path: Path,
) -> None:
    document = open_report(path)
    back_up(document, BackupReason.OPENED)
    (backup,) = all_backups()
    assert abs(backup.time - datetime.now(UTC)) < timedelta(minutes=5)
    document.close()
