"""A process killed between two edits: the first is there at the next start, and the file opens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from perfeval_desktop.services.files import create_report, open_report, read_session
from tests.conftest import HETANG

EDITING = """
import sys, time
from pathlib import Path
from perfeval_desktop.domain.edits import Origin
from perfeval_desktop.domain.report import FieldAddress
from perfeval_desktop.services.entering import entry_edits
from perfeval_desktop.services.files import open_report, start_session

document = open_report(Path(sys.argv[1]))
session = start_session(document, document.commit)
for number in range(1, 1000):
    edits = entry_edits(session.report, FieldAddress("", "编制数"), str(number))
    session.apply(edits, "填写", Origin.TYPED)
    if number % 7 == 0:
        document.publish()
    print(number, flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("after", [1, 23])
def test_every_acknowledged_edit_survives_a_kill_and_the_file_itself_opens(
    tmp_path: Path, after: int
) -> None:
    path = tmp_path / "报告 #1.peval"
    create_report(path, HETANG, 2022, "甲单位").close()
    process = subprocess.Popen(
        [sys.executable, "-c", EDITING, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )
    assert process.stdout is not None
    acknowledged = 0
    for line in process.stdout:
        acknowledged = int(line)
        if acknowledged >= after:
            os.kill(process.pid, signal.SIGKILL)
            break
    acknowledged = max([acknowledged, *map(int, process.stdout.read().split())])
    process.wait()
    process.stdout.close()

    read_session(path)  # the .peval itself is whole, whatever was being written
    document = open_report(path)
    values = {address.field: entry.value.text for address, entry in document.report.entries()}
    assert document.is_resumed
    assert int(values["编制数"]) in (acknowledged, acknowledged + 1), "the next may be in, too"
    assert document.verify_history() is None
    document.close()
    assert [each.name for each in tmp_path.iterdir() if each.name != "state"] == [path.name]
