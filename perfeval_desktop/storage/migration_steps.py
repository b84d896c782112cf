"""The numbered steps from one format to the next; what is written here never changes again."""

from __future__ import annotations

from perfeval_desktop.storage.migrations import Migration
from perfeval_desktop.storage.schemas import (
    FORMAT_1,
    FORMAT_2,
    FORMAT_3,
    FORMAT_4,
    FORMAT_5,
    FORMAT_6,
    RECORD_INDEX,
    schema_of_tables,
)

TO_FORMAT_2 = Migration(
    to=2,  # explanations of findings, reports made final, last year's values
    ddl=(*FORMAT_2.values(), RECORD_INDEX),
    copy=(
        *(f"INSERT INTO {name} SELECT * FROM old.{name}" for name in FORMAT_1),
        "INSERT INTO status VALUES (1, 0, 0, '')",
    ),
    old_schema=schema_of_tables(FORMAT_1),
    old_digest=(
        "SELECT id, doc_id, template_id, template_digest, year, revision, app_version, created,"
        " modified FROM document",
        "SELECT name, text FROM template_file ORDER BY name",
        "SELECT id, group_id, parent, section, position FROM record ORDER BY id",
        "SELECT record, field, kind, text, number, reason FROM entry ORDER BY record, field",
        "SELECT number, hash FROM batch ORDER BY number DESC LIMIT 1",
    ),
)
TO_FORMAT_3 = Migration(
    to=3,  # remarks on cells
    ddl=(*FORMAT_3.values(), RECORD_INDEX),
    copy=tuple(f"INSERT INTO {name} SELECT * FROM old.{name}" for name in FORMAT_2),
    old_schema=schema_of_tables(FORMAT_2),
    old_digest=(
        *TO_FORMAT_2.old_digest[:-1],
        'SELECT check_id, record, "left", "right", text, link_record, link_field FROM explanation'
        " ORDER BY check_id, record",
        "SELECT id, draft, is_final, reason FROM status",
        "SELECT id, unit, year FROM last_year",
        "SELECT field, name, kind, text, number FROM last_value ORDER BY field, name",
        TO_FORMAT_2.old_digest[-1],
    ),
)
TO_FORMAT_4 = Migration(
    to=4,  # papers and their check codes
    ddl=(*FORMAT_4.values(), RECORD_INDEX),
    copy=tuple(f"INSERT INTO {name} SELECT * FROM old.{name}" for name in FORMAT_3),
    old_schema=schema_of_tables(FORMAT_3),
    old_digest=(
        *TO_FORMAT_3.old_digest[:5],
        "SELECT record, field, text, is_to_verify FROM remark ORDER BY record, field",
        *TO_FORMAT_3.old_digest[5:],
    ),
)
TO_FORMAT_5 = Migration(
    to=5,  # named states, merged copies, copies without their history
    ddl=(*FORMAT_5.values(), RECORD_INDEX),
    copy=tuple(f"INSERT INTO {name} SELECT * FROM old.{name}" for name in FORMAT_4),
    old_schema=schema_of_tables(FORMAT_4),
    old_digest=(
        *TO_FORMAT_4.old_digest[:-1],
        "SELECT number, place, time, person, medium, edition, mark, draft, is_final, code"
        " FROM paper ORDER BY number",
        "SELECT paper, place, sheet, record, label, code FROM paper_code ORDER BY paper, place",
        TO_FORMAT_4.old_digest[-1],
    ),
)
TO_FORMAT_6 = Migration(
    to=6,  # approved targets; forms that the unit adjusted
    ddl=(*FORMAT_6.values(), RECORD_INDEX),
    copy=tuple(f"INSERT INTO {name} SELECT * FROM old.{name}" for name in FORMAT_5),
    old_schema=schema_of_tables(FORMAT_5),
    old_digest=(
        *TO_FORMAT_5.old_digest[:-1],
        "SELECT name, place, person, time FROM version ORDER BY name",
        "SELECT hash FROM merged ORDER BY hash",
        "SELECT id, number, hash FROM history_start",
        TO_FORMAT_5.old_digest[-1],
    ),
)
STEPS = (TO_FORMAT_2, TO_FORMAT_3, TO_FORMAT_4, TO_FORMAT_5, TO_FORMAT_6)
