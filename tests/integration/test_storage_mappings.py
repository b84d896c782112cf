"""The typed rows are the tables of the file, and stay off the way to the window."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sqlalchemy import inspect

from perfeval_desktop.services.files import create_from_data_file, describe_file, sample_data
from perfeval_desktop.storage.mappings import Row
from perfeval_desktop.storage.tables import METADATA


def test_each_table_has_its_typed_rows_and_each_column_its_type() -> None:
    rows = {inspect(each.class_).local_table.name: each.class_ for each in Row.registry.mappers}
    assert set(rows) == set(METADATA.tables)
    for name, row in rows.items():
        types = {
            column.name: column.type.python_type if not column.nullable else "optional"
            for column in METADATA.tables[name].columns
        }
        declared = {
            field: {"Mapped[str]": str, "Mapped[int]": int}.get(annotation, "optional")
            for field, annotation in row.__annotations__.items()
        }
        assert declared == types, name


def test_a_file_tells_of_its_last_action(tmp_path: Path) -> None:
    path = tmp_path / "示例.peval"
    create_from_data_file(path, sample_data()).close()
    facts = dict(describe_file(path))
    assert facts["修改记录"] == "1 步"
    assert facts["最后一步"].startswith("读入 ")


def test_nothing_on_the_way_to_the_window_imports_the_orm() -> None:
    code = (
        "import sys, perfeval_desktop.services.files, perfeval_desktop.storage.worker;"
        "assert 'sqlalchemy' in sys.modules and 'sqlalchemy.orm' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
